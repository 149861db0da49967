// Package watch tells when files below some folders may have changed. Editors
// save in many ways, and a system's notices are incomplete by nature, so it
// only says that it is worth looking: it never says what changed.
package watch

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	quiet = 30 * time.Millisecond // no notice for this long ends a save
	poll  = time.Second           // how often to look where the system sends no notices
)

// Dirs sends on the returned channel after each burst of changes below the
// folders, until ctx ends. Where the system cannot watch (no watches left, some
// network drives) it looks every second instead, and calls polling once with
// the reason.
func Dirs(ctx context.Context, dirs []string, polling func(error)) <-chan struct{} {
	changed := make(chan struct{}, 1)
	dirs = slices.Clone(dirs)
	for i, dir := range dirs { // as the system names them in its notices
		if abs, err := filepath.Abs(dir); err == nil {
			dirs[i] = abs
		}
	}
	w, err := fsnotify.NewWatcher()
	var watched map[string]bool
	if err == nil {
		watched, err = add(w, dirs)
	}
	if err != nil {
		polling(err)
		if w != nil {
			w.Close()
		}
		go look(ctx, dirs, changed)
		return changed
	}
	go loop(ctx, w, dirs, watched, changed, polling)
	return changed
}

// look does without the system's notices.
func look(ctx context.Context, dirs []string, changed chan<- struct{}) {
	last := state(dirs)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(poll):
			if now := state(dirs); now != last {
				last = now
				send(changed)
			}
		}
	}
}

// state is a sum over the names, sizes and times of all files below dirs.
func state(dirs []string) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, dir := range dirs {
		// What cannot be read is left out: it counts when it can.
		_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			if info, err := e.Info(); err == nil && !ignored(e.Name()) {
				fmt.Fprintln(&h, name, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return h.Sum64()
}

var seed = maphash.MakeSeed()

func send(changed chan<- struct{}) {
	select {
	case changed <- struct{}{}:
	default: // a look is due already
	}
}

// loop collects notices. New folders are found by walking again after each
// burst: of "mkdir -p a/b" the system tells a alone, and a folder that moved
// takes its watch with it. What came to lie in a folder before it was watched
// is told after the walk.
func loop(ctx context.Context, w *fsnotify.Watcher, dirs []string, watched map[string]bool, changed chan<- struct{}, polling func(error)) {
	defer w.Close()
	timer := time.NewTimer(time.Hour)
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-w.Events:
			if e.Op != fsnotify.Chmod && !ignored(filepath.Base(e.Name)) && below(e.Name, dirs) {
				timer.Reset(quiet)
			}
		case <-w.Errors: // an overflow: what was lost is found by looking
			timer.Reset(quiet)
		case <-timer.C:
			send(changed)
			now, err := add(w, dirs)
			if err != nil {
				polling(err)
				look(ctx, dirs, changed)
				return
			}
			for name := range now {
				if !watched[name] {
					send(changed)
					break
				}
			}
			watched = now
		}
	}
}

// below tells whether a name is one of dirs or lies below one.
func below(name string, dirs []string) bool {
	for _, dir := range dirs {
		if name == dir || strings.HasPrefix(name, dir+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// add watches every folder below dirs, and the folders that hold dirs, in which
// these may come and go. It returns them. Watching one again changes nothing.
func add(w *fsnotify.Watcher, dirs []string) (map[string]bool, error) {
	watched := map[string]bool{}
	for _, dir := range dirs {
		if err := w.Add(filepath.Dir(dir)); err != nil {
			return nil, err
		}
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil // it went while we looked, or was never there
			case err != nil || !e.IsDir():
				return err
			case name != dir && strings.HasPrefix(e.Name(), "."):
				return fs.SkipDir
			}
			watched[name] = true
			if err := w.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return watched, nil
}

// ignored names are written by editors on the way to a save.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp") || name == "4913"
}
