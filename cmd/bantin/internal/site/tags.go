package site

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// A Tag is a keyword with its listing.
type Tag struct {
	Name     string
	URL      string
	Articles []*Article // listed ones, newest first
	slug     string
	source   string // an article that uses it
}

// Letter is the tag's place in an A–Z index.
func (t *Tag) Letter() string { return text.Letter(t.Name) }

// TagsURL is the address of the keyword index.
func (s *Site) TagsURL() string { return "/" + s.Paths.Tags + "/" }

// tags gathers the keywords. Spellings that differ in case alone are one
// keyword; the settings join others and give addresses.
func (b *builder) tags() {
	names := b.spellings()
	tags := map[string]*Tag{}
	for _, a := range b.site.articles {
		for _, name := range a.Article.Tags {
			key := strings.ToLower(name)
			if joined, ok := names[key]; ok {
				name, key = joined, strings.ToLower(joined)
			}
			t := tags[key]
			if t == nil {
				t = &Tag{Name: name, source: a.Path, slug: cmp.Or(b.site.Settings.Tags[name].Slug, text.Slug(name))}
				t.URL = b.site.TagsURL() + t.slug + "/"
				tags[key] = t
			}
			// Of spellings that differ in case the one that sorts first is shown.
			if name < t.Name {
				t.Name = name
			}
			if !slices.Contains(a.Tags, t) {
				a.Tags = append(a.Tags, t)
			}
		}
	}
	for _, a := range b.site.News {
		for _, t := range a.Tags {
			t.Articles = append(t.Articles, a)
		}
	}
	b.orderTags(tags)
	// A keyword of withdrawn or hidden articles alone has no page to lead to.
	for _, a := range b.site.articles {
		a.Tags = slices.DeleteFunc(a.Tags, func(t *Tag) bool { return len(t.Articles) == 0 })
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
		if k.Slug != "" && text.Slug(k.Slug) != k.Slug {
			b.fault("slug-form", content.SettingsFile, []any{"tags", name, "slug"}, k.Slug, text.Slug(k.Slug))
			b.found[len(b.found)-1].Replace(text.Slug(k.Slug))
		}
	}
	return names
}

// orderTags sorts the keywords and finds those whose addresses meet.
func (b *builder) orderTags(tags map[string]*Tag) {
	list := make([]*Tag, 0, len(tags))
	for _, t := range tags {
		list = append(list, t)
	}
	slices.SortFunc(list, func(x, y *Tag) int {
		return cmp.Or(cmp.Compare(x.slug, y.slug), cmp.Compare(x.Name, y.Name))
	})
	for i, t := range list {
		switch {
		case t.slug == "":
			b.tagFault("tag-empty", t, "khac", t.Name, t.source)
		case i > 0 && list[i-1].slug == t.slug:
			other := list[i-1]
			b.tagFault("tag-clash", t, t.slug+"-2", t.Name, other.Name, t.URL, t.source, other.source)
			t.Articles = nil // one diagnostic is enough
		}
	}
	b.site.Tags = slices.DeleteFunc(list, func(t *Tag) bool { return len(t.Articles) == 0 || t.slug == "" })
	order := text.NewCollator()
	keys := make(map[*Tag][]byte, len(list))
	for _, t := range b.site.Tags {
		keys[t] = order.Key(t.Name)
	}
	slices.SortFunc(b.site.Tags, func(x, y *Tag) int {
		return cmp.Or(slices.Compare(keys[x], keys[y]), cmp.Compare(x.slug, y.slug))
	})
}

// tagFault shows the line of site.yaml that gives a keyword an address.
func (b *builder) tagFault(code diag.Code, t *Tag, slug string, args ...any) {
	name := t.Name
	if strings.ContainsAny(name, "?:#,-&*!|>'\"%@`[]{}") { // signs of YAML
		name = strconv.Quote(name)
	}
	d := b.in.Source.SettingsLine("tags", name+": {slug: "+slug+"}")
	d.Code, d.Args = code, args
	b.found = append(b.found, d)
}
