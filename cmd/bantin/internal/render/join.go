package render

import (
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// Join finds the faults that lie between pages: links to places that the page
// they name does not have. It wants the facts of every page with a body.
func Join(all []Facts) []diag.Diagnostic {
	ids := make(map[string][]string, len(all))
	for _, f := range all {
		ids[f.Path] = f.IDs
	}
	var found []diag.Diagnostic
	for _, f := range all {
		for _, l := range f.Links {
			page := l.Path
			if page == "" {
				page = f.Path
			}
			offered, known := ids[page]
			if slices.Contains(offered, l.Fragment) || !known && !strings.HasSuffix(page, "/") {
				continue
			}
			near := text.Similar(l.Fragment, offered)
			if near == "" {
				near = strings.Join(offered[:min(3, len(offered))], ", ")
			}
			code := diag.Code("anchor-missing")
			if len(offered) == 0 {
				code = "anchor-none"
			}
			found = append(found, diag.Diagnostic{
				Code: code, File: f.Source, Line: l.Line, Column: l.Column, Width: l.Width,
				Source: l.Source, Args: []any{page, l.Fragment, near},
			})
		}
	}
	return found
}
