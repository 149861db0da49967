package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
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

// patience is how long a page may take to become what a test waits for.
const patience = 10 * time.Second

// mustBrowser starts a Chromium with a profile of its own, which asks nothing
// of anyone but this machine.
func mustBrowser(t testing.TB) context.Context {
	t.Helper()
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // it cannot be had by root in a container
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	allocator, free := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(free)
	browser, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	switch err := chromedp.Do(browser); {
	case errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") != "true":
		t.Skip("Chromium is not installed")
	case err != nil:
		t.Fatalf("start Chromium: %v", err)
	}
	return browser
}

// A tab is an open page, in a window without cookies or memory, and what the
// browser tells of it.
type tab struct {
	testing.TB
	ctx context.Context

	mu       sync.Mutex
	faults   []string // guarded by mu; console errors, exceptions, refusals by policy
	requests []string // guarded by mu; addresses
}

// mustTab opens a tab in which the scripts run before those of any page.
func mustTab(t testing.TB, browser context.Context, scripts ...string) *tab {
	t.Helper()
	w := &tab{TB: t}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.listen))
	t.Cleanup(stop)
	w.ctx = ctx
	w.do() // opens it
	refusals := `addEventListener("securitypolicyviolation", e => console.error("policy:", e.violatedDirective, e.blockedURI, e.sample))`
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
		w.requests = append(w.requests, e.Request.URL)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			w.faults = append(w.faults, string(e.Entry.Source)+": "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		text := "console." + string(e.Type) + ":"
		for _, arg := range e.Args {
			text += " " + string(arg.Value)
		}
		w.faults = append(w.faults, text)
	case *runtime.EventExceptionThrown:
		w.faults = append(w.faults, e.ExceptionDetails.Text)
	}
}

// told are the faults and requests since the last call.
func (w *tab) told() (faults, requests []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	faults, requests = w.faults, w.requests
	w.faults, w.requests = nil, nil
	return faults, requests
}

func (w *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.Fatal(err)
	}
}

func (w *tab) open(address string) {
	w.Helper()
	w.do(chromedp.Navigate(address))
}

// size makes the window as wide and high as so many CSS pixels.
func (w *tab) size(width, height int64) {
	w.Helper()
	w.do(chromedp.EmulateViewport(width, height))
}

func call[P, R any](w *tab, command cdp.Command[P, R], params P) R {
	w.Helper()
	res, err := chromedp.Call(w.ctx, command, params)
	if err != nil {
		w.Fatalf("%s: %v", command.Method, err)
	}
	return res
}

// eval is the value of an expression in the page, awaited if it is a promise.
func eval[T any](w *tab, expression string) T {
	w.Helper()
	value, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.Fatalf("%s: %v", expression, err)
	}
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
	faults, _ := w.told()
	text, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	w.Fatalf("not seen: %s\n%s\n%s", what, strings.Join(faults, "\n"), text)
}
