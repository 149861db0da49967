package minify_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"text/template"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/minify"
	"bantin/cmd/bantin/internal/text"

	"golang.org/x/net/html"
)

// words is the text that readers see, word by word. An element that is not part
// of a line ends a word.
func words(t testing.TB, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	inline := strings.Fields("a b i em strong del code sup sub span time")
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		edge := n.Type == html.ElementNode && !slices.Contains(inline, n.Data)
		if edge {
			b.WriteByte(' ')
		}
		if n.Type == html.TextNode {
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

// layoutText is a layout around a body, as layouts are written: with actions in
// text and attributes, and spaces that matter.
const layoutText = `<main id="x">
  <!-- ghi chú -->
  <h1>{{.Title}}</h1>
  {{if .Body}}<div class="content">
    {{.Body}}
  </div>{{end}}
  <p>Nguồn: <a href="/{{.Title}}">{{.Title}}</a> <b>{{.Title}}</b>, hết.</p>
</main>`

func mustRender(t testing.TB, layout, title, body string) string {
	t.Helper()
	var b strings.Builder
	tmpl, err := template.New("").Parse(layout)
	if err == nil {
		err = tmpl.Execute(&b, struct{ Title, Body string }{html.EscapeString(title), body})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// FuzzMinifiedWords holds that a page of a minified layout says the same words
// as one of the layout as written, and the same again when the page itself is
// minified, whatever the article says.
func FuzzMinifiedWords(f *testing.F) {
	for _, s := range []string{
		"Một *hai* **ba**\nbốn", "- a\n- b\n\n> c\n> d", "| a | b |\n|---|--:|\n| 1 | 2 |", "`a  b` c", "```\n a\n  b\n```",
		"# Đề mục\n\nx[^1]\n\n[^1]: ghi chú", "a  \nb", "![ảnh](a.jpg \"chú\")", "<br>", "H<sub>2</sub>O", "&lt;b&gt; &amp;amp; &#x41;", "a\\\nb", "1. x\n\n   y",
	} {
		f.Add(s)
	}
	small, err := minify.Template([]byte(layoutText))
	if err != nil {
		f.Fatal(err)
	}
	md := markdown.New()
	resolve := func(dest string, _ bool) markdown.Resolved { return markdown.Resolved{Href: "/x/"} }
	f.Fuzz(func(t *testing.T, article string) {
		clean, _, err := text.Clean([]byte(article))
		if err != nil {
			return
		}
		var body bytes.Buffer
		if _, found := md.Convert(&body, markdown.Source{File: "x.md", Text: clean}, resolve); diag.Errors(found) > 0 {
			return
		}
		title, _, _ := strings.Cut(string(clean), "\n")
		written := mustRender(t, layoutText, title, body.String())
		rendered := mustRender(t, string(small), title, body.String())
		if a, b := words(t, written), words(t, rendered); !slices.Equal(a, b) {
			t.Fatalf("as written %q\nminified  %q", a, b)
		}
		page, err := minify.HTML([]byte(rendered))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := words(t, rendered), words(t, string(page)); !slices.Equal(a, b) {
			t.Fatalf("page     %q\nminified %q", a, b)
		}
	})
}

func TestAssetsGetSmallerAndUnknownOnesStay(t *testing.T) {
	for name, want := range map[string]string{
		"a.css": "a{color:red}", "b.js": "let a=1", "c.woff2": "a  {  color: red }",
	} {
		source := map[string]string{"a.css": "a {\n  color: red;\n}\n", "b.js": "let a = 1;\n", "c.woff2": "a  {  color: red }"}[name]
		got, err := minify.Asset(name, []byte(source))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	var at *minify.Error
	if _, err := minify.Asset("x.js", []byte("\nlet = = 1")); !errors.As(err, &at) || at.Line != 2 || at.Column != 7 {
		t.Errorf("a broken script: %v", err)
	}
}
