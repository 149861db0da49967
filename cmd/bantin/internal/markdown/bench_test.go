package markdown

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// benchArticle is 5 kB as offices write them: paragraphs, headings, a list, a
// table, links and a picture.
func benchArticle() []byte {
	paragraph := "Sáng ngày 28/02/2024, Thường trực Hội đồng nhân dân tổ chức **phiên họp giao ban** quý I với các đại biểu; " +
		"theo [Nghị quyết số 12](nghi-quyet-12.pdf), các tổ đại biểu báo cáo kết quả *tiếp xúc cử tri* trước kỳ họp. " +
		"Ý kiến của cử tri tập trung vào đất đai, môi trường, giao thông và trường học trên địa bàn quận.\n\n"
	return []byte(strings.Repeat("## Kết quả tiếp xúc cử tri\n\n"+paragraph+paragraph+
		"- Tổ 1: 125 ý kiến\n- Tổ 2: 98 ý kiến\n- Tổ 3: 143 ý kiến\n\n", 5) +
		"![Quang cảnh phiên họp](phien-hop.jpg \"Quang cảnh phiên họp\")\n\n" +
		"| Tổ | Ý kiến |\n|---|--:|\n| 1 | 125 |\n| 2 | 98 |\n")
}

func BenchmarkConvert(b *testing.B) {
	c, src := New(), Source{Text: benchArticle()}
	resolve := func(string, bool) Resolved { return Resolved{Href: "/tin-tuc/a.pdf"} }
	var out bytes.Buffer
	b.SetBytes(int64(len(src.Text)))
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		c.Convert(&out, src, resolve)
	}
}

// BenchmarkGoldmark is the same parser with the same extensions and nothing
// checked.
func BenchmarkGoldmark(b *testing.B) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough,
		extension.Footnote, extension.DefinitionList, extension.Linkify))
	src := benchArticle()
	var out bytes.Buffer
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := md.Convert(src, &out); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSummary(b *testing.B) {
	c, src := New(), Source{Text: benchArticle()}
	for b.Loop() {
		c.Summary(src)
	}
}
