// Package browsertest looks at the dashboard as an editor does, in Chromium. It
// holds tests alone. They stay on this machine and assert no time; without
// Chromium they are skipped, or fail under CI=true.
package browsertest

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bantin/cmd/counter/internal/dashboard"
	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var (
	browser   context.Context // a Chromium with a profile of its own, started by TestMain
	noBrowser error           // why there is none
)

func TestMain(m *testing.M) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, // as root in a container needs
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), flags...)
	browser, _ = chromedp.NewContext(allocator)
	noBrowser = chromedp.Do(browser)
	status := m.Run()
	_ = chromedp.Cancel(browser) // waits until it is gone
	os.Exit(status)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mustTool is a file of what .ci/tools has fetched.
func mustTool(t testing.TB, name string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	check(t, err)
	name = filepath.Join(cache, "bantin-tools", "node_modules", filepath.FromSlash(name))
	if _, err := os.Stat(name); err != nil {
		gate.Skip(t, "%s is missing; .ci/tools fetches it", filepath.Base(name))
	}
	return name
}

// A desk is a dashboard over a store, and what a test may change of both. It is
// five past two on 2026-11-27 in Hà Nội; later seconds pass when a test says so.
type desk struct {
	url     string
	empty   bool         // nothing was ever counted
	away    atomic.Bool  // the store does not answer
	online  atomic.Int64 // readers
	seconds atomic.Int64 // since then
}

var zone = time.FixedZone("", 7*60*60)

func mustDesk(t testing.TB, empty bool) *desk {
	t.Helper()
	d := &desk{empty: empty}
	d.online.Store(19)
	server := httptest.NewServer(dashboard.New(dashboard.Options{
		Report: d.report,
		Numbers: func() (n visit.Numbers, stale bool) {
			if !empty {
				n = visit.Numbers{Site: visit.Tally{Visits: 123_456, Scriptless: 789, Bots: 4567}, Online: int(d.online.Load())}
			}
			return n, d.away.Load()
		},
		Title: func(page string) string { return titles[page] },
		Site: func() dashboard.Site {
			return dashboard.Site{Title: "Hội đồng nhân dân Thành phố Hà Nội", BaseURL: "https://hdnd-hanoi.example", Zone: zone, Baseline: 4_860_169, BaselineDate: "2024-02-28"}
		},
		Clock: func() time.Time { return time.Date(2026, 11, 27, 14, 5, int(d.seconds.Load()), 0, zone) },
	}))
	t.Cleanup(server.Close)
	d.url = server.URL + "/"
	return d
}

var titles = map[string]string{
	"/tin-tuc/":                  "Tin tức",
	"/tin-tuc/2026/11/hoi-nghi/": "Hội nghị tổng kết công tác phối hợp giữa Thường trực Hội đồng nhân dân và Ủy ban nhân dân Thành phố",
	"/tin-tuc/2026/11/dai/":      strings.Repeat("Khôngcódấucách", 20),
	"/tin-tuc/2026/11/the/":      "<b>Thẻ</b> & dấu",
}

// report has 1.000 visits on each day from 2025 on, at nine o'clock, and half as many on Sundays.
func (d *desk) report(_ context.Context, from, to visit.Day) (*visit.Report, error) {
	r := &visit.Report{Pages: map[string]visit.Tally{}}
	if d.away.Load() {
		return nil, errors.New("no connection")
	}
	for at := max(from, 2025_01_01).Time(); !d.empty && !at.After(to.Time()); at = at.AddDate(0, 0, 1) {
		day, t := visit.DayOf(at), visit.Tally{Visits: 1000, Scriptless: 20, Bots: 300}
		if at.Weekday() == time.Sunday {
			t.Visits = 500
		}
		r.Days = append(r.Days, visit.DayNumbers{Day: day, Tally: t, Visitors: t.Visits / 4})
		r.Hours = append(r.Hours, visit.HourNumbers{Hour: visit.Hour(day)*100 + 9, Tally: t})
		for _, p := range []string{"/", "/khong-ten/", "/tin-tuc/2026/11/hoi-nghi/", "/tin-tuc/2026/11/dai/", "/tin-tuc/2026/11/the/"} {
			sum := r.Pages[p]
			sum.Add(visit.Tally{Visits: t.Visits * int64(len(p)) / 200, Bots: 10})
			r.Pages[p] = sum
		}
	}
	return r, nil
}

// A tab is an open page in a window without memory, and what the browser tells of it.
type tab struct {
	testing.TB
	ctx      context.Context
	mu       sync.Mutex
	requests []string // guarded by mu; addresses
	faults   []string // guarded by mu; console calls, exceptions, refusals by policy
}

// mustTab opens an address. The test fails if faults are left at its end.
func mustTab(t testing.TB, address string) *tab {
	t.Helper()
	if errors.Is(noBrowser, exec.ErrNotFound) {
		gate.Skip(t, "Chromium is not installed")
	}
	check(t, noBrowser)
	w := &tab{TB: t}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.listen))
	t.Cleanup(func() {
		stop()
		if faults, _ := w.hear(); len(faults) > 0 {
			t.Errorf("the browser complains: %q", faults)
		}
	})
	w.ctx = ctx
	refusals := `addEventListener("securitypolicyviolation", e => console.error(e.violatedDirective + " refuses " + e.blockedURI))`
	call(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: refusals})
	w.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address))
	return w
}

func (w *tab) listen(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.requests = append(w.requests, e.Request.URL)
	case *log.EventEntryAdded:
		if e.Entry.Source != log.EntrySourceNetwork { // that a request failed
			w.faults = append(w.faults, e.Entry.Text)
		}
	case *runtime.EventConsoleAPICalled:
		for _, arg := range e.Args {
			w.faults = append(w.faults, string(arg.Value))
		}
	case *runtime.EventExceptionThrown:
		w.faults = append(w.faults, e.ExceptionDetails.Text)
	}
}

// hear returns what was told since the last call.
func (w *tab) hear() (faults, requests []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	faults, requests = w.faults, w.requests
	w.faults, w.requests = nil, nil
	return faults, requests
}

func (w *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	check(w, chromedp.Do(w.ctx, steps...))
}

func call[P, R any](w *tab, command cdp.Command[P, R], params P) {
	w.Helper()
	_, err := chromedp.Call(w.ctx, command, params)
	check(w, err)
}

func (w *tab) look(media string, features ...*emulation.MediaFeature) {
	w.Helper()
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features})
}

// eval is the value of an expression in the page, awaited if it is a promise.
func eval[T any](w *tab, expression string) T {
	w.Helper()
	value, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	check(w, err)
	return value
}

// until waits for an expression to be true.
func (w *tab) until(what, expression string) {
	w.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
	}
	text, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	w.Fatalf("not seen: %s\n%s", what, text)
}

// reads waits for words on the page.
func (w *tab) reads(words string) {
	w.Helper()
	w.until(words, "document.body.innerText.includes(`"+words+"`)")
}
