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

import (
	"golang.org/x/text/unicode/norm"
)

// NFC returns s in normalisation form C, and s itself if it is in that form.
// NFKC is not wanted anywhere: it writes m² as m2 and ½ as 1⁄2.
func NFC(s string) string {
	if settled([]byte(s)) {
		return s
	}
	return norm.NFC.String(s)
}

// settled reports that s consists of characters that Clean leaves alone,
// whatever stands beside them. False means only that a closer look is needed.
// Every article passes here, and the library would take ten times as long.
func settled(s []byte) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7F {
			i++
			continue
		}
		r, size := rune(c), 1
		switch { // what isPlain takes has at most three bytes
		case c >= 0xE1 && c <= 0xE2 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80:
			r, size = rune(c&0x0F)<<12|rune(s[i+1]&0x3F)<<6|rune(s[i+2]&0x3F), 3
		case c >= 0xC2 && c <= 0xDF && i+1 < len(s) && s[i+1]&0xC0 == 0x80:
			r, size = rune(c&0x1F)<<6|rune(s[i+1]&0x3F), 2
		case c >= 0x80:
			return false
		}
		if (r < 'Ạ' || r > 'ỹ') && (int(r) >= len(plain) || !plain[r]) {
			return false
		}
		i += size
	}
	return true
}

// plain is isPlain for characters up to the last that it knows.
var plain = func() (t ['✓' + 1]bool) {
	for r := range rune(len(t)) {
		t[r] = isPlain(r)
	}
	return t
}()

// isPlain reports one of the characters beyond ASCII that ordinary Vietnamese
// text consists of, or white space. Each is NFC and joins nothing before it; none
// is invisible, an eth, or a sign that only legacy encodings bring. Carriage
// returns are plain: files from Windows deserve the short way too.
func isPlain(r rune) bool {
	if r >= 'Ạ' && r <= 'ỹ' {
		return true
	}
	switch r {
	case '\n', '\r', '\t', '\u00a0', '°', '²', '³', '–', '—', '‘', '’', '“', '”', '•', '…', '₫', '→', '−', '≤', '≥', '✓',
		'À', 'Á', 'Â', 'Ã', 'È', 'É', 'Ê', 'Ì', 'Í', 'Ò', 'Ó', 'Ô', 'Õ', 'Ù', 'Ú', 'Ý', 'Ă', 'Đ', 'Ĩ', 'Ũ', 'Ơ', 'Ư',
		'à', 'á', 'â', 'ã', 'è', 'é', 'ê', 'ì', 'í', 'ò', 'ó', 'ô', 'õ', 'ù', 'ú', 'ý', 'ă', 'đ', 'ĩ', 'ũ', 'ơ', 'ư':
		return true
	}
	return false
}
