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
	for _, block := range []string{"code error\n  một\n  → hai", "code error perhaps\n  một\n  → hai\n  one\n  → two"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("taken as it was: %s", block)
				}
			}()
			parseEntry(block)
		}()
	}
}

func TestMechanical(t *testing.T) {
	for _, c := range []struct {
		code        Code
		source, fix string
		want        bool
	}{
		{"header-colon", "title: Thông báo: họp", `title: "Thông báo: họp"`, true},
		{"header-colon", "title: Thông báo: họp # hỏi lại", `title: "Thông báo: họp # hỏi lại"`, false},
		{"header-space", "date:28/02/2024 # hỏi lại", "date: 28/02/2024 # hỏi lại", true},
		{"strong-literal", "**Điều 1.**Căn cứ #1", "**Điều 1.** Căn cứ #1", true},
		{"slug-form", "slug: Kỳ họp", "slug: ky-hop", false},
		{"key-unknown", "khoa: x", "", false},
	} {
		if got := (Diagnostic{Code: c.code, Source: c.source, Fix: c.fix}).Mechanical(); got != c.want {
			t.Errorf("%s %q: %v", c.code, c.source, got)
		}
	}
}
