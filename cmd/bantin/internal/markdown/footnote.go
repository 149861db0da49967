package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// The ids of footnotes have a colon, which no heading's id has.

func (p *page) footnoteList(_ ast.Node, entering bool) {
	if entering {
		p.WriteString(`<section class="footnotes" role="doc-endnotes" aria-label="Chú thích">` + "\n<ol>\n")
	} else {
		p.WriteString("</ol>\n</section>\n")
	}
}

func (p *page) footnote(n ast.Node, entering bool) {
	if note := n.(*extast.Footnote); entering {
		p.shown = append(p.shown, string(note.Ref))
		fmt.Fprintf(p, "<li id=\"%sfn:%d\">\n", p.src.Prefix, note.Index)
	} else {
		p.WriteString("</li>\n")
	}
}

func (p *page) footnoteLink(n ast.Node) {
	l := n.(*extast.FootnoteLink)
	id := p.referenceID(l.Index, l.RefIndex)
	if p.linked { // links do not nest
		fmt.Fprintf(p, `<sup id="%s">%d</sup>`, id, l.Index)
		return
	}
	fmt.Fprintf(p, `<sup id="%s"><a href="#%sfn:%d" class="footnote-ref" role="doc-noteref" aria-label="Chú thích %[3]d">%[3]d</a></sup>`,
		id, p.src.Prefix, l.Index)
}

func (p *page) footnoteBacklink(n ast.Node) {
	l := n.(*extast.FootnoteBacklink)
	times := ""
	if l.RefCount > 1 {
		times = fmt.Sprintf(", lần %d", l.RefIndex+1)
	}
	fmt.Fprintf(p, `&#160;<a href="#%s" class="footnote-backref" role="doc-backlink" aria-label="Về chỗ có chú thích %d%s">↩&#xfe0e;</a>`,
		p.referenceID(l.Index, l.RefIndex), l.Index, times)
}

// referenceID names a place that refers to a footnote; times counts from 0.
func (p *page) referenceID(index, times int) string {
	if times > 0 {
		return fmt.Sprintf("%sfnref%d:%d", p.src.Prefix, times+1, index)
	}
	return fmt.Sprintf("%sfnref:%d", p.src.Prefix, index)
}

// lostReference looks at a [^ that stayed in the text.
func (p *page) lostReference(at int) {
	line, start := p.line(at)
	rest := line[at-start:]
	if end := bytes.IndexByte(rest, ']'); end > 2 && !bytes.ContainsAny(rest[:end], " \t") {
		p.fault("footnote-missing", at, end+1, string(rest[2:end]))
	}
}

// unusedFootnotes reports notes that no reference shows: they are not printed.
func (p *page) unusedFootnotes(notes []note) {
	shown := map[string]int{}
	for _, label := range p.shown {
		shown[label]++
	}
	for _, n := range notes {
		if shown[n.label]--; shown[n.label] < 0 {
			p.fault("footnote-unused", n.offset, n.length, n.label)
		}
	}
}
