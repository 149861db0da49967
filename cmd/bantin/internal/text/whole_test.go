package text

import "testing"

func TestNumbersOfDocumentsStayWhole(t *testing.T) {
	for s, want := range map[string]string{
		"Nghị định số 42/2022/NĐ-CP, ngày 24/6/2022": "Nghị định số [42/2022/NĐ-CP], ngày 24/6/2022",
		"(12/NQ-HĐND) và “40-CT/TW”":                 "([12/NQ-HĐND]) và “[40-CT/TW]”",
		"28-29/02/2024; 8/9":                         "[28-29/02/2024]; 8/9",
		"120/2020/QH14.":                             "[120/2020/QH14].",
		"12/NQ-":                                     "[12/NQ]-",
		"//12/":                                      "//12/", "-/a": "-/a", "": "", "và/hoặc": "và/hoặc", "NQ/12": "NQ/12", "Đ/a": "Đ/a",
		"https://a.vn/2/b":           "https://a.vn/2/b",
		"1/2022/TTLT-BTC-BNV-BTP-BN": "1/2022/TTLT-BTC-BNV-BTP-BN",
	} {
		got := ""
		for piece, whole := range Pieces(s, 24) {
			if whole {
				piece = "[" + piece + "]"
			}
			got += piece
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
