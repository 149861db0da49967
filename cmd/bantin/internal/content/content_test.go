package content

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"
)

const settings = "title: Trang thử\nbase_url: https://example.org/\n"

func mustRead(t testing.TB, files map[string]string) (*Tree, []diag.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{"content/site.yaml": {Data: []byte(settings)}}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r := Reader{FS: fsys, Summary: func(string, []byte, int) string { return "tóm tắt" }}
	tree, found, err := r.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return tree, found
}

func codes(found []diag.Diagnostic) []diag.Code {
	list := []diag.Code{}
	for _, d := range found {
		list = append(list, d.Code)
	}
	return list
}

func TestFrontMatterIsReadWhole(t *testing.T) {
	tree, found := mustRead(t, map[string]string{
		"content/tin/_index.md": "---\ntitle: Tin\n---\n",
		"content/tin/2024/bai/index.md": `---
title: "Thông báo:   kỳ họp"
date: 28/2/2024 14:05
summary: No
author: 0123
tags: [Kỳ họp, "Giám sát"]
image: {src: anh.jpg, alt: Ảnh, caption: Chú thích, credit: Tác giả}
publish: 2024-02-29
expires: 2025-01-01
updated: 1/3/2024
corrections:
  - {date: 2/3/2024, text: Sửa tên}
withdrawn: Đã gỡ
pinned: true
attachments: [{file: a.pdf, title: Tệp}]
aliases: /cu.html
slug: ten-khac
---
Nội dung.
`,
		"content/tin/2024/bai/a.pdf": "x", "content/tin/2024/bai/anh.jpg": "x",
	})
	if len(found) > 0 {
		t.Fatal(found)
	}
	a := tree.Articles[0]
	for _, c := range []struct{ key, got, want string }{
		{"title", a.Title, "Thông báo: kỳ họp"},
		{"date", a.Date.RFC3339(), "2024-02-28T14:05:00+07:00"},
		{"summary", a.Summary, "No"}, // not false
		{"author", a.Author, "0123"}, // not 83
		{"tags", strings.Join(a.Tags, "|"), "Kỳ họp|Giám sát"},
		{"image", a.Image.Src + a.Image.Alt + a.Image.Caption + a.Image.Credit, "anh.jpgẢnhChú thíchTác giả"},
		{"publish", a.Publish.ISO(), "2024-02-29"},
		{"corrections", a.Corrections[0].Date.ISO() + a.Corrections[0].Text, "2024-03-02Sửa tên"},
		{"aliases", strings.Join(a.Aliases, "|"), "/cu.html"},
		{"slug", a.Slug, "ten-khac"},
		{"section", a.Section.Title, "Tin"},
		{"name", a.Name(), "bai"},
		{"files", a.Files[0].Name + a.Files[1].Name, "a.pdfanh.jpg"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.key, c.got, c.want)
		}
	}
	if !a.Pinned || a.Draft || a.LeadFromText {
		t.Errorf("pinned %v, draft %v, lead from text %v", a.Pinned, a.Draft, a.LeadFromText)
	}
}

func TestHeadersAsEditorsSaveThem(t *testing.T) {
	for name, source := range map[string]string{
		"a byte-order mark":           "\ufeff---\ntitle: Bài\n---\n",
		"Windows line ends":           "---\r\ntitle: Bài\r\n---\r\nNội dung\r\n",
		"blank lines above":           "\n\n---\ntitle: Bài\n---\n",
		"spaces behind the dashes":    "---  \ntitle: Bài\n--- \n",
		"an indented --- in a value":  "---\ntitle: Bài\nsummary: |\n  một\n  ---\n  hai\n---\nNội dung\n",
		"no line end at the end":      "---\ntitle: Bài\n---",
		"a comment":                   "---\n# ghi chú\ntitle: Bài\n# đây\n---\n",
		"NFD":                         "---\ntitle: Ba\u0300i\n---\n",
		"a rule below, as a body has": "---\ntitle: Bài\n---\nMột\n\n---\n\nHai\n",
	} {
		t.Run(name, func(t *testing.T) {
			tree, found := mustRead(t, map[string]string{"content/bai.md": source})
			if diag.Errors(found) > 0 || len(tree.Articles) != 1 || tree.Articles[0].Title != "Bài" {
				t.Fatalf("found %v", found)
			}
		})
	}
}

