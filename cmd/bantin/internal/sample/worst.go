package sample

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Worst writes the worst that an editor may write into a site's folder: what is
// as long, as many or as empty as a site admits. Pages of it must look right too.
func Worst(dir string) error {
	dir = filepath.Join(dir, "content", "te-nhat")
	files := map[string]string{
		"_index.md":       "---\ntitle: " + words(300) + "\ndescription: " + words(900) + "\n---\n",
		"trong/_index.md": "---\ntitle: Mục trống\n---\n",
		"lien.md":         "---\ntitle: " + unbroken(300) + "\ndate: 2024-03-02\nwithdrawn: " + unbroken(300) + "\n---\n\n" + unbroken(900) + "\n",
		"ngan.md":         "---\ntitle: Ô\ndate: 2024-03-03\n---\n",
		"nhieu/index.md":  most(),
	}
	for i := range 300 {
		files[fmt.Sprintf("nhieu/tep-%d.txt", i)] = "Tệp\n"
	}
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// words and unbroken are n letters of text, with spaces and without.
func words(n int) string    { return cut("Nghị quyết về việc Ẫm Ẵm Ỗng ", n-1) + "ỗ" }
func unbroken(n int) string { return cut("ẪẴỖNghịquyếtvềviệc", n) }

func cut(s string, n int) string { return string([]rune(strings.Repeat(s, n))[:n]) }

// letters are what Vietnamese has and English has not.
const letters = "ÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ ĐÈÉẺẼẸ ÊỀẾỂỄỆ ÌÍỈĨỊ ÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ ÙÚỦŨỤ ƯỪỨỬỮỰ ỲÝỶỸỴ " +
	"àáảãạ ăằắẳẵặ âầấẩẫậ đèéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ ₫ “”"

// most is an article with all that an article can have, of each the most, and no lead.
func most() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: 2024-03-01 14:05\nupdated: 2024-03-31\nauthor: %[1]s\nsource: %[1]s\ntags:\n", words(300))
	for i := range 59 {
		fmt.Fprintf(&b, "  - Từ khóa dài thứ %d\n", i+1)
	}
	fmt.Fprintf(&b, "  - %s\ncorrections:\n", unbroken(60))
	for i := range 12 {
		fmt.Fprintf(&b, "  - date: 2024-03-%02d\n    text: %s\n", i+2, words(200))
	}
	b.WriteString("attachments:\n")
	for i := range 300 {
		fmt.Fprintf(&b, "  - file: tep-%d.txt\n    title: Phụ lục %[1]d, %s\n", i, words(60))
	}
	b.WriteString("---\n\n## " + words(300) + "\n\n### " + unbroken(300) + "\n\n#### Đề mục 4\n\n##### Đề mục 5\n\n###### Đề mục 6\n\n")
	fmt.Fprintf(&b, "%s\n\n**%[1]s**\n\n*%[1]s*\n\n`%[1]s`\n\nhttps://hanoi.gov.vn/%s\n\n[Bài đã gỡ](../lien.md)\n\n", letters, strings.Repeat("van-ban", 40))
	b.WriteString(strings.Repeat("| Cột số liệu ", 12) + "|\n" + strings.Repeat("| --: ", 12) + "|\n" + strings.Repeat("| 4.860.169 ", 12) + "|\n\n")
	fmt.Fprintf(&b, "```\n%s\n```\n\n> > > - 1. %s\n\n", strings.Repeat("mã", 200), words(500))
	fmt.Fprintf(&b, "%s\n: %[1]s\n\nChú thích.[^1]\n\n[^1]: %[2]s\n", words(60), unbroken(300))
	return b.String()
}
