package render

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/site"
)

// A Loader makes renderers of a site as its sources are now. Loading again
// reads only what changed. Not safe for concurrent use.
type Loader struct {
	Sources fs.FS                               // the site's folder
	Theme   fs.FS                               // the built-in layouts
	Now     func(zone *time.Location) time.Time // the clock, asked once a load
	Drafts  bool                                // show what is not live yet
	Sample  bool                                // generated articles are among the sources
	BaseURL string                              // replaces the settings' if not empty
	Once    bool                                // nothing is kept between loadings; a page's source may not change after one
	Advise  bool                                // tell what could be better, too

	Pictures *picture.Store // makes them ready for readers

	reader   *content.Reader
	markdown *markdown.Converter
	theme    *layout.Theme // the last without errors
	static   []string
	// The faults of the theme and of static/, and those of the renderer's site.
	themeFound, staticFound, siteFound []diag.Diagnostic

	tree     *content.Tree
	renderer *Renderer // of tree, theme and static
}

// Load reads the sources and makes a renderer of everything that is sound, with
// the last sound theme; it is nil if the settings are not, or no theme. touched
// names the only files that may have changed since the last loading; nil is any.
// As long as nothing but bodies changed, the renderer is the one that was returned
// before. The diagnostics are those that are known before any body is converted;
// the error is the machine's.
func (l *Loader) Load(ctx context.Context, touched []string) (*Renderer, []diag.Diagnostic, error) {
	if l.reader == nil {
		l.markdown = markdown.New()
		l.reader = &content.Reader{FS: l.Sources, Once: l.Once, Advise: l.Advise, Summary: func(file string, text []byte, body int) string {
			return l.markdown.Summary(markdown.Source{File: file, Text: text, Body: body})
		}}
	}
	if err := errors.Join(l.readStatic(touched), l.readTheme(touched)); err != nil {
		return nil, nil, err
	}
	sources, _ := below("content/", touched)
	tree, found, err := l.reader.Read(ctx, sources)
	if err != nil || tree == nil {
		return nil, found, err
	}
	if found = slices.Concat(found, l.staticFound, l.themeFound); l.theme == nil {
		return nil, found, nil
	}
	if now := l.Now(tree.Settings.Zone); l.renderer == nil || tree != l.tree || l.renderer.due(now) {
		l.tree = tree
		l.make(now)
	}
	return l.renderer, append(found, l.siteFound...), nil
}

// Changed names the Markdown files that the last loading found changed.
func (l *Loader) Changed() []string { return l.reader.Changed() }

// below picks the names in a folder, and tells whether there are any; nil is any.
func below(folder string, names []string) ([]string, bool) {
	if names == nil {
		return nil, true
	}
	picked := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasPrefix(name+"/", folder) })
	return picked, len(picked) > 0
}

func (l *Loader) readStatic(touched []string) error {
	if _, any := below("static/", touched); !any {
		return nil
	}
	static, found, err := content.Static(l.Sources)
	if !slices.Equal(static, l.static) {
		l.renderer = nil
	}
	l.static, l.staticFound = static, found
	return err
}

func (l *Loader) readTheme(touched []string) error {
	if _, any := below("layouts/", touched); !any {
		return nil
	}
	theme, found, err := layout.Load(l.Theme, l.Sources)
	switch {
	case err != nil:
		return err
	case diag.Errors(found) == 0 && !theme.Same(l.theme):
		l.theme, l.renderer = theme, nil
	}
	l.themeFound = found
	return nil
}

// due tells whether the clock asks for another site.
func (r *Renderer) due(now time.Time) bool {
	next := r.Site.NextChange
	return !next.IsZero() && !now.Before(next)
}

func (l *Loader) make(now time.Time) {
	s, found := site.New(site.Input{
		Tree: l.tree, Assets: l.theme.Assets().URLs(), Static: l.static, Sample: l.Sample,
		Now: now, Drafts: l.Drafts, Advise: l.Advise, BaseURL: l.BaseURL,
		Source: content.Opener{FS: l.Sources},
	})
	soon, later := s.Later(site.Scheduled, found)
	found = append(found, later...)
	done := soon
	if l.Advise {
		done, later = s.Later(site.Draft, found)
		found = append(found, slices.DeleteFunc(later, func(d diag.Diagnostic) bool { return d.Later == diag.Now })...)
	}
	l.siteFound = found
	l.renderer = &Renderer{Site: s, soon: soon, done: done, layouts: l.theme.Bind(), assets: l.theme.Assets(), sources: l.Sources,
		markdown: l.markdown, pictures: l.Pictures, limit: limit.PageTime, advise: l.Advise, still: l.Once}
}
