package browsertest

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/sample"
	"bantin/cmd/internal/browser"
	"bantin/cmd/internal/gate"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// most is the worst article: of everything the most.
const most = "/te-nhat/2024/03/nhieu/"

// mustWorst is the reference site with an archive of years, and with the worst
// that editors may write.
func mustWorst(t testing.TB) *folder {
	t.Helper()
	f := mustFolder(t)
	check(t, sample.Worst(f.dir))
	check(t, sample.Write(f.dir, sample.Corpus{N: 100, Until: time.Date(2025, 12, 31, 18, 0, 0, 0, time.UTC)}))
	f.replace(source, "\ntags:", "\naliases:\n  - "+alias+"\ntags:")
	return f
}

// kinds are pages of every kind: of many alike (numbered, or the same but for their
// last name) the first, unless they are of the worst.
func (f *folder) kinds() []string {
	alike, seen := regexp.MustCompile(`\d+|[^/]+/$`), map[string]bool{}
	kinds := []string{"/404.html"}
	for _, p := range f.manifest.Pages {
		address := p.Path
		shape := alike.ReplaceAllString(address, "*")
		if !seen[shape] || strings.Count(address, "/") == 2 || strings.HasPrefix(address, "/te-nhat/") {
			kinds = append(kinds, address)
		}
		seen[shape] = true
	}
	return kinds
}

// looks are what a reader may ask of a page's looks.
var looks = []*emulation.MediaFeature{
	{Name: "prefers-color-scheme", Value: "light"},
	{Name: "prefers-color-scheme", Value: "dark"},
	{Name: "prefers-contrast", Value: "more"},
	{Name: "forced-colors", Value: "active"},
}

func (w *tab) look(media string, features ...*emulation.MediaFeature) {
	w.Helper()
	browser.Call(w.Tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features})
}

// TestPagesOfEveryKind holds pages to their policy and to their window, and lets
// axe-core look for what keeps people from using them.
func TestPagesOfEveryKind(t *testing.T) {
	axe, err := os.ReadFile(chromium.MustTool(t, "axe-core/axe.min.js"))
	check(t, err)
	f := mustWorst(t)
	host := f.publish(http.NotFoundHandler())
	w := mustTab(t, host)
	for _, address := range append(f.kinds(), alias) {
		for _, width := range []int64{320, 1280} {
			w.Do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(host+address))
			w.Until("where the address leads", `document.readyState === "complete" && !document.querySelector("[http-equiv=refresh]")`)
			w.checkHeard(f, host, address)
			w.checkStill(address)
			browser.Eval[any](w.Tab, string(axe)+"; null")
			w.checkFits(address)
			for _, look := range looks {
				w.look("", look)
				w.checkPaper(address, look.Value)
				for _, finding := range browser.Eval[[]string](w.Tab, findings) {
					t.Errorf("%s, %d pixels, %s: %s", address, width, look.Value, finding)
				}
			}
			w.look("")
			browser.Eval[any](w.Tab, spacing)
			w.checkFits(address + " widely spaced")
		}
	}
	browser.Eval[any](w.Tab, `document.body.setAttribute("style", "color: red")`)
	if faults, _ := w.Hear(); len(faults) == 0 {
		t.Error("this test does not hear of a style that the policy forbids")
	}
}

// findings are axe-core's: the rule, and the elements.
const findings = `axe.run({preload: false, resultTypes: ["violations"]}).then(({violations}) =>
	violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(" ")))`

// spacing is what WCAG 1.4.12 lets readers set, added in a way that the policy allows.
const spacing = `{
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }")
	document.adoptedStyleSheets = [sheet]
}`

