package markdown

import (
	"bytes"

	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"bantin/cmd/bantin/internal/diag"
)

// A sink makes a buffer what goldmark writes to.
type sink struct{ *bytes.Buffer }

func (sink) Buffered() int { return 0 }
func (sink) Flush() error  { return nil }

// A page is one conversion under way: goldmark's renderers write to it, and
// ours find in it what they have to know and report.
type page struct {
	sink
	converter *Converter
	src       Source
	body      []byte // src.Text from src.Body on: offsets of nodes count from here
	resolve   Resolve
	start     int // where the body's HTML begins in the sink
	stopped   bool

	facts  Facts
	faults []diag.Diagnostic

	ids        map[string]int // see unique
	depth      int            // of emphasis around the node
	references int            // links that took their address from a definition
	linked     bool           // the innermost link was printed as one
	strong     int            // offset of a literal ** that wants to be closed, or -1
	tags       []openTag      // <sub> and <sup> that are not closed yet
	markup     foreign
	correction correction
	shown      []string // labels of the footnotes that were printed
}

// fault reports what stands at an offset of the body. A page with too many
// errors is not converted to its end, since it will not be published; warnings
// beyond the limit are left out.
func (p *page) fault(code diag.Code, offset, length int, args ...any) {
	many := len(p.faults) >= maxFaults
	d := diag.Diagnostic{Code: code}
	if many && d.Severity() == diag.Warning {
		return
	}
	p.faults = append(p.faults, diag.At(code, p.src.File, p.src.Text, p.src.Body+offset, length, args...))
	p.stopped = p.stopped || many
}

// full says that the rest of the tree need not be rendered.
func (p *page) full() bool {
	if size := p.Len() - p.start; !p.stopped && size > min(maxOutput, outputBase+outputFactor*len(p.body)) {
		p.refuse("body-output", 0, 1, size>>10, len(p.body)>>10)
	}
	return p.stopped
}

// refuse reports a broken limit and ends the conversion without output.
func (p *page) refuse(code diag.Code, offset, length int, args ...any) {
	p.fault(code, offset, length, args...)
	p.stopped = true
	p.Truncate(p.start)
}

// finish reports what only the end of the body shows.
func (p *page) finish(notes []note) {
	if p.stopped {
		return
	}
	p.unclosedTags(p.tags)
	p.unusedFootnotes(notes)
}

// line returns the line around an offset of the body, without its end, and
// where it begins.
func (p *page) line(offset int) (line []byte, start int) {
	start = bytes.LastIndexByte(p.body[:offset], '\n') + 1
	end := len(p.body)
	if i := bytes.IndexByte(p.body[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	return p.body[start:end], start
}

// write prints Markdown text: entities and backslashes are decoded, then what
// HTML reserves is escaped.
func (p *page) write(markdown []byte) { gmhtml.DefaultWriter.Write(p, markdown) }

// attribute prints ` name="value"` of a plain value.
func (p *page) attribute(name string, value []byte) {
	p.WriteString(" " + name + `="`)
	p.Write(util.EscapeHTML(value))
	p.WriteByte('"')
}

// title prints the attribute of a title as Markdown has it, if there is one.
func (p *page) title(markdown []byte) {
	if len(markdown) > 0 {
		p.WriteString(` title="`)
		p.write(markdown)
		p.WriteByte('"')
	}
}
