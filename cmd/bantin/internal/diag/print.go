package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Printer writes diagnostics for people.
type Printer struct {
	Language Language
	Color    bool
}

// Print writes each diagnostic with its place, source line, caret and remedy.
func (p Printer) Print(w io.Writer, ds []Diagnostic) error {
	var b strings.Builder
	for _, d := range ds {
		p.one(&b, d)
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p Printer) one(b *strings.Builder, d Diagnostic) {
	b.WriteString(p.paint("1", d.Place()))
	b.WriteString(": ")
	kind, color := p.severity(d.Severity())
	b.WriteString(p.paint(color, kind+":"))
	fmt.Fprintf(b, " %s [%s]\n", d.What(p.Language), d.Code)
	if d.Line > 0 && d.Source != "" {
		p.excerpt(b, d)
	}
	if how := d.How(p.Language); how != "" {
		fmt.Fprintf(b, "  → %s\n", how)
	}
	if d.Fix != "" {
		for line := range strings.Lines(d.Fix) {
			b.WriteString("      " + p.paint("32", strings.TrimSuffix(line, "\n")) + "\n")
		}
	}
}

// excerptWidth is how many characters of a long source line are shown.
const excerptWidth = 100

func (p Printer) excerpt(b *strings.Builder, d Diagnostic) {
	line, column := window([]rune(d.Source), d.Column)
	gutter := fmt.Sprintf("%5d | ", d.Line)
	fmt.Fprintf(b, "%s%s\n", gutter, line)
	if d.Column > 0 {
		width := min(max(d.Width, 1), max(1, utf8.RuneCountInString(line)-column+1))
		fmt.Fprintf(b, "%s| %s%s\n", strings.Repeat(" ", len(gutter)-2),
			strings.Repeat(" ", column-1), p.paint("31", strings.Repeat("^", width)))
	}
}

// window cuts a long line around the column and returns the column in what is
// left. Tabs become single spaces so that the caret stands where it should.
func window(line []rune, column int) (string, int) {
	for i, r := range line {
		if r == '\t' {
			line[i] = ' '
		}
	}
	if len(line) <= excerptWidth {
		return string(line), column
	}
	start := max(0, min(column-excerptWidth/2, len(line)-excerptWidth))
	end := min(len(line), start+excerptWidth)
	cut := string(line[start:end])
	if start > 0 {
		cut, column = "…"+cut, column+1
	}
	if end < len(line) {
		cut += "…"
	}
	return cut, column - start
}

// Name is a severity's in the reader's language.
func (p Printer) Name(s Severity) string {
	word, _ := p.severity(s)
	return word
}

func (p Printer) severity(s Severity) (word, color string) {
	color = [...]string{"31", "33", "36"}[s]
	if p.Language == English {
		return s.name(), color
	}
	return [...]string{"lỗi", "lưu ý", "gợi ý"}[s], color
}

// name is a severity's for machines.
func (s Severity) name() string { return severities[s] }

var severities = [...]string{"error", "warning", "advice"}

func (p Printer) paint(color, s string) string {
	if !p.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

// Place is file:line:column as editors' terminals understand it.
func (d Diagnostic) Place() string {
	switch {
	case d.Line == 0:
		return d.File
	case d.Column == 0:
		return fmt.Sprintf("%s:%d", d.File, d.Line)
	}
	return fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
}

// JSON is one diagnostic for machines; field names are a contract.
type JSON struct {
	Code     Code   `json:"code"`
	Severity string `json:"severity"` // "error", "warning" or "advice"
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Source   string `json:"source,omitempty"`
	What     string `json:"what"`
	How      string `json:"how,omitempty"`
	Fix      string `json:"fix,omitempty"`
	Fixed    bool   `json:"fixed,omitempty"` // it was written by check --fix
}

// AsJSON puts d into words for machines.
func (d Diagnostic) AsJSON(lang Language) JSON {
	return JSON{d.Code, d.Severity().name(), d.File, d.Line, d.Column, d.Source, d.What(lang), d.How(lang), d.Fix, d.Fixed}
}

// PrintJSON writes one JSON object a line.
func PrintJSON(w io.Writer, lang Language, ds []Diagnostic) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range ds {
		if err := enc.Encode(d.AsJSON(lang)); err != nil {
			return err
		}
	}
	return nil
}
