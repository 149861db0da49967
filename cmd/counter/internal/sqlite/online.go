package sqlite

import (
	"slices"
	"sync"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// online knows when each reader was seen last.
type online struct {
	mu    sync.Mutex
	last  map[uint64]time.Time
	queue []visit.Visit // in order of time
}

// add notes visits, which may come late.
func (o *online) add(visits []visit.Visit) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil {
		o.last = map[uint64]time.Time{}
	}
	for _, v := range visits {
		if v.Visitor == 0 || !v.Seen.After(o.last[v.Visitor]) {
			continue
		}
		o.last[v.Visitor] = v.Seen
		i := len(o.queue)
		for i > 0 && o.queue[i-1].Seen.After(v.Seen) {
			i--
		}
		o.queue = slices.Insert(o.queue, i, v)
	}
}

// count forgets who was seen too long ago, and counts the others.
func (o *online) count(now time.Time) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	for ; len(o.queue) > 0 && now.Sub(o.queue[0].Seen) >= visit.Online; o.queue = o.queue[1:] {
		if v := o.queue[0]; o.last[v.Visitor].Equal(v.Seen) {
			delete(o.last, v.Visitor)
		}
	}
	return len(o.last)
}
