package site

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
)

var now = time.Date(2025, 1, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))

// mustSite makes a site of files over settings of 3 articles a page and the
// section "tin".
func mustSite(t testing.TB, files map[string]string) (*Site, []diag.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{
		"content/site.yaml":     {Data: []byte("title: Trang thử\nbase_url: https://example.org/\nper_page: 3\n")},
		"content/tin/_index.md": {Data: []byte("---\ntitle: Tin\n---\n")},
	}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	reader := content.Reader{FS: fsys}
	tree, found, err := reader.Read(t.Context(), nil)
	if err != nil || diag.Errors(found) > 0 {
		t.Fatal(err, found)
	}
	return New(Input{Tree: tree, Now: now, Source: content.Opener{FS: fsys}})
}

// days is n articles of section tin, one a day.
func days(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("content/tin/bai-%02d.md", i)] = fmt.Sprintf("---\ntitle: Bài %d\ndate: 2024-01-%02d\ntags: [Chung]\n---\n", i, i+1)
	}
	return files
}

func titles(list []*Article) string {
	var names []string
	for _, a := range list {
		names = append(names, strings.TrimPrefix(a.Title, "Bài "))
	}
	return strings.Join(names, " ")
}

// Every article stands on exactly one page of a listing; numbered pages are
// full, count from the oldest, and stay as they are when an article is added.
func TestListingPagesAreStable(t *testing.T) {
	var before map[int]string
	for n := range 20 {
		s, _ := mustSite(t, days(n))
		var tin *Section
		for _, sec := range s.Sections {
			tin = sec
		}
		last := pages(n, 3)
		var all []*Article
		numbered := map[int]string{}
		for k := range last + 1 {
			list, pager := s.Page(tin.URL, tin.Articles, k)
			all = append(all, list...)
			if k > 0 {
				numbered[k] = titles(list)
				if len(list) != 3 {
					t.Errorf("%d articles: page %d has %d", n, k, len(list))
				}
			} else if len(list) > 5 || n >= 3 && len(list) < 3 {
				t.Errorf("%d articles: the first page has %d", n, len(list))
			}
			for _, to := range []string{pager.Newer, pager.Older} {
				if _, ok := s.Lookup(to); to != "" && !ok {
					t.Errorf("%d articles: page %d leads to %s", n, k, to)
				}
			}
			if (pager.Newer == "") != (k == 0) || (pager.Older == "") != (k == 1 || last == 0) {
				t.Errorf("%d articles: page %d of %d: %+v", n, k, last, pager)
			}
		}
		places := map[*Article]int{}
		for _, a := range all {
			places[a]++
		}
		if len(all) != n || len(places) != n {
			t.Errorf("%d of %d articles listed, in %d places", len(places), n, len(all))
		}
		for k, was := range before {
			if numbered[k] != was {
				t.Errorf("page %d said %s, and with one article more %s", k, was, numbered[k])
			}
		}
		before = numbered
	}
}