func TestDatesAreInTheSitesZone(t *testing.T) {
	zone := time.Local
	defer func() { time.Local = zone }()
	time.Local = time.FixedZone("elsewhere", -8*3600)
	tree, _ := mustRead(t, map[string]string{"content/bai.md": "---\ntitle: Bài\ndate: 2024-02-28 00:30\n---\n"})
	if got := tree.Articles[0].Date.RFC3339(); got != "2024-02-28T00:30:00+07:00" {
		t.Error(got)
	}
}

func TestReadingAgainReadsOnlyWhatChanged(t *testing.T) {
	fsys := fstest.MapFS{
		"content/site.yaml": {Data: []byte(settings)},
		"content/a.md":      {Data: []byte("---\ntitle: A\n---\n")},
		"content/b.md":      {Data: []byte("---\ntitle: B\n---\n")},
	}
	counted := &countingFS{FS: fsys, opened: map[string]int{}}
	r := Reader{FS: counted}
	for range 3 {
		if _, _, err := r.Read(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	fsys["content/b.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Bê\n---\n"), ModTime: time.Unix(1, 0)}
	tree, _, err := r.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if counted.opened["content/a.md"] != 1 || counted.opened["content/b.md"] != 2 || tree.Articles[1].Title != "Bê" {
		t.Errorf("opened %v, title %q", counted.opened, tree.Articles[1].Title)
	}
}

func TestASaveThatLeavesTheHeaderAloneKeepsTheTree(t *testing.T) {
	fsys := fstest.MapFS{
		"content/site.yaml": {Data: []byte(settings)},
		"content/a.md":      {Data: []byte("---\ntitle: A\nsummary: s\n---\nmột\n")},
		"content/b.md":      {Data: []byte("---\ntitle: B\nsummary: s\n---\n")},
	}
	counted := &countingFS{FS: fsys, opened: map[string]int{}}
	r := Reader{FS: counted}
	read := func(touched ...string) *Tree {
		t.Helper()
		tree, found, err := r.Read(t.Context(), touched)
		if err != nil || diag.Errors(found) > 0 {
			t.Fatal(found, err)
		}
		return tree
	}
	save := func(text string) {
		fsys["content/a.md"] = &fstest.MapFile{Data: []byte(text), ModTime: time.Now()}
	}
	first := read()
	save("---\ntitle: A\nsummary: s\n---\nhai\n")
	if read("content/a.md") != first || !slices.Equal(r.Changed(), []string{"content/a.md"}) {
		t.Errorf("another tree for another body, changed %v", r.Changed())
	}
	save("---\ntitle: A\nsummary: s\n---\nhai\n")
	if read() != first || len(r.Changed()) > 0 {
		t.Errorf("another tree for no change, changed %v", r.Changed())
	}
	save("---\ntitle: Á\nsummary: s\n---\nhai\n")
	if tree := read("content/a.md"); tree == first || tree.Articles[0].Title != "Á" {
		t.Error("the tree before, for another title")
	}
	if counted.opened["content/b.md"] != 1 {
		t.Errorf("a file that nobody touched was read %d times", counted.opened["content/b.md"])
	}
	fsys["content/c.md"] = &fstest.MapFile{Data: []byte("---\ntitle: C\nsummary: s\n---\n")}
	if tree := read("content/c.md"); len(tree.Articles) != 3 {
		t.Error("a new file is not found")
	}
	delete(fsys, "content/c.md")
	if tree := read("content/c.md"); len(tree.Articles) != 2 {
		t.Error("a file that went is still there")
	}
	save("---\ntitle: Á: hỏng\n---\n")
	tree, found, err := r.Read(t.Context(), []string{"content/a.md"})
	if err != nil || diag.Errors(found) != 1 || tree.Articles[0].Title != "Á" {
		t.Errorf("an article with a fault is not what it was when it was sound: %v %v", found, err)
	}
}

// A program that truncates a file before it writes leaves it empty for a moment.
func TestAnEmptyFileIsNotTakenForOneThatIsTooLarge(t *testing.T) {
	fsys := fstest.MapFS{"content/site.yaml": {Data: []byte(settings)}}
	r := Reader{FS: fsys}
	for _, save := range []struct {
		text string
		want diag.Code
	}{{"", "header-missing"}, {strings.Repeat("x", limit.File+1), "file-size"}, {"", "header-missing"}} {
		fsys["content/a.md"] = &fstest.MapFile{Data: []byte(save.text), ModTime: time.Now()}
		_, found, err := r.Read(t.Context(), nil)
		if err != nil || !slices.Equal(codes(found), []diag.Code{save.want}) || len(r.Changed()) != 1 {
			t.Errorf("%d bytes: %v, changed %v, %v; want %s", len(save.text), codes(found), r.Changed(), err, save.want)
		}
	}
}

type countingFS struct {
	fs.FS
	mu     sync.Mutex
	opened map[string]int // guarded by mu
}

func (c *countingFS) Open(name string) (fs.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if strings.HasSuffix(name, ".md") {
		c.opened[name]++
	}
	return c.FS.Open(name)
}

func (c *countingFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

func TestHeaderLimits(t *testing.T) {
	many := func(n int, line string) string { return strings.Repeat(line, n) }
	var keys strings.Builder
	for i := range limit.Keys + 1 {
		fmt.Fprintf(&keys, "k%d: x\n", i)
	}
	for name, c := range map[string]struct {
		header string
		want   diag.Code
	}{
		"64 KiB":            {"title: Bài\nsummary: " + many(limit.Header, "x") + "\n", "header-size"},
		"keys":              {keys.String(), "header-keys"},
		"entries of a list": {"title: Bài\ntags: [" + many(limit.Items+1, "a, ") + "]\n", "header-items"},
		"a long title":      {"title: " + many(301, "ệ") + "\n", "value-long"},
		"depth":             {"title: " + many(20_000, "[") + "\n", "header-depth"},
		"a bomb":            {"title: Bài\ntags: &a [x, *a]\n", "yaml-anchor"},
	} {
		t.Run(name, func(t *testing.T) {
			_, found := mustRead(t, map[string]string{"content/bai.md": "---\n" + c.header + "---\n"})
			if !slices.Contains(codes(found), c.want) {
				t.Errorf("found %v, want %s", codes(found), c.want)
			}
		})
	}
}

// FuzzHeader holds the splitter to its promise: the header and the body are
// parts of the text, nothing lies between them but the two lines of dashes, and
// the library that decodes the header agrees where it ends.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: a\n---\nx", "---\n---\n", "---\ntitle: |\n  ---\n---\n", "\n---\ntitle: a\n---", "---\na\n--- \n---\n",
		"---\ntitle: a\n----\n---\n", "x", "", "---", "---\n", "+++\na = 1\n+++\n", "---\r\ntitle: a\r\n---\r\n", "---\n\u00a0---\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		cleaned, _, err := text.Clean(raw)
		if err != nil || len(cleaned) > limit.Header {
			return
		}
		yamlText, body, fault := split(cleaned)
		if fault != nil {
			return
		}
		lines := strings.SplitAfter(strings.TrimLeft(string(cleaned[:body]), " \t\n"), "\n")
		if lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
		}
		last := len(lines) - 1
		if strings.TrimSpace(lines[0]) != "---" || strings.TrimSpace(lines[last]) != "---" || strings.Join(lines[1:last], "") != string(yamlText) {
			t.Fatalf("of %q the header is %q", lines, yamlText)
		}
		var m Meta
		if decoded, _, err := header("x.md", cleaned, time.UTC, &m); err != nil || decoded != body {
			t.Fatalf("decoded to %d, cut at %d: %v", decoded, body, err)
		}
	})
}
