package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"

	"github.com/mmcdole/gofeed"
)

// mustSite is a site of one article with the given headline and lead, or nil if
// that is not a text that is published.
func mustSite(t testing.TB, title, summary string) *site.Site {
	t.Helper()
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	reader := content.Reader{FS: fstest.MapFS{
		"content/site.yaml":         {Data: []byte("title: Trang thử\nbase_url: https://example.org/\n")},
		"content/tin-tuc/_index.md": {Data: []byte("---\ntitle: Tin tức\n---\n")},
		"content/tin-tuc/bai.md": {Data: []byte("---\ntitle: " + quote(title) + "\nsummary: " + quote(summary) +
			"\ndate: 2024-02-28 14:05\nupdated: 2024-03-01\nauthor: Biên tập viên\ntags: [Kỳ họp]\n---\n")},
	}}
	tree, found, err := reader.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) > 0 {
		return nil // not a text that is published
	}
	s, found := site.New(site.Input{Tree: tree, Now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
	if len(found) > 0 {
		t.Fatal(found)
	}
	return s
}

func TestFeedSaysWhatTheArticleSays(t *testing.T) {
	s := mustSite(t, "Kỳ họp thứ <2> & 3", "Tóm tắt “đầu”")
	var b bytes.Buffer
	if err := Atom(&b, s, s.Sections[0], "/tin-tuc/feed.xml"); err != nil {
		t.Fatal(err)
	}
	f, err := gofeed.NewParser().Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	e := f.Items[0]
	for _, c := range []struct{ what, got, want string }{
		{"title", f.Title, "Tin tức – Trang thử"},
		{"self", f.FeedLink, "https://example.org/tin-tuc/feed.xml"},
		{"alternate", f.Link, "https://example.org/tin-tuc/"},
		{"language", f.Language, "vi"},
		{"feed updated", f.Updated, "2024-03-01T00:00:00+07:00"},
		{"headline", e.Title, "Kỳ họp thứ <2> & 3"},
		{"lead", e.Description, "Tóm tắt “đầu”"},
		{"link", e.Link, "https://example.org/tin-tuc/2024/02/bai/"},
		{"published", e.Published, "2024-02-28T14:05:00+07:00"},
		{"updated", e.Updated, "2024-03-01T00:00:00+07:00"},
		{"author", e.Authors[0].Name, "Biên tập viên"},
		{"keyword", e.Categories[0], "Kỳ họp"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestDataSaysWhatTheArticleSays(t *testing.T) {
	s := mustSite(t, "Kỳ họp thứ <2> & 3", "Tóm tắt “đầu”")
	var b bytes.Buffer
	if err := Data(&b, s, s.Sections[0], 0, "/tin-tuc/index.json"); err != nil {
		t.Fatal(err)
	}
	f, err := gofeed.NewParser().Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	e := f.Items[0]
	for _, c := range []struct{ what, got, want string }{
		{"version", f.FeedVersion, "https://jsonfeed.org/version/1.1"},
		{"title", f.Title, "Tin tức – Trang thử"},
		{"self", f.FeedLink, "https://example.org/tin-tuc/index.json"},
		{"page", f.Link, "https://example.org/tin-tuc/"},
		{"language", f.Language, "vi"},
		{"headline", e.Title, "Kỳ họp thứ <2> & 3"},
		{"lead", e.Description, "Tóm tắt “đầu”"},
		{"id", e.GUID, "https://example.org/tin-tuc/2024/02/bai/"},
		{"link", e.Link, "https://example.org/tin-tuc/2024/02/bai/"},
		{"published", e.Published, "2024-02-28T14:05:00+07:00"},
		{"updated", e.Updated, "2024-03-01T00:00:00+07:00"},
		{"author", e.Authors[0].Name, "Biên tập viên"},
		{"keyword", e.Categories[0], "Kỳ họp"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if want := `"_section":{"title":"Tin tức","url":"https://example.org/tin-tuc/"}`; !strings.Contains(b.String(), want) {
		t.Errorf("no %s in %s", want, b.String())
	}
}

func TestSitemapListsPagesWithTheirDates(t *testing.T) {
	s := mustSite(t, "Bài", "Tóm tắt")
	var b bytes.Buffer
	Sitemap(&b, s, 0)
	for _, want := range []string{
		"<loc>https://example.org/</loc>",
		"<loc>https://example.org/tin-tuc/2024/02/bai/</loc><lastmod>2024-03-01</lastmod>",
		"<loc>https://example.org/luu-tru/2024/02/</loc>",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "404") || strings.Contains(b.String(), "feed") {
		t.Errorf("more than pages in %s", b.String())
	}
}

// FuzzFeed holds that whatever an article's headline and lead say, the feed is
// well-formed and says the same.
func FuzzFeed(f *testing.F) {
	for _, s := range []string{"Kỳ họp", "a & b <c> ]]> \"d\" 'e'", "\u00a0x", "😀 ½ m²", "<![CDATA[", "&amp;", "\ufffd", "\U0010ffff"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, summary string) {
		if strings.ContainsAny(title+summary, "\r\n\t") || strings.TrimSpace(title) == "" {
			return // not one line
		}
		if clean, _, err := text.Clean([]byte(title + summary)); err != nil || string(clean) != title+summary {
			return // not a cleaned text
		}
		s := mustSite(t, title, summary)
		if s == nil {
			return
		}
		var b bytes.Buffer
		if err := Atom(&b, s, nil, "/feed.xml"); err != nil {
			t.Fatal(err)
		}
		var open bytes.Buffer
		if err := Data(&open, s, nil, 0, "/index.json"); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Entries []struct {
				Title   string `xml:"title"`
				Summary string `xml:"summary"`
			} `xml:"entry" json:"items"`
		}
		for form, read := range map[string]func() error{
			"Atom": func() error { return xml.Unmarshal(b.Bytes(), &got) },
			"JSON": func() error { return json.Unmarshal(open.Bytes(), &got) },
		} {
			got.Entries = nil
			if err := read(); err != nil {
				t.Fatalf("%s: %v in %s%s", form, err, b.String(), open.String())
			}
			if want := strings.Join(strings.Fields(title), " "); got.Entries[0].Title != want {
				t.Errorf("%s: title %q, want %q", form, got.Entries[0].Title, want)
			}
			if want := strings.Join(strings.Fields(summary), " "); got.Entries[0].Summary != want {
				t.Errorf("%s: summary %q, want %q", form, got.Entries[0].Summary, want)
			}
		}
	})
}
