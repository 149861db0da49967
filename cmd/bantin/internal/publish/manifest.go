package publish

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	markerDir    = ".bantin"
	manifestName = markerDir + "/manifest.json"
	schema       = 1
)

// Meta is what the manifest says besides the files.
//
// The manifest, .bantin/manifest.json, is one JSON object. It holds no time of
// building: the same release and clock give the same bytes. Its members, in this
// order, the lists with one entry a line:
//
//	generator  string
//	schema     1
//	counter    {"baseline": visits carried over, "baseline_date": "2024-02-28" or ""}
//	headers    {name: value} or null, HTTP headers of every page
//	files      [{"path", "size", "sha256"}], by path, all but the manifest
//	retained   [{"path", "size", "sha256", "until"}], by path: assets of earlier
//	           releases, and until when they stay (RFC 3339, UTC)
//	pages      [address], sorted: what a visitor can count
//	redirects  {old address: address} or null
type Meta struct {
	Pages     []string
	Redirects map[string]string
	Headers   map[string]string
	Counter   Counter
	// Retain says which paths are theme assets. One that the new release has no
	// more is carried over for 30 days from the first build without it, because
	// readers of an old page still ask for it. nil retains nothing.
	Retain func(path string) bool
}

// Counter is what the manifest says of the visits before this site.
type Counter struct {
	Baseline     int64  `json:"baseline"`
	BaselineDate string `json:"baseline_date"`
}

// preamble is the manifest's first line but for the closing brace.
type preamble struct {
	Generator string            `json:"generator"`
	Schema    int               `json:"schema"`
	Counter   Counter           `json:"counter"`
	Headers   map[string]string `json:"headers"`
}

// A file of a release; its exported fields are its entry in the manifest.
type file struct {
	Path  string    `json:"path"`
	Size  int64     `json:"size"`
	Sum   digest    `json:"sha256"`
	Until time.Time `json:"until,omitzero"` // of a retained file
	fate  fate
}

func (f *file) retained() bool { return !f.Until.IsZero() }

// What became of a file, against the release before.
type fate uint8

const (
	unfinished fate = iota
	added
	changed
	same
)

type digest [sha256.Size]byte

func (d digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

func (d *digest) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(d)) {
		return errors.New("not a SHA-256 sum")
	}
	_, err := hex.Decode(d[:], text)
	return err
}

func (r *Release) writeManifest(m Meta, files []*file) error {
	f, err := r.newFile(manifestName)
	if err != nil {
		return err
	}
	line, err := json.Marshal(preamble{r.o.Generator, schema, m.Counter, m.Headers})
	w := bufio.NewWriterSize(f, 64<<10) // keeps the first error until Flush
	w.Write(bytes.TrimSuffix(line, []byte("}")))
	list(w, "files", slices.DeleteFunc(slices.Clone(files), (*file).retained))
	list(w, "retained", slices.DeleteFunc(files, func(f *file) bool { return !f.retained() }))
	list(w, "pages", slices.Sorted(slices.Values(m.Pages)))
	w.WriteString(",\n\"redirects\":")
	json.NewEncoder(w).Encode(m.Redirects)
	w.WriteString("}\n")
	return errors.Join(err, w.Flush(), f.Close())
}

func list[T any](w *bufio.Writer, name string, entries []T) {
	end := ",\n\"" + name + "\":[\n"
	for _, e := range entries {
		line, _ := json.Marshal(e)
		w.WriteString(end)
		w.Write(line)
		end = ",\n"
	}
	if len(entries) == 0 {
		w.WriteString(end)
	}
	w.WriteString("]")
}

// readManifest checks that the manifest in dir is ours and, unless each is nil,
// calls it for every file and retained file.
func readManifest(dir string, each func(*file) error) error {
	name := filepath.Join(dir, manifestName)
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("no %s", manifestName)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan()
	var first preamble
	err = json.Unmarshal(append(bytes.TrimSuffix(lines.Bytes(), []byte(",")), '}'), &first)
	if err != nil || first.Schema != schema {
		return fmt.Errorf("%s has not schema %d", manifestName, schema)
	}
	for each != nil && lines.Scan() {
		if !bytes.HasPrefix(lines.Bytes(), []byte(`{"path":`)) {
			continue
		}
		var entry file
		if err := json.Unmarshal(bytes.TrimRight(lines.Bytes(), ",]"), &entry); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := each(&entry); err != nil {
			return err
		}
	}
	return lines.Err()
}
