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
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/text"
)

// Kind says what an address answers with.
type Kind uint8

const (
	HomePage Kind = iota
	ListPage      // a section's or keyword's listing
	ArticlePage
	PlainPage
	ArchivePage // of all years, a year or a month
	TagsPage
	SitemapPage // for people; machines have SitemapFile
	NotFoundPage
	AliasPage
	FeedFile
	DataFile    // open data, part Number; 0: the newest
	SitemapFile // Number 0: the map or its index; n: its n-th part
	RobotsFile
	ArticleFile // as it is
	PictureFile // made ready for readers, Number pixels wide; 0: as large as it may be
	AssetFile   // of the theme
	StaticFile
)

// IsPage tells whether the address is a page that a visitor can be counted on.
func (k Kind) IsPage() bool { return k <= SitemapPage }

// MadeWithAnother tells addresses of a picture whose bytes are made together with
// those of its first width. Who asks for all comes back for them, so that nothing is
// made twice.
func (a Address) MadeWithAnother() bool {
	return a.Kind == PictureFile && a.Number != picture.Widths[0]
}

// An Address is one of the site's addresses and what it answers with. What it
// points to depends on Kind.
type Address struct {
	Path    string // "/tin-tuc/", "/feed.xml"
	Output  string // the file below the output folder: "tin-tuc/index.html"
	Kind    Kind
	Number  int // of a listing page, a part of the open data, a part of the site map, an alias in its article's list; a picture's width
	Article *Article
	Section *Section
	Tag     *Tag
	File    string // source of an ArticleFile, PictureFile or StaticFile
}

// Title is the headline or name that the address has of its own, or "".
func (a Address) Title() string {
	switch {
	case a.Article != nil:
		return a.Article.Title
	case a.Section != nil:
		return a.Section.Title
	case a.Tag != nil:
		return a.Tag.Name
	}
	return ""
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
	b.addFeed("/", s.News, nil)
	for _, sec := range s.Sections {
		b.addSection(sec)
	}
	for _, a := range s.articles {
		b.addArticle(a)
	}
	b.add(Address{Path: s.TagsURL(), Kind: TagsPage})
	b.add(Address{Path: s.SitemapURL(), Kind: SitemapPage})
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

// add fills in Output, which shares its bytes with Path: there are as many
// addresses as pages.
func (b *builder) add(a Address) string {
	file := a.Path
	if strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	a.Path, a.Output = file[:len(a.Path)], file[1:]
	b.site.addresses = append(b.site.addresses, a)
	return a.Path
}

func (b *builder) addSection(s *Section) {
	n := len(s.Articles)
	if s.Guide() {
		n = 0 // a guide is listed on one page
	}
	b.addListing(s.URL, n, Address{Section: s})
	if s.Feed() != "" {
		b.addFeed(s.URL, s.Articles, s)
	}
}

// addFeed adds the feed of a list of articles and its open data.
func (b *builder) addFeed(base string, list []*Article, s *Section) {
	b.add(Address{Path: base + "feed.xml", Kind: FeedFile, Section: s})
	for k := range pages(len(list), dataSize) + 1 {
		b.add(Address{Path: DataURL(base, k), Kind: DataFile, Section: s, Number: k})
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
			b.addFile(Address{Path: url, Kind: ArticleFile, Article: a, File: f.Path}, f.Name)
		} else {
			b.fault("file-name", f.Path, nil, path.Base(f.Name))
		}
	}
	var known []string
	for i, alias := range a.Aliases {
		p, ok := aliasPath(alias)
		switch {
		case !ok:
			b.fault("alias-form", a.Path, []any{"aliases", i}, alias)
		case !slices.Contains(known, p):
			known = append(known, b.add(Address{Path: p, Kind: AliasPage, Article: a, Number: i}))
		}
	}
}

// addFile adds a file and, of a picture, all that is made of it, by its name alone:
// no picture is opened until it is asked for. One that the article offers as an
// attachment is also there as it is.
func (b *builder) addFile(a Address, name string) {
	whole := a.Path
	switch path.Ext(whole) {
	case ".jpg", ".jpeg", ".png":
		a.Kind = PictureFile
		for _, a.Number = range picture.Widths {
			a.Path = Variant(whole, a.Number)
			b.add(a)
		}
		a.Path, a.Number = whole, 0
	case ".webp":
		a.Kind = PictureFile
	}
	if slices.ContainsFunc(a.Article.Attachments, func(at content.Attachment) bool { return text.NFC(path.Clean(at.File)) == name }) {
		a.Kind = ArticleFile
	}
	b.add(a)
}

// Variant is the address of a picture in one of its widths. No file that is
// published has a full stop in its name besides its ending's.
func Variant(address string, width int) string {
	ext := path.Ext(address)
	return strings.TrimSuffix(address, ext) + "." + strconv.Itoa(width) + ext
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
		b.add(Address{Path: y.URL, Kind: ArchivePage})
		for _, m := range y.Months {
			b.add(Address{Path: m.URL, Kind: ArchivePage})
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

// SitemapURL is the address of the page that lists all parts of the site.
func (s *Site) SitemapURL() string { return "/" + s.Paths.Sitemap + "/" }

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
	rank, code := a.yields()
	if otherRank, otherCode := other.yields(); rank < otherRank {
		a, other, code = other, a, otherCode
	}
	file, place := a.Source(), []any(nil)
	switch {
	case a.isAlias():
		place = []any{"aliases", a.Number}
	case a.Tag != nil:
		file, place = a.Tag.source, []any{"tags"}
	}
	b.fault(code, file, place, a.Path, other.Source())
}

// isAlias tells an article's old address from the number after a listing's last.
func (a Address) isAlias() bool { return a.Kind == AliasPage && a.Article != nil }

// yields orders owners by how easily their editor can move them, and says what
// one that has to is told.
func (a Address) yields() (rank int, code diag.Code) {
	switch {
	case a.isAlias():
		return 4, "alias-clash"
	case a.Kind == StaticFile:
		return 3, "static-clash"
	case a.Kind == ArticleFile || a.Kind == PictureFile:
		return 2, "file-clash"
	case a.Kind == ArticlePage || a.Kind == PlainPage:
		return 1, "address-clash"
	}
	return 0, "address-clash"
}
