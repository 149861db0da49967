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
)

// Overlay is base with a corpus beside it: the section's own page and its
// articles, written each time they are read. Only their names and sizes are
// held. Where both have a file, it is base's.
func Overlay(base fs.FS, c Corpus) fs.FS {
	o := overlay{base: base, generated: make(map[string]*entry, c.N)}
	o.add(path.Join(c.root(), "_index.md"), &entry{modified: c.Until, text: func() []byte { return []byte(sectionPage) }})
	for i := range c.N {
		o.add(c.Path(i), &entry{modified: c.Until, text: func() []byte { return c.Article(i) }})
	}
	return o
}

type overlay struct {
	base      fs.FS
	generated map[string]*entry // by path
}

// add makes an entry known, and the folders above it.
func (o overlay) add(name string, e *entry) {
	e.name = path.Base(name)
	o.generated[name] = e
	if name == "." {
		return
	}
	folder := path.Dir(name)
	if o.generated[folder] == nil {
		o.add(folder, &entry{modified: e.modified})
	}
	o.generated[folder].below = append(o.generated[folder].below, fs.FileInfoToDirEntry(e))
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(o.base, name)
	if e := o.generated[name]; e != nil && errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	return info, err
}

func (o overlay) Open(name string) (fs.File, error) {
	info, err := o.Stat(name)
	e := o.generated[name]
	switch {
	case err == nil && e != nil && e.IsDir() && info.IsDir():
		entries, err := o.entries(name, e.below)
		return &file{info: info, entries: entries, Reader: bytes.NewReader(nil)}, err
	case err == nil && info == fs.FileInfo(e):
		return &file{info: e, Reader: bytes.NewReader(e.write())}, nil
	}
	return o.base.Open(name)
}

// entries lists a folder of base with those that the corpus adds.
func (o overlay) entries(folder string, generated []fs.DirEntry) ([]fs.DirEntry, error) {
	own, err := fs.ReadDir(o.base, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all := slices.Clone(own)
	for _, g := range generated {
		if !slices.ContainsFunc(own, func(e fs.DirEntry) bool { return e.Name() == g.Name() }) {
			all = append(all, g)
		}
	}
	return all, nil
}

// An entry describes a file that the corpus adds, or a folder above such files.
type entry struct {
	name     string
	modified time.Time
	text     func() []byte // nil for a folder
	size     atomic.Int64  // of the text, once it was written: who looks for changes asks again and again
	below    []fs.DirEntry // in a folder
}

func (e *entry) write() []byte {
	text := e.text()
	e.size.Store(int64(len(text)))
	return text
}

func (e *entry) Size() int64 {
	if !e.IsDir() && e.size.Load() == 0 {
		e.write()
	}
	return e.size.Load()
}

func (e *entry) Mode() fs.FileMode {
	if e.IsDir() {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

func (e *entry) Name() string       { return e.name }
func (e *entry) IsDir() bool        { return e.text == nil }
func (e *entry) ModTime() time.Time { return e.modified }
func (e *entry) Sys() any           { return nil }

// A file is an entry's text, or a folder's entries, while they are read.
type file struct {
	*bytes.Reader
	info    fs.FileInfo
	entries []fs.DirEntry
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// ReadDir returns the next n entries, or all that are left.
func (f *file) ReadDir(n int) ([]fs.DirEntry, error) {
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
