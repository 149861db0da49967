package publish

import (
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// How long readers of an old page still get its assets.
const retention = 30 * 24 * time.Hour

// inherit goes through the release before, carries over what is to be retained,
// and answers what is gone.
func (r *Release) inherit(retain func(path string) bool) (removed []string, err error) {
	if !r.hasOld {
		return nil, nil
	}
	old, err := os.OpenRoot(r.place.output)
	if err != nil {
		return nil, err
	}
	defer old.Close()
	err = readManifest(r.place.output, func(f *file) error {
		if r.has(f.Path) {
			return nil
		}
		if !f.retained() && retain != nil && retain(f.Path) {
			f.Until = r.o.Now.Add(retention).UTC().Truncate(time.Second)
		}
		kept := false
		if r.o.Now.Before(f.Until) {
			if kept, err = r.carry(old, f); err != nil {
				return fmt.Errorf("carry over %s: %w", f.Path, err)
			}
		}
		if !kept {
			removed = append(removed, f.Path)
		}
		return nil
	})
	slices.Sort(removed)
	return removed, err
}

// carry takes a file of the release before into this one, unless somebody took
// it away or another file has its name.
func (r *Release) carry(old *os.Root, was *file) (kept bool, err error) {
	info, err := old.Lstat(was.Path)
	if err != nil || !info.Mode().IsRegular() {
		return false, nil
	}
	f, err := r.claim(was.Path)
	if err != nil {
		return false, nil
	}
	f.Until = was.Until
	return true, r.put(f, info.Size(), func() (io.ReadCloser, error) {
		return old.OpenFile(was.Path, os.O_RDONLY|noFollow, 0)
	})
}
