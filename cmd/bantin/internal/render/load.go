package render

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/markdown"
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
	Once    bool                                // Load is called once

	reader   *content.Reader
	markdown *markdown.Converter
}

// Load reads the sources and makes a renderer of everything that is sound; it
// is nil if the settings or the theme are not. The diagnostics are those that
// are known before any body is converted; the error is the machine's.
func (l *Loader) Load(ctx context.Context) (*Renderer, []diag.Diagnostic, error) {
	if l.reader == nil {
		l.markdown = markdown.New()
		l.reader = &content.Reader{FS: l.Sources, Once: l.Once, Summary: func(file string, text []byte, body int) string {
			return l.markdown.Summary(markdown.Source{File: file, Text: text, Body: body})
		}}
	}
	tree, found, err := l.reader.Read(ctx)
	if err != nil || tree == nil {
		return nil, found, err
	}
	static, faults, err := content.Static(l.Sources)
	found = append(found, faults...)
	if err != nil {
		return nil, found, err
	}
	theme, faults, err := layout.Load(l.Theme, l.Sources)
	found = append(found, faults...)
	if err != nil || diag.Errors(faults) > 0 {
		return nil, found, err
	}
	s, faults := site.New(site.Input{
		Tree: tree, Assets: theme.Assets().URLs(), Static: static, Sample: l.Sample,
		Now: l.Now(tree.Settings.Zone), Drafts: l.Drafts, BaseURL: l.BaseURL,
		Source: content.Opener{FS: l.Sources},
	})
	r := New(s, theme, l.Sources, l.markdown)
	later, err := r.later(faults)
	return r, slices.Concat(found, faults, later), err
}

// later finds the faults that come with what is scheduled, beyond those that are
// known: at its hour they would stop publishing when nobody is looking.
func (r *Renderer) later(known []diag.Diagnostic) ([]diag.Diagnostic, error) {
	s, found := r.Site.Later()
	name := func(d diag.Diagnostic) string { return d.Place() + string(d.Code) + d.What(diag.Vietnamese) }
	seen := map[string]bool{}
	for _, d := range known {
		seen[name(d)] = true
	}
	found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return seen[name(d)] })
	soon := *r
	soon.Site = s
	for _, h := range r.Site.Held {
		if h.Reason != site.Scheduled {
			continue
		}
		source := h.Article.Path
		res, err := soon.body(site.Address{Path: s.Resolve(source, "").Path}, source, new(bytes.Buffer))
		if err != nil {
			return nil, err
		}
		between, err := soon.joinPage(res.Facts)
		if err != nil {
			return nil, err
		}
		found = slices.Concat(found, res.Found, between)
	}
	return diag.Later(found), nil
}
