// Package storetest holds a store to the contract of [visit.Store]: directed
// tests of each promise, and a random one against a plain reference.
//
// It goes by the clock in the visits alone, whose dates lie in the past, and
// never asks what the contract leaves open: whether a store remembers who was
// online when it was closed, whether an ID is forgotten after visit.KeepIDs, and
// what counted says of a batch that is applied again.
package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Data is what one store keeps. It is empty at first.
type Data struct {
	// Open opens the store. The suite closes it before it is opened again.
	Open func(t testing.TB) visit.Store

	// Multiply makes every tally by times as large behind the store's back, but
	// no number of visitors. No store is open then.
	Multiply func(t testing.TB, by int64)
}

// Run tests the stores that fresh makes data for.
func Run(t *testing.T, fresh func(t testing.TB) Data) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *store)
	}{
		{"TheSameIDCountsOnce", theSameIDCountsOnce},
		{"ARepeatedVisitAddsNothingAnywhere", aRepeatedVisitAddsNothingAnywhere},
		{"ABatchTriedAgainCountsOnce", aBatchTriedAgainCountsOnce},
		{"ABatchGivenUpCountsOnceAfterwards", aBatchGivenUpCountsOnceAfterwards},
		{"AnEmptyBatchAnswersTheNumbers", anEmptyBatchAnswersTheNumbers},
		{"KindsAreKeptApart", kindsAreKeptApart},
		{"APageWithoutNameAddsToTheSiteAlone", aPageWithoutNameAddsToTheSiteAlone},
		{"DaysAndHoursAreThoseOfTheWall", daysAndHoursAreThoseOfTheWall},
		{"VisitorsAreDistinctWithinADay", visitorsAreDistinctWithinADay},
		{"ReadersAreOnlineForFiveMinutes", readersAreOnlineForFiveMinutes},
		{"IDsAreKeptForADay", idsAreKeptForADay},
		{"MovedPagesKeepTheirNumbers", movedPagesKeepTheirNumbers},
		{"AStoreBelongsToOneSite", aStoreBelongsToOneSite},
		{"ReportsSumUpARange", reportsSumUpARange},
		{"PageDaysAreInOrder", pageDaysAreInOrder},
		{"NamesAreKeptByteForByte", namesAreKeptByteForByte},
		{"ManyPagesAtOnce", manyPagesAtOnce},
		{"NumbersAreLarge", numbersAreLarge},
		{"ReadersSeeWholeBatches", readersSeeWholeBatches},
		{"AnyHistoryGivesTheReferencesNumbers", anyHistoryGivesTheReferencesNumbers},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &store{Data: fresh(t)}
			s.Store = s.Open(t)
			defer func() {
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}()
			test.run(t, s)
		})
	}
}

var zone = time.FixedZone("+07", 7*60*60)

// start is an evening, so that midnight is near.
var start = time.Date(2026, 11, 20, 20, 0, 0, 0, zone)

const (
	today    visit.Day = 20261120
	tomorrow visit.Day = 20261121
	always   visit.Day = 99991231
)

// store is an open store with the numbers given out so far.
type store struct {
	visit.Store
	Data
	made uint64 // IDs
}

func (s *store) mustReopen(t testing.TB) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	s.Store = s.Open(t)
}

// at is a visit with a new ID, by a reader without a key.
func (s *store) at(now time.Time, page string) visit.Visit {
	s.made++
	v := visit.Visit{Page: page, Hour: visit.HourOf(now), Seen: now}
	binary.BigEndian.PutUint64(v.ID[4:], s.made)
	return v
}

// by is a visit with a new ID, by a reader with a key.
func (s *store) by(visitor uint64, now time.Time, page string) visit.Visit {
	v := s.at(now, page)
	v.Visitor = visitor
	return v
}

func (s *store) of(k visit.Kind, now time.Time, page string) visit.Visit {
	v := s.at(now, page)
	v.Kind = k
	return v
}

func (s *store) batch(visits ...visit.Visit) *visit.Batch {
	s.made++
	b := &visit.Batch{Visits: visits}
	binary.BigEndian.PutUint64(b.ID[8:], s.made)
	return b
}

// mustApply applies a new batch, of which so many visits must be new.
func (s *store) mustApply(t testing.TB, counted int, visits ...visit.Visit) visit.Numbers {
	t.Helper()
	n, got, err := s.Apply(t.Context(), s.batch(visits...))
	if err != nil {
		t.Fatal(err)
	}
	if got != counted {
		t.Fatalf("%d visits were new, want %d", got, counted)
	}
	return withoutZero(n)
}

func (s *store) mustRead(t testing.TB, now time.Time, pages ...string) visit.Numbers {
	t.Helper()
	n, err := s.Read(t.Context(), now, pages...)
	if err != nil {
		t.Fatal(err)
	}
	return withoutZero(n)
}

func (s *store) mustReport(t testing.TB, from, to visit.Day) *visit.Report {
	t.Helper()
	r, err := s.Report(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s *store) mustPageDays(t testing.TB, from, to visit.Day) (days []visit.PageDay) {
	t.Helper()
	for d, err := range s.PageDays(t.Context(), from, to) {
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, d)
	}
	return days
}

