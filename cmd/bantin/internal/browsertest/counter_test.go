package browsertest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// countPath is where a service stands, on the site's own origin or on another.
const countPath = "/dem"

// mustCounted is the reference site with its visits counted at the endpoint.
func mustCounted(t testing.TB, endpoint string) *folder {
	t.Helper()
	f := mustFolder(t)
	f.replace("content/site.yaml", "\ncounter:\n", "\ncounter:\n  baseline_date: 2024-02-28\n  endpoint: "+endpoint+"\n")
	return f
}

func TestSnippetIsAtMost700BytesOverTheWire(t *testing.T) {
	f := mustCounted(t, countPath)
	f.publish(nil)
	found, err := filepath.Glob(f.path("public/assets/counter.*.js"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the scripts are %v: %v", found, err)
	}
	script, err := os.ReadFile(found[0])
	check(t, err)
	var wire bytes.Buffer
	w := gzip.NewWriter(&wire)
	_, _ = w.Write(script)
	_ = w.Close()
	if t.Logf("%d bytes, %d in gzip", len(script), wire.Len()); wire.Len() > 700 {
		t.Errorf("%d bytes in gzip", wire.Len())
	}
}

// A stub stands in for the counting service of a site.
type stub struct {
	testing.TB
	page    string             // the article's address
	answers []http.HandlerFunc // in turn, the last to all that follow

	mu    sync.Mutex
	asked []string // guarded by mu; method, query, cookie, body or referrer
}

// mustStub publishes the reference site with a stub as its counter, on the
// site's own origin or elsewhere.
func mustStub(t testing.TB, elsewhere bool, answers ...http.HandlerFunc) *stub {
	t.Helper()
	s := &stub{TB: t, answers: answers}
	endpoint := countPath
	if elsewhere {
		service := httptest.NewServer(s)
		t.Cleanup(service.Close)
		endpoint = service.URL + countPath
	}
	s.page = mustCounted(t, endpoint).publish(s) + article
	return s
}

func (s *stub) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	if req.Method == http.MethodGet {
		body = []byte(req.Referer())
	}
	s.mu.Lock()
	s.asked = append(s.asked, strings.Join([]string{req.Method, req.URL.RawQuery, req.Header.Get("Cookie"), string(body)}, " "))
	answer := s.answers[min(len(s.asked), len(s.answers))-1]
	s.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", req.Header.Get("Origin"))
	answer(w, req)
}

var visit = regexp.MustCompile(`^POST   {"page":"` + article + `","id":"[0-9a-f]{24}"}$`)

// check holds the stub to n visits of the article, under so many ids.
func (s *stub) check(n, ids int) {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, asked := range s.asked {
		if !visit.MatchString(asked) {
			s.Errorf("the service is asked %s", asked)
		}
	}
	distinct := len(slices.Compact(slices.Sorted(slices.Values(s.asked))))
	if len(s.asked) != n || distinct != ids {
		s.Errorf("%d visits under %d ids, want %d under %d", len(s.asked), distinct, n, ids)
	}
}

