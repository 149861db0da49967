package diag

import "testing"

func TestAtCountsCharactersOfTheLine(t *testing.T) {
	text := []byte("một\nĐề án số 06\n\ncuối")
	for _, test := range []struct {
		offset, length int
		place          string
		width          int
		source         string
	}{
		{0, 4, "a.md:1:1", 2, "một"}, // ộ has three bytes
		{0, 500, "a.md:1:1", 3, "một"},
		{5, 0, "a.md:1:4", 1, "một"},
		{12, 3, "a.md:2:4", 2, "Đề án số 06"},
		{len("một\nĐề án số 06\n"), 1, "a.md:3:1", 1, ""},
		{len(text), 1, "a.md:4:5", 1, "cuối"},
		{999, 1, "a.md:4:5", 1, "cuối"},
	} {
		d := At("git-conflict", "a.md", text, test.offset, test.length, "x")
		if d.Place() != test.place || d.Width != test.width || d.Source != test.source || len(d.Args) != 1 {
			t.Errorf("At(%d, %d) = %s, width %d, %q", test.offset, test.length, d.Place(), d.Width, d.Source)
		}
	}
}
