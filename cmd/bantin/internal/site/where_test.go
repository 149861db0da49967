package site

import (
	"slices"
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
