package markdown

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// tableCell prints alignment as a class: an inline style would not pass the
// Content-Security-Policy.
func (p *page) tableCell(n ast.Node, entering bool) {
	open, end := "<td", "</td>\n"
	if n.Parent().Kind() == extast.KindTableHeader {
		open, end = `<th scope="col"`, "</th>\n"
	}
	if !entering {
		p.WriteString(end)
		return
	}
	p.WriteString(open)
	if a := n.(*extast.TableCell).Alignment; a != extast.AlignNone {
		p.WriteString(` class="align-` + a.String() + `"`)
	}
	p.WriteByte('>')
}
