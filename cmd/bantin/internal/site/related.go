package site

import (
	"cmp"
	"slices"
)

// relatedLimit is how many related articles a page shows, and relatedScan how
// many of each keyword's next older articles are looked at: a keyword on every
// article must not make each page read them all.
const (
	relatedLimit = 5
	relatedScan  = 64
)

// Related are older articles that share keywords with a, those that share most
// first, then the newest. Only older ones, so that a new article changes no
// other page.
func (s *Site) Related(a *Article) []*Article {
	if !a.Listed() || !a.Dated() {
		return nil
	}
	ranks := make([]int32, 0, 8*relatedScan) // of older articles, once for each keyword they share
	for _, t := range a.Tags {
		at, _ := slices.BinarySearchFunc(t.Articles, a.rank, func(x *Article, rank int32) int { return cmp.Compare(x.rank, rank) })
		for _, other := range t.Articles[min(at+1, len(t.Articles)):min(at+1+relatedScan, len(t.Articles))] {
			ranks = append(ranks, other.rank)
		}
	}
	slices.Sort(ranks)
	related := make([]*Article, 0, relatedLimit)
	shared := make([]int, 0, relatedLimit)
	for start := 0; start < len(ranks); {
		end := start
		for end < len(ranks) && ranks[end] == ranks[start] {
			end++
		}
		// Runs come newest first, so one that shares as much stays behind.
		n, at := end-start, len(shared)
		for at > 0 && shared[at-1] < n {
			at--
		}
		if at < relatedLimit {
			related = slices.Insert(related[:min(len(related), relatedLimit-1)], at, s.News[ranks[start]])
			shared = slices.Insert(shared[:min(len(shared), relatedLimit-1)], at, n)
		}
		start = end
	}
	return related
}
