package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
)

// A shape makes a body of about n bytes.
type shape struct {
	name string
	make func(n int) string
}

func of(s string) func(int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)+1) }
}

func numbered(format string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
}

// shapes are what parsers of Markdown are known to be slow at: those of
// cmark's pathological tests, those found for goldmark, and their variations.
var shapes = []shape{
	{"nested emphasis", func(n int) string {
		return strings.Repeat("*a **a ", n/14) + "b" + strings.Repeat(" a** a*", n/14)
	}},
	{"emphasis closers", of("a_ ")},
	{"emphasis openers", of("_a ")},
	{"link closers", of("a]")},
	{"link openers", of("[a")},
	{"mismatched", of("*a_ ")},
	{"mismatched threes", of("*a _a*_ ")},
	{"multiples of three", func(n int) string { return "a**b" + strings.Repeat("c* ", n/3) }},
	{"links and emphasis", of("[ a_")},
	{"links in links", of("[ (](")},
	{"pictures in links", of("![[]()")},
	{"nested brackets", func(n int) string { return strings.Repeat("[", n/2) + "a" + strings.Repeat("]", n/2) }},
	{"nested quotations", func(n int) string { return strings.Repeat("> ", n/2) + "a" }},
	{"nested lists", func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat("  ", i) + "* a\n")
		}
		return b.String()
	}},
	{"nested lists on a line", of("1. ")},
	{"nested definitions", func(n int) string { return "a\n" + strings.Repeat(": ", n/2) }},
	{"nested footnotes", of("[^a]: ")},
	{"blank lines in lists", func(n int) string { return strings.Repeat("- ", 40) + "x" + strings.Repeat("\n", n) }},
	{"blank lines in lists in a quotation", func(n int) string {
		return "> " + strings.Repeat("- ", 40) + "x\n" + strings.Repeat(">\n", n/2)
	}},
	{"zero bytes", of("abc\x00de\x00")},
	{"runs of backticks", func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString("e" + strings.Repeat("`", i))
		}
		return b.String()
	}},
	{"open addresses in brackets", of("[a](<b")},
	{"open addresses", of("[a](b")},
	{"open links", of("[a](")},
	{"long addresses", func(n int) string { return strings.Repeat("[a](", n/400) + strings.Repeat("b", n*99/100) }},
	{"open titles", of("[a]: b\n(")},
	{"open comments", of("</<!--")},
	{"open instructions", of("<?x ")},
	{"open CDATA", of("<![CDATA[x ")},
	{"open tags", of("<a x ")},
	{"tags in quotes", of("<a x='<a y=\"")},
	{"tags of many attributes", of("<a" + strings.Repeat(" b", 200) + "\n")},
	{"small tags", of("<sub>")},
	{"definitions", numbered("[%d]: /x\n")},
	{"definition used often", func(n int) string {
		return "[a]: /" + strings.Repeat("x", 5000) + "\n\n" + strings.Repeat("[a]\n\n", n/5)
	}},
	{"wide table", func(n int) string {
		return strings.Repeat("a|", 2000) + "\n" + strings.Repeat("-|", 2000) + "\n" + strings.Repeat("|\n", n/2)
	}},
	{"tables with pipes in code", of("a|b\n-|-\n`\\|`|`\\|`\n\n")},
	{"footnote references", of("[^a] ")},
	{"footnotes", numbered("[^%d]: x\n")},
	{"tildes", of("~")},
	{"stars", of("*")},
	{"paragraphs of stars", of(strings.Repeat("*a_ ", 50) + "\n\n")},
	{"paragraphs of links", of(strings.Repeat("[a](", 333) + "\n\n")},
	{"blank lines", of("\n")},
	{"one word", of("x")},
	{"lines", of("x\n")},
	{"entities", of("&a")},
	{"mail", of("a.b_c@")},
	{"headings", of("## a\n")},
	{"items", of("- a\n")},
	{"fences", of("```\n")},
}

