package site

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"bantin/cmd/bantin/internal/content"
)

// A Pager places a listing page between its neighbours. Numbered pages count
// from the oldest and are always full, so a new article leaves them as they
// are: they cannot know how many there will be and print no total.
type Pager struct {
	Number int    // 0 on the listing's own address
	Newer  string // address of the page with newer articles, or ""
	Older  string
}

// pages is how many numbered pages n articles have: the listing's own address
// keeps the newest per to 2·per-1 of them.
func pages(n, per int) int { return max(0, n/per-1) }

// Page is page number k of a section's or keyword's listing, newest first: the
// articles, and the way to its neighbours.
func (s *Site) Page(base string, list []*Article, k int) ([]*Article, Pager) {
	p, n := Pager{Number: k}, len(list)
	older := pages(n, s.PerPage)
	on := list[:n-older*s.PerPage]
	if k > 0 {
		older, on = k-1, list[n-k*s.PerPage:n-(k-1)*s.PerPage]
		p.Newer = s.pageURL(base, k+1) // after the last this leads to the listing
	}
	if older > 0 {
		p.Older = s.pageURL(base, older)
	}
	return on, p
}

func (s *Site) pageURL(base string, k int) string {
	return base + s.Paths.Page + "/" + strconv.Itoa(k) + "/"
}

// OfYear are the articles of a year in a list, newest first, and the next year
// before that has any, else 0. Year 0 is that of the newest article.
func OfYear(list []*Article, year int) (of []*Article, before int) {
	if year == 0 && len(list) > 0 {
		year = list[0].Date.Year()
	}
	first := func(year int) int {
		i, _ := slices.BinarySearchFunc(list, year, func(a *Article, year int) int { return cmp.Compare(year, a.Date.Year()) })
		return i
	}
	of = list[first(year):first(year-1)]
	if first(year-1) < len(list) {
		before = list[first(year-1)].Date.Year()
	}
	return of, before
}

// DataURL is the address of the open data below a section's or the site's own one:
// of a year, or with year 0 of the newest.
func DataURL(base string, year int) string {
	if year == 0 {
		return base + "index.json"
	}
	return fmt.Sprintf("%sindex-%04d.json", base, year)
}

// Data is the address of a section's open data, "" if it has none.
func (s *Section) Data() string {
	if s.Feed() == "" {
		return ""
	}
	return DataURL(s.URL, 0)
}

// Feed is the address of a section's feed, "" if it has none.
func (s *Section) Feed() string {
	if s.Kind == content.Guide || !s.listed() {
		return ""
	}
	return s.URL + "feed.xml"
}
