package publish

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bantin/cmd/bantin/internal/text"
)

// A source can be read more than once, each time from its beginning.
type source func() (io.ReadCloser, error)

// Write puts a file into the release. The path is slash-separated. A file with
// the bytes of the published one becomes that file, with its time. Write may be
// called by many goroutines; after an error the release can only be aborted.
func (r *Release) Write(path string, data []byte) error {
	return r.add(&file{Path: path}, int64(len(data)), func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	})
}

// Copy is Write for a file that need not fit into memory. open is called twice
// if there is a published file and it differs.
func (r *Release) Copy(path string, open func() (io.ReadCloser, error)) error {
	return r.add(&file{Path: path}, -1, open)
}

// add takes size -1 for unknown.
func (r *Release) add(f *file, size int64, open source) error {
	inOld, err := r.register(f)
	if err == nil {
		err = r.put(f, inOld, size, open)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Path, err)
	}
	return nil
}

// register lists a new file and makes its folder; every file of the release
// passes here, once.
func (r *Release) register(f *file) (inOld bool, err error) {
	if !portable(f.Path) {
		return false, errors.New("not a path that the output can hold")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	k := text.Key(f.Path)
	if other := r.files[k]; other != nil {
		return false, fmt.Errorf("the same file as %q, which is written already", other.Path)
	}
	r.files[k] = f
	return r.folder(path.Dir(f.Path))
}

// portable reports a path inside the output that this system can hold.
func portable(name string) bool {
	return fs.ValidPath(name) && name != "." && filepath.IsLocal(name) && !strings.ContainsAny(name, `\:`) &&
		text.Key(name) != manifestName
}

// folder makes a folder of the staging area unless it is there, and reports
// whether the output has it too, as a folder and not through a link. The caller
// holds r.mu: the system, too, makes one folder at a time.
func (r *Release) folder(dir string) (inOld bool, err error) {
	if inOld, made := r.folders[dir]; made {
		return inOld, nil
	}
	inOld, err = r.folder(path.Dir(dir))
	if err != nil {
		return false, err
	}
	if err := os.Mkdir(r.staged(dir), folderMode); err != nil {
		return false, err
	}
	if inOld {
		info, err := os.Lstat(r.published(dir))
		inOld = err == nil && info.IsDir()
	}
	r.folders[dir] = inOld
	return inOld, nil
}

// put makes a registered file of the staging folder: the published one if it is
// the same, by a link where the system can link, else by a copy with its time.
func (r *Release) put(f *file, inOld bool, size int64, open source) error {
	var was fs.FileInfo
	if inOld {
		was, _ = os.Lstat(r.published(f.Path))
	}
	same, err := r.same(f, was, size, open)
	if err != nil {
		return err
	}
	if same && os.Link(r.published(f.Path), r.staged(f.Path)) == nil {
		r.step("linked " + f.Path)
	} else if err = r.create(f, open); err == nil && same {
		err = os.Chtimes(r.staged(f.Path), was.ModTime(), was.ModTime())
	}
	f.done, f.same, f.changed = err == nil, same, was != nil && !same
	return err
}

func (r *Release) create(f *file, open source) error {
	dst, err := r.newFile(f.Path)
	if err != nil {
		return err
	}
	err = errors.Join(f.read(open, dst), flushFile(dst), dst.Close())
	r.step("written " + f.Path)
	return err
}

// newFile makes a file of the staging folder, which must not exist.
func (r *Release) newFile(name string) (*os.File, error) {
	f, err := os.OpenFile(r.staged(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|noFollow, fileMode)
	r.step("created " + name)
	return f, err
}

// same compares the source with the published file, size first. One that is not
// there, is no file or cannot be read is not the same.
func (r *Release) same(f *file, was fs.FileInfo, size int64, open source) (bool, error) {
	if was == nil || !was.Mode().IsRegular() || size >= 0 && size != was.Size() {
		return false, nil
	}
	old, err := os.OpenFile(r.published(f.Path), os.O_RDONLY|noFollow, 0)
	if err != nil {
		return false, nil
	}
	defer old.Close()
	err = f.read(open, comparer{old})
	if errors.Is(err, errDiffers) {
		return false, nil
	}
	return f.Size == was.Size(), err
}

// A comparer takes what old holds, and nothing else.
type comparer struct{ old io.Reader }

var errDiffers = errors.New("not the same")

func (c comparer) Write(p []byte) (int, error) {
	was := make([]byte, len(p))
	if n, _ := io.ReadFull(c.old, was); !bytes.Equal(p, was[:n]) {
		return 0, errDiffers
	}
	return len(p), nil
}

// read writes the source to w and leaves its size and sum in f.
func (f *file) read(open source, w io.Writer) error {
	src, err := open()
	if err != nil {
		return err
	}
	defer src.Close()
	hash := sha256.New()
	f.Size, err = io.Copy(io.MultiWriter(w, hash), src)
	hash.Sum(f.Sum[:0])
	return err
}

func (r *Release) staged(name string) string    { return filepath.Join(r.place.stage, name) }
func (r *Release) published(name string) string { return filepath.Join(r.place.output, name) }
