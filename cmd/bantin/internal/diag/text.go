package diag

import (
	"fmt"
	"strings"
)

// Language is one in which every code has texts of its own.
type Language string

const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

// ParseLanguage takes "vi", "en" and longer tags that begin with them.
func ParseLanguage(s string) (Language, bool) {
	switch base, _, _ := strings.Cut(strings.ToLower(s), "-"); base {
	case "vi":
		return Vietnamese, true
	case "en":
		return English, true
	}
	return "", false
}

// message is what one language says of a code. Both are fmt formats over
// Diagnostic.Args with explicit indexes (%[1]s), so that languages may order
// and omit arguments as they need.
type message struct {
	what string // the fault, one sentence without a full stop
	how  string // the remedy, an imperative; it introduces Fix where there is one
}

type entry struct {
	Severity
	vi, en message
}

// entryOf looks a code up in the catalogue, which is split by the stage that
// meets the fault.
func entryOf(c Code) entry {
	for _, part := range []map[Code]entry{headerTexts, treeTexts, bodyTexts, siteTexts, adviceTexts} {
		if e, ok := part[c]; ok {
			return e
		}
	}
	panic("diag: no texts for code " + string(c))
}

// Codes lists the whole catalogue.
func Codes() []Code {
	var codes []Code
	for _, part := range []map[Code]entry{headerTexts, treeTexts, bodyTexts, siteTexts, adviceTexts} {
		for c := range part {
			codes = append(codes, c)
		}
	}
	return codes
}

func (d Diagnostic) message(lang Language) message {
	e := entryOf(d.Code)
	if lang == English {
		return e.en
	}
	return e.vi
}

// What is the fault in one sentence.
func (d Diagnostic) What(lang Language) string {
	what := format(d.message(lang).what, d.Args)
	switch {
	case !d.Later:
		return what
	case lang == English:
		return "an error when its hour comes: " + what
	}
	return "đến giờ đăng sẽ thành lỗi: " + what
}

// How is the remedy in one sentence; it may be empty.
func (d Diagnostic) How(lang Language) string { return format(d.message(lang).how, d.Args) }

// format leaves a text without verbs alone. Formats use explicit indexes, with
// which fmt does not mind arguments that a language leaves out.
func format(f string, args []any) string {
	if !strings.Contains(f, "%") {
		return f
	}
	return fmt.Sprintf(f, args...)
}
