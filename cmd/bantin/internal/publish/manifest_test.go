package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestManifestSaysWhatWasPublished(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mustPublish(t, options(out), site{"assets/a.css": "a"})
	meta := Meta{
		Site:      Site{"Trang thử", "https://x.example", "Asia/Ho_Chi_Minh"},
		Pages:     []Page{{"/tin/", "Tin"}, {"/", ""}, {"/gioi-thieu/", "Giới thiệu"}},
		Redirects: map[string]string{"/cu/": "/tin/", "/a/": "/"},
		Headers:   map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"},
		Counter:   Counter{"/dem", 4860169, "2024-02-28"},
		Retain:    isAsset,
	}
	r, err := Begin(context.Background(), options(out))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b & c.txt", "a.html"} {
		if err := r.Write(name, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Commit(context.Background(), meta); err != nil {
		t.Fatal(err)
	}
	const want = `{"generator":"bantin test","schema":1,"site":{"title":"Trang thử","base_url":"https://x.example","timezone":"Asia/Ho_Chi_Minh"},` +
		`"counter":{"endpoint":"/dem","baseline":4860169,"baseline_date":"2024-02-28"},` +
		`"headers":{"Content-Security-Policy":"default-src 'none'","X-Content-Type-Options":"nosniff"},
"files":[
{"path":"a.html","size":1,"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"},
{"path":"b \u0026 c.txt","size":1,"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}],
"retained":[
{"path":"assets/a.css","size":1,"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","until":"2026-03-30T09:00:00Z"}],
"pages":[
{"path":"/","title":""},
{"path":"/gioi-thieu/","title":"Giới thiệu"},
{"path":"/tin/","title":"Tin"}],
"redirects":{"/a/":"/","/cu/":"/tin/"}
}
`
	got := tree(t, out)[manifestName]
	wantDiff(t, want, got)
	if !json.Valid([]byte(got)) {
		t.Error("not JSON")
	}
}

func TestManifestOfNothingIsJSON(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	r, err := Begin(context.Background(), options(out))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Commit(context.Background(), Meta{}); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, out)[manifestName]; !json.Valid([]byte(got)) {
		t.Errorf("not JSON: %s", got)
	}
	mustPublish(t, options(out), nil)
}

func TestOrderOfWritesDoesNotMatter(t *testing.T) {
	var names []string
	for i := range 50 {
		names = append(names, fmt.Sprintf("tin/%d/index.html", i))
	}
	var first site
	for i := range 4 {
		out := filepath.Join(t.TempDir(), "public")
		r, err := Begin(context.Background(), options(out))
		if err != nil {
			t.Fatal(err)
		}
		rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		errs := make(chan error)
		for _, name := range names {
			go func() { errs <- r.Write(name, []byte(name)) }()
		}
		for range names {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Commit(context.Background(), Meta{}); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = tree(t, out)
		}
		wantDiff(t, first, tree(t, out))
	}
}

func TestAssetsStayForThirtyDays(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	day := func(n int) Options {
		o := options(out)
		o.Now = day1.AddDate(0, 0, n)
		return o
	}
	one := site{"assets/app.1.css": "one", "assets/logo.svg": "logo", "tin.html": "x"}
	two := site{"assets/app.2.css": "two"}
	mustPublish(t, day(0), one)
	past := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(out, "assets/app.1.css"), past, past); err != nil {
		t.Fatal(err)
	}

	kept := site{"assets/app.1.css": "one", "assets/app.2.css": "two", "assets/logo.svg": "logo"}
	for _, n := range []int{5, 20, 34} {
		sum := mustPublish(t, day(n), two)
		wantDiff(t, kept, pages(t, out))
		if gone := len(sum.Removed) == 1; sum.Retained != 2 || gone != (n == 5) {
			t.Errorf("day %d: %+v", n, sum)
		}
		if manifest := tree(t, out)[manifestName]; strings.Count(manifest, `"until":"2026-04-04T09:00:00Z"`) != 2 {
			t.Errorf("day %d:\n%s", n, manifest)
		}
		mustBeIntact(t, out)
	}
	info, err := os.Stat(filepath.Join(out, "assets/app.1.css"))
	if err != nil || !info.ModTime().Equal(past) {
		t.Errorf("a retained asset lost its time: %v, %v", info, err)
	}

	// One that is used again is no longer retained, and its days begin anew.
	three := site{"assets/app.2.css": "two", "assets/logo.svg": "logo"}
	mustPublish(t, day(34), three)
	sum := mustPublish(t, day(35), two)
	wantDiff(t, []string{"assets/app.1.css"}, sum.Removed)
	wantDiff(t, site{"assets/app.2.css": "two", "assets/logo.svg": "logo"}, pages(t, out))
	mustPublish(t, day(64), two)
	sum = mustPublish(t, day(65), two)
	wantDiff(t, []string{"assets/logo.svg"}, sum.Removed)
	wantDiff(t, two, pages(t, out))
}

func TestRetainedAssetThatSomebodyTookAwayIsForgotten(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mustPublish(t, options(out), site{"assets/a.css": "a", "assets/B.css": "b", "assets/c.css": "c"})
	if err := os.Remove(filepath.Join(out, "assets/a.css")); err != nil {
		t.Fatal(err)
	}
	sum := mustPublish(t, options(out), site{"assets/b.css": "B"})
	wantDiff(t, []string{"assets/B.css", "assets/a.css"}, sum.Removed)
	wantDiff(t, site{"assets/b.css": "B", "assets/c.css": "c"}, pages(t, out))
	mustBeIntact(t, out)
}

func TestManifestWithManyRedirectsIsReadAgain(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	meta := Meta{Redirects: map[string]string{}}
	for i := range 5000 {
		meta.Redirects[fmt.Sprintf("/cu/%d.html", i)] = "/tin/"
	}
	for _, page := range []string{"a.html", "b.html"} {
		r, err := Begin(context.Background(), options(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write(page, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Commit(context.Background(), meta); err != nil {
			t.Fatal(err)
		}
		mustBeIntact(t, out)
	}
}
