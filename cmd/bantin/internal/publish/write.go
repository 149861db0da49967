package publish

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// A source can be read more than once, each time from its beginning.
type source func() (io.ReadCloser, error)

// Write puts a file into the release. The path is slash-separated. A file with
// the bytes of the published one becomes that file, with its time. Write may be
// called by many goroutines; after an error the release can only be aborted.
func (r *Release) Write(path string, data []byte) error {
	return r.add(path, int64(len(data)), func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	})
}

// Copy is Write for a file that need not fit into memory. open is called twice
// if there is a published file and it differs.
func (r *Release) Copy(path string, open func() (io.ReadCloser, error)) error {
	return r.add(path, -1, open)
}

func (r *Release) add(name string, size int64, open source) error {
	f, err := r.claim(name)
	if err == nil {
		err = r.put(f, size, open)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// put makes a file of the staging folder; size -1 is unknown.
func (r *Release) put(f *file, size int64, open source) error {
	r.mu.Lock()
	inOld, err := r.folder(path.Dir(f.Path))
	r.mu.Unlock()
	if err != nil {
		return err
	}
	s := r.pool.Get().(*scratch)
	defer r.pool.Put(s)
	fate := added
	if inOld {
		if was, err := os.Lstat(r.published(f.Path)); err == nil {
			fate = changed
			if equal, err := r.compare(f, s, was, size, open); err != nil {
				return err
			} else if equal {
				return r.keep(f, s, was, open)
			}
		}
	}
	if err := r.create(f, s, open); err != nil {
		return err
	}
	f.fate = fate
	return nil
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
	if r.chmod {
		if err := os.Chmod(r.staged(dir), folderMode); err != nil {
			return false, err
		}
	}
	if inOld {
		info, err := os.Lstat(r.published(dir))
		inOld = err == nil && info.IsDir()
	}
	r.folders[dir] = inOld
	return inOld, nil
}

// compare reads the source against the published file, size first, and leaves
// size and sum in f if they are equal. A published file that cannot be read, or
// is none, is not equal.
func (r *Release) compare(f *file, s *scratch, was fs.FileInfo, size int64, open source) (bool, error) {
	if !was.Mode().IsRegular() || size >= 0 && size != was.Size() {
		return false, nil
	}
	old, err := os.OpenFile(r.published(f.Path), os.O_RDONLY|noFollow, 0)
	if err != nil {
		return false, nil
	}
	defer old.Close()
	src, err := open()
	if err != nil {
		return false, err
	}
	defer src.Close()
	n, equal, err := s.equal(src, old)
	f.Size = n
	s.sum.Sum(f.Sum[:0])
	return equal && n == was.Size(), err
}

// keep makes the published file part of the release: the file itself where it
// can be linked, else a copy with its time.
func (r *Release) keep(f *file, s *scratch, was fs.FileInfo, open source) error {
	f.fate = same
	if was.Mode().Perm() == linkMode && os.Link(r.published(f.Path), r.staged(f.Path)) == nil {
		r.step("linked " + f.Path)
		return nil
	}
	if err := r.create(f, s, open); err != nil {
		return err
	}
	return os.Chtimes(r.staged(f.Path), was.ModTime(), was.ModTime())
}

func (r *Release) create(f *file, s *scratch, open source) error {
	src, err := open()
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := r.newFile(f.Path)
	if err != nil {
		return err
	}
	f.Size, err = s.copy(dst, src)
	s.sum.Sum(f.Sum[:0])
	err = errors.Join(err, dst.Close())
	r.step("written " + f.Path)
	return err
}

// newFile makes a file of the staging folder, which must not exist.
func (r *Release) newFile(name string) (*os.File, error) {
	f, err := os.OpenFile(r.staged(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return nil, err
	}
	if r.chmod {
		err = f.Chmod(fileMode)
	}
	r.step("created " + name)
	return f, err
}

func (r *Release) staged(name string) string    { return filepath.Join(r.place.stage, name) }
func (r *Release) published(name string) string { return filepath.Join(r.place.output, name) }

// A scratch is what one call reads with, kept for the next one.
type scratch struct {
	sum      hash.Hash
	src, old [64 << 10]byte
}

func newScratch() any { return &scratch{sum: sha256.New()} }

// equal reads src to its end, or to where old differs. The n bytes before that
// are in the sum.
func (s *scratch) equal(src, old io.Reader) (n int64, equal bool, err error) {
	s.sum.Reset()
	for {
		got, err := io.ReadFull(src, s.src[:])
		if had, _ := io.ReadFull(old, s.old[:got]); !bytes.Equal(s.src[:got], s.old[:had]) {
			return n, false, nil
		}
		s.sum.Write(s.src[:got])
		n += int64(got)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return n, true, nil
		}
		if err != nil {
			return n, false, err
		}
	}
}

func (s *scratch) copy(dst io.Writer, src io.Reader) (int64, error) {
	s.sum.Reset()
	// The wrapper hides a WriteTo that would bring a buffer of its own.
	return io.CopyBuffer(io.MultiWriter(dst, s.sum), struct{ io.Reader }{src}, s.src[:])
}
