package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"bantin/cmd/bantin/internal/diag"
)

// An openTag is a <sub> or <sup> that waits for its end. The end must stand
// below the same node, so that the tags nest with what Markdown prints.
type openTag struct {
	name   string
	parent ast.Node
	offset int
}

// foreign is the HTML reported last.
type foreign struct {
	line   int      // where its line begins, counted from 1; 0 if there is none
	inside ast.Node // what is below this node and before </name> belongs to it
	name   string
}

func (p *page) rawHTML(n ast.Node) {
	segments := n.(*ast.RawHTML).Segments
	tag, at := string(segments.Value(p.body)), segments.At(0).Start
	switch {
	case tag == "<br>":
		p.WriteString(tag)
	case tag == "<sub>", tag == "<sup>":
		p.openTag(openTag{tag[1:4], n.Parent(), at}, tag)
	case tag == "</sub>", tag == "</sup>":
		p.closeTag(openTag{tag[2:5], n.Parent(), at}, tag)
	case strings.HasPrefix(tag, "<!--"):
		p.fault("comment-dropped", at, len(tag))
	default:
		p.foreignTag(n, at, tag)
	}
}

func (p *page) openTag(t openTag, tag string) {
	if p.tags = append(p.tags, t); len(p.tags) > maxDepth {
		p.refuse("body-depth", t.offset, len(tag), maxDepth)
		return
	}
	p.WriteString(tag)
}

func (p *page) closeTag(end openTag, tag string) {
	for i := len(p.tags) - 1; i >= 0; i-- {
		if t := p.tags[i]; t.name == end.name && t.parent == end.parent {
			p.unclosedTags(p.tags[i+1:])
			p.tags = p.tags[:i]
			p.WriteString(tag)
			return
		}
	}
	p.fault("tag-unopened", end.offset, len(tag), end.name)
}

func (p *page) unclosedTags(tags []openTag) {
	for _, t := range tags {
		p.fault("tag-unclosed", t.offset, len("<sub>"), t.name)
	}
}

// foreignTag reports HTML once a line, and what cannot be mended once for all
// up to its end.
func (p *page) foreignTag(n ast.Node, at int, tag string) {
	name, isEnd := tagName(tag)
	if p.markup.inside == n.Parent() {
		if isEnd && name == p.markup.name {
			p.markup.inside = nil
		}
		return
	}
	_, start := p.line(at)
	if p.markup.line == start+1 {
		return
	}
	p.markup = foreign{line: start + 1, name: name}
	p.fault(htmlCode(name), at, len(tag), name)
	if !p.correctHTML(at) && !isEnd {
		p.markup.inside = n.Parent()
	}
}

// tagName reads "<Name …>" and "</Name>".
func tagName(tag string) (name string, isEnd bool) {
	name, isEnd = strings.CutPrefix(tag[1:], "/")
	if i := strings.IndexAny(name, " \t\n/>"); i >= 0 {
		name = name[:i]
	}
	return strings.ToLower(name), isEnd
}

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
