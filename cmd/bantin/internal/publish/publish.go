// Package publish makes finished files the published folder in one step.
//
// A [Release] is a staging folder beside the output. Files go into it one by
// one; [Release.Commit] puts it in the output's place; until then, and after
// any error, what is published stays as it was. Whoever reads the output opens
// it by path for each release.
//
// Beside an output named "public" lie
//
//	.public.lock  held while a build runs, and naming it; a killed build frees it
//	.public.new   the release being made
//	.public.old   the release before this one, kept for a roll-back by hand
//
// On Linux and macOS everything written is flushed, then the two folders change
// places by one system call: at every instant the output is the old release or
// the new one. Windows, and file systems that cannot exchange, get two renames:
// the output moves to .public.old, the new release moves in. Between the two a
// reader may meet no folder. A crash there leaves the release, flushed, as
// .public.ready, and the next [Begin] moves it in. Whatever else a crash
// leaves, the next Begin removes; nothing is repaired by hand.
//
// Refused are an output that is not absent, empty or made by bantin (its
// manifest is the sign), that holds files which are not in its manifest, that
// overlaps the sources or is a link; and a path that
// leaves the output, that the system cannot hold, or that was written already.
// No link is followed, and no file that exists is written into.
package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const ( // less what the process's umask takes
	folderMode = 0o755
	fileMode   = 0o644
)

// Options say what is published and where.
type Options struct {
	Output    string    // the folder; only its last element may be missing
	Sources   []string  // folders that the output may not be, hold or lie in
	Home      string    // a folder that the output may not be or hold; "" is none
	Now       time.Time // the site's clock: decides how long assets are retained
	Generator string    // who made this, for the manifest: "bantin 1.0"

	LockWait time.Duration    // how long to wait for another build; 0 means 10 s
	OnWait   func(pid string) // called once if there is one; "" if it is unknown

	testOnlyStep     func(name string)       // called wherever a crash could matter
	testOnlyExchange func(a, b string) error // instead of the system's
}

// A Release is the output in the making: from Begin, through Write and Copy, to
// Commit or Abort. A deferred Abort does no harm after Commit.
type Release struct {
	o      Options
	place  place
	lock   *os.File
	hasOld bool // the output is a release of ours
	over   bool

	mu      sync.Mutex       // guards what follows until Commit
	files   map[string]*file // by key
	folders map[string]bool  // made; whether the output has it too
	before  map[string]bool  // the folders of the release before
}

