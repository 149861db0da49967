// Package text is what bantin knows about Vietnamese text: how a source text
// is cleaned, how words fold to ASCII for addresses, how names are sorted, and
// how numbers and dates are read and written.
//
// Clean stands at the entrance. Whatever passes it is UTF-8 in NFC, with \n
// line ends, without invisible characters and without control characters.
// Text in an encoding from before Unicode, and anything else that would reach
// the page as rubbish, is refused, because no later step could tell.
//
// Nothing here speaks to the editor: errors are typed, and the texts of
// diagnostics belong to the package that reports them. Nothing here depends on
// the machine's zone or locale.
package text

import "golang.org/x/text/unicode/norm"

// NFC returns s in normalisation form C, and s itself if it is in that form.
// NFKC is not wanted anywhere: it writes m² as m2 and ½ as 1⁄2.
func NFC(s string) string {
	if settled(s) {
		return s
	}
	return norm.NFC.String(s)
}

// The states of the machine that settled runs. Each stands for what may come
// next; its value is the place of its successor in a row of steps, six bits
// wide, and reject is its own successor on every byte.
const (
	reject  = 6 * iota
	start   // a character
	tail    // any one byte that ends a character
	afterC2 // U+0080–U+00BF
	afterC3 // U+00C0–U+00FF
	afterC6 // U+0180–U+01BF
	afterE1 // U+1000–U+1FFF
	afterE2 // U+2000–U+2FFF
	after80 // U+2000–U+203F
)

// steps has a row for each byte, and in the row the next state for each state.
var steps = makeSteps()

// settled reports that s consists of characters that Clean leaves alone,
// whatever stands beside them: it is UTF-8, is NFC, holds nothing invisible,
// no eth, and no character that a legacy encoding shows in place of Vietnamese
// letters. It looks at bytes only, with one table access each, because every
// article passes here. False means only that a closer look is needed. Carriage
// returns are settled: files from Windows deserve the short way too.
func settled[T string | []byte](s T) bool {
	state := uint64(start)
	for i := 0; i < len(s); i++ {
		state = steps[s[i]] >> (state & 63) & 63
	}
	return state == start
}

func makeSteps() (rows [256]uint64) {
	allow := func(state int, first, last byte, next uint64) {
		for b := int(first); b <= int(last); b++ {
			rows[b] |= next << state
		}
	}
	for _, b := range []byte("\t\n\r") {
		allow(start, b, b, start)
	}
	allow(start, 0x20, 0x7E, start)
	allow(tail, 0x80, 0xBF, start)

	allow(start, 0xC2, 0xC2, afterC2)
	for _, r := range "\u00a0°²³" {
		allow(afterC2, byte(r), byte(r), start)
	}
	allow(start, 0xC3, 0xC3, afterC3)
	for _, r := range "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý" {
		allow(afterC3, byte(r)&0xBF, byte(r)&0xBF, start)
	}
	allow(start, 0xC4, 0xC5, tail) // ă đ ĩ ũ, and Latin Extended-A
	allow(start, 0xC6, 0xC6, afterC6)
	allow(afterC6, 0x80, 0x88, start) // ơ ư, but not Ɖ U+0189
	allow(afterC6, 0x8A, 0xBF, start)

	allow(start, 0xE1, 0xE1, afterE1)
	allow(afterE1, 0xBA, 0xBB, tail) // Latin Extended Additional: ạ to ỹ
	allow(start, 0xE2, 0xE2, afterE2)
	allow(afterE2, 0x80, 0x80, after80)
	allow(after80, 0x90, 0xA7, start) // dashes, quotation marks, bullets, …
	allow(after80, 0xAF, 0xBF, start)
	allow(afterE2, 0x82, 0x82, tail) // ₫
	allow(afterE2, 0x86, 0x86, tail) // →
	allow(afterE2, 0x88, 0x89, tail) // − ≤ ≥
	allow(afterE2, 0x96, 0x9C, tail) // ■ ● ☎ ✓
	return rows
}
