package markdown

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
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
		number := string(digits.Find(p.body[at(item):]))
		given, _ := strconv.Atoi(number)
		if given > 999 {
			p.fault("list-year", at(item), len(number)+1, number).Fix = p.replaced(at(item)+len(number), 0, `\`)
		}
		if given != next && given != l.Start {
			fmt.Fprintf(p, ` value="%d"`, given)
			next = given
		}
		p.numbers[l] = next + 1
	}
	p.WriteByte('>')
	if first := item.FirstChild(); first != nil && first.Kind() == ast.KindTextBlock {
		p.literalItems(first.Lines().Sliced(0, first.Lines().Len()))
	} else if first != nil {
		p.WriteByte('\n')
	}
}

// looseMark matches what stands for an item's mark and is none: "• Một", "– Hai",
// "-Ba", "4.Bốn".
var looseMark = regexp.MustCompile(`^(?:[•·●○▪■►➢❖✔–][ \t\x{A0}]*[\pL\pN“"(*]|-\pL|\d{1,3}[.)]\pL)`)

// literalItems reports two lines on end that were to be items: in a paragraph
// they run into each other.
func (p *page) literalItems(lines []text.Segment) {
	for i := range max(len(lines)-1, 0) {
		if looseMark.Match(lines[i].Value(p.body)) && looseMark.Match(lines[i+1].Value(p.body)) {
			p.fault("list-literal", lines[i].Start, 1)
			return
		}
	}
}
