package tally

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/VictoriaMetrics/metrics"
)

// A shelf is a store in memory that can be slow, away, or gone after it has written.
type shelf struct {
	visit.Store // what is not used here
	slow        time.Duration

	mu      sync.Mutex
	fails   error
	late    bool // it fails after it has counted
	seen    map[visit.ID]bool
	n       visit.Numbers
	batches []int
	reads   int
}

func newShelf() *shelf {
	return &shelf{seen: map[visit.ID]bool{}, n: visit.Numbers{Pages: map[string]visit.Tally{}}}
}

func (s *shelf) set(fails error, late bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails, s.late = fails, late
}

func (s *shelf) Apply(ctx context.Context, b *visit.Batch) (visit.Numbers, int, error) {
	select {
	case <-time.After(s.slow):
	case <-ctx.Done():
		return visit.Numbers{}, 0, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil && !s.late {
		return visit.Numbers{}, 0, s.fails
	}
	counted := 0
	for _, v := range b.Visits {
		if s.seen[v.ID] {
			continue
		}
		s.seen[v.ID] = true
		counted++
		t := s.n.Pages[v.Page]
		t.Count(v.Kind)
		s.n.Pages[v.Page] = t
		s.n.Site.Count(v.Kind)
	}
	s.batches = append(s.batches, len(b.Visits))
	return s.numbers(), counted, s.fails
}

func (s *shelf) numbers() visit.Numbers {
	n := visit.Numbers{Site: s.n.Site, Online: 1, Pages: map[string]visit.Tally{}}
	for page, t := range s.n.Pages {
		n.Pages[page] = t
	}
	return n
}

func (s *shelf) Read(context.Context, time.Time, ...string) (visit.Numbers, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.fails != nil {
		return visit.Numbers{}, s.fails
	}
	return s.numbers(), nil
}

func counter(s visit.Store, o Options) *Counter {
	o.Now, o.Log, o.Metrics = time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)), metrics.NewSet()
	return New(s, o)
}

func one(i int, page string) visit.Visit {
	v := visit.Visit{Page: page}
	copy(v.ID[:], fmt.Sprintf("%012d", i))
	return v
}

// count sends n visits at once and answers how many were acknowledged, and the
// errors of the others.
func count(c *Counter, from, n int) (acknowledged int, errs []error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for i := range n {
		all.Go(func() {
			_, err := c.Count(context.Background(), one(from+i, "/"))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
				return
			}
			acknowledged++
		})
	}
	all.Wait()
	return acknowledged, errs
}

func TestVisitsThatWaitAreCommittedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.slow = 10 * time.Millisecond
		c := counter(s, Options{})
		go c.Run(t.Context())
		began := time.Now()
		first, err := c.Count(t.Context(), one(-1, "/a/"))
		if took := time.Since(began); err != nil || took != s.slow || first.Page.Visits != 1 {
			t.Errorf("a visit alone: %v after %v: %+v", err, took, first)
		}
		if n, errs := count(c, 0, 2500); n != 2500 {
			t.Fatalf("%d acknowledged, %v", n, errs[0])
		}
		if took := time.Since(began); took > 6*s.slow {
			t.Errorf("2,500 visits took %v with commits of %v each: %v", took, s.slow, s.batches)
		}
		for _, n := range s.batches {
			if n > batchSize {
				t.Errorf("a batch of %d", n)
			}
		}
		c.Close()
	})
}

func TestNothingIsAcknowledgedBeforeTheStoreHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.set(errors.New("disk full"), true) // it counts, and its answer is lost
		c := counter(s, Options{})
		go c.Run(t.Context())
		answered := make(chan Answer, 1)
		go func() {
			a, err := c.Count(context.Background(), one(1, "/a/"))
			if err != nil {
				t.Error(err)
			}
			answered <- a
		}()
		time.Sleep(time.Second)
		synctest.Wait()
		if len(answered) > 0 {
			t.Fatal("acknowledged although the store failed")
		}
		s.set(nil, false)
		if a := <-answered; a.Page.Visits != 1 || a.Site.Visits != 1 {
			t.Errorf("counted as %+v", a)
		}
		c.Close()
	})
}

