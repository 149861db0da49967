package browsertest

import (
	"os"
	"strings"
	"testing"
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
	atRest = `document.readyState === "complete" && !document.querySelector("#bantin-faults")`
)

func TestServedPageFollowsItsSource(t *testing.T) {
	f := mustFolder(t)
	address, terminal := f.serve()
	w := mustTab(t, mustBrowser(t))
	w.size(390, 844) // a phone

	w.open(address + article)
	w.until("the headline", `document.querySelector("h1").innerText.startsWith("Hội nghị tổng kết")`)
	w.until("the words", says+`("Báo cáo tại Hội nghị")`)
	eval[any](w, `scrollTo(0, 700)`)

	f.replace(source, "Báo cáo tại Hội nghị", "Phát biểu tại Hội nghị")
	w.until("the new word", says+`("Phát biểu tại Hội nghị")`)
	w.until("the reader's place in the page", `scrollY === 700`)
	w.until("no box", atRest)

	f.replace(source, "UBND quận và các đơn vị", "<div>UBND quận</div> và các đơn vị")
	w.until("the fault of raw HTML", boxed+`("`+source+`:23:1")`)
	w.until("what to do about raw HTML", boxed+`("→ ")`)
	w.checkBox()
	w.until("the page below the box", says+`("Phát biểu tại Hội nghị")`)
	f.replace(source, "<div>UBND quận</div> và các đơn vị", "**UBND quận** và các đơn vị")
	w.until("no box after mending", says+`("UBND quận và các đơn vị") && `+atRest)

	f.replace(source, "title: Hội nghị tổng kết", "title: Hội nghị: tổng kết")
	w.until("the fault of a colon", boxed+`("`+source+`:2:")`)
	w.until("the line that mends it", boxed+`('title: "Hội nghị: tổng kết')`)
	w.checkBox()
	w.until("the page as it was", says+`("UBND quận và các đơn vị")`)
	f.replace(source, "title: Hội nghị: tổng kết", "title: Hội nghị tổng kết")
	w.until("no box after mending again", says+`("UBND quận và các đơn vị") && `+atRest)
	w.until("the reader's place after all", `scrollY === 700`)

	if faults, _ := w.told(); len(faults) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(faults, "\n"))
	}
	said, err := os.ReadFile(terminal)
	if err != nil || !strings.Contains(string(said), source+":23:1") || !strings.Contains(string(said), source+":2:") {
		t.Errorf("the terminal says (%v):\n%s", err, said)
	}
}

// checkBox holds the fault box to the screen, its text to the box, and the page
// to its width.
func (w *tab) checkBox() {
	w.Helper()
	box := eval[struct{ Left, Top, Right, Bottom, Hidden, Page float64 }](w, `(() => {
		const box = document.querySelector("#bantin-faults"), {left, top, right, bottom} = box.getBoundingClientRect()
		return {Left: left, Top: top, Right: innerWidth - right, Bottom: innerHeight - bottom,
			Hidden: box.scrollWidth - box.clientWidth, Page: document.documentElement.scrollWidth - innerWidth}
	})()`)
	if box.Left < 0 || box.Top < 0 || box.Right < 0 || box.Bottom < 0 || box.Hidden > 0 || box.Page > 0 {
		w.Errorf("the box leaves the screen: %+v", box)
	}
}
