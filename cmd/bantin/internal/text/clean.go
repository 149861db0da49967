package text

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Removed is one character that Clean dropped or replaced. Offset is the place
// in the cleaned text, in bytes, where it stood; if it stood within what became
// one letter, that letter's start.
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
type BadText string

const (
	NotUTF8 BadText = "not UTF-8"
	UTF16   BadText = "UTF-16, not UTF-8" // written as "Unicode" by an old editor
	Control BadText = "control character" // other than tab and line end, or U+FFFE, which YAML cannot hold
	Legacy  BadText = "Vietnamese in an encoding from before Unicode"
)

// BadTextError is the first fault of a text that Clean refuses.
type BadTextError struct {
	Kind   BadText
	Offset int // in bytes
	Line   int // from 1

	// For Legacy only: the encoding ("TCVN3", "VNI"), the line as it stands, and
	// as it was probably meant, if all of it can be told. What was meant is a
	// proposal: TCVN3 writes capitals by changing the font.
	Encoding, Found, Meant string
}

func (e *BadTextError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Kind) }

// Clean brings a source text to what everything downstream relies on: UTF-8,
// NFC, \n line ends, no invisible characters, Đ and not its doubles. The
// result is src itself if there was nothing to do; src is never written to.
// The error is a *BadTextError.
func Clean(src []byte) ([]byte, Report, error) {
	body := bytes.TrimPrefix(src, []byte("\uFEFF"))
	if settled(body) {
		return unixLines(body), Report{}, nil
	}
	if err := cmp.Or(findLegacy(src), findBytes(src), findFault(src)); err != nil {
		return nil, Report{}, err
	}
	out, dropped := strip(unixLines(body))
	report := Report{Invisible: dropped, Eth: replaceEth(out), Composed: !norm.NFC.IsNormal(src)}
	if bytes.Equal(out, src) {
		return src, report, nil
	}
	return out, report, nil
}

// unixLines takes Unicode's own line ends for line ends, too.
func unixLines(src []byte) []byte {
	for _, end := range []string{"\r\n", "\r", "\u2028", "\u2029"} {
		if bytes.Contains(src, []byte(end)) {
			src = bytes.ReplaceAll(src, []byte(end), []byte("\n"))
		}
	}
	return src
}

// lineAt is the number of the line that holds the byte at offset.
func lineAt(src []byte, offset int) int {
	return 1 + bytes.Count(unixLines(src[:offset]), []byte("\n"))
}

// findFault finds what is no text at all.
func findFault(src []byte) error {
	marked := bytes.HasPrefix(src, []byte("\xFF\xFE")) || bytes.HasPrefix(src, []byte("\xFE\xFF"))
	if marked || len(src) >= 2 && (src[0] == 0) != (src[1] == 0) { // ASCII in 16 bits
		return &BadTextError{Kind: UTF16, Line: 1}
	}
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return &BadTextError{Kind: NotUTF8, Offset: i, Line: lineAt(src, i)}
		}
		if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' {
			return &BadTextError{Kind: Control, Offset: i, Line: lineAt(src, i)}
		}
		i += size
	}
	return nil
}

// strip returns src in NFC and without invisible characters.
func strip(src []byte) (out []byte, dropped []Removed) {
	out = make([]byte, 0, len(src))
	done := 0     // what of src is in out
	var last rune // the last one kept
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		i += size
		next, _ := utf8.DecodeRune(src[i:])
		joinsEmoji := r == '\u200D' && isEmoji(last) && isEmoji(next) // as in a family, a flag
		if !isInvisible(r) || joinsEmoji {
			last = r
			continue
		}
		out = norm.NFC.Append(out, src[done:i-size]...)
		dropped = append(dropped, Removed{len(out), r})
		done = i
	}
	out = norm.NFC.Append(out, src[done:]...)
	for i := range dropped { // some may have stood before a combining mark
		at := min(dropped[i].Offset, len(out))
		for at < len(out) && !utf8.RuneStart(out[at]) {
			at--
		}
		dropped[i].Offset = at
	}
	return out, dropped
}

// isInvisible is about characters that have no width and no use in Vietnamese
// or English text. The combining grapheme joiner is not among them: norm
// itself writes it.
func isInvisible(r rune) bool {
	return r == 0xAD || r == 0xFEFF || r == 0x61C || r == 0x180E || // soft hyphen, byte-order mark, marks of other scripts
		r == 0x115F || r == 0x1160 || r == 0x2800 || r == 0x3164 || r == 0xFFA0 || // blanks that are no white space
		r >= 0xFFF9 && r <= 0xFFFB || r >= 0xE0000 && r <= 0xE007F || // annotations, tags
		r >= 0x200B && r <= 0x200F || // zero-width space and joiners, direction marks
		r >= 0x202A && r <= 0x202E || // direction embeddings and overrides
		r >= 0x2060 && r <= 0x206F // word joiner, invisible operators, direction isolates
}

// isEmoji errs on the side of yes.
func isEmoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF ||
		r >= 0x2190 && r <= 0x21FF || r >= 0x2B00 && r <= 0x2BFF || r == 0xFE0F
}

// eths look like Đ and đ and sort, fold and search as something else.
const eths = "ÐƉðɖ"

var anyWord = regexp.MustCompile(`\pL+`)

// replaceEth replaces them in the Vietnamese words of text, in place: each has
// two bytes, as Đ and đ have.
func replaceEth(text []byte) (found []Removed) {
	if !bytes.ContainsAny(text, eths) {
		return nil
	}
	for _, at := range anyWord.FindAllIndex(text, -1) {
		from, word := at[0], string(text[at[0]:at[1]])
		if !strings.ContainsAny(word, eths) || !takesEthForDe(word) {
			continue
		}
		for i, r := range word {
			switch r {
			case 'Ð', 'Ɖ':
				copy(text[from+i:], "Đ")
			case 'ð', 'ɖ':
				copy(text[from+i:], "đ")
			default:
				continue
			}
			found = append(found, Removed{from + i, r})
		}
	}
	return found
}

// accented are the letters of Vietnamese beyond a to z, in lower case.
const accented = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"

// takesEthForDe reports that an eth in word can only be meant as đ. Icelandic
// has eth too, but never at the start of a word; phonetic script has it beside
// letters that Vietnamese lacks. So all letters must be Vietnamese, and the
// word must begin with the eth, be an abbreviation (HĐND), or have a letter
// that only Vietnamese uses.
func takesEthForDe(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	sure := strings.ContainsRune(eths, first) || word == strings.ToUpper(word)
	for _, r := range word {
		switch {
		case r < utf8.RuneSelf, strings.ContainsRune(eths, r):
		case !strings.ContainsRune(accented, unicode.ToLower(r)):
			return false
		case r > 0xFF:
			sure = true
		}
	}
	return sure
}
