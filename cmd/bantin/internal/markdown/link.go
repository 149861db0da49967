package markdown

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
)

func (p *page) link(n ast.Node, entering bool) {
	l := n.(*ast.Link)
	if !entering {
		p.closeLink()
		return
	}
	if isMute(l, p.body) {
		p.fault("link-text", max(l.Pos(), 0), 1)
	}
	var href string
	if href, p.linked = p.address(l, l.Destination, l.Reference != nil, false); p.linked {
		p.openLink(href, l.Title)
	}
}

func (p *page) openLink(href string, title []byte) {
	p.WriteString("<a")
	p.attribute("href", util.URLEscape([]byte(href), false))
	p.title(title)
	p.WriteByte('>')
}

func (p *page) closeLink() {
	if p.linked {
		p.WriteString("</a>")
	}
	p.linked = false
}

// autoLink prints an address that is its own text. Within another link it is
// only text.
func (p *page) autoLink(n ast.Node) {
	l := n.(*ast.AutoLink)
	label, dest := l.Label(p.body), string(l.URL(p.body))
	if l.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(dest, "mailto:") {
		dest = "mailto:" + dest
	}
	if p.linked {
		p.Write(util.EscapeHTML(label))
		return
	}
	if dest, p.linked = p.judge(destination{node: n, raw: label, text: dest}); p.linked {
		p.openLink(dest, nil)
	}
	p.Write(util.EscapeHTML(label))
	p.closeLink()
}

// isMute says that a screen reader would find nothing to say for the link.
func isMute(n ast.Node, body []byte) bool {
	if t, ok := n.FirstChild().(*ast.Text); ok && !util.IsBlank(t.Value(body)) {
		return false
	}
	return util.IsBlank(appendWords(nil, body, n))
}

// A destination is where a link or picture leads, as it stands in the source
// and as it is printed: with backslashes and entities decoded.
type destination struct {
	node  ast.Node
	raw   []byte
	text  string
	image bool
}

// address decides what a destination becomes; ok is false where only the text
// is printed.
func (p *page) address(n ast.Node, raw []byte, reference, image bool) (href string, ok bool) {
	if reference {
		if p.references++; p.references > maxReferences {
			p.refuse("body-references", max(n.Pos(), 0), 1, maxReferences)
			return "", false
		}
	}
	decoded := util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	return p.judge(destination{n, raw, strings.TrimSpace(string(decoded)), image})
}

func (p *page) judge(d destination) (href string, ok bool) {
	scheme, rest, absolute := cutScheme(d.text)
	web, person := scheme == "http" || scheme == "https", scheme == "mailto" || scheme == "tel"
	switch {
	case d.text == "", person && rest == "":
		p.linkFault("link-empty", d, "")
	case web && d.image:
		p.linkFault("image-remote", d, "", d.text)
	case web && !hasHost(rest):
		p.linkFault("link-host", d, "", d.text)
	case web, person && !d.image:
		return d.text, true
	case absolute:
		p.linkFault("link-scheme", d, "", scheme)
	case strings.HasPrefix(d.text, "//"):
		p.linkFault("link-protocol", d, "https:"+string(d.raw), d.text)
	case strings.Contains(d.text, `\`):
		p.linkFault("link-backslash", d, strings.ReplaceAll(string(d.raw), `\`, "/"), d.text)
	default:
		return p.relative(d)
	}
	return "", false
}

// relative asks the caller what a destination within the site becomes.
func (p *page) relative(d destination) (href string, ok bool) {
	dest, fragment, _ := strings.Cut(d.text, "#")
	var r Resolved
	if dest != "" || d.image {
		if r = p.resolve(dest, d.image); r.Code != "" {
			p.linkFault(r.Code, d, "", r.Args...)
		}
		if r.TextOnly || r.Href == "" {
			return "", false
		}
	}
	if fragment == "" {
		return r.Href + d.text[len(dest):], true
	}
	if dest == "" || r.Path != "" {
		name, err := url.PathUnescape(fragment)
		if err != nil {
			name = fragment
		}
		at, length := p.place(d)
		seen := diag.At("", p.src.File, p.src.Text, p.src.Body+at, length)
		p.facts.Links = append(p.facts.Links, Link{r.Path, name, seen.Line, seen.Column, seen.Width, seen.Source})
	}
	return r.Href + "#" + fragment, true
}

// linkFault reports a destination; fix is what to write in its place.
func (p *page) linkFault(code diag.Code, d destination, fix string, args ...any) {
	at, length := p.place(d)
	p.fault(code, at, length, args...)
	if fix != "" && length == len(d.raw) {
		p.correct(at, length, fix)
	}
}

// place finds a destination in the source, or its link where the address
// stands in a definition elsewhere.
func (p *page) place(d destination) (offset, length int) {
	start := max(d.node.Pos(), 0)
	near := p.body[start:min(len(p.body), start+maxAddress)]
	for _, open := range []string{"(", "<"} {
		if i := bytes.Index(near, append([]byte(open), d.raw...)); i >= 0 {
			return start + i + 1, len(d.raw)
		}
	}
	return start, 1
}

// cutScheme cuts what a browser would take for a scheme.
func cutScheme(dest string) (scheme, rest string, ok bool) {
	if i := strings.IndexAny(dest, ":/?#"); i >= 0 && dest[i] == ':' {
		return strings.ToLower(dest[:i]), dest[i+1:], true
	}
	return "", dest, false
}

// hasHost says whether //host follows the scheme.
func hasHost(rest string) bool {
	host, ok := strings.CutPrefix(rest, "//")
	if i := strings.IndexAny(host, `/?#\`); i >= 0 {
		host = host[:i]
	}
	host = host[strings.LastIndexByte(host, '@')+1:]
	return ok && host != "" && host[0] != ':'
}
