package render

import (
	"cmp"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/markdown"
	"bantin/cmd/bantin/internal/text"
)

// Join finds the faults that no body tells: links to places that another page
// with a body does not have. What a layout's own places are called is not known,
// so links to places in other pages are not judged. Join wants the facts of every
// body, but for those that tell nothing.
func (r *Renderer) Join(all []Facts) (found []diag.Diagnostic) {
	ids := make(map[string][]string, len(all))
	for _, f := range all {
		if _, taken := ids[f.Path]; !taken || f.waits == "" {
			ids[f.Path] = f.IDs
		}
	}
	var settings Facts
	for _, a := range r.soon.Anchors {
		settings.Links = append(settings.Links, markdown.Link(a))
	}
	for _, f := range append(slices.Clip(all), settings) {
		found = append(found, r.until(f.waits).anchors(f, ids)...)
	}
	return found
}

// anchors finds the links of a page to places that there are not or, in a page
// that waits, will not be.
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
	if f.waits != "" {
		return diag.Later(found, f.waits.When())
	}
	return found
}
