package markdown

import (
	"bytes"
	"fmt"
	"regexp"

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
		p.notes[string(n.Ref)] = true
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

// note matches a line that defines a footnote.
var note = regexp.MustCompile(`^ {0,3}\[\^([^\]\s]+)\]:`)

// unusedNotes reports footnotes that nothing refers to: they are not printed.
func (p *page) unusedNotes() {
	if !bytes.Contains(p.body, []byte("[^")) {
		return
	}
	at, code := 0, false
	for line := range bytes.Lines(p.body) {
		if mark := bytes.TrimLeft(line, " "); bytes.HasPrefix(mark, []byte("```")) || bytes.HasPrefix(mark, []byte("~~~")) {
			code = !code
		}
		if m := note.FindSubmatchIndex(line); m != nil && !code && !p.notes[string(line[m[2]:m[3]])] {
			p.fault("footnote-unused", at+m[2]-2, m[1]-m[2]+1, string(line[m[2]:m[3]]))
		}
		at += len(line)
	}
}
