package sample

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"sync/atomic"
	"time"

	"bantin/cmd/bantin/internal/content"
)

// Overlay is base with a corpus beside it: the section's own page and its
// articles, written each time they are read. Only their paths and sizes are
// held. Where both have a file, it is base's.
func Overlay(base fs.FS, c Corpus) fs.FS {
	o := overlay{base: base, corpus: c, number: make(map[string]int, c.N+1), below: map[string][]string{}, sizes: make([]atomic.Int32, c.N+1)}
	o.add(path.Join(c.root(), "_index.md"), c.N)
	for i := range c.N {
		o.add(c.Path(i), i)
	}
	return o
}

type overlay struct {
	base   fs.FS
	corpus Corpus
	number map[string]int      // of an article by its path; the section's page has N
	below  map[string][]string // what a folder has of the corpus
	sizes  []atomic.Int32      // of what was written once, else 0: whoever looks for changes asks again and again
}

func (o overlay) add(name string, i int) {
	o.number[name] = i
	for known := false; name != "." && !known; name = path.Dir(name) {
		folder := path.Dir(name)
		_, known = o.below[folder]
		o.below[folder] = append(o.below[folder], path.Base(name))
	}
}

func (o overlay) text(i int) []byte {
	text := []byte(sectionPage)
	if i < o.corpus.N {
		text = o.corpus.Article(i)
	}
	o.sizes[i].Store(int32(len(text)))
	return text
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	own, err := fs.Stat(o.base, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return own, err
	}
	i, file := o.number[name]
	if _, folder := o.below[name]; !file && !folder {
		return nil, err
	}
	return entry{overlay: o, name: name, number: i, folder: !file}, nil
}

func (o overlay) Open(name string) (fs.File, error) {
	info, err := o.Stat(name)
	e, generated := info.(entry)
	names, folder := o.below[name]
	switch {
	case generated && !e.folder:
		return &file{info: e, Reader: bytes.NewReader(o.text(e.number))}, nil
	case err == nil && info.IsDir() && folder:
		entries, err := o.entries(name, names)
		return &file{info: info, entries: entries, Reader: bytes.NewReader(nil)}, err
	}
	return content.OpenFile(o.base, name)
}

// entries lists a folder of which names are the corpus's.
func (o overlay) entries(folder string, names []string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.base, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	own := entries
	for _, name := range names {
		if !slices.ContainsFunc(own, func(e fs.DirEntry) bool { return e.Name() == name }) {
			info, err := o.Stat(path.Join(folder, name))
			if err != nil {
				return nil, err
			}
			entries = append(entries, fs.FileInfoToDirEntry(info))
		}
	}
	return entries, nil
}

// An entry describes a file or folder that only the corpus has.
type entry struct {
	overlay overlay
	name    string
	number  int
	folder  bool
}

func (e entry) Name() string { return path.Base(e.name) }
func (e entry) IsDir() bool  { return e.folder }
func (e entry) Sys() any     { return nil }

func (e entry) Mode() fs.FileMode {
	if e.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

func (e entry) ModTime() time.Time { return e.overlay.corpus.Until }

func (e entry) Size() int64 {
	if e.folder {
		return 0
	}
	if size := e.overlay.sizes[e.number].Load(); size > 0 {
		return int64(size)
	}
	return int64(len(e.overlay.text(e.number)))
}

// A file is an entry's text or a folder's entries while they are read.
type file struct {
	*bytes.Reader
	info    fs.FileInfo
	entries []fs.DirEntry
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// ReadDir returns the next n entries, or all that are left.
func (f *file) ReadDir(n int) ([]fs.DirEntry, error) {
	if !f.info.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: f.info.Name(), Err: errors.New("not a folder")}
	}
	if n > 0 && len(f.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.entries) {
		n = len(f.entries)
	}
	next := f.entries[:n]
	f.entries = f.entries[n:]
	return next, nil
}
