package render

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// Join finds the faults that no page tells: links to places that another page
// with a body does not have, and what is wrong in bodies that are no pages now,
// those of faulty sources, of scheduled articles, and of drafts if these are looked
// at. What is scheduled counts, since at its hour it would stop publishing when
// nobody is looking. What a
// layout's own places are called is not known, so links to places in other pages
// are not judged. Join wants the facts of every page with a body, but for those
// that tell nothing. The error is the machine's.
func (r *Renderer) Join(all []Facts) (found []diag.Diagnostic, err error) {
	for _, source := range r.Site.Faulty() {
		res, e := r.body(site.Address{}, source, new(bytes.Buffer))
		found, err = append(found, res.Found...), errors.Join(err, e)
	}
	ids := make(map[string][]string, len(all))
	for _, f := range all {
		ids[f.Path] = f.IDs
	}
	later := map[site.Reason]*Renderer{site.Scheduled: r.with(r.soon)}
	if r.done != r.soon {
		later[site.Draft] = r.with(r.done)
	}
	held := map[*Renderer][]Facts{}
	for _, h := range r.Site.Held {
		as := later[h.Reason]
		if as == nil {
			continue
		}
		path := as.Site.Resolve(h.Article.Path, "").Path
		res, e := as.body(site.Address{Path: path}, h.Article.Path, new(bytes.Buffer))
		more := diag.Later(res.Found, h.Reason.When())
		if h.Reason == site.Draft {
			more = slices.DeleteFunc(more, func(d diag.Diagnostic) bool { return d.Later == diag.Now }) // it is still being written
		}
		found, err = append(found, more...), errors.Join(err, e)
		held[as] = append(held[as], res.Facts)
		if _, taken := ids[path]; !taken {
			ids[path] = res.Facts.IDs
		}
	}
	var settings Facts
	for _, a := range r.soon.Anchors {
		settings.Links = append(settings.Links, markdown.Link(a))
	}
	for _, f := range append(slices.Clip(all), settings) {
		found = append(found, r.anchors(f, ids)...)
	}
	for why, as := range later {
		for _, f := range held[as] {
			found = append(found, diag.Later(as.anchors(f, ids), why.When())...)
		}
	}
	return found, err
}

// with renders another site of the same sources.
func (r *Renderer) with(s *site.Site) *Renderer {
	other := *r
	other.Site, other.soon, other.done = s, s, s
	return &other
}

// anchors finds the links of a page to places that there are not or, in a page
// that is scheduled, will not be.
func (r *Renderer) anchors(f Facts, ids map[string][]string) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, l := range f.Links {
		page := cmp.Or(l.Path, f.Path)
		a, ok := r.soon.Lookup(page)
		offered := ids[page]
		if !ok || Source(a) == "" || slices.Contains(offered, l.Fragment) {
			continue
		}
		_, live := r.Site.Lookup(page)
		d, near := l.Diagnostic, text.Similar(l.Fragment, offered)
		if near == "" {
			near = strings.Join(offered[:min(3, len(offered))], ", ")
		}
		d.Code, d.Args = "anchor-missing", []any{page, l.Fragment, near}
		if !live {
			d.Later = diag.Scheduled
		}
		if len(offered) == 0 {
			d.Code = "anchor-none"
		}
		found = append(found, d)
	}
	return found
}
