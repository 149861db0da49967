// Package work is where the generator's goroutines start and end: a bounded
// number of workers over numbered items. Results belong to the item's index,
// so the outcome does not depend on scheduling.
package work

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do for every index below n from one worker a processor, and
// returns the errors by index. After the first error, or when ctx ends, no new
// item begins.
func Each(ctx context.Context, n int, do func(i int) error) error {
	return Some(ctx, runtime.GOMAXPROCS(0), n, do)
}

// Some is Each from a given number of workers, for work that waits for others.
func Some(ctx context.Context, workers, n int, do func(i int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		next   atomic.Int64
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed = map[int]error{}
	)
	for range min(n, workers) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(i); err != nil {
					mu.Lock()
					failed[i] = err
					mu.Unlock()
					stop()
				}
			}
		})
	}
	wg.Wait()
	if len(failed) == 0 {
		return context.Cause(ctx)
	}
	errs := make([]error, 0, len(failed))
	for i := range n {
		if err, ok := failed[i]; ok {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
