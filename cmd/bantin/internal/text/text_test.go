package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TestSettledAcceptsOnlyWhatNeedsNothing holds the machine against the library
// for every character: alone it is NFC, and it joins nothing before it.
func TestSettledAcceptsOnlyWhatNeedsNothing(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := string(r)
		if !utf8.ValidRune(r) || !settled([]byte(s)) {
			continue
		}
		properties := norm.NFC.PropertiesString(s)
		switch {
		case !norm.NFC.IsNormalString(s), properties.CCC() != 0, !properties.BoundaryBefore():
			t.Errorf("%U is not safe for NFC", r)
		case isInvisible(r), strings.ContainsRune(eths, r), r == '\u2028', r == '\u2029':
			t.Errorf("%U needs cleaning", r)
		case unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r':
			t.Errorf("%U is a control character", r)
		}
	}
}

func TestSettledAcceptsOnlyUTF8(t *testing.T) {
	var s [3]byte
	for n := range 1 << 24 {
		s[0], s[1], s[2] = byte(n>>16), byte(n>>8), byte(n)
		if settled(s[:]) && !utf8.Valid(s[:]) {
			t.Fatalf("accepts % x", s)
		}
	}
	for _, s := range []string{"\xE1", "\xE1\xBA", "\xC4", "a\xE2\x80"} {
		if settled([]byte(s)) {
			t.Errorf("accepts the cut character % x", s)
		}
	}
}

func TestSettledAcceptsOrdinaryText(t *testing.T) {
	for _, s := range []string{
		"", article, strings.ToUpper(article), accented, strings.ToUpper(accented), "a\u00a0–\u00a0b\r\n",
		"“Đúng” ‘thế’ — 25 °C, 30 m², 100.000 ₫… • → ≤ ✓",
	} {
		if !settled([]byte(s)) {
			t.Errorf("takes the long way for %.40q", s)
		}
	}
}

func TestNFC(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"Hội đồng", "Hội đồng"},
		{"e\u0323\u0302", "ệ"},
		{"e\u0302\u0323", "ệ"},
		{"ê\u0323", "ệ"},
		{"ẹ\u0302", "ệ"},
		{"ó\u031B", "ớ"},
		{"u\u0340 a\u0341", "ù á"}, // deprecated tone marks
		{"m² ½ … №", "m² ½ … №"},
		{norm.NFD.String(article), article},
	} {
		if got := NFC(test.in); got != test.want {
			t.Errorf("NFC(%+q) = %+q, want %+q", test.in, got, test.want)
		}
	}
}

func TestNFCOfNFCAllocatesNothing(t *testing.T) {
	for _, s := range []string{article, "Köln, 北京 và 🎉"} {
		if n := testing.AllocsPerRun(10, func() { NFC(s) }); n != 0 {
			t.Errorf("%v allocations for %.20q", n, s)
		}
	}
}

// article is about 6 KB of the prose that bantin reads.
var article = strings.Repeat(`Ngày 28/2/2024, Thường trực HĐND - UBND - Ủy ban MTTQ Việt Nam quận Tây Hồ tổ chức Hội nghị
tổng kết công tác phối hợp năm 2023, ký kết chương trình phối hợp công tác năm 2024.

Phối hợp làm tốt công tác tuyên truyền vận động, quán triệt các nhiệm vụ chính trị; phát huy quyền
làm chủ của Nhân dân, tăng cường khối “đại đoàn kết” toàn dân – giữ vững quốc phòng, an ninh.

`, 12)
