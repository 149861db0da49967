package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// listItem prints an item with the number that its writer gave it: in a quoted
// law, "3." after "1." is no slip. "1." on each line stands for counting on.
func listItem(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	p, item := w.(*page), n.(*ast.ListItem)
	switch {
	case p.full():
		return ast.WalkStop, nil
	case !entering:
		p.WriteString("</li>\n")
		return ast.WalkContinue, nil
	}
	p.WriteString("<li")
	if l := item.Parent().(*ast.List); l.IsOrdered() {
		next, counted := p.numbers[l]
		if !counted {
			next = l.Start
		}
		if given := p.number(at(item)); given != next && given != l.Start {
			p.WriteString(` value="` + strconv.Itoa(given) + `"`)
			next = given
		}
		p.numbers[l] = next + 1
	}
	p.WriteByte('>')
	if first := item.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
		p.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}

// number reads the digits at an offset of the body; CommonMark allows nine.
func (p *page) number(offset int) int {
	end := offset
	for end < len(p.body) && p.body[end] >= '0' && p.body[end] <= '9' {
		end++
	}
	n, _ := strconv.Atoi(string(p.body[offset:end]))
	return n
}
