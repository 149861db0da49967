package content

import (
	"io/fs"
	"os"
)

// Dir opens a site's folder as a file system that no name and no link leads
// out of. Close it when nothing reads from it any more.
func Dir(name string) (*Root, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Root{FS: root.FS(), root: root}, nil
}

// A Root is a folder on disk.
type Root struct {
	fs.FS
	root *os.Root
}

// Close releases the folder.
func (r *Root) Close() error { return r.root.Close() }

// ReadDir lists a folder.
func (r *Root) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.FS, name) }

// Stat describes what a name leads to.
func (r *Root) Stat(name string) (fs.FileInfo, error) { return r.root.Stat(name) }

// Lstat describes a name itself.
func (r *Root) Lstat(name string) (fs.FileInfo, error) { return r.root.Lstat(name) }

// ReadLink says where a link leads.
func (r *Root) ReadLink(name string) (string, error) { return r.root.Readlink(name) }

// OpenFile opens with flags, as OpenFile of this package asks.
func (r *Root) OpenFile(name string, flag int) (fs.File, error) {
	return r.root.OpenFile(name, flag, 0)
}
