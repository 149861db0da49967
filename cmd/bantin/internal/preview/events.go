package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"bantin/cmd/bantin/internal/diag"
)

// event is what a page hears: which loading of the site is current, and the
// faults that concern it.
type event struct {
	Version int         `json:"version"`
	Heading string      `json:"heading"`
	Faults  []diag.JSON `json:"faults"`
}

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
	language := now.language(s.Language)
	e := event{Version: now.version, Heading: say(language, "Cần sửa", "To be mended"), Faults: []diag.JSON{}}
	var all diag.List
	all.Add(now.found...)
	all.Add(now.pages[page]...)
	for _, d := range all.Sorted() {
		e.Faults = append(e.Faults, d.AsJSON(language))
	}
	return e
}
