package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// Here is what counts, how often, and what a batch is answered.

func theSameIDCountsOnce(t *testing.T, s *store) {
	a, b := s.at(start, "/a/"), s.at(start, "/b/")
	s.mustApply(t, 1, a, a, a)
	s.mustApply(t, 1, a, b)
	s.mustApply(t, 0, b, a)
	s.mustReopen(t)
	n := s.mustApply(t, 0, a, b, a)
	want := visit.Numbers{Site: visits(2), Pages: map[string]visit.Tally{"/a/": visits(1), "/b/": visits(1)}}
	same(t, "answer", n, want)
	same(t, "read", s.mustRead(t, start, "/a/", "/b/"), want)
}

func aRepeatedVisitAddsNothingAnywhere(t *testing.T, s *store) {
	v := s.by(1, start, "/a/")
	s.mustApply(t, 1, v)
	want, days := s.mustReport(t, 0, always), s.mustPageDays(t, 0, always)

	again := v
	again.Page, again.Kind, again.Visitor, again.Hour = "/b/", visit.Scriptless, 2, visit.HourOf(start.Add(5*time.Hour))
	s.mustApply(t, 0, again)
	again.Kind, again.Visitor = visit.Bot, 0
	s.mustApply(t, 0, again)
	same(t, "report", s.mustReport(t, 0, always), want)
	same(t, "days of pages", s.mustPageDays(t, 0, always), days)
}

func aBatchTriedAgainCountsOnce(t *testing.T, s *store) {
	b := s.batch(s.by(1, start, "/a/"), s.by(2, start, "/b/"), s.of(visit.Bot, start, "/a/"))
	for range 2 {
		if _, _, err := s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	want := s.mustReport(t, 0, always)
	same(t, "days", want.Days, []visit.DayNumbers{{Day: today, Tally: visit.Tally{Visits: 2, Bots: 1}, Visitors: 2}})

	less := *b
	less.Visits = b.Visits[1:2]
	s.mustReopen(t)
	n, _, err := s.Apply(t.Context(), &less)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "site", n.Site, visit.Tally{Visits: 2, Bots: 1})
	same(t, "page", n.Pages["/b/"], visits(1))
	same(t, "report", s.mustReport(t, 0, always), want)
}

func aBatchGivenUpCountsOnceAfterwards(t *testing.T, s *store) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	b := s.batch(s.at(start, "/a/"), s.at(start, "/a/"))
	_, _, _ = s.Apply(gone, b) // it may have counted or not
	n, _, err := s.Apply(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "site", n.Site, visits(2))
	same(t, "page", n.Pages["/a/"], visits(2))
	s.mustApply(t, 0, b.Visits...)
}

func anEmptyBatchAnswersTheNumbers(t *testing.T, s *store) {
	same(t, "nothing", s.mustApply(t, 0), visit.Numbers{})
	same(t, "nothing read", s.mustRead(t, start, "/a/"), visit.Numbers{})
	same(t, "nothing reported", s.mustReport(t, 0, always), &visit.Report{})
	s.mustApply(t, 1, s.at(start, "/a/"))
	same(t, "site", s.mustApply(t, 0).Site, visits(1))
}

func kindsAreKeptApart(t *testing.T, s *store) {
	n := s.mustApply(t, 6,
		s.of(visit.Reader, start, "/a/"), s.of(visit.Scriptless, start, "/a/"), s.of(visit.Scriptless, start, "/b/"),
		s.of(visit.Bot, start, "/a/"), s.of(visit.Bot, start, "/a/"), s.of(visit.Bot, start, "/b/"))
	site := visit.Tally{Visits: 3, Scriptless: 2, Bots: 3}
	pages := map[string]visit.Tally{"/a/": {Visits: 2, Scriptless: 1, Bots: 2}, "/b/": {Visits: 1, Scriptless: 1, Bots: 1}}
	same(t, "answer", n, visit.Numbers{Site: site, Pages: pages})
	s.mustReopen(t)
	same(t, "read", s.mustRead(t, start, "/a/", "/b/"), visit.Numbers{Site: site, Pages: pages})
	same(t, "report", s.mustReport(t, 0, always), &visit.Report{
		Days:  []visit.DayNumbers{{Day: today, Tally: site}},
		Hours: []visit.HourNumbers{{Hour: 2026112020, Tally: site}},
		Pages: pages,
	})
}

func aPageWithoutNameAddsToTheSiteAlone(t *testing.T, s *store) {
	s.mustApply(t, 2, s.by(1, start, ""), s.of(visit.Bot, start, ""))
	site := visit.Tally{Visits: 1, Bots: 1}
	same(t, "read", s.mustRead(t, start).Site, site)
	same(t, "days of pages", s.mustPageDays(t, 0, always), []visit.PageDay{})
	same(t, "report", s.mustReport(t, 0, always), &visit.Report{
		Days:  []visit.DayNumbers{{Day: today, Tally: site, Visitors: 1}},
		Hours: []visit.HourNumbers{{Hour: 2026112020, Tally: site}},
	})
}

