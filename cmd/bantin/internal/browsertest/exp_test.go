package browsertest
import ("testing";"net/http";"net/http/httptest";"sync/atomic";"io";"time";"os"; "strings"
"github.com/chromedp/cdproto/target"
"github.com/chromedp/cdproto/cdp"
"github.com/chromedp/cdproto/preload"

"github.com/chromedp/chromedp")
func TestExp(t *testing.T) {
	f := mustFolder(t)
	f.replace("content/site.yaml", "counter:\n", "counter:\n  endpoint: /dem\n")
	var n atomic.Int64
	addr := f.build().host(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request){ n.Add(1); b,_:=io.ReadAll(r.Body); t.Log(r.Method, r.URL, string(b), r.Header.Get("Sec-Purpose")); io.WriteString(w, `{"total":4860170,"page":1234,"online":2}`)}))
	_ = os.Stdout
	b := mustBrowser(t)
	w := mustTab(t, b, `addEventListener("pageshow", e => window.persisted = e.persisted)`)
	w.open(addr+article)
	// background
	id := chromedp.FromContext(w.ctx).BrowserContextID
	tr := true
	res, err := chromedp.CallBrowser(w.ctx, target.CreateTarget, target.CreateTargetParams{URL: addr+"/tin-tuc/", BrowserContextID: id, Background: &tr})
	t.Log(res, err)
	time.Sleep(time.Second)
	ctx, stop := chromedp.NewContext(w.ctx, chromedp.WithTargetID(res.TargetID))
	defer stop()
	w2 := &tab{TB: t, ctx: ctx}
	w2.do()
	t.Log(eval[string](w, `document.visibilityState`), eval[string](w2, `document.visibilityState`))
	chromedp.CallBrowser(w.ctx, target.ActivateTarget, target.ActivateTargetParams{TargetID: res.TargetID})
	time.Sleep(300*time.Millisecond)
	t.Log(eval[string](w, `document.visibilityState`), eval[string](w2, `document.visibilityState`))
	t.Log(n.Load())
	// prerender
	h := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request){
		t.Log("req", r.URL, r.Header.Get("Sec-Purpose"))
		if r.URL.Path=="/start" { rw.Header().Set("Content-Type","text/html"); io.WriteString(rw, `<!doctype html><title>x</title><script type=speculationrules>{"prerender":[{"urls":["/t"],"eagerness":"immediate"}]}</script><a href=/t>t</a>`); return }
		if r.URL.Path=="/t" { rw.Header().Set("Content-Type","text/html"); io.WriteString(rw, `<!doctype html><title>t</title><script>window.was=document.prerendering; fetch("/x"+was)</script>`); return }
		io.WriteString(rw, "")
	}))
	defer h.Close()
	chromedp.Listen(w.ctx, func(ev any){ switch e:=ev.(type){ case *preload.EventPrerenderStatusUpdated: t.Logf("%+v %v", e, e.PrerenderStatus); case *preload.EventPrefetchStatusUpdated: t.Logf("%+v", e); case *preload.EventPreloadEnabledStateUpdated: t.Logf("%+v", e)}})
	call(w, preload.Enable, cdp.Empty{})
	w.open(h.URL+"/start")
	time.Sleep(time.Second)
	eval[any](w, `location.href="/t"`)
	time.Sleep(time.Second)
	t.Log(eval[string](w, `location.href+was+" "+performance.getEntriesByType("navigation")[0].activationStart`))
	_ = strings.Join
}
