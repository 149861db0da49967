// Package dashboard shows editors what was read: a page in Vietnamese, and the
// numbers behind it as JSON and CSV.
//
// It knows no passwords: who reaches its listener may read. It changes nothing,
// answers under known names alone and no other site's page, and has one report
// made at a time, once for all who look.
package dashboard

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"bantin/cmd/counter/internal/report"
	"bantin/cmd/counter/internal/visit"
)

// Options say where numbers come from. All but Hosts are needed.
type Options struct {
	Report  func(ctx context.Context, from, to visit.Day) (*visit.Report, error)
	Numbers func() (n visit.Numbers, stale bool) // now; stale if they may be old
	Title   func(page string) string             // "" for a page that has none
	Site    func() Site
	Clock   func() time.Time
	Hosts   []string // names that browsers may use besides this machine's own
}

// Site is what the page says of the site.
type Site struct {
	Title        string
	BaseURL      string
	Zone         *time.Location
	Baseline     int64  // visits carried over from another site
	BaselineDate string // until when: 2024-02-28, or ""
}

//go:embed static
var static embed.FS

const most = 20 // pages that the page lists; CSV has all

var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"} // a machine's own may differ

type dashboard struct {
	Options
	reports *reports
}

// New makes the handler.
func New(o Options) http.Handler {
	d := &dashboard{o, &reports{Options: o, turn: make(chan struct{}, 1), kept: map[period]answer{}}}
	files, _ := fs.Sub(static, "static") // fails for a name that is no path
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /api/now", d.now)
	mux.HandleFunc("GET /api/report", d.report)
	mux.HandleFunc("GET /api/report.csv", d.report)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		if kind := types[path.Ext(r.URL.Path)]; kind != "" {
			h.Set("Content-Type", kind)
		}
		from := r.Header.Get("Sec-Fetch-Site")
		if !d.known(r.Host) || strings.HasPrefix(r.URL.Path, "/api/") && (from == "cross-site" || from == "same-site") {
			http.Error(w, "Không được phép đọc số liệu từ địa chỉ này.", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// known tells names of this machine from those that strangers point at it (DNS rebinding).
func (d *dashboard) known(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	same := func(name string) bool { return strings.EqualFold(name, host) }
	return same("localhost") || net.ParseIP(host).IsLoopback() || slices.ContainsFunc(d.Hosts, same)
}

func (d *dashboard) now(w http.ResponseWriter, r *http.Request) {
	n, stale := d.Numbers()
	s := d.Site()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{ // what fails here is that nobody listens
		"now": d.Clock().In(s.Zone).Format(time.RFC3339), "stale": stale, "total": n.Site, "online": n.Online,
		"title": s.Title, "url": s.BaseURL, "baseline": s.Baseline, "until": s.BaselineDate,
	})
}

// report answers a period in JSON, old numbers marked as such; or in CSV, where
// they could not be marked and are refused.
func (d *dashboard) report(w http.ResponseWriter, r *http.Request) {
	zone, query := d.Site().Zone, r.URL.Query()
	p, err := parse(query.Get("from"), query.Get("to"), visit.DayOf(d.Clock().In(zone)))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a := d.reports.get(r.Context(), p)
	csv := strings.HasSuffix(r.URL.Path, ".csv")
	if a.report == nil || csv && a.err != nil {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "Kho số liệu chưa trả lời. Xin thử lại sau ít phút.", http.StatusServiceUnavailable)
		return
	}
	o := report.Options{Title: d.Title, Bots: query.Has("bots")}
	if csv {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="truy-cap-%v-%v.csv"`, p.from, p.to))
		o.Excel = true
		_ = report.Write(w, a.report, o)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	o.JSON, o.Most = true, most
	fmt.Fprintf(w, `{"from":"%v","to":"%v","at":"%s","stale":%t,"rows":`, p.from, p.to, a.at.In(zone).Format(time.RFC3339), a.err != nil)
	_ = report.Write(w, a.report, o)
	_, _ = w.Write([]byte("}"))
}
