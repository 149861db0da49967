package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
)

// comments are the only HTML blocks of the dialect: every other tag, and a
// comment with text behind it, is met inline at its exact place.
type comments struct{ parser.BlockParser }

func (c comments) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	_, behind, _ := bytes.Cut(line, []byte("-->"))
	if !bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("<!--")) || !util.IsBlank(behind) {
		return nil, parser.NoChildren
	}
	return c.BlockParser.Open(parent, reader, pc)
}

// comment leaves a block out. Its last line goes with it, so nothing may stand
// behind the comment's end.
func (p *page) comment(block *ast.HTMLBlock) {
	end := max(block.ClosureLine.Stop, block.Lines().At(block.Lines().Len()-1).Stop)
	code := diag.Code("comment-dropped")
	if _, behind, closed := bytes.Cut(p.body[at(block):end], []byte("-->")); !closed || !util.IsBlank(behind) {
		code = "comment-open"
	}
	p.fault(code, at(block), len("<!--"))
}

func (p *page) rawHTML(n *ast.RawHTML) {
	tag, at := string(n.Segments.Value(p.body)), n.Segments.At(0).Start
	switch {
	case lineBreak.MatchString(tag):
		p.WriteString("<br>")
	case smallTag.MatchString(tag) && p.isPaired(n, tag):
		p.WriteString(tag)
	case smallTag.MatchString(tag):
		p.fault("tag-unpaired", at, len(tag), strings.Trim(tag, "</>"))
	case strings.HasPrefix(tag, "<!--"):
		p.fault("comment-dropped", at, len(tag))
	default:
		p.foreignTag(n.Parent(), at, tag)
	}
}

var (
	lineBreak = regexp.MustCompile(`(?i)^<br ?/?>$`)
	smallTag  = regexp.MustCompile(`^</?su[bp]>$`)
	wordTag   = regexp.MustCompile(`(?i)^</?(?:[ovw]|st1):[a-z][^<>]*>|^<!\[(?:if|endif)[^<>]*>`) // no HTML, but what Word writes
)

// isPaired says whether the next small tag below the same node is the
// counterpart, so that both nest with what Markdown prints.
func (p *page) isPaired(n ast.Node, tag string) bool {
	step, other := ast.Node.NextSibling, "</"+tag[1:]
	if tag[1] == '/' {
		step, other = ast.Node.PreviousSibling, "<"+tag[2:]
	}
	for n = step(n); n != nil; n = step(n) {
		if html, ok := n.(*ast.RawHTML); ok && smallTag.Match(html.Segments.Value(p.body)) {
			return string(html.Segments.Value(p.body)) == other
		}
	}
	return false
}

// foreignTag reports each line once, and of the lines below one node that
// cannot be mended the first.
func (p *page) foreignTag(below ast.Node, at int, tag string) {
	line, start := p.line(at)
	if p.markedLine == start+1 {
		return
	}
	p.markedLine = start + 1
	fix := mended(string(line))
	if fix == "" {
		if below != nil && p.markedNode == below {
			return
		}
		p.markedNode = below
	}
	name := strings.ToLower(tagName.FindString(tag))
	p.fault(htmlCode(name), at, len(tag), name).Fix = fix
}

var tagName = regexp.MustCompile(`[^</ \t\n>][^/ \t\n>]*`)

func htmlCode(name string) diag.Code {
	switch name {
	case "table", "thead", "tbody", "tr", "td", "th":
		return "html-table"
	case "script", "style", "iframe", "object", "embed", "form", "input", "button", "select",
		"textarea", "video", "audio", "svg", "math", "link", "meta", "base":
		return "html-active"
	}
	return "raw-html"
}

// mends say, in their order, what to write for the tags that offices paste
// from other programs. Between a sign inside emphasis and a letter outside
// Markdown wants a space.
var mends = []struct {
	html     *regexp.Regexp
	markdown string
}{
	{regexp.MustCompile(`(?i)<o:p>&nbsp;</o:p>|</?(?:[ovw]|st1):[a-z][^<>]*>|<!\[(?:if|endif)[^<>]*>`), ""},
	{regexp.MustCompile(`(?i)([^\pL\pN\s]</(?:b|strong|i|em)>)([\pL\pN]|<[bise])`), "$1 $2"},
	{regexp.MustCompile(`(?i)([\pL\pN])(<(?:b|strong|i|em)(?: [^>]*)?>[^\pL\pN\s])`), "$1 $2"},
	{regexp.MustCompile(`(?i)<(?:b|strong)(?: [^>]*)?>( *)(\S.*?)( *)</(?:b|strong)>`), "$1**$2**$3"},
	{regexp.MustCompile(`(?i)<(?:i|em)(?: [^>]*)?>( *)(\S.*?)( *)</(?:i|em)>`), "$1*$2*$3"},
	{regexp.MustCompile(`(?i)<a [^>]*?href="((?:https?://|mailto:|tel:|/)?[^"/: ()<>][^": ()<>]*)"[^>]*>(.+?)</a>`), "[$2]($1)"},
	{regexp.MustCompile(`(?i)<img [^>]*?src="([^"/: ()<>][^": ()<>]*)"[^>]*? alt="([^"]+)"[^>]*>`), "![$2]($1)"},
	{regexp.MustCompile(`(?i)<br[ /]?[^>]*>`), "<br>"},
	{regexp.MustCompile(`(?i)</(?:p|div)>\s*<(?:p|div)(?: [^>]*)?>`), "\n\n"},
	{regexp.MustCompile(`(?i)</?(?:p|div)(?: [^>]*)?>`), ""},
}

var (
	anyTag  = regexp.MustCompile(`<[/?!]?[A-Za-z][A-Za-z0-9-]*[\s/>]`)
	ourTags = strings.NewReplacer("<br>", "", "<sub>", "", "</sub>", "", "<sup>", "", "</sup>", "")
)

// mended returns a line with Markdown in place of its tags, "" where one of
// them has no counterpart on the line.
func mended(line string) string {
	if len(line) > limit.Line || strings.ContainsAny(line, "`\\") { // where a tag may be text
		return ""
	}
	fixed := line
	for _, m := range mends {
		fixed = m.html.ReplaceAllString(fixed, m.markdown)
	}
	if fixed == line || anyTag.MatchString(ourTags.Replace(fixed)) {
		return ""
	}
	return fixed
}
