package markdown

import (
	"bytes"
	"regexp"

	"bantin/cmd/bantin/internal/diag"
)

// A scan counts in one pass what goldmark is known to be slow at. It knows no
// more of Markdown than it needs and errs on the side of counting too much.
type scan struct {
	page *page

	start, lines int // of the block under way
	depth        int // its deepest line
	marks        int // its signs
	columns      int // of a table, if it is one

	markWork, blankWork, cells, footnotes int // of the body
}

// admit says whether the body may be parsed, and reports why not.
func (p *page) admit() bool {
	if len(p.body) > maxBody {
		p.refuse("body-size", 0, maxBody>>10)
		return false
	}
	s, at := scan{page: p}, 0
	for line := range bytes.Lines(p.body) {
		s.line(at, line)
		if at += len(line); p.stopped {
			return false
		}
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
	levels := depth(line)
	s.limit("body-depth", at, levels, maxDepth, maxDepth)
	if len(bytes.TrimLeft(line, "> \t\n")) == 0 {
		s.endBlock(at)
		s.blankWork += max(s.depth, levels)
		s.limit("body-depth", at, s.blankWork, maxBlankWork, maxDepth)
		return
	}
	if beginsItem(line) {
		s.endBlock(at)
	}
	if s.lines == 0 {
		s.start, s.depth = at, 0
	}
	s.lines++
	s.depth = max(s.depth, levels)
	s.signs(line)
	s.footnotes += bytes.Count(line, []byte("[^"))
	s.limit("body-references", at, s.footnotes, 2*maxReferences, maxReferences) // a footnote and its mark
}

// signs counts what may begin or end emphasis, code, a link, a tag or a cell.
// goldmark takes a run of stars, underscores or backticks as one.
func (s *scan) signs(line []byte) {
	pipes, before := 0, byte(0)
	for _, c := range line {
		switch c {
		case '[', ']', '<', '~':
			s.marks++
		case '*', '_', '`':
			if c != before {
				s.marks++
			}
		case '|':
			if pipes++; before == '\\' {
				s.cells += cellsPerPipe
			}
		}
		before = c
	}
	s.columns = max(s.columns, pipes)
}

// endBlock adds up the block that ends at an offset. Each block with pipes
// counts as a table.
func (s *scan) endBlock(end int) {
	s.markWork += s.marks * (end - s.start)
	s.limit("body-marks", s.start, s.markWork, maxMarkWork, s.marks)
	s.cells += s.columns * s.lines
	s.limit("body-cells", s.start, s.cells, maxCells, maxCells)
	s.start, s.lines, s.marks, s.columns = end, 0, 0, 0
}

// beginsItem says that goldmark begins a list item at this line in any case,
// so that what stands above costs nothing more.
func beginsItem(line []byte) bool {
	text := bytes.TrimLeft(line, " ")
	return len(line)-len(text) < 4 && len(text) > 3 && bytes.IndexByte([]byte("-+*"), text[0]) >= 0 &&
		text[1] == ' ' && text[2] != ' '
}

// container matches the mark of a quotation, list item, definition or footnote
// at the beginning of a line, or two columns, which is what the narrowest list
// item takes.
var container = regexp.MustCompile(`^(?:(?:>|(?:[-+*:]|\d+[.)])(?:\s|$)|\[\^(?:[^\]\\]|\\.)*\]:) ?|\t|  ?)`)

// depth returns how many containers a line can stand in. Mere indentation
// never breaks the limit: it continues what others opened.
func depth(line []byte) int {
	levels, marked := 0, false
	for m := container.Find(line); m != nil; m = container.Find(line) {
		levels += 1 + bytes.Count(m, []byte{'\t'})
		marked = marked || m[0] != ' ' && m[0] != '\t'
		line = line[len(m):]
	}
	if marked {
		return levels
	}
	return min(levels, maxDepth)
}
