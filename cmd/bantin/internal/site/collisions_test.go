package site

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/unicode/norm"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
)

// owners are all that can ask for an address. A listing's numbered pages are
// "pager"; a section's listing is "section", a keyword's "tag".
var owners = strings.Fields("home section article page file alias tag tags map archive pager feed data sitemap robots 404 asset static")

// A collision is two owners on one address.
type collision struct {
	pair   string
	files  []string // paths below content, with what their headers say after "|"
	static string   // names below static, with spaces between
	code   diag.Code
	at     string // the file that has to give way
	names  string // the other owner, as the message names it; both, with "|" between, of keywords
}

// Texts that files of the table begin with.
const (
	dated = "title: X\ndate: 2024-02-01\n"
	plain = "title: X\n"
)

var collisions = []collision{
	{"home alias", []string{"tin/x.md|" + dated + "aliases: [/index.html]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"home static", nil, "index.html", "static-clash", "static/index.html", "content/site.yaml"},

	{"section section", []string{"Thăm/_index.md|" + plain, "thảm/_index.md|" + plain + "kind: guide\n"}, "", "address-clash", "content/thảm/_index.md", "content/Thăm/_index.md"},
	{"section article", []string{"tin/x.md|" + dated, "tin/2024/02/x/_index.md|" + plain}, "", "address-clash", "content/tin/x.md", "content/tin/2024/02/x/_index.md"},
	{"section page", []string{"tin.md|" + plain}, "", "address-clash", "content/tin.md", "content/tin/_index.md"},
	{"section alias", []string{"tin/x.md|" + dated + "aliases: [/cu/, /tin/]\n"}, "", "alias-clash", "content/tin/x.md", "content/tin/_index.md"},
	{"section tag", []string{"tin/x.md|" + dated + "tags: [Đất]\n", "tu-khoa/dat/_index.md|" + plain}, "", "address-clash", "content/tin/x.md", "content/tu-khoa/dat/_index.md"},
	{"section tags", []string{"tu-khoa/_index.md|" + plain}, "", "address-clash", "content/site.yaml", "content/tu-khoa/_index.md"},
	{"section map", []string{"so-do-trang/_index.md|" + plain}, "", "address-clash", "content/site.yaml", "content/so-do-trang/_index.md"},
	{"section archive", []string{"luu-tru/_index.md|" + plain}, "", "address-clash", "content/site.yaml", "content/luu-tru/_index.md"},
	{"section pager", append(six(), "tin/trang/1/_index.md|"+plain), "", "address-clash", "content/tin/trang/1/_index.md", "content/tin/_index.md"},
	{"section static", nil, "tin/index.html", "static-clash", "static/tin/index.html", "content/tin/_index.md"},

	{"article article", []string{"tin/x.md|" + dated, "tin/2024/X.md|" + dated}, "", "address-clash", "content/tin/x.md", "content/tin/2024/X.md"},
	{"article alias", []string{"tin/x.md|" + dated, "tin/y.md|" + dated + "aliases: [/tin/2024/02/x/]\n"}, "", "alias-clash", "content/tin/y.md", "content/tin/x.md"},
	{"article pager", append(six(), "tin/trang/_index.md|"+plain+"kind: guide\n", "tin/trang/1.md|"+plain), "", "address-clash", "content/tin/trang/1.md", "content/tin/_index.md"},
	{"article static", []string{"tin/x.md|" + dated}, "tin/2024/02/x/index.html", "static-clash", "static/tin/2024/02/x/index.html", "content/tin/x.md"},

	{"page page", []string{"Lăng.md|" + plain, "lang/index.md|" + plain}, "", "address-clash", "content/lang/index.md", "content/Lăng.md"},
	{"page alias", []string{"x.md|" + plain, "tin/y.md|" + dated + "aliases: [/x/]\n"}, "", "alias-clash", "content/tin/y.md", "content/x.md"},
	{"page tags", []string{"tu-khoa.md|" + plain}, "", "address-clash", "content/tu-khoa.md", "content/site.yaml"},
	{"page map", []string{"so-do-trang.md|" + plain}, "", "address-clash", "content/so-do-trang.md", "content/site.yaml"},
	{"page archive", []string{"luu-tru.md|" + plain}, "", "address-clash", "content/luu-tru.md", "content/site.yaml"},
	{"page static", []string{"x.md|" + plain}, "x/index.html", "static-clash", "static/x/index.html", "content/x.md"},

	{"file file", []string{"tin/x/index.md|" + dated, "tin/x/Sổ.pdf|", "tin/x/so.PDF|"}, "", "file-clash", "content/tin/x/so.PDF", "content/tin/x/Sổ.pdf"},
	{"file alias", []string{"tin/x/index.md|" + dated, "tin/x/a.pdf|", "tin/y.md|" + dated + "aliases: [/tin/2024/02/x/a.pdf]\n"}, "", "alias-clash", "content/tin/y.md", "content/tin/x/a.pdf"},
	{"file static", []string{"tin/x/index.md|" + dated, "tin/x/a.pdf|"}, "tin/2024/02/x/a.pdf", "static-clash", "static/tin/2024/02/x/a.pdf", "content/tin/x/a.pdf"},

	{"alias alias", []string{"tin/x.md|" + dated + "aliases: [/cu.html]\n", "tin/y.md|" + dated + "aliases: [https://cu.example/cu.html]\n"}, "", "alias-clash", "content/tin/y.md", "content/tin/x.md"},
	{"alias tag", []string{"tin/x.md|" + dated + "tags: [Đất]\naliases: [/tu-khoa/dat]\n"}, "", "alias-clash", "content/tin/x.md", "content/tin/x.md (tags: Đất)"},
	{"alias tags", []string{"tin/x.md|" + dated + "aliases: [/tu-khoa/]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias map", []string{"tin/x.md|" + dated + "aliases: [/so-do-trang/]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias archive", []string{"tin/x.md|" + dated + "aliases: [/luu-tru/2024/02/]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias pager", append(six(), "tin/an.md|"+dated+"withdrawn: Gỡ\naliases: [/tin/trang/1/]\n"), "", "alias-clash", "content/tin/an.md", "content/tin/_index.md"},
	{"alias feed", []string{"tin/x.md|" + dated + "aliases: [/feed.xml]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias data", []string{"tin/x.md|" + dated + "aliases: [/tin/index.json/x.html]\n"}, "", "alias-clash", "content/tin/x.md", "content/tin/_index.md"},
	{"alias sitemap", []string{"tin/x.md|" + dated + "aliases: [/sitemap.xml]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias robots", []string{"tin/x.md|" + dated + "aliases: [/robots.txt]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias 404", []string{"tin/x.md|" + dated + "aliases: [/404.html]\n"}, "", "alias-clash", "content/tin/x.md", "content/site.yaml"},
	{"alias static", []string{"tin/x.md|" + dated + "aliases: [/cu.html]\n"}, "cu.html", "alias-clash", "content/tin/x.md", "static/cu.html"},

	{"tag tag", []string{"tin/x.md|" + dated + "tags: [Láng]\n", "tin/y.md|" + dated + "tags: [Lăng]\n"}, "", "tag-clash", "content/site.yaml", "content/tin/x.md|content/tin/y.md"},
	{"tag static", []string{"tin/x.md|" + dated + "tags: [Đất]\n"}, "tu-khoa/dat/index.html", "static-clash", "static/tu-khoa/dat/index.html", "content/tin/x.md (tags: Đất)"},
	{"tags static", nil, "tu-khoa/index.html", "static-clash", "static/tu-khoa/index.html", "content/site.yaml"},
	{"map static", nil, "so-do-trang/index.html", "static-clash", "static/so-do-trang/index.html", "content/site.yaml"},
	{"archive static", []string{"tin/x.md|" + dated}, "luu-tru/2024/index.html", "static-clash", "static/luu-tru/2024/index.html", "content/site.yaml"},
	{"pager static", six(), "tin/trang/1/index.html", "static-clash", "static/tin/trang/1/index.html", "content/tin/_index.md"},
	{"feed static", nil, "tin/feed.xml", "static-clash", "static/tin/feed.xml", "content/tin/_index.md"},
	{"data static", nil, "tin/index.json", "static-clash", "static/tin/index.json", "content/tin/_index.md"},
	{"sitemap static", nil, "sitemap.xml", "static-clash", "static/sitemap.xml", "content/site.yaml"},
	{"robots static", nil, "robots.txt", "static-clash", "static/robots.txt", "content/site.yaml"},
	{"404 static", nil, "404.html", "static-clash", "static/404.html", "content/site.yaml"},
	{"asset asset", nil, "", "address-clash", "layouts/assets/site.0a.css", "layouts/assets/Site.0a.css"},
	{"asset static", nil, "_assets/site.0a.css", "static-clash", "static/_assets/site.0a.css", "layouts/assets/site.0a.css"},
	{"static static", nil, "a.txt A.txt", "static-clash", "static/a.txt", "static/A.txt"},
}

// apart are the owners that never meet: each on the left with each on the right,
// and why.
var apart = []struct{ left, right, why string }{
	{"home", "home section article page file tag tags map archive pager feed data sitemap robots 404 asset", "only what is named in full can be index.html on the top level"},
	{"section article page tag tags map archive pager", "file feed data sitemap robots 404 asset", "names and words are folded to letters, digits and hyphens: their folders have no dot and no underscore"},
	{"file", "feed data sitemap robots 404 asset", "an article's files lie below the article, and neither feeds nor data do"},
	{"article", "page", "a page lies on the top level, an article below its section"},
	{"article", "tag tags map archive", "its section would have to stand on the index of keywords, the map or the archive, and is told"},
	{"page", "tag pager", "a page lies on the top level, these below an index or a section"},
	{"tag", "tags map archive pager", "paths are different words, and keywords lie side by side"},
	{"tags map", "tags map archive pager", "paths are different words"},
	{"archive", "archive pager", "there is one page a month and year, and no section stands there"},
	{"pager", "pager", "listings that share a number's page share their own address, which is told"},
	{"feed data sitemap robots 404 asset", "feed data sitemap robots 404", "the program's own names differ"},
	{"asset", "alias", "an old address that begins with an underscore is refused"},
}

// six is as many articles as give the section tin a numbered page.
func six() []string {
	var files []string
	for i := range 6 {
		files = append(files, fmt.Sprintf("tin/bai-%d.md|title: X\ndate: 2024-01-%02d\n", i, i+1))
	}
	return files
}

// found are the faults between the sources of a table's row.
func (c collision) found(t testing.TB) []diag.Diagnostic {
	t.Helper()
	fsys := fstest.MapFS{
		"content/site.yaml":     {Data: []byte("title: Trang thử\nbase_url: https://example.org/\nper_page: 3\n")},
		"content/tin/_index.md": {Data: []byte("---\ntitle: Tin\n---\n")},
	}
	for _, file := range c.files {
		name, header, _ := strings.Cut(file, "|")
		fsys["content/"+name] = &fstest.MapFile{Data: []byte("---\n" + header + "---\n")}
	}
	reader := content.Reader{FS: fsys}
	tree, found, err := reader.Read(t.Context(), nil)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	in := Input{Tree: tree, Now: now, Source: content.Opener{FS: fsys}, Static: strings.Fields(c.static)}
	if strings.Contains(c.pair, "asset") {
		in.Assets = []string{"/_assets/site.0a.css", "/_assets/Site.0a.css"}[:strings.Count(c.pair, "asset")]
	}
	_, found = New(in)
	return found
}

func (c collision) check(t *testing.T) {
	t.Helper()
	found := c.found(t)
	if len(found) != 1 {
		t.Fatalf("want one fault, got %d: %+v", len(found), found)
	}
	d := found[0]
	file, _, _ := strings.Cut(d.File, " (") // of a keyword: where it is used
	if d.Code != c.code || file != c.at {
		t.Errorf("%s at %s: want %s at %s", d.Code, d.File, c.code, c.at)
	}
	for name := range strings.SplitSeq(c.names, "|") {
		if !strings.Contains(d.What(diag.English), name) || !strings.Contains(d.What(diag.Vietnamese), name) {
			t.Errorf("%q does not name %s", d.What(diag.English), name)
		}
	}
}

// Two owners of one address are one fault, at the source that can give way, and
// it names the other.
func TestEveryPairOfOwnersThatMeetsIsNamed(t *testing.T) {
	for _, c := range collisions {
		t.Run(c.pair, func(t *testing.T) { c.check(t) })
	}
}

// Every pair of owners is in one of the two tables.
func TestEveryPairOfOwnersIsKnown(t *testing.T) {
	pair := func(a, b string) string {
		if slices.Index(owners, a) > slices.Index(owners, b) {
			a, b = b, a
		}
		return a + " " + b
	}
	known := map[string]int{}
	for _, c := range collisions {
		known[c.pair]++
	}
	for _, group := range apart {
		pairs := map[string]bool{}
		for _, a := range strings.Fields(group.left) {
			for _, b := range strings.Fields(group.right) {
				pairs[pair(a, b)] = true
			}
		}
		for p := range pairs {
			known[p]++
		}
	}
	for i, a := range owners {
		for _, b := range owners[i:] {
			if n := known[a+" "+b]; n != 1 {
				t.Errorf("%s and %s are in %d tables", a, b, n)
			}
			delete(known, a+" "+b)
		}
	}
	if len(known) > 0 {
		t.Errorf("pairs of unknown owners, or in another order: %v", known)
	}
}

// What is two names on one system is one on another.
func TestNamesThatSomeSystemTakesForOneMeet(t *testing.T) {
	nfc, nfd := norm.NFC.String("Họp.txt"), norm.NFD.String("Họp.txt")
	for _, c := range []collision{
		{"case alone", nil, "Tin/Index.HTML", "static-clash", "static/Tin/Index.HTML", "content/tin/_index.md"},
		{"case of accented letters", nil, "họp.txt HỌP.txt", "static-clash", "static/họp.txt", "static/HỌP.txt"},
		{"NFC and NFD", nil, nfc + " " + nfd, "static-clash", "static/" + nfd, "static/" + nfc},
		{"an old address in NFD", []string{"tin/x.md|" + dated + "aliases: [/họp/]\n", "tin/y.md|" + dated + "aliases: [/" + norm.NFD.String("họp") + "/]\n"},
			"", "alias-clash", "content/tin/y.md", "content/tin/x.md"},
		{"a file where a page needs a folder", []string{"a.md|" + plain}, "a", "static-clash", "static/a", "content/a.md"},
		{"the same in other case", []string{"a.md|" + plain}, "A", "static-clash", "static/A", "content/a.md"},
		{"a file where static files need a folder", nil, "a a/b.txt", "static-clash", "static/a/b.txt", "static/a"},
		{"an old address where a page needs a folder", []string{"a.md|" + plain, "tin/y.md|" + dated + "aliases: [/cu.html, /cu.html/a/]\n"},
			"", "alias-clash", "content/tin/y.md", "content/tin/y.md"},
	} {
		t.Run(c.pair, func(t *testing.T) { c.check(t) })
	}
}
