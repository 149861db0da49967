package render

import (
	"context"
	"io/fs"
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
	return New(s, theme, l.Sources, l.markdown), append(found, faults...), nil
}
