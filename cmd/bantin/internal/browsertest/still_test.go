package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"bantin/cmd/internal/browser"

	"github.com/chromedp/chromedp"
)

// moves notes in window.moves what moved or changed its width after it was first seen.
const moves = `window.moves = []; {
	const places = new Map()
	const look = () => {
		for (const e of document.querySelectorAll("a, figure, h1, h2, h3, img, li, p, td, th, time")) {
			if (!e.checkVisibility({visibilityProperty: true}) || e.tagName !== "IMG" && !e.textContent.trim()) continue
			const r = e.getBoundingClientRect(), place = [r.x, r.y, r.width].map(Math.round), before = places.get(e) ?? place
			if (place.some((n, i) => Math.abs(n - before[i]) > 1)) moves.push([e.outerHTML.slice(0, 60), before, place].join(" | "))
			places.set(e, place)
		}
		requestAnimationFrame(look)
	}
	requestAnimationFrame(look)
}`

// block finds where a part of a page begins.
var block = regexp.MustCompile(`<(article|aside|div|figure|footer|h\d|header|li|main|nav|ol|p|section|span|table|t[dhr]|thead|ul)[ >]`)

// drip passes on what another server has, pages part by part and late pictures, as a
// slow network does. With ?broken nothing comes after the first rows of a table.
func drip(t testing.TB, address string) string {
	t.Helper()
	to, err := url.Parse(address)
	check(t, err)
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if path.Ext(req.URL.Path) == ".jpg" {
			time.Sleep(300 * time.Millisecond)
		}
		if !strings.HasSuffix(req.URL.Path, "/") {
			proxy.ServeHTTP(w, req)
			return
		}
		answer := httptest.NewRecorder()
		proxy.ServeHTTP(answer, req)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		html, sent := answer.Body.String(), 0
		if req.URL.Query().Has("broken") {
			before, _, _ := strings.Cut(html, "<td>")
			_, _ = w.Write([]byte(before + "<td>"))
			_ = http.NewResponseController(w).Flush()
			<-req.Context().Done()
			return
		}
		for _, at := range append(block.FindAllStringIndex(html, -1), []int{len(html)}) {
			_, _ = w.Write([]byte(html[sent:at[0]]))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(30 * time.Millisecond)
			sent = at[0]
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// checkMoves holds a page that has come in to where it stood.
func (w *tab) checkMoves() {
	w.Helper()
	w.Until("the whole page", `document.readyState === "complete"`)
	for _, moved := range browser.Eval[[]string](w.Tab, `new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(moves.slice(0, 5)), 100)))`) {
		w.Errorf("moved: %s", moved)
	}
}

// However slowly a page comes in, nothing of it moves once it is seen.
func TestNothingMovesWhileAPageComesIn(t *testing.T) {
	host := drip(t, mustWorst(t).publish(http.NotFoundHandler()))
	for _, page := range []string{
		"/", "/gioi-thieu/", "/tin-tuc/", article, "/huong-dan/viet-bai-dau-tien/", "/luu-tru/", "/luu-tru/2024/", "/luu-tru/2024/02/",
		"/tu-khoa/", "/tu-khoa/giam-sat/", "/so-do-trang/", "/huong-dan/", "/huong-dan/dinh-chinh/",
	} {
		for _, width := range []int64{390, 1280} {
			t.Run(fmt.Sprintf("%s at %d pixels", page, width), func(t *testing.T) {
				t.Parallel()
				w := mustTab(t, "about:blank", moves)
				w.Do(chromedp.EmulateViewport(width, 2400), chromedp.Navigate(host+page))
				w.checkMoves()
			})
		}
	}
}

// A table is not seen before it is whole, unless its rest does not come.
func TestATableWhoseRestDoesNotComeIsSeen(t *testing.T) {
	host := drip(t, mustFolder(t).publish(http.NotFoundHandler()))
	w := mustTab(t, "about:blank")
	browser.Eval[any](w.Tab, `setTimeout(() => location.href = "`+host+`/huong-dan/dinh-chinh/?broken"); null`) // which never ends to load
	const seen = `document.querySelector("table")?.checkVisibility({visibilityProperty: true})`
	w.Until("a table that waits", seen+` === false`)
	w.Until("what there is of it", seen+` === true`)
	browser.Eval[any](w.Tab, `stop()`)
}
