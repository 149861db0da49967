// Package build renders every address of a site and publishes the result in
// one step, or tells everything that is wrong and publishes nothing.
package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/publish"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/work"
)

// A Report is what a build tells.
type Report struct {
	Found     []diag.Diagnostic // sorted; with an error among them nothing was published
	Site      *site.Site        // nil if the settings could not be read
	Outside   []diag.Diagnostic // where links to other sites stand, if the loader advises
	Published bool
	Summary   publish.Summary
}

// Options say where to publish and who wants to see how far the work is.
type Options struct {
	publish.Options
	Loaded   func(*site.Site)      // called when the sources were read; may be nil
	Progress func(done, total int) // called now and then, from any goroutine; may be nil
}

// Run builds the site that l loads. The clock in o is set to the site's.
func Run(ctx context.Context, l *render.Loader, o Options) (Report, error) {
	return steadily(l, o, func(b *builder) error {
		faults, err := b.load(ctx)
		switch {
		case err != nil || b.renderer == nil:
			return err
		case faults: // nothing will be published; the rest of the faults are worth knowing
			return b.render(ctx, nil)
		}
		return b.publish(ctx)
	})
}

// Check renders every address of the site that l loads and keeps nothing: what
// remains is the list of faults.
func Check(ctx context.Context, l *render.Loader, o Options) (Report, error) {
	return steadily(l, o, func(b *builder) error {
		if _, err := b.load(ctx); err != nil || b.renderer == nil {
			return err
		}
		return b.render(ctx, nil)
	})
}

// attempts is how often a build begins before it gives up on sources that change
// all the time.
const attempts = 5

// steadily begins again when a source changed or went after it was read: a page
// is never made of an old headline and a new text.
func steadily(l *render.Loader, o Options, do func(*builder) error) (Report, error) {
	for n := 1; ; n++ {
		b := &builder{loader: l, options: o}
		err := do(b)
		if n == attempts || !errors.Is(err, content.ErrChanged) && !errors.Is(err, fs.ErrNotExist) {
			return b.report(), err
		}
	}
}

type builder struct {
	loader   *render.Loader
	renderer *render.Renderer
	options  Options
	found    diag.List
	done     atomic.Int64
	failed   atomic.Bool
	mu       sync.Mutex
	facts    []render.Facts // guarded by mu

	published bool
	summary   publish.Summary
}

func (b *builder) report() Report {
	r := Report{Found: b.found.Sorted(), Published: b.published, Summary: b.summary}
	if b.renderer != nil {
		r.Site, r.Outside = b.renderer.Site, b.renderer.Site.Outside
		for _, f := range b.facts {
			r.Outside = append(r.Outside, f.Outside...)
		}
	}
	return r
}

// load reads the sources, and tells whether they have faults.
func (b *builder) load(ctx context.Context) (faults bool, err error) {
	r, found, err := b.loader.Load(ctx, nil)
	b.renderer, b.found = r, diag.List{}
	b.found.Add(found...)
	if r != nil && b.options.Loaded != nil {
		b.options.Loaded(r.Site)
	}
	return diag.Errors(found) > 0, err
}

func (b *builder) publish(ctx context.Context) (err error) {
	o := b.options.Options
	o.Now = b.renderer.Site.Now
	waited := false
	o.OnWait = func(pid string) {
		if waited = true; b.options.OnWait != nil {
			b.options.OnWait(pid)
		}
	}
	release, err := publish.Begin(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		if abort := release.Abort(); err == nil {
			err = abort
		}
	}()
	if waited { // what was read is old: the build before this one may have seen more
		if faults, err := b.load(ctx); err != nil || faults {
			return err
		}
	}
	if err := b.render(ctx, release); err != nil || b.failed.Load() {
		return err
	}
	if err := release.Write(".bantin/headers.conf", render.HeaderFile(b.renderer.Site)); err != nil {
		return err
	}
	b.summary, err = release.Commit(ctx, b.meta())
	b.published = err == nil
	return err
}

// render renders every address into the release, or to nowhere, and joins what
// the pages say of each other.
func (b *builder) render(ctx context.Context, release *publish.Release) error {
	addresses, unseen := b.renderer.Site.Addresses(), b.renderer.Unseen()
	err := work.Each(ctx, len(unseen), func(i int) error {
		res, err := b.renderer.Survey(unseen[i])
		b.learn(res)
		return err
	})
	order := b.renderer.Site.Order()
	for turn := 0; turn < 2 && err == nil; turn++ {
		err = work.Each(ctx, len(addresses), func(i int) error {
			a := addresses[order[i]]
			if late := a.MadeWithAnother(); late != (turn == 1) {
				return nil
			}
			err := b.one(a, release)
			if done := int(b.done.Add(1)); b.options.Progress != nil && (done%64 == 0 || a.Kind == site.PictureFile) {
				b.options.Progress(done, len(addresses))
			}
			return err
		})
	}
	b.note(b.renderer.Join(b.facts))
	return err
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// recycle keeps a buffer for the next page, but for one that a site map grew.
func recycle(b *bytes.Buffer) {
	if b.Cap() < 1<<20 {
		buffers.Put(b)
	}
}

func (b *builder) one(a site.Address, release *publish.Release) error {
	page := buffers.Get().(*bytes.Buffer)
	defer recycle(page)
	page.Reset()
	res, err := b.renderer.Render(a, page)
	if err != nil {
		return fmt.Errorf("render %s: %w", a.Path, err)
	}
	b.learn(res)
	switch {
	case release == nil || b.failed.Load():
		return nil
	case res.Open != nil:
		return release.Copy(a.Output, func() (io.ReadCloser, error) { return res.Open() })
	}
	return release.Write(a.Output, page.Bytes())
}

// learn takes what a body tells.
func (b *builder) learn(res render.Result) {
	b.note(res.Found)
	if len(res.Facts.IDs)+len(res.Facts.Links)+len(res.Facts.Outside) > 0 {
		b.mu.Lock()
		b.facts = append(b.facts, res.Facts)
		b.mu.Unlock()
	}
}

func (b *builder) note(found []diag.Diagnostic) {
	b.found.Add(found...)
	if diag.Errors(found) > 0 {
		b.failed.Store(true)
	}
}

// meta is what the manifest says besides the files.
func (b *builder) meta() publish.Meta {
	s := b.renderer.Site
	m := publish.Meta{
		Redirects: map[string]string{},
		Headers:   render.Headers(s),
		Site:      publish.Site{Title: s.Title, BaseURL: s.BaseURL, Timezone: s.Zone.String()},
		Counter:   publish.Counter{Endpoint: s.Counter.Endpoint, Baseline: s.Counter.Baseline},
		Retain:    func(path string) bool { return strings.HasPrefix(path, "_assets/") },
	}
	if !s.Counter.BaselineDate.IsZero() {
		m.Counter.BaselineDate = s.Counter.BaselineDate.ISO()
	}
	for _, a := range s.Addresses() {
		switch {
		case a.Kind == site.AliasPage && a.Article != nil:
			m.Redirects[a.Path] = a.Article.URL
		case a.Kind.IsPage():
			m.Pages = append(m.Pages, publish.Page{Path: a.Path, Title: a.Title()})
		}
	}
	return m
}

// Generator names this program in what it publishes.
const Generator = "bantin"
