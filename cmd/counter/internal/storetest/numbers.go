package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// Here is where what was counted is found again: by day, by page, under a new name.

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