func TestAddresses(t *testing.T) {
	s, found := mustSite(t, map[string]string{
		"content/tin/2024/02/Đề án số 1.md": "---\ntitle: A\ndate: 2024-02-28\n---\n",
		"content/tin/co-anh/index.md":       "---\ntitle: B\ndate: 31/12/2023 23:59\nslug: ten-khac\naliases: [/cu/b.html, 'https://cu.vn/tin/b', /tin/b/]\n---\n",
		"content/tin/co-anh/Ảnh 1.JPG":      "x",
		"content/tin/quận/_index.md":        "---\ntitle: Quận\n---\n",
		"content/tin/quận/x.md":             "---\ntitle: C\ndate: 2024-01-01\n---\n",
		"content/so-tay/_index.md":          "---\ntitle: Sổ tay\nkind: guide\n---\n",
		"content/so-tay/10-sau.md":          "---\ntitle: Sau\n---\n",
		"content/so-tay/9-truoc.md":         "---\ntitle: Trước\ndate: 2031-01-01\n---\n", // of no account in a guide
		"content/gioi-thieu.md":             "---\ntitle: Giới thiệu\n---\n",
	})
	if len(found) > 0 {
		t.Fatal(found)
	}
	for address, kind := range map[string]Kind{
		"/": HomePage, "/tin/": ListPage, "/tin/2024/02/de-an-so-1/": ArticlePage, "/tin/2023/12/ten-khac/": ArticlePage,
		"/tin/2023/12/ten-khac/anh-1.jpg": PictureFile, "/tin/2023/12/ten-khac/anh-1.1200.jpg": PictureFile, "/cu/b.html": AliasPage, "/tin/b/": AliasPage,
		"/tin/quan/": ListPage, "/tin/quan/2024/01/x/": ArticlePage, "/so-tay/sau/": ArticlePage, "/gioi-thieu/": PlainPage,
		"/luu-tru/2023/": ArchivePage, "/luu-tru/2024/02/": ArchivePage, "/tin/feed.xml": FeedFile, "/feed.xml": FeedFile,
		"/index.json": DataFile, "/tin/index.json": DataFile, "/tin/quan/index.json": DataFile,
		"/sitemap.xml": SitemapFile, "/robots.txt": RobotsFile, "/404.html": NotFoundPage, "/tu-khoa/": TagsPage, "/so-do-trang/": SitemapPage,
	} {
		if a, ok := s.Lookup(address); !ok || a.Kind != kind {
			t.Errorf("%s: kind %d, known %v", address, a.Kind, ok)
		}
	}
	for _, address := range []string{"/so-tay/feed.xml", "/so-tay/index.json", "/index-1.json"} {
		if _, ok := s.Lookup(address); ok {
			t.Errorf("%s is an address", address)
		}
	}
	for _, sec := range s.Sections {
		if sec.Guide() && (titles(sec.Articles) != "Trước Sau" || !sec.Articles[0].Date.IsZero()) {
			t.Errorf("the guide's order is %s, its first date %s", titles(sec.Articles), sec.Articles[0].Date)
		}
		if sec.URL == "/tin/" && len(sec.Articles) != 3 {
			t.Errorf("a section lists %d articles, with those below it 3", len(sec.Articles))
		}
	}
	for _, a := range s.News {
		if a.Section.Guide() {
			t.Error("a guide's chapter is news")
		}
	}
}

func TestWithdrawnArticlesKeepTheirPageAndLeaveListings(t *testing.T) {
	files := days(2)
	files["content/tin/go.md"] = "---\ntitle: Gỡ\ndate: 2024-01-03\nwithdrawn: Bài đã gỡ\ntags: [Chung]\npinned: true\n---\n"
	files["content/go.md"] = "---\ntitle: Gỡ\nwithdrawn: Trang đã gỡ\n---\n"
	s, _ := mustSite(t, files)
	a, ok := s.Lookup("/tin/2024/01/go/")
	if !ok || a.Article.Listed() || len(s.News) != 2 || len(s.Pinned()) != 0 || len(s.Pages) != 0 || len(s.Tags[0].Articles) != 2 {
		t.Errorf("known %v, news %s", ok, titles(s.News))
	}
	for m := range s.Mapped() {
		if m.Path == a.Path || m.Path == "/go/" {
			t.Error("a withdrawn article is in the site map")
		}
	}
}

func TestRelatedAreOlderAndShareMost(t *testing.T) {
	s, _ := mustSite(t, map[string]string{
		"content/tin/a.md": "---\ntitle: Bài a\ndate: 2024-01-01\ntags: [Một, Hai, Ba]\n---\n",
		"content/tin/b.md": "---\ntitle: Bài b\ndate: 2024-01-02\ntags: [Một]\n---\n",
		"content/tin/c.md": "---\ntitle: Bài c\ndate: 2024-01-03\ntags: [Bốn]\n---\n",
		"content/tin/d.md": "---\ntitle: Bài d\ndate: 2024-01-04\ntags: [Một, Hai]\n---\n",
		"content/tin/e.md": "---\ntitle: Bài e\ndate: 2024-01-05\ntags: [Một, Hai, Ba]\n---\n",
	})
	want := map[string]string{"Bài e": "a d b", "Bài d": "a b", "Bài c": "", "Bài b": "a", "Bài a": ""}
	for _, a := range s.News {
		if got := titles(s.Related(a)); got != want[a.Title] {
			t.Errorf("related to %s: %q, want %q", a.Title, got, want[a.Title])
		}
	}
}