func counted(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"total":4860170,"page":1234,"online":12}`)
}

// status answers with a status and, unless it is 0, a Retry-After in seconds.
// The connection ends with it: a browser repeats by itself what it has sent on
// one that was idle and is gone.
func status(code, after int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		if after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(after))
		}
		w.WriteHeader(code)
	}
}

func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// haste makes a page's waiting take no time: timers come at once, and the clock
// tells that they did not. waits are the milliseconds that were asked for.
const haste = `{
	const timer = setTimeout, now = Date.now, began = now()
	let ahead = 0
	window.waits = []
	window.passed = () => Date.now() - began
	Date.now = () => now() + ahead
	window.setTimeout = (then, ms) => { waits.push(ms); return timer(() => { ahead += ms; then() }) }
}`

// Expressions about the counter of a page in a tab.
const (
	answered = `!!document.querySelector(".counter.answered")`
	reports  = `performance.getEntriesByName(new URL("` + countPath + `", location).href).length`
)

const atFirst = "Thống kê: 4.860.169 lượt truy cập, tính đến ngày 28/02/2024"

// checkShown compares the counter's text, which may not have moved the page.
func (w *tab) checkShown(want string) {
	w.Helper()
	if text := eval[string](w, `document.querySelector(".counter").innerText.trim()`); text != want {
		w.Errorf("the counter says %q", text)
	}
	moved := eval[float64](w, `new Promise(done => {
		new PerformanceObserver(list => done(list.getEntries().reduce((sum, e) => sum + e.value, 0)))
			.observe({type: "layout-shift", buffered: true})
		requestAnimationFrame(() => requestAnimationFrame(() => done(0)))
	})`)
	if moved > 0 {
		w.Errorf("the page moved by %v", moved)
	}
}

func TestVisitIsReportedOnceAndItsAnswerShown(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		painted := make(chan struct{})
		s := mustStub(t, elsewhere, func(w http.ResponseWriter, req *http.Request) { <-painted; counted(w, req) })
		w := mustTab(t)
		w.do(chromedp.EmulateViewport(1280, 4000), chromedp.Navigate(s.page))
		w.until("the first paint", `performance.getEntriesByType("paint").length > 0`)
		w.checkShown(atFirst)
		close(painted)
		w.until("the answer", answered)
		w.checkShown("Thống kê: 4.860.170 lượt truy cập\n\nTrang này: 1.234 lượt xem; đang truy cập: 12 người")
		s.check(1, 1)
	}
}

func TestVisitIsTriedAgainUnderItsID(t *testing.T) {
	s := mustStub(t, false, status(503, 7), status(429, 0), status(500, 0), hangUp, counted)
	w := mustTab(t, haste)
	w.do(chromedp.Navigate(s.page))
	w.until("the answer", answered)
	s.check(5, 1)
	waits := eval[[]float64](w, `waits`)
	if len(waits) != 4 || waits[0] < 7000 || !slices.IsSorted(waits[1:]) {
		t.Errorf("waits of %v ms; the first answer asked for 7 s", waits)
	}
}

func TestRefusedVisitIsNotTriedAgain(t *testing.T) {
	for _, code := range []int{400, 403, 404, 413} {
		s := mustStub(t, false, status(code, 0))
		w := mustTab(t, haste)
		w.do(chromedp.Navigate(s.page))
		w.until("the refusal", reports+` === 1`)
		if waits := eval[[]float64](w, `waits`); len(waits) > 0 {
			t.Errorf("%d: tries again in %v ms", code, waits)
		}
		s.check(1, 1)
	}
}

func TestPageKeepsItsNumberWhileTheServiceIsAway(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	failing, tries := mustStub(t, false, status(500, 0)), 0
	for _, page := range []string{mustCounted(t, gone.URL+countPath).publish(nil) + article, failing.page} {
		w := mustTab(t, haste)
		w.do(chromedp.EmulateViewport(320, 8000), chromedp.Navigate(page))
		w.until("the end of ten minutes", `passed() > 6e5`)
		w.checkShown(atFirst)
		tries = strings.Count(strings.Join(w.hear().requests, "\n"), countPath)
		if waits := eval[[]float64](w, `waits`); tries != len(waits) { // the last is followed by nothing
			t.Errorf("%d tries with waits of %v ms", tries, waits)
		}
	}
	failing.check(tries, 1)
}

func TestPageInTheBackgroundIsAVisitWhenSeen(t *testing.T) {
	s := mustStub(t, false, counted)
	first, behind := mustTab(t), true
	made, err := chromedp.CallBrowser(first.ctx, target.CreateTarget, target.CreateTargetParams{
		URL: s.page, Background: &behind, BrowserContextID: chromedp.FromContext(first.ctx).BrowserContextID})
	check(t, err)
	ctx, stop := chromedp.NewContext(first.ctx, chromedp.WithTargetID(made.TargetID))
	defer stop()
	w := &tab{TB: t, ctx: ctx}
	w.until("the page behind another", `document.readyState === "complete" && document.hidden`)
	s.check(0, 0)
	_, err = chromedp.CallBrowser(first.ctx, target.ActivateTarget, target.ActivateTargetParams{TargetID: made.TargetID})
	check(t, err)
	w.until("the answer", answered)
	s.check(1, 1)
}

// The browser prepares no pages while it is remote-controlled, so one is acted.
func TestPreparedPageIsAVisitWhenSeen(t *testing.T) {
	s := mustStub(t, false, counted)
	w := mustTab(t, `window.prepared = true; Object.defineProperty(Document.prototype, "prerendering", {get: () => prepared})`)
	w.do(chromedp.Navigate(s.page))
	s.check(0, 0)
	eval[any](w, `prepared = false; document.dispatchEvent(new Event("prerenderingchange"))`)
	w.until("the answer", answered)
	s.check(1, 1)
}

func TestWayBackIsAnotherVisitAnd404IsNone(t *testing.T) {
	s, visits := mustStub(t, false, counted), 2
	w := mustTab(t, `addEventListener("pageshow", e => window.kept = e.persisted)`)
	w.do(chromedp.Navigate(s.page))
	w.until("the answer", answered)
	w.do(chromedp.Navigate(strings.TrimSuffix(s.page, article) + "/404.html"))
	eval[any](w, `setTimeout(() => history.back())`)
	w.until("the way back", `location.pathname === "`+article+`" && window.kept !== undefined && `+answered)
	if !eval[bool](w, `kept`) { // the browser had no room to keep it: its return is acted
		visits++
		eval[any](w, `dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`)
	}
	w.until("another report", reports+` === 2`)
	s.check(visits, visits)
}

func TestVisitWithoutScriptsIsAPicture(t *testing.T) {
	s := mustStub(t, true, status(http.StatusNoContent, 0))
	w := mustTab(t)
	call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	w.do(chromedp.Navigate(s.page))
	s.mu.Lock()
	defer s.mu.Unlock()
	if want := []string{"GET img  " + s.page}; !slices.Equal(s.asked, want) {
		t.Errorf("the service is asked %q, want %q", s.asked, want)
	}
}
