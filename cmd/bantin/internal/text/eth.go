package text

import (
	"bytes"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// eths look like Đ and đ and sort, fold and search as something else.
const eths = "ÐƉðɖ"

// replaceEth replaces them in the Vietnamese words of text, in place: each has
// two bytes, as Đ and đ have.
func replaceEth(text []byte) (found []Removed) {
	if !bytes.ContainsAny(text, eths) {
		return nil
	}
	for from, to := range words(text, unicode.IsLetter) {
		word := string(text[from:to])
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

// words yields where each run of letters in text starts and ends.
func words(text []byte, letter func(rune) bool) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for i := 0; i < len(text); {
			from := i + bytes.IndexFunc(text[i:], letter)
			if from < i {
				return
			}
			size := bytes.IndexFunc(text[from:], func(r rune) bool { return !letter(r) })
			if size < 0 {
				size = len(text) - from
			}
			if !yield(from, from+size) {
				return
			}
			i = from + size
		}
	}
}
