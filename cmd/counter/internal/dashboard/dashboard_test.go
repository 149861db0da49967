package dashboard

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// A desk is the dashboard over HTTP, and what a test may change of its world.
type desk struct {
	testing.TB
	url  string
	time atomic.Int64           // seconds after noon of 2026-11-27 in Hà Nội
	away atomic.Bool            // the store does not answer
	came atomic.Int32           // requests that were looked at
	wait chan struct{}          // if not nil, reports are made when it is closed
	made chan [2]visit.Day      // reports that were asked for
	pool map[string]visit.Tally // pages of every report
}

var zone = time.FixedZone("", 7*60*60)

func mustDesk(t testing.TB, hosts ...string) *desk {
	t.Helper()
	d := &desk{TB: t, made: make(chan [2]visit.Day, 1000), pool: map[string]visit.Tally{"/tin-tuc/a/": {Visits: 3, Bots: 1}, "/b/": {Bots: 8}}}
	server := httptest.NewServer(New(Options{
		Report: func(ctx context.Context, from, to visit.Day) (*visit.Report, error) {
			d.made <- [2]visit.Day{from, to}
			if d.wait != nil {
				<-d.wait
			}
			if d.away.Load() {
				return nil, errors.New("no connection to 10.0.0.7")
			}
			return &visit.Report{Days: []visit.DayNumbers{{Day: to, Tally: visit.Tally{Visits: 3, Bots: 9}, Visitors: 2}}, Pages: d.pool}, nil
		},
		Numbers: func() (visit.Numbers, bool) {
			return visit.Numbers{Site: visit.Tally{Visits: 3, Bots: 9}, Online: 2}, d.away.Load()
		},
		Title: func(page string) string { return map[string]string{"/tin-tuc/a/": "Hội nghị"}[page] },
		Site: func() Site {
			d.came.Add(1)
			return Site{Title: "Hội đồng", BaseURL: "https://hdnd.example", Zone: zone, Baseline: 4_860_169, BaselineDate: "2024-02-28"}
		},
		Clock: func() time.Time {
			return time.Date(2026, 11, 27, 12, 0, int(d.time.Load()), 0, zone).UTC()
		},
		Hosts: hosts,
	}))
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// ask sends a request that a test may change.
func (d *desk) ask(path string, change ...func(*http.Request)) (status int, body string, header http.Header) {
	d.Helper()
	req, err := http.NewRequestWithContext(d.Context(), http.MethodGet, d.url+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	for _, c := range change {
		c(req)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		d.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}

// shown is an answer about a period.
type shown struct {
	From, To string
	At       time.Time
	Stale    bool
	Rows     []struct {
		What, Page, Title string
		Visits            int64
	}
}

func (d *desk) mustReport(query string) (r shown) {
	d.Helper()
	status, body, _ := d.ask("/api/report" + query)
	if err := json.Unmarshal([]byte(body), &r); err != nil || status != http.StatusOK {
		d.Fatalf("%d %v: %s", status, err, body)
	}
	return r
}

func TestAReportIsOfThePeriodAskedFor(t *testing.T) {
	for query, wanted := range map[string][2]visit.Day{
		"?from=2026-11-01&to=2026-11-27": {2026_11_01, 2026_11_27},
		"?from=2026-11-01&to=2026-12-31": {2026_11_01, 2026_11_27}, // nothing was counted after today
		"?from=2016-11-27&to=2026-11-27": {2016_11_27, 2026_11_27},
		"?to=2026-03-01":                 {2026_01_31, 2026_03_01},
		"?from=2026-11-27":               {2026_11_27, 2026_11_27},
		"":                               {2026_10_29, 2026_11_27},
	} {
		d := mustDesk(t)
		r := d.mustReport(query)
		if asked := <-d.made; asked != wanted || r.From != wanted[0].String() || r.To != wanted[1].String() {
			t.Errorf("%s is of %v to %v; the store was asked for %v", query, r.From, r.To, asked)
		}
	}
}

func TestTodayIsTheDayOfTheSitesZone(t *testing.T) {
	d := mustDesk(t)
	d.time.Store(12*60*60 - 1)
	if r := d.mustReport(""); r.To != "2026-11-27" {
		t.Errorf("before midnight it is %s", r.To)
	}
	d.time.Add(1)
	if r := d.mustReport(""); r.To != "2026-11-28" {
		t.Errorf("after midnight it is %s", r.To)
	}
}

func TestBadPeriodsAreRefusedInWords(t *testing.T) {
	d := mustDesk(t)
	for query, words := range map[string]string{
		"from=2026-11-28":                 "chưa tới",
		"from=2026-12-01&to=2026-12-31":   "chưa tới",
		"from=2026-11-20&to=2026-11-19":   "trước hoặc trùng",
		"from=2016-11-26&to=2026-11-27":   "10 năm",
		"from=27/11/2026":                 "viết như 2026-11-27",
		"from=2026-02-30":                 "ngày phải có thật",
		"to=<script>alert(1)</script>":    "ngày phải có thật",
		"from=0000-01-01&to=9999-12-31":   "10 năm",
		"to=" + strings.Repeat("9", 2000): "ngày phải có thật",
	} {
		for _, path := range []string{"/api/report?", "/api/report.csv?"} {
			query := strings.NewReplacer("<", "%3C", ">", "%3E").Replace(query)
			status, body, header := d.ask(path + query)
			if status != http.StatusBadRequest || !strings.Contains(body, words) || header.Get("Content-Type") != "text/plain; charset=utf-8" {
				t.Errorf("%s%s: %d %s", path, query, status, body)
			}
		}
	}
	if len(d.made) > 0 {
		t.Error("the store was asked for a period that is refused")
	}
}

func TestManyWhoAskAtOnceCostOneReport(t *testing.T) {
	d := mustDesk(t)
	d.wait = make(chan struct{})
	var all sync.WaitGroup
	const many = 50
	for range many {
		all.Go(func() {
			if status, _, _ := d.ask("/api/report?from=2026-01-01&to=2026-11-27"); status != http.StatusOK {
				t.Errorf("one got %d", status)
			}
		})
	}
	<-d.made
	for d.came.Load() < many {
		runtime.Gosched()
	}
	close(d.wait)
	all.Wait()
	if len(d.made) > 0 {
		t.Errorf("%d reports more were made", len(d.made))
	}
}

func TestAReportIsKeptForAMinute(t *testing.T) {
	for second, wanted := range map[int64]int{59: 1, 60: 2} {
		d := mustDesk(t)
		d.mustReport("")
		d.time.Store(second)
		d.ask("/api/report.csv")
		if len(d.made) != wanted {
			t.Errorf("after %d seconds %d reports were made", second, len(d.made))
		}
	}
}

func TestFewReportsAreKept(t *testing.T) {
	d := mustDesk(t)
	ask := func(day string) { d.mustReport("?from=" + day + "&to=" + day) }
	for _, day := range []string{"2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"} {
		ask(day)
		d.time.Add(1)
	}
	for range 5 {
		<-d.made
	}
	ask("2026-11-05")
	ask("2026-11-02")
	if len(d.made) > 0 {
		t.Error("the newest are not kept")
	}
	ask("2026-11-01")
	if len(d.made) != 1 {
		t.Error("the oldest is kept")
	}
}

func TestOldNumbersAreShownAsOldAndNotWritten(t *testing.T) {
	d := mustDesk(t)
	first := d.mustReport("")
	if first.Stale {
		t.Error("new numbers are called old")
	}
	d.away.Store(true)
	d.time.Store(3600)
	if r := d.mustReport(""); !r.Stale || !r.At.Equal(first.At) || len(r.Rows) != len(first.Rows) {
		t.Errorf("an hour later: %+v", r)
	}
	for _, path := range []string{"/api/report.csv", "/api/report?from=2026-11-11"} {
		status, body, header := d.ask(path)
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || strings.Contains(body, "10.0.0.7") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	tries := len(d.made)
	d.ask("/api/report")
	if len(d.made) != tries {
		t.Error("a store that is away is asked again at once")
	}
	if _, body, _ := d.ask("/api/now"); !strings.Contains(body, `"stale":true`) {
		t.Error(body)
	}
	d.away.Store(false)
	d.time.Add(10)
	if r := d.mustReport(""); r.Stale || r.At.Equal(first.At) {
		t.Errorf("when the store is back: %+v", r)
	}
}

func TestNowTellsTheSiteItsNumbersAndTheTime(t *testing.T) {
	var now struct {
		Now, Title, URL, Until string
		Total                  visit.Tally
		Baseline, Online       int64
		Stale                  bool
	}
	_, body, header := mustDesk(t).ask("/api/now")
	if err := json.Unmarshal([]byte(body), &now); err != nil {
		t.Fatal(err)
	}
	if now.Now != "2026-11-27T12:00:00+07:00" || now.Title != "Hội đồng" || now.URL != "https://hdnd.example" || now.Until != "2024-02-28" ||
		now.Total != (visit.Tally{Visits: 3, Bots: 9}) || now.Baseline != 4_860_169 || now.Online != 2 || now.Stale || header.Get("Content-Type") != "application/json" {
		t.Errorf("%+v", now)
	}
}

func TestTheDownloadIsForExcelAndWhole(t *testing.T) {
	d := mustDesk(t)
	for i := range 3 * most {
		d.pool["/tin-tuc/"+strings.Repeat("x", i+1)+"/"] = visit.Tally{Visits: 1}
	}
	_, body, header := d.ask("/api/report.csv?from=2026-11-01&to=2026-11-27")
	lines, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !strings.HasPrefix(body, "\ufeff") || len(lines) < len(d.pool) {
		t.Errorf("%v: %d lines: %.80q", err, len(lines), body)
	}
	if header.Get("Content-Disposition") != `attachment; filename="truy-cap-2026-11-01-2026-11-27.csv"` || header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Error(header)
	}
	pages := 0
	for _, row := range d.mustReport("").Rows {
		if row.What == "page" {
			pages++
		}
	}
	if pages != most {
		t.Errorf("the page gets %d pages", pages)
	}
}

func TestBotsCountWhenAskedFor(t *testing.T) {
	d := mustDesk(t)
	first := func(query string) string {
		for _, row := range d.mustReport(query).Rows {
			if row.What == "page" {
				return row.Page
			}
		}
		return ""
	}
	if page := first(""); page != "/tin-tuc/a/" {
		t.Errorf("the most read is %s", page)
	}
	if page := first("?bots=1"); page != "/b/" {
		t.Errorf("with bots the most read is %s", page)
	}
}

func TestEveryAnswerIsStrict(t *testing.T) {
	d := mustDesk(t)
	for path, kind := range map[string]string{
		"/": "text/html; charset=utf-8", "/dashboard.js": "text/javascript; charset=utf-8", "/dashboard.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml",
		"/api/now": "application/json", "/api/report": "application/json", "/api/report.csv": "text/csv; charset=utf-8",
		"/api/report?from=x": "text/plain; charset=utf-8", "/nothing.js": "text/plain; charset=utf-8",
	} {
		_, _, header := d.ask(path)
		if got := header.Get("Content-Type"); got != kind {
			t.Errorf("%s is %s", path, got)
		}
		policy := header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none';") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") ||
			header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") != "no-referrer" || header.Get("Cross-Origin-Resource-Policy") != "same-origin" ||
			header.Get("Cache-Control") != "no-store" && path != "/nothing.js" || header.Get("Access-Control-Allow-Origin") != "" || header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", path, header)
		}
	}
}

func TestNothingButReading(t *testing.T) {
	d := mustDesk(t)
	for _, path := range []string{"/", "/api/now", "/api/report", "/api/report.csv"} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
			status, _, header := d.ask(path, func(r *http.Request) { r.Method = method })
			if status != http.StatusMethodNotAllowed || header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d", method, path, status)
			}
		}
		if status, body, _ := d.ask(path, func(r *http.Request) { r.Method = http.MethodHead }); status != http.StatusOK || body != "" {
			t.Errorf("HEAD %s: %d", path, status)
		}
	}
	for _, path := range []string{"/api/", "/api/export", "/../dashboard.go", "/%2e%2e/dashboard.go", "/static/", "/dashboard.go", "/.git"} {
		if status, body, _ := d.ask(path); status == http.StatusOK || strings.Contains(body, "package") {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestStrangersNamesAndPagesAreRefused(t *testing.T) {
	d := mustDesk(t, "Thong-Ke.hdnd.example")
	address, err := url.Parse(d.url)
	if err != nil {
		t.Fatal(err)
	}
	for host, wanted := range map[string]int{
		address.Host: 200, "localhost": 200, "LOCALHOST:80": 200, "[::1]:8080": 200, "127.0.0.9": 200, "thong-ke.hdnd.example": 200, "Thong-ke.hdnd.example:443": 200,
		"evil.example": 403, "evil.example:" + address.Port(): 403, "127.0.0.1.evil.example": 403, "localhost.evil.example": 403, "10.0.0.7": 403, "hdnd.example": 403,
	} {
		for _, path := range []string{"/", "/api/now", "/api/report.csv"} {
			if status, _, _ := d.ask(path, func(r *http.Request) { r.Host = host }); status != wanted {
				t.Errorf("%s as %s: %d", path, host, status)
			}
		}
	}
	for site, wanted := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 200, "none": 200} {
		if status, body, _ := d.ask("/api/now", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", site) }); status != wanted || wanted == 403 && strings.Contains(body, "4860169") {
			t.Errorf("%s: %d %s", site, status, body)
		}
	}
	if status, _, _ := d.ask("/", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }); status != http.StatusOK {
		t.Errorf("a link to the page leads to %d", status)
	}
}
