package markdown

import (
	"cmp"
	"strconv"

	"github.com/yuin/goldmark/ast"

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
