package sqlite

import (
	"os"
	"path/filepath"
	"syscall"
)

// handOver gives what root made in a folder to the folder's owner, whose service
// could not read it.
func handOver(file string) error {
	folder, err := os.Stat(filepath.Dir(file))
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	owner := folder.Sys().(*syscall.Stat_t)
	return os.Chown(file, int(owner.Uid), int(owner.Gid))
}