// checkStill holds a page to not moving what it has shown.
func (w *tab) checkStill(address string) {
	w.Helper()
	if moved := browser.Eval[float64](w.Tab, `new Promise(done => {
		new PerformanceObserver(list => done(list.getEntries().reduce((sum, e) => sum + e.value, 0)))
			.observe({type: "layout-shift", buffered: true})
		requestAnimationFrame(() => requestAnimationFrame(() => done(0)))
	})`); moved > 0 {
		w.Errorf("%s moved by %v", address, moved)
	}
}

// checkFits holds a page to its window and its texts to their boxes, but for a lead
// in a list and the way, which is cut where it is whole elsewhere.
func (w *tab) checkFits(address string) {
	w.Helper()
	if out := browser.Eval[[]string](w.Tab, `[...document.querySelectorAll("body *")].filter(e => !e.matches(".skip, .unseen, .summary, .way *, table[tabindex] *") &&
		(/hidden|clip/.test(getComputedStyle(e).overflow) && e.scrollWidth > e.clientWidth + 1 ||
		document.documentElement.scrollWidth > innerWidth && e.getBoundingClientRect().right > innerWidth))
		.map(e => e.outerHTML.slice(0, 60))`); len(out) > 0 {
		w.Errorf("%s is cut, or wider than its window: %q", address, out)
	}
}

// checkPaper holds a page to the reader's choice of light or dark.
func (w *tab) checkPaper(address, look string) {
	w.Helper()
	const paper = `getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, n) => sum + +n, 0) / 765`
	if bright := browser.Eval[float64](w.Tab, paper); look == "light" && bright < .9 || look == "dark" && bright > .2 {
		w.Errorf("%s, %s: the paper's brightness is %v", address, look, bright)
	}
}

// checkHeard holds a page to requests for published files, and to leaving no trace.
func (w *tab) checkHeard(f *folder, host, address string) {
	w.Helper()
	faults, requests := w.Hear()
	if len(faults) > 0 {
		w.Errorf("%s: %q", address, faults)
	}
	for _, request := range requests {
		path, own := strings.CutPrefix(request, host)
		_, err := os.Stat(f.path("public" + path))
		if !own || err != nil || strings.HasSuffix(path, ".js") && !strings.HasPrefix(path, "/_assets/tools.") { // without a counter it needs no other
			w.Errorf("%s asks for %s", address, request)
		}
	}
	if left := browser.Eval[string](w.Tab, `document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)`); left != "" {
		w.Errorf("%s leaves %q in the browser", address, left)
	}
}

// TestNuFindsNothing lets the Nu HTML checker read every page.
func TestNuFindsNothing(t *testing.T) {
	nu := chromium.MustTool(t, "vnu-jar/build/dist/vnu.jar")
	gate.Need(t, "java")
	f := mustWorst(t)
	f.publish(http.NotFoundHandler())
	report, err := exec.Command("java", "-jar", nu, "--stdout", "--format", "gnu", "--skip-non-html", f.path("public")).CombinedOutput()
	if err != nil || bytes.Contains(report, []byte("arning")) {
		t.Errorf("%v\n%s", err, report)
	}
}

// A page is on a slow phone within its budget; the worst pages too.
func TestPagesKeepToTheirBudget(t *testing.T) {
	f := mustWorst(t)
	f.publish(http.NotFoundHandler())
	assets, heaviest := regexp.MustCompile(`"(/_assets/[^"]+)"`), 0
	for _, p := range f.manifest.Pages {
		address := p.Path
		name := f.path("public" + address + "index.html")
		text, err := os.ReadFile(name)
		check(t, err)
		page := wire(t, name)
		whole := page
		for _, asset := range assets.FindAllSubmatch(text, -1) {
			whole += wire(t, f.path("public"+string(asset[1])))
		}
		if heaviest = max(heaviest, whole); page > 12<<10 || whole > 60<<10 {
			t.Errorf("%s has %d bytes over the wire, %d with what it asks for", address, page, whole)
		}
	}
	t.Logf("the heaviest page takes %d bytes", heaviest)
}

