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
// manifest is the sign), that overlaps the sources or is a link; and a path that
// leaves the output, that some system cannot hold, or that was written already.
// No link is followed, and no file that exists is written into.
package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
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

// A Release is the output in the making:
//
//	r, err := publish.Begin(ctx, options)
//	…
//	defer r.Abort()
//	… r.Write, r.Copy …
//	summary, err := r.Commit(ctx, meta)
type Release struct {
	o      Options
	place  place
	lock   *os.File
	hasOld bool // the output is a release of ours
	chmod  bool // the process's umask takes bits that readers need
	over   bool
	pool   sync.Pool // of *scratch

	mu      sync.Mutex       // guards what follows until Commit
	files   map[string]*file // by key
	folders map[string]bool  // made; whether the output has it too
}

// Begin checks the output, waits for its lock, ends what a killed build left
// and makes the staging folder. A folder it may not touch is a [*Refusal].
func Begin(ctx context.Context, o Options) (*Release, error) {
	p, err := locate(o)
	if err != nil {
		return nil, err
	}
	lock, err := acquire(ctx, o, p)
	if err != nil {
		return nil, err
	}
	r := &Release{o: o, place: p, lock: lock, pool: sync.Pool{New: newScratch}, files: map[string]*file{}}
	if err := r.prepare(); err != nil {
		return nil, errors.Join(err, unlock(lock))
	}
	return r, nil
}

func (r *Release) prepare() (err error) {
	for _, sibling := range []string{r.place.stage, r.place.ready, r.place.old} {
		if err := inspect(sibling); err != nil {
			return err
		}
	}
	r.step("locked")
	if err := r.resume(); err != nil {
		return err
	}
	if r.hasOld, err = r.place.check(); err != nil {
		return err
	}
	if err := r.discard(r.place.stage); err != nil {
		return err
	}
	return r.makeStage()
}

// resume ends a publication that was killed at its two renames.
func (r *Release) resume() error {
	if !exists(r.place.ready) {
		return nil
	}
	to := r.place.output
	if exists(to) {
		to = r.place.stage
	}
	err := os.Rename(r.place.ready, to)
	r.step("resumed")
	return err
}

// makeStage makes the staging folder and its mark, an empty folder ".bantin":
// ours, unfinished.
func (r *Release) makeStage() error {
	if err := os.Mkdir(r.place.stage, folderMode); err != nil {
		return err
	}
	r.step("staged")
	info, err := os.Lstat(r.place.stage)
	if err != nil {
		return err
	}
	if r.chmod = info.Mode().Perm()&folderMode != folderMode; r.chmod {
		if err := os.Chmod(r.place.stage, folderMode); err != nil {
			return err
		}
	}
	r.folders = map[string]bool{".": r.hasOld}
	_, err = r.folder(markerDir)
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
	s, err := r.finish(ctx, m)
	if err != nil {
		return Summary{}, fmt.Errorf("publish to %s: %w", r.place.output, err)
	}
	out, err := r.swap()
	if !out {
		return Summary{}, fmt.Errorf("publish to %s: %w", r.place.output, err)
	}
	r.over = true
	if err := errors.Join(err, unlock(r.lock)); err != nil {
		return s, fmt.Errorf("published %s, but: %w", r.place.output, err)
	}
	return s, nil
}

// finish completes the staging folder.
func (r *Release) finish(ctx context.Context, m Meta) (s Summary, err error) {
	if r.over {
		return s, errors.New("the release is over")
	}
	if s.Removed, err = r.inherit(m.Retain); err != nil {
		return s, err
	}
	files := r.sorted()
	for _, f := range files {
		if f.fate == unfinished {
			return s, fmt.Errorf("%s was not written to its end", f.Path)
		}
		s.count(f)
	}
	if err := r.writeManifest(m, files); err != nil {
		return s, err
	}
	r.step("manifest")
	if err := flush(r.place.stage); err != nil {
		return s, fmt.Errorf("flush: %w", err)
	}
	r.step("flushed")
	return s, ctx.Err()
}

func (s *Summary) count(f *file) {
	s.Bytes += f.Size
	switch {
	case f.retained():
		s.Retained++
	case f.fate == added:
		s.Added = append(s.Added, f.Path)
	case f.fate == changed:
		s.Changed = append(s.Changed, f.Path)
	default:
		s.Same++
	}
}

// Abort removes the staging folder and frees the lock. No Write or Copy may be
// under way. After Commit succeeded it does nothing.
func (r *Release) Abort() error {
	if r.over {
		return nil
	}
	r.over = true
	return errors.Join(r.discard(r.place.stage), unlock(r.lock))
}

// discard removes a sibling of the output. Its mark goes last, so that a
// removal cut short never leaves a folder that looks foreign.
func (r *Release) discard(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Name() != markerDir {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
			r.step("discarded " + e.Name())
		}
	}
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		return fmt.Errorf("remove %s: %w", dir, err)
	}
	r.step("discarded")
	return nil
}

func (r *Release) step(name string) {
	if r.o.testOnlyStep != nil {
		r.o.testOnlyStep(name)
	}
}
