package text

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Collator sorts as a Vietnamese dictionary does, with numbers by their value:
// "Kỳ họp thứ 2" before "Kỳ họp thứ 10". Its order is total: only texts that
// are the same in NFC are equal, so what is sorted does not depend on the order
// in which it came. It may be shared between goroutines.
type Collator struct {
	mu      sync.Mutex // the library's collator works in buffers of its own
	collate *collate.Collator
	buffer  collate.Buffer
}

func NewCollator() *Collator {
	return &Collator{collate: collate.New(language.Vietnamese, collate.Numeric)}
}

// Compare is negative if a sorts before b, positive if after.
func (c *Collator) Compare(a, b string) int { return bytes.Compare(c.Key(a), c.Key(b)) }

// Key returns bytes that compare as Compare does. Sorting many names by keys
// made once is several times faster.
func (c *Collator) Key(s string) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buffer.Reset()
	key := bytes.Clone(c.collate.KeyFromString(&c.buffer, s))
	return append(append(key, 0), NFC(s)...)
}

// Headings of an alphabetic index beyond its letters.
const (
	DigitsHeading = "0–9"
	OtherHeading  = "#"
)

// Letter returns the heading of an alphabetic index under which s belongs: the
// first letter in upper case, without its tone, which is no part of the letter
// ("Ấp" is under "Â"). Signs before it are passed over. It is DigitsHeading for
// numbers, and OtherHeading for another script or nothing.
func Letter(s string) string {
	start := strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if start < 0 {
		return OtherHeading
	}
	first, _ := utf8.DecodeRuneInString(NFC(s[start:]))
	letter, _ := splitTone(strings.ToUpper(string(first)))
	folded := Fold(letter)
	switch {
	case strings.Contains("ĂÂĐÊÔƠƯ", letter):
		return letter
	case folded == "" || folded[0] >= utf8.RuneSelf:
		return OtherHeading
	case folded[0] <= '9':
		return DigitsHeading
	}
	return strings.ToUpper(folded[:1])
}
