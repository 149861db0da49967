package browsertest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bantin/cmd/internal/browser"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// countPath is where a service stands, on the site's own origin or on another.
const countPath = "/dem"

// A stub is the reference site with a stand-in for its counting service.
type stub struct {
	*folder
	service *httptest.Server   // nil on the site's own origin
	page    string             // the article's address
	answers []http.HandlerFunc // in turn, the last to all that follow
	want    string             // a pattern for what is asked
	mu      sync.Mutex
	asked   []string // guarded by mu; method, query, cookie, body or referrer
}

func mustStub(t testing.TB, elsewhere bool, answers ...http.HandlerFunc) *stub {
	t.Helper()
	s := &stub{folder: mustFolder(t), answers: answers, want: `^POST   {"page":"` + article + `","id":"[0-9a-f]{24}"}$`}
	endpoint := countPath
	if elsewhere {
		s.service = httptest.NewServer(s)
		t.Cleanup(s.service.Close)
		endpoint = s.service.URL + countPath
	}
	s.replace("content/site.yaml", "\ncounter:\n", "\ncounter:\n  baseline_date: 2024-02-28\n  endpoint: "+endpoint+"\n")
	s.page = s.publish(s) + article
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

// check holds the stub to n visits under so many ids.
func (s *stub) check(n, ids int) {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, asked := range s.asked {
		if !regexp.MustCompile(s.want).MatchString(asked) {
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

// status answers with a status, and ends the connection: a browser repeats by
// itself what it has sent on one that was idle and is gone.
func status(code int, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(code)
	}
}

// haste makes waiting take no time: timers come at once, and the clock goes ahead by the ms.
const haste = `{
	const timer = setTimeout, now = Date.now
	window.ahead = 0
	window.waits = []
	Date.now = () => now() + ahead
	window.setTimeout = (then, ms) => { waits.push(ms); return timer(() => { ahead += ms; then() }) }
}`

const (
	atFirst  = "Thống kê: 4.860.169 lượt truy cập, tính đến ngày\u00a028/02/2024"
	answered = `!!document.querySelector(".counter.answered")`
	reports  = `performance.getEntriesByName(new URL("` + countPath + `", location).href).length`
)

// checkShown compares the counter's text, which may not have moved the page.
func (w *tab) checkShown(want string) {
	w.Helper()
	if text := browser.Eval[string](w.Tab, `document.querySelector(".counter").innerText.trim()`); text != want {
		w.Errorf("the counter says %q", text)
	}
	w.checkStill("the page")
}

func TestVisitIsReportedOnceAndItsAnswerShown(t *testing.T) {
	for _, width := range []int64{320, 412, 960, 1280} {
		painted := make(chan struct{})
		s := mustStub(t, width < 1000, func(w http.ResponseWriter, req *http.Request) { <-painted; counted(w, req) })
		w := mustTab(t, "about:blank")
		w.Do(chromedp.EmulateViewport(width, 4000), chromedp.Navigate(s.page))
		w.Until("the first paint", `performance.getEntriesByType("paint").length > 0`)
		w.checkShown(atFirst)
		close(painted)
		w.Until("the answer", answered)
		w.checkShown("Thống kê: 4.860.170 lượt truy cập\n\nLượt xem trang này:\n1.234\nĐang trực tuyến:\n12")
		s.check(1, 1)
	}
}

func TestVisitIsTriedAgainUnderItsIDUnlessRefused(t *testing.T) {
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for _, answers := range [][]http.HandlerFunc{
		{status(503, "7"), status(429, ""), status(500, ""), hangUp, counted},
		{status(400, "")}, {status(403, "")}, {status(404, "")}, {status(413, "")},
	} {
		s := mustStub(t, false, answers...)
		w := mustTab(t, s.page, haste)
		w.Until("the last answer", reports+` === `+strconv.Itoa(len(answers)))
		s.check(len(answers), 1)
		waits := browser.Eval[[]float64](w.Tab, `waits`)
		if len(waits) != len(answers)-1 || len(waits) > 0 && (waits[0] < 7000 || !slices.IsSorted(waits)) {
			t.Errorf("waits of %v ms after %d answers; the first may ask for 7 s", waits, len(answers))
		}
	}
}

func TestPageKeepsItsNumberWhileTheServiceIsAway(t *testing.T) {
	gone, failing, tries := mustStub(t, true), mustStub(t, false, status(500, "")), 0
	gone.service.Close()
	for _, s := range []*stub{gone, failing} {
		w := mustTab(t, s.page, haste)
		w.Until("the end of ten minutes", `ahead > 6e5`)
		w.checkShown(atFirst)
		_, requests := w.Hear()
		tries = strings.Count(strings.Join(requests, "\n"), countPath)
		if waits := browser.Eval[[]float64](w.Tab, `waits`); tries != len(waits) { // the last is followed by nothing
			t.Errorf("%d tries with waits of %v ms", tries, waits)
		}
	}
	failing.check(tries, 1)
}

// The browser prepares no pages while it is remote-controlled, so that is acted.
func TestPageInTheBackgroundOrPreparedIsAVisitWhenSeen(t *testing.T) {
	for property, change := range map[string]string{"hidden": "visibilitychange", "prerendering": "prerenderingchange"} {
		s := mustStub(t, false, counted)
		w := mustTab(t, s.page, `window.unseen = true
			Object.defineProperty(Document.prototype, "`+property+`", {get: () => unseen})`)
		s.check(0, 0)
		browser.Eval[any](w.Tab, `unseen = false; document.dispatchEvent(new Event("`+change+`"))`)
		w.Until("the answer", answered)
		s.check(1, 1)
	}
}

func TestWayBackIsAnotherVisitAnd404IsNone(t *testing.T) {
	s := mustStub(t, false, counted)
	w := mustTab(t, s.page, `addEventListener("pageshow", e => window.kept = e.persisted)`)
	w.Until("the answer", answered)
	w.Do(chromedp.Navigate(strings.TrimSuffix(s.page, article) + "/404.html"))
	browser.Eval[any](w.Tab, `setTimeout(() => history.back())`)
	w.Until("the way back", `location.pathname === "`+article+`" && window.kept !== undefined && `+answered)
	visits := 2
	if !browser.Eval[bool](w.Tab, `kept`) { // the browser had no room to keep it: its return is acted
		visits++
		browser.Eval[any](w.Tab, `dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`)
	}
	w.Until("another report", reports+` === 2`)
	s.check(visits, visits)
}

func TestVisitWithoutScriptsIsAPicture(t *testing.T) {
	s := mustStub(t, true, status(http.StatusNoContent, ""))
	w := mustTab(t, "about:blank")
	browser.Call(w.Tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	w.Do(chromedp.Navigate(s.page))
	s.want = `^GET img  ` + s.page + `$`
	s.check(1, 1)
}

func TestSnippetIsAtMost700BytesOverTheWire(t *testing.T) {
	found, err := filepath.Glob(mustStub(t, false).path("public/_assets/counter.*.js"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the scripts are %v: %v", found, err)
	}
	if n := wire(t, found[0]); n > 700 {
		t.Errorf("%d bytes in gzip", n)
	}
}
