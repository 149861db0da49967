package browsertest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bantin/cmd/internal/browser"

	"github.com/chromedp/chromedp"
)

// The article that tests open and edit, its source, and an old address for it.
const (
	article = "/tin-tuc/2024/02/hoi-nghi-tong-ket-cong-tac-phoi-hop-nam-2023/"
	source  = "content/tin-tuc/2024/02/hoi-nghi-tong-ket-cong-tac-phoi-hop-nam-2023.md"
	alias   = "/tin-cu/bai-1.html"
)

// About a served page; heard becomes true there once the preview has told it of faults.
const (
	says    = `document.querySelector("main").innerText.includes`
	boxed   = `document.querySelector("#bantin-faults[open]")?.innerText.includes`
	atRest  = `window.heard && !document.querySelector("#bantin-faults")`
	hearing = `window.EventSource = class extends EventSource {
		constructor(address) { super(address); this.addEventListener("message", () => window.heard = true) }
	}`
)

func TestServedPageFollowsItsSource(t *testing.T) {
	f := mustFolder(t)
	w := mustTab(t, f.serve()+article, hearing)
	w.Do(chromedp.EmulateViewport(390, 844)) // a phone
	w.Until("the headline", `document.querySelector("h1").innerText.startsWith("Hội nghị tổng kết")`)
	w.Until("the words", says+`("Báo cáo tại Hội nghị") && `+atRest)
	browser.Eval[any](w.Tab, `scrollTo(0, 700)`)
	f.replace(source, "Báo cáo tại Hội nghị", "Phát biểu tại Hội nghị")
	w.Until("the new word", says+`("Phát biểu tại Hội nghị") && `+atRest)
	for _, fault := range []struct{ sound, faulty, place, remedy string }{
		{"UBND quận và", "<div>UBND quận</div> và", ":23:1", "→ xóa mã này"},
		{"title: Hội nghị tổng", "title: Hội nghị: tổng", ":2:16", "title: \"Hội nghị: tổng"},
	} {
		f.replace(source, fault.sound, fault.faulty)
		w.Until("where the fault is", boxed+"(`"+source+fault.place+"`)")
		w.Until("what to do about it", boxed+"(`"+fault.remedy+"`)")
		w.Until("the page beside the box", says+`("Phát biểu tại Hội nghị")`)
		w.checkBox()
		f.replace(source, fault.faulty, fault.sound)
		w.Until("the page after mending", says+`("Phát biểu tại Hội nghị") && `+atRest)
	}
	w.Until("the place where the reader was", `scrollY === 700`)
}

// The list of all faults, opened on another page, stays open until the last is mended.
func TestOpenedListStaysOpenWhileFaultsAreMended(t *testing.T) {
	f := mustFolder(t)
	w := mustTab(t, f.serve()+"/gioi-thieu/", hearing)
	w.Until("a sound site", atRest)
	const box, guide = `document.querySelector("#bantin-faults")`, "content/huong-dan/01-bat-dau.md"
	const said = `?.querySelector("summary").innerText.endsWith`
	f.replace(source, "UBND quận và", "<div>UBND quận</div> và")
	f.replace(guide, "\n## ", "\n<div>Chữ</div>\n\n## ")
	w.Until("a number in the corner", box+said+`(": 2") && !`+box+`.open`)
	browser.Eval[any](w.Tab, box+`.querySelector("summary").click()`)
	f.replace(source, "<div>UBND quận</div> và", "UBND quận và")
	w.Until("the list of the other", box+said+`(": 1") && `+box+`.open`)
	f.replace(guide, "\n<div>Chữ</div>\n\n## ", "\n## ")
	w.Until("a sound site", atRest)
	f.replace(source, "UBND quận và", "<div>UBND quận</div> và")
	w.Until("a number again", box+said+`(": 1") && !`+box+`.open`)
}

