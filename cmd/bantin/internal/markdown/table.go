package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// wide is from how many columns on a table may have to be scrolled on a phone: it
// can be reached by the keyboard then, and stands smaller on paper.
const wide = 5

func (p *page) table(n *extast.Table, entering bool) {
	if entering && len(n.Alignments) >= wide {
		p.WriteString(`<table tabindex="0">`)
	} else {
		p.tag("table", entering)
	}
	p.WriteByte('\n')
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
	if open != "<td" && n.PreviousSibling() == nil {
		p.textBelow(n.Parent().Parent())
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

// textBelow reports text directly below a table: it becomes a row.
func (p *page) textBelow(table ast.Node) {
	below := -1
	for row := table.LastChild(); row.Kind() == extast.KindTableRow; row = row.PreviousSibling() {
		if line, _ := p.line(at(row)); bytes.IndexByte(line, '|') >= 0 {
			break
		}
		below = at(row)
	}
	if below >= 0 {
		line, start := p.line(below)
		text := line[below-start:]
		p.fault("table-text", below, len(text)).Fix = p.apart(below, string(text))
	}
}
