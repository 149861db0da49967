package render

import (
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/text"
)

// Join finds the faults that lie between pages: links to places that a page with
// a body does not have. What a layout's own places are called is not known, so
// links to places in other pages are not judged. It wants the facts of every page
// with a body, but for those that tell nothing.
func (r *Renderer) Join(all []Facts) []diag.Diagnostic {
	ids := make(map[string][]string, len(all))
	for _, f := range all {
		ids[f.Path] = f.IDs
	}
	settings := Facts{Source: content.SettingsFile}
	for _, a := range r.Site.Anchors {
		settings.Links = append(settings.Links, markdown.Link{Path: a.Path, Fragment: a.Fragment,
			Line: a.At.Line, Column: a.At.Column, Width: a.At.Width, Source: a.At.Source})
	}
	found := r.anchors(settings, ids)
	for _, f := range all {
		found = append(found, r.anchors(f, ids)...)
	}
	return found
}

// joinPage finds the faults between one page and those that it links to, whose
// bodies are converted for it.
func (r *Renderer) joinPage(f Facts) ([]diag.Diagnostic, error) {
	ids := map[string][]string{f.Path: f.IDs}
	for _, l := range f.Links {
		a, ok := r.Site.Lookup(l.Path)
		if _, known := ids[l.Path]; known || !ok || Source(a) == "" {
			continue
		}
		res, err := r.Survey(a)
		if err != nil {
			return nil, err
		}
		ids[l.Path] = res.Facts.IDs
	}
	return r.anchors(f, ids), nil
}

func (r *Renderer) anchors(f Facts, ids map[string][]string) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, l := range f.Links {
		page := l.Path
		if page == "" {
			page = f.Path
		}
		a, ok := r.Site.Lookup(page)
		offered := ids[page]
		if !ok || Source(a) == "" || slices.Contains(offered, l.Fragment) {
			continue
		}
		code, near := diag.Code("anchor-missing"), text.Similar(l.Fragment, offered)
		if near == "" {
			near = strings.Join(offered[:min(3, len(offered))], ", ")
		}
		if len(offered) == 0 {
			code = "anchor-none"
		}
		found = append(found, diag.Diagnostic{
			Code: code, File: f.Source, Line: l.Line, Column: l.Column, Width: l.Width,
			Source: l.Source, Args: []any{page, l.Fragment, near},
		})
	}
	return found
}
