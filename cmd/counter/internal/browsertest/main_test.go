// Package browsertest looks at the dashboard as an editor does, in Chromium. It
// holds tests alone. They stay on this machine and assert no time; without
// Chromium they are skipped, or fail under CI=true.
package browsertest

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bantin/cmd/counter/internal/dashboard"
	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/browser"

	"github.com/chromedp/cdproto/emulation"
)

var chromium *browser.Browser // started by TestMain

func TestMain(m *testing.M) {
	chromium = browser.Start()
	status := m.Run()
	chromium.Stop()
	os.Exit(status)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A desk is a dashboard over a store, and what a test may change of both. It is
// five past two on 2026-11-27 in Hà Nội; later seconds pass when a test says so.
type desk struct {
	url     string
	empty   bool         // nothing was ever counted
	away    atomic.Bool  // the store does not answer
	online  atomic.Int64 // readers
	seconds atomic.Int64 // since then
}

var zone = time.FixedZone("", 7*60*60)

func mustDesk(t testing.TB, empty bool) *desk {
	t.Helper()
	d := &desk{empty: empty}
	d.online.Store(19)
	server := httptest.NewServer(dashboard.New(dashboard.Options{
		Report: d.report,
		Numbers: func() (n visit.Numbers, stale bool) {
			if !empty {
				n = visit.Numbers{Site: visit.Tally{Visits: 123_456, Scriptless: 789, Bots: 4567}, Online: int(d.online.Load())}
			}
			return n, d.away.Load()
		},
		Title: func(page string) string { return titles[page] },
		Site: func() dashboard.Site {
			return dashboard.Site{Title: "Hội đồng nhân dân Thành phố Hà Nội", BaseURL: "https://hdnd-hanoi.example", Zone: zone, Baseline: 4_860_169, BaselineDate: "2024-02-28"}
		},
		Clock: func() time.Time { return time.Date(2026, 11, 27, 14, 5, int(d.seconds.Load()), 0, zone) },
	}))
	t.Cleanup(server.Close)
	d.url = server.URL + "/"
	return d
}

var titles = map[string]string{
	"/tin-tuc/":                  "Tin tức",
	"/tin-tuc/2026/11/hoi-nghi/": "Hội nghị tổng kết công tác phối hợp giữa Thường trực Hội đồng nhân dân và Ủy ban nhân dân Thành phố",
	"/tin-tuc/2026/11/dai/":      strings.Repeat("Khôngcódấucách", 20),
	"/tin-tuc/2026/11/the/":      "<b>Thẻ</b> & dấu",
}

// report has 1.000 visits on each day from 2025 on, at nine o'clock, and half as many on Sundays.
func (d *desk) report(_ context.Context, from, to visit.Day) (*visit.Report, error) {
	r := &visit.Report{Pages: map[string]visit.Tally{}}
	if d.away.Load() {
		return nil, errors.New("no connection")
	}
	for at := max(from, 2025_01_01).Time(); !d.empty && !at.After(to.Time()); at = at.AddDate(0, 0, 1) {
		day, t := visit.DayOf(at), visit.Tally{Visits: 1000, Scriptless: 20, Bots: 300}
		if at.Weekday() == time.Sunday {
			t.Visits = 500
		}
		r.Days = append(r.Days, visit.DayNumbers{Day: day, Tally: t, Visitors: t.Visits / 4})
		r.Hours = append(r.Hours, visit.HourNumbers{Hour: visit.Hour(day)*100 + 9, Tally: t})
		for _, p := range []string{"/", "/khong-ten/", "/tin-tuc/2026/11/hoi-nghi/", "/tin-tuc/2026/11/dai/", "/tin-tuc/2026/11/the/"} {
			sum := r.Pages[p]
			sum.Add(visit.Tally{Visits: t.Visits * int64(len(p)) / 200, Bots: 10})
			r.Pages[p] = sum
		}
	}
	return r, nil
}

// A tab is a page that is looked at as an editor does.
type tab struct{ *browser.Tab }

func mustTab(t testing.TB, address string) *tab {
	t.Helper()
	return &tab{chromium.MustOpen(t, address, 1280, 900)}
}

func (w *tab) look(media string, features ...*emulation.MediaFeature) {
	w.Helper()
	browser.Call(w.Tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features})
}

// reads waits for words on the page.
func (w *tab) reads(words string) {
	w.Helper()
	w.Until(words, "document.body.innerText.includes(`"+words+"`)")
}
