package render

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/site"
	"bantin/layouts"
)

// TestPlacesAreWhereAnArticleIsLinked renders every page, feed and map of a site
// and compares the articles that each names with what Places says.
func TestPlacesAreWhereAnArticleIsLinked(t *testing.T) {
	fsys := fstest.MapFS{}
	file := func(name, text string, args ...any) {
		fsys[name] = &fstest.MapFile{Data: fmt.Appendf(nil, text, args...)}
	}
	file("content/site.yaml", "title: Trang\nbase_url: https://example.org/\nper_page: 3\nfeed_items: 4\n")
	file("content/tin-tuc/_index.md", "---\ntitle: Tin tức\n---\n")
	file("content/tin-tuc/phuong/_index.md", "---\ntitle: Phường\n---\n")
	file("content/noi-bo/_index.md", "---\ntitle: Nội bộ\nhidden: true\n---\n")
	file("content/so-tay/_index.md", "---\ntitle: Sổ tay\nkind: guide\n---\n")
	file("content/gioi-thieu.md", "---\ntitle: Giới thiệu\n---\n")
	for i := range 24 {
		section := []string{"tin-tuc", "tin-tuc/phuong", "noi-bo", "so-tay"}[i%4]
		file(fmt.Sprintf("content/%s/bai-%02d.md", section, i), "---\ntitle: Bài %02d\ndate: 2024-%02d-10\npinned: %v\ntags: [Từ %d]\n%s---\nNội dung.\n",
			i, 1+i/4, i == 4 || i == 9, i%3, map[bool]string{true: "withdrawn: Đã gỡ.\n"}[i == 12])
	}
	l := &Loader{Sources: fsys, Theme: layouts.FS, Now: func(zone *time.Location) time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, zone) }}
	r, found, err := l.Load(t.Context(), nil)
	if err != nil || diag.Errors(found) > 0 {
		t.Fatal(err, found)
	}
	compared := 0
	for _, a := range r.Site.Addresses() {
		listing := slices.Contains([]site.Kind{site.HomePage, site.ListPage, site.ArchivePage, site.FeedFile, site.DataFile, site.SitemapFile}, a.Kind)
		if !listing || a.Kind == site.ArchivePage && a.Number < 10000 { // a year counts its articles
			continue
		}
		var page bytes.Buffer
		if _, err := r.Render(a, &page); err != nil {
			t.Fatal(err)
		}
		for _, c := range l.tree.Articles {
			art := r.Site.Article(c.Path)
			if art.IsPage() && a.Path != "/" && a.Kind != site.SitemapFile { // every page links to it
				continue
			}
			named := strings.Contains(page.String(), `"`+art.URL+`"`) || strings.Contains(page.String(), "https://example.org"+art.URL)
			said := slices.ContainsFunc(r.Places(art), func(p Place) bool { return p.Address == a.Path })
			if named != said {
				t.Errorf("%s on %s: linked %v, said %v", art.URL, a.Path, named, said)
			}
			compared++
		}
	}
	if compared < 300 {
		t.Errorf("only %d compared", compared)
	}
}
