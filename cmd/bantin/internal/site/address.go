package site

import (
	"iter"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"
)

// Kind says what an address answers with.
type Kind uint8

const (
	HomePage Kind = iota
	ListPage      // a section's or keyword's listing
	ArticlePage
	PlainPage
	ArchivePage // Number 0: all years; year; year·100+month
	TagsPage
	NotFoundPage
	AliasPage
	FeedFile
	SitemapFile // Number 0: the map or its index; n: its n-th part
	RobotsFile
	ArticleFile // a picture or attachment
	AssetFile   // of the theme
	StaticFile
)

// IsPage tells whether the address is a page that a visitor can be counted on.
func (k Kind) IsPage() bool { return k <= TagsPage }

// An Address is one of the site's addresses and what it answers with. What it
// points to depends on Kind.
type Address struct {
	Path    string // "/tin-tuc/", "/feed.xml"
	Output  string // the file below the output folder: "tin-tuc/index.html"
	Kind    Kind
	Number  int // of a listing page, an archive page, a part of the site map
	Article *Article
	Section *Section
	Tag     *Tag
	File    string // source of an ArticleFile or StaticFile
}

// locate fills in Output. The two share their bytes: there are as many
// addresses as pages.
func (a *Address) locate() {
	file := a.Path
	if strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	a.Path, a.Output = file[:len(a.Path)], file[1:]
}

// Source names who asked for the address, for a person.
func (a Address) Source() string {
	switch {
	case a.File != "":
		return a.File
	case a.Article != nil:
		return a.Article.Path
	case a.Section != nil && a.Section.Path != "":
		return a.Section.Path
	case a.Kind == AssetFile:
		return "layouts" + strings.Replace(a.Path, "/_assets", "/assets", 1)
	case a.Tag != nil:
		return a.Tag.source + " (tags: " + a.Tag.Name + ")"
	}
	return content.SettingsFile
}

// Addresses are all that the site answers, by path.
func (s *Site) Addresses() []Address { return s.addresses }

// Lookup finds an address by its exact path.
func (s *Site) Lookup(path string) (Address, bool) {
	i, ok := slices.BinarySearchFunc(s.addresses, path, func(a Address, path string) int { return strings.Compare(a.Path, path) })
	if !ok {
		return Address{}, false
	}
	return s.addresses[i], true
}

// register lists every address and finds those that meet.
func (b *builder) register() {
	s := b.site
	s.addresses = make([]Address, 0, len(s.articles)+len(s.articles)/4+64)
	b.add(Address{Path: "/", Kind: HomePage, Section: s.Home})
	b.add(Address{Path: "/404.html", Kind: NotFoundPage})
	b.add(Address{Path: "/robots.txt", Kind: RobotsFile})
	b.add(Address{Path: "/feed.xml", Kind: FeedFile})
	for _, sec := range s.Sections {
		b.addSection(sec)
	}
	for _, a := range s.articles {
		b.addArticle(a)
	}
	b.add(Address{Path: s.TagsURL(), Kind: TagsPage})
	for _, t := range s.Tags {
		b.addListing(t.URL, len(t.Articles), Address{Tag: t})
	}
	b.addArchive()
	for _, p := range b.in.Assets {
		b.add(Address{Path: p, Kind: AssetFile})
	}
	for _, p := range b.in.Static {
		if slices.ContainsFunc(strings.Split(p, "/"), func(part string) bool { return !portable(part) }) {
			b.fault("file-name", "static/"+p, nil, p)
			continue
		}
		b.add(Address{Path: "/" + text.NFC(p), Kind: StaticFile, File: "static/" + p})
	}
	b.addSitemap()
	slices.SortStableFunc(s.addresses, func(x, y Address) int { return strings.Compare(x.Path, y.Path) })
	b.clashes()
	b.sources()
}

func (b *builder) add(a Address) string {
	a.locate()
	b.site.addresses = append(b.site.addresses, a)
	return a.Path
}

func (b *builder) addSection(s *Section) {
	n := len(s.Articles)
	if s.Guide() {
		n = 0 // a guide is listed on one page
	}
	b.addListing(s.URL, n, Address{Section: s})
	if feed := s.Feed(); feed != "" {
		b.add(Address{Path: feed, Kind: FeedFile, Section: s})
	}
}

// addListing adds a listing's own address and its numbered pages. The number
// after the last leads back to the listing: the page before it can name its
// successor before there is one, and need not change when it comes.
func (b *builder) addListing(base string, n int, a Address) {
	a.Path, a.Kind = base, ListPage
	b.add(a)
	last := pages(n, b.site.PerPage)
	for k := 1; k <= last+1 && last > 0; k++ {
		a.Path, a.Number = b.site.pageURL(base, k), k
		if k > last {
			a.Kind = AliasPage
		}
		b.add(a)
	}
}

func (b *builder) addArticle(a *Article) {
	kind := ArticlePage
	if a.IsPage() {
		kind = PlainPage
	}
	a.URL = b.add(Address{Path: a.URL, Kind: kind, Article: a}) // one copy of it is kept
	for _, f := range a.Files {
		if url, ok := fileURL(a, f); ok {
			b.add(Address{Path: url, Kind: ArticleFile, Article: a, File: f.Path})
		} else {
			b.fault("file-name", f.Path, nil, path.Base(f.Name))
		}
	}
	for i, alias := range a.Aliases {
		p, ok := aliasPath(alias)
		if !ok {
			b.fault("alias-form", a.Path, []any{"aliases", i}, alias)
			continue
		}
		again := func(other string) bool { q, _ := aliasPath(other); return q == p }
		if !slices.ContainsFunc(a.Aliases[:i], again) {
			b.add(Address{Path: p, Kind: AliasPage, Article: a})
		}
	}
}

