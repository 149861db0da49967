package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/publish"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/sample"
	"bantin/cmd/bantin/internal/site"
	"bantin/layouts"

	"github.com/google/go-cmp/cmp"
)

var until = time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("", 7*3600))

// generated is a site of n generated articles, made in memory.
func generated(n int) fs.FS {
	return sample.Overlay(fstest.MapFS{
		"content/site.yaml": {Data: []byte("title: Trang thử\nbase_url: https://example.org/\n")},
	}, sample.Corpus{N: n, Seed: 7, Until: until})
}

func mustBuild(t testing.TB, sources fs.FS, output string) Report {
	t.Helper()
	l := &render.Loader{Sources: sources, Theme: layouts.FS, Now: func(zone *time.Location) time.Time { return until.Add(time.Hour).In(zone) }}
	r, err := Run(t.Context(), l, Options{Options: publish.Options{Output: output, Generator: Generator}})
	if err != nil {
		t.Fatal(err)
	}
	if n := diag.Errors(r.Found); n > 0 {
		t.Fatalf("%d faults, the first: %s: %s", n, r.Found[0].Place(), r.Found[0].What(diag.English))
	}
	return r
}

// A new article may change itself, the home page, its section's first page, its
// neighbour, its keywords, its month, year and the archive's counts, feeds, site
// map and manifest, and nothing else, however many articles there are.
func TestNewArticleChangesFewFiles(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	before := generated(90)
	mustBuild(t, before, out)
	const article = "content/du-lieu-mau/2026/03/bai-moi.md"
	after := layered{fstest.MapFS{article: {Data: []byte("---\ntitle: Bài mới\ndate: 2026-03-02 12:30\ntags: [Giám sát (mẫu)]\n---\nNội dung.\n")}}, before}
	r := mustBuild(t, after, out)
	if !slices.Contains(r.Summary.Added, "du-lieu-mau/2026/03/bai-moi/index.html") || !slices.Contains(r.Summary.Changed, "index.html") {
		t.Fatalf("the article is not published: %+v", r.Summary)
	}
	allowed := []string{
		"index.html", "feed.xml", "index.json", "sitemap.xml", "du-lieu-mau/feed.xml", "du-lieu-mau/index.json", "du-lieu-mau/index.html",
		"du-lieu-mau/2026/03/bai-moi/index.html", "tu-khoa/giam-sat-mau/index.html",
		"luu-tru/index.html", "luu-tru/2026/index.html", "luu-tru/2026/03/index.html",
	}
	neighbours := 0
	for _, name := range slices.Concat(r.Summary.Added, r.Summary.Changed) {
		switch {
		case slices.Contains(allowed, name):
		case strings.Contains(name, "/trang/"): // a numbered page became full
			if !slices.Contains(r.Summary.Added, name) {
				t.Errorf("the numbered page %s changed", name)
			}
		case strings.HasPrefix(name, "du-lieu-mau/2026/"):
			neighbours++
		default:
			t.Errorf("%s changed", name)
		}
	}
	if neighbours > 1 {
		t.Errorf("%d articles changed, one neighbour may", neighbours)
	}
	if len(r.Summary.Removed) > 0 {
		t.Errorf("removed: %v", r.Summary.Removed)
	}
}

// layered is a file system over another.
type layered struct {
	upper fstest.MapFS
	lower fs.FS
}

func (l layered) Open(name string) (fs.File, error) {
	if f, ok := l.upper[name]; ok && !f.Mode.IsDir() {
		return l.upper.Open(name)
	}
	return l.lower.Open(name)
}

func (l layered) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(l.lower, name)
	if own, e := fs.ReadDir(l.upper, name); e == nil {
		for _, entry := range own {
			if !slices.ContainsFunc(list, func(d fs.DirEntry) bool { return d.Name() == entry.Name() }) {
				list = append(list, entry)
			}
		}
		err = nil
	}
	return list, err
}

// shuffled lists folders in another order each time.
type shuffled struct{ fs.FS }

func (s shuffled) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(s.FS, name)
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list, err
}

// The same sources and clock give the same bytes, with any number of
// processors, in any zone and locale, in whatever order folders are listed.
func TestSameBytes(t *testing.T) {
	sources := generated(120)
	want := mustTree(t, sources)
	zones := []string{"UTC", "Pacific/Kiritimati", "America/Los_Angeles"}
	procs := []int{1, 2, 8}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	local := time.Local
	defer func() { time.Local = local }()
	for i := range 6 {
		runtime.GOMAXPROCS(procs[i%len(procs)])
		zone, err := time.LoadLocation(zones[i%len(zones)])
		if err != nil {
			t.Fatal(err)
		}
		time.Local = zone
		t.Setenv("TZ", zones[i%len(zones)])
		t.Setenv("LC_ALL", []string{"C", "tr_TR.UTF-8", "vi_VN.UTF-8"}[i%3])
		if diff := cmp.Diff(want, mustTree(t, shuffled{sources})); diff != "" {
			t.Fatalf("round %d (-first +this):\n%s", i, diff)
		}
	}
}

