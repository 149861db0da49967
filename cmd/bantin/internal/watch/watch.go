// Package watch tells when files below some folders may have changed. Editors
// save in many ways, and a system's notices are incomplete by nature: so it
// names the files it heard of at once, and after each burst says that anything
// may have changed. It never says what did.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	soon  = 10 * time.Millisecond  // no notice for this long: a file is written to its end
	quiet = 100 * time.Millisecond // no notice for this long ends a burst
	poll  = time.Second            // how often to look where the system sends no notices
)

// Dirs sends on the returned channel until ctx ends: the files below root that
// were heard of (and dirs themselves when the system lost notices), and nil after each burst, when any file in dirs may have
// changed. Names are relative to root, with slashes. Where the system cannot
// watch (no watches left, some network drives) it looks every second instead,
// and calls polling once with the reason.
func Dirs(ctx context.Context, root string, dirs []string, polling func(error)) <-chan []string {
	w := &watcher{root: root, changed: make(chan []string), named: map[string]bool{}}
	if abs, err := filepath.Abs(root); err == nil { // as the system names files in its notices
		w.root = abs
	}
	for _, dir := range dirs {
		w.dirs = append(w.dirs, filepath.Join(w.root, dir))
	}
	var err error
	if w.Watcher, err = fsnotify.NewWatcher(); err == nil {
		err = w.add()
	}
	if err != nil {
		polling(err)
		if w.Watcher != nil {
			w.Close()
		}
		go w.look(ctx)
		return w.changed
	}
	go w.loop(ctx, polling)
	return w.changed
}

type watcher struct {
	*fsnotify.Watcher
	root    string
	dirs    []string
	changed chan []string
	named   map[string]bool // heard of and not told yet
}

// loop collects notices. New folders are found by walking again after each
// burst, before that is told: of "mkdir -p a/b" the system tells a alone, and a
// folder that moved takes its watch with it.
func (w *watcher) loop(ctx context.Context, polling func(error)) {
	defer w.Close()
	first, last := time.NewTimer(time.Hour), time.NewTimer(time.Hour)
	files, all := []string(nil), false // to be told
	for {
		var out chan<- []string
		if len(files) > 0 || all {
			out = w.changed
		}
		if all {
			files = nil
		}
		select {
		case <-ctx.Done():
			return
		case out <- files:
			files, all = nil, false
		case e := <-w.Events:
			if name, ok := w.below(e.Name); ok && e.Op != fsnotify.Chmod {
				w.named[name] = true
				first.Reset(soon)
				last.Reset(quiet)
			}
		case <-w.Errors: // an overflow: any file may have changed
			for _, dir := range w.dirs {
				name, _ := w.below(dir)
				w.named[name] = true
			}
			first.Reset(soon)
			last.Reset(quiet)
		case <-first.C:
			files = append(files, slices.Sorted(maps.Keys(w.named))...)
			clear(w.named)
		case <-last.C:
			all = true
			if err := w.add(); err != nil {
				polling(err)
				w.look(ctx)
				return
			}
		}
	}
}

// look does without the system's notices.
func (w *watcher) look(ctx context.Context) {
	for last := w.state(); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(poll):
		}
		now := w.state()
		var names []string
		for name := range now {
			if now[name] != last[name] {
				names = append(names, name)
			}
		}
		if len(names) == 0 && len(now) == len(last) {
			continue
		}
		last = now
		slices.Sort(names)
		for _, told := range [][]string{names, nil} {
			select {
			case <-ctx.Done():
			case w.changed <- told:
			}
		}
	}
}

// A stamp changes with a file.
type stamp struct{ size, modified int64 }

// state has the stamps of all files, by name.
func (w *watcher) state() map[string]stamp {
	files := map[string]stamp{}
	for _, dir := range w.dirs {
		// What cannot be read is left out: it counts when it can.
		_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			if info, err := e.Info(); err == nil && !ignored(e.Name()) && !e.IsDir() {
				rel, _ := w.below(name)
				files[rel] = stamp{info.Size(), info.ModTime().UnixNano()}
			}
			return nil
		})
	}
	return files
}

// below tells a file's name relative to the root if it is one of ours.
func (w *watcher) below(name string) (string, bool) {
	ours := slices.ContainsFunc(w.dirs, func(dir string) bool {
		return name == dir || strings.HasPrefix(name, dir+string(filepath.Separator))
	})
	rel, err := filepath.Rel(w.root, name)
	return filepath.ToSlash(rel), ours && err == nil && !ignored(filepath.Base(name))
}

// add watches every folder, and the ones that hold the outermost, in which these
// may come and go. Watching one again changes nothing.
func (w *watcher) add() error {
	for _, dir := range w.dirs {
		if err := w.Add(filepath.Dir(dir)); err != nil {
			return err
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
			if err := w.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ignored names are written by editors on the way to a save.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp") || name == "4913"
}
