package sample

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Overlay is base with a corpus beside it: the section's own page and its
// articles, written each time they are read. Only their paths are held. Where
// both have a file, it is base's.
func Overlay(base fs.FS, c Corpus) fs.FS {
	o := overlay{base: base, corpus: c, article: make(map[string]int, c.N), below: map[string][]string{}}
	o.add(path.Join(c.root(), "_index.md"), -1)
	for i := range c.N {
		o.add(c.Path(i), i)
	}
	return o
}

type overlay struct {
	base    fs.FS
	corpus  Corpus
	article map[string]int      // by path; -1 is the section's page
	below   map[string][]string // a generated folder's names
}

func (o overlay) add(name string, i int) {
	o.article[name] = i
	for seen := false; name != "." && !seen; name = path.Dir(name) {
		folder := path.Dir(name)
		_, seen = o.below[folder]
		o.below[folder] = append(o.below[folder], path.Base(name))
	}
}

// generated is the file or folder of that name which the corpus adds.
func (o overlay) generated(name string) (info, bool) {
	if i, ok := o.article[name]; ok {
		return info{corpus: o.corpus, name: name, article: i}, true
	}
	_, ok := o.below[name]
	return info{corpus: o.corpus, name: name, folder: true}, ok
}

// absent says that base has no file of that name.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func (o overlay) Open(name string) (fs.File, error) {
	g, ok := o.generated(name)
	own, err := fs.Stat(o.base, name)
	switch {
	case !ok || err != nil && !absent(err) || err == nil && !own.IsDir():
		return o.base.Open(name)
	case err != nil && !g.folder:
		return &file{Reader: bytes.NewReader(g.text()), info: g}, nil
	case err != nil:
		own = g
	}
	entries, err := o.ReadDir(name)
	return &folder{info: own, entries: entries}, err
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(o.base, name)
	if g, ok := o.generated(name); ok && absent(err) && !g.folder {
		return g.text(), nil
	}
	return text, err
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.base, name)
	if err != nil && !absent(err) {
		return nil, err
	}
	names, ok := o.below[name]
	if !ok {
		return entries, err
	}
	own := map[string]bool{}
	for _, e := range entries {
		own[e.Name()] = true
	}
	for _, n := range names {
		if !own[n] {
			g, _ := o.generated(path.Join(name, n))
			entries = append(entries, fs.FileInfoToDirEntry(g))
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	own, err := fs.Stat(o.base, name)
	if g, ok := o.generated(name); ok && absent(err) {
		return g, nil
	}
	return own, err
}

// Lstat and ReadLink keep base's symbolic links to be seen as what they are.
func (o overlay) Lstat(name string) (fs.FileInfo, error) {
	own, err := fs.Lstat(o.base, name)
	if g, ok := o.generated(name); ok && absent(err) {
		return g, nil
	}
	return own, err
}

func (o overlay) ReadLink(name string) (string, error) { return fs.ReadLink(o.base, name) }

// info describes a generated file or folder. A file's size is known by writing
// it.
type info struct {
	corpus  Corpus
	name    string
	article int
	folder  bool
}

func (g info) text() []byte {
	if g.article < 0 {
		return []byte(sectionIndex)
	}
	return g.corpus.Article(g.article)
}

func (g info) Name() string { return path.Base(g.name) }
func (g info) IsDir() bool  { return g.folder }
func (g info) Sys() any     { return nil }

func (g info) Size() int64 {
	if g.folder {
		return 0
	}
	return int64(len(g.text()))
}

func (g info) Mode() fs.FileMode {
	if g.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

func (g info) ModTime() time.Time {
	if g.folder || g.article < 0 {
		return g.corpus.Until
	}
	return g.corpus.Date(g.article)
}

// file is a generated article while it is read.
type file struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// folder is a folder while its names are read.
type folder struct {
	info    fs.FileInfo
	entries []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.Name(), Err: errors.New("is a directory")}
}

// ReadDir returns the next n entries, or all that are left.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
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
