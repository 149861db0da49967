package diag

import (
	"bytes"
	"unicode/utf8"
)

// At describes what stands at a byte offset of a file's NFC text: it finds the
// line, the column in characters, and the line's own text. length is in bytes;
// what reaches past the end of the line is underlined up to there.
func At(code Code, file string, text []byte, offset, length int, args ...any) Diagnostic {
	offset = max(0, min(offset, len(text)))
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if i := bytes.IndexByte(text[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	stop := min(max(offset, offset+length), end)
	return Diagnostic{
		Code:   code,
		File:   file,
		Line:   bytes.Count(text[:start], []byte{'\n'}) + 1,
		Column: utf8.RuneCount(text[start:offset]) + 1,
		Width:  max(1, utf8.RuneCount(text[offset:stop])),
		Source: string(text[start:end]),
		Args:   args,
	}
}

// Replace makes a corrected line: with stands where the fault is underlined.
func (d *Diagnostic) Replace(with string) {
	line := []rune(d.Source)
	if start := d.Column - 1; start >= 0 && start+d.Width <= len(line) && with != "" {
		d.Fix = string(line[:start]) + with + string(line[start+d.Width:])
	}
}
