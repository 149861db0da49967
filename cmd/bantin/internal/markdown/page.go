package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
)

// A page is one conversion under way: goldmark's renderers write to it, and
// ours find in it what they have to know and report.
type page struct {
	*bytes.Buffer
	src     Source
	body    []byte // src.Text from src.Body on: offsets of nodes count from here
	resolve Resolve
	start   int  // where the body's HTML begins in the buffer
	stopped bool // the rest need not be rendered
	refused bool // a limit is broken

	facts  Facts
	faults []diag.Diagnostic

	ids         map[string]int                 // see unique
	definitions []*ast.LinkReferenceDefinition // met so far
	used        map[string]bool                // labels of definitions that a link or picture names
	numbers     map[*ast.List]int              // of the next item of each ordered list
	level       int                            // of the last heading; 0 before the first
	deeper      int                            // 1 below a heading that is on the title's level
	depth       int                            // of what is printed around the node
	addresses   int                            // bytes of all destinations
	linked      bool                           // the link around the node was printed as one
	label       int                            // where its text begins in the buffer
	markedLine  int                            // where the line begins whose HTML was reported last, counted from 1
	markedNode  ast.Node                       // what is above the HTML reported last that cannot be mended
}

func (*page) Buffered() int { return 0 } // what goldmark wants of a writer besides
func (*page) Flush() error  { return nil }

// fault reports what stands at an offset of the body; the caller may add a
// corrected line. A page with too many errors is not converted to its end,
// since it will not be published; warnings beyond the limit are left out.
func (p *page) fault(code diag.Code, offset, length int, args ...any) *diag.Diagnostic {
	many := len(p.faults) >= limit.Faults
	if d := (diag.Diagnostic{Code: code}); many && d.Severity() != diag.Error {
		return &d
	}
	p.stopped = p.stopped || many
	p.faults = append(p.faults, diag.At(code, p.src.File, p.src.Text, p.src.Body+offset, length, args...))
	return &p.faults[len(p.faults)-1]
}

// refuse reports a broken limit and ends the conversion without output.
func (p *page) refuse(code diag.Code, offset int, args ...any) {
	p.fault(code, offset, 1, args...)
	p.stopped, p.refused = true, true
}

// full says that the rest of the tree need not be rendered.
func (p *page) full() bool {
	limit := min(limit.Output, limit.OutputBase+limit.OutputFactor*len(p.body))
	if !p.stopped && p.Len()-p.start+p.addresses > limit {
		p.refuse("body-size", 0, limit>>10)
	}
	return p.stopped
}

// line returns the line around an offset of the body, without its end, and
// where it begins.
func (p *page) line(offset int) (line []byte, start int) {
	start = bytes.LastIndexByte(p.body[:offset], '\n') + 1
	line, _, _ = bytes.Cut(p.body[start:], []byte{'\n'})
	return line, start
}

// replaced returns the line around a piece of the body with s in its place.
func (p *page) replaced(offset, length int, s string) string {
	line, start := p.line(offset)
	return string(line[:offset-start]) + s + string(line[offset-start+length:])
}

// apart returns s in place of what a line has from an offset on, and an empty
// line above it.
func (p *page) apart(offset int, s string) string {
	line, start := p.line(offset)
	prefix := string(line[:offset-start])
	return strings.TrimRight(prefix, " \t") + "\n" + prefix + s
}

// at is where a node begins in the body.
func at(n ast.Node) int { return max(n.Pos(), 0) }

// tag prints the beginning or the end of an element.
func (p *page) tag(name string, entering bool) {
	if !entering {
		name = "/" + name
	}
	p.WriteString("<" + name + ">")
}

// title prints the attribute of a title as Markdown has it, if there is one.
func (p *page) title(n ast.Node, markdown []byte) {
	if len(markdown) > 0 {
		p.attribute("title", p.titleText(n, markdown))
	}
}

// titleText is the title of a link or picture as it is read.
func (p *page) titleText(n ast.Node, markdown []byte) []byte {
	start := at(n)
	near := p.body[start:min(len(p.body), start+limit.Line)]
	return p.read(start+max(bytes.Index(near, markdown), 0), markdown)
}

// attribute prints ` name="value"` of a plain value.
func (p *page) attribute(name string, value []byte) {
	p.WriteString(" " + name + `="`)
	p.Write(util.EscapeHTML(value))
	p.WriteByte('"')
}
