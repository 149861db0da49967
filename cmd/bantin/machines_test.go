package main

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/sample"

	"golang.org/x/tools/txtar"
)

// required are the properties of schema.org's types without which search engines
// make nothing of them.
var required = map[string][]string{
	"NewsArticle":            {"headline", "description", "url", "mainEntityOfPage", "articleSection", "inLanguage", "datePublished", "dateModified", "author", "publisher"},
	"WebSite":                {"name", "url", "inLanguage", "publisher"},
	"WebPage":                {"name", "url", "inLanguage"},
	"GovernmentOrganization": {"name", "url"},
	"Person":                 {"name"},
	"BreadcrumbList":         {"itemListElement"},
	"ListItem":               {"position", "name", "item"},
}

// checkSchema holds a page's schema.org data to the properties of its types. The
// addresses in it are checked among the page's links.
func (p *page) checkSchema(t *testing.T, address string) {
	t.Helper()
	var graph any
	if err := json.Unmarshal([]byte(p.schema), &graph); err != nil {
		t.Errorf("%s: schema.org data: %v", address, err)
	}
	types := p.checkThing(t, address, graph)
	if want := map[bool]string{true: "WebSite", false: "BreadcrumbList"}[address == "/"]; !slices.Contains(types, want) {
		t.Errorf("%s: schema.org data without %s: %v", address, want, types)
	}
}

