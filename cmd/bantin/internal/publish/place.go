package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Why a folder is left alone: the Kind of a [Refusal].
var (
	ErrBusy      = errors.New("another build is running; build again when it has ended")
	ErrForeign   = errors.New("the folder holds files that bantin did not make; move them away or choose another")
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
	Other string // ErrBusy: the process id, if known; ErrSource: the source; ErrForeign: the sign
}

func (e *Refusal) Unwrap() error { return e.Kind }

func (e *Refusal) Error() string {
	if e.Other == "" {
		return fmt.Sprintf("publish to %s: %v", e.Path, e.Kind)
	}
	return fmt.Sprintf("publish to %s: %v (%s)", e.Path, e.Kind, e.Other)
}

// A place is the output and its siblings: absolute, no link in the paths but
// perhaps the last element.
type place struct{ output, stage, ready, old, lock string }

// locate finds the place and refuses what its position forbids.
func locate(o Options) (place, error) {
	abs, err := filepath.Abs(o.Output)
	if err != nil {
		return place{}, fmt.Errorf("publish to %s: %w", o.Output, err)
	}
	dir, name := filepath.Dir(abs), filepath.Base(abs)
	if dir == abs || o.Output == "" {
		return place{}, &Refusal{Path: abs, Kind: ErrProtected}
	}
	dir, err = filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return place{}, &Refusal{Path: abs, Kind: ErrNoParent}
	} else if err != nil {
		return place{}, fmt.Errorf("publish to %s: %w", abs, err)
	}
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
	folder, err := os.Stat(a)
	for ; ; b = filepath.Dir(b) {
		if strings.EqualFold(a, b) {
			return true
		}
		if around, e := os.Stat(b); err == nil && e == nil && os.SameFile(folder, around) {
			return true
		}
		if filepath.Dir(b) == b {
			return false
		}
	}
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
	if mark, err := os.Lstat(filepath.Join(dir, markerDir)); err == nil && mark.IsDir() {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Readdirnames(1); err != io.EOF {
		return &Refusal{Path: dir, Kind: ErrForeign, Other: "no folder " + markerDir}
	}
	return nil
}

// check is inspect for the output, where only a manifest shows that it is ours.
func (p place) check() (hasOld bool, err error) {
	if err := inspect(p.output); err != nil || !exists(filepath.Join(p.output, markerDir)) {
		return false, err
	}
	if err := readManifest(p.output, nil); err != nil {
		return false, &Refusal{Path: p.output, Kind: ErrForeign, Other: err.Error()}
	}
	return true, nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
