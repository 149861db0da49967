package sample

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/text"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"
)

var hanoi = time.FixedZone("ICT", 7*60*60)

func corpus(n int, tags Tags) Corpus {
	return Corpus{N: n, Seed: 1, Until: time.Date(2026, 6, 30, 12, 0, 0, 0, hanoi), Tags: tags}
}

// A header as a strict reader sees it: every key is known and text.
type header struct {
	Title, Date, Updated, Summary, Author string
	Tags                                  []string
}

func mustHeader(t testing.TB, article []byte) (header, string) {
	t.Helper()
	rest, opened := bytes.CutPrefix(article, []byte("---\n"))
	block, body, closed := bytes.Cut(rest, []byte("\n---\n"))
	if !opened || !closed {
		t.Fatalf("no header in\n%s", article)
	}
	var h header
	if err := yaml.Load(block, &h, yaml.WithKnownFields(), yaml.WithUniqueKeys()); err != nil {
		t.Fatalf("header %s: %v", block, err)
	}
	return h, string(body)
}

func TestEveryHeaderIsStrictYAMLAndEveryBodySaysItIsGenerated(t *testing.T) {
	c := corpus(3000, Normal)
	var size, withSummary, updated int
	for i := range c.N {
		h, body := mustHeader(t, c.Article(i))
		if n := utf8.RuneCountInString(h.Title); n < 60 || n > 120 || !strings.HasPrefix(h.Title, fmt.Sprintf("[Mẫu %05d] ", i)) {
			t.Errorf("article %d: title of %d characters: %s", i, n, h.Title)
		}
		if !strings.Contains(body[:160], fmt.Sprintf("%05d", i)) || !strings.Contains(body[:300], "sinh") && !strings.Contains(body[:300], "ghép") {
			t.Errorf("article %d begins %q", i, body[:160])
		}
		if h.Date == "" || h.Author == "" || len(h.Tags) < 2 || len(h.Tags) > 5 {
			t.Errorf("article %d: %+v", i, h)
		}
		if len(body) < 3500 || len(body) > 7500 {
			t.Errorf("article %d: body of %d bytes", i, len(body))
		}
		size += len(body)
		if h.Summary != "" {
			withSummary++
		}
		if h.Updated != "" {
			updated++
		}
	}
	if mean := size / c.N; mean < 4500 || mean > 6000 {
		t.Errorf("bodies are %d bytes long on average", mean)
	}
	if share := withSummary * 100 / c.N; share < 85 || share > 95 {
		t.Errorf("%d %% have a summary", share)
	}
	if updated == 0 || updated > c.N/10 {
		t.Errorf("%d articles are updated", updated)
	}
}

func TestArticleDependsOnSeedAndNumberAlone(t *testing.T) {
	small, large, other := corpus(100, Normal), corpus(100, Normal), corpus(100, Normal)
	large.N, other.Seed = 5000, 2
	dated := regexp.MustCompile(`(?m)^(date|updated): .*\n|\]\((\.\./\.\./\d+/\d+/)?mau-`)
	undated := func(b []byte) string { return dated.ReplaceAllString(string(b), "") }
	for i := range small.N {
		if again := corpus(100, Normal); !bytes.Equal(small.Article(i), again.Article(i)) || small.Path(i) != again.Path(i) {
			t.Fatalf("article %d differs when written again", i)
		}
		if undated(small.Article(i)) != undated(large.Article(i)) {
			t.Fatalf("article %d depends on how many there are", i)
		}
		if undated(small.Article(i)) == undated(other.Article(i)) {
			t.Fatalf("article %d does not depend on the seed", i)
		}
	}
}

func TestPathsAreUniqueAndDatesRiseToUntil(t *testing.T) {
	c := corpus(20_000, Normal)
	seen, last := map[string]bool{}, ""
	form := regexp.MustCompile(`^content/du-lieu-mau/\d{4}/\d{2}/mau-[a-z0-9-]{1,76}\.md$`)
	for i := range c.N {
		p, day := c.Path(i), c.Date(i).Format(time.DateOnly)
		if seen[p] || !form.MatchString(p) {
			t.Fatalf("article %d at %s", i, p)
		}
		if day < last || c.Date(i).After(c.Until) {
			t.Fatalf("article %d of %s follows one of %s", i, day, last)
		}
		seen[p], last = true, day
	}
	if first := c.Date(0).Format(time.DateOnly); first != "2016-01-01" || last != "2026-06-30" {
		t.Errorf("dates from %s to %s", first, last)
	}
}

