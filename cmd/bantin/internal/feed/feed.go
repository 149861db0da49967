// Package feed writes what machines read: Atom feeds (RFC 4287), open data (JSON
// Feed 1.1), the site map (sitemaps.org) and robots.txt. Feeds carry leads, not
// whole articles.
package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"bantin/cmd/bantin/internal/site"
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

// about is what a feed is about: the whole site or one section.
type about struct {
	title, description, page string
	articles                 []*site.Article // newest first
}

func aboutOf(s *site.Site, section *site.Section) about {
	if section == nil {
		return about{s.Title, s.Description, "/", s.News}
	}
	return about{section.Title + " – " + s.Title, section.Description, section.URL, section.Articles}
}

// Atom writes the feed at address self, of the whole site or of one section.
func Atom(dst *bytes.Buffer, s *site.Site, section *site.Section, self string) error {
	about := aboutOf(s, section)
	f := atom{
		Lang: s.Language, Title: about.title, Sub: about.description, ID: s.BaseURL + self, Updated: never,
		Author: person{s.Organization.Name},
		Links: []link{
			{Rel: "self", Type: "application/atom+xml", Href: s.BaseURL + self},
			{Rel: "alternate", Type: "text/html", Href: s.BaseURL + about.page},
		},
	}
	latest := ""
	for _, a := range about.articles[:min(len(about.articles), s.FeedItems)] {
		e := entryOf(s, a)
		f.Entries = append(f.Entries, e)
		if at := a.Changed().Time.UTC().Format("2006-01-02T15:04:05Z"); at > latest {
			latest, f.Updated = at, e.Updated
		}
	}
	return write(dst, f)
}

func entryOf(s *site.Site, a *site.Article) entry {
	e := entry{
		Title: a.Title, ID: s.BaseURL + a.URL, Link: link{Rel: "alternate", Type: "text/html", Href: s.BaseURL + a.URL},
		Published: a.Date.RFC3339(), Updated: a.Changed().RFC3339(), Summary: a.Summary,
	}
	if a.Author != "" {
		e.Author = &person{a.Author}
	}
	for _, t := range a.Tags {
		e.Categories = append(e.Categories, category{t.Name})
	}
	return e
}

const sitemapNamespace = ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`

// Sitemap writes the site map's part n. Part 0 is the whole map, or the index
// of its parts where there are more pages than one may list. A part lists 50,000
// pages, so it is written without a tree of them.
func Sitemap(dst *bytes.Buffer, s *site.Site, n int) {
	dst.WriteString(xml.Header)
	if parts := s.SitemapParts(); n == 0 && parts > 0 {
		dst.WriteString("<sitemapindex" + sitemapNamespace + ">")
		for k := range parts {
			fmt.Fprintf(dst, "<sitemap><loc>%s/sitemap-%d.xml</loc></sitemap>", s.BaseURL, k+1)
		}
		dst.WriteString("</sitemapindex>")
		return
	}
	dst.WriteString("<urlset" + sitemapNamespace + ">")
	dst.Grow(len(s.Addresses()) / max(s.SitemapParts(), 1) * (len(s.BaseURL) + 120))
	first, i := max(n-1, 0)*site.SitemapSize, 0
	for a := range s.Mapped() {
		if i >= first && i < first+site.SitemapSize {
			sitemapEntry(dst, s.BaseURL, a)
		}
		i++
	}
	dst.WriteString("</urlset>")
}

// sitemapEntry writes one page. Addresses are ASCII letters, digits, hyphens and
// slashes, and dates have nothing to escape.
func sitemapEntry(dst *bytes.Buffer, base string, a site.Address) {
	dst.WriteString("<url><loc>")
	dst.WriteString(base)
	dst.WriteString(a.Path)
	dst.WriteString("</loc>")
	if a.Article != nil && !a.Article.Changed().IsZero() {
		dst.WriteString("<lastmod>" + a.Article.Changed().ISO() + "</lastmod>")
	}
	dst.WriteString("</url>")
}

// Robots lets everyone in and names the site map.
func Robots(dst *bytes.Buffer, s *site.Site) {
	fmt.Fprintf(dst, "User-agent: *\nAllow: /\nSitemap: %s/sitemap.xml\n", s.BaseURL)
}

func write(dst *bytes.Buffer, v any) error {
	dst.WriteString(xml.Header)
	return xml.NewEncoder(dst).Encode(v)
}
