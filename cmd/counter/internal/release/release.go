// Package release is the folder that `bantin build` published: what the counter
// knows of the site, and the files that it serves to readers.
//
// A [Release] is what one manifest says. A [Folder] follows the folder, or its
// manifest alone: from the moment another release takes the place of the one before,
// answers are those of the new one, and no answer mixes the two.
//
// Refused are a manifest that is missing, cut short, of another form or of another
// site. At the start that is an error; later the last good release stays in use.
// Readers get nothing that the manifest does not list, nothing through a link that
// leads out of the folder, and no bytes under the ETag of others.
package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"
)

// A Release is what a manifest says. It never changes.
type Release struct {
	Site      Site
	Counter   Counter
	Zone      *time.Location
	Redirects map[string]string // old addresses that lead to a page, and that page

	headers map[string]string
	titles  map[string]string // by page
	files   map[string]*file  // by path, those that readers may have
}

// Site is whose visits are counted.
type Site struct {
	Title    string `json:"title"`
	BaseURL  string `json:"base_url"` // the origin: https://example.org
	Timezone string `json:"timezone"`
}

// Counter is what the site says of its counter.
type Counter struct {
	Endpoint     string `json:"endpoint"` // a path, an address elsewhere or ""
	Baseline     int64  `json:"baseline"` // visits carried over from another site
	BaselineDate string `json:"baseline_date"`
}

// Page is the page that visits of an address count for.
func (r *Release) Page(address string) (page string, ok bool) {
	if to, moved := r.Redirects[address]; moved {
		return to, true
	}
	return address, r.has(address)
}

func (r *Release) has(page string) bool {
	_, ok := r.titles[page]
	return ok
}

// Title is a page's own title, or "".
func (r *Release) Title(page string) string { return r.titles[page] }

// read reads a manifest by its tokens, for that of a large site has 40 MB. Files are
// kept if they are to be served.
func read(src io.Reader, serve bool) (*Release, error) {
	r := &Release{titles: map[string]string{}, files: map[string]*file{}}
	p := parser{d: json.NewDecoder(src)}
	var generator string
	var redirects map[string]string
	p.expect(json.Delim('{'))
	p.member("generator", &generator)
	p.expect("schema")
	p.expect(float64(1))
	p.member("site", &r.Site)
	p.member("counter", &r.Counter)
	p.member("headers", &r.headers)
	addFile := func() error { return r.addFile(p.d, serve) }
	p.list("files", addFile)
	p.list("retained", addFile)
	p.list("pages", func() error { return r.addPage(p.d) })
	p.member("redirects", &redirects)
	p.expect(json.Delim('}'))
	if errors.Is(p.err, io.EOF) || errors.Is(p.err, io.ErrUnexpectedEOF) {
		return nil, errors.New("it is cut short")
	}
	if p.err == nil {
		p.err = r.complete(redirects)
	}
	return r, p.err
}

// A parser reads what has to come next, until its first error.
type parser struct {
	d   *json.Decoder
	err error
}

func (p *parser) expect(want json.Token) {
	if p.err != nil {
		return
	}
	var got json.Token
	if got, p.err = p.d.Token(); p.err == nil && got != want {
		p.err = fmt.Errorf("byte %d: %v stands where %v should", p.d.InputOffset(), got, want)
	}
}

func (p *parser) member(name string, to any) {
	if p.expect(name); p.err == nil {
		p.err = p.d.Decode(to)
	}
}

func (p *parser) list(name string, add func() error) {
	p.expect(name)
	p.expect(json.Delim('['))
	for p.err == nil && p.d.More() {
		p.err = add()
	}
	p.expect(json.Delim(']'))
}

// addFile passes over names with a leading full stop: they are not for readers.
func (r *Release) addFile(d *json.Decoder, serve bool) error {
	var f struct {
		Path string `json:"path"`
		file
	}
	err := d.Decode(&f)
	if err == nil && (!fs.ValidPath(f.Path) || len(f.Sum) != 64) {
		err = fmt.Errorf("%q is no file's path, or %q no SHA-256", f.Path, f.Sum)
	}
	if hidden := strings.Contains("/"+strings.TrimPrefix(f.Path, ".well-known/"), "/."); serve && !hidden {
		r.files[f.Path] = &file{Sum: f.Sum}
	}
	return err
}

func (r *Release) addPage(d *json.Decoder) error {
	var p struct{ Path, Title string }
	err := d.Decode(&p)
	clean := path.Clean(p.Path)
	rooted := path.IsAbs(clean) && (p.Path == clean || p.Path == clean+"/")
	if err == nil && (!rooted || strings.ContainsFunc(p.Path, unicode.IsControl)) {
		err = fmt.Errorf("%q is no page's address", p.Path)
	}
	r.titles[p.Path] = p.Title
	return err
}

// complete checks what is known of the site, and keeps of the redirects those that
// lead to a page, at most ten apart.
func (r *Release) complete(redirects map[string]string) (err error) {
	u, err := url.Parse(r.Site.BaseURL)
	if err != nil || u.Host == "" || r.Site.BaseURL != u.Scheme+"://"+u.Host {
		return fmt.Errorf("the base URL %q is no origin", r.Site.BaseURL)
	}
	if r.Zone, err = time.LoadLocation(r.Site.Timezone); err != nil || r.Site.Timezone == "" {
		return fmt.Errorf("the time zone %q is unknown", r.Site.Timezone)
	}
	if r.Counter.Baseline < 0 {
		return fmt.Errorf("the baseline is negative: %d", r.Counter.Baseline)
	}
	r.Redirects = make(map[string]string, len(redirects))
	for old, to := range redirects {
		for hops := 0; hops < 9 && !r.has(to); hops++ {
			to = redirects[to]
		}
		if r.has(to) && !r.has(old) {
			r.Redirects[old] = to
		}
	}
	return nil
}
