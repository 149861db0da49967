package render

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
	"unsafe"

	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// How many articles the home page shows.
const (
	homeLatest  = 10 // newest of all sections
	homeSection = 5  // of each section
)

// view chooses the layout of a page and what it sees. body is the page's
// converted text, which the view borrows until the page is written.
func (r *Renderer) view(a site.Address, body *bytes.Buffer) (kind string, view any) {
	// The buffer is not written to again before the view is done with.
	html := layout.HTML(unsafe.String(unsafe.SliceData(body.Bytes()), body.Len()))
	switch a.Kind {
	case site.HomePage:
		return "home.html", r.home(a, html)
	case site.ListPage:
		if a.Tag != nil {
			return "list.html", r.tag(a)
		}
		return "list.html", r.section(a, html)
	case site.ArticlePage, site.PlainPage:
		return "article.html", r.article(a, html)
	case site.ArchivePage:
		return "archive.html", r.archive(a)
	case site.TagsPage:
		return "tags.html", r.tags(a)
	case site.SitemapPage:
		return "sitemap.html", &layout.Sitemap{Page: r.base(a, "Sơ đồ trang", "", nil)}
	case site.AliasPage:
		to := target(a)
		p := r.base(site.Address{Path: to.URL, Kind: site.AliasPage}, to.Title, "", nil)
		return "alias.html", &layout.Alias{Page: p, Target: to}
	}
	return "404.html", &layout.NotFound{Page: r.base(a, "Không tìm thấy trang", "", nil)}
}

// target is where a page sends its readers on.
func target(a site.Address) layout.Crumb {
	switch {
	case a.Article != nil:
		return layout.Crumb{Title: a.Article.Title, URL: a.Article.URL}
	case a.Section != nil:
		return layout.Crumb{Title: a.Section.Title, URL: a.Section.URL}
	}
	return layout.Crumb{Title: a.Tag.Name, URL: a.Tag.URL}
}

// base is what all pages have. The way to a page begins at home and does not
// name the page itself.
func (r *Renderer) base(a site.Address, title, description string, way []layout.Crumb) layout.Page {
	p := layout.Page{
		Site: r.Site, Title: title, URL: a.Path, Canonical: r.Site.BaseURL + a.Path,
		Description: description, Counter: r.Site.Counter, Number: a.Number, Section: a.Section,
	}
	if !a.Kind.IsPage() {
		p.Counter.Endpoint = ""
	}
	if a.Path != "/" {
		p.Breadcrumb = append([]layout.Crumb{{Title: "Trang chủ", URL: "/"}}, way...)
	}
	p.Metadata = r.metadata(&p, a)
	return p
}

// wayTo is the way to a section, with it.
func wayTo(s *site.Section) []layout.Crumb {
	var way []layout.Crumb
	for _, up := range s.Ancestors() {
		way = append(way, layout.Crumb{Title: up.Title, URL: up.URL})
	}
	return append(way, layout.Crumb{Title: s.Title, URL: s.URL})
}

func (r *Renderer) home(a site.Address, html layout.HTML) *layout.Home {
	v := &layout.Home{Page: r.base(a, r.Site.Home.Title, cmp.Or(r.Site.Home.Description, r.Site.Description), nil), Content: html}
	v.Section = nil
	v.Pinned = r.Site.Pinned()
	switch {
	case len(v.Pinned) > 0:
		v.Lead, v.Pinned = v.Pinned[0], v.Pinned[1:]
	case len(r.Site.News) > 0:
		v.Lead = r.Site.News[0]
	}
	others := func(list []*site.Article, most int) (some []*site.Article) {
		for _, n := range list {
			if len(some) == most {
				break
			}
			if n != v.Lead && !slices.Contains(v.Pinned, n) {
				some = append(some, n)
			}
		}
		return some
	}
	v.Latest = others(r.Site.News, homeLatest)
	for _, s := range r.Site.Home.Children {
		if news := others(s.Articles, homeSection); len(news) > 0 && !s.Guide() {
			v.Sections = append(v.Sections, layout.SectionNews{Section: s, Articles: news})
		}
	}
	return v
}

