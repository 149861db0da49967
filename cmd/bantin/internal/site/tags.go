package site

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// A Tag is a keyword with its listing.
type Tag struct {
	Name     string
	URL      string
	Articles []*Article // listed ones, newest first
	ranks    []int32    // of Articles
	slug     string
	source   string // an article that uses it
	at       int    // among its keywords
}

// Letter is the tag's place in an A–Z index.
func (t *Tag) Letter() string { return text.Letter(t.Name) }

// TagsURL is the address of the keyword index.
func (s *Site) TagsURL() string { return "/" + s.Paths.Tags + "/" }

// tags gathers the keywords. Spellings that differ in case alone are one
// keyword, written as its oldest article does, so that a new one changes no other
// page; the settings join others and give names and addresses.
func (b *builder) tags() {
	names := b.spellings()
	tags := map[string]*Tag{}
	for _, a := range slices.Backward(b.site.News) {
		b.tag(a, names, tags)
	}
	for _, a := range b.site.articles {
		if a.Tags == nil { // it is not among the news
			b.tag(a, names, tags)
		}
	}
	for _, a := range b.site.News {
		for _, t := range a.Tags {
			t.Articles, t.ranks = append(t.Articles, a), append(t.ranks, a.rank)
		}
	}
	b.orderTags(tags)
	// A keyword of withdrawn or hidden articles alone has no page to lead to.
	for _, a := range b.site.articles {
		a.Tags = slices.DeleteFunc(a.Tags, func(t *Tag) bool { return len(t.Articles) == 0 })
	}
}

// tag gives an article its keywords and makes those that are not known yet.
func (b *builder) tag(a *Article, names map[string]string, tags map[string]*Tag) {
	for i, name := range a.Article.Tags {
		key := strings.ToLower(name)
		if joined, ok := names[key]; ok {
			name, key = joined, strings.ToLower(joined)
		}
		t := tags[key]
		if t == nil {
			t = &Tag{Name: name, source: a.Path, at: i, slug: cmp.Or(b.site.Settings.Tags[name].Slug, text.Slug(name))}
			t.URL = b.site.TagsURL() + t.slug + "/"
			tags[key] = t
		}
		if !slices.Contains(a.Tags, t) {
			a.Tags = append(a.Tags, t)
		}
	}
}

// spellings leads from every spelling that the settings know, in lower case, to
// the keyword it belongs to.
func (b *builder) spellings() map[string]string {
	names := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(b.site.Settings.Tags)) {
		k := b.site.Settings.Tags[name]
		for _, spelling := range append([]string{name}, k.Also...) {
			key := strings.ToLower(spelling)
			if other, taken := names[key]; taken && other != name {
				b.fault("tag-twice", content.SettingsFile, []any{"tags", name}, spelling, other, name)
			}
			names[key] = name
		}
		b.given(k.Slug, content.SettingsFile, "tags", name, "slug")
	}
	return names
}

// orderTags sorts the keywords and finds those whose addresses meet.
func (b *builder) orderTags(tags map[string]*Tag) {
	list := slices.SortedFunc(maps.Values(tags), func(x, y *Tag) int {
		return cmp.Or(cmp.Compare(x.slug, y.slug), cmp.Compare(x.Name, y.Name))
	})
	b.tagFaults(list)
	if b.in.Advise {
		b.tagSpellings(list)
	}
	b.site.Tags = slices.DeleteFunc(list, func(t *Tag) bool { return len(t.Articles) == 0 || t.slug == "" })
	order := text.NewCollator()
	keys := make(map[*Tag][]byte, len(list))
	for _, t := range b.site.Tags {
		// By letter first, so that each is one group of the index.
		name := strings.TrimLeftFunc(t.Name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		keys[t] = append(order.Key(t.Letter()), order.Key(name)...)
	}
	slices.SortFunc(b.site.Tags, func(x, y *Tag) int {
		return cmp.Or(slices.Compare(keys[x], keys[y]), cmp.Compare(x.slug, y.slug))
	})
}

// tagSpellings finds keywords that differ in what people write either way: i and
// y ("kì họp"), spaces and hyphens.
func (b *builder) tagSpellings(list []*Tag) {
	first := map[string]*Tag{}
	for _, t := range list {
		key := strings.NewReplacer("-", "", "y", "i").Replace(t.slug)
		if other := first[key]; other != nil && key != "" && other.slug != t.slug {
			b.fault("tag-spelling", t.source, []any{"tags"}, t.Name, other.Name, other.source)
		} else if other == nil {
			first[key] = t
		}
	}
}

// tagFaults finds the keywords of a list, in order of addresses, that have none
// of their own, and gives each a free one.
func (b *builder) tagFaults(list []*Tag) {
	taken := map[string]bool{}
	for _, t := range list {
		taken[t.slug] = true
	}
	for _, k := range b.site.Settings.Tags {
		taken[k.Slug] = true
	}
	var slugs []content.Slug
	for i, t := range list {
		d, slug := diag.Diagnostic{Code: "tag-empty", Args: []any{t.Name, t.source}}, "khac"
		if t.slug != "" {
			if i == 0 || list[i-1].slug != t.slug {
				continue
			}
			other := list[i-1]
			d, slug = diag.Diagnostic{Code: "tag-clash", Args: []any{t.Name, other.Name, t.URL, b.places(t, other)}}, t.slug
			t.Articles = nil // one diagnostic is enough
		}
		for base, n := slug, 2; taken[slug]; n++ {
			slug = base + "-" + strconv.Itoa(n)
		}
		taken[slug] = true
		slugs = append(slugs, content.Slug{Keyword: t.Name, Slug: slug, Diagnostic: d})
	}
	if len(slugs) > 0 {
		b.found = append(b.found, b.in.Source.Slugs(slugs)...)
	}
}

// places are the lines of articles that use two keywords.
func (b *builder) places(t, other *Tag) string {
	line := func(t *Tag) string {
		at := b.in.Source.Locate("", t.source, []any{"tags", t.at})
		if at.Line == 0 { // a keyword alone makes no list
			at = b.in.Source.Locate("", t.source, []any{"tags"})
		}
		return strconv.Itoa(at.Line)
	}
	places := t.source + ":" + line(t)
	switch {
	case t.source != other.source:
		places += ", " + other.source + ":" + line(other)
	case line(t) != line(other):
		places += ", " + line(other)
	}
	return places
}
