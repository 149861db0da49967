package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// A reference is a store as plain as can be: it keeps every visit and counts
// them all over whenever it is asked.
type reference struct {
	visits []visit.Visit // the ones that count
	known  map[visit.ID]bool
}

func (r *reference) apply(visits []visit.Visit) (counted int) {
	for _, v := range visits {
		if !r.known[v.ID] {
			r.known[v.ID] = true
			r.visits = append(r.visits, v)
			counted++
		}
	}
	return counted
}

func (r *reference) move(moves map[string]string) {
	for i, v := range r.visits {
		if to, ok := moves[v.Page]; ok {
			r.visits[i].Page = to
		}
	}
}

func (r *reference) numbers(now time.Time) visit.Numbers {
	n := visit.Numbers{Pages: map[string]visit.Tally{}}
	online := map[uint64]bool{}
	for _, v := range r.visits {
		n.Site.Count(v.Kind)
		count(n.Pages, v.Page, v.Kind)
		if v.Visitor != 0 && now.Sub(v.Seen) < visit.Online {
			online[v.Visitor] = true
		}
	}
	delete(n.Pages, "")
	n.Online = len(online)
	return n
}

func (r *reference) report(from, to visit.Day) (*visit.Report, []visit.PageDay) {
	pages, days, hours := map[string]visit.Tally{}, map[visit.Day]visit.Tally{}, map[visit.Hour]visit.Tally{}
	visitors := map[visit.Day]map[uint64]bool{}
	type pageDay struct {
		visit.Day
		page string
	}
	each := map[pageDay]visit.Tally{}
	for _, v := range r.visits {
		day := v.Hour.Day()
		if day < from || day > to {
			continue
		}
		count(days, day, v.Kind)
		count(hours, v.Hour, v.Kind)
		count(pages, v.Page, v.Kind)
		count(each, pageDay{day, v.Page}, v.Kind)
		if visitors[day] == nil {
			visitors[day] = map[uint64]bool{}
		}
		if v.Visitor != 0 {
			visitors[day][v.Visitor] = true
		}
	}
	delete(pages, "")
	sum, all := &visit.Report{Pages: pages}, []visit.PageDay{}
	for _, d := range slices.Sorted(maps.Keys(days)) {
		sum.Days = append(sum.Days, visit.DayNumbers{Day: d, Tally: days[d], Visitors: int64(len(visitors[d]))})
	}
	for _, h := range slices.Sorted(maps.Keys(hours)) {
		sum.Hours = append(sum.Hours, visit.HourNumbers{Hour: h, Tally: hours[h]})
	}
	for k, n := range each {
		if k.page != "" {
			all = append(all, visit.PageDay{Day: k.Day, Page: k.page, Tally: n})
		}
	}
	slices.SortFunc(all, func(a, b visit.PageDay) int {
		return int(a.Day-b.Day)*2 + strings.Compare(a.Page, b.Page)
	})
	return sum, all
}

func count[K comparable](m map[K]visit.Tally, key K, kind visit.Kind) {
	n := m[key]
	n.Count(kind)
	m[key] = n
}

// A history makes up what happens to a store. The steady clock only goes on; the
// wall's is up to an hour off.
type history struct {
	*rand.Rand
	s    *store
	ref  reference
	now  time.Time
	wall time.Duration
	last *visit.Batch
}

const modelPages = 12

func (h *history) page() string {
	if h.IntN(10) == 0 {
		return ""
	}
	return fmt.Sprintf("/%d/", min(h.IntN(modelPages), h.IntN(modelPages)))
}

// visit is a new one, or now and then one made in the last KeepIDs, which says
// something else of itself this time.
func (h *history) visit() visit.Visit {
	wall := h.now.Add(h.wall)
	if n := len(h.ref.visits); n > 0 && h.IntN(4) == 0 {
		v := h.ref.visits[n-1-min(h.IntN(n), h.IntN(100))]
		if !h.old(v) {
			v.Page, v.Hour = h.page(), visit.HourOf(wall)
			return v
		}
	}
	v := visit.Visit{Page: h.page(), Kind: visit.Kind(max(0, h.IntN(5)-2)), Hour: visit.HourOf(wall), Seen: h.now}
	binary.BigEndian.PutUint64(v.ID[:], h.Uint64())
	if v.Kind != visit.Bot && h.IntN(5) > 0 {
		v.Visitor = uint64(v.Hour.Day())<<32 + h.Uint64N(30) + 1
	}
	return v
}

