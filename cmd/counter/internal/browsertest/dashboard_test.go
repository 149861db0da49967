package browsertest

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bantin/cmd/internal/browser"
	"bantin/cmd/internal/gate"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// looks are what an editor may ask of the page's looks.
var looks = []*emulation.MediaFeature{
	{Name: "prefers-color-scheme", Value: "light"},
	{Name: "prefers-color-scheme", Value: "dark"},
	{Name: "prefers-contrast", Value: "more"},
	{Name: "forced-colors", Value: "active"},
}

// findings are axe-core's: the rule, and the elements.
const findings = `axe.run({preload: false, resultTypes: ["violations"]}).then(({violations}) =>
	violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(" ")))`

// wide are the elements that the window or their own box cuts.
const wide = `[...document.querySelectorAll("body *:not(.skip)")].filter(e =>
	/hidden|clip/.test(getComputedStyle(e).overflow) && e.scrollWidth > e.clientWidth + 1 && !e.matches("svg, svg *") ||
	document.documentElement.scrollWidth > innerWidth && e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 80))`

// spacing is what WCAG 1.4.12 lets readers set.
const spacing = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }`

// states are what the page can show: a query, and words that tell it is there.
var states = []struct {
	name, query, words string
	empty, away        bool
}{
	{name: "a week", words: "21/11/2026 – 27/11/2026"},
	{name: "a day", query: "?tu=2026-11-26&den=2026-11-26", words: "Thứ Năm, 26/11/2026"},
	{name: "a month with bots", query: "?tu=2026-11-01&den=2026-11-30&robot=1", words: "Trong đó robot"},
	{name: "a year", query: "?tu=2026-01-01&den=2026-12-31", words: "Lượt truy cập theo tháng"},
	{name: "nothing counted", empty: true, words: "Chưa có lượt truy cập nào"},
	{name: "the store is away", away: true, words: "Chưa lấy được số liệu của khoảng thời gian này."},
	{name: "a bad period", query: "?tu=2026-11-27&den=2026-11-01", words: "Không xem được: ngày đầu phải trước hoặc trùng ngày cuối."},
}

func TestEveryStateIsFitForEveryone(t *testing.T) {
	axe, err := os.ReadFile(chromium.MustTool(t, "axe-core/axe.min.js"))
	check(t, err)
	for _, s := range states {
		t.Run(s.name, func(t *testing.T) {
			d := mustDesk(t, s.empty)
			d.away.Store(s.away)
			w := mustTab(t, d.url+s.query)
			w.reads(s.words)
			browser.Eval[any](w.Tab, string(axe)+`; document.querySelector("details").open = true; null`)
			for _, width := range []int64{320, 1280} {
				w.Do(chromedp.EmulateViewport(width, 800))
				for _, style := range []string{"", spacing} {
					browser.Eval[any](w.Tab, `{ const sheet = new CSSStyleSheet(); sheet.replaceSync("`+style+`"); document.adoptedStyleSheets = [sheet] }`)
					if out := browser.Eval[[]string](w.Tab, wide); len(out) > 0 {
						t.Errorf("%d pixels %s: cut, or wider than the window: %q", width, style, out)
					}
				}
				for _, look := range looks {
					w.look("", look)
					bright := browser.Eval[float64](w.Tab, `getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, n) => sum + +n, 0) / 765`)
					if look.Value == "light" && bright < .9 || look.Value == "dark" && bright > .2 {
						t.Errorf("%s: the paper's brightness is %v", look.Value, bright)
					}
					for _, finding := range browser.Eval[[]string](w.Tab, findings) {
						t.Errorf("%d pixels, %s: %s", width, look.Value, finding)
					}
				}
			}
			faults, requests := w.Hear()
			if len(faults) > 0 {
				t.Errorf("the browser complains: %q", faults)
			}
			for _, request := range requests {
				if !strings.HasPrefix(request, d.url) && !strings.HasPrefix(request, "data:") { // the browser's own pictures of controls
					t.Errorf("it asks for %s", request)
				}
			}
			if left := browser.Eval[string](w.Tab, `document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)`); left != "" {
				t.Errorf("it leaves %q in the browser", left)
			}
		})
	}
}

func TestNuFindsNothing(t *testing.T) {
	nu := chromium.MustTool(t, "vnu-jar/build/dist/vnu.jar")
	gate.Need(t, "java")
	dir := t.TempDir()
	args := []string{"-jar", nu, "--stdout", "--format", "gnu", "--also-check-css", filepath.Join("..", "dashboard", "static", "index.html"), filepath.Join("..", "dashboard", "static", "dashboard.css")}
	for _, s := range states {
		d := mustDesk(t, s.empty)
		d.away.Store(s.away)
		w := mustTab(t, d.url+s.query)
		w.reads(s.words)
		name := filepath.Join(dir, s.name+".html")
		check(t, os.WriteFile(name, []byte("<!doctype html>"+browser.Eval[string](w.Tab, `document.documentElement.outerHTML`)), 0o600))
		args = append(args, name)
	}
	report, err := exec.Command("java", args...).CombinedOutput()
	if err != nil || bytes.Contains(report, []byte("arning")) {
		t.Errorf("%v\n%s", err, report)
	}
}

// rows are the texts of a table's lines.
func rows(w *tab, table string) []string {
	w.Helper()
	return browser.Eval[[]string](w.Tab, `[...document.querySelectorAll("#`+table+` tbody tr")].map(tr => [...tr.cells].map(c => c.innerText).join("|"))`)
}

func checkRow(t testing.TB, rows []string, at int, wanted string) {
	t.Helper()
	if len(rows) <= at || rows[at] != wanted {
		t.Errorf("line %d is not %q: %q", at, wanted, rows)
	}
}

func TestThePageShowsTheNumbers(t *testing.T) {
	w := mustTab(t, mustDesk(t, false).url)
	w.reads("21/11/2026 – 27/11/2026")
	for _, words := range []string{"4.983.625", "4.860.169", "(đến 28/02/2024)", "123.456", "19 người", "6.500", "2.100", "Số liệu lúc 14:05 ngày 27/11/2026."} {
		w.reads(words)
	}
	week := rows(w, "course")
	checkRow(t, week, 0, "Thứ 7 21/11/2026|1.000|250|")
	checkRow(t, week, 1, "CN 22/11/2026|500|125|")
	if widths := browser.Eval[[]float64](w.Tab, `[...document.querySelectorAll("#course svg")].map(svg => svg.firstChild.getBoundingClientRect().width / svg.clientWidth)`); widths[0] < .99 || widths[1] < .49 || widths[1] > .51 {
		t.Errorf("the bars' lengths are %v", widths)
	}
	checkRow(t, rows(w, "pages"), 0, titles["/tin-tuc/2026/11/hoi-nghi/"]+"|845")
	checkRow(t, rows(w, "pages"), 2, titles["/tin-tuc/2026/11/the/"]+"|682")
	checkRow(t, rows(w, "pages"), 4, "Trang chủ|32")
	checkRow(t, rows(w, "sections"), 0, "Tin tức|2.209")
	if link := browser.Eval[string](w.Tab, `document.querySelector("#pages a").href`); link != "https://hdnd-hanoi.example/tin-tuc/2026/11/hoi-nghi/" {
		t.Errorf("the most read leads to %s", link)
	}
	w.Do(chromedp.Navigate(browser.Eval[string](w.Tab, `location.href`) + "?tu=2026-11-27&den=2026-11-27&robot=1"))
	w.reads("Thứ Sáu, 27/11/2026")
	hours := rows(w, "course")
	checkRow(t, hours, 9, "9 giờ|1.300|")
	if len(hours) != 15 {
		t.Errorf("at five past two today has %d hours", len(hours))
	}
}

func TestMonthsOfAYearAreNotSumsOfReaders(t *testing.T) {
	w := mustTab(t, mustDesk(t, false).url+"?tu=2026-01-01&den=2026-12-31")
	w.reads("Năm 2026")
	months := rows(w, "course")
	checkRow(t, months, 0, "01/2026|29.000|")
	if len(months) != 11 {
		t.Errorf("in November a year has %d months", len(months))
	}
	w.reads("Khách của ngày đông nhất (01/01/2026)")
}

// at waits for a period in the address and on the page.
func (w *tab) at(query, words string) {
	w.Helper()
	w.Until(query, "location.search === `"+query+"`")
	w.reads(words)
}

func TestTheAddressHoldsThePeriod(t *testing.T) {
	w := mustTab(t, mustDesk(t, false).url)
	w.reads("21/11/2026 – 27/11/2026")
	press := func(name string) {
		t.Helper()
		browser.Eval[any](w.Tab, "[...document.querySelectorAll('a, button')].find(e => e.innerText.includes(`"+name+"`)).click()")
	}
	press("Tháng này")
	w.at("?tu=2026-11-01&den=2026-11-30", "Tháng 11/2026")
	press("Kỳ trước")
	w.at("?tu=2026-10-01&den=2026-10-31", "Tháng 10/2026")
	press("Kỳ sau")
	w.at("?tu=2026-11-01&den=2026-11-30", "Tháng 11/2026")
	if browser.Eval[bool](w.Tab, `document.getElementById("later").checkVisibility()`) {
		t.Error("there is a way into the future")
	}
	press("Năm nay")
	w.at("?tu=2026-01-01&den=2026-12-31", "Năm 2026")
	press("Kỳ trước")
	w.at("?tu=2025-01-01&den=2025-12-31", "Năm 2025")
	browser.Eval[any](w.Tab, `const f = document.forms[0]; f.tu.value = "2026-02-26"; f.den.value = "2026-03-02"; f.robot.click()`)
	w.at("?tu=2026-02-26&den=2026-03-02&robot=1", "26/02/2026 – 02/03/2026")
	press("Kỳ trước")
	w.at("?tu=2026-02-21&den=2026-02-25&robot=1", "21/02/2026 – 25/02/2026")
	browser.Eval[any](w.Tab, `history.go(-2)`)
	w.at("?tu=2025-01-01&den=2025-12-31", "Năm 2025")
	if browser.Eval[bool](w.Tab, `document.forms[0].robot.checked`) {
		t.Error("the way back does not turn the switch")
	}
	w.Do(chromedp.Reload())
	w.at("?tu=2025-01-01&den=2025-12-31", "Năm 2025")
	if title := browser.Eval[string](w.Tab, `document.title`); title != "Năm 2025 – Thống kê truy cập" {
		t.Errorf("a bookmark is called %q", title)
	}
	res, err := http.Get(browser.Eval[string](w.Tab, `document.getElementById("csv").href`))
	check(t, err)
	check(t, res.Body.Close())
	if name := res.Header.Get("Content-Disposition"); name != `attachment; filename="truy-cap-2025-01-01-2025-12-31.csv"` {
		t.Errorf("the download is %d, %s", res.StatusCode, name)
	}
}

// tabTo goes to a control by the Tab key, and sees that it shows where the editor is.
func (w *tab) tabTo(name string) {
	w.Helper()
	const at = `(e => e.labels?.[0]?.innerText || e.innerText || "")(document.activeElement).trim()`
	for range 40 {
		w.Do(chromedp.KeyEvent(kb.Tab))
		if strings.Contains(browser.Eval[string](w.Tab, at), name) {
			if !browser.Eval[bool](w.Tab, `(e => getComputedStyle(e).outlineStyle !== "none" && e.getBoundingClientRect().width > 15)(document.activeElement)`) {
				w.Errorf("nothing shows that the focus is on %q", name)
			}
			return
		}
	}
	w.Fatalf("the Tab key does not come to %q", name)
}

func TestKeysAreEnough(t *testing.T) {
	w := mustTab(t, mustDesk(t, false).url)
	w.Do(chromedp.EmulateViewport(320, 800))
	w.reads("21/11/2026 – 27/11/2026")
	w.tabTo("Đến phần số liệu")
	w.Do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
	if name := browser.Eval[string](w.Tab, `document.activeElement.id`); name != "earlier" {
		t.Errorf("the first stop among the numbers is %q", name)
	}
	for _, period := range []string{"14/11/2026 – 20/11/2026", "07/11/2026 – 13/11/2026"} {
		w.Do(chromedp.KeyEvent(kb.Enter)) // the focus stays
		w.reads(period)
	}
	w.Do(chromedp.Reload())
	w.reads("07/11/2026 – 13/11/2026")
	w.tabTo("Tháng này")
	w.Do(chromedp.KeyEvent(kb.Enter))
	w.at("?tu=2026-11-01&den=2026-11-30", "Tháng 11/2026")
	if !browser.Eval[bool](w.Tab, `document.activeElement.getAttribute("aria-current") === "true"`) {
		t.Error("choosing a period loses the focus")
	}
	w.tabTo("Tính cả robot")
	w.Do(chromedp.KeyEvent(" "))
	w.at("?tu=2026-11-01&den=2026-11-30&robot=1", "Lượt truy cập, tính cả robot")
	w.tabTo("Tải tệp CSV")
	w.tabTo("Hội nghị tổng kết")
	w.tabTo("Các con số được đếm thế nào?")
	w.Do(chromedp.KeyEvent(kb.Enter))
	w.reads("không cộng khách của nhiều ngày")
}

// wake is what happens when an editor comes back to the page.
const wake = `document.dispatchEvent(new Event("visibilitychange"))`

func TestOldNumbersAreCalledOldUntilTheStoreIsBack(t *testing.T) {
	d := mustDesk(t, false)
	w := mustTab(t, d.url)
	w.reads("Số liệu lúc 14:05 ngày 27/11/2026.")
	d.away.Store(true)
	d.seconds.Store(600)
	browser.Eval[any](w.Tab, wake)
	w.reads("Số liệu lúc 14:05 ngày 27/11/2026, có thể đã cũ")
	w.Do(chromedp.Reload())
	w.reads("Số liệu lúc 14:05 ngày 27/11/2026, có thể đã cũ")
	checkRow(t, rows(w, "course"), 0, "Thứ 7 21/11/2026|1.000|250|")
	d.away.Store(false)
	d.seconds.Store(660)
	browser.Eval[any](w.Tab, wake)
	w.reads("Số liệu lúc 14:16 ngày 27/11/2026.")
}

func TestReadersOnlineAreAskedForWhileThePageIsSeen(t *testing.T) {
	d := mustDesk(t, false)
	w := mustTab(t, d.url)
	w.reads("19 người")
	w.Until("the report", `!document.getElementById("figures").hidden`)
	w.Hear()
	d.online.Store(1234)
	browser.Eval[any](w.Tab, `Object.defineProperty(document, "hidden", {value: true, configurable: true}); `+wake)
	browser.Eval[any](w.Tab, `delete document.hidden; `+wake)
	w.reads("1.234 người")
	if _, requests := w.Hear(); len(requests) != 1 {
		t.Errorf("the page asked for %q", requests)
	}
}

func TestAnAnswerThatIsLateIsDropped(t *testing.T) {
	w := mustTab(t, mustDesk(t, false).url)
	w.reads("21/11/2026 – 27/11/2026")
	browser.Eval[any](w.Tab, `{
		const real = fetch
		let late
		fetch = async path => {
			const answer = await real(path)
			if (path.includes("from=2025-01-01")) await new Promise(done => window.release = done)
			return answer
		}
		history.pushState(null, "", "?tu=2025-01-01&den=2025-12-31")
		dispatchEvent(new PopStateEvent("popstate"))
	}`)
	w.Until("the slow answer", `!!window.release`)
	browser.Eval[any](w.Tab, `document.querySelector("#periods a").click()`)
	w.reads("Thứ Sáu, 27/11/2026")
	browser.Eval[any](w.Tab, `release(); new Promise(done => setTimeout(done))`)
	if period := browser.Eval[string](w.Tab, `document.getElementById("period").innerText`); period != "Thứ Sáu, 27/11/2026" {
		t.Errorf("the page shows %q", period)
	}
}

func TestWithoutScriptsThePageSaysWhatToDo(t *testing.T) {
	d := mustDesk(t, false)
	w := mustTab(t, "about:blank")
	browser.Call(w.Tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	w.Do(chromedp.Navigate(d.url))
	text := browser.Eval[string](w.Tab, `document.querySelector("main").innerText`)
	if !strings.HasPrefix(text, "Trang này cần JavaScript") || strings.Contains(text, "Đang trực tuyến") {
		t.Errorf("the page says %q", text)
	}
	if link := browser.Eval[string](w.Tab, `document.querySelector("main a").href`); link != d.url+"api/report.csv" {
		t.Errorf("the numbers are at %s", link)
	}
}

func TestPaperHasTheNumbersAndNoButtons(t *testing.T) {
	gate.Need(t, "pdftotext")
	w := mustTab(t, mustDesk(t, false).url+"?tu=2026-11-01&den=2026-11-30")
	w.reads("Tháng 11/2026")
	pdf, err := chromedp.Run(w.Context, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	check(t, err)
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(pdf)
	text, err := command.Output()
	check(t, err)
	for _, words := range []string{"4.983.625", "Tháng 11/2026", "25.000", "27/11/2026", "Hội nghị tổng kết"} {
		if !bytes.Contains(text, []byte(words)) {
			t.Errorf("the paper lacks %q", words)
		}
	}
	for _, words := range []string{"Năm nay", "Xem", "Kỳ trước", "CSV"} {
		if bytes.Contains(text, []byte(words)) {
			t.Errorf("the paper shows %q", words)
		}
	}
}
