// Package markdown turns the body of one source file into HTML and into small
// facts about it. It knows neither the site nor its templates: what a link
// becomes is the caller's answer to a question.
//
// The dialect is CommonMark with tables, strikethrough, footnotes, definition
// lists and automatic links. What comes out holds no script, no inline style,
// no event attribute and no address outside http, https, mailto, tel and the
// site itself; raw HTML is refused with what to write instead, never passed
// on. A body whose shape would cost the parser more than its length warrants
// is refused before it is parsed.
package markdown

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
)

// A Source is one file as read: UTF-8 in NFC with \n line ends.
type Source struct {
	File   string // as diagnostics name it
	Text   []byte // the whole file, so that places are the file's
	Body   int    // where the body begins in Text
	Prefix string // begins the ids of footnotes, for pages that show several articles
	Advise bool   // tell what could be better, too
	First  bool   // the page shows no picture above: one that begins the body is seen at once, and loaded so
}

// Resolved is what a link or a picture becomes.
type Resolved struct {
	Href string    // the address, without the fragment of the link; "" where only the text is printed
	Code diag.Code // what is wrong with the target; "" if nothing is
	Args []any
	Path string // the target's address if it is, or will be, a page of this site

	Srcset, Sizes string // of a picture in several widths
	Width, Height int    // of a picture; 0 where they are not known
}

// leads says that nothing is wrong with the target that stops a build.
func (r Resolved) leads() bool {
	return r.Code == "" || diag.Diagnostic{Code: r.Code}.Severity() != diag.Error
}

// Resolve answers what a destination becomes. It is asked for every
// destination but absolute addresses and bare fragments. dest is what a URL
// parser expects: entities and backslashes are decoded, %XX is as written, the
// fragment is cut off.
type Resolve func(dest string, image bool) Resolved

// Facts is what the rest of the site has to know of a body.
type Facts struct {
	IDs   []string // the headings' ids, which links may name
	Links []Link   // those whose fragment has to be checked

	Outside []diag.Diagnostic // where links to other sites stand, their address as argument; with Advise
}

// A Link is a link to a place within a page of this site.
type Link struct {
	Path, Fragment  string // Path is "" for the page itself
	diag.Diagnostic        // where it stands, without a code
}

// A Converter may be used by any number of goroutines.
type Converter struct {
	plain, linking parser.Parser // linking makes links of bare addresses
	renderer       renderer.Renderer
}

// New returns a converter of the dialect.
func New() *Converter {
	plain, linking := newMarkdown(), newMarkdown()
	linking.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(newAddresses(), 999)))
	return &Converter{plain.Parser(), linking.Parser(), plain.Renderer()}
}

func newMarkdown() goldmark.Markdown {
	blocks := parser.DefaultBlockParsers()
	for i, b := range blocks {
		if html := parser.NewHTMLBlockParser(); b.Value == html {
			blocks[i].Value = comments{html}
		}
	}
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(blocks...),
			parser.WithBlockParsers(util.Prioritized(notes{extension.NewFootnoteBlockParser()}, 999)),
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithInlineParsers(util.Prioritized(strike{extension.NewStrikethroughParser()}, 500)),
			parser.WithInlineParsers(util.Prioritized(extension.NewFootnoteParser(), 101)),
			parser.WithASTTransformers(util.Prioritized(extension.NewFootnoteASTTransformer(), 999)),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		)),
		goldmark.WithExtensions(extension.Table, extension.DefinitionList),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(dialect{}, 100))),
	)
}

// parse looks for bare addresses only where there is one: it would cost a
// third of the time.
func (c *Converter) parse(body []byte, pc parser.Context) ast.Node {
	p := c.plain
	if bytes.IndexByte(body, '@') >= 0 || bytes.Contains(body, []byte("://")) || bytes.Contains(body, []byte("www.")) {
		p = c.linking
	}
	return p.Parse(text.NewReader(body), parser.WithContext(pc))
}

// Convert appends the body's HTML to dst. Where an error is among the
// diagnostics the HTML is still safe to show, but not to publish; a body that
// breaks a limit leaves dst as it was.
func (c *Converter) Convert(dst *bytes.Buffer, src Source, resolve Resolve) (Facts, []diag.Diagnostic) {
	p := &page{Buffer: dst, src: src, body: src.Text[src.Body:], resolve: resolve, start: dst.Len(), ids: map[string]int{}, numbers: map[*ast.List]int{}, used: map[string]bool{}}
	if p.admit() {
		pc := parser.NewContext()
		_ = c.renderer.Render(p, p.body, c.parse(p.body, pc)) // a buffer takes everything
		p.unusedNotes(pc)
		if !p.stopped {
			p.unusedDefinitions()
		}
	}
	if p.refused {
		dst.Truncate(p.start)
	}
	return p.facts, p.faults
}

// dialect renders what differs from CommonMark as goldmark prints it, or has
// to be checked. Rendering is the only walk over the tree.
type dialect struct{}

func (dialect) RegisterFuncs(registry renderer.NodeRendererFuncRegisterer) {
	for kind, render := range map[ast.NodeKind]renderer.NodeRendererFunc{
		ast.KindAutoLink:                whole((*page).autoLink),
		ast.KindCodeBlock:               whole((*page).indented),
		ast.KindEmphasis:                around((*page).emphasis),
		ast.KindFencedCodeBlock:         whole((*page).fence),
		ast.KindHeading:                 around((*page).heading),
		ast.KindHTMLBlock:               whole((*page).comment),
		ast.KindImage:                   whole((*page).image),
		ast.KindListItem:                around((*page).listItem),
		ast.KindLink:                    around((*page).link),
		ast.KindLinkReferenceDefinition: whole(func(p *page, d *ast.LinkReferenceDefinition) { p.definitions = append(p.definitions, d) }),
		ast.KindParagraph:               around((*page).paragraph),
		ast.KindRawHTML:                 whole((*page).rawHTML),
		ast.KindText:                    whole((*page).text),
		extast.KindFootnote:             around((*page).footnote),
		extast.KindFootnoteBacklink:     whole((*page).footnoteBacklink),
		extast.KindFootnoteLink:         whole((*page).footnoteLink),
		extast.KindFootnoteList:         around((*page).footnoteList),
		extast.KindStrikethrough:        around(func(p *page, _ *extast.Strikethrough, entering bool) { p.tag("del", entering) }),
		extast.KindTable:                around((*page).table),
		extast.KindTableCell:            around((*page).tableCell),
	} {
		registry.Register(kind, render)
	}
}

// whole is for nodes that are printed together with what is below them.
func whole[T ast.Node](render func(*page, T)) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if p := w.(*page); entering && !p.full() {
			render(p, n.(T))
		}
		return ast.WalkSkipChildren, nil
	}
}

// around is for nodes that are printed before and behind what is below them.
func around[T ast.Node](render func(p *page, n T, entering bool)) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		p := w.(*page)
		if p.full() {
			return ast.WalkStop, nil
		}
		if !entering {
			p.depth--
		} else if p.depth++; p.depth > limit.Depth {
			p.refuse("body-depth", at(n), limit.Depth)
		}
		render(p, n.(T), entering)
		return ast.WalkContinue, nil
	}
}
