package preview

import (
	"context"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/render"
)

// copies knows what files hold that readers get as they are, or made of them:
// pictures, attachments, what lies in static/.
type copies struct{ sums sync.Map } // by name

// changed tells whether any of the files may hold other bytes than before.
func (c *copies) changed(r *render.Renderer, names []string) (any bool) {
	for _, name := range names {
		before, known := c.sums.LoadAndDelete(name)
		now, ok := r.Sum(name, wholePicture, time.Time{})
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
	budget := int64(wholePictures)
	for _, a := range r.Site.Addresses() {
		if _, known := c.sums.Load(a.File); known || a.File == "" {
			continue
		}
		info, err := r.Stat(a.File)
		if err != nil || info.Size() > min(budget, wholePicture) {
			continue
		}
		if ctx.Err() != nil {
			return
		}
		budget -= info.Size()
		if sum, ok := r.Sum(a.File, wholePicture, loaded); ok {
			c.sums.LoadOrStore(a.File, sum)
		}
	}
}
