package main

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
