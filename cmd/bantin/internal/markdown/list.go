package markdown

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/yuin/goldmark/ast"
)

// digits matches a number as CommonMark allows it.
var digits = regexp.MustCompile(`^\d{1,9}`)

// listItem prints an item with the number that its writer gave it: in a quoted
// law, "3." after "1." is no slip. "1." on each line stands for counting on.
func (p *page) listItem(item *ast.ListItem, entering bool) {
	if !entering {
		p.WriteString("</li>\n")
		return
	}
	p.WriteString("<li")
	if l := item.Parent().(*ast.List); l.IsOrdered() {
		next, counted := p.numbers[l]
		if !counted {
			next = l.Start
		}
		if given, _ := strconv.Atoi(string(digits.Find(p.body[at(item):]))); given != next && given != l.Start {
			fmt.Fprintf(p, ` value="%d"`, given)
			next = given
		}
		p.numbers[l] = next + 1
	}
	p.WriteByte('>')
	if first := item.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
		p.WriteByte('\n')
	}
}
