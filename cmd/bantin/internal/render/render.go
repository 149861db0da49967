// Package render answers one address of a site with its bytes. Build, preview
// and check are uses of it: nothing is rendered here that was not asked for,
// and nothing is kept but what one page tells of others.
package render

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/feed"
	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/site"
)

// A Renderer renders one site. Safe for concurrent use.
type Renderer struct {
	Site     *site.Site
	layouts  *layout.Layouts
	assets   *layout.Assets
	sources  fs.FS
	markdown *markdown.Converter
	limit    time.Duration // of one conversion
	advise   bool
}

// New makes a renderer of a site whose sources lie in fsys.
func New(s *site.Site, theme *layout.Theme, fsys fs.FS, md *markdown.Converter) *Renderer {
	return &Renderer{Site: s, layouts: theme.Bind(), assets: theme.Assets(), sources: fsys, markdown: md, limit: limit.PageTime}
}

// A Result is what rendering an address tells besides its bytes.
type Result struct {
	Copy  string // source file that is the address's bytes; then nothing was written
	Facts Facts
	Found []diag.Diagnostic // with an error among them the bytes are not for readers
}

// Facts are what a page's body offers to links and asks of other pages.
type Facts struct {
	Path   string
	Source string
	markdown.Facts
}

// Render writes an address's bytes to dst.
func (r *Renderer) Render(a site.Address, dst *bytes.Buffer) (Result, error) {
	switch a.Kind {
	case site.ArticleFile, site.StaticFile:
		return Result{Copy: a.File}, nil
	case site.AssetFile:
		asset, ok := r.assets.Get(a.Path)
		if !ok {
			return Result{}, fmt.Errorf("render %s: no such asset", a.Path)
		}
		dst.Write(asset.Bytes)
		return Result{}, nil
	case site.FeedFile:
		return Result{}, feed.Atom(dst, r.Site, a.Section, a.Path)
	case site.SitemapFile:
		feed.Sitemap(dst, r.Site, a.Number)
		return Result{}, nil
	case site.RobotsFile:
		feed.Robots(dst, r.Site)
		return Result{}, nil
	}
	return r.page(a, dst)
}

// Open opens the source of a Result's Copy.
func (r *Renderer) Open(name string) (io.ReadSeekCloser, error) {
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

// Bodies are the addresses that show a source's body.
func (r *Renderer) Bodies() iter.Seq[site.Address] {
	return func(yield func(site.Address) bool) {
		for _, a := range r.Site.Addresses() {
			if Source(a) != "" && !yield(a) {
				return
			}
		}
	}
}

// Faulty looks through the bodies of sources that are no pages because of a
// fault: what is wrong there is told together with it.
func (r *Renderer) Faulty() (found []diag.Diagnostic, err error) {
	for _, source := range r.Site.Faulty() {
		res, err := r.body(site.Address{}, source, new(bytes.Buffer))
		if err != nil {
			return nil, err
		}
		found = append(found, res.Found...)
	}
	return found, nil
}

// Survey is what Render tells of an address's body, without the page around it.
func (r *Renderer) Survey(a site.Address) (Result, error) {
	return r.body(a, Source(a), new(bytes.Buffer))
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
	text, start, found, err := r.open(a, source, file)
	if err != nil || diag.Errors(found) > 0 {
		res.Found = found
		return res, err
	}
	type outcome struct {
		facts markdown.Facts
		found []diag.Diagnostic
	}
	done := make(chan outcome, 1)
	go func() {
		facts, found := r.markdown.Convert(dst, markdown.Source{File: source, Text: text, Body: start, Advise: r.advise}, r.resolver(source))
		done <- outcome{facts, found}
	}()
	timer := time.NewTimer(r.limit)
	defer timer.Stop()
	select {
	case o := <-done:
		buffers.Put(file)
		res.Facts.Facts, res.Found = o.facts, append(found, o.found...)
		return res, nil
	case <-timer.C:
		return res, fmt.Errorf("convert %s: not done after %s", source, r.limit)
	}
}

func (r *Renderer) open(a site.Address, source string, buf *bytes.Buffer) ([]byte, int, []diag.Diagnostic, error) {
	if a.Article != nil {
		return a.Article.Open(r.sources, buf)
	}
	return content.Open(r.sources, source, buf)
}

func (r *Renderer) resolver(source string) markdown.Resolve {
	return func(dest string, image bool) markdown.Resolved {
		l := r.Site.Resolve(source, dest)
		switch {
		case l.Held != "":
			return markdown.Resolved{Code: "link-held", Args: []any{l.Held}}
		case l.Faulty:
			return markdown.Resolved{}
		case l.Code == "" && image && !site.IsPicture(l.Path):
			return markdown.Resolved{Code: "image-type", Args: []any{dest}}
		case l.Code != "":
			return markdown.Resolved{Code: l.Code, Args: l.Args}
		}
		return markdown.Resolved{Href: l.Href, Path: l.Path}
	}
}
