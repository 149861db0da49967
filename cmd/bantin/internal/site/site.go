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
	Advise  bool           // tell what could be better, too
	BaseURL string         // replaces the settings' if not empty
	Source  content.Opener // reads a source again, to show where a fault stands

	all   bool // everything counts as live, drafts and what has expired too
	later bool // what is scheduled counts as live
}

// SameSources tells whether two sites were made from the same sources, with the
// same articles live.
func (s *Site) SameSources(t *Site) bool {
	return s.input.Tree == t.input.Tree && slices.Equal(s.input.Static, t.input.Static) && s.NextChange.Equal(t.NextChange)
}

// A Site is everything that can be known without reading a body.
type Site struct {
	*content.Settings
	Home     *Section
	Sections []*Section // all, in Vietnamese order of their titles
	News     []*Article // live, listed, newest first
	Pages    []*Article // plain pages by their files' names, without withdrawn ones
	Tags     []*Tag     // in Vietnamese order
	Years    []*Year    // newest first
	Sample   bool

	Now        time.Time
	Held       []Held    // what is not live, by path
	Waiting    []Held    // what is shown although it is not live yet, by path
	NextChange time.Time // when the next article goes live or expires; zero: never
	Anchors    []Anchor  // that a Renderer has to check

	Share string // address of the picture that others show of pages without one; "" if there is none

	Outside []diag.Diagnostic // where settings link to other sites, with the address as argument; with Advise

	articles  []*Article // every live one, by source path
	addresses []Address  // by path
	input     Input

	others      func() map[string]target // source files that links may name, beyond articles' own
	faultyNames func() map[string]bool
	timeless    func() *Site // this one with everything live that is held back
}

// A Section is a folder with a listing of its own.
type Section struct {
	*content.Section
	URL      string
	Articles []*Article // listed ones of this section and those below it; in a guide its chapters
	Children []*Section // the visible sections directly below
	own      []*Article // Articles without those below; neighbours are found here
	parent   *Section
}

// An Article is a live article or plain page. What cards show is repeated from
// the source: html/template finds a struct's own fields far faster than those
// of what it embeds.
type Article struct {
	content.Placed
	URL     string
	Title   string
	Summary string
	Date    text.Date // zero if readers see none
	Section *Section  // nil for a plain page
	Tags    []*Tag
	Waits   bool  // it is shown although readers do not see it yet
	place   int32 // index in the section's own articles; -1 if not listed
	rank    int32 // index in News
}

// Listed tells whether the article stands in listings outside its own section,
// in feeds and in the archive.
func (a *Article) Listed() bool { return a.place >= 0 && a.Section.listed() }

// Dated tells whether readers see the article's date: not in a guide, nor on a
// plain page.
func (a *Article) Dated() bool { return a.Section != nil && !a.Section.Guide() }

// Changed is when the article was last changed for its readers.
func (a *Article) Changed() text.Date {
	if a.Updated.After(a.Date) {
		return a.Updated
	}
	return a.Date
}

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
	s := &Site{Settings: &settings, Sample: in.Sample, Now: in.Now, input: in}
	s.others, s.faultyNames, s.timeless = sync.OnceValue(s.otherTargets), sync.OnceValue(s.namesOfFaulty), sync.OnceValue(s.withoutTime)
	b := &builder{in: in, site: s}
	b.sections()
	b.articles()
	b.notice()
	b.list()
	b.tags()
	b.archive()
	b.register()
	return s, b.found
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
	slices.SortStableFunc(b.site.Sections, func(x, y *Section) int { return order.Compare(x.Title, y.Title) })
	for _, s := range b.site.Sections {
		s.parent = b.bySource[s.Parent]
		if above := cmp.Or(s.parent, b.site.Home); !s.Hidden {
			above.Children = append(above.Children, s)
		}
	}
}

// articles decides what is live and gives each article its address.
func (b *builder) articles() {
	for _, c := range b.in.Tree.Articles {
		shown, waits := b.live(c)
		if !shown {
			continue
		}
		a := &Article{Placed: c, Waits: waits, Title: c.Title, Summary: c.Summary, Section: b.bySource[c.Section], place: -1}
		if a.Dated() {
			a.Date = c.Date
		}
		if a.URL = b.address(a); a.URL == "" {
			continue
		}
		b.site.articles = append(b.site.articles, a)
		if a.IsPage() && a.Withdrawn == "" {
			b.site.Pages = append(b.site.Pages, a)
		}
	}
}

// address is where an article stands. Its name is the file's, so that mending
// a headline never moves it.
func (b *builder) address(a *Article) string {
	name := a.Name()
	if a.Section != nil && a.Section.Guide() {
		name = withoutOrder(name)
	}
	slug := text.Slug(name)
	if a.Slug != "" {
		slug = b.given(a.Slug, a.Path, "slug")
	} else if slug == "" {
		b.fault("address-empty", a.Path, nil, a.Name())
	}
	return a.Section.Address(slug, a.Date)
}

// Address is where an article of that slug and date stands in the section, which
// is nil for a plain page; "" without a slug.
func (s *Section) Address(slug string, date text.Date) string {
	switch {
	case slug == "":
		return ""
	case s == nil:
		return "/" + slug + "/"
	case s.Guide():
		return s.URL + slug + "/"
	}
	return s.URL + date.Time.Format("2006/01/") + slug + "/"
}

// given checks a slug that was written out, at its place in a file, and returns
// what it must be.
func (b *builder) given(slug, file string, place ...any) string {
	switch right := text.Slug(slug); right {
	case slug:
	case "":
		b.fault("slug-empty", file, place, slug)
	default:
		b.fault("slug-form", file, place, slug, right)
		b.found[len(b.found)-1].Replace(right)
	}
	return text.Slug(slug)
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

// list puts articles in order and into the listings above them. Withdrawn ones
// are in none; a hidden section's stand in its own listing alone, and chapters in
// those of guides alone.
func (b *builder) list() {
	var listed []*Article
	for _, a := range b.site.articles {
		if !a.IsPage() && a.Withdrawn == "" {
			listed = append(listed, a)
		}
	}
	slices.SortFunc(listed, inOrder(text.NewCollator()))
	for _, a := range listed {
		a.place = int32(len(a.Section.own))
		a.Section.own = append(a.Section.own, a)
		for s := a.Section; s != nil; s = s.parent {
			if s.Guide() == a.Section.Guide() {
				s.Articles = append(s.Articles, a)
			}
			if s.Hidden {
				break
			}
		}
		if a.Dated() && a.Section.listed() {
			a.rank = int32(len(b.site.News))
			b.site.News = append(b.site.News, a)
		}
	}
}

// inOrder compares articles: the newest first, then by source, so that no two
// tie; chapters, which have no date, by folder and name.
func inOrder(names *text.Collator) func(x, y *Article) int {
	return func(x, y *Article) int {
		c := y.Date.Compare(x.Date)
		if c == 0 && !x.Dated() {
			c = cmp.Or(names.Compare(x.Section.Dir, y.Section.Dir), names.Compare(x.Name(), y.Name()))
		}
		return cmp.Or(c, strings.Compare(y.Path, x.Path))
	}
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
