package markdown

import (
	"bytes"

	"bantin/cmd/bantin/internal/diag"
)

// A scan counts in one pass what goldmark is known to be slow at. It knows no
// more of Markdown than it needs and errs on the side of counting too much.
type scan struct {
	page  *page
	notes []note

	marks, start, depth int // of the block under way: signs, first byte, deepest line
	markWork, blankWork int
	columns, cells      int // of the table under way; of all tables
	footnotes           int
	open, fenced        bool // a line stands above without a blank one; code is around
}

// A note is the definition of a footnote.
type note struct {
	label          string
	offset, length int
}

// admit says whether the body may be parsed, and reports why not.
func (p *page) admit() ([]note, bool) {
	if len(p.body) > maxBody {
		p.refuse("body-size", 0, 1, len(p.body)>>10, maxBody>>10)
		return nil, false
	}
	s := scan{page: p}
	for at := 0; at < len(p.body) && !p.stopped; {
		end := len(p.body)
		if i := bytes.IndexByte(p.body[at:], '\n'); i >= 0 {
			end = at + i
		}
		s.line(at, p.body[at:end])
		at = end + 1
	}
	s.endBlock(len(p.body))
	return s.notes, !p.stopped
}

func (s *scan) line(at int, line []byte) {
	text := bytes.TrimLeft(line, " \t")
	levels := depth(line)
	if levels > maxDepth && !isRule(text) {
		s.limit("body-depth", at, levels, maxDepth, maxDepth)
	}
	if len(bytes.TrimLeft(text, "> \t")) == 0 {
		s.endBlock(at)
		s.blankWork += max(s.depth, levels)
		s.limit("body-depth", at, s.blankWork, maxBlankWork, maxDepth)
		s.open, s.columns = false, 0
		return
	}
	if !s.open {
		s.depth, s.start = 0, at
	}
	s.depth = max(s.depth, levels)
	indent := len(line) - len(text)
	if indent < 4 && opensBlock(text) {
		s.endBlock(at)
	}
	s.conflict(at, line)
	s.table(at, line)
	s.marks += countMarks(line)
	s.footnotes += bytes.Count(text, []byte("[^"))
	s.limit("body-footnotes", at, s.footnotes, 2*maxFootnotes, maxFootnotes) // a footnote and its mark
	if indent < 4 && !s.fenced {
		s.note(at+indent, text)
	}
	if bytes.HasPrefix(text, []byte("```")) || bytes.HasPrefix(text, []byte("~~~")) {
		s.fenced = !s.fenced
	}
	s.open = true
}

func (s *scan) limit(code diag.Code, at, count, limit, shown int) {
	if count > limit && !s.page.stopped {
		s.page.refuse(code, at, 1, shown)
	}
}

// endBlock adds up the block that ends at an offset.
func (s *scan) endBlock(end int) {
	s.markWork += s.marks * (end - s.start)
	s.limit("body-marks", s.start, s.markWork, maxMarkWork, s.marks)
	s.marks, s.start = 0, end
}

// opensBlock says that goldmark begins a new paragraph or cell of inline text
// at this line in any case, so that what stands above costs nothing more.
func opensBlock(text []byte) bool {
	switch text[0] {
	case '-', '+', '*':
		return len(text) > 2 && text[1] == ' ' && text[2] != ' '
	case '#':
		rest := bytes.TrimLeft(text, "#")
		return len(text)-len(rest) <= 6 && len(rest) > 0 && rest[0] == ' '
	}
	return false
}

// depth returns how many containers a line can stand in: the marks before its
// text, and one for every two columns, which is what the narrowest list takes.
// Mere indentation never breaks the limit: it continues what others opened.
func depth(line []byte) int {
	levels, columns := 0, 0
	for len(line) > 0 {
		n := markLength(line)
		switch {
		case line[0] == ' ':
			columns, n = columns+1, 1
		case line[0] == '\t':
			columns, n = columns+4, 1
		case n > 0:
			levels++
		default:
			line, n = nil, 0
		}
		line = line[n:]
	}
	if levels == 0 {
		return min(columns/2, maxDepth)
	}
	return levels + columns/2
}

// markLength measures the mark of a quotation, list item, definition or
// footnote, with the one space that belongs to it.
func markLength(s []byte) int {
	n := 1
	switch {
	case s[0] == '>':
		return len(s) - len(bytes.TrimPrefix(s[1:], []byte(" ")))
	case bytes.HasPrefix(s, []byte("[^")):
		if n = bytes.Index(s, []byte("]:")); n > 0 {
			return n + 2
		}
		return 0
	case s[0] >= '0' && s[0] <= '9':
		n = len(s) - len(bytes.TrimLeft(s, "0123456789")) + 1
		if n > len(s) || s[n-1] != '.' && s[n-1] != ')' {
			return 0
		}
	case bytes.IndexByte([]byte("-+*:"), s[0]) < 0:
		return 0
	}
	if n < len(s) && s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return min(n+1, len(s))
}

// isRule recognises a line drawn with many hyphens, stars or underscores.
func isRule(text []byte) bool {
	return bytes.IndexByte([]byte("-*_"), text[0]) >= 0 &&
		len(bytes.Trim(text, string(text[0])+" \t")) == 0
}

// conflict reports marks of Git that were left in the text one by one; a pair
// of them is met when the file is read.
func (s *scan) conflict(at int, line []byte) {
	if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
		s.page.fault("git-conflict", at, 7)
	}
}

// note remembers where a footnote is defined.
func (s *scan) note(at int, text []byte) {
	if i := bytes.Index(text, []byte("]:")); i > 2 && bytes.HasPrefix(text, []byte("[^")) {
		s.notes = append(s.notes, note{string(text[2:i]), at, i + 1})
	}
}

// table counts cells from the row of hyphens below a header on.
func (s *scan) table(at int, line []byte) {
	switch {
	case s.columns > 0:
		s.cells += s.columns
	case s.open && isDelimiterRow(line):
		s.columns = bytes.Count(bytes.Trim(line, "> \t|"), []byte{'|'}) + 1
		s.cells += s.columns
	default:
		return
	}
	s.cells += cellsPerPipe * bytes.Count(line, []byte(`\|`))
	s.limit("body-cells", at, s.cells, maxCells, maxCells)
}

func isDelimiterRow(line []byte) bool {
	hyphen, other := false, false
	for _, c := range line {
		switch c {
		case '-':
			hyphen = true
		case '|', ':':
			other = true
		case ' ', '\t', '>':
		default:
			return false
		}
	}
	return hyphen && other
}

// countMarks counts what may begin or end emphasis, code, a link or a tag.
// goldmark takes a run of stars, underscores or backticks as one.
func countMarks(line []byte) int {
	n := 0
	for i, c := range line {
		switch c {
		case '[', ']', '<', '~':
			n++
		case '*', '_', '`':
			if i == 0 || line[i-1] != c {
				n++
			}
		}
	}
	return n
}