func (s *store) mustMove(t testing.TB, moves map[string]string) {
	t.Helper()
	if err := s.Move(t.Context(), moves); err != nil {
		t.Fatal(err)
	}
}

// withoutZero takes away pages without visits: they may be missing or zero.
func withoutZero(n visit.Numbers) visit.Numbers {
	maps.DeleteFunc(n.Pages, func(_ string, t visit.Tally) bool { return t == visit.Tally{} })
	return n
}

// same compares what a store answered with what is right.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func visits(n int64) visit.Tally { return visit.Tally{Visits: n} }

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

// The wall may be set back or forward while the steady clock goes on.
func daysAndHoursAreThoseOfTheWall(t *testing.T, s *store) {
	var batch []visit.Visit
	for _, wall := range []time.Duration{3*time.Hour + 59*time.Minute, 4 * time.Hour, 0, 3 * time.Hour} {
		v := s.at(start, "/a/")
		v.Hour = visit.HourOf(start.Add(wall))
		batch = append(batch, v)
	}
	s.mustApply(t, 4, batch...)
	same(t, "report", s.mustReport(t, 0, always), &visit.Report{
		Days: []visit.DayNumbers{{Day: today, Tally: visits(3)}, {Day: tomorrow, Tally: visits(1)}},
		Hours: []visit.HourNumbers{
			{Hour: 2026112020, Tally: visits(1)}, {Hour: 2026112023, Tally: visits(2)}, {Hour: 2026112100, Tally: visits(1)},
		},
		Pages: map[string]visit.Tally{"/a/": visits(4)},
	})
	same(t, "days of pages", s.mustPageDays(t, 0, always), []visit.PageDay{
		{Day: today, Page: "/a/", Tally: visits(3)}, {Day: tomorrow, Page: "/a/", Tally: visits(1)},
	})
}

func visitorsAreDistinctWithinADay(t *testing.T, s *store) {
	night := start.Add(4 * time.Hour)
	most := ^uint64(0)
	s.mustApply(t, 5, s.by(1, start, "/a/"), s.by(1, start, "/b/"), s.by(most, start, ""), s.at(start, "/a/"), s.by(1, night, "/a/"))
	s.mustReopen(t)
	s.mustApply(t, 3, s.by(1, start, "/a/"), s.by(most, night, "/a/"), s.by(1, night, "/a/"))
	same(t, "days", s.mustReport(t, 0, always).Days, []visit.DayNumbers{
		{Day: today, Tally: visits(5), Visitors: 2}, {Day: tomorrow, Tally: visits(3), Visitors: 2},
	})
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

func movedPagesKeepTheirNumbers(t *testing.T, s *store) {
	night := start.Add(4 * time.Hour)
	s.mustApply(t, 6,
		s.at(start, "/old/"), s.of(visit.Scriptless, night, "/old/"), s.of(visit.Bot, night, "/old/"),
		s.at(night, "/new/"), s.at(start, "/older/"), s.at(start, "/lone/"))
	before := s.mustReport(t, 0, always)
	moves := map[string]string{"/old/": "/new/", "/older/": "/new/", "/lone/": "/made/", "/none/": "/new/", "/none/2": "/none/3"}
	pages := map[string]visit.Tally{"/new/": {Visits: 4, Scriptless: 1, Bots: 1}, "/made/": visits(1)}
	for range 2 {
		s.mustMove(t, moves)
		s.mustReopen(t)
		n := s.mustRead(t, start, "/old/", "/older/", "/lone/", "/new/", "/made/", "/none/", "/none/2", "/none/3")
		same(t, "totals", n, visit.Numbers{Site: visit.Tally{Visits: 5, Scriptless: 1, Bots: 1}, Pages: pages})
		same(t, "report", s.mustReport(t, 0, always), &visit.Report{Days: before.Days, Hours: before.Hours, Pages: pages})
		same(t, "days of pages", s.mustPageDays(t, 0, always), []visit.PageDay{
			{Day: today, Page: "/made/", Tally: visits(1)}, {Day: today, Page: "/new/", Tally: visits(2)},
			{Day: tomorrow, Page: "/new/", Tally: visit.Tally{Visits: 2, Scriptless: 1, Bots: 1}},
		})
	}
	n := s.mustApply(t, 2, s.at(night, "/old/"), s.at(night, "/new/")) // somebody still has the old page open
	same(t, "the old name again", n.Pages["/old/"], visits(1))
	s.mustMove(t, moves)
	same(t, "moved again", s.mustRead(t, start, "/new/", "/old/").Pages, map[string]visit.Tally{"/new/": {Visits: 6, Scriptless: 1, Bots: 1}})
}

func aStoreBelongsToOneSite(t *testing.T, s *store) {
	for _, step := range []struct {
		site  string
		move  bool
		owner string
	}{
		{"https://a.vn", false, "https://a.vn"}, {"https://b.vn", false, "https://a.vn"}, {"https://a.vn", false, "https://a.vn"},
		{"https://b.vn", true, "https://b.vn"}, {"https://a.vn", false, "https://b.vn"}, {"https://b.vn", true, "https://b.vn"},
	} {
		owner, err := s.Claim(t.Context(), step.site, step.move)
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("owner after %+v", step), owner, step.owner)
		s.mustReopen(t)
	}
}

