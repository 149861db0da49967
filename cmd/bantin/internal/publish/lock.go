package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	lockWait = 10 * time.Second
	lockPoll = 50 * time.Millisecond
)

// acquire opens and locks the lock file. The lock belongs to the open file, so
// the system frees it however the process ends. The file stays: if it were
// removed, two builds could hold two locks.
func acquire(ctx context.Context, o Options, p place) (*os.File, error) {
	f, err := os.OpenFile(p.lock, os.O_RDWR|os.O_CREATE|noFollow, fileMode)
	if err != nil {
		return nil, fmt.Errorf("lock the output, whose parent must be writable: %w", err)
	}
	if err = waitFor(ctx, o, p, f); err == nil {
		// Who builds and since when, by the machine's clock: for the person who
		// wonders whether that build hangs.
		err = f.Truncate(0)
		_, e := fmt.Fprintf(f, "%d %s\n", os.Getpid(), time.Now().UTC().Format(time.RFC3339))
		err = errors.Join(err, e)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func waitFor(ctx context.Context, o Options, p place, f *os.File) error {
	deadline := time.After(cmp.Or(o.LockWait, lockWait))
	for told := false; ; told = true {
		locked, err := tryLock(f)
		if err != nil {
			return fmt.Errorf("lock %s: %w", p.lock, err)
		}
		if locked {
			return nil
		}
		if !told && o.OnWait != nil {
			o.OnWait(holder(f))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for another build of %s: %w", p.output, ctx.Err())
		case <-deadline:
			return &Refusal{Path: p.output, Kind: ErrBusy, Other: holder(f)}
		case <-time.After(lockPoll):
		}
	}
}

// holder reads the process id from a lock that another build holds.
func holder(f *os.File) string {
	var text [64]byte
	n, _ := f.ReadAt(text[:], 0)
	pid, _, _ := strings.Cut(string(text[:n]), " ")
	return pid
}

// unlock frees the lock and leaves its file empty.
func unlock(f *os.File) error {
	return errors.Join(f.Truncate(0), f.Close())
}
