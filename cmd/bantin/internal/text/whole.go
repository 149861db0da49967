package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pieces cuts s into what lines may break as they like and what they should keep
// whole: numbers of documents, 42/2022/NĐ-CP, which begin with a digit and have a
// slash, and letters or hyphens. Within digits and slashes alone, as in dates, no
// line breaks anyway. A number of more than limit characters may break, too: it
// would not fit on a phone.
func Pieces(s string, limit int) iter.Seq2[string, bool] {
	return func(yield func(piece string, whole bool) bool) {
		done, at := 0, 0
		for {
			slash := strings.IndexByte(s[at:], '/')
			if slash < 0 {
				break
			}
			start, end := around(s, at, at+slash)
			number := strings.TrimRight(s[start:end], "/-")
			if at = end; number == "" || !isDigit(number[0]) || strings.Trim(number, "0123456789/") == "" || utf8.RuneCountInString(number) > limit {
				continue
			}
			if start > done && !yield(s[done:start], false) || !yield(number, true) {
				return
			}
			done = start + len(number)
		}
		if done < len(s) {
			yield(s[done:], false)
		}
	}
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// around is where the letters, digits, hyphens and slashes around a slash begin,
// not before from and with ASCII, and end.
func around(s string, from, slash int) (start, end int) {
	other := func(r rune) bool { return r != '-' && r != '/' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	start = from + strings.LastIndexFunc(s[from:slash], other) + 1
	for s[start] >= utf8.RuneSelf || s[start] == '-' {
		start++
	}
	if n := strings.IndexFunc(s[slash:], other); n >= 0 {
		return start, slash + n
	}
	return start, len(s)
}
