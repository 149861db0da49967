package diag

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
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

// The catalogue: texts/STAGE.txt, split by the stage that meets the fault. Lines
// that begin with # are comments; an entry is
//
//	CODE SEVERITY [mechanical | judged]
//	  the fault in Vietnamese, one sentence without a full stop
//	  → the remedy, an imperative; it introduces Fix where there is one
//	  the fault in English
//	  → the remedy
//
// The third word belongs to codes with a Fix, or whose lines cleaning puts right, and
// says whether that may be written without looking at each line: mechanical where
// the words stay what they are and only their form changes, judged where only the
// writer knows, for the reason in the comment.
//
// The texts are fmt formats over Diagnostic.Args with explicit indexes (%[1]s), so that
// languages may order and omit arguments as they need.
//
//go:embed texts
var texts embed.FS

type entry struct {
	Severity
	fix       string // "mechanical", "judged" or ""
	what, how map[Language]string
}

var catalogue = sync.OnceValue(func() map[Code]entry {
	all := map[Code]entry{}
	err := fs.WalkDir(texts, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := texts.ReadFile(name)
		for block := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
			if code, e := parseEntry(block); code != "" {
				all[code] = e
			}
		}
		return err
	})
	if err != nil {
		panic(err) // the program was built without its own files
	}
	return all
})

// parseEntry reads one entry below its comment, and nothing from a mere comment.
func parseEntry(block string) (Code, entry) {
	lines := strings.Split(block, "\n")
	for len(lines) > 0 && strings.HasPrefix(lines[0], "#") {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return "", entry{}
	}
	code, rest, _ := strings.Cut(lines[0], " ")
	severity, fix, _ := strings.Cut(rest, " ")
	at := slices.Index(severities[:], severity)
	if at < 0 || len(lines) != 5 || !slices.Contains([]string{"", "mechanical", "judged"}, fix) {
		panic("diag: the catalogue's entry is not one: " + block)
	}
	e := entry{Severity(at), fix, map[Language]string{}, map[Language]string{}}
	for i, lang := range []Language{Vietnamese, English} {
		e.what[lang] = strings.TrimSpace(lines[2*i+1])
		e.how[lang] = strings.TrimPrefix(lines[2*i+2], "  → ")
	}
	return Code(code), e
}

func entryOf(c Code) entry {
	e, ok := catalogue()[c]
	if !ok {
		panic("diag: no texts for code " + string(c))
	}
	return e
}

// Codes lists the whole catalogue, sorted.
func Codes() []Code { return slices.Sorted(maps.Keys(catalogue())) }

// Mechanical says whether what mends d may be written without looking at it. In a
// header, what stands behind a "#" may be a note, which no fix may make text.
func (d Diagnostic) Mechanical() bool {
	at := strings.Index(d.Source, " #")
	note := at >= 0 && strings.HasPrefix(string(d.Code), "header-") && !strings.HasSuffix(d.Fix, d.Source[at:])
	return entryOf(d.Code).fix == "mechanical" && !note
}

// Judged tells whether the catalogue says of a code if its fix is mechanical.
func Judged(c Code) bool { return entryOf(c).fix != "" }

// What is the fault in one sentence.
func (d Diagnostic) What(lang Language) string {
	what := format(entryOf(d.Code).what[lang], d.Args)
	switch {
	case d.Later == Now:
		return what
	case lang == English:
		return [...]string{Scheduled: "an error when its hour comes: ", Undrafted: "an error when it is no draft any more: "}[d.Later] + what
	}
	return [...]string{Scheduled: "đến giờ đăng sẽ thành lỗi: ", Undrafted: "khi bỏ draft sẽ thành lỗi: "}[d.Later] + what
}

// How is the remedy in one sentence; it may be empty.
func (d Diagnostic) How(lang Language) string {
	how := format(entryOf(d.Code).how[lang], d.Args)
	if d.Fix == "" {
		return strings.TrimSuffix(how, ":")
	}
	return how
}

// format leaves a text without verbs alone. Formats use explicit indexes, with
// which fmt does not mind arguments that a language leaves out.
func format(f string, args []any) string {
	if !strings.Contains(f, "%") {
		return f
	}
	return fmt.Sprintf(f, args...)
}