// old tells that the visit's ID may be forgotten.
func (h *history) old(v visit.Visit) bool { return h.now.Sub(v.Seen) >= visit.KeepIDs }

func (h *history) batch() *visit.Batch {
	b := &visit.Batch{}
	binary.BigEndian.PutUint64(b.ID[:], h.Uint64())
	for range h.IntN(30) {
		b.Visits = append(b.Visits, h.visit())
		if h.IntN(10) == 0 {
			b.Visits = append(b.Visits, b.Visits[h.IntN(len(b.Visits))])
		}
	}
	return b
}

// step does one thing to the store and the reference, and names it.
func (h *history) step(t testing.TB) string {
	t.Helper()
	h.now = h.now.Add(time.Duration(h.Int64N(int64(4 * time.Minute))))
	switch n := h.IntN(100); {
	case n < 60:
		h.last = h.batch()
		want := h.ref.apply(h.last.Visits)
		got, counted, err := h.s.Apply(t.Context(), h.last)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "counted", counted, want)
		h.compareAnswer(t, got)
		return "batch"
	case n < 70 && h.last != nil && !slices.ContainsFunc(h.last.Visits, h.old):
		b := *h.last
		b.Visits = b.Visits[h.IntN(len(b.Visits)+1):]
		if _, _, err := h.s.Apply(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return "the same batch again, perhaps with less in it"
	case n < 75:
		h.last = h.batch()
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(h.IntN(1000))*time.Microsecond)
		_, _, err := h.s.Apply(ctx, h.last)
		cancel()
		if err != nil {
			_, _, err = h.s.Apply(t.Context(), h.last)
		}
		if err != nil {
			t.Fatal(err)
		}
		h.ref.apply(h.last.Visits)
		return "a batch given up and tried again"
	case n < 80:
		moves := map[string]string{}
		for range h.IntN(3) {
			moves[fmt.Sprintf("/%d/", h.IntN(modelPages/2))] = fmt.Sprintf("/%d/", modelPages/2+h.IntN(modelPages))
		}
		h.s.mustMove(t, moves)
		h.ref.move(moves)
		return fmt.Sprint("move ", moves)
	case n < 85:
		h.now = h.now.Add(visit.Online) // it may have forgotten who is online
		h.s.mustReopen(t)
		return "reopen"
	case n < 90:
		h.wall = time.Duration(h.Int64N(int64(2*time.Hour))) - time.Hour
		return "the wall's clock jumps"
	default:
		h.now = h.now.Add(time.Duration(h.Int64N(int64(5 * time.Hour))))
		return "hours pass"
	}
}

// compareAnswer compares what Apply answered of the last batch's pages.
func (h *history) compareAnswer(t testing.TB, got visit.Numbers) {
	t.Helper()
	want := h.ref.numbers(h.now)
	same(t, "the answer's site", got.Site, want.Site)
	for _, v := range h.last.Visits {
		if v.Page != "" {
			same(t, "the answer's "+v.Page, got.Pages[v.Page], want.Pages[v.Page])
		}
	}
}

func (h *history) compare(t testing.TB) {
	t.Helper()
	want := h.ref.numbers(h.now)
	same(t, "numbers", h.s.mustRead(t, h.now, slices.Collect(maps.Keys(want.Pages))...), want)
	for _, from := range []visit.Day{0, visit.DayOf(h.now.AddDate(0, 0, -1))} {
		sum, days := h.ref.report(from, always)
		same(t, "report", h.s.mustReport(t, from, always), sum)
		same(t, "days of pages", h.s.mustPageDays(t, from, always), days)
	}
}

// BANTIN_SEED=n goes through one history again.
func anyHistoryGivesTheReferencesNumbers(t *testing.T, s *store) {
	seed := rand.Uint64()
	if again, err := strconv.ParseUint(os.Getenv("BANTIN_SEED"), 10, 64); err == nil {
		seed = again
	}
	t.Logf("BANTIN_SEED=%d", seed)
	h := &history{Rand: rand.New(rand.NewPCG(seed, 0)), s: s, now: start, ref: reference{known: map[visit.ID]bool{}}}
	var steps []string
	defer func() {
		if t.Failed() {
			t.Logf("after the steps:\n%s", strings.Join(steps, "\n"))
		}
	}()
	for range 300 {
		steps = append(steps, h.step(t))
		h.compare(t)
	}
}
