// Package browser is a Chromium for tests. Without one they are skipped, or fail
// where nothing may be skipped. It looks up no name and asks no other machine.
package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
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

// A Browser runs, with a profile of its own, or it does not and knows why.
type Browser struct {
	ctx   context.Context
	err   error
	tools string // where .ci/tools puts what tests need
}

// Start starts Chromium. Stop waits until it is gone.
func Start() *Browser {
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, // as root in a container needs
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), flags...)
	b := &Browser{}
	if cache, err := os.UserCacheDir(); err == nil {
		b.tools = filepath.Join(cache, "bantin-tools", "node_modules")
	}
	b.ctx, _ = chromedp.NewContext(allocator)
	b.err = chromedp.Do(b.ctx)
	return b
}

// Stop ends it.
func (b *Browser) Stop() { _ = chromedp.Cancel(b.ctx) }

// A Tab is an open page in a window without memory, and what the browser tells of it.
type Tab struct {
	testing.TB
	Context  context.Context
	mu       sync.Mutex
	requests []string // guarded by mu; addresses
	faults   []string // guarded by mu; console calls, exceptions, refusals by policy
}

// MustOpen opens an address in a window of that size, where the scripts run before
// those of any page. The test fails if faults are left at its end.
func (b *Browser) MustOpen(t testing.TB, address string, width, height int64, scripts ...string) *Tab {
	t.Helper()
	if errors.Is(b.err, exec.ErrNotFound) {
		gate.Skip(t, "Chromium is not installed")
	}
	w := &Tab{TB: t}
	w.check(b.err)
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.listen))
	t.Cleanup(func() {
		stop()
		if faults, _ := w.Hear(); len(faults) > 0 {
			t.Errorf("the browser complains: %q", faults)
		}
	})
	w.Context = ctx
	w.Do(chromedp.EmulateViewport(width, height))
	refusals := `addEventListener("securitypolicyviolation", e => console.error(e.violatedDirective + " refuses " + e.blockedURI))`
	for _, script := range append(scripts, refusals) {
		Call(w, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	}
	w.Do(chromedp.Navigate(address))
	return w
}

func (w *Tab) listen(event any) {
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

// Hear returns what was told since the last call.
func (w *Tab) Hear() (faults, requests []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	faults, requests = w.faults, w.requests
	w.faults, w.requests = nil, nil
	return faults, requests
}

func (w *Tab) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Do takes steps one after the other.
func (w *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	w.check(chromedp.Do(w.Context, steps...))
}

// Call sends one command of the protocol.
func Call[P, R any](w *Tab, command cdp.Command[P, R], params P) {
	w.Helper()
	_, err := chromedp.Call(w.Context, command, params)
	w.check(err)
}

// Eval is the value of an expression in the page, awaited if it is a promise.
func Eval[T any](w *Tab, expression string) T {
	w.Helper()
	value, err := chromedp.Run(w.Context, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	w.check(err)
	return value
}

// Until waits for an expression to be true. A page just being left evaluates nothing.
func (w *Tab) Until(what, expression string) {
	w.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok, err := chromedp.Run(w.Context, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
	}
	text, _ := chromedp.Run(w.Context, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	w.Fatalf("not seen: %s\n%s", what, text)
}

// MustTool is a file of what .ci/tools had fetched when the browser was started.
func (b *Browser) MustTool(t testing.TB, name string) string {
	t.Helper()
	name = filepath.Join(b.tools, filepath.FromSlash(name))
	if _, err := os.Stat(name); err != nil {
		gate.Skip(t, "%s is missing; .ci/tools fetches it", filepath.Base(name))
	}
	return name
}
