package text

import (
	"bytes"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
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
func (c *Collator) Compare(a, b string) int {
	c.mu.Lock()
	order := c.collate.CompareString(a, b)
	c.mu.Unlock()
	if order == 0 && a != b {
		return strings.Compare(NFC(a), NFC(b))
	}
	return order
}

// Key returns bytes that compare as Compare does. Sorting many names by keys
// made once is several times faster.
func (c *Collator) Key(s string) []byte {
	c.mu.Lock()
	c.buffer.Reset()
	key := bytes.Clone(c.collate.KeyFromString(&c.buffer, s))
	c.mu.Unlock()
	key = append(key, 0)
	return append(key, NFC(s)...)
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
	var it norm.Iter
	it.InitString(norm.NFC, s[start:])
	letter, _ := splitTone(string(it.Next()))
	letter = strings.ToUpper(letter)
	if strings.Contains("A Ă Â B C D Đ E Ê F G H I J K L M N O Ô Ơ P Q R S T U Ư V W X Y Z", letter) {
		return letter
	}
	switch folded := Fold(letter); {
	case folded == "" || folded[0] >= 0x80:
		return OtherHeading
	case folded[0] <= '9':
		return DigitsHeading
	default:
		return strings.ToUpper(folded[:1])
	}
}
