package markdown

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"bantin/cmd/bantin/internal/diag"
)

// caseTargets resolves what the case files link to.
func caseTargets(dest string, _ bool) Resolved {
	switch {
	case strings.HasPrefix(dest, "giu-lai"):
		return Resolved{Code: "link-held", Args: []any{dest}}
	case strings.HasPrefix(dest, "khong-co"), strings.HasPrefix(dest, "www."), strings.Contains(dest, "@"):
		return Resolved{Code: "link-dead", Args: []any{dest}}
	case strings.HasSuffix(dest, ".md"):
		return Resolved{Href: "/tin-tuc/" + strings.TrimSuffix(dest, ".md") + "/", Path: "/tin-tuc/"}
	}
	return Resolved{Href: dest}
}

// TestCases holds each feature to its case file: name.md becomes name.html
// with the faults of name.faults.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	c := New()
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var fresh txtar.Archive
		for _, f := range archive.Files {
			name, ok := strings.CutSuffix(f.Name, ".md")
			if !ok {
				continue
			}
			html, faults := mustConvertCase(t, c, string(f.Data))
			fresh.Files = append(fresh.Files, f, txtar.File{Name: name + ".html", Data: []byte(html)})
			if faults != "" {
				fresh.Files = append(fresh.Files, txtar.File{Name: name + ".faults", Data: []byte(faults)})
			}
		}
		compareGolden(t, file, string(txtar.Format(&fresh)))
	}
}

// mustConvertCase also applies every correction on its own and expects the
// fault it mends to be gone.
func mustConvertCase(t *testing.T, c *Converter, markdown string) (html, faults string) {
	t.Helper()
	var out bytes.Buffer
	_, found := c.Convert(&out, Source{File: "bai.md", Text: []byte(markdown)}, caseTargets)
	var l diag.List
	l.Add(found...)
	var b strings.Builder
	for _, d := range l.Sorted() {
		fmt.Fprintf(&b, "%d:%d+%d %s\n", d.Line, d.Column, d.Width, d.Code)
		if d.Fix == "" {
			continue
		}
		fmt.Fprintf(&b, "\t%s\n", strings.ReplaceAll(d.Fix, "\n", "\n\t"))
		lines := strings.Split(markdown, "\n")
		if lines[d.Line-1] != d.Source {
			t.Errorf("%s: Source is %q, the line is %q", d.Code, d.Source, lines[d.Line-1])
		}
		lines[d.Line-1] = d.Fix
		_, after := c.Convert(new(bytes.Buffer), Source{File: "bai.md", Text: []byte(strings.Join(lines, "\n"))}, caseTargets)
		for _, left := range after {
			if left.Code == d.Code && left.Line == d.Line && left.Column == d.Column {
				t.Errorf("%s is still there after its correction %q", d.Code, d.Fix)
			}
		}
	}
	return out.String(), b.String()
}

func TestPlacesAreTheFiles(t *testing.T) {
	file := "---\ntitle: Họp\n---\nĐoạn một\n\nĐoạn <b>hai</b> và [x](#y)\n"
	src := Source{File: "content/a.md", Text: []byte(file), Body: strings.Index(file, "Đoạn")}
	facts, found := New().Convert(new(bytes.Buffer), src, caseTargets)
	if len(found) != 1 || found[0].Place() != "content/a.md:6:6" || found[0].Width != 3 {
		t.Errorf("got %+v", found)
	}
	if len(facts.Links) != 1 || facts.Links[0].Line != 6 || facts.Links[0].Column != 24 || facts.Links[0].Fragment != "y" {
		t.Errorf("got %+v", facts.Links)
	}
}

func TestPrefixKeepsFootnotesOfTwoArticlesApart(t *testing.T) {
	var out bytes.Buffer
	c := New()
	for _, prefix := range []string{"a-", "b-"} {
		c.Convert(&out, Source{Text: []byte("x[^1] y[^1]\n\n[^1]: z\n"), Prefix: prefix}, caseTargets)
	}
	for _, id := range []string{"a-fn:1", "a-fnref:1:1", "a-fnref:1:2", "b-fn:1", "b-fnref:1:1", "b-fnref:1:2"} {
		if n := strings.Count(out.String(), `id="`+id+`"`); n != 1 {
			t.Errorf("id %q stands %d times", id, n)
		}
		if !strings.Contains(out.String(), `href="#`+id+`"`) {
			t.Errorf("nothing leads to %q", id)
		}
	}
}

func TestDestinationsAreAskedAsAURLParserExpects(t *testing.T) {
	var asked []string
	resolve := func(dest string, image bool) Resolved {
		asked = append(asked, fmt.Sprint(dest, image))
		return Resolved{Href: "/x/", Path: "/x/"}
	}
	body := "[a](b&amp;c%20d.md#m%E1%BB%A5c) ![e](f\\_g.jpg) [h](#i) [j](https://k.vn) [l](mailto:m@n.vn)\n"
	var out bytes.Buffer
	facts, _ := New().Convert(&out, Source{Text: []byte(body)}, resolve)
	if got, want := strings.Join(asked, " "), "b&c%20d.mdfalse f_g.jpgtrue"; got != want {
		t.Errorf("asked for %q, want %q", got, want)
	}
	if !strings.Contains(out.String(), `<a href="/x/#m%E1%BB%A5c">`) {
		t.Errorf("the fragment is lost: %s", out.String())
	}
	if len(facts.Links) != 2 || facts.Links[0].Path != "/x/" || facts.Links[0].Fragment != "mục" || facts.Links[1].Path != "" {
		t.Errorf("got %+v", facts.Links)
	}
}

func TestConvertAppends(t *testing.T) {
	out := bytes.NewBufferString("<!doctype html>")
	New().Convert(out, Source{Text: []byte("a")}, caseTargets)
	if got := out.String(); got != "<!doctype html><p>a</p>\n" {
		t.Errorf("got %q", got)
	}
}

func TestConverterIsSharedByGoroutines(t *testing.T) {
	c, want := New(), ""
	results := make(chan string)
	body, err := os.ReadFile("testdata/cases/footnote.txt")
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		go func() {
			var out bytes.Buffer
			for range 20 {
				out.Reset()
				c.Convert(&out, Source{Text: body}, caseTargets)
			}
			results <- out.String()
		}()
	}
	for range 8 {
		got := <-results
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatal("two goroutines got different HTML")
		}
	}
}