func (p *page) checkThing(t *testing.T, address string, thing any) (types []string) {
	t.Helper()
	switch thing := thing.(type) {
	case []any:
		for _, item := range thing {
			types = append(types, p.checkThing(t, address, item)...)
		}
	case map[string]any:
		if name, ok := thing["@type"].(string); ok {
			types = append(types, name)
			for _, property := range required[name] {
				if thing[property] == nil {
					t.Errorf("%s: %s has no %s", address, name, property)
				}
			}
			if required[name] == nil {
				t.Errorf("%s: nobody said what %s requires", address, name)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(thing)) {
			types = append(types, p.checkThing(t, address, thing[key])...)
		}
	case string:
		if strings.HasPrefix(thing, "https://") && thing != "https://schema.org" {
			p.links = append(p.links, thing)
		}
	}
	return types
}

// A page offers its own picture to others, else that of the settings.
func TestPagesNameThePictureToShare(t *testing.T) {
	a, err := txtar.ParseFile(filepath.Join("testdata", "diagnostics", "share-image-small.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mustUnpack(t, dir, a)
	mustWrite(t, filepath.Join(dir, "content/tin-tuc/bai/index.md"), []byte("---\ntitle: Bài\ndate: 2024-02-28\nimage: {src: anh.webp, alt: Cờ}\n---\nChữ.\n"))
	mustWrite(t, filepath.Join(dir, "content/tin-tuc/bai/anh.webp"), []byte(smallSite["anh.webp"]))
	mustWrite(t, filepath.Join(dir, "content/tin-tuc/khac.md"), []byte("---\ntitle: Khác\ndate: 2024-02-28\n---\nChữ.\n"))
	mustReport(t, dir)
	for address, want := range map[string]string{
		"tin-tuc/2024/02/bai": "https://example.org/tin-tuc/2024/02/bai/anh.webp", "tin-tuc/2024/02/khac": "https://example.org/hinh-trang.png",
		"tin-tuc": "https://example.org/hinh-trang.png", ".": "https://example.org/hinh-trang.png",
	} {
		page := mustRead(t, filepath.Join(dir, "public", address, "index.html"))
		if !strings.Contains(page, `<meta property="og:image" content="`+want+`">`) || strings.Contains(page, "NewsArticle") && !strings.Contains(page, `"image":"`+want+`"`) {
			t.Errorf("%s does not name %s", address, want)
		}
	}
}

// A machineFeed is what is checked of an Atom feed and of a file of open data.
type machineFeed struct {
	ID       string        `xml:"id" json:"feed_url"`
	Title    string        `xml:"title" json:"title"`
	Language string        `xml:"lang,attr" json:"language"`
	Updated  string        `xml:"updated"`
	Author   string        `xml:"author>name"`
	Links    []machineLink `xml:"link"`
	Home     string        `json:"home_page_url"`
	Next     string        `json:"next_url"`
	Entries  []struct {
		ID        string        `xml:"id" json:"id"`
		Title     string        `xml:"title" json:"title"`
		Published string        `xml:"published" json:"date_published"`
		Updated   string        `xml:"updated" json:"date_modified"`
		Links     []machineLink `xml:"link"`
		URL       string        `json:"url"`
	} `xml:"entry" json:"items"`
}

type machineLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

const sampleAddress = "https://mau.example"

// mustFeed reads a feed that a site published, and checks what both formats ask
// for: one name, a title and times, newest first, and links to published pages.
func mustFeed(t *testing.T, public, address string) machineFeed {
	t.Helper()
	var f machineFeed
	decode := xml.Unmarshal
	if strings.HasSuffix(address, ".json") {
		decode = json.Unmarshal
	}
	if err := decode([]byte(mustRead(t, filepath.Join(public, address))), &f); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	for _, l := range f.Links {
		if l.Rel == "alternate" {
			f.Home = l.Href
		} else if l.Rel != "self" || l.Href != f.ID {
			t.Errorf("%s: link %+v", address, l)
		}
	}
	if f.ID != sampleAddress+address || f.Title == "" || f.Language != "vi" || len(f.Entries) == 0 || !published(public, f.Home) {
		t.Errorf("%s: %+v", address, f)
	}
	known, last := map[string]bool{}, ""
	for _, e := range f.Entries {
		if len(e.Links) > 0 {
			e.URL = e.Links[0].Href
		}
		_, one := time.Parse(time.RFC3339, e.Published)
		_, two := time.Parse(time.RFC3339, e.Updated)
		if e.Title == "" || known[e.ID] || one != nil || two != nil || e.Updated < e.Published || last != "" && e.Published > last || !published(public, e.URL) {
			t.Errorf("%s: %+v after %s", address, e, last)
		}
		known[e.ID], last = true, e.Published
	}
	return f
}

func published(public, address string) bool {
	path, own := strings.CutPrefix(address, sampleAddress)
	_, err := os.Stat(filepath.Join(public, path, "index.html"))
	return own && err == nil
}

// Feeds keep to RFC 4287. Open data tells of every article once, in parts of 250 and
// a newest one that grows.
func TestFeedsAreSoundAndOpenDataIsComplete(t *testing.T) {
	dir := t.TempDir()
	const articles = 760
	mustWrite(t, filepath.Join(dir, "content/site.yaml"), []byte("title: Trang mẫu\nbase_url: "+sampleAddress+"\n"))
	if err := sample.Write(dir, sample.Corpus{N: articles, Seed: 3, Until: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	mustReport(t, dir)
	public := filepath.Join(dir, "public")
	for _, base := range []string{"/", "/du-lieu-mau/"} {
		atom := mustFeed(t, public, base+"feed.xml")
		if newest := atom.Entries[0].Updated; atom.Updated < newest || atom.Author == "" || len(atom.Entries) != 20 {
			t.Errorf("%sfeed.xml: %d entries of %q, changed %s, the newest %s", base, len(atom.Entries), atom.Author, atom.Updated, newest)
		}
		known, total, files := map[string]bool{}, 0, 0
		for next := sampleAddress + base + "index.json"; next != ""; files++ {
			f := mustFeed(t, public, strings.TrimPrefix(next, sampleAddress))
			for _, e := range f.Entries {
				known[e.ID] = true
				total++
			}
			next = f.Next
		}
		if len(known) != articles || total != articles || files != 3 {
			t.Errorf("the data of %s tell of %d articles in %d files", base, len(known), files)
		}
	}
}
