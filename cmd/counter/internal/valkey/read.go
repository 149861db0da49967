package valkey

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/valkey-io/valkey-go"
)

// atOnce is for how many fields one command asks, so that none holds others up.
const atOnce = 1000

// Read asks for the site together with the last thousand pages: their numbers
// are of one moment.
func (s *Store) Read(ctx context.Context, now time.Time, pages ...string) (visit.Numbers, error) {
	return use(ctx, s, "read numbers", func() (n visit.Numbers, err error) {
		if n.Pages, err = s.tallies(ctx, "total", append(slices.Clip(pages), "")); err != nil {
			return n, err
		}
		n.Site = n.Pages[""]
		delete(n.Pages, "")
		online := s.client().B().Zcount().Key(s.key("online")).Min("(" + micros(now.Add(-visit.Online))).Max("+inf")
		count, err := s.client().Do(ctx, online.Build()).AsInt64()
		n.Online = int(count)
		return n, err
	})
}

// tallies reads fields of a hash; what is missing is left out.
func (s *Store) tallies(ctx context.Context, hash string, fields []string) (map[string]visit.Tally, error) {
	var ask []valkey.Completed
	for some := range slices.Chunk(fields, atOnce) {
		ask = append(ask, s.client().B().Hmget().Key(s.key(hash)).Field(some...).Build())
	}
	var values []string
	for _, r := range s.client().DoMulti(ctx, ask...) {
		some, err := r.AsStrSlice()
		if err != nil {
			return nil, err
		}
		values = append(values, some...)
	}
	return parse(fields, values)
}

// Report reads one day after the other.
func (s *Store) Report(ctx context.Context, from, to visit.Day) (*visit.Report, error) {
	return use(ctx, s, "report", func() (*visit.Report, error) {
		r := &visit.Report{Pages: map[string]visit.Tally{}}
		days, err := s.days(ctx, from, to)
		if err != nil {
			return nil, err
		}
		for _, day := range days {
			hours, err := s.hours(ctx, day.Day)
			if err != nil {
				return nil, err
			}
			for _, h := range hours {
				day.Add(h.Tally)
			}
			pages, err := s.pages(ctx, day.Day)
			if err != nil {
				return nil, err
			}
			for page, n := range pages {
				n.Add(r.Pages[page])
				r.Pages[page] = n
			}
			r.Days, r.Hours = append(r.Days, day), append(r.Hours, hours...)
		}
		return r, nil
	})
}

// PageDays holds one day in memory at a time.
func (s *Store) PageDays(ctx context.Context, from, to visit.Day) iter.Seq2[visit.PageDay, error] {
	return func(yield func(visit.PageDay, error) bool) {
		days, err := use(ctx, s, "list days", func() ([]visit.DayNumbers, error) { return s.days(ctx, from, to) })
		for _, day := range days {
			var pages map[string]visit.Tally
			pages, err = use(ctx, s, "list pages", func() (map[string]visit.Tally, error) { return s.pages(ctx, day.Day) })
			if err != nil {
				break
			}
			for _, page := range slices.Sorted(maps.Keys(pages)) {
				if !yield(visit.PageDay{Day: day.Day, Page: page, Tally: pages[page]}, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(visit.PageDay{}, err)
		}
	}
}

// days are those with visits, in order, with their visitors and no tally yet.
func (s *Store) days(ctx context.Context, from, to visit.Day) (days []visit.DayNumbers, err error) {
	visitors, err := s.client().Do(ctx, s.client().B().Hgetall().Key(s.key("days")).Build()).AsIntMap()
	if err != nil {
		return nil, err
	}
	for name, n := range visitors {
		day, err := strconv.ParseInt(name, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is no day", name)
		}
		if d := visit.Day(day); from <= d && d <= to {
			days = append(days, visit.DayNumbers{Day: d, Visitors: n})
		}
	}
	slices.SortFunc(days, func(a, b visit.DayNumbers) int { return int(a.Day - b.Day) })
	return days, nil
}

// hours are those of a day that have visits.
func (s *Store) hours(ctx context.Context, day visit.Day) (hours []visit.HourNumbers, err error) {
	names := make([]string, 24)
	for h := range names {
		names[h] = fmt.Sprintf("%s%02d", dayName(day), h)
	}
	tallies, err := s.tallies(ctx, "hours", names)
	for h, name := range names {
		if n, ok := tallies[name]; ok {
			hours = append(hours, visit.HourNumbers{Hour: visit.Hour(day)*100 + visit.Hour(h), Tally: n})
		}
	}
	return hours, err
}

// pages are those with visits on a day. While the server moves things about it
// may name one twice.
func (s *Store) pages(ctx context.Context, day visit.Day) (map[string]visit.Tally, error) {
	var names, values []string
	for cursor := uint64(0); ; {
		scan := s.client().B().Hscan().Key(s.key("day:" + dayName(day))).Cursor(cursor).Count(atOnce)
		some, err := s.client().Do(ctx, scan.Build()).AsScanEntry()
		if err != nil {
			return nil, err
		}
		for pair := range slices.Chunk(some.Elements, 2) {
			names, values = append(names, pair[0]), append(values, pair[1])
		}
		if cursor = some.Cursor; cursor == 0 {
			return parse(names, values)
		}
	}
}
