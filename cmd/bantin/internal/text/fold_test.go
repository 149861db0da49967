package text

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TestFoldAgreesWithTheLibrary takes every Latin letter that decomposes; what
// has no decomposition, such as đ, is in TestFold.
func TestFoldAgreesWithTheLibrary(t *testing.T) {
	for r := rune(0x80); r < 0x2000; r++ {
		want := strings.ToLower(strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(string(r))))
		if len(want) != 1 || want[0] < 'a' || want[0] > 'z' {
			continue
		}
		if got := Fold(string(r)); got != want {
			t.Errorf("Fold(%c) = %q, want %q", r, got, want)
		}
	}
}

func TestFoldTakesEveryVietnameseLetter(t *testing.T) {
	for i, plain := range strings.Fields("a a a a a ă ă ă ă ă ă â â â â â â đ e e e e e ê ê ê ê ê ê i i i i i o o o o o ô ô ô ô ô ô ơ ơ ơ ơ ơ ơ u u u u u ư ư ư ư ư ư y y y y y") {
		letter := string([]rune(accented)[i])
		want := map[string]string{"ă": "a", "â": "a", "đ": "d", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}[plain]
		if want == "" {
			want = plain
		}
		for _, s := range []string{letter, strings.ToUpper(letter), norm.NFD.String(letter), norm.NFD.String(strings.ToUpper(letter))} {
			if got := Fold(s); got != want {
				t.Errorf("Fold(%+q) = %q, want %q", s, got, want)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"ha noi", "ha noi"},
		{"HÀ NỘI", "ha noi"},
		{"Đoàn ĐBQH và HĐND thành phố Hà Nội", "doan dbqh va hdnd thanh pho ha noi"},
		{"Ðà Nẵng, Ɖồng, ðô, ɖo", "da nang, dong, do, do"},
		{"Phường Láng Hạ", "phuong lang ha"},
		{"Phường Lăng Hà", "phuong lang ha"},
		{"“Đúng” ‘thế’ – «ơ» — 1‐2…", `"dung" 'the' - "o" - 1-2...`},
		{"Œuvre, Straße, ÆTHER, Łódź, ŞİŞLİ, ﬁ", "oeuvre, strasse, aether, lodz, sisli, fi"},
		{"25\u00a0m²", "25 m2"},
		{"x\u0302y\u0323", "xy"},
		{"МОСКВА 北京 🎉", "москва 北京 🎉"},
	} {
		if got := Fold(test.in); got != test.want {
			t.Errorf("Fold(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestFoldOfFoldedIsTheSame(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if folded := Fold(string(r)); Fold(folded) != folded {
			t.Errorf("Fold(%c) = %q, then %q", r, folded, Fold(folded))
		}
	}
}

func TestFoldOfFoldedAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { Fold("hoi dong nhan dan 42/2022") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestKey(t *testing.T) {
	for _, same := range [][]string{{"a", "A"}, {"Bài", "BÀI", norm.NFD.String("bài")}, {"σ", "ς", "Σ"}, {"Đ.pdf", "đ.PDF"}, {"straße", "STRASSE"}} {
		for _, name := range same {
			if Key(name) != Key(same[0]) {
				t.Errorf("Key(%q) = %q, Key(%q) = %q", name, Key(name), same[0], Key(same[0]))
			}
		}
	}
	if Key("bài") == Key("bai") || Key("đ") == Key("d") {
		t.Error("accents do not count")
	}
}

func TestSlug(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"./.", ""},
		{"北京", ""},
		{"Hội nghị", "hoi-nghi"},
		{"Côn", "con-"},
		{"con-", "con-"},
		{"con số", "con-so"},
		{"Đoàn ĐBQH và HĐND thành phố Hà Nội", "doan-dbqh-va-hdnd-thanh-pho-ha-noi"},
		{norm.NFD.String("Đoàn ĐBQH và HĐND thành phố Hà Nội"), "doan-dbqh-va-hdnd-thanh-pho-ha-noi"},
		{"42/2022/NĐ-CP", "42-2022-nd-cp"},
		{"  -- Kỳ họp thứ 5 (chuyên đề)! --", "ky-hop-thu-5-chuyen-de"},
		{"People’s Council", "people-s-council"},
		{strings.Repeat("a", 79) + " b", strings.Repeat("a", 79)},
		{strings.Repeat("a", 78) + " b", strings.Repeat("a", 78) + "-b"},
		{strings.Repeat("a", 80) + " b", strings.Repeat("a", 80)},
		{strings.Repeat("đ", 81) + " b", strings.Repeat("d", 80)},
		{ // 142 characters
			"Thường trực HĐND - UBND - Ủy ban MTTQ Việt Nam quận Tây Hồ tổ chức Hội nghị tổng kết công tác phối hợp năm 2023 và ký kết chương trình năm 2024",
			"thuong-truc-hdnd-ubnd-uy-ban-mttq-viet-nam-quan-tay-ho-to-chuc-hoi-nghi-tong-ket",
		},
	} {
		if got := Slug(test.in); got != test.want {
			t.Errorf("Slug(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestFileName(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"Báo cáo số 1.PDF", "bao-cao-so-1.pdf"},
		{norm.NFD.String("Báo cáo số 1.PDF"), "bao-cao-so-1.pdf"},
		{"Ảnh Đẹp", "anh-dep"},
		{"so-lieu.2024.xlsx", "so-lieu-2024.xlsx"},
		{"Điều 1. Quy định", "dieu-1-quy-dinh"},
		{"Nghị quyết 42.2022.NĐ-CP", "nghi-quyet-42-2022-nd-cp"},
		{"a.", "a"},
		{".pdf", ""},
		{"./.", ""},
		{"北京.pdf", ""},
		{"../../etc/passwd", "etc-passwd"},
		{strings.Repeat("a", 90) + ".jpg", strings.Repeat("a", 80) + ".jpg"},
	} {
		if got := FileName(test.in); got != test.want {
			t.Errorf("FileName(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, seed := range []string{
		"", "./.", "42/2022/NĐ-CP", "Láng Hạ", "北京", "ŞİŞLİ", "ß½№", strings.Repeat("Đề án ", 40), "a\xFFb", "Ⱥ\u0323\u0302", "Nùl",
	} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)
	f.Fuzz(func(t *testing.T, s string) {
		slug := Slug(s)
		plain, isDevice := strings.CutSuffix(slug, "-")
		if !form.MatchString(plain) || isDevice != deviceName.MatchString(plain) || len(slug) > maxSlug {
			t.Fatalf("Slug(%+q) = %q", s, slug)
		}
		if again := Slug(slug); again != slug {
			t.Fatalf("Slug(%q) = %q", slug, again)
		}
		if a, b := Slug(norm.NFC.String(s)), Slug(norm.NFD.String(s)); a != slug || b != slug {
			t.Fatalf("%+q: %q, NFC %q, NFD %q", s, slug, a, b)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"HÀ NỘI", "Ⱥ…ﬃ", "ẞİK", "か\u0300\u3099"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if again := Fold(folded); again != folded {
			t.Fatalf("Fold(%+q) = %+q, then %+q", s, folded, again)
		}
		if nfd := Fold(norm.NFD.String(s)); nfd != folded {
			t.Fatalf("Fold(%+q) = %+q, of NFD %+q", s, folded, nfd)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	b.SetBytes(int64(len(article)))
	b.ReportAllocs()
	for b.Loop() {
		Fold(article)
	}
}
