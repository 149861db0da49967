package valkey

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"bantin/cmd/counter/internal/visit"
)

// version is the number of the form in which all this is kept.
const version = "1"

// Claim makes the store the site's, unless it is another's.
func (s *Store) Claim(ctx context.Context, site string, move bool) (owner string, err error) {
	return use(ctx, s, "claim the store", func() (string, error) {
		b, about := s.client.B(), s.key("about")
		for {
			has, err := s.values(ctx, "about", []string{"version", "site"})
			switch {
			case err != nil:
				return "", err
			case has[0] != "" && has[0] != version:
				return "", fmt.Errorf("%w: it is of version %s and this program knows %s; use the newer program", visit.ErrRefused, has[0], version)
			case has[0] != "" && (has[1] == site || !move):
				return has[1], nil
			}
			set := b.Hset().Key(about).FieldValue().FieldValue("version", version).FieldValue("site", site).Build()
			if !move {
				set = b.Hsetnx().Key(about).Field("site").Value(site).Build()
			}
			for _, r := range s.client.DoMulti(ctx, set, b.Hsetnx().Key(about).Field("version").Value(version).Build()) {
				if err := r.Error(); err != nil {
					return "", err
				}
			}
		}
	})
}

// movesAtOnce is for how many pages and days together one script runs: some
// milliseconds.
const movesAtOnce = 20_000

// Move runs a script for some pages, which gives away all that they have or
// nothing. Those that have nothing cost no script.
func (s *Store) Move(ctx context.Context, moves map[string]string) error {
	_, err := use(ctx, s, "move pages", func() (bool, error) { return true, s.moveAll(ctx, moves) })
	return err
}

func (s *Store) moveAll(ctx context.Context, moves map[string]string) error {
	from := slices.Sorted(maps.Keys(moves))
	has, err := s.values(ctx, "total", from)
	if err != nil {
		return err
	}
	var waiting []string // from, to, from, to
	for i, page := range from {
		if to := moves[page]; has[i] != "" && page != to && page != "" && to != "" {
			waiting = append(waiting, page, to)
		}
	}
	for len(waiting) > 0 {
		days, err := s.days(ctx, 0, 99991231)
		if err != nil {
			return err
		}
		keys := []string{s.key("days"), s.key("total")}
		for _, day := range days {
			keys = append(keys, s.key("day:"+dayName(day.Day)))
		}
		some := waiting[:min(len(waiting), 2*max(1, movesAtOnce/len(keys)))]
		moved, err := s.move.Exec(ctx, s.client, keys, some).AsInt64()
		if err != nil {
			return err
		}
		if moved > 0 { // else a day has begun meanwhile
			waiting = waiting[len(some):]
		}
	}
	return nil
}