func reportsSumUpARange(t *testing.T, s *store) {
	want := &visit.Report{Pages: map[string]visit.Tally{}}
	for d := range 5 { // 30 December to 3 January
		now := time.Date(2026, 12, 30+d, 9, 0, 0, 0, zone)
		page := fmt.Sprintf("/%d/", d)
		s.mustApply(t, 2, s.by(1, now, "/a/"), s.by(2, now, page))
		if d == 0 || d == 4 {
			continue
		}
		want.Days = append(want.Days, visit.DayNumbers{Day: visit.DayOf(now), Tally: visits(2), Visitors: 2})
		want.Hours = append(want.Hours, visit.HourNumbers{Hour: visit.HourOf(now), Tally: visits(2)})
		want.Pages["/a/"], want.Pages[page] = visits(int64(d)), visits(1)
	}
	same(t, "report", s.mustReport(t, 20261231, 20270102), want)
	same(t, "a day", s.mustReport(t, 20270101, 20270101).Days, want.Days[1:2])
	same(t, "before all", s.mustReport(t, 20250101, 20261229), &visit.Report{})
	same(t, "from after to", s.mustReport(t, 20270102, 20261231), &visit.Report{})
}

func pageDaysAreInOrder(t *testing.T, s *store) {
	var want []visit.PageDay
	for d := range 3 {
		for _, page := range []string{"/a", "/a/", "/a/b/", "/b/", "/đ/"} {
			want = append(want, visit.PageDay{Day: today + visit.Day(d), Page: page, Tally: visits(1)})
		}
	}
	var batch []visit.Visit
	for _, d := range slices.Backward(want) {
		v := s.at(start, d.Page)
		v.Hour = visit.Hour(d.Day)*100 + 7
		batch = append(batch, v)
	}
	s.mustApply(t, len(batch), batch...)
	same(t, "all", s.mustPageDays(t, today, today+2), want)
	same(t, "the second", s.mustPageDays(t, tomorrow, tomorrow), want[5:10])
	for range 20 { // whoever stops early holds nothing back
		for range s.PageDays(t.Context(), 0, always) {
			break
		}
	}
	s.mustApply(t, 1, s.at(start, "/c/"))
	for range s.PageDays(t.Context(), 0, always) { // nor does whoever takes his time
		s.mustApply(t, 1, s.at(start, "/c/"))
		s.mustReport(t, 0, always)
	}
}

func namesAreKeptByteForByte(t *testing.T, s *store) {
	names := []string{
		"/", "//", "/a", "/A", "/a ", " /a", "/a\x00b", "/a\x00", "/\xff\xfe", "/tin-tức/", "/tin-tu\u031b\u0301c/", "/%C4%90/", "/%c4%90/",
		"/'; drop table page; --", `/"`, "/\\", "/*", "/?", "/_", "/%", "/{a}", "/{", "/}", "/:", "/|", "/\r\n", "/\t", "null", "0", "1e3", "-1",
		"visits", "bots", "site", "/" + strings.Repeat("dài/", 500),
	}
	want := visit.Numbers{Pages: map[string]visit.Tally{}}
	var batch []visit.Visit
	for i, name := range names {
		for range i + 1 {
			batch = append(batch, s.at(start, name))
		}
		want.Pages[name] = visits(int64(i + 1))
		want.Site.Visits += int64(i + 1)
	}
	same(t, "answer", s.mustApply(t, len(batch), batch...), want)
	s.mustReopen(t)
	same(t, "read", s.mustRead(t, start, names...), want)
	same(t, "report", s.mustReport(t, 0, always).Pages, want.Pages)
	var days []string
	for _, d := range s.mustPageDays(t, 0, always) {
		days = append(days, d.Page)
		same(t, d.Page, d.Tally, want.Pages[d.Page])
	}
	same(t, "days of pages", days, slices.Sorted(slices.Values(names)))
}

func manyPagesAtOnce(t *testing.T, s *store) {
	want := visit.Numbers{Site: visits(2500), Pages: map[string]visit.Tally{}}
	var batch []visit.Visit
	var names []string
	for i := range 40_000 {
		names = append(names, fmt.Sprintf("/%d/", i))
		if i < 2500 {
			batch = append(batch, s.by(uint64(i+1), start, names[i]))
			want.Pages[names[i]] = visits(1)
		}
	}
	want.Online = 2500
	same(t, "answer", s.mustApply(t, 2500, batch...), want)
	same(t, "read", s.mustRead(t, start, names...), want)
	s.mustReopen(t)
	s.mustApply(t, 0, batch...)
	moves := map[string]string{}
	for _, name := range names[1:] {
		moves[name] = "/0/"
	}
	s.mustMove(t, moves)
	same(t, "moved", s.mustRead(t, start, names...).Pages, map[string]visit.Tally{"/0/": visits(2500)})
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
