package markdown

// maxFixLine keeps corrected lines to what a person would read.
const maxFixLine = 4 << 10

// A correction is a line of the body with the faults mended that were met in
// it so far. All of them show it, so that one line mends them together.
type correction struct {
	start, end int    // in the body: of the line, and of what is mended in it
	line       string // "" if there is none
	html       bool   // its tags are to be written as Markdown
	first      int    // index of its first fault
}

// correct mends the fault reported last: length bytes at an offset become s.
func (p *page) correct(offset, length int, s string) {
	line, start := p.line(offset)
	if !p.correctable(line) {
		return
	}
	c := p.correctionAt(offset)
	from := offset - start + len(c.line) - len(line)
	if from+length <= len(c.line) {
		c.line, c.end = c.line[:from]+s+c.line[from+length:], offset+length
		p.share()
	}
}

// correctHTML mends all tags of the line, if each has a counterpart.
func (p *page) correctHTML(offset int) bool {
	if line, _ := p.line(offset); !p.correctable(line) {
		return false
	}
	c := p.correctionAt(offset)
	if fixed := mended(c.line); fixed == "" || fixed == c.line {
		return false
	}
	c.html = true
	p.share()
	return true
}

// correctable says that the line can be shown, and that the fault to correct
// is on the list.
func (p *page) correctable(line []byte) bool {
	return len(line) <= maxFixLine && len(p.faults) < maxFaults
}

// correctionAt goes on with the line under correction, or begins another.
func (p *page) correctionAt(offset int) *correction {
	line, start := p.line(offset)
	if c := p.correction; c.line == "" || c.start != start || c.end > offset {
		p.correction = correction{start: start, end: start, line: string(line), first: len(p.faults) - 1}
	}
	return &p.correction
}

func (p *page) share() {
	fixed := p.correction.line
	if p.correction.html {
		fixed = mended(fixed)
	}
	for i := p.correction.first; i < len(p.faults); i++ {
		if d := &p.faults[i]; d.Fix != "" || i == len(p.faults)-1 {
			d.Fix = fixed
		}
	}
}
