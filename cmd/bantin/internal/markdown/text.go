package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// text prints a piece of text and looks for marks in it that did not become
// what their writer meant.
func (p *page) text(n ast.Node) {
	t := n.(*ast.Text)
	value := t.Value(p.body)
	p.lint(t.Segment.Start, value)
	p.write(value)
	if t.HardLineBreak() {
		p.WriteString("<br>\n")
	} else if t.SoftLineBreak() {
		p.WriteByte('\n')
	}
}

func (p *page) lint(start int, value []byte) {
	for i := 0; i < len(value); i++ {
		j := bytes.IndexAny(value[i:], "*[]<")
		if j < 0 {
			return
		}
		i += j
		at := start + i
		if at > 0 && p.body[at-1] == '\\' {
			continue
		}
		switch rest := p.body[at:]; {
		case value[i] == '*' && i+1 < len(value) && value[i+1] == '*':
			if len(rest) == 2 || rest[2] != '*' {
				p.literalStrong(at)
			}
			i += len(value[i:]) - len(bytes.TrimLeft(value[i:], "*")) - 1
		case bytes.HasPrefix(rest, []byte("](")):
			p.linkWithSpace(at)
		case bytes.HasPrefix(rest, []byte("[^")):
			p.lostReference(at)
		case bytes.HasPrefix(rest, []byte("<!--")):
			p.fault("comment-open", at, len("<!--"))
		}
	}
}

// linkWithSpace looks at a ]( that stayed in the text. An address with a space
// has to stand between < and >.
func (p *page) linkWithSpace(at int) {
	line, start := p.line(at)
	if bytes.LastIndexByte(line[:at-start], '[') < 0 {
		return
	}
	inner, ok := parenthesized(line[at-start+2:])
	address, title := strings.TrimSpace(inner), ""
	if i := strings.Index(address, ` "`); i > 0 && strings.HasSuffix(address, `"`) {
		address, title = strings.TrimSpace(address[:i]), address[i:]
	}
	if !ok || !strings.Contains(address, " ") || !strings.ContainsAny(address, "/.") {
		return
	}
	p.fault("link-space", at+2, len(inner))
	if !strings.ContainsAny(address, "<>") {
		p.correct(at+2, len(inner), "<"+address+">"+title)
	}
}

// maxAddress is how far the end of an address is looked for.
const maxAddress = 2 << 10

// parenthesized returns what stands before the parenthesis that closes.
func parenthesized(s []byte) (string, bool) {
	open := 0
	for i, c := range s[:min(len(s), maxAddress)] {
		switch c {
		case '(':
			open++
		case ')':
			if open == 0 {
				return string(s[:i]), true
			}
			open--
		}
	}
	return "", false
}
