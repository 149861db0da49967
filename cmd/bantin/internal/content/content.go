// Package content reads a site's sources: the settings, the sections, and of
// every article its metadata. It opens regular files only, below the folder it
// is given, holds everything read to UTF-8 in NFC, decodes front matter into
// one closed and typed set, and reports every fault with its place. Bodies are
// looked at and let go; whoever renders a page reads its file again.
package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"
	"bantin/cmd/bantin/internal/work"
)

// ErrNoSite is a folder without content/site.yaml.
var ErrNoSite = errors.New("no " + SettingsFile)

// A Tree is what was read. It holds sound files only: one with a fault of
// severity error is on the list of diagnostics, and in the tree as it was when
// it was sound last, if this Reader has seen that.
type Tree struct {
	Settings *Settings
	Home     *Section   // content/_index.md, or one made of the settings
	Sections []*Section // by path, without Home
	Articles []Placed   // by path
	Faulty   []string   // Markdown files that are no articles because of a fault
	Half     []Placed   // articles with a faulty header, as far as that could be read; without section
	Unfit    []string   // files that are not published because of their fault or their article's
}

// A Reader reads the same site again and again, each time only the files that
// changed since (by size and modification time).
type Reader struct {
	FS fs.FS
	// Summary makes the lead of an article whose front matter has none.
	Summary func(file string, cleaned []byte, body int) string
	// Once says that nothing is to be kept for another reading.
	Once bool
	// Advise asks for what could be better, too.
	Advise bool

	raw      []byte // of the settings
	settings *Settings
	files    *listing
	known    map[string]known // by file
	tree     *Tree
	changed  []string
	// The faults of the settings, of the files' names, and of the tree.
	settingsFound, filesFound, treeFound []diag.Diagnostic
}

// known is a file's last reading.
type known struct {
	size     int64
	modified time.Time
	settled  bool // a change since then cannot have the same size and time
	hash     uint64
	article  *Article // or
	section  *Section
	half     *Article // what could be read of a faulty header
	found    []diag.Diagnostic
}

// Read reads the site as it is now. touched names the only files that may have
// changed since the last reading; nil is any. As long as all metadata stay what
// they were the Tree is the one that was returned before. The error is the
// machine's: a folder that cannot be read, a context that ended.
func (r *Reader) Read(ctx context.Context, touched []string) (*Tree, []diag.Diagnostic, error) {
	files, names, err := r.files, touched, error(nil)
	unknown := func(name string) bool { _, ok := r.known[name]; return !ok }
	if touched == nil || r.files == nil || slices.ContainsFunc(touched, unknown) {
		if files, err = r.list(ctx); err != nil || r.settings == nil {
			return nil, r.settingsFound, err
		}
		names, touched = files.markdown, nil
	}
	read := make([]known, len(names))
	err = work.Each(ctx, len(read), func(i int) (err error) {
		read[i], err = r.markdown(names[i], r.settings.Zone)
		return err
	})
	if touched != nil && errors.Is(err, fs.ErrNotExist) {
		return r.Read(ctx, nil)
	}
	if err != nil {
		return nil, nil, err
	}
	r.remember(files, names, read)
	if r.tree == nil {
		r.tree, r.treeFound = files.tree(r.settings, r.known)
	}
	tree := r.tree
	if slices.ContainsFunc(r.settingsFound, halfKnown) {
		tree = nil // nothing can be shown
	}
	found := slices.Concat(r.settingsFound, r.filesFound, r.treeFound)
	for _, name := range files.markdown {
		found = append(found, r.known[name].found...)
	}
	if r.Once {
		r.files, r.known, r.tree, r.changed = nil, nil, nil, nil
	}
	return tree, found, nil
}

// Changed names the Markdown files whose bytes the last reading found changed.
func (r *Reader) Changed() []string { return r.changed }

