package markdown

import (
	"fmt"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"bantin/cmd/bantin/internal/text"
)

// heading prints h2 to h6, each with an id from the fold that addresses use.
// The page's h1 is the article's title.
func (p *page) heading(h *ast.Heading, entering bool) {
	level := max(h.Level, 2)
	if !entering {
		fmt.Fprintf(p, "</h%d>\n", level)
		return
	}
	if at := at(h); h.Level == 1 {
		d := p.fault("heading-top", at, 1)
		if p.body[at] == '#' { // not underlined
			d.Fix = p.replaced(at, 1, "##")
		}
	}
	id := p.unique(text.Slug(string(appendWords(nil, p.body, h))))
	p.facts.IDs = append(p.facts.IDs, id)
	fmt.Fprintf(p, "<h%d id=\"%s\">", level, id)
}

// unique returns base, or base-2, base-3 and so on where it is taken.
func (p *page) unique(base string) string {
	if base == "" {
		base = "muc"
	}
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
	p.WriteString(open)
	if a := n.Alignment; a != extast.AlignNone {
		p.WriteString(` class="align-` + a.String() + `"`)
	}
	p.WriteByte('>')
}
