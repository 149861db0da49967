// Package site is the immutable model of a site: which articles are live at a
// given moment, how they are listed, and every address that the site answers.
// It is made from metadata alone; no body is looked at. Once made it never
// changes and is shared freely.
//
// The exported fields and methods of Site, Section, Article, Tag and the archive
// types are what layouts see: a contract that only ever grows.
package site

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// Input is all that a Site is made from.
type Input struct {
	Tree    *content.Tree
	Assets  []string       // addresses of the theme's assets: /_assets/site.0a1b2c.css
	Static  []string       // paths below static/, with slashes
	Sample  bool           // generated articles are among the sources
	Now     time.Time      // decides what is live
	Drafts  bool           // drafts and scheduled articles count as live
	BaseURL string         // replaces the settings' if not empty
	Source  content.Opener // reads a source again, to show where a fault stands

	all bool // everything counts as live, drafts and what has expired too
}

// A Site is everything that can be known without reading a body.
type Site struct {
	*content.Settings
	Home     *Section
	Sections []*Section // all, parents first, in Vietnamese order of their titles
	News     []*Article // live, listed, newest first
	Pages    []*Article // plain pages, by address
	Tags     []*Tag     // in Vietnamese order
	Years    []*Year    // newest first
	Sample   bool

	Now        time.Time
	Held       []Held    // what is not live, by path
	NextChange time.Time // when the next article goes live or expires; zero: never

	articles  []*Article // every live one, by source path
	addresses []Address  // by path
	sources   sources

	input     Input     // what the site was made from, for
	whole     sync.Once // the timeless site, which is made
	wholeSite *Site     // when a link asks for it
}

// A Section is a folder with a listing of its own.
type Section struct {
	*content.Section
	URL      string
	Articles []*Article // listed ones of this section and those below it
	own      []*Article // without those below; neighbours are found here
	parent   *Section
	children []*Section
}

// An Article is a live article or plain page. What cards show is repeated from
// the source: html/template finds a struct's own fields far faster than those
// of what it embeds.
type Article struct {
	content.Placed
	URL     string
	Title   string
	Summary string
	Date    text.Date
	Section *Section // nil for a plain page
	Tags    []*Tag
	place   int32 // index in the section's own articles; -1 if not listed
	rank    int32 // index in News
}

// Listed tells whether the article stands in listings outside its own section,
// in feeds and in the archive.
func (a *Article) Listed() bool { return a.place >= 0 && a.Section.listed() }

// Dated tells whether readers see the article's date: not in a guide, nor on a
// plain page.
func (a *Article) Dated() bool { return a.Section != nil && !a.Section.Guide() }

// IsPage tells a plain page from an article.
func (a *Article) IsPage() bool { return a.Section == nil }

// Guide tells whether the section's articles are undated and in file order.
func (s *Section) Guide() bool { return s.Kind == content.Guide }

// Ancestors are the sections above, outermost first, without home.
func (s *Section) Ancestors() []*Section {
	var up []*Section
	for p := s.parent; p != nil; p = p.parent {
		up = append(up, p)
	}
	slices.Reverse(up)
	return up
}

// Children are the visible sections directly below.
func (s *Section) Children() []*Section { return s.children }

// listed tells whether the section and all above it are visible.
func (s *Section) listed() bool {
	for ; s != nil; s = s.parent {
		if s.Hidden {
			return false
		}
	}
	return true
}

// New makes the site. Its diagnostics are faults between sources: two on one
// address, a keyword with two spellings, a file that is named and not there.
// With errors among them the Site still answers for everything that is sound.
func New(in Input) (*Site, []diag.Diagnostic) {
	settings := *in.Tree.Settings
	settings.BaseURL = cmp.Or(in.BaseURL, settings.BaseURL)
	b := &builder{in: in, site: &Site{Settings: &settings, Sample: in.Sample, Now: in.Now, input: in}}
	b.sections()
	b.articles()
	b.list()
	b.tags()
	b.archive()
	b.register()
	return b.site, b.found
}

// A builder makes one Site.
type builder struct {
	in       Input
	site     *Site
	found    []diag.Diagnostic
	bySource map[*content.Section]*Section
}

func (b *builder) fault(code diag.Code, file string, path []any, args ...any) {
	b.found = append(b.found, b.in.Source.Locate(code, file, path, args...))
}

