package markdown

import (
	"bytes"

	extast "github.com/yuin/goldmark/extension/ast"
)

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
