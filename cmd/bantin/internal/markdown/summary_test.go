package markdown

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSummaryIsTheFirstParagraphAsText(t *testing.T) {
	clause := "Thường trực Hội đồng nhân dân, "
	for _, test := range []struct{ name, body, want string }{
		{"plain", "Đoạn một\ndòng hai.\n\nĐoạn hai.\n", "Đoạn một dòng hai."},
		{"marks", "Họp **khẩn** về [đất đai](a.pdf), `x` &amp; \\*y\\*, m<sup>2</sup><br>hết\n", "Họp khẩn về đất đai, x & *y*, m2 hết"},
		{"footnote", "Theo luật[^1] mới.\n\n[^1]: Luật số 77.\n", "Theo luật mới."},
		{"reference", "Theo [luật mới][l].\n\n[l]: a.pdf\n", "Theo luật mới."},
		{"heading", "## Mở đầu\n\nĐoạn.\n", "Đoạn."},
		{"heading above its text", "## Mở đầu\nĐoạn.\n", "Đoạn."},
		{"picture", "![Ảnh](a.jpg \"Tên\")\n\nĐoạn.\n", "Đoạn."},
		{"table", "a|b\n-|-\n1|2\n\nĐoạn.\n", "Đoạn."},
		{"list", "- một\n\n  vẫn một\n- hai\n\nĐoạn.\n", "Đoạn."},
		{"quotation", "> Trích\n\nĐoạn.\n", "Đoạn."},
		{"code", "```\nmột\n\nhai\n```\n\nĐoạn.\n", "Đoạn."},
		{"comment", "<!-- một\n\nhai --> ba\n\nĐoạn.\n", "Đoạn."},
		{"definitions", "[a]: b\n\n---\n\nĐoạn.\n", "Đoạn."},
		{"nothing", "## Chỉ có đề mục\n", ""},
		{"empty", "", ""},
		{"long", strings.Repeat(clause, 30), strings.Repeat(clause, 9) + "Thường trực Hội đồng…"},
		{"long, cut behind a comma", "a " + strings.Repeat(clause, 30), "a " + strings.Repeat(clause, 9) + "Thường trực Hội…"},
	} {
		if got := New().Summary(Source{Text: []byte("x" + test.body), Body: 1}); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestSummaryOfOneLongWordIsCut(t *testing.T) {
	got := New().Summary(Source{Text: []byte(strings.Repeat("đ", 5000))})
	if n := utf8.RuneCountInString(got); n != summaryLength+1 || !strings.HasSuffix(got, "đ…") {
		t.Errorf("got %d characters: %q", n, got)
	}
}
