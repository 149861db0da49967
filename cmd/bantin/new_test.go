package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/content"
)

// mustSite writes the small site into a new folder.
func mustSite(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, set := range []map[string]string{smallSite, files} {
		for name, text := range set {
			mustWrite(t, filepath.Join(dir, name), []byte(text))
		}
	}
	return dir
}

// dialogue runs the program with somebody who types the answers.
func dialogue(ctx context.Context, answers io.Reader, args ...string) (status int, out, told string) {
	var stdout, stderr bytes.Buffer
	status = (&cli{stdin: answers, asks: true, stdout: &stdout, stderr: &stderr, clock: time.Now}).run(ctx, args)
	return status, stdout.String(), stderr.String()
}

// tree lists the files below a folder.
func tree(t testing.TB, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, name)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func mustCheck(t testing.TB, dir string) {
	t.Helper()
	if status, out, told := dialogue(t.Context(), strings.NewReader(""), "check", "--source", dir); status != exitDone || strings.Contains(told, "lưu ý") {
		t.Errorf("check: %d\n%s%s", status, out, told)
	}
}

func TestNewAsksForWhatIsNotGiven(t *testing.T) {
	dir := mustSite(t, map[string]string{"content/so-tay/_index.md": "---\ntitle: Sổ tay\nkind: guide\n---\n"})
	mustWrite(t, filepath.Join(dir, "..", "Ảnh chụp.JPG"), mustJPEG(t, 30, 20))
	answers := strings.Join([]string{
		"", "  Thông báo:  lịch họp ", // none, then one
		"Tin", "tin tức", // none of that name, then one
		"hôm nay", "", // no date, then today
		"Sapo “nói hết”.", "Lê Hải", "Kỳ họp, Giám sát,, Kỳ họp",
		"khong-co.jpg", "'" + filepath.Join(dir, "..", "Ảnh chụp.JPG") + "'",
		"", "Hội trường", "", "Lê Hải",
	}, "\n")
	status, out, told := dialogue(t.Context(), strings.NewReader(answers), "new", "--source", dir, "--now", "2024-02-28 08:00")
	if status != exitDone {
		t.Fatalf("%d\n%s%s", status, out, told)
	}
	want := `---
title: "Thông báo: lịch họp"
date: 28/02/2024
summary: Sapo “nói hết”.
author: Lê Hải
tags:
  - Kỳ họp
  - Giám sát
draft: true
image:
  src: anh-chup.jpg
  alt: Hội trường
  credit: Lê Hải
---

`
	if got := mustRead(t, filepath.Join(dir, "content/tin-tuc/2024/02/thong-bao-lich-hop/index.md")); got != want {
		t.Errorf("the file is\n%s", got)
	}
	mustRead(t, filepath.Join(dir, "content/tin-tuc/2024/02/thong-bao-lich-hop/anh-chup.jpg"))
	for _, sentence := range []string{
		"Đầu đề:   mục này cần có\nĐầu đề: ", "  1. Sổ tay (content/so-tay)\n  2. Tin tức (content/tin-tuc)\n", "không có chuyên mục “Tin”",
		"[28/02/2024]", "“hôm nay” không phải là ngày", "không có tệp “khong-co.jpg”",
	} {
		if !strings.Contains(told, sentence) {
			t.Errorf("it did not say %q but\n%s", sentence, told)
		}
	}
	if !strings.Contains(out, "index.md") || !strings.Contains(out, "xóa dòng draft: true") || !strings.Contains(out, "bantin serve") {
		t.Errorf("it does not say what to do next: %s", out)
	}
	mustCheck(t, dir)
}

// Terminals write the name of a file that is dropped on them each in its way.
func TestNewTakesAFileThatWasDropped(t *testing.T) {
	dir := mustSite(t, nil)
	file := filepath.Join(dir, "..", "Ảnh (1) 'hop'.jpg")
	mustWrite(t, file, mustJPEG(t, 30, 20))
	for i, dropped := range []string{file, `"` + file + `"`, "& '" + strings.ReplaceAll(file, "'", "''") + "'"} {
		status, _, told := dialogue(t.Context(), strings.NewReader("\n\n\n\n"+dropped+" \nHội trường\n\n\n"), "new", fmt.Sprint("Bài ", i), "--source", dir)
		if status != exitDone || !strings.Contains(told, "Chú thích ảnh") {
			t.Errorf("%s: %s", dropped, told)
		}
	}
}

func TestNewAsksForAnotherNameWhenTheAddressIsTaken(t *testing.T) {
	dir := mustSite(t, map[string]string{"content/tin-tuc/cu.md": "---\ntitle: A\ndate: 1/2/2024\nslug: hop-bao\ndraft: true\n---\nA.\n"})
	status, out, told := dialogue(t.Context(), strings.NewReader("Hợp báo\nhop bao 2\n\n\n\n\n"), "new", "Họp báo", "--date", "28/2/2024", "--source", dir, "--lang", "en")
	if status != exitDone || strings.Count(told, "belongs to content/tin-tuc/cu.md already") != 2 || !strings.Contains(told, "Another file name: ") {
		t.Errorf("%d\n%s%s", status, out, told)
	}
	mustRead(t, filepath.Join(dir, "content/tin-tuc/2024/02/hop-bao-2.md"))
}

