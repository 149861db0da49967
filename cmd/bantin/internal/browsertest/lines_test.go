package browsertest

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"bantin/cmd/internal/browser"

	"github.com/chromedp/chromedp"
)

// broken lists the numbers of documents and the dates in a page of which a line
// ends within.
const broken = `(() => {
	const list = [], range = document.createRange()
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	for (let node; node = walk.nextNode();) {
		for (const word of node.data.matchAll(/\d+(\/\d+)*\/[\d\p{Lu}-]+/gu)) {
			range.setStart(node, word.index)
			range.setEnd(node, word.index + word[0].length)
			const tops = [...range.getClientRects()].map((r) => r.top)
			if (Math.max(...tops) > Math.min(...tops)) list.push(word[0])
		}
	}
	return list.join(" ")
})()`

// brokenTimes lists the dates of which a line ends within, wherever on the line they
// begin.
const brokenTimes = `(() => {
	const list = [], before = document.createElement("span")
	for (const time of document.querySelectorAll("time")) {
		time.before(before)
		for (let n = 0; n < 40; n++) {
			before.textContent = "chữ ".repeat(n)
			if (time.getClientRects().length > 1) { list.push(time.textContent); break }
		}
	}
	before.remove()
	return list.join("; ")
})()`

func TestNumbersAndDatesAreNotBrokenAcrossLines(t *testing.T) {
	f := mustFolder(t)
	const title = "Nghị quyết 35/2023/NQ-HĐND sửa đổi Nghị quyết 12/NQ-HĐND và Nghị định 42/2022/NĐ-CP"
	var body strings.Builder
	for n := range 60 { // so that each meets the end of a line
		body.WriteString(strings.Repeat("chữ ", n%9) + "Nghị định 42/2022/NĐ-CP ngày 24/06/2022, Thông tư 15/2022/TTLT-BTC-BNV (40-CT/TW), **1211/2016/UBTVQH13**. ")
	}
	text := "---\ntitle: " + title + "\ndate: 2024-02-29 14:05\nsummary: " + title + "\ntags: [Thi hành Nghị quyết 35/2023/NQ-HĐND]\nimage: {src: anh.jpg, alt: Cờ, caption: " + title + "}\n---\n" +
		"![Cờ](anh.jpg \"" + title + "\")\n\n" + body.String() + strings.Repeat("\n\n## "+title+"\n\n- "+body.String(), 3) + "\n"
	check(t, os.Mkdir(f.path("content/tin-tuc/2024/02/so-van-ban"), 0o755))
	check(t, os.WriteFile(f.path("content/tin-tuc/2024/02/so-van-ban/index.md"), []byte(text), 0o644))
	check(t, os.WriteFile(f.path("content/tin-tuc/2024/02/so-van-ban/anh.jpg"), mustPhoto(t, 60, 40), 0o644))
	f.replace("content/site.yaml", "\ntitle:", "\nnotice: {text: \""+title+"\", link: /tin-tuc/}\ntitle:")
	host := f.publish(http.NotFoundHandler())
	w := mustTab(t, host+"/")
	for _, address := range []string{"/tin-tuc/2024/02/so-van-ban/", "/", "/luu-tru/2024/02/", "/so-do-trang/", "/tu-khoa/", "/tu-khoa/thi-hanh-nghi-quyet-35-2023-nq-hdnd/"} {
		for _, width := range []int64{320, 390, 1280} {
			w.Do(chromedp.Navigate(host+address), chromedp.EmulateViewport(width, 800))
			w.Until("the number", `document.body.innerText.includes("35/2023/NQ-HĐND")`)
			if list := browser.Eval[string](w.Tab, broken); list != "" {
				t.Errorf("%s, %d pixels: broken across lines: %s", address, width, list)
			}
			if list := browser.Eval[string](w.Tab, brokenTimes); list != "" {
				t.Errorf("%s, %d pixels: broken across lines: %s", address, width, list)
			}
			if out := browser.Eval[float64](w.Tab, `document.documentElement.scrollWidth - innerWidth`); out > 0 {
				t.Errorf("%s is %v pixels wider than a window of %d", address, out, width)
			}
		}
	}
	w.Do(chromedp.Navigate(host + "/tin-tuc/2024/02/so-van-ban/"))
	browser.Eval[any](w.Tab, `document.querySelector("time").style.whiteSpace = "normal"`)
	if browser.Eval[string](w.Tab, brokenTimes) == "" {
		t.Error("this test does not see a broken date")
	}
	browser.Eval[any](w.Tab, `document.querySelector("h1").textContent = "chữ ".repeat(9) + "42/2022/NĐ-CP ".repeat(30)`)
	if list := browser.Eval[string](w.Tab, broken); list == "" {
		t.Error("this test does not see a broken number")
	}
}
