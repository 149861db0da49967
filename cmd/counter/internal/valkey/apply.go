package valkey

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/valkey-io/valkey-go"
)

// How long the server keeps what is only for a while, by its own clock.
const (
	idsPeriod   = 6 * time.Hour // of one set of IDs
	keepIDs     = visit.KeepIDs + 2*idsPeriod
	keepReaders = 24 * time.Hour
	keepBatch   = 15 * time.Minute // afterwards the IDs of its visits tell that it was counted
)

// An applied is what Apply answers.
type applied struct {
	visit.Numbers
	counted int
}

// Apply counts a batch by one script.
func (s *Store) Apply(ctx context.Context, b *visit.Batch) (visit.Numbers, int, error) {
	keys, args, pages := s.arguments(b)
	a, err := use(ctx, s, "count visits", func() (applied, error) {
		return readApplied(s.apply.Exec(ctx, s.client, keys, args), pages)
	})
	return a.Numbers, a.counted, err
}

// arguments writes a batch as apply.lua wants it. The pages are those whose
// numbers it answers, of which the first is the whole site.
func (s *Store) arguments(b *visit.Batch) (keys, args, pages []string) {
	var ids, visits, days []string
	known, numbers := map[visit.ID]bool{}, map[string]int{"": 1}
	pages = []string{""}
	var earliest, latest time.Time
	for _, v := range b.Visits {
		if numbers[v.Page] == 0 {
			pages = append(pages, v.Page)
			numbers[v.Page] = len(pages)
		}
		if known[v.ID] {
			continue
		}
		known[v.ID] = true
		ids = append(ids, string(v.ID[:]))
		visits = append(visits, record(v, numbers[v.Page]))
		if day := dayName(v.Hour.Day()); !slices.Contains(days, day) {
			days = append(days, day)
		}
		if len(ids) == 1 || v.Seen.Before(earliest) {
			earliest = v.Seen
		}
		if v.Seen.After(latest) {
			latest = v.Seen
		}
	}
	keys = []string{s.key("batch:" + string(b.ID[:])), s.key("total"), s.key("hours"), s.key("days"), s.key("online")}
	for _, prefix := range []string{"day:", "readers:"} {
		for _, day := range days {
			keys = append(keys, s.key(prefix+day))
		}
	}
	keys = append(keys, s.idSets(earliest, latest)...)
	args = []string{strconv.Itoa(len(days)), strconv.Itoa(len(ids)), strconv.Itoa(len(pages)), micros(latest.Add(-visit.Online)),
		seconds(keepBatch), seconds(keepReaders), seconds(keepIDs)}
	return keys, slices.Concat(args, ids, visits, pages), pages
}

// record is a visit for apply.lua.
func record(v visit.Visit, page int) string {
	r := fmt.Appendf(nil, "%d%s", v.Kind, hourName(v.Hour))
	r = binary.BigEndian.AppendUint64(r, v.Visitor)
	return string(fmt.Appendf(r, "%d %d", page, v.Seen.UnixMicro()))
}

// idSets are the sets in which an ID may lie that counts no more at the time of
// these visits. New ones go to the first. The clock of another counter may be a
// little ahead.
func (s *Store) idSets(earliest, latest time.Time) (keys []string) {
	number := func(t time.Time) int64 { return t.Unix() / int64(idsPeriod/time.Second) }
	set := func(n int64) string { return s.key("ids:" + strconv.FormatInt(n, 10)) }
	if old := latest.Add(-visit.KeepIDs); earliest.Before(old) {
		earliest = old
	}
	now := number(latest)
	keys = []string{set(now), set(now + 1)}
	for n := now - 1; n >= number(earliest.Add(-visit.KeepIDs)); n-- {
		keys = append(keys, set(n))
	}
	return keys
}

func dayName(d visit.Day) string     { return fmt.Sprintf("%08d", d) }
func hourName(h visit.Hour) string   { return fmt.Sprintf("%010d", h) }
func micros(t time.Time) string      { return strconv.FormatInt(t.UnixMicro(), 10) }
func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

func readApplied(r valkey.ValkeyResult, pages []string) (a applied, err error) {
	answer, err := r.AsStrSlice()
	if err != nil {
		return a, err
	}
	if len(answer) != 2+len(pages) {
		return a, fmt.Errorf("the script answered %d values in place of %d", len(answer), 2+len(pages))
	}
	if a.counted, err = strconv.Atoi(answer[0]); err != nil {
		return a, err
	}
	if a.Online, err = strconv.Atoi(answer[1]); err != nil {
		return a, err
	}
	a.Site, a.Pages, err = tallies(pages, answer[2:])
	return a, err
}