// Editors save in many ways; the open page follows each of them.
func TestEveryKindOfSaveReachesTheOpenPage(t *testing.T) {
	f := mustFolder(t)
	w := mustTab(t, f.serve()+article, hearing)
	w.Until("the words", says+`("Báo cáo tại Hội nghị") && `+atRest)
	path := filepath.Join(f.dir, source)
	sound, err := os.ReadFile(path)
	check(t, err)
	put := func(name, text string) {
		check(t, os.WriteFile(name, []byte(text), 0o644))
	}
	for i, save := range []struct {
		name string
		do   func(text string)
	}{
		{"written over", func(text string) { put(path, text) }},
		{"emptied, then written", func(text string) {
			check(t, os.Truncate(path, 0))
			time.Sleep(5 * time.Millisecond)
			put(path, text)
		}},
		{"written aside and renamed", func(text string) {
			put(path+".new", text)
			check(t, os.Rename(path+".new", path))
		}},
		{"kept as a backup and renamed", func(text string) {
			put(path+".new", text)
			check(t, os.Rename(path, path+"~"))
			check(t, os.Rename(path+".new", path))
		}},
		{"deleted and made anew", func(text string) {
			check(t, os.Remove(path))
			put(path, text)
		}},
		{"exchanged with its folder", func(text string) {
			dir := filepath.Dir(path)
			check(t, os.CopyFS(dir+"2", os.DirFS(dir)))
			put(filepath.Join(dir+"2", filepath.Base(path)), text)
			check(t, os.Rename(dir, filepath.Join(f.dir, "cu")))
			check(t, os.Rename(dir+"2", dir))
			check(t, os.RemoveAll(filepath.Join(f.dir, "cu")))
		}},
		{"saved twice", func(text string) {
			put(path, strings.Replace(text, "Lần", "Chưa xong lần", 1))
			time.Sleep(15 * time.Millisecond)
			put(path, text)
		}},
		{"saved with 200 others", func(text string) {
			for n := range 200 {
				put(filepath.Join(filepath.Dir(path), fmt.Sprintf("bai-mau-%d.md", n)), fmt.Sprintf("---\ntitle: Bài mẫu %d\ndate: 2024-02-01\n---\n\nDữ liệu mẫu.\n", n))
			}
			put(path, text)
		}},
	} {
		word := fmt.Sprintf("Lần lưu %d.", i)
		save.do(strings.Replace(string(sound), "Báo cáo tại Hội nghị", word+" Báo cáo tại Hội nghị", 1))
		w.Until(save.name, says+`("`+word+`") && !`+says+`("Chưa xong") && `+atRest)
	}
}

// A designer sees a new colour at once, in the page as it stands; another layout
// loads the page again.
func TestStyleSheetIsExchangedInTheOpenPage(t *testing.T) {
	f := mustFolder(t)
	const sheet, page = "layouts/assets/site.css", "layouts/article.html"
	for _, name := range []string{sheet, page} {
		text, err := os.ReadFile(filepath.Join(repository, name))
		check(t, err)
		check(t, os.MkdirAll(filepath.Dir(f.path(name)), 0o755))
		check(t, os.WriteFile(f.path(name), text, 0o644))
	}
	w := mustTab(t, f.serve()+article, hearing)
	w.Until("the words", says+`("Báo cáo tại Hội nghị") && `+atRest)
	browser.Eval[any](w.Tab, `window.same = true; null`)
	const color = `getComputedStyle(document.querySelector("h1")).color === `
	for _, rgb := range []string{"rgb(1, 2, 3)", "rgb(4, 5, 6)"} {
		f.replace(sheet, "h2 { font-size", "h1 { color: "+rgb+" }\nh2 { font-size")
		w.Until("the new colour", color+`"`+rgb+`" && document.querySelectorAll("link[rel=stylesheet][integrity]").length === 1`)
	}
	if !browser.Eval[bool](w.Tab, `window.same === true`) {
		t.Error("the page was loaded again")
	}
	f.replace(page, "{{.Heading}}", "Bài: {{.Heading}}")
	w.Until("the new layout, in the last colour", `document.querySelector("h1").innerText.startsWith("Bài: ") && `+color+`"rgb(4, 5, 6)" && !window.same`)
}

