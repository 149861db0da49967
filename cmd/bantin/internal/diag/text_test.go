package diag

import (
	"regexp"
	"strings"
	"testing"
)

// TestCatalogueSpeaksBothLanguages holds the form of every entry: four texts, no
// two of them the same, none ends with a full stop, and languages print no argument
// without its index.
func TestCatalogueSpeaksBothLanguages(t *testing.T) {
	if len(Codes()) < 100 {
		t.Fatalf("%d codes", len(Codes()))
	}
	plain := regexp.MustCompile(`%[^\[%]`)
	for _, code := range Codes() {
		e := entryOf(code)
		seen := map[string]bool{}
		for _, texts := range []map[Language]string{e.what, e.how} {
			for lang, text := range texts {
				switch {
				case text == "" || seen[text]:
					t.Errorf("%s: a text in %s is missing or stands there twice: %q", code, lang, text)
				case strings.HasSuffix(text, ".") || plain.MatchString(text) || strings.HasPrefix(text, "→"):
					t.Errorf("%s: a text in %s has not its form: %q", code, lang, text)
				}
				seen[text] = true
			}
		}
	}
}

func TestAnEntryOfAnotherFormIsRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("taken as it was")
		}
	}()
	parseEntry("code error\n  một\n  → hai")
}
