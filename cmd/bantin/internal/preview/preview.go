// Package preview serves a site from its sources: an address is rendered when a
// browser asks for it, by the same code that builds it, and nothing rendered is
// kept. A saved file gives a new site; the open page is told and loads itself
// again. What is added to a page is one script tag.
//
// It is made for one person on one machine: it answers requests for this
// machine's own names only, reads files below the site's folder only, and shows
// faults where a public server would hide them.
package preview

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// A Server answers for the site that was loaded last.
type Server struct {
	Language diag.Language                          // of messages; "" is the site's own
	Hosts    []string                               // host:port pairs that a browser may use for this server
	Show     func(diag.Language, []diag.Diagnostic) // new faults; none when the last is mended
	Explain  func(error) string                     // puts a machine's error into words
	Loaded   func(*site.Site)                       // called with each newly loaded site

	// render is a method of Renderer; a test counts its calls.
	render func(*render.Renderer, site.Address, *bytes.Buffer) (render.Result, error)

	mu      sync.Mutex
	now     *state
	changed chan struct{} // closed when now is replaced or knows more

	survey  survey
	copies  copies
	telling sync.Mutex      // guards
	told    map[string]bool // open faults that the terminal knows
}

// state is one loading of the site.
type state struct {
	version  int              // no other loading has it, in whatever process
	since    int              // the version from which on nothing but style sheets changed
	renderer *render.Renderer // nil until settings and theme could be read
	past     bool             // the renderer is of an earlier loading: what it finds may no longer be true
	found    []diag.Diagnostic
	trouble  string // of the machine, for which there is no newer loading

	mu       sync.Mutex
	pages    map[string][]diag.Diagnostic // of the pages rendered so far, by address
	bodies   []diag.Diagnostic            // of all bodies, once they were looked through
	pictures []diag.Diagnostic            // of all pictures, as they were looked at last
}

// New makes a server that has loaded nothing yet.
func New(language diag.Language, hosts []string, show func(diag.Language, []diag.Diagnostic)) *Server {
	return &Server{
		Language: language, Hosts: hosts, Show: show, render: (*render.Renderer).Render, Explain: error.Error, Loaded: func(*site.Site) {},
		now: &state{version: int(rand.Uint32())}, changed: make(chan struct{}),
	}
}

// set puts a newly loaded site in place of the one before, which stays up where
// there is no newer one. It is restyled if nothing but style sheets changed.
func (s *Server) set(r *render.Renderer, found []diag.Diagnostic, trouble string, restyled bool) *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	past := r == nil
	if past {
		r = s.now.renderer
	}
	version := s.now.version + 1
	if past && trouble != "" {
		version-- // the open page stays as it is, and is told
	}
	since := version
	if restyled {
		since = s.now.since
	}
	s.now.mu.Lock()
	pictures := s.now.pictures
	s.now.mu.Unlock()
	s.now = &state{version: version, since: since, renderer: r, past: past, found: found, trouble: trouble,
		pages: map[string][]diag.Diagnostic{}, pictures: pictures}
	s.tell()
	return s.now
}

// tell wakes who waits for news. The caller holds s.mu.
func (s *Server) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) state() (*state, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, s.changed
}

//go:embed preview.js
var script []byte

//go:embed preview.css
var style []byte

const (
	own        = "/.bantin/"
	scriptPath = own + "preview.js"
	stylePath  = own + "preview.css"
	eventsPath = own + "events"
)

// scriptTag is what is added to a page. It says which loading the page is of: the
// site may have changed again before the page hears of it.
func (now *state) scriptTag(more string) string {
	return fmt.Sprintf(`<script src="%s" data-version="%d"%s defer></script>`, scriptPath, now.version, more)
}