// A style sheet that changes again while the page loads it is loaded once more, and
// the one before is let go.
func TestStyleSheetThatChangesTwiceIsExchangedOnce(t *testing.T) {
	w := mustTab(t, mustFolder(t).serve()+article, `window.EventSource = function () { window.source = this; this.close = () => {} }`)
	w.Until("a page that listens", `document.readyState === "complete" && !!window.source?.onmessage`)
	browser.Eval[any](w.Tab, `{
		const {href, integrity} = document.querySelector("link[rel=stylesheet][integrity]")
		const since = Number(document.querySelector("script[data-version]").dataset.version)
		for (const n of [1, 2]) {
			const styles = [{url: href + "?" + n, integrity: integrity + " sha384-" + n}]
			source.onmessage({data: JSON.stringify({version: since + n, since, styles, here: [], others: [], count: 0})})
		}
		window.loaded = () => [...document.styleSheets].map((s) => s.href).filter((h) => h.includes("/site.")).join() === href + "?2"
	} null`)
	w.Until("the last style sheet alone", `loaded() && document.querySelectorAll("link[rel=stylesheet][integrity]").length === 1`)
}

// checkBox holds the box to the screen, its text to the box, the page to its width.
func (w *tab) checkBox() {
	w.Helper()
	if out := browser.Eval[[]float64](w.Tab, `(() => { // CSS pixels out of place
		const box = document.querySelector("#bantin-faults"), {left, top, right, bottom} = box.getBoundingClientRect()
		return [-left, -top, right - innerWidth, bottom - innerHeight,
			box.scrollWidth - box.clientWidth, document.documentElement.scrollWidth - innerWidth]
	})()`); slices.Max(out) > 0 {
		w.Errorf("out of place to the left, top, right, bottom, in the box and in the page: %v", out)
	}
}

// An article is printed, its address copied and passed on where the browser can; a
// button that can do nothing is not shown.
func TestToolsOfAnArticle(t *testing.T) {
	f := mustFolder(t)
	host := f.publish(http.NotFoundHandler())
	w := mustTab(t, host+article, `
		window.print = () => { window.printed = true }
		Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text } } })
		Object.defineProperty(navigator, "share", { value: async (what) => { window.passed = what } })`)
	const press = `document.querySelector(".tools [data-do=%s]").click()`
	w.Until("the tools", `!document.querySelector(".tools").hidden`)
	for name, done := range map[string]string{
		"print": `window.printed`,
		"copy":  `window.copied?.endsWith("` + article + `") && document.querySelector(".tools [role=status]").innerText.includes("Đã chép")`,
		"share": `window.passed?.title.startsWith("Hội nghị tổng kết") && window.passed.url.endsWith("` + article + `")`,
	} {
		browser.Eval[any](w.Tab, fmt.Sprintf(press, name))
		w.Until(name, done+" === true")
	}
	w = mustTab(t, host+article, `
		Object.defineProperty(navigator, "clipboard", { value: undefined })
		Object.defineProperty(navigator, "share", { value: undefined })`)
	w.Until("printing alone", `[...document.querySelectorAll(".tools button")].filter((b) => b.checkVisibility({visibilityProperty: true})).map((b) => b.dataset.do).join() === "print"`)
}

// late holds back what the page hears until connect is called.
const late = `{
	const Real = EventSource
	window.EventSource = function (address) {
		const fake = {close() {}}
		window.connect = () => { new Real(address).onmessage = m => fake.onmessage(m) }
		return fake
	}
}`

// A page that was rendered before a save, and hears of the site only after it,
// loads itself again.
func TestSaveWhileThePageLoadsIsNotMissed(t *testing.T) {
	f := mustFolder(t)
	address := f.serve() + article
	w := mustTab(t, address, late)
	f.replace(source, "Báo cáo tại Hội nghị", "Phát biểu tại Hội nghị")
	w.Until("the server's new page", `fetch(location.href).then(r => r.text()).then(t => { window.newer = t.includes("Phát biểu tại Hội nghị") }) && window.newer === true`)
	browser.Eval[any](w.Tab, `connect()`)
	w.Until("the new word", says+`("Phát biểu tại Hội nghị")`)
}
