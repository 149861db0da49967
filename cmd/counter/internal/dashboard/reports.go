package dashboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"bantin/cmd/counter/internal/visit"
)

const (
	fresh    = time.Minute      // for so long a report is not asked for again
	pause    = 10 * time.Second // nor one that failed
	patience = 30 * time.Second // with the store
	keep     = 4                // reports; one of a year has every page
)

// A period is days from one to another, both included.
type period struct{ from, to visit.Day }

// parse reads a period: without dates the last 30 days, ten years at most, and
// nothing beyond today.
func parse(from, to string, today visit.Day) (p period, err error) {
	last, err := time.Parse(time.DateOnly, cmp.Or(to, today.String()))
	if last.After(today.Time()) {
		last = today.Time()
	}
	first, err2 := time.Parse(time.DateOnly, cmp.Or(from, last.AddDate(0, 0, -29).Format(time.DateOnly)))
	switch {
	case err != nil || err2 != nil:
		return p, fmt.Errorf("ngày phải có thật và viết như %v", today)
	case first.After(today.Time()):
		return p, errors.New("khoảng thời gian này chưa tới")
	case first.After(last):
		return p, errors.New("ngày đầu phải trước hoặc trùng ngày cuối")
	case first.Before(last.AddDate(-10, 0, 0)):
		return p, errors.New("khoảng thời gian dài nhất là 10 năm")
	}
	return period{visit.DayOf(first), visit.DayOf(last)}, nil
}

// An answer is the last report that came, if any did, and how the last try ended.
type answer struct {
	report    *visit.Report
	at, tried time.Time
	err       error
}

// reports has reports made one at a time, once for all who wait, and keeps some.
type reports struct {
	Options
	turn chan struct{}     // held by who looks or asks
	kept map[period]answer // guarded by turn
}

func (r *reports) get(ctx context.Context, p period) answer {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return answer{err: ctx.Err()}
	}
	a, wait := r.kept[p], fresh
	if a.err != nil {
		wait = pause
	}
	if r.Clock().Sub(a.tried) < wait {
		return a
	}
	// Others wait for it, even if this one does not any more.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer stop()
	made, err := r.Report(ctx, p.from, p.to)
	if a.err, a.tried = err, r.Clock(); err == nil {
		a.report, a.at = made, a.tried
	}
	r.kept[p] = a
	if len(r.kept) > keep {
		delete(r.kept, slices.MinFunc(slices.Collect(maps.Keys(r.kept)), func(a, b period) int { return r.kept[a].tried.Compare(r.kept[b].tried) }))
	}
	return a
}