func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !s.allowed(req) {
		http.Error(w, "this preview answers on this machine only", http.StatusForbidden)
		return
	}
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch req.URL.Path {
	case scriptPath:
		write(w, "text/javascript; charset=utf-8", http.StatusOK, script)
	case stylePath:
		write(w, "text/css; charset=utf-8", http.StatusOK, style)
	case eventsPath:
		s.events(w, req)
	default:
		now, _ := s.state()
		s.page(w, req, now)
	}
}

// allowed holds off other web pages that the same browser has open: they can
// reach this machine's ports, but not under our names (DNS rebinding), and
// their requests carry their own origin.
func (s *Server) allowed(req *http.Request) bool {
	known := func(host string) bool {
		for _, h := range s.Hosts {
			if strings.EqualFold(h, host) {
				return true
			}
		}
		return false
	}
	origin := req.Header.Get("Origin")
	if origin == "" {
		return known(req.Host)
	}
	u, err := url.Parse(origin)
	return err == nil && known(req.Host) && known(u.Host)
}

func (s *Server) page(w http.ResponseWriter, req *http.Request, now *state) {
	if now.renderer == nil {
		s.faultPage(w, now, now.found, now.trouble)
		return
	}
	for name, value := range render.Headers(now.renderer.Site) {
		w.Header().Set(name, value)
	}
	status := http.StatusOK
	asked := text.NFC(req.URL.Path)
	address, ok := now.renderer.Site.Lookup(asked)
	if !ok {
		if folder, ok := now.renderer.Site.Lookup(asked + "/"); ok {
			http.Redirect(w, req, (&url.URL{Path: folder.Path}).String(), http.StatusMovedPermanently)
			return
		}
		if source := now.renderer.Site.FaultyAt(asked); source != "" {
			language := now.language(s.Language)
			s.faultPage(w, now, now.of(source), fmt.Sprintf(say(language, "Bài %s có lỗi nên chưa có trang:", "The article %s has faults and no page yet:")+"\n", source))
			return
		}
		status = http.StatusNotFound
		address, _ = now.renderer.Site.Lookup("/404.html")
	}
	var page bytes.Buffer
	res, err := s.render(now.renderer, address, &page)
	if err != nil {
		s.faultPage(w, now, nil, cmp.Or(now.trouble, s.Explain(err)))
		return
	}
	if !now.past {
		now.mu.Lock()
		now.pages[address.Path] = res.Found
		now.mu.Unlock()
		s.show(now, res.Found, false)
	}
	switch kind := contentType(address); {
	case res.Open != nil:
		copy(w, req, res.Open, kind)
	case slices.ContainsFunc(res.Found, func(d diag.Diagnostic) bool { return d.Code == "template" }): // the page is cut off
		s.faultPage(w, now, res.Found, "")
	case strings.HasPrefix(kind, "text/html"):
		page.WriteString(now.scriptTag(""))
		fallthrough
	default:
		write(w, kind, status, page.Bytes())
	}
}

// copy answers with a file, or with the part of it that a player asks for.
func copy(w http.ResponseWriter, req *http.Request, open func() (io.ReadSeekCloser, error), kind string) {
	f, err := open()
	if err != nil {
		write(w, "text/plain; charset=utf-8", http.StatusNotFound, []byte(err.Error()+"\n"))
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", kind)
	http.ServeContent(w, req, "", time.Time{}, f)
}

func write(w http.ResponseWriter, kind string, status int, b []byte) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(b) // a browser that went away is no fault
}

// types are those of the files that a site may hold.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".xml": "application/xml; charset=utf-8",
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".txt": "text/plain; charset=utf-8",
	".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".webp": "image/webp", ".ico": "image/x-icon", ".woff2": "font/woff2", ".pdf": "application/pdf",
	".mp3": "audio/mpeg", ".mp4": "video/mp4", ".webmanifest": "application/manifest+json",
}

func contentType(a site.Address) string {
	if a.Kind == site.FeedFile {
		return "application/atom+xml; charset=utf-8"
	}
	if kind, ok := types[strings.ToLower(path.Ext(a.Output))]; ok {
		return kind
	}
	return "application/octet-stream"
}