func TestNewEndsWithoutAnswers(t *testing.T) {
	dir := mustSite(t, nil)
	before := tree(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	never, _ := io.Pipe()
	stop()
	for name, in := range map[string]io.Reader{"end of input": strings.NewReader("Họp báo\n"), "Ctrl+C": never} {
		how := t.Context()
		if in == never {
			how = ctx
		}
		if status, _, told := dialogue(how, in, "new", "--source", dir); status != exitWrong || !strings.Contains(told, "chưa ghi gì") {
			t.Errorf("%s: %d %s", name, status, told)
		}
	}
	if after := tree(t, dir); len(after) != len(before) {
		t.Errorf("it left %q", after)
	}
}

// TestNewTakesAnyHeadline goes all the way with the headlines that YAML, file
// systems and addresses make trouble of; content fuzzes the header itself.
func TestNewTakesAnyHeadline(t *testing.T) {
	dir := mustSite(t, nil)
	for i, headline := range []string{
		"Kỳ họp: khai mạc", "# Họp báo", "Họp # 2", "- a", "\"Trích\" 'lời'", "a\\b", "true", "null", "[Khẩn] họp", "{a}", "*a*", "&a", "%", "@x", "`x`",
		"👨‍👩‍👧 ngày hội", "“Họp”", "---", "a\u00a0 b\tc", "ho\u0323p", "CON", "index", "日本", strings.Repeat("rất dài ", 30), "../../x", "a/b", "~", "2024",
	} {
		args := []string{"new", "--source", dir, "--date", "28/2/2024", "--open=false", "--name", fmt.Sprint("bai ", i), "--", headline}
		if status, out, told := dialogue(t.Context(), strings.NewReader("\n\n\n\n"), args...); status != exitDone {
			t.Errorf("%q: %d\n%s%s", headline, status, out, told)
		}
	}
	want := map[string]bool{"a b c": true, "họp": true, "- a": true, "👨‍👩‍👧 ngày hội": true, "a\\b": true}
	root, err := content.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	read, found, err := (&content.Reader{FS: root}).Read(t.Context(), nil)
	if err != nil || len(found) > 0 || len(read.Articles) != 28 {
		t.Fatal(err, found, len(read.Articles))
	}
	for _, a := range read.Articles {
		delete(want, a.Title)
	}
	if len(want) > 0 {
		t.Errorf("not read back: %v", want)
	}
}

func mustJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNewMakesPicturesReady(t *testing.T) {
	dir, pictures := mustSite(t, nil), t.TempDir()
	exif := "\xFF\xE1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	mustWrite(t, filepath.Join(pictures, "lon.png"), []byte("\xFF\xD8"+exif+string(mustJPEG(t, 3000, 1500))[2:]))
	status, out, told := dialogue(t.Context(), strings.NewReader("\n\n\n\n\n\n"), "new", "Ảnh lớn", "--source", dir, "--date", "28/2/2024",
		"--image", filepath.Join(pictures, "lon.png"), "--alt", "Một màu xám")
	if status != exitDone {
		t.Fatalf("%d\n%s%s", status, out, told)
	}
	made := mustRead(t, filepath.Join(dir, "content/tin-tuc/2024/02/anh-lon/lon.jpg")) // by what it is, not its name
	size, err := jpeg.DecodeConfig(strings.NewReader(made))
	if err != nil || size.Width != 1280 || size.Height != 2560 || strings.Contains(made, "Exif") {
		t.Errorf("%v %v", size, err)
	}
	mustCheck(t, dir)
}

func TestNewRefusesWhatBrowsersDoNotShow(t *testing.T) {
	dir, pictures := mustSite(t, nil), t.TempDir()
	before := tree(t, dir)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a.heic": {[]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1"), "xuất hoặc lưu thành JPEG"},
		"a.svg":  {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "tệp SVG"},
		"a.txt":  {[]byte("Không phải ảnh."), "không phải là tệp ảnh"},
		"b.jpg":  {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00IDAT"), "64 triệu điểm ảnh"},
		"d.webp": {[]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x10\x00\x00\x07\x10\x11\x11\x88\x88\xfe\x07\x00"), "4097 × 1 điểm ảnh, mà máy không thu nhỏ được WebP"},
		"c.jpg":  {mustJPEG(t, 300, 200)[:400], "chép chưa hết"},
	} {
		mustWrite(t, filepath.Join(pictures, name), c.data)
		status, _, told := dialogue(t.Context(), strings.NewReader(""), "new", "Ảnh", "--json", "--source", dir, "--alt", "x", "--image", filepath.Join(pictures, name))
		if status != exitWrong || !strings.Contains(told, "--image: ") || !strings.Contains(told, c.want) {
			t.Errorf("%s: %d %s", name, status, told)
		}
	}
	if after := tree(t, dir); len(after) != len(before) {
		t.Errorf("it left %q", after)
	}
}

func TestAMakerTakesBackWhatItMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trang")
	m, err := newMaker(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.file("a/b/c.md", whole([]byte("x"))); err != nil {
		t.Fatal(err)
	}
	if err := m.file("a/b/c.md", whole(nil)); err == nil {
		t.Error("it wrote over a file")
	}
	if err := m.file("../c.md", whole(nil)); err == nil {
		t.Error("it left its folder")
	}
	m.close()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("something is left")
	}
}
