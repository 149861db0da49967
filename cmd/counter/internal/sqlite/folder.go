package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/disk"
)

const writing = os.O_CREATE | os.O_RDWR

// acquire takes the folder; the system frees it when the process ends, however.
func acquire(dir string, flags int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), flags, 0o600)
	if err != nil {
		return nil, err
	}
	ok, err := disk.TryLock(f)
	if err == nil && !ok {
		err = fmt.Errorf("%s is in use by another counter; stop that one, or use another folder: %w", dir, visit.ErrRefused)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Hold looks whether the folder is still the store's. What was written into a
// database that was taken away would be lost.
func (s *Store) Hold() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hold()
}

// hold makes a lock that was removed anew. Another service may have counted
// meanwhile, so the database is read anew too.
func (s *Store) hold() error {
	if there, err := os.Stat(s.file); err != nil || !os.SameFile(there, s.place) {
		return fmt.Errorf("%s was taken away; put it back, or start the service again", s.file)
	}
	held, err := s.lock.Stat()
	if there, missing := os.Stat(s.lock.Name()); err != nil || missing == nil && os.SameFile(there, held) {
		return err
	}
	lock, err := acquire(filepath.Dir(s.file), writing)
	if err != nil {
		return err
	}
	err = s.lock.Close()
	s.lock = lock
	if s.writer != nil {
		err = errors.Join(err, s.writer.Close())
		s.writer = nil
	}
	return err
}

// Backup writes what the store in a folder holds at one moment into a new file,
// whether or not a service runs. A damaged store is refused.
func Backup(ctx context.Context, dir, file string) error {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already; give the backup another name: %w", file, fs.ErrExist)
	}
	return copyWhole(ctx, filepath.Join(dir, fileName), file)
}

// Restore puts a backup in the place of what a folder holds, and answers where that
// is kept now. No service may run. After a crash the next Open ends it.
func Restore(ctx context.Context, dir, file string) (kept string, err error) {
	lock, err := acquire(dir, writing)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	target := filepath.Join(dir, fileName)
	if err := copyWhole(ctx, file, target+".new"); err != nil {
		return "", err
	}
	if err := errors.Join(handOver(lock.Name()), handOver(target+".new")); err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err == nil {
		kept = filepath.Join(dir, "counts-"+info.ModTime().UTC().Format("20060102T150405.000")+".db")
		_ = migrate(ctx, target, nil) // folds a log that a crash left into the database, unless that is damaged
		if err := rename(target+"-wal", kept+"-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err := rename(target, kept); err != nil {
			return "", err
		}
	}
	return kept, rename(target+".new", target)
}

// copyWhole copies a database that is sound. The copy gets its name when it is
// finished and flushed.
func copyWhole(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return err
	}
	options, lock, err := reading(ctx, from)
	if lock != nil {
		defer lock.Close()
	}
	part := to + ".part"
	if err == nil {
		err = errors.Join(check(ctx, from, len(migrations), whole, options), remove(part))
	}
	if err != nil {
		return err
	}
	db, err := connect(from, 1, options...)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `vacuum into ?`, part); err != nil {
		return errors.Join(fmt.Errorf("copy %s to %s: %w", from, part, err), remove(part))
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return rename(part, to)
}

func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(to))
}

func remove(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