func TestAHiddenSectionListsItsArticlesAndNobodyElseDoes(t *testing.T) {
	files := days(1)
	files["content/tin/an/_index.md"] = "---\ntitle: Ẩn\nhidden: true\n---\n"
	files["content/tin/an/x.md"] = "---\ntitle: Bài ẩn\ndate: 2024-03-01\ntags: [Chung]\n---\n"
	files["content/tin/an/con/_index.md"] = "---\ntitle: Con\n---\n"
	files["content/tin/an/con/z.md"] = "---\ntitle: Bài con\ndate: 2024-02-01\n---\n"
	files["content/tin/an/kin/_index.md"] = "---\ntitle: Kín\nhidden: true\n---\n"
	files["content/tin/an/kin/k.md"] = "---\ntitle: Bài kín\ndate: 2024-02-01\n---\n"
	files["content/tin/an/y.md"] = "---\ntitle: Bài ẩn hai\ndate: 2024-03-02\n---\n"
	s, _ := mustSite(t, files)
	listing, _ := s.Lookup("/tin/an/")
	hidden, ok := s.Lookup("/tin/an/2024/03/x/")
	if !ok || titles(listing.Section.Articles) != "ẩn hai ẩn con" || hidden.Article.Newer() == nil {
		t.Errorf("known %v, its listing says %q", ok, titles(listing.Section.Articles))
	}
	tin, _ := s.Lookup("/tin/")
	if len(s.News) != 1 || len(tin.Section.Articles) != 1 || len(s.Tags[0].Articles) != 1 || len(s.Years[0].Months) != 1 {
		t.Error("a hidden article is listed elsewhere")
	}
	for m := range s.Mapped() {
		if strings.HasPrefix(m.Path, "/tin/an/") {
			t.Errorf("%s is in the site map", m.Path)
		}
	}
}

func TestAGuideListsItsChaptersAndThoseOfGuidesBelow(t *testing.T) {
	s, _ := mustSite(t, map[string]string{
		"content/tin/so/_index.md":   "---\ntitle: Sổ\nkind: guide\n---\n",
		"content/tin/so/z.md":        "---\ntitle: Z\n---\n",
		"content/tin/so/c/_index.md": "---\ntitle: Phần\nkind: guide\n---\n",
		"content/tin/so/c/10.md":     "---\ntitle: Mười\n---\n",
		"content/tin/so/c/9.md":      "---\ntitle: Chín\n---\n",
		"content/tin/so/t/_index.md": "---\ntitle: Tin của sổ\n---\n",
		"content/tin/so/t/t.md":      "---\ntitle: T\ndate: 2024-01-01\n---\n",
	})
	for address, want := range map[string]string{"/tin/": "T", "/tin/so/": "Z Chín Mười", "/tin/so/c/": "Chín Mười", "/tin/so/t/": "T"} {
		if a, _ := s.Lookup(address); titles(a.Section.Articles) != want {
			t.Errorf("%s lists %s, want %s", address, titles(a.Section.Articles), want)
		}
	}
}

func TestNeighbours(t *testing.T) {
	s, _ := mustSite(t, days(3))
	middle := s.News[1]
	if middle.Newer() != s.News[0] || middle.Older() != s.News[2] || s.News[0].Newer() != nil || s.News[2].Older() != nil {
		t.Error("neighbours are not in order of their dates")
	}
}

// Links to what an article that is held back brings with it are no dead links,
// however they are written; others are, whatever is held.
func TestLinksToWhatIsHeldBackAreNotDead(t *testing.T) {
	s, found := mustSite(t, map[string]string{
		"content/tin/bai.md":       "---\ntitle: Bài\ndate: 2024-01-01\n---\n",
		"content/tin/hen/index.md": "---\ntitle: Hẹn\ndate: 2030-05-01\nslug: khac\naliases: [/cu.html]\ntags: [Chờ]\n---\n",
		"content/tin/hen/a.jpg":    "x",
		"content/tin/het.md":       "---\ntitle: Hết\ndate: 2020-02-01\nexpires: 2021-01-01\n---\n",
	})
	if len(found) > 0 {
		t.Fatal(found)
	}
	for dest, held := range map[string]bool{
		"hen/index.md": true, "hen/": true, "hen/a.jpg": true, "/tin/2030/05/khac/": true, "/tin/2030/05/khac/a.jpg": true, "/cu.html": true,
		"/tu-khoa/cho/": true, "/luu-tru/2030/05/": true, "/tin/2020/02/het/": true, "/luu-tru/2020/": true,
		"/tin/2031/05/khac/": false, "/tu-khoa/khong/": false, "/tin/2020/02/hen/": false,
	} {
		if l := s.Resolve("content/tin/bai.md", dest); (l.Held != "") != held || (l.Code == "") != held {
			t.Errorf("%s: held %q, code %q", dest, l.Held, l.Code)
		}
	}
}

func TestLinksToFoldersAndToThePageItself(t *testing.T) {
	s, _ := mustSite(t, map[string]string{"content/tin/a/index.md": "---\ntitle: A\ndate: 2024-01-01\n---\n"})
	for dest, want := range map[string]string{"?x=1": "/tin/2024/01/a/?x=1", "": "/tin/2024/01/a/", "..": "/tin/", "../..": "/", "../../..": ""} {
		if l := s.Resolve("content/tin/a/index.md", dest); l.Href != want {
			t.Errorf("%q leads to %q, want %q", dest, l.Href, want)
		}
	}
}

