package site

import (
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/content"
)

func TestPageOfIsThePageThatListsTheArticle(t *testing.T) {
	s := &Site{Settings: &content.Settings{PerPage: 3, Paths: content.Paths{Page: "trang"}}}
	for n := range 20 {
		list := make([]*Article, n)
		for i := range list {
			list[i] = new(Article)
		}
		on := map[string][]*Article{}
		for k := range pages(n, s.PerPage) + 1 {
			address := "/tin/"
			if k > 0 {
				address = s.pageURL("/tin/", k)
			}
			on[address], _ = s.Page("/tin/", list, k)
		}
		for i, a := range list {
			if page := s.PageOf("/tin/", list, a); !slices.Contains(on[page], a) {
				t.Errorf("article %d of %d is not on %s", i, n, page)
			}
		}
	}
}

func TestOrderHasEveryAddressOnceAndListingsSideBySide(t *testing.T) {
	s, _ := mustSite(t, days(10))
	seen := map[int32]bool{}
	var listings []string
	for _, i := range s.Order() {
		a := s.Addresses()[i]
		switch {
		case a.Kind == ListPage && a.listed() != nil:
			listings = append(listings, a.Path)
		case len(listings) > 0:
			t.Errorf("%s comes behind a listing", a.Path)
		}
		seen[i] = true
	}
	if len(seen) != len(s.Addresses()) || len(s.Order()) != len(seen) {
		t.Errorf("%d of %d addresses", len(seen), len(s.Addresses()))
	}
	want := "/tin/ /tu-khoa/chung/ /tin/trang/2/ /tu-khoa/chung/trang/2/ /tin/trang/1/ /tu-khoa/chung/trang/1/"
	if got := strings.Join(listings, " "); got != want {
		t.Errorf("listings %s, want %s", got, want)
	}
}
