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

// saysNothing matches the text of a link out of which nobody knows where it leads,
// in whatever letters and signs.
var saysNothing = regexp.MustCompile(`(?i)^(?:<[a-z]+>|[\pP\s])*(tại đây|ở đây|đây|xem thêm|xem tại đây|chi tiết|xem chi tiết|(?:bấm|nhấn|nhấp|click) vào đây|click here|here|link|https?://\S+?)(?:</[a-z]+>|[\pP\s])*$`)

func (p *page) link(l *ast.Link, entering bool) {
	if entering {
		p.named(l.Reference)
		p.openLink(l, l.Destination, addressOf(l.Destination), l.Title)
		return
	}
	words := string(bytes.TrimSpace(p.Bytes()[p.label:]))
	if words == "" {
		p.fault("link-empty", at(l), 1)
	} else if p.src.Advise {
		if m := saysNothing.FindStringSubmatch(words); m != nil {
			p.fault("link-words", at(l), 1, m[1])
		}
	}
	p.closeLink()
}

func (p *page) openLink(n ast.Node, raw []byte, address string, title []byte) {
	href := p.resolved(n, raw, address).Href
	if p.linked = href != ""; p.linked {
		p.WriteString("<a")
		p.attribute("href", util.URLEscape([]byte(href), false))
		p.title(n, title)
		p.WriteByte('>')
	}
	p.label = p.Len()
}

func (p *page) closeLink() {
	if p.linked {
		p.tag("a", false)
	}
	p.linked = false
}

// addressOf returns what a link or picture leads to, decoded.
func addressOf(raw []byte) string { return strings.TrimSpace(string(decoded(raw))) }

// hasHost matches what follows the scheme of a whole address.
var hasHost = regexp.MustCompile(`^//[^/?#:]`)

