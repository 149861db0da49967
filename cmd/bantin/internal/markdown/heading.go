package markdown

import (
	"bytes"
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bantin/cmd/bantin/internal/text"
)

// heading prints h2 to h6, each with an id from the fold that addresses use.
// The page's h1 is the article's title: below a heading that is one, too, all are
// a level deeper than written.
func (p *page) heading(h *ast.Heading, entering bool) {
	if !entering {
		p.tag("h"+strconv.Itoa(p.level), false)
		p.WriteByte('\n')
		return
	}
	level, above := max(2, min(h.Level+p.deeper, 6)), max(p.level, 1)
	switch lines := h.Lines(); {
	case h.ChildCount() == 0:
		p.fault("heading-empty", at(h), 1)
	case lines.At(0).Start == at(h):
		p.underlined(lines.At(lines.Len()-1).Stop - 1)
	case level > h.Level:
		p.deeper = 1
		p.fault("heading-top", at(h), h.Level).Fix = p.replaced(at(h), 0, "#")
	}
	if p.src.Advise && level > above+1 {
		p.fault("heading-jump", at(h), h.Level, level, above)
	}
	p.level = level
	id := p.unique(cmp.Or(text.Slug(string(p.appendWords(nil, h))), "muc"))
	p.facts.IDs = append(p.facts.IDs, id)
	p.WriteString("<h" + strconv.Itoa(level) + ` id="` + id + `">`)
}

// underlined reports the line of hyphens or equals signs below a text that ends
// at an offset: it was hardly meant to make a heading of that text.
func (p *page) underlined(end int) {
	below := end + bytes.IndexByte(p.body[end:], '\n') + 1
	at := below + bytes.IndexAny(p.body[below:], "-=")
	line, start := p.line(at)
	p.fault("heading-underlined", at, len(bytes.TrimRight(line[at-start:], " \t"))).Fix = p.apart(at, "---")
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

// paragraph looks for headings, tables and lists that became none. A picture that
// stands alone prints its own element.
func (p *page) paragraph(n *ast.Paragraph, entering bool) {
	if isFigure(n) {
		return
	}
	p.tag("p", entering)
	if !entering {
		p.WriteByte('\n')
		return
	}
	lines := n.Lines().Sliced(0, n.Lines().Len())
	for _, l := range lines {
		if p.body[l.Start] == '#' {
			p.literalHeading(l.Start)
		}
	}
	p.literalTable(n, lines)
	p.literalItems(lines)
}

// runTogether matches a heading without the space behind its marks. A single
// mark before one word, or words that run together, is a hashtag or a number.
var runTogether = regexp.MustCompile(`^(?:(#{2,6})[\pL\pN]|#\p{Lu}\p{Ll}* +[^#\s][^#]*$)`)

func (p *page) literalHeading(at int) {
	line, start := p.line(at)
	if m := runTogether.FindSubmatch(line[at-start:]); m != nil {
		marks := max(len(m[1]), 1)
		p.fault("heading-literal", at, marks).Fix = p.replaced(at, marks, strings.Repeat("#", max(marks, 2))+" ")
	}
}
