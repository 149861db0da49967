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
	last  map[uint64]int64 // by key; nanoseconds since 1970
	queue []seen           // in order of time
}

type seen struct {
	visitor uint64
	at      int64
}

// add notes visits, which may come late.
func (o *online) add(visits []visit.Visit) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil {
		o.last = map[uint64]int64{}
	}
	for _, v := range visits {
		s := seen{v.Visitor, v.Seen.UnixNano()}
		if s.visitor == 0 || s.at <= o.last[s.visitor] {
			continue
		}
		o.last[s.visitor] = s.at
		i := len(o.queue)
		for i > 0 && o.queue[i-1].at > s.at {
			i--
		}
		o.queue = slices.Insert(o.queue, i, s)
	}
}

// count forgets who was seen too long ago, and counts the others.
func (o *online) count(now time.Time) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	for ; len(o.queue) > 0 && now.UnixNano()-o.queue[0].at >= int64(visit.Online); o.queue = o.queue[1:] {
		if s := o.queue[0]; o.last[s.visitor] == s.at {
			delete(o.last, s.visitor)
		}
	}
	return len(o.last)
}