// resolved returns what to print for the address of a link or picture, no address
// where only its text is printed. raw is how the address stands in the source.
func (p *page) resolved(n ast.Node, raw []byte, address string) Resolved {
	p.addresses += len(raw)
	image := n.Kind() == ast.KindImage
	r := p.target(address, image)
	if r.Code != "" {
		offset, length := p.place(n, raw)
		f := p.fault(r.Code, offset, length, r.Args...)
		fix := corrected(strings.ReplaceAll(string(raw), `\`, "/"))
		if r.Code == "link-form" && length == len(raw) && p.target(addressOf([]byte(fix)), image).leads() {
			f.Fix = p.replaced(offset, length, fix)
		}
	}
	if p.src.Advise && away.MatchString(r.Href) {
		p.outside(n, raw, r.Href)
	}
	path, fragment, _ := strings.Cut(address, "#")
	if fragment != "" && (r.Path != "" || path == "" && r.Href != "") {
		offset, length := p.place(n, raw)
		if name, err := url.PathUnescape(fragment); err == nil {
			fragment = name
		}
		p.facts.Links = append(p.facts.Links, Link{r.Path, fragment, diag.At("", p.src.File, p.src.Text, p.src.Body+offset, length)})
	}
	return r
}

// away matches an address of another site.
var away = regexp.MustCompile(`(?i)^https?:`)

// outside notes where a link to another site stands.
func (p *page) outside(n ast.Node, raw []byte, address string) {
	offset, length := p.place(n, raw)
	if _, bare := n.(*ast.AutoLink); bare && length == 1 {
		offset, length = offset+max(bytes.Index(p.body[offset:], raw), 0), len(raw)
	}
	p.facts.Outside = append(p.facts.Outside, diag.At("", p.src.File, p.src.Text, p.src.Body+offset, length, address))
}

// target says what an address becomes, with its fragment.
func (p *page) target(address string, image bool) Resolved {
	scheme, rest, found := strings.Cut(strings.ToLower(address), ":")
	absolute := found && !strings.ContainsAny(scheme, "/?#")
	web := absolute && (scheme == "http" || scheme == "https")
	person := absolute && (scheme == "mailto" || scheme == "tel")
	switch {
	case address == "", person && rest == "":
		return Resolved{Code: "link-empty"}
	case image && (web || strings.HasPrefix(address, "//")):
		return Resolved{Code: "image-remote", Args: []any{address}}
	case web && hasHost.MatchString(rest), person && !image && rest[0] != ' ':
		return Resolved{Href: address}
	case absolute && !web && (!person || image):
		return Resolved{Code: "link-scheme", Args: []any{scheme}}
	case absolute, strings.HasPrefix(address, "//"), strings.Contains(address, `\`):
		return Resolved{Code: "link-form", Args: []any{address}}
	}
	path, _, _ := strings.Cut(address, "#")
	if path == "" && !image {
		return Resolved{Href: address}
	}
	r := p.resolve(path, image)
	if r.Href != "" {
		r.Href += address[len(path):]
	} else if meant := corrected(address); r.Code != "" && meant != address {
		if r = p.target(meant, image); r.Code == "" {
			r = Resolved{Code: "link-form", Args: []any{address}}
		}
	}
	return r
}

// slips are what is often written for an address elsewhere, and what it should
// be.
var slips = []struct {
	written *regexp.Regexp
	meant   string
}{
	{regexp.MustCompile(`(?i)^(mailto|tel): +`), "$1:"},
	{regexp.MustCompile(`^([^\s:/@]+@[^\s:/@]+\.[a-z]+)$`), "mailto:$1"},
	{regexp.MustCompile(`(?i)^(https?)(?::/*|/+)([\pL\pN-]+\.)`), "$1://$2"},
	{regexp.MustCompile(`^//([\pL\pN-]+\.)`), "https://$1"},
	{regexp.MustCompile(`(?i)^((?:[\pL\pN-]+\.)+(?:vn|com|net|org|info|me|be)(?:[/?#].*)?)$`), "https://$1"},
}

func corrected(address string) string {
	for _, s := range slips {
		address = s.written.ReplaceAllString(address, s.meant)
	}
	return address
}

// place finds an address in the source, or its link where the address stands in
// a definition elsewhere.
func (p *page) place(n ast.Node, raw []byte) (offset, length int) {
	start := at(n)
	near := p.body[start:min(len(p.body), start+limit.Line)]
	for i, c := range near {
		if (c == '(' || c == '<') && bytes.HasPrefix(near[i+1:], raw) {
			return start + i + 1, len(raw)
		}
	}
	return start, 1
}

// meant matches what may follow a ] that was to begin a link: an address and a
// title.
var meant = regexp.MustCompile(`^( *)\(<?((?:[^()<>"“”]|\([^()]*\))+?)>?( +["'“]((?:[^()]|\([^()]*\))*)["'”])?\)`)

// unclosed matches an address that no parenthesis ends.
var unclosed = regexp.MustCompile(`^\(<?([^\s()<>"]+)`)

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
	open := bytes.LastIndexByte(line[:at-start], '[')
	if open > 0 && line[open-1] == '\\' {
		return // meant as text
	}
	m := meant.FindSubmatch(line[at-start:])
	if m == nil {
		if m := unclosed.FindSubmatch(line[at-start:]); m != nil && isAddress.Match(m[1]) {
			p.fault("link-literal", at+1, len(m[0])-1)
		}
		return
	}
	written, title, apart := strings.TrimSpace(string(m[2])), m[3] != nil, len(m[1]) > 0
	address, spaced := corrected(written), strings.Contains(written, " ")
	if spaced && apart || !isAddress.MatchString(written) && (spaced || apart || !title) {
		return
	}
	fix := address
	if strings.Contains(address, " ") {
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
	case spaced && address != written:
		code = "link-form"
	case spaced:
		code = "link-space"
	}
	f := p.fault(code, inner, end-inner, written)
	if same && !apart {
		return
	}
	image := open > 0 && line[open-1] == '!'
	if r := p.target(addressOf([]byte(address)), image); r.leads() {
		f.Fix = p.replaced(at, len(m[0]), "("+fix+")")
	} else if !apart || image {
		p.fault(r.Code, inner, end-inner, r.Args...)
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