func TestTextIsNFC(t *testing.T) {
	c := corpus(500, ManyDistinct)
	for i := range c.N {
		if b := c.Article(i); !utf8.Valid(b) || !norm.NFC.IsNormal(b) {
			t.Errorf("article %d is not NFC", i)
		}
	}
}

func TestEverySlotHasItsPhrases(t *testing.T) {
	known := map[string]bool{"đề tài": true, "ở đây": true, "số": true, "ít": true, "bài": true}
	for name, list := range phrases {
		known[name] = len(list) > 0
	}
	for _, list := range phrases {
		seen := map[string]bool{}
		for _, phrase := range list {
			if seen[phrase] && phrase != "{tháng}" || strings.ContainsAny(phrase, `\#`) {
				t.Errorf("%q stands twice or has a backslash", phrase)
			}
			seen[phrase] = true
			for _, slot := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(phrase, -1) {
				if first, size := utf8.DecodeRuneInString(slot[1]); !known[slot[1]] && !known[string(unicode.ToLower(first))+slot[1][size:]] {
					t.Errorf("%q: no phrases %q", phrase, slot[1])
				}
			}
		}
	}
}

func TestKeywords(t *testing.T) {
	for _, test := range []struct {
		tags          Tags
		distinct      int
		onEvery, rare string
	}{
		{tags: Normal, distinct: 47},
		{tags: OneOnAll, distinct: 48, onEvery: commonKeyword},
		{tags: ManyDistinct, distinct: 47 + 2*2000},
	} {
		c := corpus(2000, test.tags)
		uses, addresses := map[string]int{}, map[string]string{}
		for i := range c.N {
			h, _ := mustHeader(t, c.Article(i))
			for _, tag := range h.Tags {
				uses[tag]++
				addresses[text.Slug(tag)] = tag
			}
		}
		if len(uses) != test.distinct || len(addresses) != test.distinct {
			t.Errorf("%v: %d keywords on %d addresses, want %d", test.tags, len(uses), len(addresses), test.distinct)
		}
		if test.onEvery != "" && uses[test.onEvery] != c.N {
			t.Errorf("%q stands on %d of %d", test.onEvery, uses[test.onEvery], c.N)
		}
		if first, last := uses[phrases["keywords"][0]], uses[phrases["keywords"][46]]; first < 10*last || last == 0 {
			t.Errorf("%v: the most frequent keyword %d times, the least %d", test.tags, first, last)
		}
	}
}

func TestLinksLeadToEarlierArticles(t *testing.T) {
	c := corpus(1000, Normal)
	number := map[string]int{}
	for i := range c.N {
		number[c.Path(i)] = i
	}
	found := 0
	for i := range c.N {
		for _, m := range regexp.MustCompile(`\]\(([^)]*\.md)\)`).FindAllSubmatch(c.Article(i), -1) {
			to, ok := number[path.Join(path.Dir(c.Path(i)), string(m[1]))]
			if !ok || to >= i {
				t.Errorf("article %d links to %s", i, m[1])
			}
			found++
		}
	}
	if found < 150 || found > 250 {
		t.Errorf("%d of %d articles link to another", found, c.N)
	}
}

func TestOverlayIsAFileSystemInWhichBaseWins(t *testing.T) {
	c := corpus(60, Normal)
	own := []byte("---\ntitle: Bài của toà soạn\n---\n")
	base := fstest.MapFS{
		"content/site.yaml":                {Data: []byte("title: Thử\n")},
		"content/tin-tuc/_index.md":        {Data: own},
		"content/du-lieu-mau/2016/them.md": {Data: own},
		c.Path(7):                          {Data: own},
	}
	o := Overlay(base, c)
	if err := fstest.TestFS(o, "content/site.yaml", "content/tin-tuc/_index.md", "content/du-lieu-mau/_index.md",
		"content/du-lieu-mau/2016/them.md", c.Path(0), c.Path(7), c.Path(59)); err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int][]byte{7: own, 8: c.Article(8)} {
		if got, err := fs.ReadFile(o, c.Path(i)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("article %d reads\n%s\n%v", i, got, err)
		}
	}
}

func TestOverlayOnNothing(t *testing.T) {
	c := corpus(3, Normal)
	c.Section = "thu/mau"
	if err := fstest.TestFS(Overlay(fstest.MapFS{}, c), "content/thu/mau/_index.md", c.Path(2)); err != nil {
		t.Error(err)
	}
}

func BenchmarkArticle(b *testing.B) {
	c := corpus(1_000_000, Normal)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Article(i)
	}
}
