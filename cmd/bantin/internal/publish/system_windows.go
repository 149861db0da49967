package publish

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

const noFollow = 0 // nothing like it; files are looked at before they are opened

// tryLock locks a byte far behind the text, which others may read meanwhile.
func tryLock(f *os.File) (bool, error) {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

func exchange(_, _ string) error { return errors.ErrUnsupported }

// flushFolder does nothing: folders cannot be flushed here.
func flushFolder(*os.File) error { return nil }

func flushFile(f *os.File) error { return f.Sync() }