// A keyword is called as its oldest article calls it, or as the settings do; the
// index has each letter once.
func TestKeywordsHaveOneNameAndOnePlace(t *testing.T) {
	s, found := mustSite(t, map[string]string{
		"content/site.yaml": "title: Trang thử\nbase_url: https://example.org/\ntags:\n  HĐND: {also: [Hội đồng]}\n",
		"content/tin/a.md":  "---\ntitle: A\ndate: 2024-01-02\ntags: [KỲ HỌP, hđnd, '“Sống xanh”', (Dự thảo) luật, Sông Hồng]\n---\n",
		"content/tin/b.md":  "---\ntitle: B\ndate: 2024-01-01\ntags: [Kỳ họp, hội đồng, Dân số, ²x, ½ năm]\n---\n",
		"content/tin/c.md":  "---\ntitle: C\ndate: 2024-01-01\ntags: [kỳ họp, 3 tháng, № 5]\n---\n",
	})
	var names []string
	for _, tag := range s.Tags {
		names = append(names, tag.Name)
	}
	want := "3 tháng|№ 5|Dân số|(Dự thảo) luật|HĐND|Kỳ họp|½ năm|Sông Hồng|“Sống xanh”|²x"
	if got := strings.Join(names, "|"); got != want || len(found) > 0 {
		t.Errorf("%s, want %s; %v", got, want, found)
	}
}

func TestKeywordsWithoutAPageAreNotLinked(t *testing.T) {
	s, _ := mustSite(t, map[string]string{
		"content/tin/go.md":  "---\ntitle: Gỡ\ndate: 2024-01-03\nwithdrawn: Bài đã gỡ\ntags: [Riêng]\n---\n",
		"content/trang.md":   "---\ntitle: Trang\ntags: [Trang]\n---\n",
		"content/tin/bai.md": "---\ntitle: Bài\ndate: 2024-01-01\ntags: [Chung]\n---\n",
	})
	for _, a := range s.articles {
		for _, tag := range a.Tags {
			if _, ok := s.Lookup(tag.URL); !ok {
				t.Errorf("%s links to %s", a.Path, tag.URL)
			}
		}
	}
}

func TestOldAddressesThatNoSystemCouldHoldAreRefused(t *testing.T) {
	for alias, ok := range map[string]bool{
		"/cu/bai.html": true, "/tin/b": true, "https://cu.vn/tin/b/": true, "/.well-known/x/": false, "/.bantin/manifest.json/": false,
		"/_assets/x/": false, "/x./": false, "/con/": false, "/a/nul.html": false, "/a//b/": false, "/../x/": false, "/tin?id=1": false,
		"tin/b": false, "/" + strings.Repeat("a", 300) + "/": false, "/a\\b/": false,
	} {
		if _, got := aliasPath(alias); got != ok {
			t.Errorf("%s: %v", alias, got)
		}
	}
}

// FuzzResolve holds that a link in an article leads to an address of the site or
// is refused: never out of it.
func FuzzResolve(f *testing.F) {
	s, found := mustSite(f, map[string]string{
		"content/tin/a/index.md": "---\ntitle: A\ndate: 2024-01-01\n---\n",
		"content/tin/a/b.pdf":    "x",
		"content/tin/c.md":       "---\ntitle: C\ndate: 2024-01-02\n---\n",
		"content/tin/d.md":       "---\ntitle: D\ndate: 2024-01-02\ndraft: true\n---\n",
	})
	if len(found) > 0 {
		f.Fatal(found)
	}
	for _, dest := range []string{"../c.md", "b.pdf", "/tin/", "/tin", "../../../etc/passwd", "..%2f..%2fx", "//host/x", "C:\\x", "", ".", "..", "../c.md#a",
		"../d.md", "/\\host", "javascript:x", "b.pdf?x=1", "/../x", "/tin/../tin/", "%", "\x00", "../c.md/"} {
		f.Add(dest)
	}
	f.Fuzz(func(t *testing.T, dest string) {
		l := s.Resolve("content/tin/a/index.md", dest)
		if l.Code != "" || l.Held != "" {
			if l.Href != "" {
				t.Fatalf("%q is refused and has the address %q", dest, l.Href)
			}
			return
		}
		path, _, _ := strings.Cut(l.Href, "#")
		path, _, _ = strings.Cut(path, "?")
		if _, ok := s.Lookup(path); !ok || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
			t.Fatalf("%q leads to %q, which is no address", dest, l.Href)
		}
	})
}
