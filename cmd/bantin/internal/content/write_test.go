package content

import (
	"strings"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/text"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// mustReadBack decodes what Header writes.
func mustReadBack(t testing.TB, m Meta) Meta {
	t.Helper()
	a := Meta{}
	written := Header(m)
	_, found, err := header("content/bai.md", written, m.Date.Time.Location(), &a)
	if err != nil || len(found) > 0 {
		t.Fatalf("%v %v\n%s", found, err, written)
	}
	return a
}

func TestAWrittenHeaderReadsBack(t *testing.T) {
	zone, err := text.LoadZone("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	day := text.Date{Time: time.Date(2024, 2, 28, 0, 0, 0, 0, zone), DayOnly: true}
	m := Meta{
		Title: "Thông báo: “họp” số #2", Date: text.Date{Time: time.Date(2024, 2, 28, 14, 5, 0, 0, zone)}, Summary: "true",
		Author: "null", Tags: []string{"Kỳ họp", "- x", "a, b"}, Draft: true,
		Extra: &Extra{Image: &Image{Src: "anh.jpg", Alt: "Một: hai", Credit: "'"}, Publish: day,
			Corrections: []Correction{{day, "Sửa"}}, Attachments: []Attachment{{"a.pdf", "Tệp: a"}, {"b.pdf", "{b}"}}},
	}
	if diff := cmp.Diff(m, mustReadBack(t, m), cmpopts.IgnoreUnexported(Meta{}), cmpopts.EquateComparable(text.Date{})); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

// FuzzHeadline holds that whatever is typed as a headline or keyword reads back,
// but what cannot stand in YAML in any form.
func FuzzHeadline(f *testing.F) {
	for _, seed := range []string{
		"Họp báo", "Thông báo: họp", "#2", "a # b", "- a", "'", "\"", "\"a\" 'b'", "\\", "\\n", "true", "No", "null", "~", "[a]", "{a}", "*a*", "&a",
		"!a", "@a", "%a", "`a`", "a:", "a: ", "? a", "|", ">", "👨‍👩‍👧 họp", "“Họp”", "---", "...", "2024-02-28", "0x1F", "1e3", "a\u00a0b", "a\tb\nc",
		"ho\u0323p", "\u0301a", "<<", "=", "a\u2028b", ",", "a, b", "\uFEFFa", "a\u200bb", "+++", "Ðảng", "\ufffe",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		line, err := Line(typed)
		if err != nil || line == "" || len(line) > 60 {
			return
		}
		if again, err := Line(line); err != nil || again != line {
			t.Fatalf("%q is not settled: %q %v", line, again, err)
		}
		for _, extra := range []*Extra{nil, {Image: &Image{Src: "a.jpg", Caption: line}}} { // a short way, and YAML's
			got := mustReadBack(t, Meta{Title: line, Tags: []string{line}, Extra: extra})
			if got.Title != line || strings.Join(got.Tags, "|") != line || extra != nil && got.Image.Caption != line {
				t.Errorf("%q reads back as %q, %q, %v", line, got.Title, got.Tags, got.Extra)
			}
		}
	})
}
