package browsertest

import (
	"context"
	"errors"
	"os/exec"
	"sync"
	"testing"
	"time"

	"bantin/cmd/internal/gate"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

func startBrowser() (stop func()) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, // as root in a container needs
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), flags...)
	browser, _ = chromedp.NewContext(allocator)
	noBrowser = chromedp.Do(browser)
	return func() { _ = chromedp.Cancel(browser) } // waits until it is gone
}

// A tab is an open page in a window without memory, and what the browser tells of it.
type tab struct {
	testing.TB
	ctx      context.Context
	mu       sync.Mutex
	requests []string // guarded by mu; addresses
	faults   []string // guarded by mu; console calls, exceptions, refusals by policy
}

// mustTab opens an address in a tab where the scripts run before those of any
// page. The test fails if faults are left at its end.
func mustTab(t testing.TB, address string, scripts ...string) *tab {
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
	w.do(chromedp.EmulateViewport(1280, 4000)) // shows an article whole
	refusals := `addEventListener("securitypolicyviolation", e => console.error(e.violatedDirective + " refuses " + e.blockedURI))`
	for _, script := range append(scripts, refusals) {
		call(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	}
	w.do(chromedp.Navigate(address))
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

// eval is the value of an expression in the page, awaited if it is a promise.
func eval[T any](w *tab, expression string) T {
	w.Helper()
	value, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	check(w, err)
	return value
}

// until waits for an expression to be true. A page just being left evaluates nothing.
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
