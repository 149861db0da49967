// Package render answers one address of a site with its bytes. Build, preview
// and check are uses of it: nothing is rendered here that was not asked for,
// and nothing is kept but what one page tells of others.
package render

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/feed"
	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/site"
)

// A Renderer renders one site. Safe for concurrent use.
type Renderer struct {
	Site     *site.Site
	soon     *site.Site // as it will be with all that is scheduled
	done     *site.Site // and with the drafts, if these are looked at
	layouts  *layout.Layouts
	assets   *layout.Assets
	sources  fs.FS
	markdown *markdown.Converter
	pictures *picture.Store
	limit    time.Duration // of one conversion
	advise   bool
	still    bool // a page's source that changed since it was read is an error
}

// Styles are the theme's style sheets.
func (r *Renderer) Styles() []*layout.Asset { return r.assets.Styles() }

// Restyles tells whether pages differ from those of the renderer before, which may
// be nil, in their style sheets alone, as long as no body has changed.
func (r *Renderer) Restyles(before *Renderer) bool {
	return before != nil && r.Site.SameSources(before.Site) && r.layouts.Restyles(before.layouts)
}

// A Result is what rendering an address tells besides its bytes.
type Result struct {
	Open  func() (io.ReadSeekCloser, error) // the address's bytes, if nothing was written; nil without any
	Facts Facts
	Found []diag.Diagnostic // with an error among them the bytes are not for readers
}

// Facts are what a page's body offers to links and asks of other pages.
type Facts struct {
	Path   string
	Source string
	waits  site.Reason // of a page that readers do not see yet
	markdown.Facts
}

// Render writes an address's bytes to dst.
func (r *Renderer) Render(a site.Address, dst *bytes.Buffer) (Result, error) {
	switch a.Kind {
	case site.ArticleFile, site.StaticFile:
		return Result{Open: func() (io.ReadSeekCloser, error) { return r.open(a.File) }}, nil
	case site.PictureFile:
		return r.ready(a)
	case site.AssetFile:
		asset, ok := r.assets.Get(a.Path)
		if !ok {
			return Result{}, fmt.Errorf("render %s: no such asset", a.Path)
		}
		dst.Write(asset.Bytes)
		return Result{}, nil
	case site.FeedFile:
		return Result{}, feed.Atom(dst, r.Site, a.Section, a.Path)
	case site.DataFile:
		return Result{}, feed.Data(dst, r.Site, a.Section, a.Number, a.Path)
	case site.SitemapFile:
		feed.Sitemap(dst, r.Site, a.Number)
		return Result{}, nil
	case site.RobotsFile:
		feed.Robots(dst, r.Site)
		return Result{}, nil
	}
	return r.page(a, dst)
}

func (r *Renderer) open(name string) (io.ReadSeekCloser, error) {
	f, err := content.OpenFile(r.sources, name)
	if err != nil {
		return nil, err
	}
	return f.(io.ReadSeekCloser), nil // as all regular files are
}

func (r *Renderer) page(a site.Address, dst *bytes.Buffer) (Result, error) {
	body := buffers.Get().(*bytes.Buffer)
	body.Reset()
	res := Result{}
	source := Source(a)
	if source != "" {
		var err error
		if res, err = r.body(a, source, body); err != nil {
			return res, err
		}
	}
	kind, view := r.view(a, body)
	if d := r.layouts.Execute(dst, kind, view, source); d != nil {
		res.Found = append(res.Found, *d)
	}
	buffers.Put(body) // not before: a conversion that was given up still writes
	return res, nil
}

// Try executes the layouts for one page of each kind, without its body, and
// tells their faults: most show only then.
func (r *Renderer) Try() (found []diag.Diagnostic) {
	tried := map[[2]any]bool{}
	for _, a := range r.Site.Addresses() {
		sort := [2]any{a.Kind, a.Tag != nil}
		if a.Kind > site.AliasPage || tried[sort] {
			continue
		}
		tried[sort] = true
		kind, view := r.view(a, new(bytes.Buffer))
		if d := r.layouts.Execute(new(bytes.Buffer), kind, view, Source(a)); d != nil {
			found = append(found, *d)
		}
	}
	return found
}

// A Body is what a source says below its header.
type Body struct {
	site.Address // of the page that shows it; of a faulty source there is none
	Source       string
	waits        site.Reason // why readers do not see the page yet
}

// Bodies are those that pages show.
func (r *Renderer) Bodies() (list []Body) {
	for _, a := range r.Site.Addresses() {
		if source := Source(a); source != "" {
			list = append(list, Body{Address: a, Source: source})
		}
	}
	return list
}

