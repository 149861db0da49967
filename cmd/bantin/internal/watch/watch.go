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
	slow  = 5 * time.Second        // and where it does, since network drives may stay silent
	share = 20                     // looking takes at most this part of the time
)

// ErrSilent is about a drive that lets itself be watched and then tells nothing.
var ErrSilent = errors.New("the drive does not tell that files change")

// Dirs sends on the returned channel until ctx ends: the files below root that
// were heard of (and dirs themselves when the system lost notices), and nil after
// each burst, when any file in dirs may have changed. Names are relative to root,
// with slashes. Where the system cannot watch (no watches left) it looks every
// second instead, and calls polling once with the reason.
func Dirs(ctx context.Context, root string, dirs []string, polling func(error)) <-chan []string {
	w := begin(root, dirs, polling)
	go w.loop(ctx)
	return w.changed
}

type watcher struct {
	*fsnotify.Watcher // nil where the system cannot watch
	root              string
	dirs              []string
	changed           chan []string
	polling           func(error)
	pause             time.Duration    // between looks
	named             map[string]bool  // heard of and not told yet
	seen              map[string]stamp // by the last look
	notices           int              // by now
	noticed           int              // by the last look that no notice asked for
	doubted           bool             // that look found what no notice had told
}

func begin(root string, dirs []string, polling func(error)) *watcher {
	w := &watcher{root: root, changed: make(chan []string), polling: polling, pause: slow, named: map[string]bool{}}
	if abs, err := filepath.Abs(root); err == nil { // as the system names files in its notices
		w.root = abs
	}
	for _, dir := range dirs {
		w.dirs = append(w.dirs, filepath.Join(w.root, dir))
	}
	var err error
	if w.Watcher, err = fsnotify.NewWatcher(); err != nil {
		w.giveUp(err)
	}
	w.look()
	return w
}

// giveUp does without the system's notices from now on.
func (w *watcher) giveUp(err error) {
	w.close()
	w.Watcher, w.pause = nil, poll
	w.polling(err)
}

func (w *watcher) close() {
	if w.Watcher != nil {
		w.Close()
	}
}

// loop collects notices, and looks for what changed without one. New folders are
// found by looking again after each burst, before that is told: of "mkdir -p a/b"
// the system tells a alone, and a folder that moved takes its watch with it.
func (w *watcher) loop(ctx context.Context) {
	defer func() { w.close() }() // of whatever is left then
	first, last, idle := time.NewTimer(time.Hour), time.NewTimer(time.Hour), time.NewTimer(w.pause)
	heard := func(name string) {
		w.named[name] = true
		first.Reset(soon)
		last.Reset(quiet)
		idle.Reset(w.pause)
	}
	files, all := []string(nil), false // to be told, one after the other
	for {
		var out chan<- []string
		if len(files) > 0 || all {
			out = w.changed
		}
		var events <-chan fsnotify.Event
		var lost <-chan error
		if w.Watcher != nil {
			events, lost = w.Events, w.Errors
		}
		select {
		case <-ctx.Done():
			return
		case out <- files:
			files, all = nil, all && files != nil
		case e := <-events:
			w.notices++
			if name, ok := w.below(e.Name); ok && e.Op != fsnotify.Chmod {
				heard(name)
			}
		case <-lost: // an overflow: any file may have changed
			w.notices++
			for _, dir := range w.dirs {
				name, _ := w.below(dir)
				heard(name)
			}
		case <-first.C:
			files = append(files, slices.Sorted(maps.Keys(w.named))...)
			clear(w.named)
		case <-last.C:
			w.look()
			all = true
		case <-idle.C:
			began := time.Now()
			names, changed := w.look()
			files, all = append(files, names...), all || changed
			w.doubt(changed)
			idle.Reset(max(w.pause, share*time.Since(began)))
		}
	}
}

// doubt does without notices if of what a look found none has come by the next.
func (w *watcher) doubt(changed bool) {
	silent := w.notices == w.noticed
	if w.doubted && silent && w.Watcher != nil {
		w.giveUp(ErrSilent)
	}
	w.doubted, w.noticed = changed && silent, w.notices
}

// A stamp changes with a file.
type stamp struct{ size, modified int64 }

// look watches every folder, and the ones that hold the outermost, in which these
// may come and go (watching one again changes nothing). It names the files that
// are new or other than at the last look, and tells whether any is, or went.
func (w *watcher) look() (names []string, changed bool) {
	now := make(map[string]stamp, len(w.seen))
	for _, dir := range w.dirs {
		w.add(filepath.Dir(dir))
		// What cannot be read is left out: it counts when it can.
		_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
			case e.IsDir() && name != dir && strings.HasPrefix(e.Name(), "."):
				return fs.SkipDir
			case e.IsDir():
				w.add(name)
			case !ignored(e.Name()):
				if info, err := e.Info(); err == nil {
					now[name] = stamp{info.Size(), info.ModTime().UnixNano()}
				}
			}
			return nil
		})
	}
	for name, s := range now {
		if s != w.seen[name] {
			rel, _ := w.below(name)
			names = append(names, rel)
		}
	}
	changed = len(names) > 0 || len(now) != len(w.seen)
	w.seen = now
	slices.Sort(names)
	return names, changed
}

// add watches a folder, if it is there.
func (w *watcher) add(dir string) {
	if w.Watcher == nil {
		return
	}
	if err := w.Add(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.giveUp(err)
	}
}

// below tells a file's name relative to the root if it is one of ours.
func (w *watcher) below(name string) (string, bool) {
	ours := slices.ContainsFunc(w.dirs, func(dir string) bool {
		return name == dir || strings.HasPrefix(name, dir+string(filepath.Separator))
	})
	rel, err := filepath.Rel(w.root, name)
	return filepath.ToSlash(rel), ours && err == nil && !ignored(filepath.Base(name))
}

// ignored names are written by editors on the way to a save.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp") || name == "4913"
}
