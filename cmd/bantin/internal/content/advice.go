package content

import (
	"path"
	"regexp"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"
)

// goodTitle is a rule of thumb, in characters: a headline longer than that is a
// lead.
const goodTitle = 120

// advice is what could be better in an article's header.
func (a *Article) advice(text []byte) (found []diag.Diagnostic) {
	if n := utf8.RuneCountInString(a.Title); n > goodTitle {
		found = append(found, locate("title-long", a.Path, text, []any{"title"}, n, goodTitle))
	}
	if a.LeadFromText && !a.Date.IsZero() {
		found = append(found, locate("summary-missing", a.Path, text, []any{"title"}))
	}
	if a.Image != nil {
		for _, part := range [][2]string{{"caption", a.Image.Caption}, {"credit", a.Image.Credit}} {
			if part[1] == "" {
				found = append(found, locate("image-credit", a.Path, text, []any{"image", "src"}, part[0]))
			}
		}
	}
	return found
}

// leftovers match what office programs and file managers add to a name, with
// what belongs there.
var leftovers = []struct {
	name  *regexp.Regexp
	clean string
}{
	{regexp.MustCompile(`(?i)^(.+\.md)\.txt$`), "$1"},
	{regexp.MustCompile(`(?i)^(.+?)(?: - (?:Copy|Bản sao))+(?: \(\d+\))?(\.[^.]+)$`), "$1$2"},
	{regexp.MustCompile(`^(.+?) \(\d{1,2}\)(\.[^.]+)$`), "$1$2"},
}

// nameAdvice is about a file that a program named, or that is passed over.
func nameAdvice(name string) []diag.Diagnostic {
	base := path.Base(name)
	if Ignored(base) {
		if base[0] == '.' {
			return nil // hidden on purpose
		}
		return []diag.Diagnostic{{Code: "file-ignored", File: name, Args: []any{base}}}
	}
	for _, l := range leftovers {
		if l.name.MatchString(base) {
			return []diag.Diagnostic{{Code: "name-leftover", File: name, Args: []any{base, l.name.ReplaceAllString(base, l.clean)}}}
		}
	}
	return nil
}
