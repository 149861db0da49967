package main

import (
	"bytes"
	"context"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/minify"
	"bantin/cmd/bantin/internal/sample"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// repository is this project's own folder, which is the reference site.
var repository = filepath.Join("..", "..")

// mustBuildReal builds the repository's own content into a new folder.
func mustBuildReal(t testing.TB) string {
	t.Helper()
	return mustBuildQuietly(t, repository)
}

func mustBuildQuietly(t testing.TB, source string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	var text, faults bytes.Buffer
	if status := run(context.Background(), []string{"build", "--source", source, "--output", out}, &text, &faults); status != exitDone {
		t.Fatalf("exit status %d\n%s", status, faults.String())
	}
	if faults.Len() > 0 {
		t.Errorf("the site is not free of notes:\n%s", faults.String())
	}
	return out
}

// TestHandbookQuotesMessages holds the chapter on messages to what the program
// says: what it sets as code and is a sentence must be a message, or a part.
func TestHandbookQuotesMessages(t *testing.T) {
	var known []*regexp.Regexp
	missing := regexp.MustCompile(`%!.\\\(BADINDEX\\\)`)
	for _, code := range diag.Codes() {
		what := regexp.QuoteMeta(diag.Diagnostic{Code: code, Args: []any{}}.What(diag.Vietnamese))
		known = append(known, regexp.MustCompile("^"+missing.ReplaceAllString(what, ".+")+"$"))
	}
	chapter := mustRead(t, filepath.Join(repository, "content", "huong-dan", "13-khi-may-bao-loi.md"))
	quotes := 0
	for _, quote := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(chapter, -1) {
		sentence := strings.Count(quote[1], " ") >= 4 && !strings.Contains(quote[1], ": ")
		if !sentence {
			continue
		}
		quotes++
		if !slices.ContainsFunc(known, func(r *regexp.Regexp) bool { return r.MatchString(quote[1]) }) {
			t.Errorf("no message reads %q", quote[1])
		}
	}
	if quotes < 20 {
		t.Errorf("only %d messages are quoted", quotes)
	}
}

// TestHandbookShowsTheHook holds the chapter that prints Git's hook to the file.
func TestHandbookShowsTheHook(t *testing.T) {
	chapter := mustRead(t, filepath.Join(repository, "content", "huong-dan", "14-dung-trang.md"))
	if !strings.Contains(chapter, "```sh\n"+mustRead(t, filepath.Join(repository, ".githooks", "pre-commit"))+"```\n") {
		t.Error("the chapter shows another hook")
	}
}

// TestRealSite builds the repository's own content, alone and with the worst that
// editors may write, and looks at every page as no checker of HTML alone would.
func TestRealSite(t *testing.T) {
	checkSite(t, mustBuildReal(t))
	worst := t.TempDir()
	for _, dir := range []string{"content", "static"} {
		if err := os.CopyFS(filepath.Join(worst, dir), os.DirFS(filepath.Join(repository, dir))); err != nil {
			t.Fatal(err)
		}
	}
	if err := sample.Worst(worst); err != nil {
		t.Fatal(err)
	}
	checkSite(t, mustBuildQuietly(t, worst))
}

func checkSite(t *testing.T, out string) {
	t.Helper()
	pages := map[string]*page{}
	eachHTML(t, out, func(name string, text []byte) {
		pages["/"+strings.TrimSuffix(name, "index.html")] = mustPage(t, name, text)
	})
	for address, p := range pages {
		p.check(t, address)
		for _, link := range p.links {
			follow(t, out, pages, address, link)
		}
	}
	for address := range pages {
		if address != "/404.html" && !reachable(pages)[address] {
			t.Errorf("%s cannot be reached from the home page", address)
		}
	}
}

func eachHTML(t testing.TB, out string, visit func(name string, text []byte)) {
	t.Helper()
	pages := 0
	err := filepath.WalkDir(out, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		pages++
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(out, name)
		visit(filepath.ToSlash(rel), text)
		return err
	})
	if err != nil || pages == 0 {
		t.Fatalf("%d pages: %v", pages, err)
	}
}

// A page is what is checked of an HTML file.
type page struct {
	text      []byte
	ids       []string
	links     []string // of a, link, img and script
	h1        int
	canonical []string
	first     string // where the first link leads
	schema    string
	lang      string
	alts      []string
	inline    bool // a style attribute, an event attribute, or a script or style in the page
}

func mustPage(t testing.TB, name string, text []byte) *page {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := &page{text: text}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			p.element(n)
		}
	}
	return p
}