// Browsers of old phones drop a sign that has words for those who cannot see it: it
// stands before without them.
func TestOldBrowsersShowEverySign(t *testing.T) {
	f := mustFolder(t)
	f.publish(http.NotFoundHandler())
	found, err := filepath.Glob(f.path("public/_assets/site.*.css"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the styles are %v: %v", found, err)
	}
	style, err := os.ReadFile(found[0])
	check(t, err)
	signs := regexp.MustCompile(`content:([^;}]+?) ?/ ?""`).FindAllSubmatch(style, -1)
	for _, sign := range signs {
		if plain := "content:" + string(sign[1]) + ";" + string(sign[0]); !strings.Contains(string(style), plain) {
			t.Errorf("the styles have no %s", plain)
		}
	}
	if len(signs) == 0 {
		t.Error("this test sees no sign")
	}
}

// wire is a file's length in gzip.
func wire(t testing.TB, name string) int {
	t.Helper()
	text, err := os.ReadFile(name)
	check(t, err)
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(text)
	_ = w.Close()
	return b.Len()
}

// No letter of Vietnamese comes from another face than its neighbours.
func TestOneFaceForEveryLetter(t *testing.T) {
	f := mustWorst(t)
	w := mustTab(t, f.publish(http.NotFoundHandler())+most)
	browser.Call(w.Tab, dom.Enable, dom.EnableParams{})
	browser.Call(w.Tab, css.Enable, cdp.Empty{})
	root, err := chromedp.Call(w.Context, dom.GetDocument, dom.GetDocumentParams{})
	check(t, err)
	all, err := chromedp.Call(w.Context, dom.QuerySelectorAll, dom.QuerySelectorAllParams{NodeID: root.Root.NodeID, Selector: "h1, h2, h3, strong, em, code, li a, .content p:not(:has(*))"})
	check(t, err)
	glyphs := 0.0
	for _, id := range all.NodeIDs {
		used, err := chromedp.Call(w.Context, css.GetPlatformFontsForNode, css.GetPlatformFontsForNodeParams{NodeID: id})
		check(t, err)
		var faces []string
		for _, font := range used.Fonts {
			faces, glyphs = append(faces, font.PostScriptName), glyphs+font.GlyphCount
		}
		if len(faces) > 1 {
			t.Errorf("an element is set in %q", faces)
		}
	}
	if glyphs < 500 {
		t.Errorf("only %v glyphs were looked at", glyphs)
	}
}

// follow goes to a link by the Tab key, sees that it shows where the reader is, and presses Enter.
func (w *tab) follow(name string) {
	w.Helper()
	const at = `(e => e.getAttribute("aria-label") || e.innerText || "")(document.activeElement).trim()`
	for range 60 {
		w.Do(chromedp.KeyEvent(kb.Tab))
		if strings.HasPrefix(browser.Eval[string](w.Tab, at), name) {
			if !browser.Eval[bool](w.Tab, `(e => getComputedStyle(e).outlineStyle !== "none" && e.getBoundingClientRect().width > 20)(document.activeElement)`) {
				w.Errorf("nothing shows that the focus is on %q", name)
			}
			w.Do(chromedp.KeyEvent(kb.Enter))
			return
		}
	}
	w.Fatalf("the Tab key does not come to %q", name)
}

// The skip link, the menu and the archive need a keyboard, and no script.
func TestKeysLeadThroughTheSite(t *testing.T) {
	f := mustWorst(t)
	host := f.publish(http.NotFoundHandler())
	for _, scripts := range []bool{true, false} {
		w := mustTab(t, "about:blank")
		browser.Call(w.Tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
		w.Do(chromedp.EmulateViewport(390, 844), chromedp.Navigate(host+"/"))
		w.Do(chromedp.KeyEvent(kb.Tab))
		if first := browser.Eval[string](w.Tab, `document.activeElement.className`); first != "skip" {
			t.Errorf("the first stop is %q", first)
		}
		w.Do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
		w.Until("a stop in the text", `!!document.activeElement.closest("main")`)
		w.Do(chromedp.Navigate(host + "/"))
		for _, step := range []struct{ link, heading string }{
			{"Lưu trữ", "Lưu trữ"}, {"2024", "Năm 2024"}, {"Tháng 2", "Tháng 02/2024"}, {"Hội nghị tổng kết", "Hội nghị tổng kết"}, {"Tin tức", "Tin tức"}, {"Từ khóa", "Từ khóa"},
		} {
			w.follow(step.link)
			w.Until(step.heading, `document.querySelector("h1").innerText.startsWith("`+step.heading+`")`)
		}
	}
}

// Paper shows the whole article and where it was found, and none of what only a screen can do.
func TestPaperHasTheArticleAndItsAddress(t *testing.T) {
	gate.Need(t, "pdftotext")
	f := mustWorst(t)
	host := f.publish(http.NotFoundHandler())
	w := mustTab(t, host+article)
	for address, wanted := range map[string][]string{
		article: {"Hội nghị tổng kết công tác phối hợp", "Thứ Tư, 28/02/2024", "https://hdnd-hanoi.example" + article},
		most:    {"14:05", "Đính chính", "Phụ lục 299", "(" + most + "tep-299.txt)", "(/te-nhat/2024/03/lien/)", "https://hdnd-hanoi.example" + most},
	} {
		w.Do(chromedp.Navigate(host + address))
		paper := strings.ReplaceAll(w.mustPaper(), "\f", "")
		for _, words := range append(wanted, browser.Eval[[]string](w.Tab, `[...document.querySelectorAll("h1, .content > p")].map(e => e.textContent)`)...) {
			if words = strings.Join(strings.Fields(words), ""); !strings.Contains(paper, words) {
				t.Errorf("the paper of %s lacks %q", address, words)
			}
		}
		if strings.Contains(paper, "Sổtaybiêntập") {
			t.Errorf("the paper of %s shows the menu", address)
		}
		w.look("print")
		w.Do(chromedp.EmulateViewport(658, 1000)) // what A4 has within its margins
		w.checkFits(address + " on paper")
	}
}

// A list begins below its title, and a picture taller than a page is not cut in two.
func TestPaperIsFilledFromTheTop(t *testing.T) {
	gate.Need(t, "pdftotext")
	f := mustWorst(t)
	dir := f.path("content/tin-tuc/2024/03/anh")
	check(t, os.MkdirAll(dir, 0o755))
	check(t, os.WriteFile(filepath.Join(dir, "index.md"), []byte("---\ntitle: Ảnh cao\ndate: 2024-03-01\n---\n\n![Một cột](cao.jpg)\n"), 0o644))
	check(t, os.WriteFile(filepath.Join(dir, "cao.jpg"), mustPhoto(t, 400, 2000), 0o644))
	host := f.publish(http.NotFoundHandler())
	w := mustTab(t, host+"/tu-khoa/")
	if first, _, _ := strings.Cut(w.mustPaper(), "\f"); !strings.Contains(first, "Ansinhxãhội") {
		t.Errorf("the first page of the keywords has %q", first)
	}
	w.look("print")
	w.Do(chromedp.Navigate(host + "/tin-tuc/2024/03/anh/"))
	if tall := browser.Eval[float64](w.Tab, `document.querySelector("figure img").getBoundingClientRect().height`); tall > 900 {
		t.Errorf("a picture is %v pixels tall on paper", tall)
	}
}

// mustPaper is the text of the printed page without spaces, but for the ends of sheets.
func (w *tab) mustPaper() string {
	w.Helper()
	pdf, err := chromedp.Run(w.Context, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	check(w.TB, err)
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(pdf)
	text, err := command.Output()
	check(w.TB, err)
	return regexp.MustCompile(`[^\S\f]+`).ReplaceAllString(string(text), "")
}
