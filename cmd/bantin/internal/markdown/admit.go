package markdown

import (
	"bytes"
	"regexp"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
)

// A scan counts in one pass what goldmark is known to be slow at. It knows no
// more of Markdown than it needs and errs on the side of counting too much.
type scan struct {
	page *page

	start, lines, marks, columns                 int // of the block under way
	depth, markWork, blankWork, cells, footnotes int // of the body
}

// admit says whether the body may be parsed, and reports why not.
func (p *page) admit() bool {
	s, at := scan{page: p}, 0
	s.limit("body-size", 0, len(p.body), limit.Body, limit.Body>>10)
	for line := range bytes.Lines(p.body) {
		if p.stopped {
			break
		}
		s.line(at, line)
		at += len(line)
	}
	s.endBlock(at)
	return !p.stopped
}

func (s *scan) limit(code diag.Code, at, count, limit, shown int) {
	if count > limit && !s.page.stopped {
		s.page.refuse(code, at, shown)
	}
}

func (s *scan) line(at int, line []byte) {
	levels, blank := 0, false
	if c := line[0]; c <= '>' || c == '[' { // no letter
		levels, blank = depth(line), len(bytes.TrimLeft(line, "> \t\n")) == 0
	}
	if blank || levels > 0 && item.Match(line) {
		s.endBlock(at)
	}
	if s.depth = max(s.depth, levels); blank {
		s.blankWork += s.depth
		s.start = at + len(line)
	} else { // each block with pipes counts as a table
		s.lines++
		for _, sign := range []byte("*_~`[]<") {
			s.marks += bytes.Count(line, []byte{sign})
		}
		s.columns = max(s.columns, bytes.Count(line, []byte{'|'}))
		s.cells += limit.CellsPerPipe * bytes.Count(line, []byte(`\|`))
		s.footnotes += bytes.Count(line, []byte("[^"))
	}
	s.limit("body-depth", at, levels, limit.Depth, limit.Depth)
	s.limit("body-depth", at, s.blankWork, limit.BlankWork, limit.Depth)
	s.limit("body-footnotes", at, s.footnotes, 2*limit.Footnotes, limit.Footnotes) // a footnote and its mark
}

// endBlock adds up the block that ends at an offset.
func (s *scan) endBlock(end int) {
	s.markWork += s.marks * (end - s.start)
	s.cells += s.columns * s.lines
	s.limit("body-marks", s.start, s.markWork, limit.MarkWork, s.marks)
	s.limit("body-cells", s.start, s.cells, limit.Cells, limit.Cells)
	s.start, s.lines, s.marks, s.columns = end, 0, 0, 0
}

// item matches a line at which goldmark begins a list item in any case, so that
// what stands above costs nothing more.
var item = regexp.MustCompile(`^ {0,3}[-+*] [^ \n]`)

// container matches the mark of a quotation, list item, definition or footnote
// at the beginning of a line.
var container = regexp.MustCompile(`^[ \t]*(?:>|(?:[-+*:]|\d+[.)])(?:\s|$)|\[\^(?:[^\]\\]|\\.)*\]:)`)

// depth returns how many containers a line can stand in: its marks, and one for
// every two columns before them, which is what the narrowest list item takes.
func depth(line []byte) (levels int) {
	for m := container.Find(line); m != nil; m = container.Find(line) {
		indent := m[:len(m)-len(bytes.TrimLeft(m, " \t"))]
		levels += 1 + (len(indent)+3*bytes.Count(indent, []byte{'\t'}))/2
		line = line[len(m):]
	}
	return levels
}