func (p *page) element(n *html.Node) {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
		p.inline = p.inline || a.Key == "style" || strings.HasPrefix(a.Key, "on")
	}
	if id, ok := attr["id"]; ok {
		p.ids = append(p.ids, id)
	}
	for _, key := range []string{"href", "src"} {
		if to, ok := attr[key]; ok {
			p.links = append(p.links, to)
		}
	}
	switch n.Data {
	case "html":
		p.lang = attr["lang"]
	case "h1":
		p.h1++
	case "a":
		if p.first == "" {
			p.first = attr["href"]
		}
	case "img":
		alt, ok := attr["alt"]
		if !ok || path.Ext(alt) != "" && !strings.Contains(alt, " ") {
			alt = "missing"
		}
		p.alts = append(p.alts, alt)
	case "link":
		if attr["rel"] == "canonical" {
			p.canonical = append(p.canonical, attr["href"])
		}
	case "meta":
		if attr["property"] == "og:url" || attr["property"] == "og:image" {
			p.links = append(p.links, attr["content"])
		}
	case "style":
		p.inline = true
	case "script":
		if attr["type"] == "application/ld+json" {
			p.schema = n.FirstChild.Data
		} else if attr["src"] == "" {
			p.inline = true
		}
	}
}

func (p *page) check(t *testing.T, address string) {
	t.Helper()
	if bytes.Contains(p.text, []byte(`http-equiv="refresh"`)) || bytes.Contains(p.text, []byte("http-equiv=refresh")) {
		return // an old address that sends readers on
	}
	fault := func(format string, args ...any) { t.Helper(); t.Errorf(address+": "+format, args...) }
	if p.lang != "vi" {
		fault("lang is %q", p.lang)
	}
	if p.h1 != 1 {
		fault("%d h1", p.h1)
	}
	if len(p.canonical) != 1 && address != "/404.html" {
		fault("canonical addresses %v", p.canonical)
	}
	if !strings.HasPrefix(p.first, "#") {
		fault("the first link is no skip link but %q", p.first)
	}
	if p.inline {
		fault("inline style or script")
	}
	if slices.Contains(p.alts, "missing") {
		fault("a picture without a text in its place")
	}
	if sorted := slices.Sorted(slices.Values(p.ids)); len(slices.Compact(sorted)) != len(p.ids) {
		fault("an id twice: %v", p.ids)
	}
	if !norm.NFC.IsNormal(p.text) || bytes.ContainsAny(p.text, "\u200b\ufeff\u00ad\u00d0\u0189") {
		fault("text that is not NFC, or invisible or foreign letters")
	}
	if address != "/404.html" {
		p.checkSchema(t, address)
	}
}

// follow checks that a link of the site leads to a file, and to a place in it.
func follow(t *testing.T, out string, pages map[string]*page, from, link string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Errorf("%s: link %q: %v", from, link, err)
		return
	}
	if u.Host == "hdnd-hanoi.example" {
		u.Host, u.Scheme = "", ""
	}
	if u.Scheme != "" || u.Host != "" {
		return
	}
	base, _ := url.Parse(from)
	to := base.ResolveReference(u)
	name := filepath.Join(out, filepath.FromSlash(to.Path))
	if strings.HasSuffix(to.Path, "/") {
		name = filepath.Join(name, "index.html")
	}
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		t.Errorf("%s: link %q leads nowhere", from, link)
		return
	}
	if p := pages[to.Path]; to.Fragment != "" && (p == nil || !slices.Contains(p.ids, to.Fragment)) {
		t.Errorf("%s: link %q leads to no place in its page", from, link)
	}
}

// reachable are the pages that links lead to from the home page.
func reachable(pages map[string]*page) map[string]bool {
	seen, queue := map[string]bool{"/": true}, []string{"/"}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, link := range pages[at].links {
			base, _ := url.Parse(at)
			u, err := base.Parse(link)
			if err == nil && u.Host == "" && pages[u.Path] != nil && !seen[u.Path] {
				seen[u.Path] = true
				queue = append(queue, u.Path)
			}
		}
	}
	return seen
}

// TestPagesAreMinified holds that a minifier finds less than a hundredth left to
// take from the pages, and that what it would take changes no word.
func TestPagesAreMinified(t *testing.T) {
	total, left := 0, 0
	eachHTML(t, mustBuildReal(t), func(name string, text []byte) {
		small, err := minify.HTML(text)
		if err != nil {
			t.Fatal(err)
		}
		total, left = total+len(text), left+len(text)-len(small)
		if diff := cmp.Diff(words(t, text), words(t, small)); diff != "" {
			t.Errorf("%s says other words minified:\n%s", name, diff)
		}
	})
	if left*100 > total {
		t.Errorf("%d of %d bytes could go", left, total)
	}
}

// words is the text that a page's readers see, word by word.
func words(t testing.TB, page []byte) []string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		edge := n.Type == html.ElementNode && slices.Contains(breaks, n.Data)
		if edge {
			b.WriteByte(' ')
		}
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			b.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if edge {
			b.WriteByte(' ')
		}
	}
	walk(root)
	return strings.Fields(b.String())
}

// breaks are elements at whose edges a word ends.
var breaks = strings.Fields("p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd div section article nav header footer main table tr td th blockquote pre figure figcaption br hr title body aside details summary")
