package release

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// ServeHTTP answers readers with the newest release, under the headers that the
// build wrote.
func (f *Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.handler.ServeHTTP(w, r) }

// compressed compresses text of more than 1 KB as the reader likes it. The ETag of
// what is compressed ends in -gzip or -zstd.
func (f *Folder) compressed() http.Handler {
	text := func(contentType string) bool { return strings.HasSuffix(contentType, charset) }
	wrap, _ := gzhttp.NewWrapper(gzhttp.SuffixETag("-gzip"), gzhttp.ContentTypeFilter(text)) // only other options can be wrong
	return wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.serve(f.current(), w, r) }))
}

const slowest = 32 << 10 // bytes a second, at which a file is not cut off

func (f *Folder) serve(s *state, w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, value := range s.headers {
		h.Set(name, value)
	}
	h.Set("Cache-Control", "no-cache") // kept by the reader, and asked about each time
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	if to := s.better(r.URL.Path); to != "" {
		http.Redirect(w, r, (&url.URL{Path: to, RawQuery: r.URL.RawQuery}).String(), http.StatusMovedPermanently)
		return
	}
	name := fileName(r.URL.Path)
	listed, ok := s.files[name]
	if !ok {
		h.Set("Content-Type", contentType("404.html"))
		w.WriteHeader(http.StatusNotFound)
		if page, _, err := openRegular(s.root, "404.html"); err == nil { // without one the status says it
			defer page.Close()
			_, _ = io.Copy(w, page) // the reader may be gone
		}
		return
	}
	o, whole, err := s.open(name, listed)
	switch {
	case err == nil:
		defer o.Close()
		listed.missed.Store(false)
		slow := time.Duration(listed.seen.Load().Size()/slowest) * time.Second
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute + slow))
		listed.send(w, r, name, o, whole)
	case f.current() != s: // its release was removed meanwhile
		f.serve(f.current(), w, r)
	default:
		if !listed.missed.Swap(true) {
			f.o.Log.Error("a file of the release cannot be served", "err", err)
		}
		http.Error(w, "not available now", http.StatusServiceUnavailable) // perhaps it is being copied
	}
}

// fileName is the file that an address stands for; a text that is no address (HTTP
// has *) stands for none.
func fileName(address string) string {
	name, ok := strings.CutPrefix(address, "/")
	if !ok && address != "" {
		return "/"
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	return name
}

// better is the address where readers should be sent instead, or "".
func (s *state) better(address string) string {
	folder := strings.TrimSuffix(address, "/index.html") + "/"
	if to, ok := s.Redirects[address]; ok {
		return to
	} else if s.files[fileName(folder)] != nil {
		return folder
	}
	return ""
}

// A file is one that the manifest lists.
type file struct {
	Sum    string                  `json:"sha256"` // in hexadecimal digits
	seen   atomic.Pointer[verdict] // of what lies on disk
	missed atomic.Bool             // it could not be read, and the log says so
}

type verdict struct {
	os.FileInfo
	whole bool // it has the bytes that the manifest lists
}

// open opens a listed file. While one release is copied over another, a file and the
// manifest can be of two. So its bytes are summed up when it is first asked for, and
// again when it was replaced.
func (s *state) open(name string, f *file) (o *os.File, whole bool, err error) {
	o, info, err := openRegular(s.root, name)
	if err != nil {
		return nil, false, err
	}
	v := f.seen.Load()
	if v == nil || !same(v.FileInfo, info) {
		h := sha256.New()
		if _, err := io.Copy(h, o); err != nil {
			return nil, false, errors.Join(err, o.Close())
		}
		v = &verdict{info, hex.EncodeToString(h.Sum(nil)) == f.Sum}
		f.seen.Store(v)
	}
	return o, v.whole, nil
}

// openRegular opens a file, and waits for no FIFO.
func openRegular(root *os.Root, name string) (*os.File, os.FileInfo, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file", name)
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, info, nil
}

func (f *file) send(w http.ResponseWriter, r *http.Request, name string, content io.ReadSeeker, whole bool) {
	h := w.Header()
	if whole {
		if strings.HasPrefix(name, "_assets/") && strings.Contains(name, "."+f.Sum[:10]+".") { // other bytes, other name
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		for _, encoding := range []string{"-gzip", "-zstd", ""} {
			h.Set("ETag", `"`+f.Sum[:32]+encoding+`"`)
			if strings.Contains(r.Header.Get("If-None-Match"), h.Get("ETag")) {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
	}
	h.Set("Content-Type", contentType(name))
	http.ServeContent(w, r, "", time.Time{}, content)
}

const charset = "; charset=utf-8" // what ends in it is text

const office = "application/vnd.openxmlformats-officedocument."

var contentTypes = map[string]string{
	".html": "text/html" + charset, ".htm": "text/html" + charset, ".css": "text/css" + charset, ".js": "text/javascript" + charset,
	".xml": "text/xml" + charset, ".txt": "text/plain" + charset, ".csv": "text/csv" + charset, ".json": "application/json" + charset,
	".webmanifest": "application/manifest+json" + charset, ".svg": "image/svg+xml" + charset, ".ico": "image/x-icon", ".woff2": "font/woff2",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif", ".mp3": "audio/mpeg",
	".mp4": "video/mp4", ".pdf": "application/pdf", ".zip": "application/zip", ".docx": office + "wordprocessingml.document",
	".xlsx": office + "spreadsheetml.sheet", ".pptx": office + "presentationml.presentation",
}

// contentType goes by the file's name, and not by the machine's table.
func contentType(name string) string {
	return cmp.Or(contentTypes[strings.ToLower(path.Ext(name))], "application/octet-stream")
}
