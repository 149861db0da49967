// Package disk is what both programs ask of a file system that Go's library does
// not offer, or not alike everywhere.
package disk

import (
	"errors"
	"os"
	"runtime"
)

// SyncFolder makes what was renamed in a folder outlive a power cut. Windows cannot
// flush folders.
func SyncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
