package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/text"
)

// event is what a page hears: which loading of the site is current, and what is
// to be mended, the faults of its own source first.
type event struct {
	Version int         `json:"version"`
	Since   int         `json:"since"`  // pages from this version on differ in their style sheets alone
	Styles  []sheet     `json:"styles"` // as they are now
	Heading string      `json:"heading"`
	Here    []diag.JSON `json:"here"`
	Others  []diag.JSON `json:"others"`
	Count   int         `json:"count"` // of all: not more than mostOthers others are listed
}

type sheet struct {
	URL       string `json:"url"`
	Integrity string `json:"integrity"`
}

// mostOthers is as much as anybody reads in a corner of the window.
const mostOthers = 50

// heartbeat keeps the connection known to be alive.
const heartbeat = 20 * time.Second

// events streams an event now and after each loading (server-sent events). The
// query's page is the address whose faults are wanted.
func (s *Server) events(w http.ResponseWriter, req *http.Request) {
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Time{}); err != nil {
		http.Error(w, "no streaming here", http.StatusNotImplemented)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		now, changed := s.state()
		message, err := json.Marshal(s.event(now, req.URL.Query().Get("page")))
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", message); err != nil || out.Flush() != nil {
			return
		}
		for waiting := true; waiting; {
			select {
			case <-req.Context().Done():
				return
			case <-changed:
				waiting = false
			case <-time.After(heartbeat):
				if _, err := fmt.Fprint(w, ":\n\n"); err != nil || out.Flush() != nil {
					return
				}
			}
		}
	}
}

func (s *Server) event(now *state, page string) event {
	now.mu.Lock()
	defer now.mu.Unlock()
	source := now.source(page)
	page = now.answers(page)
	language := now.language(s.Language)
	var all diag.List
	all.Add(now.found...)
	all.Add(now.pages[page]...)
	all.Add(now.bodies...)
	all.Add(now.pictures...)
	e := event{Version: now.version, Since: now.since, Heading: say(language, "Cần sửa", "To be mended"), Here: []diag.JSON{}, Others: []diag.JSON{}}
	if now.renderer != nil {
		for _, a := range now.renderer.Styles() {
			e.Styles = append(e.Styles, sheet{a.URL, a.Integrity})
		}
	}
	if now.trouble != "" {
		e.Here = append(e.Here, diag.JSON{Severity: "error", What: now.trouble})
		e.Count++
	}
	for _, d := range all.Sorted() {
		e.Count++
		switch {
		case d.File == source || beside(source, d.File) || slices.ContainsFunc(now.pages[page], func(p diag.Diagnostic) bool { return p.File == d.File }):
			e.Here = append(e.Here, d.AsJSON(language))
		case len(e.Others) < mostOthers:
			e.Others = append(e.Others, d.AsJSON(language))
		}
	}
	return e
}

// beside tells whether a file lies in the folder of an article.
func beside(source, file string) bool {
	dir, ok := strings.CutSuffix(source, "/index.md")
	return ok && strings.HasPrefix(file, dir+"/")
}

// answers is the address whose page is shown for one that the browser asked for.
func (now *state) answers(page string) string {
	page = text.NFC(page)
	if now.renderer != nil {
		if _, ok := now.renderer.Site.Lookup(page); !ok {
			return "/404.html"
		}
	}
	return page
}

// source is the file whose text a page shows, or would but for its faults; "" if
// it shows none.
func (now *state) source(page string) string {
	if now.renderer == nil {
		return ""
	}
	page = text.NFC(page)
	if a, ok := now.renderer.Site.Lookup(page); ok {
		return render.Source(a)
	}
	return now.renderer.Site.FaultyAt(page)
}
