package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bantin/cmd/bantin/internal/limit"
)

// A Store makes pictures ready for readers and keeps what it made in a folder, by
// what is in the picture: it serves any number of sites and programs, and may be
// emptied at any time. Safe for concurrent use.
type Store struct {
	now       time.Time
	folder    func() (string, error)
	temporary string // the folder, if it goes with the store

	names sync.Map      // of sources: *kept
	rooms chan struct{} // one for each roomPixels that are being worked on
	door  sync.Mutex    // who takes rooms gets all that it needs
	grown atomic.Bool
}

// kept says under which name a source is kept, as long as it does not change.
type kept struct {
	size    int64
	changed time.Time
	name    string
}

const (
	// What nobody asked for this long is dropped.
	unused = 90 * 24 * time.Hour

	// Pictures that are worked on at once are no larger together than one may be.
	roomPixels = 4_000_000
	allRooms   = limit.Pixels / roomPixels
)

// NewStore keeps pictures in a folder or, where that cannot be, in a temporary one.
func NewStore(dir string, now time.Time) *Store {
	s := &Store{now: now, rooms: make(chan struct{}, allRooms)}
	s.folder = sync.OnceValues(func() (string, error) {
		err := os.MkdirAll(dir, 0o700)
		if err == nil {
			var probe string
			if probe, err = os.MkdirTemp(dir, "new-"); err == nil {
				return dir, os.Remove(probe)
			}
		}
		s.temporary, err = os.MkdirTemp("", "bantin-")
		return s.temporary, err
	})
	return s
}

// Close drops what is old. Nothing may be read from the store any more.
func (s *Store) Close() error {
	if s.temporary != "" {
		return os.RemoveAll(s.temporary)
	}
	if !s.grown.Load() {
		return nil
	}
	dir, _ := s.folder()
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // another program tidies, too
		}
		if info, err := e.Info(); err == nil && s.now.Sub(info.ModTime()) > unused {
			_ = os.Remove(name)
		}
		return nil
	})
}

// Open opens a picture as it is published: in one of Widths, or for 0 as large as
// it may be. A WebP stays as it is. What is wrong with the picture is ErrBroken,
// ErrLarge or a TypeError. name tells sources apart.
func (s *Store) Open(name string, source func() (fs.File, error), width int) (io.ReadSeekCloser, error) {
	file, err := source()
	if err != nil {
		return nil, err
	}
	src := file.(io.ReadSeekCloser) // as all regular files are
	info, err := file.Stat()
	var h Header
	if err == nil {
		h, err = Read(src)
	}
	if err == nil && info.Size() > limit.Picture {
		err = ErrLarge
	}
	if err == nil {
		_, err = src.Seek(0, io.SeekStart)
	}
	if err == nil && h.Type == WebP {
		return src, nil
	}
	defer src.Close()
	if err != nil {
		return nil, err
	}
	path, err := s.path(name, src, info)
	if err != nil {
		return nil, err
	}
	made, err := s.read(path, width)
	if err == nil {
		return made, nil
	}
	if path, err = s.make(src, h); path == "" {
		return nil, err
	}
	made, again := s.read(path, width)
	if again != nil { // or another program was faster
		return nil, errors.Join(err, again)
	}
	return made, nil
}

// path is where a source is kept, which is read only if it has changed.
func (s *Store) path(name string, src io.Reader, info fs.FileInfo) (string, error) {
	if k, ok := s.names.Load(name); ok && k.(kept).size == info.Size() && k.(kept).changed.Equal(info.ModTime()) {
		return k.(kept).name, nil
	}
	path, err := s.pathOf(src)
	if err == nil {
		s.names.Store(name, kept{info.Size(), info.ModTime(), path})
	}
	return path, err
}

// pathOf hashes a picture with all that decides what is made of it.
func (s *Store) pathOf(src io.Reader) (string, error) {
	dir, err := s.folder()
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	fmt.Fprintln(hash, 1, Widths, Longest, quality, smallQuality, runtime.Version())
	_, err = io.Copy(hash, src)
	sum := fmt.Sprintf("%x", hash.Sum(nil))
	return filepath.Join(dir, sum[:2], sum[2:]), err
}

// make makes a picture's variants and returns where they are kept; "" if nothing
// can be made of it. What is read once is hashed and made: the source may change
// meanwhile.
func (s *Store) make(src io.ReadSeeker, h Header) (path string, err error) {
	defer s.enter(min(1+h.Width*h.Height/roomPixels, allRooms))()
	if _, err = src.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(src, limit.Picture))
	if err != nil {
		return "", err
	}
	if h, err = Read(bytes.NewReader(data)); err != nil {
		return "", err
	}
	made, err := vary(data, h)
	if err != nil {
		return "", err
	}
	if path, err = s.pathOf(bytes.NewReader(data)); err != nil {
		return "", err
	}
	s.grown.Store(true)
	return path, write(path, made)
}

// enter takes rooms, and returns what gives them back. What a picture leaves behind
// is more than all else that a build holds: it is cleared away at once.
func (s *Store) enter(n int) (leave func()) {
	s.door.Lock()
	defer s.door.Unlock()
	for range n {
		s.rooms <- struct{}{}
	}
	return func() {
		runtime.GC()
		for range n {
			<-s.rooms
		}
	}
}

// index begins a file of the store.
type index struct {
	Size  int64 // of the file
	Parts [len(variants{})]struct{ At, Size int64 }
}

var indexSize = int64(binary.Size(index{}))

// write puts a picture's variants into one file. It is there as a whole or not at
// all, also after a power cut.
func write(path string, made variants) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "new-")
	if err != nil {
		return err
	}
	ix := index{Size: indexSize}
	var parts bytes.Buffer
	for i, b := range made {
		if same := slices.IndexFunc(made[:i], func(other []byte) bool { return bytes.Equal(b, other) }); same >= 0 {
			ix.Parts[i] = ix.Parts[same]
			continue
		}
		ix.Parts[i].At, ix.Parts[i].Size = ix.Size, int64(len(b))
		ix.Size += int64(len(b))
		parts.Write(b)
	}
	err = binary.Write(f, binary.BigEndian, ix)
	_, more := parts.WriteTo(f)
	if err = errors.Join(err, more, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// read opens a variant, and notes that it was asked for.
func (s *Store) read(path string, width int) (io.ReadSeekCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	var ix index
	info, err := f.Stat()
	if err == nil {
		err = binary.Read(f, binary.BigEndian, &ix)
	}
	if err == nil && info.Size() != ix.Size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if s.now.Sub(info.ModTime()) > unused/10 {
		_ = os.Chtimes(path, s.now, s.now)
	}
	part := ix.Parts[len(Widths)]
	if i := slices.Index(Widths[:], width); i >= 0 {
		part = ix.Parts[i]
	}
	return struct {
		*io.SectionReader
		io.Closer
	}{io.NewSectionReader(f, part.At, part.Size), f}, nil
}
