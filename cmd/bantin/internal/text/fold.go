package text

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns s as search and addresses compare it: lower case, without
// marks, with đ as d, and with typographic signs and ligatures in ASCII where
// that is obvious. What has no such form, another script, is kept in lower
// case. NFC and NFD fold alike.
func Fold(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || r >= 'A' && r <= 'Z' }) {
		return s
	}
	folded := make([]byte, 0, len(s))
	for _, r := range NFC(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case r >= 'A' && r <= 'Z':
			folded = append(folded, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			folded = append(folded, byte(r))
		case r >= 0xC0 && r < 0x250 && latin[r-0xC0] != ' ':
			folded = append(folded, latin[r-0xC0])
		case r >= 0x1E00 && r < 0x1F00 && latinAdditional[r-0x1E00] != ' ':
			folded = append(folded, latinAdditional[r-0x1E00])
		case r >= 0x300 && r < 0x370: // a mark that composes with nothing here
		case signs[r] != "":
			folded = append(folded, signs[r]...)
		default:
			folded = utf8.AppendRune(folded, unicode.ToLower(r))
		}
	}
	return string(folded)
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

var deviceName = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

const maxSlug = 80 // bytes: what a headline of 100 letters needs, and a shared link still shows

// Slug returns the name of s in an address: its fold, with one hyphen for each
// run of anything but a to z and 0 to 9. A long one is cut at a word, and
// within the word only if there is just one. Different texts can have the same
// slug (Láng Hạ, Lăng Hà), and a text without letters and digits has none: "".
// "con" is "con-": Windows cannot hold a folder with a device's name.
func Slug(s string) string {
	words := strings.FieldsFunc(Fold(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	slug := strings.Join(words, "-")
	if deviceName.MatchString(slug) {
		return slug + "-"
	}
	if len(slug) <= maxSlug {
		return slug
	}
	if end := strings.LastIndexByte(slug[:maxSlug+1], '-'); end > 0 {
		return slug[:end]
	}
	return slug[:maxSlug]
}

// Key is the same for names that some file system holds as one: those that
// differ only in case or composition.
func Key(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf || r >= 'A' && r <= 'Z' }) {
		return name
	}
	return NFC(cases.Fold().String(norm.NFD.String(name)))
}

const maxExtension = 8 // longer than any that bantin publishes

// FileName returns the name under which a file called name is published: the
// slug of what stands before the extension, and the extension in lower case.
// What follows the last full stop is no extension if it is long or holds
// anything but letters and digits ("Điều 1. Quy định"). It is "" if nothing
// remains before the extension.
func FileName(name string) string {
	base, extension := name, ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		if e := Fold(name[i+1:]); e != "" && len(e) <= maxExtension && e == Slug(e) && !strings.Contains(e, "-") {
			base, extension = name[:i], "."+e
		}
	}
	if base = Slug(base); base == "" {
		return ""
	}
	return base + extension
}
