package disk

import (
	"os"

	"golang.org/x/sys/unix"
)

// TryLock locks a file for this process, unless another has it; the system frees it
// when the process ends, however.
func TryLock(f *os.File) (bool, error) {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == unix.EWOULDBLOCK {
		return false, nil
	}
	return err == nil, err
}
