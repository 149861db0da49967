package text

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// Each line is in the order of a Vietnamese dictionary.
var ordered = [][]string{
	{"a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "ặ", "â", "ấ", "b"},
	{"da", "dạ", "Dương Xá", "đa", "đạ", "Đông Anh", "Đống Đa"},
	{"Ba Đình", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đồng Nai", "Hà Nội", "Tây Hồ"},
	{"Bản tin số 2", "Bản tin số 9", "Bản tin số 11", "Bản tin số 100"},
	{"Kỳ họp thứ 2", "Kỳ họp thứ 03", "Kỳ họp thứ 10"},
	{"e", "é", "ê", "ế", "o", "ó", "ô", "ồ", "ơ", "ờ", "u", "ú", "ư", "ự"},
}

func TestCollatorSortsAsVietnameseDoes(t *testing.T) {
	c := NewCollator()
	for _, want := range ordered {
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, c.Compare)
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func TestCollatorOrderIsTotal(t *testing.T) {
	c := NewCollator()
	if c.Compare("Hà Nội", norm.NFD.String("Hà Nội")) != 0 || !bytes.Equal(c.Key("ệ"), c.Key("e\u0323\u0302")) {
		t.Error("NFC and NFD differ")
	}
	if c.Compare("số 3", "số 03") == 0 || c.Compare("số 3", "số 03") != -c.Compare("số 03", "số 3") {
		t.Error("numbers of one value have no order")
	}
}

func TestCollatorKeysCompareAsNamesDo(t *testing.T) {
	c := NewCollator()
	random := rand.New(rand.NewPCG(1, 2))
	parts := strings.Fields("a A à ă â đ Đ da Dương 3 03 10 42/2022 . - ( kỳ họp Kỳ Họp e\u0301 ß 北")
	name := func() string {
		var b strings.Builder
		for range random.IntN(5) {
			b.WriteString(parts[random.IntN(len(parts))])
			b.WriteString([]string{"", " "}[random.IntN(2)])
		}
		return b.String()
	}
	for range 5000 {
		a, b := name(), name()
		if keys, names := bytes.Compare(c.Key(a), c.Key(b)), c.Compare(a, b); keys != names {
			t.Fatalf("%q, %q: keys %d, names %d", a, b, keys, names)
		}
	}
}

func TestCollatorMayBeShared(t *testing.T) {
	c := NewCollator()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 200 {
				if c.Compare("Cao Bằng", "Cần Thơ") >= 0 || bytes.Compare(c.Key("dạ"), c.Key("đa")) >= 0 {
					t.Error("wrong order")
				}
			}
		})
	}
	wait.Wait()
}

func TestLetter(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"Ấp", "Â"},
		{"đất", "Đ"},
		{"Đoàn", "Đ"},
		{"ứng xử", "Ư"},
		{norm.NFD.String("Ờ"), "Ơ"},
		{"ằng", "Ă"},
		{"ế", "Ê"},
		{"ọ", "O"},
		{"ý kiến", "Y"},
		{"“Bản tin”", "B"},
		{"Warszawa", "W"},
		{"Ödön", "O"},
		{"ß", "S"},
		{"42/2022/NĐ-CP", DigitsHeading},
		{"北京", OtherHeading},
		{"Москва", OtherHeading},
		{"./.", OtherHeading},
		{"", OtherHeading},
	} {
		if got := Letter(test.in); got != test.want {
			t.Errorf("Letter(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
