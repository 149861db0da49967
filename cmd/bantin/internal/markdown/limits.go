package markdown

import (
	"bytes"
	"regexp"

	"bantin/cmd/bantin/internal/diag"
)

// Bodies are not trusted, and goldmark cannot be stopped once it runs. These
// counts are taken before it sees the body, except where another moment is
// named, so the same body is refused on every machine.
const (
	// A book of 500 pages has 1 MiB of text.
	maxBody = 1 << 20

	// Nobody reads the tenth level of a list. Checkers of HTML refuse 512
	// levels, and goldmark visits every open level on every line. What nests
	// within a line is counted while it is rendered.
	maxDepth = 100

	// A blank line closes no list, so goldmark visits every open level on it
	// and keeps 24 bytes for each: levels × blank lines.
	maxBlankWork = 1_000_000

	// goldmark looks back or ahead over its whole block for each sign that may
	// begin or end something, so the cost is signs × bytes of the block; the
	// worst known shapes take 1 ns for each such pair. A dense page of a report
	// has 60 signs in 3 kB.
	maxMarkWork = 1_000_000_000

	// A short row is padded to the header's width, so a few bytes make
	// thousands of cells: rows × columns. The price list of a district has
	// 2,000 rows of 10.
	maxCells = 20_000

	// Each escaped pipe of a table is compared with every other one.
	cellsPerPipe = 10

	// Each reference to a footnote is looked for among all footnotes.
	maxFootnotes = 1_000

	// The longest page that a browser on an old phone still opens, and a
	// factor that no honest text reaches: tags weigh less than ten times their
	// text. Addresses count once more, since a definition is read wherever it
	// is named. All this is watched while rendering.
	maxOutput    = 8 << 20
	outputFactor = 20
	outputBase   = 64 << 10

	// Enough to work on; each fault carries its line.
	maxFaults = 100

	// How far a destination is looked for; the longest line shown corrected.
	maxLine = 4 << 10
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
	s.limit("body-size", 0, len(p.body), maxBody, maxBody>>10)
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
	} else {
		s.add(at, line)
	}
	s.limit("body-depth", at, levels, maxDepth, maxDepth)
	s.limit("body-depth", at, s.blankWork, maxBlankWork, maxDepth)
	s.limit("body-footnotes", at, s.footnotes, 2*maxFootnotes, maxFootnotes) // a footnote and its mark
}

// add counts a line of a block. Each block with pipes counts as a table.
func (s *scan) add(at int, line []byte) {
	if s.lines++; s.lines == 1 {
		s.start = at
	}
	for _, sign := range []byte("*_~`[]<") {
		s.marks += bytes.Count(line, []byte{sign})
	}
	s.columns = max(s.columns, bytes.Count(line, []byte{'|'}))
	s.cells += cellsPerPipe * bytes.Count(line, []byte(`\|`))
	s.footnotes += bytes.Count(line, []byte("[^"))
}

// endBlock adds up the block that ends at an offset.
func (s *scan) endBlock(end int) {
	s.markWork += s.marks * (end - s.start)
	s.cells += s.columns * s.lines
	s.limit("body-marks", s.start, s.markWork, maxMarkWork, s.marks)
	s.limit("body-cells", s.start, s.cells, maxCells, maxCells)
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
