package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a Chromium with a profile of its own, or noBrowser says why there
// is none. TestMain starts it.
var (
	browser   context.Context
	noBrowser error
)

func startBrowser() (stop func()) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // root in a container cannot have it
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), flags...)
	// A tab that chromedp did not open itself makes it complain without need.
	browser, _ = chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	noBrowser = chromedp.Do(browser)
	return func() { _ = chromedp.Cancel(browser) } // waits until it is gone
}

// patience is how long a page may take to become what a test waits for.
const patience = 10 * time.Second

// A tab is an open page, in a window without cookies or memory.
type tab struct {
	testing.TB
	ctx  context.Context
	mu   sync.Mutex
	told told // guarded by mu
}

// told is what the browser tells of a tab.
type told struct {
	requests []string // addresses
	faults   []string // console calls, exceptions, refusals; not that a request failed
}

// mustTab opens a tab in which the scripts run before those of any page. The
// test fails if faults are left at its end.
func mustTab(t testing.TB, scripts ...string) *tab {
	t.Helper()
	if errors.Is(noBrowser, exec.ErrNotFound) && os.Getenv("CI") != "true" {
		t.Skip("Chromium is not installed")
	}
	check(t, noBrowser)
	w := &tab{TB: t}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.listen))
	t.Cleanup(func() {
		stop()
		if faults := w.hear().faults; len(faults) > 0 {
			t.Errorf("the browser complains: %q", faults)
		}
	})
	w.ctx = ctx
	w.do()
	refusals := `addEventListener("securitypolicyviolation", e => console.error(e.violatedDirective + " refuses " + e.blockedURI))`
	for _, script := range append(scripts, refusals) {
		call(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	}
	return w
}

func (w *tab) listen(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.told.requests = append(w.told.requests, e.Request.URL)
	case *log.EventEntryAdded:
		if e.Entry.Source != log.EntrySourceNetwork {
			w.told.faults = append(w.told.faults, e.Entry.Text)
		}
	case *runtime.EventConsoleAPICalled:
		w.told.faults = append(w.told.faults, string(e.Args[0].Value))
	case *runtime.EventExceptionThrown:
		w.told.faults = append(w.told.faults, e.ExceptionDetails.Text)
	}
}

// hear returns what was told since the last call.
func (w *tab) hear() told {
	w.mu.Lock()
	defer w.mu.Unlock()
	heard := w.told
	w.told = told{}
	return heard
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

// eval is the value of an expression in the page, awaited if it is a promise.
func eval[T any](w *tab, expression string) T {
	w.Helper()
	value, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	check(w, err)
	return value
}

// until waits for an expression to be true, in whatever page the tab has then.
func (w *tab) until(what, expression string) {
	w.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		// A page that is just being left evaluates nothing.
		if ok, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
	}
	text, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	w.Fatalf("not seen: %s\n%s", what, text)
}
