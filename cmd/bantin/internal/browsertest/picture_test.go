package browsertest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"testing"

	"bantin/cmd/internal/browser"

	"github.com/chromedp/chromedp"
)

// mustPhoto is a picture with a red top and a blue rest, stored lying on its right
// side as a telephone does.
func mustPhoto(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, h, w)) // upright it is w × h
	for y := range w {
		for x := range h {
			shade := color.RGBA{0, 0, 255, 255}
			if x < h/4 {
				shade = color.RGBA{255, 0, 0, 255}
			}
			img.SetRGBA(x, y, shade)
		}
	}
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, nil))
	exif := "\xFF\xE1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	return append([]byte("\xFF\xD8"+exif), b.Bytes()[2:]...)
}

// On a phone and on a screen the browser takes the smallest variant that fills the
// column, upright, and nothing moves when it comes.
func TestBrowsersTakeTheRightPicture(t *testing.T) {
	f := mustFolder(t)
	check(t, os.MkdirAll(f.path("content/tin-tuc/2024/03/anh"), 0o755))
	check(t, os.WriteFile(f.path("content/tin-tuc/2024/03/anh/anh.jpg"), mustPhoto(t, 1400, 1000), 0o644))
	check(t, os.WriteFile(f.path("content/tin-tuc/2024/03/anh/index.md"), []byte("---\ntitle: Có ảnh\ndate: 2024-03-01\n"+
		"image: {src: anh.jpg, alt: Đỏ trên xanh}\n---\nĐoạn.\n\n![Đỏ trên xanh](anh.jpg \"Chú thích\")\n\nĐoạn.\n"), 0o644))
	const page = "/tin-tuc/2024/03/anh/"
	published, served := drip(t, f.publish(http.NotFoundHandler())), f.serve()
	for _, c := range []struct {
		address string
		width   int64
		want    string
	}{{published, 390, "400"}, {published, 1280, "800"}, {served, 390, "400"}} {
		w := mustTab(t, "about:blank", moves)
		w.Do(chromedp.EmulateViewport(c.width, 2400), chromedp.Navigate(c.address+page))
		w.Until("both pictures", `document.querySelectorAll("article img").length === 2 &&
			[...document.querySelectorAll("article img")].every(i => i.complete && i.naturalWidth > 0)`)
		for _, taken := range browser.Eval[[]string](w.Tab, `[...document.querySelectorAll("article img")].map(i => i.currentSrc)`) {
			if taken != c.address+page+"anh."+c.want+".jpg" {
				t.Errorf("at %d pixels the browser takes %s", c.width, taken)
			}
		}
		if upright := browser.Eval[bool](w.Tab, `(() => {
			const i = document.querySelector("article img"), c = Object.assign(document.createElement("canvas"), {width: 100, height: 100}).getContext("2d", {willReadFrequently: true});
			c.drawImage(i, 0, 0, 100, 100);
			const [top, bottom] = [c.getImageData(50, 10, 1, 1).data, c.getImageData(50, 90, 1, 1).data];
			return i.clientWidth > i.clientHeight && top[0] > 200 && top[2] < 50 && bottom[0] < 50 && bottom[2] > 200;
		})()`); !upright {
			t.Error("the picture lies")
		}
		w.checkMoves()
	}
}