// list reads the settings and lists the files. What it returns is not r.files yet.
func (r *Reader) list(ctx context.Context) (*listing, error) {
	if err := r.readSettings(); err != nil || r.settings == nil {
		return nil, err
	}
	files, found, err := list(ctx, r.FS, r.Advise)
	r.filesFound = found
	return files, err
}

// remember puts what was read in place of what was known, and forgets the tree
// if that would be another now.
func (r *Reader) remember(files *listing, names []string, read []known) {
	all := r.known
	if files != r.files {
		all = make(map[string]known, len(names))
		if r.files == nil || !files.equal(r.files) {
			r.tree = nil
		}
	}
	r.changed = nil
	for i, k := range read {
		before := r.known[names[i]]
		if k.hash != before.hash {
			r.changed = append(r.changed, names[i])
		}
		if k.article.same(before.article) && k.section.same(before.section) && k.half.same(before.half) {
			k.article, k.section, k.half = before.article, before.section, before.half
		} else {
			r.tree = nil
		}
		all[names[i]] = k
	}
	r.files, r.known = files, all
}

// same tells whether two readings of an article have the same metadata.
func (a *Article) same(b *Article) bool {
	if a == nil || b == nil || a == b {
		return a == b
	}
	x, y := *a, *b
	x.source, y.source = source{}, source{}
	return reflect.DeepEqual(x, y)
}

func (s *Section) same(t *Section) bool {
	if s == nil || t == nil {
		return s == t
	}
	x, y := *s, *t
	x.source, y.source = source{}, source{}
	return x == y
}

func (r *Reader) readSettings() error {
	raw, _, found, err := readFile(r.FS, SettingsFile, new(bytes.Buffer))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNoSite
	case err != nil:
		return err
	case r.settings != nil && raw != nil && bytes.Equal(raw, r.raw):
		return nil
	}
	r.raw, r.settings, r.files, r.known, r.tree = raw, nil, nil, nil, nil // another time zone dates every article anew
	cleaned, faults := r.clean(SettingsFile, raw)
	if r.settingsFound = append(found, faults...); cleaned != nil {
		r.settings, found = readSettings(cleaned)
		r.settingsFound = append(r.settingsFound, found...)
	}
	return nil
}

// fileClock is the step in which file systems count time: FAT's is the longest.
const fileClock = 2 * time.Second

// markdown reads one article or section, or takes what it read before.
func (r *Reader) markdown(name string, zone *time.Location) (known, error) {
	before := r.known[name]
	if before.settled {
		info, err := fs.Stat(r.FS, name)
		if err == nil && info.Size() == before.size && info.ModTime().Equal(before.modified) {
			return before, nil
		}
	}
	buf := buffers.Get().(*bytes.Buffer) // nothing that is kept points into it
	defer buffers.Put(buf)
	raw, info, found, err := readFile(r.FS, name, buf)
	if err != nil {
		return known{}, err
	}
	k := known{size: info.Size(), modified: info.ModTime(), settled: time.Since(info.ModTime()) > fileClock, hash: hashOf(raw, info)}
	k.article, k.section, k.half, k.found = before.article, before.section, before.half, before.found
	if k.hash == before.hash && raw != nil {
		return k, nil
	}
	k.half = nil
	cleaned, faults := r.clean(name, raw)
	k.found = append(found, faults...)
	now := source{Path: name, hash: k.hash, sound: len(k.found) == 0 && len(cleaned) == len(raw)}
	switch isSection := path.Base(name) == "_index.md"; {
	case isSection && cleaned != nil:
		k.section = &Section{source: now, Dir: path.Dir(name)}
		k.section.body, faults, err = header(name, cleaned, zone, k.section)
		k.found = append(append(k.found, faults...), k.section.homeKeys(cleaned)...)
	case isSection && k.section == nil: // its articles are not to blame
		k.section = &Section{source: now, Dir: path.Dir(name), Title: path.Base(path.Dir(name))}
	case !isSection && cleaned != nil:
		a := &Article{source: now}
		faults, err = r.article(a, cleaned, zone)
		if k.found = append(k.found, faults...); diag.Errors(k.found) == 0 {
			k.article = a
		} else {
			k.half = a
		}
	}
	return k, err
}

