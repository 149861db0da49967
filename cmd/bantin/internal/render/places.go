package render

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/site"
)

// Look finds the faults of one source's body and those of its links into other
// pages.
func (r *Renderer) Look(source string) ([]diag.Diagnostic, error) {
	res, err := r.body(site.Address{Path: r.Site.Resolve(source, "").Path}, source, new(bytes.Buffer))
	ids := map[string][]string{res.Facts.Path: res.Facts.IDs}
	for _, l := range res.Facts.Links {
		if a, ok := r.soon.Lookup(l.Path); ok && ids[l.Path] == nil && Source(a) != "" && err == nil {
			var to Result
			to, err = r.Survey(Body{Address: a, Source: Source(a)})
			ids[l.Path] = to.Facts.IDs
		}
	}
	return append(res.Found, r.anchors(res.Facts, ids)...), err
}

// LookAround finds the faults of all bodies and of their links, and of pictures
// those that their headers tell.
func (r *Renderer) LookAround(ctx context.Context) (found []diag.Diagnostic, err error) {
	var facts []Facts
	for _, b := range append(r.Bodies(), r.Unseen()...) {
		res, err := r.Survey(b)
		if err = cmp.Or(err, context.Cause(ctx)); err != nil {
			return nil, err
		}
		facts, found = append(facts, res.Facts), append(found, res.Found...)
	}
	for _, file := range r.Pictures() {
		more, err := r.SurveyPicture(file, false)
		if err = cmp.Or(err, context.Cause(ctx)); err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return append(found, r.Join(facts)...), nil
}

// Whole renders the site as it would be with everything live, and tells what is
// found of it.
func (r *Renderer) Whole() (*Renderer, []diag.Diagnostic) {
	s, found := r.Site.Whole()
	return r.with(s), found
}

// Template names the layout of an address, "" if it is no page.
func (r *Renderer) Template(a site.Address) string {
	if !a.Kind.IsPage() && a.Kind != site.NotFoundPage && a.Kind != site.AliasPage {
		return ""
	}
	kind, _ := r.view(a, new(bytes.Buffer))
	return kind
}

// A Place is an address at which an article is met besides its own.
type Place struct {
	Address string `json:"address"`
	As      string `json:"as"`           // lead, pinned, latest, block (on the home page), footer (of every page), section, keyword, keywords, year, month, feed, data, sitemap
	Of      string `json:"of,omitempty"` // the section's or keyword's name
}

// Places are all of an article.
func (r *Renderer) Places(a *site.Article) (places []Place) {
	s := r.Site
	add := func(in []*site.Article, address, as, of string) {
		if slices.Contains(in, a) {
			places = append(places, Place{address, as, of})
		}
	}
	home := r.home(site.Address{Path: "/", Section: s.Home}, "")
	add([]*site.Article{home.Lead}, "/", "lead", "")
	add(home.Pinned, "/", "pinned", "")
	add(home.Latest, "/", "latest", "")
	for _, block := range home.Sections {
		add(block.Articles, "/", "block", block.Section.Title)
	}
	add(s.Pages, "/", "footer", "")
	data := func(list []*site.Article, base, of string) {
		for k, more := 0, true; more; more = k > 0 {
			part, before := site.Data(list, k)
			add(part, site.DataURL(base, k), "data", of)
			k = before
		}
	}
	newest := func(list []*site.Article) []*site.Article { return list[:min(len(list), s.FeedItems)] }
	add(newest(s.News), "/feed.xml", "feed", "")
	data(s.News, "/", "")
	if a.Section != nil {
		for _, sec := range append(a.Section.Ancestors(), a.Section) {
			page := sec.URL // a guide has one
			if !sec.Guide() {
				page = s.PageOf(sec.URL, sec.Articles, a)
			}
			add(sec.Articles, page, "section", sec.Title)
			if feed := sec.Feed(); feed != "" {
				add(newest(sec.Articles), feed, "feed", sec.Title)
				data(sec.Articles, sec.URL, sec.Title)
			}
		}
	}
	for _, t := range a.Tags {
		add(t.Articles, s.PageOf(t.URL, t.Articles, a), "keyword", t.Name)
	}
	if len(a.Tags) > 0 {
		add(a.Tags[0].Articles, s.TagsURL(), "keywords", "")
	}
	for _, y := range s.Years {
		for _, m := range y.Months {
			add(m.Articles, y.URL, "year", "")
			add(m.Articles, m.URL, "month", "")
		}
	}
	return append(places, r.mapped(a)...)
}

// mapped is the site map, or the part of it, that lists an article.
func (r *Renderer) mapped(a *site.Article) []Place {
	n := 0
	for ad := range r.Site.Mapped() {
		if ad.Article == a {
			if r.Site.SitemapParts() > 0 {
				return []Place{{fmt.Sprintf("/sitemap-%d.xml", n/site.SitemapSize+1), "sitemap", ""}}
			}
			return []Place{{"/sitemap.xml", "sitemap", ""}}
		}
		n++
	}
	return nil
}
