package client

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// remembered is how many clients a limiter remembers in one generation at most.
const remembered = 1 << 15

// A Limiter has a bucket of tokens for every client and one for all together. A
// bucket that was left alone for as long as it takes to fill is like a new one and
// is forgotten; when too many clients come at once all of them are forgotten early,
// and the common bucket alone holds.
type Limiter struct {
	perClient rate.Limit
	burst     int
	all       *rate.Limiter

	mu         sync.Mutex
	young, old map[netip.Prefix]*rate.Limiter // of this generation and the one before
	turned     time.Time
}

// NewLimiter allows each client so many requests a second and so many at once, and
// all clients together so many a second and for two seconds at once.
func NewLimiter(perClient float64, burst int, all float64) *Limiter {
	return &Limiter{
		perClient: rate.Limit(perClient), burst: burst,
		all:   rate.NewLimiter(rate.Limit(all), int(max(1, 2*all))),
		young: map[netip.Prefix]*rate.Limiter{},
	}
}

// Allow takes a token for one request from both buckets, unless one has none.
func (l *Limiter) Allow(client netip.Prefix, now time.Time) bool {
	return l.bucket(client, now).AllowN(now, 1) && l.all.AllowN(now, 1)
}

func (l *Limiter) bucket(client netip.Prefix, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	filled := time.Duration(float64(l.burst) / float64(l.perClient) * float64(time.Second))
	if len(l.young) >= remembered || now.Sub(l.turned) > filled {
		l.old, l.young, l.turned = l.young, map[netip.Prefix]*rate.Limiter{}, now
	}
	b := l.young[client]
	if b == nil {
		if b = l.old[client]; b == nil {
			b = rate.NewLimiter(l.perClient, l.burst)
		}
		l.young[client] = b
	}
	return b
}
