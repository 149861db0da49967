package text

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// legacy is one way in which Vietnamese reaches a file as the wrong letters.
type legacy struct {
	name string
	read func(word string) string // as it was meant, where word is of this kind
}

var legacies = []legacy{
	{"TCVN3", replacer(tcvn3).Replace},
	{"VNI", replacer(vni + " " + strings.ToUpper(vni)).Replace},
	{"UTF-8", readTwice},
}

// findLegacy reports the first line that is Vietnamese in a wrong encoding.
// Conservative: a line counts when at least three different words with three
// different accented letters, and two words in five, are no Vietnamese as they
// stand but become Vietnamese syllables when read the other way. No sentence
// in Vietnamese, English, French or German comes near that, names and
// quotations included.
func findLegacy(text []byte) error {
	for from := 0; from < len(text); {
		line := text[from:]
		if end := bytes.IndexAny(line, "\r\n"); end >= 0 {
			line = line[:end]
		}
		if bytes.ContainsFunc(line, isStrange) {
			for _, kind := range legacies {
				if first, ok := kind.in(line); ok {
					return &BadTextError{
						Kind: Legacy, Offset: from + first, Line: lineAt(text, from),
						Encoding: kind.name, Found: string(line), Meant: kind.readLine(line),
					}
				}
			}
		}
		from += len(line) + 1
	}
	return nil
}

// isStrange reports a character of Latin-1 that Vietnamese does not use.
// Every legacy text is full of them.
func isStrange(r rune) bool {
	return r >= 0x80 && r <= 0xFF && !settled(string(r))
}

// inLegacyWord: letters are shown as signs, even as the soft hyphen.
func inLegacyWord(r rune) bool {
	return unicode.IsLetter(r) || r >= utf8.RuneSelf && !unicode.IsSpace(r)
}

// in reports whether line is of this kind, and where its first such word is.
func (k legacy) in(line []byte) (first int, ok bool) {
	total, hits := 0, 0
	distinct, letters := map[string]bool{}, map[rune]bool{}
	for from, to := range words(line, inLegacyWord) {
		total++
		word := string(line[from:to])
		if meant := k.read(word); meant == word || !isSyllable(meant) || isSyllable(word) {
			continue
		}
		if hits++; hits == 1 {
			first = from
		}
		distinct[word] = true
		for _, r := range word {
			if r >= utf8.RuneSelf {
				letters[r] = true
			}
		}
	}
	return first, len(distinct) >= 3 && len(letters) >= 3 && hits*5 >= total*2
}

func (k legacy) readLine(line []byte) string {
	var meant strings.Builder
	done := 0
	for from, to := range words(line, inLegacyWord) {
		meant.Write(line[done:from])
		meant.WriteString(k.read(string(line[from:to])))
		done = to
	}
	meant.Write(line[done:])
	return meant.String()
}

func replacer(pairs string) *strings.Replacer {
	return strings.NewReplacer(strings.Fields(pairs)...)
}

// tcvn3 pairs what is seen with what was meant. The font, not the text, makes
// capitals of accented letters.
const tcvn3 = `¡ Ă ¢ Â £ Ê ¤ Ô ¥ Ơ ¦ Ư § Đ ¨ ă © â ª ê « ô ¬ ơ ` + "\u00ad" + ` ư ® đ
µ à ¶ ả · ã ¸ á ¹ ạ » ằ ¼ ẳ ½ ẵ ¾ ắ Æ ặ Ç ầ È ẩ É ẫ Ê ấ Ë ậ
Ì è Î ẻ Ï ẽ Ð é Ñ ẹ Ò ề Ó ể Ô ễ Õ ế Ö ệ × ì Ø ỉ Ü ĩ Ý í Þ ị
ß ò á ỏ â õ ã ó ä ọ å ồ æ ổ ç ỗ è ố é ộ ê ờ ë ở ì ỡ í ớ î ợ
ï ù ñ ủ ò ũ ó ú ô ụ õ ừ ö ử ÷ ữ ø ứ ù ự ú ỳ û ỷ ü ỹ ý ý þ ỵ`

// vni is the same for VNI, which writes a mark as a letter of its own. Where
// two pairs fit, strings.Replacer takes the one that stands first.
const vni = `aù á aø à aû ả aõ ã aï ạ aê ă aé ắ aè ằ aú ẳ aü ẵ aë ặ aâ â aá ấ aà ầ aå ẩ aã ẫ aä ậ
eù é eø è eû ẻ eõ ẽ eï ẹ eâ ê eá ế eà ề eå ể eã ễ eä ệ
où ó oø ò oû ỏ oõ õ oï ọ oâ ô oá ố oà ồ oå ổ oã ỗ oä ộ
uù ú uø ù uû ủ uõ ũ uï ụ yù ý yø ỳ yû ỷ yõ ỹ î ỵ æ ỉ ó ĩ ò ị
ôù ớ ôø ờ ôû ở ôõ ỡ ôï ợ ô ơ öù ứ öø ừ öû ử öõ ữ öï ự ö ư ñ đ`

// readTwice undoes the reading of UTF-8 as Windows-1252.
func readTwice(word string) string {
	raw := make([]byte, 0, len(word))
	for _, r := range word {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if r >= 0x80 && r < 0xA0 { // a byte that Windows-1252 leaves undefined
			b, ok = byte(r), true
		}
		if !ok {
			return word
		}
		raw = append(raw, b)
	}
	if !utf8.Valid(raw) {
		return word
	}
	return string(raw)
}
