package markdown

import (
	"fmt"
	"strconv"

	"github.com/yuin/goldmark/ast"

	"bantin/cmd/bantin/internal/text"
)

// heading prints h2 to h6, each with an id from the fold that addresses use.
// The page's h1 is the article's title.
func (p *page) heading(n ast.Node, entering bool) {
	h := n.(*ast.Heading)
	level := max(h.Level, 2)
	if !entering {
		fmt.Fprintf(p, "</h%d>\n", level)
		return
	}
	if h.Level == 1 {
		p.topHeading(max(h.Pos(), 0))
	}
	id := p.unique(text.Slug(string(appendWords(nil, p.body, h))))
	p.facts.IDs = append(p.facts.IDs, id)
	fmt.Fprintf(p, "<h%d id=\"%s\">", level, id)
}

func (p *page) topHeading(at int) {
	p.fault("heading-top", at, 1)
	if p.body[at] == '#' {
		p.correct(at, 1, "##")
	}
}

// unique returns id, or id-2, id-3 and so on where it is taken.
func (p *page) unique(id string) string {
	if id == "" {
		id = "muc"
	}
	if p.ids == nil {
		p.ids = map[string]int{}
	}
	for base := id; ; id = base + "-" + strconv.Itoa(p.ids[base]) {
		if p.ids[id]++; p.ids[id] == 1 {
			return id
		}
		if id != base {
			p.ids[base]++
		}
	}
}
