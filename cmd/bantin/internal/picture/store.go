package picture

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
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

	paths sync.Map      // in the store, by state
	rooms chan struct{} // one for each roomPixels that are being worked on
	door  sync.Mutex    // who takes rooms gets all that it needs
	grown atomic.Bool
}

// A state is a source as long as it does not change.
type state struct {
	name          string
	size, changed int64
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
	if s.temporary != "" || !s.grown.Load() {
		return os.RemoveAll(s.temporary)
	}
	dir, _ := s.folder()
	kept, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	for _, name := range kept {
		if info, err := os.Stat(name); err == nil && s.now.Sub(info.ModTime()) > unused {
			_ = os.Remove(name) // or another program did
		}
	}
	return err
}

// Open opens a picture as it is published: in one of Widths, or for 0 as large as
// it may be; a WebP always so. What is wrong with the picture is ErrBroken,
// ErrLarge, ErrTurned or a TypeError. name tells sources apart.
func (s *Store) Open(name string, source func() (fs.File, error), width int) (io.ReadSeekCloser, error) {
	f, err := source()
	if err != nil {
		return nil, err
	}
	src := f.(io.ReadSeekCloser) // as all regular files are
	defer src.Close()
	h, err := Read(src)
	if err != nil {
		return nil, err
	}
	if h.Type == WebP {
		width = 0
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	path, err := s.path(state{name, info.Size(), info.ModTime().UnixNano()}, src)
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
	if again == nil { // though another program may have been faster
		err = nil
	}
	return made, errors.Join(err, again)
}

// path is where a source is kept, which is read only if it has changed.
func (s *Store) path(now state, src io.ReadSeeker) (string, error) {
	if path, ok := s.paths.Load(now); ok {
		return path.(string), nil
	}
	if now.size > limit.Picture {
		return "", ErrLarge
	}
	_, err := src.Seek(0, io.SeekStart)
	if err != nil {
		return "", err
	}
	path, err := s.pathOf(src)
	if err == nil {
		s.paths.Store(now, path)
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
	err = os.MkdirAll(filepath.Dir(path), 0o700)
	for i, width := range append(Widths[:], 0) {
		if err == nil && made[i] != nil {
			err = write(path+"-"+strconv.Itoa(width), made[i])
		}
	}
	return path, err
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

// write makes a file that is there as a whole or not at all, also after a power cut.
func write(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "new-")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// read opens a variant, and notes that it was asked for.
func (s *Store) read(path string, width int) (io.ReadSeekCloser, error) {
	f, err := os.Open(path + "-" + strconv.Itoa(width))
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && s.now.Sub(info.ModTime()) > unused/10 {
		_ = os.Chtimes(f.Name(), s.now, s.now)
	}
	return f, nil
}
