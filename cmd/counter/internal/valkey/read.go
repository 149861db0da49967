package valkey

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/valkey-io/valkey-go"
)

// atOnce is how many fields one command is asked for, so that none holds up the
// server.
const atOnce = 1000

// Read asks for the site together with the last thousand pages. What is asked
// together belongs to one moment.
func (s *Store) Read(ctx context.Context, now time.Time, pages ...string) (visit.Numbers, error) {
	return use(ctx, s, "read numbers", func() (n visit.Numbers, err error) {
		pages := append(slices.Clip(pages), "")
		values, err := s.values(ctx, "total", pages)
		if err != nil {
			return n, err
		}
		if n.Site, n.Pages, err = tallies(pages, values); err != nil {
			return n, err
		}
		online := s.client.B().Zcount().Key(s.key("online")).Min("(" + micros(now.Add(-visit.Online))).Max("+inf")
		count, err := s.client.Do(ctx, online.Build()).AsInt64()
		n.Online = int(count)
		return n, err
	})
}

// values reads fields of a hash; a missing one is "".
func (s *Store) values(ctx context.Context, hash string, fields []string) (values []string, err error) {
	var ask []valkey.Completed
	for some := range slices.Chunk(fields, atOnce) {
		ask = append(ask, s.client.B().Hmget().Key(s.key(hash)).Field(some...).Build())
	}
	for _, answer := range s.client.DoMulti(ctx, ask...) {
		some, err := answer.AsStrSlice()
		if err != nil {
			return nil, err
		}
		values = append(values, some...)
	}
	return values, nil
}

// tallies reads what pages have, and the site as the one without name.
func tallies(pages, values []string) (site visit.Tally, of map[string]visit.Tally, err error) {
	of = make(map[string]visit.Tally, len(pages))
	for i, page := range pages {
		if values[i] == "" {
			continue
		}
		if of[page], err = tally(values[i]); err != nil {
			return site, nil, fmt.Errorf("numbers of %q: %w", page, err)
		}
	}
	site = of[""]
	delete(of, "")
	return site, of, nil
}

// tally reads three numbers; a value that is missing is zero.
func tally(value string) (t visit.Tally, err error) {
	if value == "" {
		return t, nil
	}
	rest := value
	for _, n := range []*int64{&t.Visits, &t.Scriptless, &t.Bots} {
		var number string
		number, rest, _ = strings.Cut(rest, " ")
		if *n, err = strconv.ParseInt(number, 10, 64); err != nil {
			return t, fmt.Errorf("%q is not three numbers", value)
		}
	}
	return t, nil
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

// days are those with visits, in order; of their numbers they have the visitors.
func (s *Store) days(ctx context.Context, from, to visit.Day) (days []visit.DayNumbers, err error) {
	visitors, err := s.client.Do(ctx, s.client.B().Hgetall().Key(s.key("days")).Build()).AsIntMap()
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

// hours are those of a day with visits.
func (s *Store) hours(ctx context.Context, day visit.Day) (hours []visit.HourNumbers, err error) {
	var names []string
	for h := range 24 {
		names = append(names, hourName(visit.Hour(day)*100+visit.Hour(h)))
	}
	values, err := s.values(ctx, "hours", names)
	if err != nil {
		return nil, err
	}
	for h, value := range values {
		n, err := tally(value)
		if err != nil {
			return nil, fmt.Errorf("numbers of hour %s: %w", names[h], err)
		}
		if value != "" {
			hours = append(hours, visit.HourNumbers{Hour: visit.Hour(day)*100 + visit.Hour(h), Tally: n})
		}
	}
	return hours, nil
}

// pages are those with visits on a day. One may come twice while the server
// moves them about.
func (s *Store) pages(ctx context.Context, day visit.Day) (map[string]visit.Tally, error) {
	pages := map[string]visit.Tally{}
	for cursor := uint64(0); ; {
		scan := s.client.B().Hscan().Key(s.key("day:" + dayName(day))).Cursor(cursor).Count(atOnce)
		some, err := s.client.Do(ctx, scan.Build()).AsScanEntry()
		if err != nil {
			return nil, err
		}
		for pair := range slices.Chunk(some.Elements, 2) {
			if pages[pair[0]], err = tally(pair[1]); err != nil {
				return nil, fmt.Errorf("numbers of %q on %v: %w", pair[0], day, err)
			}
		}
		if cursor = some.Cursor; cursor == 0 {
			return pages, nil
		}
	}
}
