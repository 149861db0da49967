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
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
)

// A Source is one file as read: UTF-8 in NFC with \n line ends.
type Source struct {
	File   string // as diagnostics name it
	Text   []byte // the whole file, so that places are the file's
	Body   int    // where the body begins in Text
	Prefix string // begins the ids of footnotes, for pages that show several articles
}

// Resolved is what a link or a picture becomes.
type Resolved struct {
	Href     string    // the address, without the fragment of the link
	TextOnly bool      // the target is held back: only the text is printed
	Code     diag.Code // what is wrong with the target; "" if nothing is
	Args     []any
	Path     string // the target's address if it is a page of this site
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
}

// A Link is a link to a place within a page of this site.
type Link struct {
	Path, Fragment      string // Path is "" for the page itself
	Line, Column, Width int
	Source              string
}

// A Converter may be used by any number of goroutines.
type Converter struct {
	parser   parser.Parser
	renderer renderer.Renderer
}

// New returns a converter of the dialect.
func New() *Converter {
	blocks := slices.DeleteFunc(parser.DefaultBlockParsers(), func(v util.PrioritizedValue) bool {
		return v.Value == parser.NewHTMLBlockParser()
	})
	md := goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(append(blocks, util.Prioritized(commentParser{}, 900))...),
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithInlineParsers(util.Prioritized(strike{extension.NewStrikethroughParser()}, 500)),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		)),
		goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList,
			extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(dialect{}, 100))),
	)
	return &Converter{md.Parser(), md.Renderer()}
}

// Convert appends the body's HTML to dst. Where an error is among the
// diagnostics the HTML is still safe to show, but not to publish; a body that
// breaks a limit leaves dst as it was.
func (c *Converter) Convert(dst *bytes.Buffer, src Source, resolve Resolve) (Facts, []diag.Diagnostic) {
	p := &page{sink: sink{dst}, converter: c, src: src, resolve: resolve}
	return p.convert()
}

func (p *page) convert() (Facts, []diag.Diagnostic) {
	p.body, p.start, p.strong = p.src.Text[p.src.Body:], p.Len(), -1
	if notes, ok := p.admit(); ok {
		doc := p.converter.parser.Parse(text.NewReader(p.body))
		_ = p.converter.renderer.Render(p, p.body, doc) // a buffer takes everything
		p.finish(notes)
	}
	return p.facts, p.faults
}

// dialect renders what differs from CommonMark as goldmark prints it, or has
// to be checked. Rendering is the only walk over the tree.
type dialect struct{}

func (dialect) RegisterFuncs(registry renderer.NodeRendererFuncRegisterer) {
	for kind, render := range map[ast.NodeKind]func(p *page, n ast.Node, entering bool){
		ast.KindEmphasis:         (*page).emphasis,
		ast.KindHeading:          (*page).heading,
		ast.KindLink:             (*page).link,
		ast.KindParagraph:        (*page).paragraph,
		extast.KindFootnote:      (*page).footnote,
		extast.KindFootnoteList:  (*page).footnoteList,
		extast.KindStrikethrough: (*page).emphasis,
		extast.KindTableCell:     (*page).tableCell,
	} {
		registry.Register(kind, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			p := w.(*page)
			if p.full() {
				return ast.WalkStop, nil
			}
			render(p, n, entering)
			return ast.WalkContinue, nil
		})
	}
	for kind, render := range map[ast.NodeKind]func(p *page, n ast.Node){
		ast.KindAutoLink:            (*page).autoLink,
		ast.KindHTMLBlock:           (*page).commentBlock,
		ast.KindImage:               (*page).image,
		ast.KindRawHTML:             (*page).rawHTML,
		ast.KindText:                (*page).text,
		extast.KindFootnoteBacklink: (*page).footnoteBacklink,
		extast.KindFootnoteLink:     (*page).footnoteLink,
	} {
		registry.Register(kind, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			if p := w.(*page); entering && !p.full() {
				render(p, n)
			}
			return ast.WalkSkipChildren, nil
		})
	}
}
