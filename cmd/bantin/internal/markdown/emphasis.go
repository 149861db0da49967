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

func (p *page) emphasis(n ast.Node, entering bool) {
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
		return
	}
	if p.depth++; p.depth > maxDepth {
		p.refuse("body-depth", max(n.Pos(), 0), 1, maxDepth)
		return
	}
	p.WriteByte('<')
	p.WriteString(tag)
}

// literalStrong looks at a ** that stayed in the text. CommonMark wants no
// space inside the marks, and one outside where a full stop or a quotation
// mark stands inside: "**Điều 1.**Nội dung" is not bold.
func (p *page) literalStrong(at int) {
	line, start := p.line(at)
	before, after := around(line, at-start, at-start+2)
	from := p.strong
	if isSign(before) && isSign(after) { // "(**)" marks a note
		return
	}
	if from < start || from+2 > at { // the first of its line
		p.strong = at
		if isEdge(before) && !isEdge(after) && !isSign(after) && !bytes.Contains(line[at-start+2:], []byte("**")) {
			p.fault("strong-open", at, 2)
		}
		return
	}
	p.strong = -1
	inner := bytes.TrimSpace(p.body[from+2 : at])
	first, _ := utf8.DecodeRune(inner)
	last, _ := utf8.DecodeLastRune(inner)
	before, _ = around(line, from-start, at-start)
	fixed := "**" + string(inner) + "**"
	if isSign(first) && !isEdge(before) && !isSign(before) {
		fixed = " " + fixed
	}
	if isSign(last) && !isEdge(after) && !isSign(after) {
		fixed += " "
	}
	if n := at + 2 - from; len(inner) > 0 && fixed != string(p.body[from:at+2]) {
		p.fault("strong-space", from, n)
		p.correct(from, n, fixed)
	}
}

// around returns the characters on both sides of a piece of the line.
func around(line []byte, from, to int) (before, after rune) {
	before, _ = utf8.DecodeLastRune(line[:from])
	after, _ = utf8.DecodeRune(line[to:])
	return before, after
}

// isEdge tells white space; the end of a line counts as such.
func isEdge(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) }

func isSign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
