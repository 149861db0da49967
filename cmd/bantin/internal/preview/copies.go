package preview

import (
	"context"
	"hash/maphash"
	"io"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/render"
)

// Copies are compared up to so many bytes each, and up to so many altogether are
// read before anybody saves one.
const (
	comparedCopy   = 16 << 20
	comparedCopies = 256 << 20
)

// fileClock is how coarse a file system's clock may be (FAT: two seconds).
const fileClock = 2 * time.Second

// copies knows what files hold that readers get as they are, or made of them:
// pictures, attachments, what lies in static/.
type copies struct{ sums sync.Map } // by name

// changed tells whether any of the files may hold other bytes than before.
func (c *copies) changed(r *render.Renderer, names []string) (any bool) {
	for _, name := range names {
		before, known := c.sums.LoadAndDelete(name)
		now, ok := sum(r, name, time.Time{})
		if ok {
			c.sums.Store(name, now)
		}
		any = any || !known || !ok || now != before
	}
	return any
}

// learn looks at the files of a site that was loaded then. One that changed since
// is left to who tells of it.
func (c *copies) learn(ctx context.Context, r *render.Renderer, loaded time.Time) {
	budget := int64(comparedCopies)
	for _, a := range r.Site.Addresses() {
		if _, known := c.sums.Load(a.File); known || a.File == "" {
			continue
		}
		info, err := r.Stat(a.File)
		if err != nil || info.Size() > min(budget, comparedCopy) {
			continue
		}
		if ctx.Err() != nil {
			return
		}
		budget -= info.Size()
		if sum, ok := sum(r, a.File, loaded.Add(-fileClock)); ok {
			c.sums.LoadOrStore(a.File, sum)
		}
	}
}

// sum is of a file's bytes, if it is not too large and was not changed after before,
// unless that is zero.
func sum(r *render.Renderer, name string, before time.Time) (uint64, bool) {
	f, err := r.Open(name)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	var h maphash.Hash
	h.SetSeed(seed)
	n, err := io.Copy(&h, io.LimitReader(f, comparedCopy+1))
	if err != nil || n > comparedCopy {
		return 0, false
	}
	info, err := r.Stat(name)
	return h.Sum64(), err == nil && (before.IsZero() || info.ModTime().Before(before))
}
