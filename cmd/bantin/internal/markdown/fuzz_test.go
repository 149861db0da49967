package markdown

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"bantin/cmd/bantin/internal/diag"
)

// allowed lists what may come out: elements, and the attributes of each.
var allowed = map[string][]string{
	"a": {"href", "title", "class", "role", "aria-label"}, "blockquote": nil, "br": nil,
	"code": {"class"}, "dd": nil, "del": nil, "dl": nil, "dt": nil, "em": nil, "figcaption": nil,
	"figure": nil, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}, "hr": nil,
	"img": {"src", "alt", "title", "loading", "decoding"}, "li": {"id", "value"}, "ol": {"start"}, "p": nil,
	"pre": nil, "section": {"class", "role", "aria-label"}, "strong": nil, "sub": nil, "sup": {"id"},
	"table": {"tabindex"}, "tbody": nil, "td": {"class"}, "th": {"class", "scope"}, "thead": nil, "tr": nil, "ul": nil,
}

// FuzzConvert holds the output to the allow-list of elements, attributes and
// schemes as a browser's parser sees it, whether or not there are faults; and
// every fault to a place in the file, a text and a correction that is not the
// line itself.
func FuzzConvert(f *testing.F) {
	for _, e := range mustSpec(f) {
		f.Add(e.Markdown)
	}
	for _, s := range shapes {
		f.Add(s.make(200))
	}
	files, _ := filepath.Glob("testdata/cases/*.txt")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range archive.Files {
			f.Add(string(c.Data))
		}
	}
	c := New()
	f.Fuzz(func(t *testing.T, body string) {
		body = strings.ToValidUTF8(body, "")
		var out bytes.Buffer
		_, found := c.Convert(&out, Source{File: "a.md", Text: []byte(body)}, asWritten)
		checkFaults(t, body, found)
		root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		nodes, err := html.ParseFragment(&out, root)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			checkNode(t, n)
			for n := range n.Descendants() {
				checkNode(t, n)
			}
		}
		c.Summary(Source{Text: []byte(body)})
	})
}

func checkNode(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Type == html.CommentNode {
		t.Fatalf("a comment came out: %q", n.Data)
	}
	if n.Type != html.ElementNode {
		return
	}
	attributes, ok := allowed[n.Data]
	if !ok {
		t.Fatalf("<%s> came out", n.Data)
	}
	for _, a := range n.Attr {
		if !slices.Contains(attributes, a.Key) {
			t.Fatalf("%s of <%s> came out", a.Key, n.Data)
		}
		if a.Key != "href" && a.Key != "src" {
			continue
		}
		if strings.IndexFunc(a.Val, func(r rune) bool { return r <= ' ' || r == '\\' }) >= 0 || strings.HasPrefix(a.Val, "//") {
			t.Fatalf("the address %q came out", a.Val)
		}
		scheme, _, absolute := strings.Cut(a.Val, ":")
		if absolute && !strings.ContainsAny(scheme, "/?#") &&
			(a.Key == "src" || !slices.Contains([]string{"http", "https", "mailto", "tel"}, strings.ToLower(scheme))) {
			t.Fatalf("the address %q came out", a.Val)
		}
	}
}

func checkFaults(t *testing.T, body string, found []diag.Diagnostic) {
	t.Helper()
	lines := strings.Split(body, "\n")
	for _, d := range found {
		if d.Line < 1 || d.Line > len(lines) || d.Source != lines[d.Line-1] || d.Column < 1 || d.Width < 1 {
			t.Fatalf("%s is nowhere: %+v", d.Code, d)
		}
		for _, lang := range []diag.Language{diag.Vietnamese, diag.English} {
			if text := d.What(lang) + d.How(lang); strings.Contains(text, "%!") {
				t.Fatalf("%s says %q", d.Code, text)
			}
		}
		if d.Fix == d.Source && d.Fix != "" {
			t.Fatalf("%s corrects %q to itself", d.Code, d.Fix)
		}
	}
}

// TestSeedsExist guards the seeds of the fuzz target against an empty set.
func TestSeedsExist(t *testing.T) {
	entries, err := os.ReadDir("testdata/cases")
	if err != nil || len(entries) < 8 {
		t.Fatalf("%d case files, %v", len(entries), err)
	}
}
