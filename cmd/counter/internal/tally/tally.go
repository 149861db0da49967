// Package tally takes visits from many requests at once, and tells each of them
// when its visit is safe. It commits what waits, all of it together, as soon as the
// commit before is done: a visit that comes alone waits for nobody, and under load
// one write to the disk serves hundreds.
//
// It refuses to acknowledge anything that its store has not, and to hold more than
// a bounded number of visits. While the store is away, what waits is tried again and
// again; readers get the last numbers known, marked as old.
package tally

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/VictoriaMetrics/metrics"
)

const (
	batchSize = 1000                   // visits committed together at most
	patience  = 5 * time.Second        // how long a request waits for its visit to be safe
	attempt   = 4 * time.Second        // how long a store may take for one batch
	fresh     = time.Second            // for so long a number is told again without asking the store
	firstWait = 20 * time.Millisecond  // before a batch is tried again, doubled each time
	lastWait  = 800 * time.Millisecond // at most
)

var (
	// ErrBusy is answered for a visit that is not known to be safe yet: too many
	// wait, or the store is away. It may still be counted. Sent again under its ID
	// it counts once.
	ErrBusy = errors.New("the visit could not be stored in time")
	// ErrUnknown is answered for numbers that nobody has told yet.
	ErrUnknown = errors.New("the store is away, and its numbers are not known")
)

// Options are what a Counter is made with.
type Options struct {
	Queue   int // visits that wait at most; 10,000 if 0
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *metrics.Set
}

// An Answer is what a reader is told.
type Answer struct {
	Site, Page visit.Tally
	Online     int
	Stale      bool // the store is away: these are the last numbers known
}

// A Counter counts into one store. Count and Numbers may be called by any number of
// goroutines; Run does the work.
type Counter struct {
	store   visit.Store
	o       Options
	queue   chan *waiting
	closing chan struct{}
	reading sync.Mutex // held by who asks the store for numbers

	mu     sync.Mutex
	site   known
	online int
	pages  map[string]known
	failed error // why the store does not answer now
	since  time.Time

	counted, repeated, failures *metrics.Counter
	commits                     *metrics.Histogram
}

type waiting struct {
	visit.Visit
	done chan Answer
}

// known is a number and when it was true.
type known struct {
	visit.Tally
	at time.Time
}

// New makes a counter; nothing is committed until Run.
func New(store visit.Store, o Options) *Counter {
	o.Queue = cmp.Or(o.Queue, 10_000)
	c := &Counter{
		store: store, o: o,
		queue:   make(chan *waiting, o.Queue),
		closing: make(chan struct{}),
		pages:   map[string]known{},

		counted:  o.Metrics.NewCounter(`counter_visits_total{result="new"}`),
		repeated: o.Metrics.NewCounter(`counter_visits_total{result="repeated"}`),
		failures: o.Metrics.NewCounter(`counter_commits_failed_total`),
		commits:  o.Metrics.NewHistogram(`counter_commit_seconds`),
	}
	o.Metrics.NewGauge(`counter_queue`, func() float64 { return float64(len(c.queue)) })
	return c
}

// Count returns when the visit is on disk, with the numbers that it made, or with
// ErrBusy, or when ctx is done; the visit then stays in the queue.
func (c *Counter) Count(ctx context.Context, v visit.Visit) (Answer, error) {
	w := &waiting{Visit: v, done: make(chan Answer, 1)}
	select {
	case c.queue <- w:
	default:
		return Answer{}, ErrBusy
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case a := <-w.done:
		return a, nil
	case <-late.C:
		return Answer{}, ErrBusy
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// Close ends Run when the queue is empty. Nobody may call Count any more.
func (c *Counter) Close() { close(c.closing) }

// Run commits until Close, or until ctx is done. It answers how many visits it left
// behind, none of them acknowledged.
func (c *Counter) Run(ctx context.Context) (left int) {
	for {
		batch := c.take(ctx)
		if len(batch) == 0 || !c.commit(ctx, batch) {
			return len(batch) + len(c.queue)
		}
	}
}

// take waits for a visit and takes what else waits already.
func (c *Counter) take(ctx context.Context) []*waiting {
	var batch []*waiting
	select {
	case w := <-c.queue:
		batch = append(batch, w)
	case <-ctx.Done():
		return nil
	case <-c.closing: // select chooses at random: what waits is still taken
	}
	for len(batch) < batchSize {
		select {
		case w := <-c.queue:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// commit tries until the store has the batch, and answers who waits for it; false
// means that ctx was done first.
func (c *Counter) commit(ctx context.Context, waiting []*waiting) bool {
	b := &visit.Batch{Visits: make([]visit.Visit, len(waiting))}
	_, _ = rand.Read(b.ID[:]) // never fails
	for i, w := range waiting {
		b.Visits[i] = w.Visit
	}
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		n, err := c.try(ctx, b)
		if err == nil {
			for _, w := range waiting {
				w.done <- Answer{Site: n.Site, Page: n.Pages[w.Page], Online: n.Online}
			}
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
	}
}

func (c *Counter) try(ctx context.Context, b *visit.Batch) (visit.Numbers, error) {
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	began := time.Now()
	n, counted, err := c.store.Apply(ctx, b)
	c.learn(n, err)
	if err != nil {
		c.failures.Inc()
		return n, err
	}
	c.commits.UpdateDuration(began)
	c.counted.Add(counted)
	c.repeated.Add(len(b.Visits) - counted)
	return n, nil
}

// learn keeps what the store answered, and says in the log when it goes and comes
// back.
func (c *Counter) learn(n visit.Numbers, err error) {
	now := c.o.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err != nil && c.failed == nil:
		c.o.Log.Error("the store does not answer; visits wait, numbers are the last known", "error", err)
	case err == nil && c.failed != nil:
		c.o.Log.Info("the store answers again")
	}
	c.failed, c.since = err, now
	if err != nil {
		return
	}
	c.site, c.online = known{n.Site, now}, n.Online
	for page, t := range n.Pages {
		c.pages[page] = known{t, now}
	}
}

// Numbers answers the site's numbers and a page's, "" for none, at most a second
// old; or, while the store is away, the last ones known, marked as stale. The page
// must be one of the site's: it is kept.
func (c *Counter) Numbers(ctx context.Context, page string) (Answer, error) {
	if a, err, ok := c.recall(page); ok {
		return a, err
	}
	c.reading.Lock()
	defer c.reading.Unlock()
	if a, err, ok := c.recall(page); ok { // who was here before has asked
		return a, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	pages := []string{page}[:min(len(page), 1)]
	n, err := c.store.Read(ctx, c.o.Now(), pages...)
	if err == nil && page != "" && n.Pages[page] == (visit.Tally{}) {
		n.Pages = map[string]visit.Tally{page: {}} // never visited is known as well
	}
	c.learn(n, err)
	a, err, _ := c.recall(page)
	return a, err
}

// recall answers from memory, if what it holds is fresh enough. While the store is
// away that is anything, and the store is asked once a second whether it is back.
func (c *Counter) recall(page string) (a Answer, err error, ok bool) {
	now := c.o.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.pages[page]
	if page == "" {
		p = known{at: c.site.at}
	}
	a = Answer{Site: c.site.Tally, Page: p.Tally, Online: c.online, Stale: c.failed != nil}
	if !a.Stale {
		return a, nil, now.Sub(p.at) < fresh && now.Sub(c.site.at) < fresh
	}
	if p.at.IsZero() {
		a, err = Answer{}, ErrUnknown
	}
	return a, err, now.Sub(c.since) < fresh
}
