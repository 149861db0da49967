package browsertest

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// alias is an old address that the copy's article is given.
const alias = "/tin-cu/bai-1.html"

func TestPublishedPagesKeepToTheirPolicyAndTheirWindow(t *testing.T) {
	f := mustFolder(t)
	f.replace(source, "\ntags:", "\naliases:\n  - "+alias+"\ntags:")
	host := f.publish(nil)
	if !strings.HasPrefix(f.manifest.Headers["Content-Security-Policy"], "default-src 'none'; ") {
		t.Fatalf("the manifest has headers %v", f.manifest.Headers)
	}
	w := mustTab(t)
	for _, address := range append(f.manifest.Pages, "/404.html", alias) {
		w.do(chromedp.Navigate(host + address))
		if address == alias {
			w.until("the article at its old address", `location.pathname === "`+article+`"`)
		}
		w.checkLook(address)
		w.checkTold(f, host, address)
	}
	eval[any](w, `document.body.setAttribute("style", "color: red")`)
	if len(w.hear().faults) == 0 {
		t.Error("this test does not hear of a style that the policy forbids")
	}
}

// checkLook holds a page to its window on a phone and at a desk, and to the
// reader's choice of light or dark.
func (w *tab) checkLook(address string) {
	w.Helper()
	const paper = `getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, n) => sum + +n, 0) / 765`
	for _, scheme := range []string{"light", "dark"} {
		call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		if bright := eval[float64](w, paper); bright > .9 != (scheme == "light") || bright < .2 != (scheme == "dark") {
			w.Errorf("%s, %s: the paper's brightness is %v", address, scheme, bright)
		}
		for _, width := range []int64{320, 1280} {
			w.do(chromedp.EmulateViewport(width, 800))
			if out := eval[float64](w, `document.documentElement.scrollWidth - innerWidth`); out > 0 {
				w.Errorf("%s is %v pixels wider than a window of %d", address, out, width)
			}
		}
	}
}

// checkTold holds a page to requests for published files, to silence, and to
// leaving nothing in the browser.
func (w *tab) checkTold(f *folder, host, address string) {
	w.Helper()
	heard := w.hear()
	if len(heard.faults) > 0 {
		w.Errorf("%s: %q", address, heard.faults)
	}
	for _, request := range heard.requests {
		path, own := strings.CutPrefix(request, host)
		_, err := os.Stat(f.path("public" + path))
		if !own || err != nil || strings.HasSuffix(path, ".js") { // without a counter it needs no script
			w.Errorf("%s asks for %s", address, request)
		}
	}
	if left := eval[string](w, `document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)`); left != "" {
		w.Errorf("%s leaves %q in the browser", address, left)
	}
}
