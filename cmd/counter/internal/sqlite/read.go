package sqlite

import (
	"context"
	"fmt"
	"iter"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// view runs f on what the database holds at one moment.
func (s *Store) view(ctx context.Context, f func(*session)) error {
	if err := transact(ctx, s.readers, f); err != nil {
		return fmt.Errorf("read %s: %w", s.file, err)
	}
	return nil
}

// Read implements [visit.Store].
func (s *Store) Read(ctx context.Context, now time.Time, pages ...string) (visit.Numbers, error) {
	n := visit.Numbers{Online: s.online.count(now), Pages: map[string]visit.Tally{}}
	read := func(tx *session, path string) (t visit.Tally) {
		tx.row(`select visits, scriptless, bots from page join tally on page = id where path = ? and period = 0`, path)(&t.Visits, &t.Scriptless, &t.Bots)
		return t
	}
	err := s.view(ctx, func(tx *session) {
		n.Site = read(tx, "")
		for _, path := range pages {
			n.Pages[path] = read(tx, path)
		}
	})
	return n, err
}

// Report implements [visit.Store].
func (s *Store) Report(ctx context.Context, from, to visit.Day) (*visit.Report, error) {
	r := &visit.Report{Pages: map[string]visit.Tally{}}
	err := s.view(ctx, func(tx *session) {
		for _, d := range tx.sums(`page = 0 and period between max(?, 1) and ?`, `period`, from, to) {
			r.Days = append(r.Days, visit.DayNumbers{Day: visit.Day(d.period), Tally: d.Tally, Visitors: d.visitors})
		}
		for _, h := range tx.sums(`page = 0 and period between max(? * 100, 100000000) and ? * 100 + 99`, `period`, from, to) {
			r.Hours = append(r.Hours, visit.HourNumbers{Hour: visit.Hour(h.period), Tally: h.Tally})
		}
		for _, p := range tx.sums(`page > 0 and period between max(?, 1) and ?`, `page`, from, to) {
			r.Pages[p.path] = p.Tally
		}
	})
	return r, err
}

// PageDays implements [visit.Store]. Each day is read before it is gone through,
// so that no reader, however slow, makes the log grow.
func (s *Store) PageDays(ctx context.Context, from, to visit.Day) iter.Seq2[visit.PageDay, error] {
	return func(yield func(visit.PageDay, error) bool) {
		for {
			var day []sum
			err := s.view(ctx, func(tx *session) {
				day = tx.sums(`page > 0 and period = (select min(period) from tally where page > 0 and period between max(?, 1) and ?)`, `page`, from, to)
			})
			if err != nil {
				yield(visit.PageDay{}, err)
				return
			}
			for _, d := range day {
				if !yield(visit.PageDay{Day: visit.Day(d.period), Page: d.path, Tally: d.Tally}, nil) {
					return
				}
			}
			if len(day) == 0 {
				return
			}
			from = visit.Day(day[0].period) + 1
		}
	}
}
