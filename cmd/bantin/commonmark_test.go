package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/minify"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// onlyInASite is what is wrong with examples that the converter takes: where
// they lead can be no file of any system, no picture, or no place of the page.
var onlyInASite = map[string]string{
	"022": "link-dead", "023": "link-dead", "504": "link-dead", "507": "link-dead", "522": "link-dead", // * " and the like
	"501": "anchor-none",
	"520": "image-type", "572": "image-type", "574": "image-type", "575": "image-type", "580": "image-type", // without an ending
	"581": "image-type", "582": "image-type", "583": "image-type", "584": "image-type", "585": "image-type",
	"586": "image-type", "587": "image-type", "588": "image-type", "589": "image-type", "591": "image-type",
}

// TestCommonMarkExamplesInASite makes an article of each of the 652 examples.
// Those are refused that the converter's list (commonmark.golden) refuses, for
// the same reason; the others are published, and say the words that the
// converter wrote, before and after minifying the page once more.
func TestCommonMarkExamplesInASite(t *testing.T) {
	dir := t.TempDir()
	for name, text := range smallSite {
		mustWrite(t, filepath.Join(dir, name), []byte(text))
	}
	listed := mustListed(t)
	bodies, sources, written := map[string]string{}, map[string]string{}, map[string]string{}
	for name, body := range mustExamples(t) {
		html, dests := converted(body)
		source := path.Join("content/tin-tuc", name+".md")
		if slices.ContainsFunc(dests, isPicture) {
			source = path.Join("content/tin-tuc", name, "index.md")
		}
		written[name] = html
		bodies[name], sources[source] = body, name
		mustWrite(t, filepath.Join(dir, source), []byte("---\ntitle: Ví dụ "+name+"\ndate: 2024-02-28\n---\n"+body))
		for _, dest := range dests {
			mustTarget(t, dir, source, dest)
		}
	}
	refused := map[string][]string{}
	for _, d := range mustReport(t, dir) {
		name, ok := sources[d.File]
		switch {
		case d.Severity != "error":
		case !ok:
			t.Errorf("%s: %s %s", d.File, d.Code, d.What)
		default:
			refused[name] = append(refused[name], string(d.Code))
		}
	}
	for _, source := range slices.Sorted(maps.Keys(sources)) {
		name := sources[source]
		got := slices.Compact(slices.Sorted(slices.Values(refused[name])))
		want := listed[name]
		if code, ok := onlyInASite[name]; ok {
			want = append(want, code)
		}
		if !slices.Equal(got, want) {
			t.Errorf("example %s is refused for %v, the list says %v\n%s", name, got, want, bodies[name])
		}
		if len(got) > 0 {
			if err := os.Remove(filepath.Join(dir, source)); err != nil {
				t.Fatal(err)
			}
			delete(written, name)
		}
	}
	if found := mustReport(t, dir); slices.ContainsFunc(found, func(d diag.JSON) bool { return d.Severity == "error" }) || len(written) < 550 {
		t.Fatalf("%d examples are sound: %v", len(written), found)
	}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		want := words(t, []byte(written[name]))
		page := []byte(mustRead(t, filepath.Join(dir, "public/tin-tuc/2024/02", name, "index.html")))
		again, err := minify.HTML(page)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, words(t, mustContent(t, page))); diff != "" {
			t.Errorf("example %s (-converted +published):\n%s\n%s", name, bodies[name], diff)
		}
		if diff := cmp.Diff(want, words(t, mustContent(t, again))); diff != "" {
			t.Errorf("example %s (-converted +minified again):\n%s\n%s", name, bodies[name], diff)
		}
	}
}

// mustListed reads the converter's list: the codes of each example, by its
// number; none for one that is rendered.
func mustListed(t testing.TB) map[string][]string {
	t.Helper()
	listed := map[string][]string{}
	for line := range strings.Lines(mustRead(t, "internal/markdown/testdata/commonmark.golden")) {
		number, outcome, _ := strings.Cut(strings.TrimSpace(line), " ")
		listed[number] = nil
		if codes, ok := strings.CutPrefix(outcome, "refused "); ok {
			listed[number] = strings.Split(codes, ",")
		}
	}
	if len(listed) != 652 {
		t.Fatalf("the list has %d examples", len(listed))
	}
	return listed
}

// mustExamples are the CommonMark examples that come with goldmark, by number.
func mustExamples(t testing.TB) map[string]string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatalf("find goldmark's module: %v", err)
	}
	var spec []struct {
		Example  int
		Markdown string
	}
	if err := json.Unmarshal([]byte(mustRead(t, filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))), &spec); err != nil {
		t.Fatal(err)
	}
	examples := map[string]string{}
	for _, e := range spec {
		examples[fmt.Sprintf("%03d", e.Example)] = e.Markdown
	}
	if len(examples) != 652 {
		t.Fatalf("spec.json has %d examples, want 652", len(examples))
	}
	return examples
}

// converted is a body's HTML, and the relative destinations and addresses of
// the site that it leads to.
func converted(body string) (html string, dests []string) {
	var out bytes.Buffer
	markdown.New().Convert(&out, markdown.Source{File: "x.md", Text: []byte(body)}, func(dest string, _ bool) markdown.Resolved {
		dests = append(dests, dest)
		return markdown.Resolved{Href: dest}
	})
	return out.String(), dests
}

// isPicture tells a destination that is a file beside its article.
func isPicture(dest string) bool { return path.Ext(dest) == ".jpg" && !strings.HasPrefix(dest, "/") }

// mustTarget makes what a link in an article leads to, unless no system could
// hold a file of that name.
func mustTarget(t testing.TB, dir, source, dest string) {
	t.Helper()
	name, err := url.PathUnescape(dest)
	if err != nil {
		t.Fatal(err)
	}
	article := fmt.Sprintf("---\ntitle: Đích\ndate: 2024-02-28\nslug: dich-%x\n---\n", name)
	switch beside := filepath.Join(dir, path.Dir(source), name); {
	case strings.ContainsAny(name, `\:*?"<>|`):
	case strings.HasPrefix(name, "/"):
		mustWrite(t, filepath.Join(dir, "static", name), nil)
	case isPicture(name):
		mustWrite(t, beside, []byte(smallSite["anh.webp"]))
	case path.Ext(name) == ".md":
		mustWrite(t, beside, []byte(article))
	default:
		mustWrite(t, filepath.Join(beside, "index.md"), []byte(article))
	}
}

// mustContent cuts an article's text out of its page.
func mustContent(t testing.TB, page []byte) []byte {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for n := range root.Descendants() {
		if n.Data == "div" && slices.Contains(n.Attr, html.Attribute{Key: "class", Val: "content"}) {
			if err := html.Render(&out, n); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out.Len() == 0 {
		t.Fatalf("a page without a text:\n%s", page)
	}
	return out.Bytes()
}
