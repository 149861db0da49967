package markdown

import (
	"fmt"
	"regexp"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
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

// lostLabel matches what refers to a footnote that there is not.
var lostLabel = regexp.MustCompile(`^\[\^([^\]\s]{1,99})\]`)

func (p *page) lostNote(at int) {
	if label := lostLabel.FindSubmatch(p.body[at:]); label != nil {
		p.fault("footnote-missing", at, len(label[0]), string(label[1]))
	}
}

// notes keeps all footnotes: those that nothing refers to leave the tree.
type notes struct{ parser.BlockParser }

var notesKey = parser.NewContextKey()

func (n notes) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node, state := n.BlockParser.Open(parent, reader, pc)
	if node != nil {
		found, _ := pc.Get(notesKey).([]*extast.Footnote)
		pc.Set(notesKey, append(found, node.(*extast.Footnote)))
	}
	return node, state
}

// unusedNotes reports footnotes that are not printed, since nothing refers to
// them or another one has their label.
func (p *page) unusedNotes(pc parser.Context) {
	found, _ := pc.Get(notesKey).([]*extast.Footnote)
	for _, n := range found {
		if n.Index < 0 {
			p.fault("footnote-unused", at(n), len(n.Ref)+len("[^]"), string(n.Ref))
		}
	}
}
