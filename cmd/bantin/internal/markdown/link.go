package markdown

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
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

// saysNothing matches the text of a link out of which nobody knows where it leads.
var saysNothing = regexp.MustCompile(`(?i)^(tại đây|ở đây|đây|xem thêm|xem tại đây|chi tiết|xem chi tiết|bấm vào đây|click here|here|link|https?://\S+)$`)

func (p *page) link(l *ast.Link, entering bool) {
	if entering {
		p.named(l.Reference)
		p.openLink(destinationOf(l, l.Destination, false), l.Title)
		return
	}
	if util.IsBlank(p.Bytes()[p.label:]) {
		p.fault("link-empty", at(l), 1)
	}
	if words := string(bytes.TrimSpace(p.Bytes()[p.label:])); p.src.Advise && saysNothing.MatchString(words) {
		p.fault("link-words", at(l), 1, words)
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
		p.title(d.node, title)
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

// hasHost matches what follows the scheme of a whole address.
var hasHost = regexp.MustCompile(`^//[^/?#:]`)

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
	case web && hasHost.MatchString(rest), person && !d.image:
		if web && p.src.Advise {
			p.outside(d)
		}
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

// outside notes a link to another site.
func (p *page) outside(d destination) {
	offset, length := p.place(d)
	if _, bare := d.node.(*ast.AutoLink); bare && length == 1 {
		offset, length = offset+max(bytes.Index(p.body[offset:], d.raw), 0), len(d.raw)
	}
	p.facts.Outside = append(p.facts.Outside, diag.At("", p.src.File, p.src.Text, p.src.Body+offset, length, d.address))
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
	near := p.body[start:min(len(p.body), start+limit.Line)]
	for _, open := range []string{"(", "<"} {
		if i := bytes.Index(near, append([]byte(open), d.raw...)); i >= 0 {
			return start + i + 1, len(d.raw)
		}
	}
	return start, 1
}

// meant matches what may follow a ] that was to begin a link: an address and a
// title.
var meant = regexp.MustCompile(`^( *)\(<?((?:[^()<>"“”]|\([^()]*\))+?)>?( +["'“]((?:[^()]|\([^()]*\))*)["'”])?\)`)

// begun matches an address that no parenthesis ends.
var begun = regexp.MustCompile(`^\(<?([^\s()<>"]+)`)

// isAddress matches what no ordinary text has between parentheses: neither
// "12/2024" nor "/kg" nor "TP.HCM".
var isAddress = regexp.MustCompile(`(?i)^(?:https?:|mailto:|tel:|www\.|\.{0,2}/.*[-/. ])|/$|` +
	`\.(?:md|html?|pdf|docx?|xlsx?|pptx?|csv|txt|zip|mp[34]|jpe?g|png|webp|gif)(?:#.*)?$`)

// innerQuotes matches quotation marks that end a title too early.
var innerQuotes = regexp.MustCompile(`\\?"([^"\\]*)\\?"?`)

// literalLink looks at what follows a ] that stayed in the text. An address
// with a space has to stand between < and >, a title between quotation marks
// and without any.
func (p *page) literalLink(at int) {
	line, start := p.line(at)
	if open := bytes.LastIndexByte(line[:at-start], '['); open > 0 && line[open-1] == '\\' {
		return // meant as text
	}
	m := meant.FindSubmatch(line[at-start:])
	if m == nil {
		if m := begun.FindSubmatch(line[at-start:]); m != nil && isAddress.Match(m[1]) {
			p.fault("link-literal", at+1, len(m[0])-1)
		}
		return
	}
	address, title, apart := strings.TrimSpace(string(m[2])), m[3] != nil, len(m[1]) > 0
	spaced := strings.Contains(address, " ")
	if spaced && apart || !isAddress.MatchString(address) && (spaced || apart || !title) {
		return
	}
	fix := address
	if spaced {
		fix = "<" + address + ">"
	}
	if title {
		fix += ` "` + innerQuotes.ReplaceAllString(string(m[4]), "“$1”") + `"`
	}
	inner, end := at+len(m[1])+1, at+len(m[0])-1
	code, same := diag.Code("link-title"), fix == string(p.body[inner:end])
	switch {
	case same || apart:
		code = "link-literal"
	case spaced:
		code = "link-space"
	}
	if f := p.fault(code, inner, end-inner); !same || apart {
		f.Fix = p.replaced(at, len(m[0]), "("+fix+")")
	}
}

// lostReference matches what names a definition that there is not. Numbers in
// brackets, and what stands close to a word, were not meant as a link.
var lostReference = regexp.MustCompile(`^\[([^\[\]\\\n]*\pL[^\[\]\\\n]*)\]\[([^\[\]\\\n]*)\]`)

// literalReference looks at a [ that stayed in the text.
func (p *page) literalReference(at int) {
	m := lostReference.FindSubmatch(p.body[at:])
	if before, _ := utf8.DecodeLastRune(p.body[:at]); m == nil || isWord(before) {
		return
	}
	label := m[2]
	if util.IsBlank(label) {
		label = m[1]
	}
	p.fault("link-undefined", at+len(m[1])+2, len(m[2])+2, string(label))
}

// definition keeps what defines a link until all links are printed.
func (p *page) definition(d *ast.LinkReferenceDefinition) {
	p.definitions = append(p.definitions, d)
}

// named notes that a link or picture takes its address from a definition.
func (p *page) named(r *ast.ReferenceLink) {
	if r != nil {
		p.used[util.ToLinkReference(r.Value)] = true
	}
}

// unusedDefinitions reports what defines a link that there is not, or one that
// is defined already: it is not printed.
func (p *page) unusedDefinitions() {
	for _, d := range p.definitions {
		if label := util.ToLinkReference(d.Label); !p.used[label] {
			p.fault("link-unused", at(d), len(d.Label)+len("[]:"), string(d.Label))
		} else {
			p.used[label] = false
		}
	}
}
