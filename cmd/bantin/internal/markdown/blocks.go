package markdown

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"bantin/cmd/bantin/internal/text"
)

// heading prints h2 to h6, each with an id from the fold that addresses use.
// The page's h1 is the article's title.
func (p *page) heading(h *ast.Heading, entering bool) {
	name := "h" + strconv.Itoa(max(h.Level, 2))
	if !entering {
		p.WriteString("</" + name + ">\n")
		return
	}
	if at := at(h); h.Level == 1 {
		d := p.fault("heading-top", at, 1)
		if at < len(p.body) && p.body[at] == '#' { // not underlined, not empty at the end
			d.Fix = p.replaced(at, 1, "##")
		}
	}
	id := p.unique(cmp.Or(text.Slug(string(appendWords(nil, p.body, h))), "muc"))
	p.facts.IDs = append(p.facts.IDs, id)
	p.WriteString("<" + name + ` id="` + id + `">`)
}

// unique returns base, or base-2, base-3 and so on where it is taken.
func (p *page) unique(base string) string {
	id := base
	for p.ids[id] > 0 {
		p.ids[base]++
		id = base + "-" + strconv.Itoa(p.ids[base])
	}
	p.ids[id] = 1
	return id
}

// paragraph prints a figure for a picture that stands alone.
func (p *page) paragraph(n *ast.Paragraph, entering bool) {
	name := "p"
	if isFigure(n) {
		name = "figure"
	}
	p.tag(name, entering)
	if !entering {
		p.WriteByte('\n')
	}
}

func isFigure(n ast.Node) bool {
	return n.Kind() == ast.KindParagraph && n.ChildCount() == 1 && n.FirstChild().Kind() == ast.KindImage
}

// tableCell prints alignment as a class: an inline style would not pass the
// Content-Security-Policy.
func (p *page) tableCell(n *extast.TableCell, entering bool) {
	open, end := "<td", "</td>\n"
	if n.Parent().Kind() == extast.KindTableHeader {
		open, end = `<th scope="col"`, "</th>\n"
	}
	if !entering {
		p.WriteString(end)
		return
	}
	p.lostCells(n)
	p.WriteString(open)
	if a := n.Alignment; a != extast.AlignNone {
		p.WriteString(` class="align-` + a.String() + `"`)
	}
	p.WriteByte('>')
}

// lostCells reports what stands in a row behind its table's last column: it
// would not be printed.
func (p *page) lostCells(n *extast.TableCell) {
	if n.NextSibling() != nil || n.Lines().Len() == 0 {
		return
	}
	end := n.Lines().At(0).Stop
	line, start := p.line(end)
	rest := bytes.TrimLeft(line[end-start:], " \t|")
	if lost := bytes.TrimRight(rest, " \t|"); len(lost) > 0 {
		p.fault("cells-extra", start+len(line)-len(rest), len(lost))
	}
}

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
