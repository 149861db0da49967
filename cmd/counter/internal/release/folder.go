package release

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// Options are those of a Folder.
type Options struct {
	Log *slog.Logger // hears of releases that are not used, and of files that cannot be read
	// OnRelease, if there is one, is called with each release after the first. Who
	// asks for that release waits meanwhile.
	OnRelease func(*Release)
}

// A Folder is a published folder, or its manifest alone, whatever takes its place.
type Folder struct {
	o        Options
	dir      string // where the manifest or the whole release lies
	manifest string // below it
	serves   bool
	handler  http.Handler
	state    atomic.Pointer[state]
	reload   sync.Mutex
}

// A state is the release in use.
type state struct {
	*Release
	root *os.Root // the release's own, whatever has its place now; the garbage collector closes it after the last reader
	seen sight    // what was last looked at, good or not
	err  error    // why that is not used
}

// Open opens a published folder, whose files are served.
func Open(dir string, o Options) (*Folder, error) {
	return open(&Folder{o: o, dir: dir, manifest: ".bantin/manifest.json", serves: true})
}

// OpenManifest opens a manifest where another program serves the files.
func OpenManifest(name string, o Options) (*Folder, error) {
	return open(&Folder{o: o, dir: filepath.Dir(name), manifest: filepath.Base(name)})
}

func open(f *Folder) (*Folder, error) {
	f.handler = f.compressed()
	s := f.read()
	f.state.Store(s)
	return f, s.err
}

// Current is the newest release that can be used. Where nothing changed it costs two
// stats.
func (f *Folder) Current() *Release { return f.current().Release }

// Err says why the newest release is not used, if it is not.
func (f *Folder) Err() error { return f.current().err }

func (f *Folder) current() *state {
	if s := f.state.Load(); f.look().same(s.seen) {
		return s
	}
	f.reload.Lock()
	defer f.reload.Unlock()
	old := f.state.Load()
	if f.look().same(old.seen) { // another has read it meanwhile
		return old
	}
	s := f.read()
	if s.err == nil && s.Site.BaseURL != old.Site.BaseURL {
		s.err = fmt.Errorf("%s is of %s, not of %s; publish that site again, or start the counter anew with another data folder",
			filepath.Join(f.dir, f.manifest), s.Site.BaseURL, old.Site.BaseURL)
	}
	if s.err != nil {
		s.Release, s.root = old.Release, old.root
		f.o.Log.Error("the new release is not used", "err", s.err)
	}
	f.state.Store(s)
	if s.err == nil && f.o.OnRelease != nil {
		f.o.OnRelease(s.Release)
	}
	return s
}

// A sight is what lies there at a moment; nil is nothing.
type sight struct{ dir, manifest os.FileInfo }

func (f *Folder) look() (s sight) {
	s.dir, _ = os.Stat(f.dir)
	s.manifest, _ = os.Stat(filepath.Join(f.dir, f.manifest))
	return s
}

func (s sight) same(t sight) bool {
	return same(s.manifest, t.manifest) && (s.manifest == nil || os.SameFile(s.dir, t.dir))
}

// same tells whether a file is the one seen before, and nobody wrote into it.
func same(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == b
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// read reads the release that is there. It looks at the manifest before it opens it:
// of one that is exchanged in between, the next look tells.
func (f *Folder) read() *state {
	s := &state{seen: f.look()}
	if s.root, s.err = os.OpenRoot(f.dir); s.err == nil {
		var manifest *os.File
		if manifest, _, s.err = openRegular(s.root, f.manifest); s.err == nil {
			s.Release, s.err = read(manifest, f.serves)
			s.err = errors.Join(s.err, manifest.Close())
		}
	}
	if s.err != nil {
		s.err = fmt.Errorf("read %s: %w; run `bantin build` to publish the site again", filepath.Join(f.dir, f.manifest), s.err)
	}
	return s
}
