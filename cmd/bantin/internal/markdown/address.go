package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// addresses makes links of the addresses that stand in the text, also of those
// with Vietnamese letters and of those behind a sign: “https://…”, Web:www.…
type addresses struct{ parser.InlineParser }

func newAddresses() addresses {
	const host = `[-\pL\pN@:%._+~#=]{1,256}\.[a-z]+(?::\d+)?`
	const path = `(?:[/#?](?:(?:[-\pL\pN@:%_+.~#$!?/=(),;']|&(?:amp;)?[\w.-]+=)*[-\pL\pN%_+~#$/=)])?)?`
	return addresses{extension.NewLinkifyParser(
		extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
		extension.WithLinkifyURLRegexp(regexp.MustCompile(`^https?://`+host+path)),
		extension.WithLinkifyWWWRegexp(regexp.MustCompile(`^www\.`+host+path)),
	)}
}

func (a addresses) Trigger() []byte { return append(a.InlineParser.Trigger(), ":.@"...) }

// begun matches what an address begins with in front of its first ":", "." or "@".
var begun = regexp.MustCompile(`[\pL\pN.+_-]+$`)

// Parse goes back to where an address began: goldmark looks for one only at the
// beginning of a line and behind a space or mark of emphasis.
func (a addresses) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	switch line[0] {
	case ':', '.', '@':
	default:
		if !mayBegin(line) {
			return nil
		}
		return a.InlineParser.Parse(parent, block, pc)
	}
	near := block.Source()[max(0, segment.Start-64):segment.Start]
	if line[0] == ':' && !bytes.HasPrefix(line, []byte("://")) || line[0] == '.' && !bytes.HasSuffix(near, []byte("www")) {
		return nil
	}
	before, _ := parent.LastChild().(*ast.Text)
	start := segment.Start - len(begun.Find(near))
	if before == nil || before.Segment.Stop != segment.Start || before.Segment.Start > start {
		return nil
	}
	row, _ := block.Position()
	block.SetPosition(row, segment.WithStart(start))
	link := a.InlineParser.Parse(parent, block, pc)
	if link != nil {
		before.Segment = before.Segment.WithStop(start)
	}
	return link
}

// mayBegin tells whether an address may begin at a line's start or behind its first
// sign: goldmark takes longer to see that a word is none.
func mayBegin(line []byte) bool {
	for _, c := range line[:min(2, len(line))] {
		if c == 'h' || c == 'w' {
			return true
		}
	}
	return bytes.IndexByte(line[:min(66, len(line))], '@') >= 0 // what it takes for an account has 64 bytes
}

// autoLink prints an address that is its own text. Within another link it is
// only text.
func (p *page) autoLink(l *ast.AutoLink) {
	label, address := l.Label(p.body), string(l.URL(p.body))
	if l.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(address, "mailto:") {
		address = "mailto:" + address
	}
	if !p.linked {
		p.openLink(l, label, address, nil)
		defer p.closeLink()
	}
	p.Write(util.EscapeHTML(label))
}