func TestWhileTheStoreIsAwayVisitsWaitAndOthersAreRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.set(errors.New("connection refused"), false)
		c := counter(s, Options{Queue: 100})
		go c.Run(t.Context())
		began := time.Now()
		n, errs := count(c, 0, 100+batchSize+500)
		if n != 0 || time.Since(began) != 5*time.Second {
			t.Errorf("%d acknowledged after %v", n, time.Since(began))
		}
		for _, err := range errs {
			if !errors.Is(err, ErrBusy) {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if c.failed == nil {
			t.Error("nothing says that the store is away")
		}
		s.set(nil, false)
		time.Sleep(time.Second)
		if n, errs := count(c, 0, 50); n != 50 { // those of before, sent again
			t.Errorf("%d of 50 acknowledged: %v", n, errs)
		}
		synctest.Wait()
		if s.n.Site.Visits > 100+batchSize || c.failed != nil {
			t.Errorf("%d counted, %v", s.n.Site.Visits, c.failed)
		}
		c.Close()
	})
}

func TestWhileTheStoreIsAwayNumbersAreTheLastKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		c := counter(s, Options{})
		s.set(errors.New("away"), false)
		if a, err := c.Numbers(t.Context(), "/a/"); !errors.Is(err, ErrUnknown) {
			t.Errorf("before anything is known: %+v, %v", a, err)
		}
		s.set(nil, false)
		time.Sleep(2 * time.Second)
		go c.Run(t.Context())
		if n, _ := count(c, 0, 3); n != 3 {
			t.Fatal("not counted")
		}
		if a, err := c.Numbers(t.Context(), "/"); err != nil || a.Page.Visits != 3 || a.Stale || s.reads != 1 {
			t.Errorf("%+v, %v after %d reads; what was just counted is known", a, err, s.reads)
		}
		s.set(errors.New("away"), false)
		time.Sleep(time.Hour)
		reads := s.reads
		for range 1000 {
			if a, err := c.Numbers(t.Context(), "/"); err != nil || a.Site.Visits != 3 || a.Page.Visits != 3 || !a.Stale {
				t.Fatalf("%+v, %v", a, err)
			}
			if _, err := c.Numbers(t.Context(), "/never/"); !errors.Is(err, ErrUnknown) {
				t.Fatalf("a page that was never asked for: %v", err)
			}
		}
		if s.reads != reads+1 {
			t.Errorf("a store that is away was asked %d times in a moment", s.reads-reads)
		}
		s.set(nil, false)
		time.Sleep(2 * time.Second)
		if a, err := c.Numbers(t.Context(), "/never/"); err != nil || a.Stale || a.Page.Visits != 0 || a.Site.Visits != 3 {
			t.Errorf("afterwards: %+v, %v", a, err)
		}
		c.Close()
	})
}

func TestCloseFinishesWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.slow = time.Millisecond
		c := counter(s, Options{})
		done := make(chan int)
		go func() {
			n, _ := count(c, 0, 3000)
			done <- n
		}()
		synctest.Wait() // all wait
		c.Close()
		if left := c.Run(t.Context()); left != 0 {
			t.Errorf("%d left", left)
		}
		if n := <-done; n != 3000 || s.n.Site.Visits != 3000 {
			t.Errorf("%d acknowledged, %d counted", n, s.n.Site.Visits)
		}
	})
}

func TestStoreThatGoesIsToldOnceAndItsReturnToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lines strings.Builder
		s := newShelf()
		c := counter(s, Options{})
		c.o.Log = slog.New(slog.NewTextHandler(&lines, nil))
		s.set(errors.New("connection refused"), false)
		go c.Run(t.Context())
		count(c, 0, 5)
		s.set(nil, false)
		count(c, 5, 5)
		if n := strings.Count(lines.String(), "\n"); n != 2 || !strings.Contains(lines.String(), "connection refused") {
			t.Errorf("the log has %d lines:\n%s", n, &lines)
		}
		c.Close()
	})
}
