package markdown

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
)

// A destination is where a link or picture leads.
type destination struct {
	node    ast.Node
	raw     []byte // as it stands in the source
	address string // decoded
	image   bool
}

// destinationOf is for links and pictures that have a text of their own.
func destinationOf(n ast.Node, raw []byte, image bool) destination {
	return destination{n, raw, strings.TrimSpace(string(decoded(raw))), image}
}

func (p *page) link(l *ast.Link, entering bool) {
	if entering {
		p.openLink(destinationOf(l, l.Destination, false), l.Title)
		return
	}
	if util.IsBlank(p.Bytes()[p.label:]) {
		p.fault("link-empty", at(l), 1)
	}
	p.closeLink()
}

// autoLink prints an address that is its own text. Within another link it is
// only text.
func (p *page) autoLink(l *ast.AutoLink) {
	label, address := l.Label(p.body), string(l.URL(p.body))
	if l.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(address, "mailto:") {
		address = "mailto:" + address
	}
	if !p.linked {
		p.openLink(destination{l, label, address, false}, nil)
		defer p.closeLink()
	}
	p.Write(util.EscapeHTML(label))
}

func (p *page) openLink(d destination, title []byte) {
	href := p.resolved(d)
	if p.linked = href != ""; p.linked {
		p.WriteString("<a")
		p.attribute("href", util.URLEscape([]byte(href), false))
		p.title(title)
		p.WriteByte('>')
	}
	p.label = p.Len()
}

func (p *page) closeLink() {
	if p.linked {
		p.WriteString("</a>")
	}
	p.linked = false
}

// resolved returns what to print for a destination, "" where a link is only
// text.
func (p *page) resolved(d destination) string {
	p.addresses += len(d.raw)
	scheme, rest, absolute := strings.Cut(strings.ToLower(d.address), ":")
	absolute = absolute && !strings.ContainsAny(scheme, "/?#")
	web := absolute && (scheme == "http" || scheme == "https")
	person := absolute && (scheme == "mailto" || scheme == "tel")
	switch {
	case d.address == "", person && rest == "":
		p.linkFault("link-empty", d)
	case web && d.image:
		p.linkFault("image-remote", d, d.address)
	case web && len(rest) > 2 && rest[:2] == "//", person && !d.image:
		return d.address
	case absolute && !web:
		p.linkFault("link-scheme", d, scheme)
	case web, strings.HasPrefix(d.address, "//"), strings.Contains(d.address, `\`):
		p.linkFault("link-form", d, d.address)
	default:
		return p.relative(d)
	}
	return ""
}

// relative asks the caller what an address within the site becomes.
func (p *page) relative(d destination) string {
	path, fragment, _ := strings.Cut(d.address, "#")
	var r Resolved
	if path != "" || d.image {
		if r = p.resolve(path, d.image); r.Code != "" {
			p.linkFault(r.Code, d, r.Args...)
		}
		if r.TextOnly || r.Href == "" {
			return ""
		}
	}
	if fragment != "" && (path == "" || r.Path != "") {
		offset, length := p.place(d)
		seen := diag.At("", p.src.File, p.src.Text, p.src.Body+offset, length)
		name, err := url.PathUnescape(fragment)
		if err != nil {
			name = fragment
		}
		p.facts.Links = append(p.facts.Links, Link{r.Path, name, seen.Line, seen.Column, seen.Width, seen.Source})
	}
	return r.Href + d.address[len(path):]
}

// linkFault reports a destination, with its right form if that is known.
func (p *page) linkFault(code diag.Code, d destination, args ...any) {
	offset, length := p.place(d)
	f := p.fault(code, offset, length, args...)
	fix := strings.ReplaceAll(string(d.raw), `\`, "/")
	if code == "link-form" && fix != string(d.raw) && length == len(d.raw) {
		f.Fix = p.replaced(offset, length, fix)
	}
}

// place finds a destination in the source, or its link where the address
// stands in a definition elsewhere.
func (p *page) place(d destination) (offset, length int) {
	start := at(d.node)
	near := p.body[start:min(len(p.body), start+maxLine)]
	for _, open := range []string{"(", "<"} {
		if i := bytes.Index(near, append([]byte(open), d.raw...)); i >= 0 {
			return start + i + 1, len(d.raw)
		}
	}
	return start, 1
}
