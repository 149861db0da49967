package text

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func TestLegacyVietnameseIsRefused(t *testing.T) {
	for _, test := range []struct {
		name, in, encoding, meant string
		offset, line              int
	}{
		{"decree in TCVN3", "# Title\n\nC¨n cø NghÞ ®Þnh 63/2003/N§-CP ngµy 11/6/2003", "TCVN3",
			"Căn cứ Nghị định 63/2003/NĐ-CP ngày 11/6/2003", 9, 3},
		{"soft hyphen as a letter", "nh÷ng ng\u00adêi ®\u00ada th\u00ad", "TCVN3", "những người đưa thư", 0, 1},
		{"TCVN3 title in a Unicode file", "---\r\ntitle: Th«ng b¸o kú häp thø 5\r\n---\r\nKính gửi các đại biểu", "TCVN3",
			"title: Thông báo kỳ họp thứ 5", 12, 2},
		{"motto in VNI", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "VNI", "Cộng hòa xã hội chủ nghĩa Việt Nam", 0, 1},
		{"UTF-8 read as Windows-1252", "cá»™ng hÃ²a xÃ£ há»™i", "Windows-1252", "cộng hòa xã hội", 0, 1},
		{"the same with control characters", "# A\nVá»\u0081 Ä‘iá»\u0081u lÃ\u00a0 luáº\u00adn, â€œkhÃ´ngâ€\u009d", "Windows-1252", "Về điều là luận, “không”", 4, 2},
		{"a quotation that was right", "“cá»™ng” hÃ²a xÃ£ há»™i dân", "Windows-1252", "", 17, 1},
		{"VNI capitals", "ÑOÄC LAÄP TÖÏ DO HAÏNH PHUÙC", "VNI", "ĐỘC LẬP TỰ DO HẠNH PHÚC", 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := Clean([]byte(test.in))
			var bad *BadTextError
			if !errors.As(err, &bad) || bad.Kind != Legacy {
				t.Fatalf("got %v", err)
			}
			if bad.Encoding != test.encoding || bad.Meant != test.meant || bad.Offset != test.offset || bad.Line != test.line {
				t.Errorf("got %+v", *bad)
			}
			if !strings.Contains(test.in, bad.Found) {
				t.Errorf("found %q", bad.Found)
			}
		})
	}
}

func TestWholeArticleInEachLegacyEncodingIsRefused(t *testing.T) {
	plain := strings.ToLower(article)
	misread, err := charmap.Windows1252.NewDecoder().String(article)
	if err != nil {
		t.Fatal(err)
	}
	for encoding, in := range map[string]string{
		"TCVN3": reversed(tcvn3).Replace(plain), "VNI": reversed(vni).Replace(plain), "Windows-1252": misread,
	} {
		_, _, err := Clean([]byte(in))
		var bad *BadTextError
		if !errors.As(err, &bad) || bad.Encoding != encoding {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}

// Files of old programs hold the bytes themselves.
func TestLegacyBytesAreToldFromABrokenFile(t *testing.T) {
	for _, test := range []struct {
		in   string
		want BadTextError
	}{
		{"# T\xEAn\n\nC\xA8n c\xF8 Ngh\xDE \xAE\xDEnh ng\xB5y", BadTextError{Legacy, 7, 3, "TCVN3", "C¨n cø NghÞ ®Þnh ngµy", "Căn cứ Nghị định ngày"}},
		{"Co\xE4ng ho\xF8a xa\xF5 ho\xE4i chu\xFB ngh\xF3a", BadTextError{Legacy, 0, 1, "VNI", "Coäng hoøa xaõ hoäi chuû nghóa", "Cộng hòa xã hội chủ nghĩa"}},
		{"Cộng hòa xã hội chủ nghĩa \xE1", BadTextError{Kind: NotUTF8, Offset: len("Cộng hòa xã hội chủ nghĩa "), Line: 1}},
		{"Caf\xE9 de Hano\xEF, \xE0 No\xEBl, o\xF9 il ha\xEFt", BadTextError{Kind: NotUTF8, Offset: 3, Line: 1}},
	} {
		_, _, err := Clean([]byte(test.in))
		if bad, ok := errors.AsType[*BadTextError](err); !ok || *bad != test.want {
			t.Errorf("%q: got %#v", test.in, bad)
		}
	}
}

func reversed(pairs string) *strings.Replacer {
	fields := strings.Fields(pairs)
	slices.Reverse(fields)
	return strings.NewReplacer(fields...)
}

func TestOrdinaryTextIsNotTakenForLegacy(t *testing.T) {
	for _, s := range []string{
		article, strings.ToUpper(article),
		"Diện tích 25 m², nhiệt độ 30 °C ± 2, phí 1½ %, © 2024 UBND® · § 5, « Điều 3 », 5 µm, £m, N·m",
		"Gặp gỡ đoàn Köln, Zürich, São Paulo, Malmö, Curaçao, Škoda và ông François Müller",
		"hoà bình, khoẻ, thuỷ lợi, hoá đơn, quý, uỷ quyền, hoãn, toà án, loã xoã",
		"Y Moan Êñuôl, Krông Ana, Ñ, Ê Đê, Ðak Đoa",
		"Où est la maïs ? Là où il haït le goût du Thaï, à Noël, en août : « ça » naïf, bête, tôt, dû.",
		"Les Thaï, les Moï et les Maï du pays où l’on haït",
		"Où va-t-on\u00a0? «\u00a0Être ou ne pas être\u00a0», dit l’élève à côté de l’église brûlée, hôtel, île, œuvre.",
		"Do\u00adnau\u00addampf\u00adschiff\u00adfahrt über die Brücke, schön, groß, »Wörter« müssen für ältere Bürger größer sein",
		"für Tür nö hör Böe Mühe »Ach« öde Ödön, Kölln, Äpfel, Öl, Übung",
		"naïve café, façade, jalapeño, £5m, 10 µm, ¼ inch, “déjà vu” — rôle, coöperate, Brontë",
		"Tida held på å gå ut; søndag på øya, blåbær, Ålesund",
		"año, mañana, señor, ¿qué? ¡sí! 1ª 2º, Mª Ángeles; coração, não, então, só, três",
		"l·l col·legi, Øresund, Þór, Guðrún, ekki það",
	} {
		if _, _, err := Clean([]byte(s)); err != nil {
			t.Errorf("%v\n%.80q", err, s)
		}
	}
}

func TestIsSyllable(t *testing.T) {
	for _, s := range strings.Fields(strings.NewReplacer("/", " ", "-", " ").Replace(
		`a Ủy yêu gì giếng gìn giữ quốc quyền quý quẩn khuỷu nghiêng thuở ngoằn ngoèo khuya hoà hòa ướt Ấp xoong huỳnh`)) {
		if !isSyllable(s) {
			t.Errorf("%q is a syllable", s)
		}
	}
	for _, s := range []string{"", "đ", "ng", "tôt", "hocj", "ngà̀", "Wort", "strasse", "ằ", "oá ", "thanhf", "à́n"} {
		if isSyllable(s) {
			t.Errorf("%q is no syllable", s)
		}
	}
}
