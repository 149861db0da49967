package main

import (
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"time"

	"bantin/cmd/counter/internal/sqlite"
	"bantin/cmd/counter/internal/visit"
)

// fill puts made-up visits of the days before today, and of today so far, into a
// new data folder: by day more than by night, less on Sundays, a tenth of them
// robots', and the readers in turn.
func (p *plan) fill(ctx context.Context, now time.Time) error {
	store, err := sqlite.Open(ctx, p.data)
	if err != nil {
		return err
	}
	random := mathrand.New(mathrand.NewPCG(1, 2))
	popular := mathrand.NewZipf(random, 1.1, 4, uint64(len(p.pages)-1))
	batch, made := &visit.Batch{}, 0
	flush := func() error {
		_, _, err := store.Apply(ctx, batch)
		batch.Visits = batch.Visits[:0]
		return err
	}
	perHour := float64(p.visits) / float64(p.days) / 24
	hour := now.Truncate(time.Hour).Add(-time.Duration(p.days) * 24 * time.Hour)
	for ; !hour.After(now) && err == nil; hour = hour.Add(time.Hour) {
		busy := []float64{0.2, 0.1, 0.6, 2, 1.8, 1.3}[hour.Hour()/4]
		if hour.Weekday() == time.Sunday {
			busy /= 3
		}
		for n := int(perHour * busy * (0.7 + 0.6*random.Float64())); n > 0 && err == nil; n-- {
			v := visit.Visit{Page: p.pages[popular.Uint64()], Hour: visit.HourOf(hour), Seen: hour, Visitor: 1 + uint64(made%p.readers)}
			made++
			_, _ = rand.Read(v.ID[:]) // never fails
			switch random.IntN(20) {
			case 0, 1:
				v.Kind, v.Visitor = visit.Bot, 0
			case 2:
				v.Kind = visit.Scriptless
			}
			if batch.Visits = append(batch.Visits, v); len(batch.Visits) == 1000 {
				err = flush()
			}
		}
	}
	return errors.Join(err, flush(), store.Close())
}