// TestShapesAreRefusedOrRendered lists each shape at 4 kB, 100 kB and 1 MiB.
// Time is not asserted: counts decide, and this list shows what they decide.
func TestShapesAreRefusedOrRendered(t *testing.T) {
	var golden strings.Builder
	c := New()
	for _, s := range shapes {
		for _, n := range []int{4_000, 100_000, limit.Body} {
			body := []byte(s.make(n))
			body = body[:min(len(body), limit.Body)]
			out := bytes.NewBufferString("before")
			_, found := c.Convert(out, Source{Text: body}, asWritten)
			outcome := "rendered"
			if refused := brokenLimit(found); refused != "" {
				outcome = "refused " + string(refused)
				if out.String() != "before" {
					t.Errorf("%s was refused and left output", s.name)
				}
			}
			fmt.Fprintf(&golden, "%s, %d: %s\n", s.name, n, outcome)
		}
	}
	compareGolden(t, "testdata/shapes.golden", golden.String())
}

func brokenLimit(found []diag.Diagnostic) diag.Code {
	for _, d := range found {
		if strings.HasPrefix(string(d.Code), "body-") {
			return d.Code
		}
	}
	return ""
}

func TestLimitsNameTheLine(t *testing.T) {
	for _, test := range []struct {
		name, body string
		code       diag.Code
		line       int
	}{
		{"size", strings.Repeat("a\n", limit.Body/2+1), "body-size", 1},
		{"depth", "a\n\nb\n" + strings.Repeat(">", 101) + " c\n", "body-depth", 4},
		{"emphasis depth", "a\n\n" + strings.Repeat("*a **a ", 60) + "b" + strings.Repeat(" a** a*", 60), "body-depth", 3},
		{"marks", "a\n\n" + strings.Repeat("[a](", 12_000), "body-marks", 3},
		{"cells", "a\n\n" + strings.Repeat("a|", 101) + "\n" + strings.Repeat("-|", 101) + "\n" + strings.Repeat("x\n", 1000), "body-cells", 3},
		{"footnotes", "a\n\n" + strings.Repeat("[^1]\n\n", 2001), "body-footnotes", 4003},
		{"output", "[a]: /" + strings.Repeat("x", 20_000) + "\n\n" + strings.Repeat("[a]\n\n", 900), "body-size", 1},
	} {
		_, _, found := convert(test.body)
		if len(found) != 1 || found[0].Code != test.code || found[0].Line != test.line {
			t.Errorf("%s: got %+v", test.name, found)
		}
	}
}

func TestHonestBodiesKeepWithinTheLimits(t *testing.T) {
	for _, test := range []struct{ name, body string }{
		{"a book of paragraphs", strings.Repeat(string(benchArticle())+"\n", 190)},
		{"a list of 3,000 files", strings.Repeat("- [Nghị quyết số 12/NQ-HĐND](nghi-quyet-12.pdf) **mới**\n", 3000)},
		{"a table of 1,900 rows", strings.Repeat("a|", 10) + "\n" + strings.Repeat("-|", 10) + "\n" + strings.Repeat("Phường Láng Hạ|125|3|**4**|5|6|7|8|9|10|\n", 1900)},
		{"a line drawn with hyphens", strings.Repeat("- ", 90) + "\n"},
		{"text far to the right", strings.Repeat(" ", 300) + "Chủ tịch\n"},
	} {
		if _, _, found := convert(test.body); len(errorCodes(found)) > 0 {
			t.Errorf("%s: %v", test.name, errorCodes(found))
		}
	}
}

func TestErrorsEndAtAHundred(t *testing.T) {
	_, _, found := convert(strings.Repeat("<b>x\n\n", 500))
	if len(found) != limit.Faults+1 {
		t.Errorf("got %d faults", len(found))
	}
}

func TestWarningsNeverCutThePage(t *testing.T) {
	html, _, found := convert(strings.Repeat("![](a.jpg)\n\n", 500) + "Hết\n\n[a]()\n")
	if !strings.Contains(html, "<p>Hết</p>") || len(found) != limit.Faults+1 || found[limit.Faults].Code != "link-empty" {
		t.Errorf("got %d faults", len(found))
	}
}
