package markdown

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

type shape struct {
	name string
	make func(n int) string
}

func rep(s string) func(int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)+1) }
}

func shapesList() []shape {
	r := strings.Repeat
	l := []shape{
		{"nested strong emphasis", func(n int) string { return r("*a **a ", n/14) + "b" + r(" a** a*", n/14) }},
		{"many emphasis closers with no openers", rep("a_ ")},
		{"many emphasis openers with no closers", rep("_a ")},
		{"many link closers with no openers", rep("a]")},
		{"many link openers with no closers", rep("[a")},
		{"mismatched openers and closers", rep("*a_ ")},
		{"issue 389", rep("*a _a*_ ")},
		{"openers and closers multiple of 3", func(n int) string { return "a**b" + r("c* ", n/3) }},
		{"link openers and emph closers", rep("[ a_")},
		{"pattern [ (]( repeated", rep("[ (](")},
		{"pattern ![[]() repeated", rep("![[]()")},
		{"hard link/emph case", func(n int) string { return "**x [a*b**c*](d)" + r(" a*", n/3) }},
		{"nested brackets", func(n int) string { return r("[", n/2) + "a" + r("]", n/2) }},
		{"nested block quotes", func(n int) string { return r("> ", n/2) + "a" }},
		{"deeply nested lists", func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				b.WriteString(r("  ", i) + "* a\n")
			}
			return b.String()
		}},
		{"U+0000 in input", func(n int) string { return r("abc\x00de\x00", n/8) }},
		{"backticks", func(n int) string {
			var b strings.Builder
			for i := 1; b.Len() < n; i++ {
				b.WriteString("e" + r("`", i))
			}
			return b.String()
		}},
		{"unclosed links A", rep("[a](<b")},
		{"unclosed links B", rep("[a](b")},
		{"unclosed links C", rep("[a](")},
		{"unclosed <!--", func(n int) string { return "</" + r("<!--", n/4) }},
		{"unclosed <?", rep("<?x ")},
		{"unclosed <![CDATA[", rep("<![CDATA[x ")},
		{"unclosed <!A", rep("<!A ")},
		{"empty lines in deeply nested lists", func(n int) string { return r("- ", 40) + "x" + r("\n", n) }},
		{"empty lines in deeply nested lists in blockquote", func(n int) string { return "> " + r("- ", 40) + "x\n" + r(">\n", n/2) }},
		{"emph in deep blockquote", func(n int) string { return r(">", 90) + r("a*", n/2) }},
		{"reference collisions", func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				fmt.Fprintf(&b, "[%d]: /x\n", i)
			}
			return b.String()
		}},
		{"wide table", func(n int) string { c := 2000; return r("a|", c) + "\n" + r("-|", c) + "\n" + r("|\n", n/2) }},
		{"definition used often", func(n int) string { return "[a]: /" + r("x", 5000) + "\n\n" + r("[a] ", n/4) }},
		{"tildes", rep("~")},
		{"single tildes", rep("~a ")},
		{"footnote references", rep("[^a] ")},
		{"footnote definitions", func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				fmt.Fprintf(&b, "[^%d]: x\n", i)
			}
			return b.String()
		}},
		{"nested footnotes", func(n int) string { return r("[^a]: ", n/6) }},
		{"code in tables", func(n int) string { return "a|b\n-|-\n" + r("`\\|`|`\\|`\n", n/10) }},
		{"tables of code", rep("a|b\n-|-\n`\\|`|`\\|`\n\n")},
		{"open tags", rep("<a x ")},
		{"open tags in quotes", rep("<a x='<a y=\"")},
		{"one tag of many attributes", func(n int) string { return r("<a"+r(" b", 200)+"\n", n/403) }},
		{"blank lines", rep("\n")},
		{"one long word", rep("x")},
		{"one long line of words", rep("x ")},
		{"words of mail", rep("a.b_c@")},
		{"lines", rep("x\n")},
		{"entities", rep("&a")},
		{"backslashes", rep("\\")},
		{"emphasis at every word", rep("**a** ")},
		{"paragraphs of emphasis", rep("**a** *b* `c` [d](e)\n\n")},
		{"sub", rep("<sub>")},
		{"sub pairs", rep("<sub>a</sub>")},
		{"headings", rep("# a\n")},
		{"setext", rep("a\n=\n")},
		{"definition lists", rep("a\n: b\n")},
		{"colons", rep(": ")},
		{"deep definitions", func(n int) string { return "a\n" + r(": ", n/2) }},
		{"list items", rep("- a\n")},
		{"numbered", rep("1. ")},
		{"links far ahead", func(n int) string { return r("[a](", n/400) + r("b", n*99/100) }},
		{"many stars", rep("*")},
		{"star runs", rep("**** a ")},
		{"paragraphs of 100 stars", func(n int) string { return r(r("*a_ ", 50)+"\n\n", n/202) }},
		{"paragraphs of 1000 marks", func(n int) string { return r(r("[a](", 333)+"\n\n", n/1334) }},
		{"paragraphs of 100 openers", func(n int) string { return r(r("[a](", 100)+"\n\n", n/402) }},
		{"url", rep("http://a.b/ ")},
		{"www", rep("(www.")},
		{"hyphens", func(n int) string { return r("- ", 1000) }},
		{"images", rep("![a](b) ")},
		{"quoted titles", rep("[a]: b 'x\n")},
		{"open titles", rep("[a]: b\n(")},
		{"lazy quotes", func(n int) string { return r(r(">", 90)+" a\n"+r("b\n", 100), n/292) }},
		{"fences", rep("```\n")},
		{"indented lists and blanks", func(n int) string { return r(r("- ", 20)+"a\n"+r("\n", 1000), n/1041) }},
	}
	return l
}

func TestTiming(t *testing.T) {
	if os.Getenv("TIMING") == "" {
		t.SkipNow()
	}
	c := New()
	for _, s := range shapesList() {
		lo, hi := 1000, maxBody
		run := func(n int) (string, time.Duration, int) {
			src := s.make(n)
			if len(src) > maxBody {
				src = src[:maxBody]
			}
			var b bytes.Buffer
			p := &page{sink: sink{&b}, src: Source{Text: []byte(src)}, body: []byte(src)}
			if _, ok := p.admit(); !ok {
				return string(p.faults[len(p.faults)-1].Code), 0, len(src)
			}
			start := cpu()
			_, ds := c.Convert(&b, Source{Text: []byte(src)}, func(d string, i bool) Resolved { return Resolved{Href: "/r"} })
			what := "ok"
			if len(ds) > 0 {
				what = string(ds[len(ds)-1].Code)
			}
			return what, cpu() - start, len(src)
		}
		admitted := func(n int) bool {
			src := s.make(n)
			if len(src) > maxBody {
				src = src[:maxBody]
			}
			p := &page{sink: sink{new(bytes.Buffer)}, src: Source{Text: []byte(src)}, body: []byte(src)}
			_, ok := p.admit()
			return ok
		}
		if !admitted(hi) {
			for hi-lo > 100 {
				if m := (lo + hi) / 2; admitted(m) {
					lo = m
				} else {
					hi = m
				}
			}
		} else {
			lo = hi
		}
		w, d, l := run(lo)
		fmt.Printf("%-50s %8d %s %v\n", s.name, l, w, d.Round(time.Millisecond))
	}
}

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