func (r *Reader) article(a *Article, cleaned []byte, zone *time.Location) ([]diag.Diagnostic, error) {
	body, found, err := header(a.Path, cleaned, zone, &a.Meta)
	a.intern()
	if err != nil || diag.Errors(found) > 0 {
		return found, err
	}
	if !a.Expires.IsZero() && !a.Expires.End().After(a.Publish.Start()) {
		return []diag.Diagnostic{locate("dates-crossed", a.Path, cleaned, []any{"expires"})}, nil
	}
	if a.Summary == "" && r.Summary != nil {
		a.Summary, a.LeadFromText = r.Summary(a.Path, cleaned, body), true
	}
	a.body = body
	if r.Advise {
		found = append(found, a.advice(cleaned)...)
	}
	return found, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Open reads a Markdown file whole and cleaned, with the place where its body
// begins; the text may lie in buf. Its diagnostics are those of the text and of
// a header that does not close.
func Open(fsys fs.FS, name string, buf *bytes.Buffer) (cleaned []byte, body int, found []diag.Diagnostic, err error) {
	raw, _, found, err := readFile(fsys, name, buf)
	if err != nil {
		return nil, 0, nil, err
	}
	cleaned, faults := clean(name, raw)
	found = append(found, faults...)
	if cleaned == nil {
		return nil, 0, found, nil
	}
	_, body, fault := split(cleaned)
	if fault != nil {
		fault.File = name
		return nil, 0, append(found, *fault), nil
	}
	return cleaned, body, found, nil
}

// seed is drawn anew by each process: hashes are compared within one.
var seed = maphash.MakeSeed()

// hashOf is of a file's bytes; of one that is too large to be read, of its size.
func hashOf(raw []byte, info fs.FileInfo) uint64 {
	if raw == nil {
		return uint64(info.Size())
	}
	return maphash.Bytes(seed, raw)
}

// Sum is a hash of a file's bytes, to be compared within this process. It is not ok if
// these are more than most, or may have changed since before, unless that is zero.
func Sum(fsys fs.FS, name string, most int64, before time.Time) (sum uint64, ok bool) {
	f, err := OpenFile(fsys, name)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	var h maphash.Hash
	h.SetSeed(seed)
	n, err := io.Copy(&h, io.LimitReader(f, most+1))
	if err != nil || n > most {
		return 0, false
	}
	info, err := fs.Stat(fsys, name)
	return h.Sum64(), err == nil && (before.IsZero() || before.Sub(info.ModTime()) > fileClock)
}

// ErrChanged is a file that is no longer what its metadata were read from.
var ErrChanged = errors.New("the file changed since it was read first")

// Open is the function Open for a source that was read before: bytes that were
// sound are not looked through again. With still, others than then are an error.
func (w source) Open(fsys fs.FS, buf *bytes.Buffer, still bool) (cleaned []byte, body int, found []diag.Diagnostic, err error) {
	raw, info, _, err := readFile(fsys, w.Path, buf)
	same := err == nil && hashOf(raw, info) == w.hash
	switch {
	case same && w.sound && w.body > 0: // else the header has no end
		return raw, w.body, nil, nil
	case err == nil && !same && still:
		return nil, 0, nil, fmt.Errorf("read %s: %w", w.Path, ErrChanged)
	}
	return Open(fsys, w.Path, buf)
}

// clean brings a file's bytes to UTF-8 in NFC and says what it had to change.
// The text is nil if it cannot be read as text.
func clean(file string, raw []byte) ([]byte, []diag.Diagnostic) {
	cleaned, report, err := text.Clean(raw)
	var bad *text.BadTextError
	if errors.As(err, &bad) {
		return nil, []diag.Diagnostic{badText(file, raw, bad)}
	}
	var found []diag.Diagnostic
	dropped(report, func(code diag.Code, offset int, args ...any) {
		found = append(found, diag.At(code, file, cleaned, offset, 1, args...))
	})
	if bytes.Contains(cleaned, []byte("<<<<<<< ")) { // far faster than the expression
		if at := conflicted.FindIndex(cleaned); at != nil {
			return nil, append(found, diag.At("git-conflict", file, cleaned, at[0], 7))
		}
	}
	return cleaned, found
}

// conflicted are the marks that Git leaves where two people changed the same
// lines: an opening and, below it, a closing one.
var conflicted = regexp.MustCompile(`(?ms)^<<<<<<< .*^>>>>>>> `)

// clean is the function clean, with advice.
func (r *Reader) clean(file string, raw []byte) ([]byte, []diag.Diagnostic) {
	cleaned, found := clean(file, raw)
	if r.Advise && cleaned != nil && len(cleaned) != len(raw) && text.NFC(string(raw)) != string(raw) {
		found = append(found, diag.Diagnostic{Code: "text-decomposed", File: file})
	}
	return cleaned, found
}

// dropped tells what cleaning took away, one diagnostic a sort.
func dropped(r text.Report, tell func(code diag.Code, offset int, args ...any)) {
	codes := [...]diag.Code{"invisible-character", "wrong-letter"}
	for i, removed := range [...][]text.Removed{r.Invisible, r.Eth} {
		if n := len(removed); n > 0 {
			tell(codes[i], removed[0].Offset, n, fmt.Sprintf("U+%04X", removed[0].Rune), string(removed[0].Rune))
		}
	}
}

var badTextCodes = map[text.BadText]diag.Code{
	text.NotUTF8: "not-utf8", text.UTF16: "text-utf16", text.Control: "control-character", text.Legacy: "legacy-encoding",
}

func badText(file string, raw []byte, bad *text.BadTextError) diag.Diagnostic {
	code := badTextCodes[bad.Kind]
	if bad.Kind == text.NotUTF8 || bad.Kind == text.Control {
		d := diag.At(code, file, raw, bad.Offset, 1)
		d.Line, d.Source = bad.Line, printable(d.Source)
		return d
	}
	return diag.Diagnostic{Code: code, File: file, Line: bad.Line, Source: bad.Found, Fix: bad.Meant, Args: []any{bad.Encoding}}
}

// readFile reads a regular file into buf; one of more than limit.File bytes is a
// diagnostic. Opening does not wait for the other end of a pipe that took the
// file's place since it was listed.
func readFile(fsys fs.FS, name string, buf *bytes.Buffer) (raw []byte, info fs.FileInfo, found []diag.Diagnostic, err error) {
	f, err := OpenFile(fsys, name)
	if err == nil {
		defer f.Close()
		info, err = f.Stat()
	}
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errors.New("not a regular file")
	case info.Size() > limit.File:
		return nil, info, []diag.Diagnostic{{Code: "file-size", File: name, Args: []any{limit.File >> 10}}}, nil
	default:
		buf.Reset()
		buf.Grow(int(info.Size()) + bytes.MinRead)
		_, err = buf.ReadFrom(io.LimitReader(f, limit.File))
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	return buf.Bytes(), info, nil, nil
}

// nonBlocking is what a file system offers that can open a file without
// waiting; os.Root does.
type nonBlocking interface {
	OpenFile(name string, flag int) (fs.File, error)
}

// OpenFile opens a source, which must be a regular file, without waiting.
func OpenFile(fsys fs.FS, name string) (fs.File, error) {
	if nb, ok := fsys.(nonBlocking); ok {
		return nb.OpenFile(name, syscall.O_RDONLY|syscall.O_NONBLOCK)
	}
	return fsys.Open(name)
}
