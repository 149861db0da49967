package content

import (
	"io/fs"
	"os"
	"path"
	"sync"
)

// Dir opens a site's folder as a file system that no name and no link leads
// out of. Close it when nothing reads from it any more.
func Dir(name string) (*Root, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Root{folderFS: root.FS().(folderFS), root: root}, nil
}

// folderFS is what the file system of an os.Root offers.
type folderFS interface {
	fs.ReadDirFS
	fs.StatFS
	fs.ReadLinkFS
}

// A Root is a folder on disk.
type Root struct {
	folderFS
	// Still says that no folder is replaced while this Root is used, as in a
	// build: then those that were opened are kept, since os.Root opens each
	// element of a path anew (a third of the time that reading took).
	Still bool

	root    *os.Root
	mu      sync.Mutex
	folders map[string]*os.Root // guarded by mu
}

// Close releases the folder.
func (r *Root) Close() error { return r.root.Close() }

// OpenFile opens with flags, as OpenFile of this package asks.
func (r *Root) OpenFile(name string, flag int) (fs.File, error) {
	if r.Still {
		if folder, err := r.folder(path.Dir(name)); err == nil {
			if f, err := folder.OpenFile(path.Base(name), flag, 0); err == nil {
				return f, nil
			}
		}
	}
	return r.root.OpenFile(name, flag, 0)
}

// keptFolders is how many folders stay open: those of ten years of months.
const keptFolders = 128

// folder is an open folder. One that is no longer kept is closed by the garbage
// collector, when whoever still reads in it is done.
func (r *Root) folder(name string) (*os.Root, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if kept, ok := r.folders[name]; ok {
		return kept, nil
	}
	if r.folders == nil || len(r.folders) >= keptFolders {
		r.folders = map[string]*os.Root{}
	}
	opened, err := r.root.OpenRoot(name)
	if err == nil {
		r.folders[name] = opened
	}
	return opened, err
}
