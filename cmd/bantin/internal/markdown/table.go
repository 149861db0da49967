package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// A phone has room for so many letters beside each other, of which every column
// takes two for its edges.
const room = 30

// A table that may have to be scrolled on a phone can be reached by the keyboard.
func (p *page) table(n *extast.Table, entering bool) {
	if entering && (len(n.Alignments) > 4 || p.width(n) > room) {
		p.WriteString(`<table tabindex="0">`)
	} else {
		p.tag("table", entering)
	}
	p.WriteByte('\n')
}

// width is how many letters a table has beside each other at least. Lines may break
// within code, and within words not.
func (p *page) width(n *extast.Table) int {
	longest, i := make([]int, len(n.Alignments)), 0
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *extast.TableHeader, *extast.TableRow:
			i = 0
		case *extast.TableCell:
			if !entering {
				i++
			}
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			for word := range bytes.FieldsSeq(n.Value(p.body)) {
				longest[i] = max(longest[i], utf8.RuneCount(word))
			}
		}
		return ast.WalkContinue, nil
	})
	sum := 2 * len(longest)
	for _, letters := range longest {
		sum += letters
	}
	return sum
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

// anyRule matches what was to be the line below a table's head: word processors
// make one dash of two hyphens.
var anyRule = regexp.MustCompile(`^[| \t:]*[-–—−─_=][-–—−─_=| \t:]*\n?$`)

// cell matches a tab behind a cell, and not behind "a)" or "Địa điểm:".
var cell = regexp.MustCompile(`^[^\t]*[\pL\pN ]\t`)

// literalTable looks in a paragraph for rows that became no table: with signs of
// which none is the line below the head, or with the tabs of a spreadsheet.
func (p *page) literalTable(n *ast.Paragraph, lines []text.Segment) {
	for i, l := range lines {
		row := l.Value(p.body)
		if row[0] == '|' {
			p.literalRows(n, lines[i:])
			return
		}
		tabs := bytes.Count(row, []byte{'\t'})
		if tabs > 0 && i+1 < len(lines) && tabs == bytes.Count(lines[i+1].Value(p.body), []byte{'\t'}) && cell.Match(row) {
			p.fault("table-literal", l.Start, len(bytes.TrimSpace(row)))
			return
		}
	}
}

// literalRows reports rows once, whether the line below the head lacks or empty
// lines stand between them.
func (p *page) literalRows(n *ast.Paragraph, rows []text.Segment) {
	before, after := n.PreviousSibling(), n.NextSibling()
	switch split := p.isRow(before) || p.isRow(after); {
	case split && !(p.isRow(before) && before.Kind() == ast.KindParagraph):
		p.fault("table-literal", rows[0].Start, len(bytes.TrimSpace(rows[0].Value(p.body))))
	case !split && len(rows) > 1 && p.body[rows[1].Start] == '|':
		p.tableRule(rows)
	}
}

func (p *page) isRow(n ast.Node) bool {
	return n != nil && (n.Kind() == extast.KindTable || n.Kind() == ast.KindParagraph && p.body[n.Lines().At(0).Start] == '|')
}

// tableRule reports that no line makes a table of the rows, and writes it if all
// of them fit.
func (p *page) tableRule(rows []text.Segment) {
	head, second, columns := rows[0], rows[1], p.columns(rows[0])
	line, start := p.line(second.Start)
	rule := string(line[:second.Start-start]) + strings.Repeat("|---", columns) + "|"
	if line, _ := p.line(head.Start); !anyRule.Match(second.Value(p.body)) {
		second, rule = head, string(line)+"\n"+rule
	}
	f := p.fault("table-literal", second.Start, len(bytes.TrimSpace(second.Value(p.body))))
	for _, row := range rows {
		if p.body[row.Start] != '|' || p.columns(row) > columns || anyRule.Match(row.Value(p.body)) && row != second {
			return
		}
	}
	f.Fix = rule
}

func (p *page) columns(row text.Segment) int {
	cells := bytes.TrimSuffix(bytes.TrimSpace(row.Value(p.body)), []byte{'|'})
	return bytes.Count(cells, []byte{'|'}) - bytes.Count(cells, []byte(`\|`))
}
