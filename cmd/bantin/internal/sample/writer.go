package sample

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A writer puts text together from phrases that it draws.
type writer struct {
	rand.PCG
	number int // the article's
	subject
	text   []byte
	recent [8]string // a sentence or two of drawn phrases
	drawn  int
}

// What a writer draws for. Each has a sequence of its own: a link to an article
// needs its date and subject, and shall not have to write its text.
const (
	forDate = iota
	forSubject
	forText
	uses
)

func (c Corpus) writer(i, use int) *writer {
	return &writer{PCG: *rand.NewPCG(c.Seed, uint64(i)*uses+uint64(use)), number: i}
}

// below draws a number from 0 to n-1, the same on any machine, which rand.Rand
// does not promise.
func (w *writer) below(n int) int {
	high, _ := bits.Mul64(w.Uint64(), uint64(n))
	return int(high)
}

func (w *writer) percent(n int) bool          { return w.below(100) < n }
func (w *writer) pick(from []string) string   { return from[w.below(len(from))] }
func (w *writer) add(format string, a ...any) { w.text = fmt.Appendf(w.text, format, a...) }

// phrase writes s with its slots filled.
func (w *writer) phrase(s string) {
	for {
		before, slot, found := strings.Cut(s, "{")
		w.text = append(w.text, before...)
		if !found {
			return
		}
		slot, s, _ = strings.Cut(slot, "}")
		w.slot(slot)
	}
}

func (w *writer) slot(name string) {
	first, size := utf8.DecodeRuneInString(name)
	if unicode.IsUpper(first) {
		at := len(w.text)
		w.slot(string(unicode.ToLower(first)) + name[size:])
		first, _ = utf8.DecodeRune(w.text[at:])
		utf8.EncodeRune(w.text[at:], unicode.ToUpper(first)) // a Vietnamese letter has as many bytes in either case
		return
	}
	switch name {
	case "đề tài":
		w.phrase(w.topic)
	case "ở đây":
		w.phrase(w.place)
	case "bài":
		w.add("%05d", w.number)
	case "số":
		w.add("%d", 10+w.below(90))
	case "ít":
		w.add("%d", 2+w.below(8))
	default:
		w.phrase(w.another(phrases[name]))
	}
}

// another picks a phrase that is not among the last ones, if it can.
func (w *writer) another(from []string) string {
	s := w.pick(from)
	for try := 0; try < 4 && slices.Contains(w.recent[:], s); try++ {
		s = w.pick(from)
	}
	w.recent[w.drawn%len(w.recent)] = s
	w.drawn++
	return s
}

// written returns what phrase would write.
func (w *writer) written(s string) string {
	at := len(w.text)
	w.phrase(s)
	s = string(w.text[at:])
	w.text = w.text[:at]
	return s
}
