package client

import (
	"net/netip"
	"sync"
	"time"
)

// remembered is how many clients a limiter remembers in one generation at most.
const remembered = 1 << 15

// A Limiter has a bucket of tokens for every client and one for all together. A
// bucket that was left alone for as long as it takes to fill is like a new one and
// is forgotten; when too many clients come at once all of them are forgotten early,
// and the common bucket alone holds.
type Limiter struct {
	each, all rate

	mu         sync.Mutex
	young, old map[netip.Prefix]bucket // of this generation and the one before
	turned     time.Time
	common     bucket
}

// A rate is how fast a bucket fills, in tokens a second, and how many it holds.
type rate struct{ fills, holds float64 }

// A bucket is how many tokens there were, and when.
type bucket struct {
	tokens float64
	at     time.Time
}

// NewLimiter allows each client so many requests a second and so many at once, and
// all clients together so many a second and for two seconds at once.
func NewLimiter(perClient float64, burst int, all float64) *Limiter {
	return &Limiter{each: rate{perClient, float64(burst)}, all: rate{all, 2 * all}, young: map[netip.Prefix]bucket{}}
}

// Allow takes a token for one request from both buckets, unless one has none.
func (l *Limiter) Allow(client netip.Prefix, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	filled := time.Duration(l.each.holds / l.each.fills * float64(time.Second))
	if len(l.young) >= remembered || now.Sub(l.turned) > filled {
		l.old, l.young, l.turned = l.young, map[netip.Prefix]bucket{}, now
	}
	b, ok := l.young[client]
	if !ok {
		b = l.old[client]
	}
	allowed := l.each.take(&b, now) && l.all.take(&l.common, now)
	l.young[client] = b
	return allowed
}

// take fills the bucket up to now, and takes a token if there is one. The zero
// bucket is full.
func (r rate) take(b *bucket, now time.Time) bool {
	if b.at.IsZero() {
		b.tokens = r.holds
	} else {
		b.tokens = min(r.holds, b.tokens+r.fills*max(0, now.Sub(b.at).Seconds()))
	}
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
