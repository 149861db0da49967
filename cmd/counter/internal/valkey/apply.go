package valkey

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// Apply counts a batch by one script.
func (s *Store) Apply(ctx context.Context, b *visit.Batch) (n visit.Numbers, counted int, err error) {
	keys, args, pages := s.arguments(b)
	answer, err := use(ctx, s, "count visits", func() ([]string, error) {
		return s.apply.Exec(ctx, s.client(), keys, args).AsStrSlice()
	})
	if err != nil {
		return n, 0, err
	}
	if n.Pages, err = parse(pages, answer[2:]); err != nil {
		return n, 0, err
	}
	n.Site = n.Pages[""]
	delete(n.Pages, "")
	_, err = fmt.Sscan(answer[0]+" "+answer[1], &counted, &n.Online)
	return n, counted, err
}

// IDs are kept in sets of six hours, of which six are asked: the present one, the
// next, since another counter's clock may be a little ahead, and those before.
const (
	idsPeriod = 6 * time.Hour
	idsSets   = 2 + int64(visit.KeepIDs/idsPeriod)
)

// When nobody comes, what is kept for a while goes by the server's clock. Else
// the script removes it earlier, without holding the server up.
const (
	keepIDs     = 3 * 24 * time.Hour
	keepReaders = 2 * 24 * time.Hour
	keepBatch   = 15 * time.Minute // afterwards the IDs of its visits tell
)

// arguments writes a batch as apply.lua wants it. It answers the numbers of the
// pages, of which the first is the whole site.
func (s *Store) arguments(b *visit.Batch) (keys, args, pages []string) {
	var ids, visits []string
	var days []visit.Day
	var latest time.Time
	known, numbers := map[visit.ID]bool{}, map[string]int{"": 1}
	pages = []string{""}
	for _, v := range b.Visits {
		if numbers[v.Page] == 0 {
			pages = append(pages, v.Page)
			numbers[v.Page] = len(pages)
		}
		if known[v.ID] {
			continue
		}
		known[v.ID] = true
		if day := v.Hour.Day(); !slices.Contains(days, day) {
			days = append(days, day)
		}
		if v.Seen.After(latest) {
			latest = v.Seen
		}
		record := binary.BigEndian.AppendUint64(fmt.Appendf(nil, "%d%010d", v.Kind, v.Hour), v.Visitor)
		ids = append(ids, string(v.ID[:]))
		visits = append(visits, string(fmt.Appendf(record, "%d %d", numbers[v.Page], v.Seen.UnixMicro())))
	}
	keys = []string{s.key("batch:" + string(b.ID[:])), s.key("total"), s.key("hours"), s.key("days"), s.key("online")}
	for _, prefix := range []string{"day:", "readers:"} {
		for _, day := range days {
			keys = append(keys, s.key(prefix+dayName(day)))
		}
	}
	for _, day := range days {
		keys = append(keys, s.key("readers:"+dayName(visit.DayOf(day.Time().AddDate(0, 0, -2)))))
	}
	set := latest.Unix() / int64(idsPeriod.Seconds())
	for n := set - idsSets; n <= set+1; n++ {
		keys = append(keys, s.key("ids:"+strconv.FormatInt(n, 10)))
	}
	args = []string{strconv.Itoa(len(days)), strconv.Itoa(len(ids)), strconv.Itoa(len(pages)), micros(latest.Add(-visit.Online)),
		seconds(keepBatch), seconds(keepReaders), seconds(keepIDs)}
	return keys, slices.Concat(args, ids, visits, pages), pages
}

func dayName(d visit.Day) string     { return fmt.Sprintf("%08d", d) }
func micros(t time.Time) string      { return strconv.FormatInt(t.UnixMicro(), 10) }
func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

// parse reads tallies; what is missing is left out.
func parse(names, values []string) (map[string]visit.Tally, error) {
	tallies := make(map[string]visit.Tally, len(names))
	for i, rest := range values {
		if rest == "" {
			continue
		}
		var t visit.Tally
		for _, n := range []*int64{&t.Visits, &t.Scriptless, &t.Bots} {
			var number string
			var err error
			number, rest, _ = strings.Cut(rest, " ")
			if *n, err = strconv.ParseInt(number, 10, 64); err != nil {
				return nil, fmt.Errorf("%q has %q in place of three numbers", names[i], values[i])
			}
		}
		tallies[names[i]] = t
	}
	return tallies, nil
}

// version is the number of the form in which all this is kept.
const version = "1"

// Claim makes the store the site's, unless it is another's. A server without
// room still tells whose it is.
func (s *Store) Claim(ctx context.Context, site string, move bool) (string, error) {
	return use(ctx, s, "claim the store", func() (string, error) {
		b, about := s.client().B(), s.key("about")
		take := b.Hsetnx().Key(about).Field("site").Value(site).Build()
		if move {
			take = b.Hset().Key(about).FieldValue().FieldValue("site", site).Build()
		}
		r := s.client().DoMulti(ctx, b.Hsetnx().Key(about).Field("version").Value(version).Build(), take,
			b.Hmget().Key(about).Field("version", "site").Build())
		has, err := r[2].AsStrSlice()
		switch {
		case err != nil:
			return "", err
		case has[0] != "" && has[0] != version:
			return "", fmt.Errorf("%w: it is of version %s and this program knows %s; use the newer program", visit.ErrRefused, has[0], version)
		case has[1] == site || has[1] != "" && !move:
			return has[1], nil
		}
		return "", errors.Join(r[0].Error(), r[1].Error())
	})
}

// movesAtOnce is for how many pages times days one script runs: some milliseconds.
const movesAtOnce = 20_000

// Move runs a script for some pages at a time, which moves all that they have or
// nothing. Those that have nothing cost no script.
func (s *Store) Move(ctx context.Context, moves map[string]string) error {
	_, err := use(ctx, s, "move pages", func() (any, error) {
		has, err := s.tallies(ctx, "total", slices.Collect(maps.Keys(moves)))
		if err != nil {
			return nil, err
		}
		var waiting []string // from, to, from, to
		for from := range has {
			if to := moves[from]; from != to && from != "" && to != "" {
				waiting = append(waiting, from, to)
			}
		}
		for len(waiting) > 0 {
			days, err := s.days(ctx, 0, 99991231)
			if err != nil {
				return nil, err
			}
			keys := []string{s.key("days"), s.key("total")}
			for _, day := range days {
				keys = append(keys, s.key("day:"+dayName(day.Day)))
			}
			some := waiting[:min(len(waiting), 2*max(1, movesAtOnce/len(keys)))]
			moved, err := s.move.Exec(ctx, s.client(), keys, some).AsInt64()
			if err != nil {
				return nil, err
			}
			if moved > 0 { // else a day has begun meanwhile
				waiting = waiting[len(some):]
			}
		}
		return nil, nil
	})
	return err
}
