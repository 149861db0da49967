package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/text"
	"bantin/cmd/internal/disk"
)

// Why a folder is left alone: the Kind of a [Refusal].
var (
	ErrBusy      = errors.New("another build is running; build again when it has ended")
	ErrForeign   = errors.New("the folder holds files that bantin did not make; move them away or choose another")
	ErrStray     = errors.New("the folder holds files that bantin did not put there; move them to static/, to be published with the site, or away, and build again")
	ErrSource    = errors.New("the folder overlaps the site's sources; choose another")
	ErrProtected = errors.New("the folder is the root or around the home folder; choose another")
	ErrLink      = errors.New("this is a symbolic link; give the folder it points to")
	ErrNotFolder = errors.New("this is not a folder; choose another name")
	ErrNoParent  = errors.New("the folder around it does not exist; make it first")
)

// A Refusal names a folder that was left alone, with the reason and the remedy.
type Refusal struct {
	Path  string
	Kind  error
	Other string // ErrBusy: the process id, if known; ErrSource: the source; ErrStray: the files, or some
}

func (e *Refusal) Unwrap() error { return e.Kind }
func (e *Refusal) Error() string {
	if e.Other != "" {
		return fmt.Sprintf("publish to %s: %v (%s)", e.Path, e.Kind, e.Other)
	}
	return fmt.Sprintf("publish to %s: %v", e.Path, e.Kind)
}

// A place is the output and its siblings: absolute, no link in the paths but
// perhaps the last element.
type place struct{ output, stage, ready, old, lock string }

// locate finds the place and refuses what its position forbids.
func locate(o Options) (place, error) {
	abs, err := filepath.Abs(o.Output)
	dir, name := filepath.Dir(abs), filepath.Base(abs)
	switch {
	case err != nil:
		return place{}, err
	case o.Output == "", dir == abs:
		return place{}, &Refusal{Path: abs, Kind: ErrProtected}
	case !exists(dir):
		return place{}, &Refusal{Path: abs, Kind: ErrNoParent}
	}
	dir = resolve(dir)
	at := filepath.Join(dir, name)
	for _, source := range o.Sources {
		if real := resolve(source); holds(real, at) || holds(at, real) {
			return place{}, &Refusal{Path: abs, Kind: ErrSource, Other: source}
		}
	}
	if o.Home != "" && holds(at, resolve(o.Home)) {
		return place{}, &Refusal{Path: abs, Kind: ErrProtected}
	}
	sibling := func(kind string) string { return filepath.Join(dir, "."+name+"."+kind) }
	return place{at, sibling("new"), sibling("ready"), sibling("old"), sibling("lock")}, nil
}

// resolve makes a path absolute and follows its links as far as it exists.
func resolve(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real
	}
	if parent := filepath.Dir(abs); parent != abs {
		return filepath.Join(resolve(parent), filepath.Base(abs))
	}
	return abs
}

// holds reports whether folder a is b or lies around it. Names that differ only
// in case count as one, since some file systems hold them as one.
func holds(a, b string) bool {
	a, b = text.Key(a), text.Key(b)
	return a == b || strings.HasPrefix(b, strings.TrimSuffix(a, string(filepath.Separator))+string(filepath.Separator))
}

// inspect refuses what is not a folder that is absent, empty or marked as ours.
func inspect(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return &Refusal{Path: dir, Kind: ErrLink}
	case !info.IsDir():
		return &Refusal{Path: dir, Kind: ErrNotFolder}
	}
	entries, err := os.ReadDir(dir)
	ours := func(e fs.DirEntry) bool { return e.Name() == markerDir && e.IsDir() }
	if err != nil || len(entries) == 0 || slices.ContainsFunc(entries, ours) {
		return err
	}
	return &Refusal{Path: dir, Kind: ErrForeign}
}

// refuseStrays refuses an output with files that are in no manifest: they would
// vanish with the release before. Only a folder can have one that is not older
// than the manifest, the last file of its release.
func (r *Release) refuseStrays() error {
	written, err := os.Lstat(r.published(manifestName))
	if err != nil {
		return err
	}
	touched := false
	for dir := range r.before {
		info, err := os.Lstat(r.published(dir))
		touched = touched || err == nil && !info.ModTime().Before(written.ModTime())
	}
	if !touched {
		return nil
	}
	listed := map[string]bool{manifestName: true}
	err = readManifest(r.place.output, func(f *file) error { listed[text.Key(f.Path)] = true; return nil })
	if err != nil {
		return err
	}
	var strays []string
	err = filepath.WalkDir(r.place.output, func(name string, e fs.DirEntry, err error) error {
		name, _ = filepath.Rel(r.place.output, name)
		name = filepath.ToSlash(name)
		if err == nil && !e.IsDir() && !listed[text.Key(name)] && !r.before[name] && !litter(e.Name()) {
			strays = append(strays, name)
		}
		return err
	})
	if len(strays) > mostStrays {
		strays = append(strays[:mostStrays], "…")
	}
	if err == nil && len(strays) > 0 {
		err = &Refusal{Path: r.place.output, Kind: ErrStray, Other: strings.Join(strays, ", ")}
	}
	return err
}

// mostStrays is how many files a refusal names.
const mostStrays = 10

// litter is what systems leave behind in folders that somebody looks into.
func litter(name string) bool {
	name = strings.ToLower(name)
	return name == ".ds_store" || name == "thumbs.db" || name == "desktop.ini" || strings.HasPrefix(name, "._")
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

const (
	lockWait = 10 * time.Second
	lockPoll = 50 * time.Millisecond
)

// acquire opens the lock file, waits for the lock and writes into the file who
// builds. The lock belongs to the open file, so the system frees it however the
// process ends. The file stays: if it were removed, two builds could hold two
// locks.
func acquire(ctx context.Context, o Options, p place) (*os.File, error) {
	f, err := os.OpenFile(p.lock, os.O_RDWR|os.O_CREATE|noFollow, fileMode)
	if err != nil {
		return nil, fmt.Errorf("lock the output, whose parent must be writable: %w", err)
	}
	deadline := time.After(cmp.Or(o.LockWait, lockWait))
	for told := false; err == nil; told = true {
		locked, failed := disk.TryLock(f)
		if locked {
			fmt.Fprintf(f, "%20d\n", os.Getpid()) // to inform: a lock without it is a lock
			return f, nil
		}
		text, _ := os.ReadFile(p.lock)
		pid := strings.TrimSpace(string(text))
		if failed == nil && !told && o.OnWait != nil {
			o.OnWait(pid)
		}
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-deadline:
			err = &Refusal{Path: p.output, Kind: ErrBusy, Other: pid}
		case <-time.After(lockPoll):
			err = failed
		}
	}
	f.Close()
	return nil, fmt.Errorf("lock %s: %w", p.lock, err)
}
