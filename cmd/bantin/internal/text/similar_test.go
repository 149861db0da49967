package text

import "testing"

func TestSimilar(t *testing.T) {
	known := []string{"title", "date", "summary", "tags", "draft", "aliases", "slug", "tin-tuc", "Kỳ họp"}
	for _, test := range []struct{ word, want string }{
		{"tilte", "title"}, // two exchanged
		{"titel", "title"},
		{"Title", "title"},
		{"dat", "date"},
		{"dae", "date"},
		{"taggs", "tags"},
		{"sumary", "summary"},
		{"summaries", ""}, // three slips
		{"tg", ""},        // two slips in a short word
		{"name", ""},      // likewise
		{"time", ""},
		{"drafts", "draft"},
		{"tin tức", "tin-tuc"},
		{"ky hop", "Kỳ họp"},
		{"", ""},
		{"xxxxxxxx", ""},
	} {
		if got := Similar(test.word, known); got != test.want {
			t.Errorf("Similar(%q) = %q, want %q", test.word, got, test.want)
		}
	}
	if got := Similar("tag", []string{"tax", "tags", "tab"}); got != "tax" {
		t.Errorf("of equally near words %q", got)
	}
	if got := Similar("abcd", []string{"abxx", "abcx"}); got != "abcx" {
		t.Errorf("nearest is %q", got)
	}
}