// Unseen are those that no page shows now: of faulty sources, of scheduled
// articles, and of drafts if these are looked at. What is scheduled counts, since
// at its hour a fault would stop publishing when nobody is looking.
func (r *Renderer) Unseen() (list []Body) {
	for _, source := range r.Site.Faulty() {
		list = append(list, Body{Source: source})
	}
	for _, h := range r.Site.Held {
		if h.Reason == site.Scheduled || h.Reason == site.Draft && r.done != r.soon {
			then := r.until(h.Reason).Site
			a, _ := then.Lookup(then.Resolve(h.Article.Path, "").Path)
			list = append(list, Body{a, h.Article.Path, h.Reason})
		}
	}
	return list
}

// until renders the site as it will be when what is held back for a reason is not
// any more; for none as it is.
func (r *Renderer) until(waits site.Reason) *Renderer {
	switch waits {
	case site.Scheduled:
		return r.with(r.soon)
	case site.Draft:
		return r.with(r.done)
	}
	return r
}

// with renders another site of the same sources.
func (r *Renderer) with(s *site.Site) *Renderer {
	other := *r
	other.Site, other.soon, other.done = s, s, s
	return &other
}

// Survey is what Render would tell of a body, without the page around it.
func (r *Renderer) Survey(b Body) (Result, error) {
	res, err := r.until(b.waits).body(b.Address, b.Source, new(bytes.Buffer))
	if b.waits != "" {
		res.Facts.waits, res.Found = b.waits, diag.Later(res.Found, b.waits.When())
	}
	if b.waits == site.Draft { // it is still being written
		res.Found = slices.DeleteFunc(res.Found, func(d diag.Diagnostic) bool { return d.Later == diag.Now })
	}
	return res, err
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Source is the file whose body a page shows, "" if it shows none.
func Source(a site.Address) string {
	switch {
	case a.Kind == site.ArticlePage || a.Kind == site.PlainPage:
		return a.Article.Path
	case a.Section != nil && a.Number == 0 && (a.Kind == site.HomePage || a.Kind == site.ListPage):
		return a.Section.Path
	}
	return ""
}

// body converts a source's body.
func (r *Renderer) body(a site.Address, source string, dst *bytes.Buffer) (Result, error) {
	res := Result{Facts: Facts{Path: a.Path, Source: source}}
	file := buffers.Get().(*bytes.Buffer)
	text, start, found, err := r.openBody(a, source, file)
	if err != nil || diag.Errors(found) > 0 {
		res.Found = found
		return res, err
	}
	var facts markdown.Facts // these two are the conversion's until it is done
	var more []diag.Diagnostic
	done := make(chan struct{})
	go func() {
		defer close(done)
		facts, more = r.markdown.Convert(dst, markdown.Source{File: source, Text: text, Body: start, Advise: r.advise, First: a.Article != nil && a.Article.Image == nil}, r.resolver(source))
	}()
	timer := time.NewTimer(r.limit)
	defer timer.Stop()
	select {
	case <-done:
		buffers.Put(file)
		res.Facts.Facts, res.Found = facts, append(found, more...)
		return res, nil
	case <-timer.C:
		return res, fmt.Errorf("convert %s: not done after %s", source, r.limit)
	}
}

func (r *Renderer) openBody(a site.Address, source string, buf *bytes.Buffer) ([]byte, int, []diag.Diagnostic, error) {
	switch {
	case a.Article != nil:
		return a.Article.Open(r.sources, buf, r.still)
	case a.Section != nil:
		return a.Section.Open(r.sources, buf, r.still)
	}
	return content.Open(r.sources, source, buf)
}

func (r *Renderer) resolver(source string) markdown.Resolve {
	return func(dest string, image bool) markdown.Resolved {
		l := r.Site.Resolve(source, dest)
		switch {
		case l.Held != "":
			return markdown.Resolved{Path: r.soon.Resolve(source, dest).Path, Code: "link-held", Args: []any{l.Held}}
		case l.Faulty:
			return markdown.Resolved{}
		case l.Code == "" && image && !site.IsPicture(l.Path):
			return markdown.Resolved{Code: "image-type", Args: []any{dest}}
		case l.Code != "":
			return markdown.Resolved{Code: l.Code, Args: l.Args}
		}
		res := markdown.Resolved{Href: l.Href, Path: l.Path}
		if image {
			img := r.image(l.Href, l.Path)
			res.Href, res.Srcset, res.Sizes, res.Width, res.Height = img.Src, img.Srcset, img.Sizes, img.Width, img.Height
		}
		return res
	}
}