func (b *builder) sections() {
	t := b.in.Tree
	b.bySource = make(map[*content.Section]*Section, len(t.Sections))
	b.site.Home = &Section{Section: t.Home, URL: "/"}
	for _, c := range t.Sections {
		s := &Section{Section: c, URL: "/"}
		for part := range strings.SplitSeq(strings.TrimPrefix(c.Dir, "content/"), "/") {
			slug := text.Slug(part)
			if slug == "" {
				b.fault("address-empty", c.Path, nil, part)
				slug = "muc"
			}
			s.URL += slug + "/"
		}
		b.bySource[c] = s
		b.site.Sections = append(b.site.Sections, s)
	}
	order := text.NewCollator()
	for _, s := range b.site.Sections {
		if s.Parent != nil {
			s.parent = b.bySource[s.Parent]
		}
	}
	slices.SortStableFunc(b.site.Sections, func(x, y *Section) int {
		return order.Compare(x.Title, y.Title)
	})
	for _, s := range b.site.Sections {
		above := s.parent
		if above == nil {
			above = b.site.Home
		}
		if !s.Hidden {
			above.children = append(above.children, s)
		}
	}
}

// articles decides what is live and gives each article its address.
func (b *builder) articles() {
	for _, c := range b.in.Tree.Articles {
		if !b.live(c) {
			continue
		}
		a := &Article{Placed: c, Title: c.Title, Summary: c.Summary, Date: c.Date, place: -1}
		if c.Section != nil {
			a.Section = b.bySource[c.Section]
		}
		if a.URL = b.address(a); a.URL == "" {
			continue
		}
		b.site.articles = append(b.site.articles, a)
		if a.IsPage() {
			b.site.Pages = append(b.site.Pages, a)
		}
	}
}

// address is where an article stands. Its name is the file's, so that mending
// a headline never moves it.
func (b *builder) address(a *Article) string {
	name := a.Name
	if a.Section != nil && a.Section.Guide() {
		name = withoutOrder(name)
	}
	slug := text.Slug(name)
	if a.Slug != "" {
		slug = text.Slug(a.Slug)
		if slug != a.Slug {
			b.fault("slug-form", a.Path, []any{"slug"}, a.Slug, slug)
			b.found[len(b.found)-1].Replace(slug)
		}
	}
	if slug == "" {
		b.fault("address-empty", a.Path, nil, a.Name)
		return ""
	}
	switch {
	case a.IsPage():
		return "/" + slug + "/"
	case a.Section.Guide():
		return a.Section.URL + slug + "/"
	}
	return a.Section.URL + a.Date.Time.Format("2006/01/") + slug + "/"
}

// withoutOrder drops the number that only puts a guide's files in order:
// "03-anh" is addressed as "anh".
func withoutOrder(name string) string {
	rest := strings.TrimLeft(name, "0123456789")
	if cut := strings.TrimLeft(rest, "-. _"); len(rest) < len(name) && len(cut) < len(rest) && cut != "" {
		return cut
	}
	return name
}

// list puts articles in order, newest first; guides keep the order of their
// files. A hidden section's articles stand in its own listing alone.
func (b *builder) list() {
	for _, a := range b.site.articles {
		if a.IsPage() || a.Withdrawn != "" {
			continue
		}
		a.Section.own = append(a.Section.own, a)
		if a.Dated() && a.Section.listed() {
			b.site.News = append(b.site.News, a)
		}
	}
	byName := text.NewCollator()
	for _, s := range b.site.Sections {
		if s.Guide() {
			slices.SortStableFunc(s.own, func(x, y *Article) int { return byName.Compare(x.Name, y.Name) })
		} else {
			slices.SortFunc(s.own, newestFirst)
		}
		if s.Guide() || !s.listed() {
			s.Articles = s.own
		}
		for i, a := range s.own {
			a.place = int32(i)
		}
	}
	slices.SortFunc(b.site.News, newestFirst)
	for i, a := range b.site.News {
		a.rank = int32(i)
		for s := a.Section; s != nil; s = s.parent {
			s.Articles = append(s.Articles, a)
		}
	}
}

// newestFirst orders by date, then by source, so that no two articles tie.
func newestFirst(x, y *Article) int {
	if c := y.Date.Compare(x.Date); c != 0 {
		return c
	}
	return strings.Compare(y.Path, x.Path)
}

// Newer is the neighbour after a in its section (in a guide: the next
// chapter's predecessor), nil at the end.
func (a *Article) Newer() *Article {
	if a.place <= 0 {
		return nil
	}
	return a.Section.own[a.place-1]
}

// Older is the neighbour before a in its section; in a guide the next chapter.
func (a *Article) Older() *Article {
	if a.place < 0 || int(a.place)+1 == len(a.Section.own) {
		return nil
	}
	return a.Section.own[a.place+1]
}

// Pinned are the pinned articles, newest first.
func (s *Site) Pinned() []*Article {
	var pinned []*Article
	for _, a := range s.News {
		if a.Pinned {
			pinned = append(pinned, a)
		}
	}
	return pinned
}