// Begin checks the output, waits for its lock, ends what a killed build left
// and makes the staging folder. A folder it may not touch is a [*Refusal].
func Begin(ctx context.Context, o Options) (*Release, error) {
	p, err := locate(o)
	if err != nil {
		return nil, err
	}
	if err := inspect(p.output); err != nil {
		return nil, err // not even a lock is left beside a folder that is not ours
	}
	lock, err := acquire(ctx, o, p)
	if err != nil {
		return nil, err
	}
	r := &Release{o: o, place: p, lock: lock, files: map[string]*file{}}
	if err := r.prepare(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return r, nil
}

// prepare makes the staging folder and its mark, an empty folder ".bantin":
// ours, unfinished.
func (r *Release) prepare() error {
	p := r.place
	for _, folder := range []string{p.stage, p.ready, p.old, p.output} {
		if err := inspect(folder); err != nil {
			return err
		}
	}
	r.step("locked")
	if exists(p.ready) && !exists(p.output) { // killed between the two renames
		if err := os.Rename(p.ready, p.output); err != nil {
			return err
		}
		r.step("resumed")
	}
	if r.hasOld = exists(filepath.Join(p.output, markerDir)); r.hasOld && readManifest(p.output, nil) != nil {
		return &Refusal{Path: p.output, Kind: ErrForeign}
	}
	if err := errors.Join(r.discard(p.ready), r.discard(p.stage), os.Mkdir(p.stage, folderMode)); err != nil {
		return err
	}
	r.step("staged")
	r.folders = map[string]bool{".": r.hasOld}
	_, err := r.folder(markerDir)
	r.step("marked")
	return err
}

// A Summary compares a release with the one it replaces, but for the manifest.
// The paths are sorted.
type Summary struct {
	Added, Changed, Removed []string
	Same                    int
	Retained                int   // assets of earlier releases, carried over
	Bytes                   int64 // of all files
}

// Commit writes the manifest, flushes everything and puts the release in the
// output's place. No Write or Copy may be under way. An error that begins with
// "published" comes when the new release is out already, and says what could
// not be tidied; after any other the output is unchanged.
func (r *Release) Commit(ctx context.Context, m Meta) (Summary, error) {
	if r.over {
		return Summary{}, errors.New("the release is over")
	}
	s, err := r.finish(ctx, m)
	out := false
	if err == nil {
		out, err = r.swap()
	}
	if !out {
		return Summary{}, fmt.Errorf("publish to %s: %w", r.place.output, err)
	}
	r.over = true
	if err := errors.Join(err, flush(filepath.Dir(r.place.output)), r.lock.Close()); err != nil {
		return s, fmt.Errorf("published %s, but: %w", r.place.output, err)
	}
	return s, nil
}

// finish completes the staging folder.
func (r *Release) finish(ctx context.Context, m Meta) (s Summary, err error) {
	if s.Removed, err = r.inherit(m.Retain); err != nil {
		return s, err
	}
	files := slices.SortedFunc(maps.Values(r.files), func(a, b *file) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		s.Bytes += f.Size
		switch {
		case !f.done:
			return s, fmt.Errorf("%s was not written to its end", f.Path)
		case f.retained():
			s.Retained++
		case f.same:
			s.Same++
		case f.changed:
			s.Changed = append(s.Changed, f.Path)
		default:
			s.Added = append(s.Added, f.Path)
		}
	}
	if err := r.writeManifest(m, files); err != nil {
		return s, err
	}
	r.step("manifest")
	if err := flush(r.place.stage); err != nil {
		return s, err
	}
	r.step("flushed")
	return s, ctx.Err()
}

// swap puts the staging folder in the output's place. out reports whether it
// got there, with or without an error.
func (r *Release) swap() (out bool, err error) {
	p := r.place
	if err := inspect(p.output); err != nil { // again: the build took its time
		return false, err
	}
	if r.hasOld && exists(p.output) {
		if err := r.refuseStrays(); err != nil {
			return false, err
		}
	}
	if !exists(p.output) {
		err := os.Rename(p.stage, p.output)
		r.step("moved in")
		return err == nil, err
	}
	exchange := exchange
	if r.o.testOnlyExchange != nil {
		exchange = r.o.testOnlyExchange
	}
	err = exchange(p.stage, p.output)
	// A file system that cannot says EINVAL on Linux.
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return r.swapByRenames()
	}
	if err != nil {
		return false, fmt.Errorf("exchange with %s: %w", p.stage, err)
	}
	r.step("exchanged")
	if err := r.discard(p.old); err != nil {
		return true, err
	}
	err = os.Rename(p.stage, p.old)
	r.step("old one kept")
	return true, err
}

// swapByRenames is swap where nothing can be exchanged. Once the release is
// called ready, Begin will move it in if this process cannot.
func (r *Release) swapByRenames() (out bool, err error) {
	p := r.place
	if err := r.discard(p.old); err != nil {
		return false, err
	}
	if err := os.Rename(p.stage, p.ready); err != nil {
		return false, err
	}
	r.step("ready")
	if err := os.Rename(p.output, p.old); err != nil {
		return false, errors.Join(err, os.Rename(p.ready, p.stage))
	}
	r.step("moved away")
	if err := os.Rename(p.ready, p.output); err != nil {
		return false, errors.Join(err, os.Rename(p.old, p.output), os.Rename(p.ready, p.stage))
	}
	r.step("moved in")
	return true, nil
}

// Abort removes the staging folder and frees the lock. No Write or Copy may be
// under way. After Commit succeeded it does nothing.
func (r *Release) Abort() error {
	if r.over {
		return nil
	}
	r.over = true
	return errors.Join(r.discard(r.place.stage), r.lock.Close())
}

// discard removes a sibling of the output. Its mark goes last, so that a
// removal cut short never leaves a folder that looks foreign.
func (r *Release) discard(dir string) error {
	entries, _ := os.ReadDir(dir) // what cannot be read cannot be removed either
	for _, e := range entries {
		if e.Name() == markerDir {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
		r.step("discarded " + e.Name())
	}
	return os.RemoveAll(dir)
}

func (r *Release) step(name string) {
	if r.o.testOnlyStep != nil {
		r.o.testOnlyStep(name)
	}
}

// flush makes sure that what was written below dir outlives a power cut.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return flushFolder(f)
}
