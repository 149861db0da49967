package text

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	none := Report{}
	for _, test := range []struct {
		name, in, want string
		report         Report
	}{
		{"empty", "", "", none},
		{"clean", "Hội đồng nhân dân\n", "Hội đồng nhân dân\n", none},
		{"line ends", "a\r\nb\rc\nd\r\r\n", "a\nb\nc\nd\n\n", none},
		{"line ends with the long way", "🎉\r\nb\rc\u2028d\u2029", "🎉\nb\nc\nd\n", none},
		{"byte-order mark", "\uFEFFĐề án", "Đề án", none},
		{"byte-order mark with the long way", "\uFEFF北京", "北京", none},
		{"no-break space stays", "TP.\u00a0Hà Nội 🎉", "TP.\u00a0Hà Nội 🎉", none},
		{"compatibility forms stay", "m² ½ … № ﬁ", "m² ½ … № ﬁ", none},
		{"NFD", "Ho\u0323\u0302i", "Hội", Report{Composed: true}},
		{"invisible", "Hội\u200B đồng\uFEFF\u00AD.", "Hội đồng.", Report{
			Invisible: []Removed{{5, 0x200B}, {13, 0xFEFF}, {13, 0xAD}}}},
		{"direction marks", "\u202Ea\u2069\u200Eb", "ab", Report{
			Invisible: []Removed{{0, 0x202E}, {1, 0x2069}, {1, 0x200E}}}},
		{"invisible within a letter", "Ho\u0302\u200B\u0323i\u200Cx", "Hộix", Report{
			Invisible: []Removed{{1, 0x200B}, {5, 0x200C}}, Composed: true}},
		{"invisible at the end of NFD", "e\u0301\u2060", "é", Report{
			Invisible: []Removed{{2, 0x2060}}, Composed: true}},
		{"joiner in an emoji", "👩\u200D👩\u200D👧 và ❤\uFE0F\u200D🔥", "👩\u200D👩\u200D👧 và ❤\uFE0F\u200D🔥", none},
		{"joiner elsewhere", "a\u200Db👩\u200D", "ab👩", Report{
			Invisible: []Removed{{1, 0x200D}, {6, 0x200D}}}},
		{"eth", "Ðà Nẵng, 42/NÐ-CP, Ɖồng ðô", "Đà Nẵng, 42/NĐ-CP, Đồng đô", Report{
			Eth: []Removed{{0, 'Ð'}, {17, 'Ð'}, {24, 'Ɖ'}, {32, 'ð'}}}},
		{"eth in Icelandic and phonetics", "Guðrún, það, [ðə]", "Guðrún, það, [ðə]", none},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, report, err := Clean([]byte(test.in))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got  %+q\nwant %+q", got, test.want)
			}
			if !slices.Equal(report.Invisible, test.report.Invisible) || !slices.Equal(report.Eth, test.report.Eth) ||
				report.Composed != test.report.Composed {
				t.Errorf("report %+v\nwant   %+v", report, test.report)
			}
		})
	}
}

func TestCleanReturnsItsInputWhenThereIsNothingToDo(t *testing.T) {
	for _, s := range []string{article, "Köln, 北京 và 🎉"} {
		in := []byte(s)
		got, _, err := Clean(in)
		if err != nil || len(got) != len(in) || &got[0] != &in[0] {
			t.Errorf("a copy of %.20q, %v", s, err)
		}
	}
	in := []byte(article)
	if n := testing.AllocsPerRun(10, func() { Clean(in) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCleanNeverWritesToItsInput(t *testing.T) {
	const original = "\uFEFFÐà Nẵng\r\nHo\u0323\u0302i\u200B"
	in := []byte(original)
	if _, _, err := Clean(in); err != nil || string(in) != original {
		t.Errorf("now %+q, %v", in, err)
	}
}

func TestCleanRefuses(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     BadTextError
	}{
		{"invalid byte", "một\nhai\xFFba", BadTextError{Kind: NotUTF8, Offset: 9, Line: 2}},
		{"cut character", "a\r\nb\rc\xE1\xBA", BadTextError{Kind: NotUTF8, Offset: 6, Line: 3}},
		{"surrogate", "\xED\xA0\x80", BadTextError{Kind: NotUTF8, Line: 1}},
		{"UTF-16 little-endian", "\xFF\xFEa\x00", BadTextError{Kind: UTF16, Line: 1}},
		{"UTF-16 big-endian", "\xFE\xFF\x00a", BadTextError{Kind: UTF16, Line: 1}},
		{"UTF-16 without mark", "-\x00-\x00", BadTextError{Kind: UTF16, Line: 1}},
		{"NUL", "ab\n\x00", BadTextError{Kind: Control, Offset: 3, Line: 2}},
		{"file of NULs", "\x00\x00\x00", BadTextError{Kind: Control, Line: 1}},
		{"vertical tab from Word", "a\vb", BadTextError{Kind: Control, Offset: 1, Line: 1}},
		{"delete", "a\x7f", BadTextError{Kind: Control, Offset: 1, Line: 1}},
		{"C1", "\n\u0085", BadTextError{Kind: Control, Offset: 1, Line: 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := Clean([]byte(test.in))
			var bad *BadTextError
			if !errors.As(err, &bad) {
				t.Fatalf("got %v", err)
			}
			if *bad != test.want {
				t.Errorf("got %+v, want %+v", *bad, test.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"", article, norm.NFD.String(article[:400]), "\uFEFFa\r\nb\rc\u2028", "Ðà Nẵng HÐND Guðrún", "👩\u200D👩\u200D\u200D👧",
		"e\u200B\u0323\u0302", "C¨n cø NghÞ ®Þnh ngµy", "\xFF\xFE", "\x00", "u\u0340\u212A\u2329\u200D\u2329",
		"a" + strings.Repeat("\u0323\u0302", 40), "\u0302\u0323x", "Coäng hoøa xaõ hoäi",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		out, report, err := Clean(src)
		if err != nil {
			var bad *BadTextError
			if !errors.As(err, &bad) || bad.Kind == "" || bad.Line < 1 {
				t.Fatalf("untyped or empty error %#v", err)
			}
			return
		}
		if !utf8.Valid(out) || !norm.NFC.IsNormal(out) || bytes.ContainsAny(out, "\r\u200B\u00AD\u2028") {
			t.Fatalf("not clean: %+q", out)
		}
		for _, removed := range slices.Concat(report.Invisible, report.Eth) {
			if at := removed.Offset; at < 0 || at > len(out) || at < len(out) && !utf8.RuneStart(out[at]) {
				t.Fatalf("%U at %d is not at a character of %+q", removed.Rune, at, out)
			}
		}
		again, report, err := Clean(out)
		if err != nil || !bytes.Equal(again, out) || report.Composed || len(report.Invisible)+len(report.Eth) > 0 {
			t.Fatalf("not settled: %+q, then %+q, %+v, %v", out, again, report, err)
		}
	})
}

// BenchmarkClean reads the article of the tests, 6 KB, in the states in which
// files arrive.
func BenchmarkClean(b *testing.B) {
	for name, src := range map[string]string{
		"clean":   article,
		"windows": "\uFEFF" + strings.ReplaceAll(article, "\n", "\r\n"),
		"emoji":   article + "🎉",
		"NFD":     norm.NFD.String(article),
	} {
		b.Run(name, func(b *testing.B) {
			in := []byte(src)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Clean(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