func idsAreKeptForADay(t *testing.T, s *store) {
	v := s.at(start, "/a/")
	s.mustApply(t, 1, v)
	for after := time.Duration(0); after < visit.KeepIDs; after += 90 * time.Minute {
		s.mustApply(t, 1, v, s.at(start.Add(after), "/b/"))
	}
	s.mustApply(t, 0, v)
	s.mustApply(t, 1, s.at(start.Add(visit.KeepIDs-time.Second), "/b/"))
	s.mustReopen(t)
	s.mustApply(t, 0, v)
	same(t, "page", s.mustRead(t, start, "/a/").Pages["/a/"], visits(1))
}

func readersAreOnlineForFiveMinutes(t *testing.T, s *store) {
	online := func(after time.Duration, want int) {
		t.Helper()
		same(t, fmt.Sprint("online after ", after), s.mustRead(t, start.Add(after)).Online, want)
	}
	n := s.mustApply(t, 5, s.by(1, start, "/a/"), s.by(1, start, "/b/"), s.by(2, start, "/a/"), s.at(start, "/a/"), s.of(visit.Bot, start, "/a/"))
	same(t, "online at once", n.Online, 2)
	back := s.by(2, start.Add(2*time.Minute), "/a/")
	back.Hour = visit.HourOf(start.Add(-9 * time.Hour)) // the wall's clock is nothing to it
	same(t, "online of a later visit", s.mustApply(t, 1, back).Online, 2)
	s.mustApply(t, 1, s.by(2, start, "/a/")) // came late: what was seen later stands
	online(visit.Online-time.Second, 2)
	online(visit.Online+time.Second, 1)
	online(visit.Online+2*time.Minute-time.Second, 1)
	online(visit.Online+2*time.Minute+time.Second, 0)
}

func numbersAreLarge(t *testing.T, s *store) {
	const by = 1 << 50
	s.mustApply(t, 3, s.at(start, "/a/"), s.of(visit.Scriptless, start, "/b/"), s.of(visit.Bot, start, "/a/"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.Multiply(t, by)
	s.Store = s.Open(t)
	n := s.mustApply(t, 2, s.at(start, "/a/"), s.of(visit.Bot, start, "/a/"))
	site := visit.Tally{Visits: 2*by + 1, Scriptless: by, Bots: by + 1}
	same(t, "answer", n, visit.Numbers{Site: site, Pages: map[string]visit.Tally{"/a/": {Visits: by + 1, Bots: by + 1}}})
	s.mustMove(t, map[string]string{"/b/": "/a/"})
	pages := map[string]visit.Tally{"/a/": site}
	same(t, "read", s.mustRead(t, start, "/a/", "/b/"), visit.Numbers{Site: site, Pages: pages})
	same(t, "report", s.mustReport(t, 0, always), &visit.Report{
		Days:  []visit.DayNumbers{{Day: today, Tally: site}},
		Hours: []visit.HourNumbers{{Hour: 2026112020, Tally: site}},
		Pages: pages,
	})
	same(t, "days of pages", s.mustPageDays(t, 0, always), []visit.PageDay{{Day: today, Page: "/a/", Tally: site}})
}

// Each batch is ten visits to one page and ten to another.
func readersSeeWholeBatches(t *testing.T, s *store) {
	const batches, half = 100, 10
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	defer readers.Wait()
	defer stop()
	for range 3 {
		readers.Go(func() {
			for last := int64(0); ctx.Err() == nil; {
				n, err := s.Read(t.Context(), start, "/a/", "/b/")
				if err != nil {
					t.Error(err)
					return
				}
				if got := n.Site.Visits; got < last || got%(2*half) != 0 || n.Pages["/a/"] != visits(got/2) || n.Pages["/b/"] != visits(got/2) {
					t.Errorf("read %+v after %d visits", n, last)
					return
				}
				last = n.Site.Visits
				r, err := s.Report(t.Context(), today, today)
				if err != nil {
					t.Error(err)
					return
				}
				if len(r.Days) == 0 && last > 0 || len(r.Days) > 0 && (r.Days[0].Visits < last || r.Days[0].Visits%(2*half) != 0) {
					t.Errorf("report of %+v after %d visits", r.Days, last)
					return
				}
			}
		})
	}
	for i := range batches {
		var batch []visit.Visit
		for range half {
			batch = append(batch, s.by(uint64(i+1), start, "/a/"), s.by(uint64(i+1), start, "/b/"))
		}
		s.mustApply(t, len(batch), batch...)
		same(t, "read at once", s.mustRead(t, start).Site, visits(int64(i+1)*2*half))
	}
}
