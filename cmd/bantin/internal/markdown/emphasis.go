package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// strike is strikethrough by two tildes. One tilde stands for "to" or "about":
// "10~20 và 30~40".
type strike struct{ parser.InlineParser }

func (s strike) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if line, _ := block.PeekLine(); !bytes.HasPrefix(line, []byte("~~")) {
		return nil
	}
	return s.InlineParser.Parse(parent, block, pc)
}

func (p *page) emphasis(n ast.Node, entering bool) ast.WalkStatus {
	tag := "del>"
	if e, ok := n.(*ast.Emphasis); ok {
		tag = "em>"
		if e.Level == 2 {
			tag = "strong>"
		}
	}
	if !entering {
		p.depth--
		p.WriteString("</")
		p.WriteString(tag)
		return ast.WalkContinue
	}
	if p.depth++; p.depth > maxDepth {
		p.refuse("body-depth", max(n.Pos(), 0), 1, maxDepth)
		return ast.WalkStop
	}
	p.WriteByte('<')
	p.WriteString(tag)
	return ast.WalkContinue
}

// literalStrong looks at a ** that stayed in the text. CommonMark wants no
// space inside the marks, and a space outside where a full stop or a quotation
// mark stands inside: "**Điều 1.**Nội dung" is not bold.
func (p *page) literalStrong(at int) {
	line, start := p.line(at)
	before, _ := utf8.DecodeLastRune(line[:at-start])
	after, _ := utf8.DecodeRune(line[at-start+2:])
	closes := p.strong >= start
	more := bytes.Contains(line[at-start+2:], []byte("**"))
	spaceBefore, spaceAfter := isEdge(before), isEdge(after)
	switch {
	case closes && !spaceBefore && !spaceAfter && isSign(before) && !isSign(after):
		p.looseStrong(at, at+2, 0)
	case closes && spaceBefore && (spaceAfter || isSign(after)):
		p.looseStrong(at, at-1, 1)
	case closes || spaceBefore && spaceAfter && !more:
	case more && !spaceBefore && !isSign(before) && isSign(after):
		p.looseStrong(at, at, 0)
		p.strong = at
	case more && spaceAfter && spaceBefore:
		p.looseStrong(at, at+2, 1)
		p.strong = at
	case more && !spaceAfter:
		p.strong = at
	case spaceBefore && !isSign(after):
		p.fault("strong-open", at, 2)
	}
}

// looseStrong reports marks that need a space put in at an offset, or the one
// there taken out.
func (p *page) looseStrong(at, space, taken int) {
	with := " "[taken:]
	p.fault("strong-space", at, 2).Fix = p.replaced(space, taken, with)
	p.strong = -1
}

// isEdge tells white space; the end of a line counts as such.
func isEdge(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) }

func isSign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
