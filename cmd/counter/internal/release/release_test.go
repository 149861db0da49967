package release

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestAReleaseIsWhatItsManifestSays(t *testing.T) {
	out := mustPublish(t, siteTitle)
	f, _ := mustOpen(t, out)
	r := f.Current()
	if r.Site.Title != siteTitle || r.Site.BaseURL != "https://hdnd-hanoi.example" || r.Zone.String() != "Asia/Ho_Chi_Minh" ||
		r.Counter.Baseline != 4860169 || r.Counter.Endpoint != "" {
		t.Errorf("%+v %+v %v", r.Site, r.Counter, r.Zone)
	}
	if got := r.Title("/gioi-thieu/"); got != "Giới thiệu" {
		t.Errorf("the title is %q", got)
	}
	var manifest struct {
		Pages []struct{ Path, Title string }
	}
	if err := json.Unmarshal(mustRead(t, filepath.Join(out, ".bantin/manifest.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, p := range manifest.Pages {
		pages[p.Path] = p.Title
	}
	if got := r.titles; len(got) < 30 || !maps.Equal(got, pages) {
		t.Errorf("%d pages, want %d", len(got), len(pages))
	}
}

// manifest is one as the build writes it; tests spoil it.
const manifest = `{"generator":"bantin","schema":1,"site":{"title":"T","base_url":"https://a.example","timezone":"UTC"},"counter":{"endpoint":"","baseline":5,"baseline_date":""},"headers":{"X-A":"b"},
"files":[
{"path":"a/index.html","size":1,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}],
"retained":[],
"pages":[
{"path":"/a/","title":"A"},
{"path":"/b/","title":""}],
"redirects":{}
}
`

func TestAVisitCountsForThePageItsAddressLeadsTo(t *testing.T) {
	r, err := read(strings.NewReader(strings.Replace(manifest, `"redirects":{}`,
		`"redirects":{"/1/":"/2/","/2/":"/a/","/loop/":"/pool/","/pool/":"/loop/","/self/":"/self/","/away/":"//evil.example/","/b/":"/a/"}`, 1)), true)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"/a/": "/a/", "/1/": "/a/", "/2/": "/a/", "/b/": "/b/", "/loop/": "", "/self/": "", "/away/": "", "/a": "", "": "", "/c/": "",
	} {
		if got, ok := r.Page(address); ok != (want != "") || ok && got != want {
			t.Errorf("%q counts for %q (%v), not %q", address, got, ok, want)
		}
	}
	if want := map[string]string{"/1/": "/a/", "/2/": "/a/"}; !maps.Equal(r.Redirects, want) {
		t.Errorf("counts are moved along %v", r.Redirects)
	}
}

func TestAFaultyManifestIsRefusedByName(t *testing.T) {
	for _, c := range []struct{ old, text, says string }{
		{`"schema":1`, `"schema":2`, "2 stands where 1 should"},
		{`"schema":1`, `"schema":"1"`, "1 should"},
		{`"baseline":5`, `"baseline":-5`, "the baseline is negative: -5"},
		{`"baseline":5`, `"baseline":99999999999999999999`, "baseline"},
		{`"UTC"`, `"Asia/Nowhere"`, `"Asia/Nowhere" is unknown`},
		{`"UTC"`, `""`, `"" is unknown`},
		{`https://a.example`, `a.example`, "no origin"},
		{`https://a.example`, `https://a.example/x`, "no origin"},
		{`"/b/"`, `"b/"`, `"b/" is no page's address`},
		{`"/b/"`, `"/../b/"`, "no page's address"},
		{`"/b/"`, `"//b/"`, "no page's address"},
		{`"/b/"`, `"/\u0000b/"`, "no page's address"},
		{`"a/index.html"`, `"../a/index.html"`, "no file's path"},
		{`"a/index.html"`, `"/a/index.html"`, "no file's path"},
		{`000"}`, `00"}`, "no SHA-256"},
		{`"headers":{"X-A":"b"},`, ``, "files stands where headers should"},
		{`"redirects":{}`, `"more":{}`, "more stands where redirects should"},
		{`"pages":[`, `"pages":null,"x":[`, "stands where [ should"},
	} {
		if !strings.Contains(manifest, c.old) {
			t.Fatalf("no %s in the manifest", c.old)
		}
		name := filepath.Join(t.TempDir(), "manifest.json")
		mustWrite(t, name, []byte(strings.Replace(manifest, c.old, c.text, 1)))
		_, err := OpenManifest(name, Options{})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "bantin build") {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}

func TestATruncatedManifestIsRefusedWhereverItEnds(t *testing.T) {
	whole := strings.TrimSpace(manifest)
	if _, err := read(strings.NewReader(whole), true); err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		if _, err := read(strings.NewReader(whole[:n]), true); err == nil {
			t.Fatalf("taken for whole: %s", whole[:n])
		}
	}
}

func TestAManifestAloneKeepsNoFilesAndServesNone(t *testing.T) {
	out := mustPublish(t, siteTitle)
	f, err := OpenManifest(filepath.Join(out, ".bantin/manifest.json"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := f.Current().Page("/gioi-thieu/"); !ok || len(f.Current().files) > 0 {
		t.Errorf("%v, %d files", ok, len(f.Current().files))
	}
	address := mustServe(t, f)
	for _, path := range []string{"/", "/gioi-thieu/", "/manifest.json"} {
		if got := mustAsk(t, address+path); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// mustLargeManifest writes one of 12,400 pages and 25,000 files, as 10,000 articles
// have.
func mustLargeManifest(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	head, rest, _ := strings.Cut(manifest, "\n{")
	b.WriteString(head)
	for i := range 25_000 {
		fmt.Fprintf(&b, "\n{\"path\":\"tin-tuc/2024/%02d/bai-viet-so-%05d-ve-mot-ky-hop-cua-hoi-dong/index.html\",\"size\":12345,\"sha256\":\"%064x\"},", i%12+1, i, i)
	}
	before, after, _ := strings.Cut("\n{"+rest, `{"path":"/a/"`)
	b.WriteString(before)
	for i := range 12_400 {
		fmt.Fprintf(&b, "{\"path\":\"/tin-tuc/2024/%02d/bai-viet-so-%05d-ve-mot-ky-hop-cua-hoi-dong/\",\"title\":\"Bài viết số %d về một kỳ họp của Hội đồng nhân dân thành phố\"},\n", i%12+1, i, i)
	}
	b.WriteString(`{"path":"/a/"` + after)
	name := filepath.Join(t.TempDir(), "manifest.json")
	mustWrite(t, name, []byte(b.String()))
	return name
}

// BenchmarkManifest reads the manifest of 10,000 articles, and tells how much memory
// it keeps.
func BenchmarkManifest(b *testing.B) {
	name := mustLargeManifest(b)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var r *Release
	for b.Loop() {
		f, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		if r, err = read(f, true); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
	if len(r.titles) != 12_402 || len(r.files) != 25_001 || r.Zone != time.UTC {
		b.Fatal(len(r.titles), len(r.files))
	}
}

// BenchmarkCurrent asks for the release where nothing changed.
func BenchmarkCurrent(b *testing.B) {
	f, _ := mustOpen(b, mustPublish(b, siteTitle))
	for b.Loop() {
		f.Current()
	}
}
