package site

import (
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
	p := Pager{Number: k}
	on, older := split(list, s.PerPage, k)
	if k > 0 {
		p.Newer = s.pageURL(base, k+1) // after the last this leads to the listing
	}
	if older > 0 {
		p.Older = s.pageURL(base, older)
	}
	return on, p
}

// split is what page number k of a list holds, and the number of the page before.
func split(list []*Article, per, k int) (on []*Article, older int) {
	n := len(list)
	if k > 0 {
		return list[n-k*per : n-(k-1)*per], k - 1
	}
	older = pages(n, per)
	return list[:n-older*per], older
}

// Order is how the addresses are best made, as indices: listings last and side by
// side, those of the newest articles first. An article's cards are then asked for
// together, and one that is kept for a while serves all.
func (s *Site) Order() []int32 {
	order := make([]int32, 0, len(s.addresses))
	var listings [][2]int32 // rank of the first article, index
	for i, a := range s.addresses {
		list := a.listed()
		if len(list) == 0 {
			order = append(order, int32(i))
			continue
		}
		on, _ := split(list, s.PerPage, a.Number)
		listings = append(listings, [2]int32{on[0].rank, int32(i)})
	}
	slices.SortFunc(listings, func(x, y [2]int32) int { return slices.Compare(x[:], y[:]) })
	for _, l := range listings {
		order = append(order, l[1])
	}
	return order
}

// listed are all articles of the listing that an address is a page of.
func (a Address) listed() []*Article {
	switch {
	case a.Kind != ListPage:
		return nil
	case a.Tag != nil:
		return a.Tag.Articles
	}
	return a.Section.Articles
}

func (s *Site) pageURL(base string, k int) string {
	return base + s.Paths.Page + "/" + strconv.Itoa(k) + "/"
}

// dataSize is how many articles a file of open data lists at least, where there are
// as many. It is below a megabyte, so that a new article changes no more.
const dataSize = 250

// Data is part number k of a list as open data, newest first, and the number of the
// part before, 0 if there is none. Parts count as pages do.
func Data(list []*Article, k int) (part []*Article, before int) { return split(list, dataSize, k) }

// DataURL is the address of part number k of the open data below a section's or the
// site's own address.
func DataURL(base string, k int) string {
	if k == 0 {
		return base + "index.json"
	}
	return base + "index-" + strconv.Itoa(k) + ".json"
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
