package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	words "bantin/cmd/bantin/internal/text"
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

func (p *page) emphasis(e *ast.Emphasis, entering bool) {
	if entering {
		p.signs(e)
	}
	p.tag([]string{"", "em", "strong"}[e.Level], entering)
}

// edges returns what stands between two marks of emphasis, and the characters
// on both sides of each.
func (p *page) edges(open, end, marks int) (inside []byte, before, first, last, after rune) {
	inside = p.body[open+marks : end]
	before, _ = utf8.DecodeLastRune(p.body[:open])
	first, _ = utf8.DecodeRune(inside)
	last, _ = utf8.DecodeLastRune(inside)
	after, _ = utf8.DecodeRune(p.body[end+marks:])
	return inside, before, first, last, after
}

// signs reports marks of emphasis that were hardly meant as such, but stand for
// themselves: "Thu (*) đạt, chi (*) đạt", "20*30*5 m".
func (p *page) signs(e *ast.Emphasis) {
	head, begins := e.FirstChild().(*ast.Text)
	tail, ends := e.LastChild().(*ast.Text)
	if !begins || !ends || head.Segment.Start < e.Level || tail.Segment.Stop+e.Level > len(p.body) {
		return
	}
	open, end := head.Segment.Start-e.Level, tail.Segment.Stop
	inside, before, first, last, after := p.edges(open, end, e.Level)
	numbers := unicode.IsDigit(before) && unicode.IsDigit(first) && unicode.IsDigit(last) && unicode.IsDigit(after)
	if !numbers && first != ')' && last != '(' && bytes.ContainsFunc(inside, isWord) {
		return
	}
	d := p.fault("emphasis-signs", open, e.Level)
	if bytes.IndexByte(inside, '\n') < 0 {
		escaped := strings.Repeat(`\`+string(p.body[open]), e.Level)
		d.Fix = p.replaced(open, end+e.Level-open, escaped+string(inside)+escaped)
	}
}

// literalEmphasis looks at a mark that stayed in the text and was to end
// emphasis: "**Điều 1.**Nội dung", "**Điều 1. **", "** Điều 1.**". CommonMark
// lets no mark count that has a space inside, or a sign inside and a letter
// outside.
func (p *page) literalEmphasis(at, marks int) {
	line, start := p.line(at)
	begin := start + bytes.LastIndexByte(line[:at-start], '*') + 1
	open, mark := begin-marks, string(p.body[at:at+marks])
	if open < start || string(p.body[open:begin]) != mark {
		p.looseMark(at, mark)
		return
	}
	inside, before, first, last, after := p.edges(open, at, marks)
	led, trailed := unicode.IsSpace(first), unicode.IsSpace(last)
	begins := open == 0 || unicode.IsSpace(before)
	switch {
	case isWord(before), strings.ContainsRune(`\*)`, before), !bytes.ContainsFunc(inside, isWord), bytes.IndexByte(inside, '|') >= 0,
		led && trailed, (led || trailed) && (marks == 1 || !begins), !led && !trailed && (isWord(last) || !isWord(after)):
		p.looseMark(at, mark) // a sign that stands for itself
		return
	}
	fix := mark + string(bytes.TrimSpace(inside)) + mark
	if isWord(after) || trailed && !unicode.IsSpace(after) {
		fix += " "
	}
	p.fault("strong-literal", at, marks, mark).Fix = p.replaced(open, at+marks-open, fix)
}

// looseMark advises on marks that stayed in the text and may stand for
// themselves: one without a counterpart, or two apart from the words between.
func (p *page) looseMark(at int, mark string) {
	if !p.src.Advise || len(mark) < 2 {
		return
	}
	line, start := p.line(at)
	ahead, behind := string(line[:at-start]), string(line[at-start+len(mark):])
	before, _ := utf8.DecodeLastRuneInString(ahead)
	after, _ := utf8.DecodeRuneInString(behind)
	inside := ahead[strings.LastIndex(ahead, "*")+1:]
	switch {
	case unicode.IsLetter(before), strings.ContainsRune(".:;!?”", before): // an end
		if isWord(after) {
			return
		}
	case isWord(after): // a beginning
		if ahead != "" && !unicode.IsSpace(before) || strings.Contains(behind, mark) {
			return
		}
	case len(inside) == len(ahead), strings.Contains(inside, "|"), !strings.HasPrefix(inside, " "), !strings.HasSuffix(inside, " "), !strings.ContainsFunc(inside, isWord):
		return
	}
	p.fault("strong-left", at, len(mark), mark)
}

// text prints a piece of text and looks for marks in it that did not become
// what their writer meant.
func (p *page) text(t *ast.Text) {
	p.lint(t.Segment.Start, t.Segment.Stop)
	p.prose(p.read(t.Segment.Start, t.Value(p.body)))
	if t.HardLineBreak() {
		p.WriteString("<br>\n")
	} else if t.SoftLineBreak() {
		p.WriteByte('\n')
	}
}

// wholeNumber is how long a document's number is that fits into a line on a phone.
const wholeNumber = 24

// prose prints text as it is read, and keeps numbers of documents in one line.
func (p *page) prose(read []byte) {
	if bytes.IndexByte(read, '/') < 0 {
		p.Write(util.EscapeHTML(read))
		return
	}
	for piece, whole := range words.Pieces(string(read), wholeNumber) {
		if whole {
			p.WriteString(`<span class="whole">` + piece + `</span>`)
		} else {
			p.Write(util.EscapeHTML([]byte(piece)))
		}
	}
}

func (p *page) lint(start, stop int) {
	if !hasAny(p.body[start:stop], "*[]<") {
		return
	}
	for at := start; at < stop; at++ {
		switch rest := p.body[at:]; {
		case rest[0] == '\\':
			at++
		case rest[0] == '*':
			marks := len(rest) - len(bytes.TrimLeft(rest, "*"))
			p.literalEmphasis(at, marks)
			at += marks - 1
		case bytes.HasPrefix(rest, []byte("](")), bytes.HasPrefix(rest, []byte("] ")):
			p.literalLink(at + 1)
		case bytes.HasPrefix(rest, []byte("[^")):
			p.lostNote(at)
		case rest[0] == '[':
			p.literalReference(at)
		case bytes.HasPrefix(rest, []byte("<!--")):
			p.fault("comment-open", at, len("<!--"))
		case rest[0] == '<':
			if tag := wordTag.Find(rest); tag != nil {
				p.foreignTag(nil, at, string(tag))
			}
		}
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// appendWords appends the plain text below n, as a reader would say it.
func (p *page) appendWords(dst []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			value := c.Value(p.body)
			if !c.IsRaw() {
				value = p.read(c.Segment.Start, value)
			}
			dst = append(dst, value...)
			if c.SoftLineBreak() || c.HardLineBreak() {
				dst = append(dst, ' ')
			}
		case *ast.AutoLink:
			dst = append(dst, c.Label(p.body)...)
		case *ast.RawHTML:
			if lineBreak.Match(c.Segments.Value(p.body)) {
				dst = append(dst, ' ')
			}
		default:
			dst = p.appendWords(dst, c)
		}
	}
	return dst
}

// hasAny is bytes.ContainsAny for a few signs that are seldom there: far faster.
func hasAny(text []byte, signs string) bool {
	for i := range len(signs) {
		if bytes.IndexByte(text, signs[i]) >= 0 {
			return true
		}
	}
	return false
}

// entity matches what stands for one character.
var entity = regexp.MustCompile(`\\.|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);`)

// read returns Markdown text as it is read, and reports each entity of which
// nothing is left.
func (p *page) read(offset int, markdown []byte) []byte {
	if bytes.IndexByte(markdown, '&') >= 0 {
		for _, e := range entity.FindAllIndex(markdown, -1) {
			if found := markdown[e[0]:e[1]]; len(decoded(found)) == 0 {
				p.fault("invisible-character", offset+e[0], len(found), 1, string(found))
			}
		}
	}
	return decoded(markdown)
}

// decoded returns Markdown text as it is read: in NFC, without backslashes, and
// with what its entities stand for, unless it is invisible.
func decoded(markdown []byte) []byte {
	if !hasAny(markdown, `&\`) {
		return markdown
	}
	return []byte(words.NFC(string(entity.ReplaceAllFunc(markdown, character))))
}

func character(e []byte) []byte {
	if e[0] == '\\' {
		return util.UnescapePunctuations(e)
	}
	c := util.ResolveEntityNames(util.ResolveNumericReferences(e))
	if r, _ := utf8.DecodeRune(c); r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
		return nil
	}
	return c
}
