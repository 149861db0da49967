// Package feed writes what machines read: Atom feeds (RFC 4287), the site map
// (sitemaps.org) and robots.txt. Feeds carry leads, not whole articles.
package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"xml:lang,attr"`
	Title   string   `xml:"title"`
	Sub     string   `xml:"subtitle,omitempty"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Links   []link   `xml:"link"`
	Author  person   `xml:"author"`
	Entries []entry  `xml:"entry"`
}

type entry struct {
	Title      string     `xml:"title"`
	ID         string     `xml:"id"`
	Link       link       `xml:"link"`
	Published  string     `xml:"published"`
	Updated    string     `xml:"updated"`
	Author     *person    `xml:"author,omitempty"`
	Summary    string     `xml:"summary,omitempty"`
	Categories []category `xml:"category"`
}

type link struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type person struct {
	Name string `xml:"name"`
}

type category struct {
	Term string `xml:"term,attr"`
}

// never is when a feed without entries changed last: the format asks for a
// time, and any other would change with every build.
const never = "1970-01-01T00:00:00Z"

// Atom writes the feed at address self, of the whole site or of one section.
func Atom(dst *bytes.Buffer, s *site.Site, section *site.Section, self string) error {
	title, about, page, articles := s.Title, s.Description, "/", s.News
	if section != nil {
		title, about, page, articles = section.Title+" – "+s.Title, section.Description, section.URL, section.Articles
	}
	f := atom{
		Lang: s.Language, Title: title, Sub: about, ID: s.BaseURL + self, Updated: never,
		Author: person{s.Organization.Name},
		Links: []link{
			{Rel: "self", Type: "application/atom+xml", Href: s.BaseURL + self},
			{Rel: "alternate", Type: "text/html", Href: s.BaseURL + page},
		},
	}
	latest := ""
	for _, a := range articles[:min(len(articles), s.FeedItems)] {
		e := entryOf(s, a)
		f.Entries = append(f.Entries, e)
		if at := changed(a).Time.UTC().Format("2006-01-02T15:04:05Z"); at > latest {
			latest, f.Updated = at, e.Updated
		}
	}
	return write(dst, f)
}

// changed is when an article was last changed for its readers.
func changed(a *site.Article) text.Date {
	if a.Updated.After(a.Date) {
		return a.Updated
	}
	return a.Date
}

func entryOf(s *site.Site, a *site.Article) entry {
	e := entry{
		Title: a.Title, ID: s.BaseURL + a.URL, Link: link{Rel: "alternate", Type: "text/html", Href: s.BaseURL + a.URL},
		Published: a.Date.RFC3339(), Updated: changed(a).RFC3339(), Summary: a.Summary,
	}
	if a.Author != "" {
		e.Author = &person{a.Author}
	}
	for _, t := range a.Tags {
		e.Categories = append(e.Categories, category{t.Name})
	}
	return e
}

type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []loc    `xml:"url"`
}

type sitemapindex struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []loc    `xml:"sitemap"`
}

type loc struct {
	Loc     string `xml:"loc"`
	Lastmod string `xml:"lastmod,omitempty"`
}

// Sitemap writes the site map's part n. Part 0 is the whole map, or the index
// of its parts where there are more pages than one may list.
func Sitemap(dst *bytes.Buffer, s *site.Site, n int) error {
	pages := s.Mapped()
	if n == 0 && len(pages) > site.SitemapSize {
		var index sitemapindex
		for k := range (len(pages) + site.SitemapSize - 1) / site.SitemapSize {
			index.Maps = append(index.Maps, loc{Loc: fmt.Sprintf("%s/sitemap-%d.xml", s.BaseURL, k+1)})
		}
		return write(dst, index)
	}
	if n > 0 {
		pages = pages[(n-1)*site.SitemapSize : min(n*site.SitemapSize, len(pages))]
	}
	set := urlset{URLs: make([]loc, len(pages))}
	for i, p := range pages {
		set.URLs[i].Loc = s.BaseURL + p.Path
		if p.Article != nil && !changed(p.Article).IsZero() {
			set.URLs[i].Lastmod = changed(p.Article).ISO()
		}
	}
	return write(dst, set)
}

// Robots lets everyone in and names the site map.
func Robots(dst *bytes.Buffer, s *site.Site) {
	fmt.Fprintf(dst, "User-agent: *\nAllow: /\nSitemap: %s/sitemap.xml\n", s.BaseURL)
}

func write(dst *bytes.Buffer, v any) error {
	dst.WriteString(xml.Header)
	return xml.NewEncoder(dst).Encode(v)
}
