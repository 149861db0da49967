package main

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// upended is a photograph as a telephone held upright stores it, which says where
// it was taken.
func upended(t testing.TB, w, h int) []byte {
	t.Helper()
	exif := "\xFF\xE1\x00\x2CExif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00GPS 21.028"
	return append([]byte("\xFF\xD8"+exif), mustJPEG(t, w, h)[2:]...)
}

func mustBuild(t testing.TB, dir, output string) {
	t.Helper()
	var out bytes.Buffer
	if status := dialling(nil, &out, &out).run(context.Background(), []string{"build", "--source", dir, "--output", output}); status != exitDone {
		t.Fatal(out.String())
	}
}

func TestPicturesAreMadeReadyForReaders(t *testing.T) {
	photo := upended(t, 1500, 2100)
	dir := mustSite(t, map[string]string{
		"content/tin-tuc/hop/Ảnh chụp.JPG": string(photo),
		"content/tin-tuc/hop/goc.jpg":      string(photo),
		"content/tin-tuc/hop/nho.webp":     smallSite["anh.webp"],
		"content/tin-tuc/hop/index.md": "---\ntitle: Họp\ndate: 2024-02-28\nimage: {src: Ảnh chụp.JPG, alt: Hội trường, caption: \"<b>Toàn</b> cảnh\", credit: An}\n" +
			"attachments: [{file: goc.jpg, title: Ảnh gốc}]\n---\n![Bàn chủ tọa](<Ảnh chụp.JPG> \"Bàn <b>chủ tọa</b>\")\n\nBiểu tượng ![nhỏ](nho.webp) và [ảnh](goc.jpg).\n",
	})
	output := filepath.Join(t.TempDir(), "public")
	mustBuild(t, dir, output)
	at := filepath.Join(output, "tin-tuc/2024/02/hop")
	page := mustRead(t, filepath.Join(at, "index.html"))
	const src = "/tin-tuc/2024/02/hop/anh-chup"
	const about = ` src="` + src + `.800.jpg" srcset="` + src + `.400.jpg 400w, ` + src + `.800.jpg 800w, ` + src +
		`.1200.jpg 1200w" sizes="(min-width: 44rem) 40rem, 92vw" width="2100" height="1500" alt="`
	for _, want := range []string{
		"<img" + about + `Hội trường" decoding="async">` + "\n" + `<figcaption>&lt;b&gt;Toàn&lt;/b&gt; cảnh <span class="credit">Ảnh: An</span>`,
		"<figure><img" + about + `Bàn chủ tọa" loading="lazy" decoding="async"><figcaption>Bàn &lt;b&gt;chủ tọa&lt;/b&gt;</figcaption>`,
		`<img src="/tin-tuc/2024/02/hop/nho.webp" width="1" height="1" alt="nhỏ" loading="lazy"`,
		`property="og:image" content="https://example.org` + src + `.1200.jpg"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s\n%s", want, page)
		}
	}
	for name, width := range map[string]int{"anh-chup": 2100, "anh-chup.400": 400, "anh-chup.800": 800, "anh-chup.1200": 1200, "goc.400": 400} {
		made := mustRead(t, filepath.Join(at, name+".jpg"))
		size, err := jpeg.DecodeConfig(strings.NewReader(made))
		if err != nil || size.Width != width || strings.Contains(made, "GPS") {
			t.Errorf("%s: %v %v", name, size, err)
		}
	}
	if mustRead(t, filepath.Join(at, "goc.jpg")) != string(photo) || mustRead(t, filepath.Join(at, "nho.webp")) != smallSite["anh.webp"] {
		t.Error("an attachment or a WebP is not as it was")
	}
}

// A picture that begins an article is seen at once, and not when it is scrolled to.
func TestOnlyThePictureAtTheTopIsNotLazy(t *testing.T) {
	for body, lazy := range map[string]int{
		"![Một](a.webp)\n\n![Hai](a.webp)\n": 1,
		"![Một](a.webp) và ![hai](a.webp)\n": 1,
		"Chữ.\n\n![Một](a.webp)\n":           1,
		"Chữ ![một](a.webp).\n":              1,
		"> ![Một](a.webp)\n":                 1,
		"![Một](a.webp \"Chú thích\")\n":     0,
	} {
		dir := mustSite(t, map[string]string{"content/tin-tuc/hop/a.webp": smallSite["anh.webp"],
			"content/tin-tuc/hop/index.md": "---\ntitle: Họp\ndate: 2024-02-28\n---\n" + body})
		mustBuild(t, dir, "public")
		if got := strings.Count(mustRead(t, filepath.Join(dir, "public/tin-tuc/2024/02/hop/index.html")), `loading="lazy"`); got != lazy {
			t.Errorf("%q: %d are lazy, want %d", body, got, lazy)
		}
	}
}

// With other cores, and when what was kept is gone, the same comes out.
func TestPicturesAreTheSameEachTime(t *testing.T) {
	files := map[string]string{}
	for i := range 5 {
		files[fmt.Sprintf("content/tin-tuc/b%d/anh.jpg", i)] = string(upended(t, 900+i, 700))
		files[fmt.Sprintf("content/tin-tuc/b%d/index.md", i)] = "---\ntitle: Họp\ndate: 2024-02-28\n---\n![Toàn cảnh](anh.jpg)\n"
	}
	dir, outputs := mustSite(t, files), t.TempDir()
	cache := filepath.Join(os.Getenv("XDG_CACHE_HOME"), "bantin")
	first := filepath.Join(outputs, "first")
	mustBuild(t, dir, first)
	for name, before := range map[string]func(){
		"kept":     func() {},
		"one core": func() { runtime.GOMAXPROCS(1) },
		"emptied":  func() { os.RemoveAll(cache) },
	} {
		cores := runtime.GOMAXPROCS(0)
		before()
		again := filepath.Join(outputs, name)
		mustBuild(t, dir, again)
		runtime.GOMAXPROCS(cores)
		if err := sameFiles(first, again); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sameFiles compares what two folders hold.
func sameFiles(a, b string) error {
	return filepath.WalkDir(a, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(a, name)
		x, errx := os.ReadFile(name)
		y, erry := os.ReadFile(filepath.Join(b, rel))
		if errx != nil || erry != nil || !bytes.Equal(x, y) {
			return fmt.Errorf("%s differs: %v %v", rel, errx, erry)
		}
		return nil
	})
}

func TestAnArticleMayHave300Pictures(t *testing.T) {
	files, body := map[string]string{}, "---\ntitle: Hội thi ảnh\ndate: 2024-02-28\n---\n"
	for i := range 300 {
		files[fmt.Sprintf("content/tin-tuc/hoi-thi-anh-nghe-thuat-phuong-lang-ha/%d.jpg", i)] = string(mustJPEG(t, 450+i, 30))
		body += fmt.Sprintf("![Ảnh](%d.jpg)\n\n", i)
	}
	files["content/tin-tuc/hoi-thi-anh-nghe-thuat-phuong-lang-ha/index.md"] = body
	dir := mustSite(t, files)
	mustBuild(t, dir, "public")
	page := mustRead(t, filepath.Join(dir, "public/tin-tuc/2024/02/hoi-thi-anh-nghe-thuat-phuong-lang-ha/index.html"))
	if n := strings.Count(page, ".400.jpg 400w"); n != 300 {
		t.Errorf("%d pictures", n)
	}
}