// mustTree builds into a new folder and returns its files' digests.
func mustTree(t testing.TB, sources fs.FS) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	mustBuild(t, sources, out)
	tree := map[string]string{}
	err := filepath.WalkDir(out, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		tree[strings.TrimPrefix(name, out)] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// Nothing is written when a context ends, and no staging folder stays.
func TestInterruptedBuildLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	l := &render.Loader{Sources: generated(200), Theme: layouts.FS, Now: func(*time.Location) time.Time { return until }}
	o := Options{Options: publish.Options{Output: filepath.Join(dir, "public"), Generator: Generator}}
	o.Progress = func(int, int) { cancel() }
	if _, err := Run(ctx, l, o); err == nil {
		t.Fatal("an interrupted build ended well")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != ".public.lock" {
			t.Errorf("%s was left", e.Name())
		}
	}
}

// A build that had to wait publishes what the sources are then, not what they
// were when it began to wait: whoever it waited for may have seen more.
func TestBuildReadsAgainWhatIsOld(t *testing.T) {
	dir := t.TempDir()
	article := filepath.Join(dir, "content/tin/bai.md")
	write := func(name, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "content/site.yaml"), "title: Trang thử\nbase_url: https://example.org/\n")
	write(filepath.Join(dir, "content/tin/_index.md"), "---\ntitle: Tin\n---\n")
	write(article, "---\ntitle: Cũ\ndate: 2024-02-28\n---\nCũ.\n")
	o := publish.Options{Output: filepath.Join(dir, "public"), Generator: Generator}
	first, err := publish.Begin(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	o.OnWait = func(string) {
		write(article, "---\ntitle: Mới\ndate: 2024-02-28\n---\nMới.\n")
		if err := first.Abort(); err != nil {
			t.Error(err)
		}
	}
	l := &render.Loader{Sources: os.DirFS(dir), Theme: layouts.FS, Once: true, Now: func(*time.Location) time.Time { return until }}
	if _, err := Run(t.Context(), l, Options{Options: o}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "public/tin/2024/02/bai/index.html"))
	if err != nil || strings.Contains(string(page), "Cũ") || !strings.Contains(string(page), "<h1>Mới</h1>") {
		t.Errorf("%v\n%s", err, page)
	}

	// So does one whose sources change, or go, after they were read: a page, a
	// section's page with letters that cleaning changes, a picture.
	write(filepath.Join(dir, "content/tin/di/index.md"), "---\ntitle: Đi\ndate: 2024-02-28\n---\n")
	write(filepath.Join(dir, "content/tin/di/a.txt"), "a")
	loaded := 0
	change := func(*site.Site) {
		switch loaded++; loaded {
		case 1:
			write(article, "---\ntitle: Mới nữa\ndate: 2024-02-28\n---\nMới nữa.\n")
		case 2:
			write(filepath.Join(dir, "content/tin/_index.md"), "---\ntitle: Ti\u0302n\n---\nLời.\n")
		case 3:
			if err := os.RemoveAll(filepath.Join(dir, "content/tin/di")); err != nil {
				t.Error(err)
			}
		}
	}
	o.OnWait = nil
	r, err := Run(t.Context(), l, Options{Options: o, Loaded: change})
	if err != nil || !r.Published || loaded != 4 {
		t.Fatalf("%v after %d readings", err, loaded)
	}
	for name, want := range map[string]string{"public/tin/2024/02/bai/index.html": "<h1>Mới nữa</h1>", "public/tin/index.html": "<h1>Tîn</h1>"} {
		if page, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(page), want) {
			t.Errorf("%v\n%s", err, page)
		}
	}
	// And one that they never let end says so, and publishes nothing.
	forever := func(*site.Site) {
		loaded++
		write(article, fmt.Sprintf("---\ntitle: Bài %d\ndate: 2024-02-28\n---\n", loaded))
	}
	r, err = Run(t.Context(), l, Options{Options: o, Loaded: forever})
	if !errors.Is(err, content.ErrChanged) || !strings.Contains(err.Error(), "content/tin/bai.md") || r.Published {
		t.Errorf("%v", err)
	}
}

// A section's page that cannot be read has a fault; it did not change.
func TestUnreadableSectionIsAFaultAndNoChange(t *testing.T) {
	for name, page := range map[string]string{"too large": strings.Repeat("a", 2<<20), "no text": "\xff"} {
		l := &render.Loader{Theme: layouts.FS, Once: true, Now: func(*time.Location) time.Time { return until }, Sources: fstest.MapFS{
			"content/site.yaml":     {Data: []byte("title: Trang thử\nbase_url: https://example.org/\n")},
			"content/tin/_index.md": {Data: []byte(page)},
		}}
		if r, err := Check(t.Context(), l, Options{}); err != nil || diag.Errors(r.Found) != 1 {
			t.Errorf("%s: %v, %v", name, err, r.Found)
		}
	}
}
