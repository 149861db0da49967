package site

import (
	"math"
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
	older := make([][]int32, 0, 8) // of each keyword, newest first
	for _, t := range a.Tags {
		at, _ := slices.BinarySearch(t.ranks, a.rank)
		ranks := t.ranks[min(at+1, len(t.ranks)):]
		older = append(older, ranks[:min(relatedScan, len(ranks))])
	}
	related := make([]*Article, 0, relatedLimit)
	shared := make([]int, 0, relatedLimit)
	for next, n := newest(older); n > 0; next, n = newest(older) {
		// They come newest first, so one that shares as much stays behind.
		at := len(shared)
		for at > 0 && shared[at-1] < n {
			at--
		}
		if at < relatedLimit {
			related = slices.Insert(related[:min(len(related), relatedLimit-1)], at, s.News[next])
			shared = slices.Insert(shared[:min(len(shared), relatedLimit-1)], at, n)
		}
	}
	return related
}

// newest takes the lowest rank off the lists that begin with it, and tells how many
// these were; 0 if all are empty.
func newest(lists [][]int32) (rank int32, n int) {
	rank = math.MaxInt32
	for _, list := range lists {
		if len(list) > 0 {
			rank = min(rank, list[0])
		}
	}
	for i, list := range lists {
		if len(list) > 0 && list[0] == rank {
			lists[i] = list[1:]
			n++
		}
	}
	return rank, n
}
