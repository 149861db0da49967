package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const (
	noFollow = unix.O_NOFOLLOW | unix.O_NONBLOCK // an open meets no link and waits for no FIFO
	linkMode = fileMode                          // of a published file that can be linked
)

func tryLock(f *os.File) (bool, error) {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == unix.EWOULDBLOCK {
		return false, nil
	}
	return err == nil, err
}

// exchange swaps two folders in one step, or answers errors.ErrUnsupported.
func exchange(a, b string) error {
	err := unix.RenamexNp(a, b, unix.RENAME_SWAP)
	if err == unix.EINVAL {
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}

// flush hands every file and folder to the drive, and at the end has the drive
// empty its own cache, which would take too long for each.
func flush(stage string) error {
	err := filepath.WalkDir(stage, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return unix.Fsync(int(f.Fd()))
	})
	return errors.Join(err, flushFolder(stage))
}

// flushFolder empties the drive's cache too: os.File.Sync asks for that here.
func flushFolder(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
