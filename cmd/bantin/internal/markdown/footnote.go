package markdown

import (
	"bytes"
	"fmt"

	extast "github.com/yuin/goldmark/extension/ast"
)

func (p *page) footnoteList(_ *extast.FootnoteList, entering bool) {
	if entering {
		p.WriteString(`<section class="footnotes" role="doc-endnotes" aria-label="Chú thích">` + "\n<ol>\n")
	} else {
		p.WriteString("</ol>\n</section>\n")
	}
}

func (p *page) footnote(n *extast.Footnote, entering bool) {
	if entering {
		fmt.Fprintf(p, "<li id=\"%sfn:%d\">\n", p.src.Prefix, n.Index)
	} else {
		p.WriteString("</li>\n")
	}
}

func (p *page) footnoteLink(l *extast.FootnoteLink) {
	id := p.referenceID(l.Index, l.RefIndex)
	if p.linked { // links do not nest
		fmt.Fprintf(p, `<sup id="%s">%d</sup>`, id, l.Index)
		return
	}
	fmt.Fprintf(p, `<sup id="%s"><a href="#%sfn:%d" class="footnote-ref" role="doc-noteref" aria-label="Chú thích %[3]d">%[3]d</a></sup>`,
		id, p.src.Prefix, l.Index)
}

func (p *page) footnoteBacklink(l *extast.FootnoteBacklink) {
	times := ""
	if l.RefCount > 1 {
		times = fmt.Sprintf(", lần %d", l.RefIndex+1)
	}
	fmt.Fprintf(p, `&#160;<a href="#%s" class="footnote-backref" role="doc-backlink" aria-label="Về chỗ có chú thích %d%s">↩&#xfe0e;</a>`,
		p.referenceID(l.Index, l.RefIndex), l.Index, times)
}

// referenceID names a place that refers to a footnote; times counts from 0.
// The ids of footnotes have a colon, which no heading's id has.
func (p *page) referenceID(index, times int) string {
	return fmt.Sprintf("%sfnref:%d:%d", p.src.Prefix, index, times+1)
}

// lostReference looks at a [^ that stayed in the text.
func (p *page) lostReference(at int) {
	line, start := p.line(at)
	label, _, ok := bytes.Cut(line[at-start+len("[^"):], []byte("]"))
	if ok && len(label) > 0 && !bytes.ContainsAny(label, " \t") {
		p.fault("footnote-missing", at, len("[^]")+len(label), string(label))
	}
}