// faultPage stands in for a page that cannot be made. It loads itself again as
// any other does.
func (s *Server) faultPage(w http.ResponseWriter, now *state, found []diag.Diagnostic, trouble string) {
	var list bytes.Buffer
	language := now.language(s.Language)
	fmt.Fprintln(&list, trouble)
	_ = diag.Printer{Language: language}.Print(&list, found) // a buffer takes everything
	page := fmt.Sprintf(`<!doctype html><html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
		`<title>bantin</title><link rel="stylesheet" href="%s"></head><body><main><h1>%s</h1><pre>%s</pre></main>%s</body></html>`,
		language, stylePath, html.EscapeString(say(language, "Trang chưa dựng được", "The page cannot be made yet")),
		html.EscapeString(strings.TrimSpace(list.String())), now.scriptTag(" data-told"))
	write(w, "text/html; charset=utf-8", http.StatusInternalServerError, []byte(page))
}

// of are the faults of a source, as far as they are known.
func (now *state) of(source string) []diag.Diagnostic {
	now.mu.Lock()
	defer now.mu.Unlock()
	var all diag.List
	for _, d := range slices.Concat(now.found, now.bodies) {
		if d.File == source {
			all.Add(d)
		}
	}
	return all.Sorted()
}

// language is that of the site that was loaded last, unless one was asked for.
func (now *state) language(asked diag.Language) diag.Language {
	if asked == "" && now.renderer != nil {
		asked, _ = diag.ParseLanguage(now.renderer.Site.Language)
	}
	return cmp.Or(asked, diag.Vietnamese)
}

func say(language diag.Language, vi, en string) string {
	if language == diag.English {
		return en
	}
	return vi
}

// Load loads the site and serves it from now on, and looks through its bodies
// in the background. touched names the only files that may have changed since;
// nil is any. The error is the machine's; then the site before stays up, and its
// pages tell of it.
func (s *Server) Load(ctx context.Context, l *render.Loader, touched []string) error {
	r, found, err := l.Load(ctx, touched)
	if err != nil {
		s.set(nil, nil, s.Explain(err), false)
		return err
	}
	before, _ := s.state()
	others := slices.DeleteFunc(slices.Clone(touched), func(name string) bool { // these the loader compares
		return path.Ext(name) == ".md" || name == "content/site.yaml" || strings.HasPrefix(name, "layouts/")
	})
	copied := r == nil && len(others) > 0 || r != nil && s.copies.changed(r, others)
	if r == before.renderer && before.trouble == "" && !copied && len(l.Changed()) == 0 && reflect.DeepEqual(found, before.found) {
		return nil // saved as it was
	}
	restyled := r != nil && len(l.Changed()) == 0 && before.trouble == "" && r.Restyles(before.renderer)
	now := s.set(r, found, "", restyled)
	s.show(now, found, false)
	if r != nil && r != before.renderer {
		s.Loaded(r.Site)
	}
	if r != nil {
		s.begin(ctx, now, l.Changed(), copied || touched == nil)
	}
	return nil
}

// Watch loads the site again after each change, and when an article goes live
// or expires, until ctx ends. How loading went is told each time.
func (s *Server) Watch(ctx context.Context, l *render.Loader, changed <-chan []string, loaded func(error)) {
	for {
		var touched []string // nil is any
		due := time.NewTimer(s.untilDue())
		select {
		case <-ctx.Done():
			return
		case touched = <-changed:
		case <-due.C:
		}
		due.Stop()
		if err := s.Load(ctx, l, touched); ctx.Err() == nil {
			loaded(err)
		}
	}
}

// untilDue is how long the site stays as it is if no source changes.
func (s *Server) untilDue() time.Duration {
	const long = 24 * time.Hour
	now, _ := s.state()
	if now.renderer == nil || now.renderer.Site.NextChange.IsZero() {
		return long
	}
	return min(max(now.renderer.Site.NextChange.Sub(now.renderer.Site.Now), time.Second), long)
}
