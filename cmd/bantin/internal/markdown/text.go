package markdown

import (
	"bytes"
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
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
	name := "del"
	if e, ok := n.(*ast.Emphasis); ok {
		name = []string{"", "em", "strong"}[e.Level]
	}
	p.tag(name, entering)
}

// text prints a piece of text and looks for marks in it that did not become
// what their writer meant.
func (p *page) text(t *ast.Text) {
	p.lint(t.Segment.Start, t.Segment.Stop)
	html.DefaultWriter.Write(p, t.Value(p.body)) // decoded and escaped
	if t.HardLineBreak() {
		p.WriteString("<br>\n")
	} else if t.SoftLineBreak() {
		p.WriteByte('\n')
	}
}

func (p *page) lint(start, stop int) {
	if !bytes.ContainsAny(p.body[start:stop], "*[]<") {
		return
	}
	for at := start; at < stop; at++ {
		switch rest := p.body[at:]; {
		case rest[0] == '\\':
			at++
		case bytes.HasPrefix(rest, []byte("**")):
			p.literalStrong(at)
			at++
		case bytes.HasPrefix(rest, []byte("](")):
			p.linkWithSpace(at + 2)
		case bytes.HasPrefix(rest, []byte("[^")):
			if label := lostLabel.FindSubmatch(rest); label != nil {
				p.fault("footnote-missing", at, len(label[0]), string(label[1]))
			}
		case bytes.HasPrefix(rest, []byte("<!--")):
			p.fault("comment-open", at, len("<!--"))
		}
	}
}

// lostLabel matches what refers to a footnote that there is not.
var lostLabel = regexp.MustCompile(`^\[\^([^\]\s]{1,99})\]`)

// spacedAddress matches a file's name with a space in it, and a title.
var spacedAddress = regexp.MustCompile(`^((?:[^()<>"]|\([^()]*\))* (?:[^()<>"]|\([^()]*\))*?)( "[^"]*")?\)`)

// linkWithSpace looks at what follows a ]( that stayed in the text. An address
// with a space has to stand between < and >.
func (p *page) linkWithSpace(at int) {
	line, start := p.line(at)
	found := spacedAddress.FindSubmatch(line[at-start:])
	if found == nil || !bytes.ContainsAny(found[1], "/.") {
		return
	}
	address, title := bytes.TrimSpace(found[1]), found[2]
	whole := len(found[1]) + len(title)
	p.fault("link-space", at, whole).Fix = p.replaced(at, whole, "<"+string(address)+">"+string(title))
}

// literalStrong looks at a ** that stayed in the text behind a sign and before
// a letter: "**Điều 1.**Nội dung". CommonMark does not let it close.
func (p *page) literalStrong(at int) {
	line, start := p.line(at)
	head, tail := line[:at-start], line[at-start+2:]
	open := bytes.LastIndex(head, []byte("**"))
	outside, _ := utf8.DecodeLastRune(head[:max(open, 0)])
	before, _ := utf8.DecodeLastRune(head)
	after, _ := utf8.DecodeRune(tail)
	if open >= 0 && !isWord(outside) && !isWord(before) && !unicode.IsSpace(before) && isWord(after) {
		p.fault("strong-literal", at, 2).Fix = p.replaced(at, 2, "** ")
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// appendWords appends the plain text below n, as a reader would say it.
func appendWords(dst, body []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			value := c.Value(body)
			if !c.IsRaw() {
				value = decoded(value)
			}
			dst = append(dst, value...)
			if c.SoftLineBreak() || c.HardLineBreak() {
				dst = append(dst, ' ')
			}
		case *ast.AutoLink:
			dst = append(dst, c.Label(body)...)
		case *ast.RawHTML:
			if string(c.Segments.Value(body)) == "<br>" {
				dst = append(dst, ' ')
			}
		default:
			dst = appendWords(dst, body, c)
		}
	}
	return dst
}

// decoded returns Markdown text as it is read, without its entities and
// backslashes.
func decoded(markdown []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(markdown)))
}
