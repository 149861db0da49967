package text

import (
	"unicode"
	"unicode/utf8"
)

// Fold returns s as search and addresses compare it: lower case, without
// marks, with đ as d, and with typographic signs and ligatures in ASCII where
// that is obvious. What has no such form, another script, is kept in lower
// case. NFC and NFD fold alike.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	return string(appendFold(make([]byte, 0, len(s)), s))
}

func isFolded(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

func appendFold(dst []byte, s string) []byte {
	for _, r := range NFC(s) {
		switch {
		case r >= 'A' && r <= 'Z':
			dst = append(dst, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		case r >= 0xC0 && r < 0x250 && latin[r-0xC0] != ' ':
			dst = append(dst, latin[r-0xC0])
		case r >= 0x1E00 && r < 0x1F00 && latinAdditional[r-0x1E00] != ' ':
			dst = append(dst, latinAdditional[r-0x1E00])
		case r >= 0x300 && r < 0x370: // a mark that composes with nothing here
		default:
			dst = appendSign(dst, r)
		}
	}
	return dst
}

// latin has the folded letter of each character from U+00C0 to U+024F, and a
// space where there is no single one.
const latin = "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll" +
	"lllnnnnnn   oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs" +
	"b        d             i  l     oo             uu    zz         " +
	"             aaiioouuuuuuuuuu aaaa  ggggkkoooo  j   gg  nnaa    " +
	"aaaaeeeeiiiioooorrrruuuusstt  hh      aaeeooooooooyy         l  " +
	"   b            "

// latinAdditional is the same for U+1E00 to U+1EFF.
const latinAdditional = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm" +
	"mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" +
	"wwwwwwwwwwxxxxyyzzzzzzhtwy      aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" +
	"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      "

// signs has what is not one ASCII letter, or no letter.
var signs = map[rune]string{
	'\u00A0': " ", '\u2002': " ", '\u2003': " ", '\u2007': " ", '\u2008': " ",
	'\u2009': " ", '\u200A': " ", '\u202F': " ", '\u3000': " ",
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '‹': "'", '›': "'", '′': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '«': `"`, '»': `"`, '″': `"`,
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-",
	'…': "...", '¹': "1", '²': "2", '³': "3", 'ª': "a", 'º': "o", '₫': "d", '№': "no",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ß': "ss", 'ẞ': "ss",
	'þ': "th", 'Þ': "th", 'ĳ': "ij", 'Ĳ': "ij", 'ɖ': "d",
	'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st",
}

func appendSign(dst []byte, r rune) []byte {
	if ascii, ok := signs[r]; ok {
		return append(dst, ascii...)
	}
	return utf8.AppendRune(dst, unicode.ToLower(r))
}
