package publish

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/text"
)

const (
	markerDir    = ".bantin"
	manifestName = markerDir + "/manifest.json"
	schema       = 1
	retention    = 30 * 24 * time.Hour // readers of an old page get its assets for so long
)

// Meta is what the manifest says besides the files.
//
// The manifest, .bantin/manifest.json, is one JSON object. It holds no time of
// building: the same release and clock give the same bytes. Its members, in this
// order, the lists with one entry a line:
//
//	generator  string
//	schema     1
//	site       {"title", "base_url", "timezone"}: whose visits are counted, and
//	           where its days begin
//	counter    {"endpoint": as in the settings, "baseline": visits carried over,
//	           "baseline_date": "2024-02-28" or ""}
//	headers    {name: value} or null, HTTP headers of every page
//	files      [{"path", "size", "sha256"}], by path, all but the manifest
//	retained   [{"path", "size", "sha256", "until"}], by path: assets of earlier
//	           releases, and until when they stay (RFC 3339, UTC)
//	pages      [{"path": address, "title": "" where it has none of its own}],
//	           by path: what a visit can be counted on
//	redirects  {old address: address} or null
type Meta struct {
	Site      Site
	Counter   Counter
	Headers   map[string]string
	Pages     []Page
	Redirects map[string]string
	// Retain says which paths are theme assets. One that the new release has no
	// more is carried over for 30 days from the first build without it, because
	// readers of an old page still ask for it. nil retains nothing.
	Retain func(path string) bool
}

// Site is what the manifest says of the site as a whole.
type Site struct {
	Title    string `json:"title"`
	BaseURL  string `json:"base_url"`
	Timezone string `json:"timezone"`
}

// A Page is one that visits are counted on.
type Page struct {
	Path  string `json:"path"`
	Title string `json:"title"`
}

// Counter is what the manifest says of the counting service, and of the visits
// before this site.
type Counter struct {
	Endpoint     string `json:"endpoint"`
	Baseline     int64  `json:"baseline"`
	BaselineDate string `json:"baseline_date"`
}

// A file of a release; its exported fields are its entry in the manifest.
type file struct {
	Path          string     `json:"path"`
	Size          int64      `json:"size"`
	Sum           sum        `json:"sha256"`
	Until         *time.Time `json:"until,omitempty"` // of a retained file
	done          bool       // written to its end
	same, changed bool       // against the release before; one that is neither is new
}

func (f *file) retained() bool { return f.Until != nil }

// A sum is a SHA-256, in the manifest in hexadecimal digits.
type sum [sha256.Size]byte

func (s sum) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

func (s *sum) UnmarshalText(digits []byte) error {
	if len(digits) != hex.EncodedLen(len(s)) {
		return fmt.Errorf("%q is no SHA-256", digits)
	}
	_, err := hex.Decode(s[:], digits)
	return err
}

func (r *Release) writeManifest(m Meta, files []*file) error {
	f, err := r.newFile(manifestName)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10) // keeps the first error until Flush
	member(w, "{", "generator", r.o.Generator)
	member(w, ",", "schema", schema)
	member(w, ",", "site", m.Site)
	member(w, ",", "counter", m.Counter)
	member(w, ",", "headers", m.Headers)
	list(w, "files", slices.DeleteFunc(slices.Clone(files), (*file).retained))
	list(w, "retained", slices.DeleteFunc(files, func(f *file) bool { return !f.retained() }))
	list(w, "pages", slices.SortedFunc(slices.Values(m.Pages), func(a, b Page) int { return strings.Compare(a.Path, b.Path) }))
	member(w, ",\n", "redirects", m.Redirects)
	w.WriteString("\n}\n")
	return errors.Join(w.Flush(), flushFile(f), f.Close())
}

func member(w *bufio.Writer, before, name string, value any) {
	line, _ := json.Marshal(value)
	fmt.Fprintf(w, "%s%q:%s", before, name, line)
}

func list[T any](w *bufio.Writer, name string, entries []T) {
	fmt.Fprintf(w, ",\n%q:[", name)
	before := "\n"
	for _, e := range entries {
		line, _ := json.Marshal(e)
		w.WriteString(before)
		w.Write(line)
		before = ",\n"
	}
	w.WriteString("]")
}

// readManifest checks that the manifest in dir is ours and, unless each is nil,
// calls it for every file and retained file.
func readManifest(dir string, each func(*file) error) error {
	f, err := os.OpenFile(filepath.Join(dir, manifestName), os.O_RDONLY|noFollow, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	if !lines.Scan() || !bytes.Contains(lines.Bytes(), fmt.Appendf(nil, `,"schema":%d,`, schema)) {
		return fmt.Errorf("%s has not schema %d", manifestName, schema)
	}
	for each != nil && lines.Scan() && !bytes.HasPrefix(lines.Bytes(), []byte(`"pages":`)) {
		var entry file
		if json.Unmarshal(bytes.TrimRight(lines.Bytes(), ",]"), &entry) != nil {
			continue // where a list begins
		}
		if err := each(&entry); err != nil {
			return err
		}
	}
	return lines.Err()
}

// inherit goes through the release before, carries over what is to be retained,
// and answers what is gone.
func (r *Release) inherit(retain func(path string) bool) (removed []string, err error) {
	if !r.hasOld {
		return nil, nil
	}
	old, err := os.OpenRoot(r.place.output)
	if err != nil {
		return nil, err
	}
	defer old.Close()
	r.before = map[string]bool{".": true, markerDir: true}
	err = readManifest(r.place.output, func(f *file) error {
		for dir := path.Dir(f.Path); !r.before[dir]; dir = path.Dir(dir) {
			r.before[dir] = true
		}
		other := r.files[text.Key(f.Path)]
		if other != nil && other.Path == f.Path {
			return nil
		}
		if !f.retained() && retain != nil && retain(f.Path) {
			until := r.o.Now.Add(retention).UTC().Truncate(time.Second)
			f.Until = &until
		}
		info, err := old.Lstat(f.Path)
		if err != nil || !info.Mode().IsRegular() || other != nil || !f.retained() || !r.o.Now.Before(*f.Until) {
			removed = append(removed, f.Path)
			return nil
		}
		return r.add(&file{Path: f.Path, Until: f.Until}, info.Size(), func() (io.ReadCloser, error) {
			return old.Open(f.Path)
		})
	})
	slices.Sort(removed)
	return removed, err
}
