package browsertest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The article that is opened and edited, and its source.
const (
	article = "/tin-tuc/2024/02/hoi-nghi-tong-ket-cong-tac-phoi-hop-nam-2023/"
	source  = "content/tin-tuc/2024/02/hoi-nghi-tong-ket-cong-tac-phoi-hop-nam-2023.md"
)

// Expressions that are true of a page in a tab.
const (
	says   = `document.querySelector("main").innerText.includes`
	boxed  = `document.querySelector("#bantin-faults[open]")?.innerText.includes`
	atRest = `window.heard && !document.querySelector("#bantin-faults")`
)

// hearing makes heard true once the preview has told a page how things stand.
const hearing = `window.EventSource = class extends EventSource {
	constructor(address) { super(address); this.addEventListener("message", () => window.heard = true) }
}`

func TestServedPageFollowsItsSource(t *testing.T) {
	f := mustFolder(t)
	w := mustTab(t, hearing)
	address, terminal := f.serve()
	w.do(chromedp.EmulateViewport(390, 844), chromedp.Navigate(address+article)) // a phone's size
	w.until("the headline", `document.querySelector("h1").innerText.startsWith("Hội nghị tổng kết")`)
	w.until("the words", says+`("Báo cáo tại Hội nghị") && `+atRest)
	eval[any](w, `scrollTo(0, 700)`)
	f.replace(source, "Báo cáo tại Hội nghị", "Phát biểu tại Hội nghị")
	w.until("the new word", says+`("Phát biểu tại Hội nghị") && `+atRest)

	for _, fault := range []struct{ sound, faulty, place, remedy string }{
		{"UBND quận và", "<div>UBND quận</div> và", ":23:1", "→ viết bằng Markdown"},
		{"title: Hội nghị tổng", "title: Hội nghị: tổng", ":2:16", "title: \"Hội nghị: tổng"},
	} {
		f.replace(source, fault.sound, fault.faulty)
		w.until("where the fault is", boxed+"(`"+source+fault.place+"`)")
		w.until("what to do about it", boxed+"(`"+fault.remedy+"`)")
		w.until("the page beside the box", says+`("Phát biểu tại Hội nghị")`)
		w.checkBox()
		f.replace(source, fault.faulty, fault.sound)
		w.until("the page after mending", says+`("Phát biểu tại Hội nghị") && `+atRest)
		said, err := os.ReadFile(terminal)
		check(t, err)
		if !strings.Contains(string(said), source+fault.place) {
			t.Errorf("the terminal says:\n%s", said)
		}
	}
	w.until("the place where the reader was", `scrollY === 700`)
}

// checkBox holds the fault box to the screen, its text to the box, and the page
// to its width.
func (w *tab) checkBox() {
	w.Helper()
	out := eval[[]float64](w, `(() => { // CSS pixels out of place
		const box = document.querySelector("#bantin-faults"), {left, top, right, bottom} = box.getBoundingClientRect()
		return [-left, -top, right - innerWidth, bottom - innerHeight,
			box.scrollWidth - box.clientWidth, document.documentElement.scrollWidth - innerWidth]
	})()`)
	if slices.Max(out) > 0 {
		w.Errorf("out of place to the left, top, right, bottom, in the box and in the page: %v", out)
	}
}