func (r *Renderer) section(a site.Address, html layout.HTML) *layout.List {
	s := a.Section
	v := &layout.List{Content: html, Pages: s.Articles, Feed: s.Feed()}
	if !s.Guide() {
		v.Pages, v.Pager = r.Site.Page(s.URL, s.Articles, a.Number)
	}
	way := wayTo(s)
	if a.Number == 0 {
		way = way[:len(way)-1]
	}
	v.Page = r.base(a, s.Title, s.Description, way)
	return v
}

func (r *Renderer) tag(a site.Address) *layout.List {
	v := &layout.List{Tag: a.Tag}
	v.Pages, v.Pager = r.Site.Page(a.Tag.URL, a.Tag.Articles, a.Number)
	way := []layout.Crumb{{Title: tagsTitle, URL: r.Site.TagsURL()}}
	if a.Number > 0 {
		way = append(way, layout.Crumb{Title: a.Tag.Name, URL: a.Tag.URL})
	}
	v.Page = r.base(a, a.Tag.Name, "", way)
	return v
}

func (r *Renderer) article(a site.Address, html layout.HTML) *layout.Article {
	art := a.Article
	v := &layout.Article{
		Heading: layout.Whole(art.Title), Content: html, Contents: contents(html), Date: art.Date, Updated: art.Updated, Author: art.Author, Source: art.Source,
		Tags: art.Tags, Corrections: art.Corrections, Withdrawn: art.Withdrawn, Waits: r.waits(art),
		Newer: art.Newer(), Older: art.Older(), Related: r.Site.Related(art), Attachments: attachments(art),
	}
	if !art.LeadFromText {
		v.Summary = layout.Whole(art.Summary)
	}
	var way []layout.Crumb
	if s := art.Section; s != nil {
		a.Section, way = s, wayTo(s)
	}
	if art.Image != nil {
		f, _ := art.File(art.Image.Src)
		img := r.image(f.URL, f.URL)
		img.Alt, img.Caption, img.Credit = art.Image.Alt, art.Image.Caption, art.Image.Credit
		v.Image = &img
	}
	v.Page = r.base(a, art.Title, art.Summary, way)
	return v
}

// waits says why readers do not see an article that is shown here.
func (r *Renderer) waits(a *site.Article) string {
	for _, h := range r.Site.Waiting {
		switch {
		case h.Article.Article != a.Placed.Article:
		case h.Reason == site.Draft:
			return "Bản nháp, chưa công bố"
		default:
			return "Hẹn giờ, đăng từ " + text.Date{Time: h.At}.String()
		}
	}
	return ""
}

func attachments(a *site.Article) []layout.Attachment {
	var list []layout.Attachment
	for _, at := range a.Attachments {
		f, ok := a.File(at.File)
		if !ok {
			continue
		}
		kind := strings.ToUpper(strings.TrimPrefix(path.Ext(at.File), "."))
		list = append(list, layout.Attachment{Title: at.Title, URL: f.URL, Type: kind, Size: text.Size(f.Size)})
	}
	return list
}

const (
	archiveTitle = "Lưu trữ"
	tagsTitle    = "Từ khóa"
)

func (r *Renderer) archive(a site.Address) *layout.Archive {
	v := &layout.Archive{Years: r.Site.Years}
	title, way := archiveTitle, []layout.Crumb(nil)
	down := func(to, url string) { // from the page so far to one below it
		title, way = to, append(way, layout.Crumb{Title: title, URL: url})
	}
	for _, y := range r.Site.Years {
		if !strings.HasPrefix(a.Path, y.URL) {
			continue
		}
		v.Year = y
		down("Năm "+y.Name(), r.Site.ArchiveURL())
		for _, m := range y.Months {
			if m.URL == a.Path {
				v.Month, v.Days = m, m.Days()
				down(m.Title(), y.URL)
			}
		}
	}
	v.Page = r.base(a, title, "", way)
	return v
}

func (r *Renderer) tags(a site.Address) *layout.Tags {
	v := &layout.Tags{Page: r.base(a, tagsTitle, "", nil)}
	for _, t := range r.Site.Tags {
		if n := len(v.Letters); n == 0 || v.Letters[n-1].Letter != t.Letter() {
			v.Letters = append(v.Letters, layout.Letter{Letter: t.Letter()})
		}
		last := &v.Letters[len(v.Letters)-1]
		last.Tags = append(last.Tags, t)
	}
	return v
}