// fileURL is where an article's file is published: under the article, every
// part of its name folded.
func fileURL(a *Article, f content.File) (string, bool) {
	parts := strings.Split(f.Name, "/")
	for i, part := range parts {
		if parts[i] = text.FileName(part); parts[i] == "" || parts[i] == "index.html" {
			return "", false
		}
	}
	return a.URL + strings.Join(parts, "/"), true
}

// portable tells whether every system can hold a folder or file of that name.
func portable(name string) bool {
	return name != "" && len(name) <= limit.Name && !strings.ContainsAny(name, `\:*?"<>|`) &&
		!strings.HasSuffix(name, ".") && strings.TrimSpace(name) == name && !deviceName.MatchString(name) &&
		!strings.ContainsFunc(name, unicode.IsControl)
}

// deviceName matches what Windows takes for a device, whatever the ending.
var deviceName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)

// aliasPath reads an old address as an editor pastes it: with or without the
// old site's host, encoded or not. It must be one that a folder of files can
// answer, so it has no query.
func aliasPath(s string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.RawQuery != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	p := text.NFC(u.Path)
	if path.Clean(p) != strings.TrimSuffix(p, "/") || len(p) > limit.Alias {
		return "", false
	}
	for part := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if !portable(part) || strings.ContainsAny(part[:1], "._") { // these are the program's own
			return "", false
		}
	}
	if ext := path.Ext(p); !strings.HasSuffix(p, "/") && ext != ".html" && ext != ".htm" {
		p += "/"
	}
	return p, true
}

func (b *builder) addArchive() {
	b.add(Address{Path: b.site.ArchiveURL(), Kind: ArchivePage})
	for _, y := range b.site.Years {
		b.add(Address{Path: y.URL, Kind: ArchivePage, Number: y.Number})
		for _, m := range y.Months {
			b.add(Address{Path: m.URL, Kind: ArchivePage, Number: y.Number*100 + m.Number})
		}
	}
}

// SitemapSize is how many addresses one site map may list (sitemaps.org).
const SitemapSize = 50_000

func (b *builder) addSitemap() {
	b.add(Address{Path: "/sitemap.xml", Kind: SitemapFile})
	for k := range b.site.SitemapParts() {
		b.add(Address{Path: "/sitemap-" + strconv.Itoa(k+1) + ".xml", Kind: SitemapFile, Number: k + 1})
	}
}

// SitemapParts is into how many files the site map is split, 0 if one holds it.
func (s *Site) SitemapParts() int {
	n := 0
	for range s.Mapped() {
		n++
	}
	if n <= SitemapSize {
		return 0
	}
	return (n + SitemapSize - 1) / SitemapSize
}

// Mapped are the pages that the site map lists.
func (s *Site) Mapped() iter.Seq[Address] {
	return func(yield func(Address) bool) {
		for _, a := range s.addresses {
			hidden := a.Article != nil && (a.Article.Withdrawn != "" || !a.Article.IsPage() && !a.Article.Listed()) ||
				a.Section != nil && !a.Section.listed()
			if a.Kind.IsPage() && !hidden && !yield(a) {
				return
			}
		}
	}
}

// clashes finds addresses whose files would be one on some file system: equal
// in NFC and case fold, or a file where another needs a folder. The registry
// keeps the first.
func (b *builder) clashes() {
	s := b.site
	owner := make(map[string]int32, len(s.addresses))
	for i, a := range s.addresses {
		key := text.Key(a.Output)
		if first, taken := owner[key]; taken {
			b.clash(a, s.addresses[first])
			continue
		}
		owner[key] = int32(i)
	}
	told := map[int32]bool{} // one message a file, however many lie below it
	for _, a := range s.addresses {
		for dir := path.Dir(text.Key(a.Output)); dir != "."; dir = path.Dir(dir) {
			first, taken := owner[dir]
			if taken && !told[first] {
				b.clash(a, s.addresses[first])
				told[first] = true
				break
			}
		}
	}
}

// clash reports two owners of one address at the one that can give way.
func (b *builder) clash(a, other Address) {
	if yields(a) < yields(other) {
		a, other = other, a
	}
	file, place := a.Source(), a.place()
	if a.Tag != nil {
		file, place = a.Tag.source, []any{"tags"}
	}
	code := diag.Code("address-clash")
	switch {
	case a.isAlias():
		code = "alias-clash"
	case a.Kind == StaticFile:
		code = "static-clash"
	case a.Kind == ArticleFile:
		code = "file-clash"
	}
	b.fault(code, file, place, a.Path, other.Source())
}

// isAlias tells an article's old address from the number after a listing's last.
func (a Address) isAlias() bool { return a.Kind == AliasPage && a.Article != nil }

// place is where in its source an alias stands; the others are whole files.
func (a Address) place() []any {
	if a.isAlias() {
		for i, alias := range a.Article.Aliases {
			if p, _ := aliasPath(alias); p == a.Path {
				return []any{"aliases", i}
			}
		}
	}
	return nil
}

// yields orders owners by how easily their editor can move them.
func yields(a Address) int {
	switch {
	case a.isAlias():
		return 4
	case a.Kind == StaticFile:
		return 3
	case a.Kind == ArticleFile:
		return 2
	case a.Kind == ArticlePage || a.Kind == PlainPage:
		return 1
	}
	return 0
}
