package text

import (
	"bytes"
	"cmp"
	"fmt"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Removed is one character that Clean dropped or replaced. Offset is the place
// in the cleaned text, in bytes, where it stood.
type Removed struct {
	Offset int
	Rune   rune
}

// Report says what Clean changed, beyond line ends and a byte-order mark.
type Report struct {
	Invisible []Removed // dropped: zero-width characters, soft hyphens, direction marks
	Eth       []Removed // Ð, Ɖ, ð and ɖ in Vietnamese words, now Đ and đ
	Composed  bool      // the text was not NFC
}

// BadText is the reason for which a text is refused.
type BadText int

const (
	NotUTF8 BadText = iota + 1
	UTF16           // written as "Unicode" by an old editor: 16 bits a character
	Control         // a control character other than tab and line end
	Legacy          // Vietnamese in an encoding from before Unicode, or read in a wrong one
)

// BadTextError is the first fault of a text that Clean refuses.
type BadTextError struct {
	Kind   BadText
	Offset int // in bytes; for Legacy in the text's NFC form
	Line   int // from 1

	// For Legacy only: the encoding ("TCVN3", "VNI"; "UTF-8" was read as
	// Windows-1252), the line as it stands, and as it was probably meant. What
	// was meant is a proposal: TCVN3 writes capitals by changing the font.
	Encoding, Found, Meant string
}

func (e *BadTextError) Error() string {
	what := [...]string{
		NotUTF8: "not UTF-8",
		UTF16:   "UTF-16, not UTF-8",
		Control: "control character",
		Legacy:  "Vietnamese in a wrong encoding: " + e.Encoding,
	}
	return fmt.Sprintf("line %d: %s", e.Line, what[e.Kind])
}

// Clean brings a source text to what everything downstream relies on: UTF-8,
// NFC, \n line ends, no invisible characters, Đ and not its doubles. The
// result is src itself if there was nothing to do; src is never written to.
// The error is a *BadTextError.
func Clean(src []byte) ([]byte, Report, error) {
	mark := []byte("\uFEFF")
	if body := bytes.TrimPrefix(src, mark); settled(body) {
		return unixLines(body), Report{}, nil
	}
	if err := findNotUTF8(src); err != nil {
		return nil, Report{}, err
	}
	text := norm.NFC.Bytes(src)
	// Legacy text first, since a wrong encoding is what makes control characters.
	if err := cmp.Or(findLegacy(text), findControl(src)); err != nil {
		return nil, Report{}, err
	}
	report := Report{Composed: !bytes.Equal(text, src)}
	out, dropped := strip(bytes.TrimPrefix(text, mark))
	if len(dropped) > 0 && !norm.NFC.IsNormal(out) { // one had stood before a combining mark
		report.Composed = true
		out = compose(out, dropped)
	}
	report.Invisible = dropped
	report.Eth = replaceEth(out)
	if bytes.Equal(out, src) {
		return src, report, nil
	}
	return out, report, nil
}

func unixLines(src []byte) []byte {
	if bytes.IndexByte(src, '\r') < 0 {
		return src
	}
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(src, []byte("\r"), []byte("\n"))
}

func findNotUTF8(src []byte) error {
	if isUTF16(src) {
		return &BadTextError{Kind: UTF16, Line: 1}
	}
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return &BadTextError{Kind: NotUTF8, Offset: i, Line: lineAt(src, i)}
		}
		i += size
	}
	return nil
}

func findControl(src []byte) error {
	i := bytes.IndexFunc(src, func(r rune) bool {
		return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
	})
	if i < 0 {
		return nil
	}
	return &BadTextError{Kind: Control, Offset: i, Line: lineAt(src, i)}
}

// isUTF16 reports a UTF-16 byte-order mark, or a first character that is ASCII
// in 16 bits.
func isUTF16(src []byte) bool {
	return len(src) >= 2 &&
		(src[0] == 0xFF && src[1] == 0xFE || src[0] == 0xFE && src[1] == 0xFF ||
			(src[0] == 0) != (src[1] == 0))
}

// lineAt is the number of the line that holds the byte at offset; \n, \r\n and
// a lone \r end a line.
func lineAt(src []byte, offset int) int {
	return 1 + bytes.Count(unixLines(src[:offset]), []byte("\n"))
}

// strip returns a copy of src with \n line ends and without invisible
// characters.
func strip(src []byte) ([]byte, []Removed) {
	out := make([]byte, 0, len(src))
	var dropped []Removed
	var last rune // the last one kept
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		i += size
		next, _ := utf8.DecodeRune(src[i:])
		switch {
		case r == '\r' && next == '\n':
			continue
		case r == '\r', r == '\u2028', r == '\u2029':
			r = '\n'
		case r == '\u200D' && isEmoji(last) && isEmoji(next):
			// joins a family, a profession, a flag
		case isInvisible(r):
			dropped = append(dropped, Removed{len(out), r})
			continue
		}
		out = utf8.AppendRune(out, r)
		last = r
	}
	return out, dropped
}

// isInvisible is about characters that have no width and no use in Vietnamese
// or English text. The combining grapheme joiner is not among them: norm
// itself writes it.
func isInvisible(r rune) bool {
	switch {
	case r == 0xAD, // soft hyphen
		r == 0x61C, r == 0x200E, r == 0x200F, // direction marks
		r == 0x180E, // Mongolian vowel separator
		r == 0xFEFF: // byte-order mark
		return true
	}
	return r >= 0x200B && r <= 0x200D || // zero-width space and joiners
		r >= 0x202A && r <= 0x202E || // direction embeddings and overrides
		r >= 0x2060 && r <= 0x206F || // word joiner, invisible operators, direction isolates
		r >= 0xE0000 && r <= 0xE007F // tags
}

// isEmoji errs on the side of yes: between two such characters a zero-width
// joiner is kept.
func isEmoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF ||
		r >= 0x2190 && r <= 0x21FF || r >= 0x2B00 && r <= 0x2BFF || r == 0xFE0F
}

// compose returns text in NFC and moves the offsets of found along with it. An
// offset inside what became one character moves to that character's start.
func compose(text []byte, found []Removed) []byte {
	var it norm.Iter
	it.Init(norm.NFC, text)
	out := make([]byte, 0, len(text))
	for !it.Done() {
		segment := it.Next()
		for len(found) > 0 && found[0].Offset < it.Pos() {
			found[0].Offset = len(out)
			found = found[1:]
		}
		out = append(out, segment...)
	}
	for i := range found {
		found[i].Offset = len(out)
	}
	return out
}
