package sample

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A writer puts an article's text together from phrases.
type writer struct {
	*dice
	subject
	number int      // the article's
	used   []uint64 // for each part of paragraphs, a bit for each sentence taken
	text   []byte
}

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
	switch name {
	case "đề tài":
		w.text = append(w.text, w.topic...)
	case "ở đây":
		w.text = append(w.text, w.place...)
	case "bài":
		w.text = fmt.Appendf(w.text, "%05d", w.number)
	case "số":
		w.text = strconv.AppendInt(w.text, int64(10+w.below(90)), 10)
	case "ít":
		w.text = strconv.AppendInt(w.text, int64(2+w.below(8)), 10)
	default:
		w.phrase(w.pick(phrases[name]))
	}
}

// sentence writes s as phrase does, beginning with a capital.
func (w *writer) sentence(s string) {
	at := len(w.text)
	w.phrase(s)
	first, _ := utf8.DecodeRune(w.text[at:])
	utf8.EncodeRune(w.text[at:], unicode.ToUpper(first)) // Vietnamese letters are as long in either case
}

// written returns what a method of w writes for s.
func (w *writer) written(method func(string), s string) string {
	at := len(w.text)
	method(s)
	s = string(w.text[at:])
	w.text = w.text[:at]
	return s
}

// fresh draws a sentence of a part that the article does not have yet.
func (w *writer) fresh(part int) string {
	from := paragraphs[part]
	at := w.below(len(from))
	for range from {
		if w.used[part]>>at&1 == 0 {
			break
		}
		at = (at + 1) % len(from)
	}
	w.used[part] |= 1 << at
	return from[at]
}

// paragraph writes sentences of a part until they fill size bytes.
func (w *writer) paragraph(part, size int) {
	for end := len(w.text) + size; ; w.text = append(w.text, ' ') {
		w.sentence(w.fresh(part))
		if len(w.text) >= end {
			return
		}
	}
}

// list writes a sentence and a list of three to five actions.
func (w *writer) list() {
	w.sentence(w.pick(lists))
	w.text = append(w.text, "\n\n"...)
	actions, first, ordered := phrases["việc"], w.below(1<<16), w.percent(40)
	for k := range 3 + w.below(3) {
		if ordered {
			w.text = fmt.Appendf(w.text, "%d. ", k+1)
		} else {
			w.text = append(w.text, "- "...)
		}
		w.sentence(actions[(first+7*k)%len(actions)])
		w.text = append(w.text, ";\n"...)
	}
	w.text = append(w.text[:len(w.text)-2], ".\n\n"...)
}

// table writes three to five rows of made-up numbers.
func (w *writer) table() {
	head := tables[w.below(len(tables))]
	w.text = fmt.Appendf(w.text, "| %s |\n| --- | ---: | ---: |\n", strings.Join(head, " | "))
	first := w.below(len(topics))
	for k := range 3 + w.below(3) {
		w.text = append(w.text, "| "...)
		w.sentence(topics[(first+5*k)%len(topics)])
		w.phrase(" | {số} | {số} |\n")
	}
	w.text = append(w.text, '\n')
}
