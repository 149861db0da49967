package release

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bantin/cmd/internal/gate"
)

// readers ask for the home page and its style sheet until they are stopped. They
// never miss one, and what came under one ETag was always the same.
type readers struct {
	sync.WaitGroup
	stop   chan struct{}
	mu     sync.Mutex
	bodies map[string][32]byte // by ETag
	titles map[string]int
}

func startReaders(t testing.TB, address string) *readers {
	r := &readers{stop: make(chan struct{}), bodies: map[string][32]byte{}, titles: map[string]int{}}
	for range 3 {
		r.Go(func() {
			for {
				select {
				case <-r.stop:
					return
				default:
					r.look(t, address)
				}
			}
		})
	}
	return r
}

func (r *readers) look(t testing.TB, address string) {
	home := mustAsk(t, address+"/")
	_, after, _ := strings.Cut(home.body, `href="/_assets/site.`)
	if after == "" {
		_, after, _ = strings.Cut(home.body, `href=/_assets/site.`)
	}
	style := mustAsk(t, address+"/_assets/site."+after[:len("0123456789.css")])
	r.mu.Lock()
	defer r.mu.Unlock()
	r.titles[home.title()]++
	for _, a := range []answer{home, style} {
		sum := sha256.Sum256([]byte(a.body))
		tag := a.header.Get("ETag")
		if before, ok := r.bodies[tag]; a.status != 200 || ok && tag != "" && before != sum {
			t.Errorf("%d, %d bytes under %s", a.status, len(a.body), tag)
		}
		r.bodies[tag] = sum
	}
}

func (r *readers) end() {
	close(r.stop)
	r.Wait()
}

func TestReadersMeetOldOrNewWhileReleasesAreExchanged(t *testing.T) {
	sites := []string{mustSite(t, "Trang A"), mustSite(t, "Trang B")}
	out := filepath.Join(t.TempDir(), "public")
	mustBuild(t, sites[0], out)
	f, j := mustOpen(t, out)
	var came []string
	f.o.OnRelease = func(r *Release) { came = append(came, r.Site.Title) }
	address := mustServe(t, f)
	all := startReaders(t, address)
	for i := range 12 {
		mustBuild(t, sites[(i+1)%2], out)
		if got, want := mustAsk(t, address+"/").title(), []string{"Trang B", "Trang A"}[i%2]; got != want {
			t.Errorf("after a build readers get %q, not %q", got, want)
		}
	}
	all.end()
	if len(all.titles) != 2 || all.titles["Trang A"] == 0 || all.titles["Trang B"] == 0 {
		t.Errorf("titles seen: %v", all.titles)
	}
	if len(came) < 12 || came[len(came)-1] != "Trang A" || f.Err() != nil || j.count("level=ERROR") > 0 {
		t.Errorf("%v %v\n%s", came, f.Err(), j.text.String())
	}
}

func TestAReleaseCopiedInPlaceNeverMixesETags(t *testing.T) {
	gate.Need(t, "rsync")
	outs := []string{mustPublish(t, "Trang A"), mustPublish(t, "Trang hai")} // rsync goes by sizes and whole seconds
	served := filepath.Join(t.TempDir(), "public")
	mustRsync(t, outs[0], served)
	f, j := mustOpen(t, served)
	address := mustServe(t, f)
	all := startReaders(t, address)
	for i := range 10 {
		mustRsync(t, outs[(i+1)%2], served)
		got := mustAsk(t, address+"/")
		if want := []string{"Trang hai", "Trang A"}[i%2]; got.title() != want || got.header.Get("ETag") == "" {
			t.Errorf("after a copy readers get %q with ETag %q, not %q", got.title(), got.header.Get("ETag"), want)
		}
	}
	all.end()
	if len(all.titles) != 2 || f.Err() != nil || j.count("not used") > 0 {
		t.Errorf("%v %v\n%s", all.titles, f.Err(), j.text.String())
	}
}

func mustRsync(t testing.TB, from, to string) {
	t.Helper()
	if text, err := exec.Command("rsync", "-a", "--delay-updates", "--delete-after", from+"/", to+"/").CombinedOutput(); err != nil {
		t.Fatalf("rsync: %v\n%s", err, text)
	}
}

func TestBytesThatAreNotTheManifestsHaveNoETag(t *testing.T) {
	out := mustPublish(t, siteTitle)
	f, _ := mustOpen(t, out)
	address := mustServe(t, f)
	name := filepath.Join(out, "gioi-thieu/index.html")
	whole := mustAsk(t, address+"/gioi-thieu/")
	other := strings.Replace(whole.body, "Trang", "TRANG", 1) // as long
	if whole.header.Get("ETag") == "" || other == whole.body {
		t.Fatal(whole)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{other, whole.body[:100], whole.body} {
		mustWrite(t, name+".new", []byte(text))
		if err := errors.Join(os.Chtimes(name+".new", time.Time{}, info.ModTime()), os.Rename(name+".new", name)); err != nil {
			t.Fatal(err)
		}
		got := mustAsk(t, address+"/gioi-thieu/", "If-None-Match", whole.header.Get("ETag"))
		tagged := got.header.Get("ETag") != ""
		if text == whole.body && (got.status != 304 || !tagged) || text != whole.body && (got.status != 200 || tagged || got.body != text) {
			t.Errorf("%d bytes: %d %s", len(text), got.status, got.header.Get("ETag"))
		}
	}
}

func TestALinkPointedElsewhereIsFollowedAtOnce(t *testing.T) {
	outs := []string{mustPublish(t, "Trang A"), mustPublish(t, "Trang B")}
	link := filepath.Join(t.TempDir(), "public")
	point := func(to string) {
		if err := os.Symlink(to, link+".new"); err != nil {
			gate.Skip(t, "no links here: %v", err)
		}
		if err := os.Rename(link+".new", link); err != nil {
			t.Fatal(err)
		}
	}
	point(outs[0])
	f, _ := mustOpen(t, link)
	address := mustServe(t, f)
	all := startReaders(t, address)
	for i := range 200 {
		point(outs[(i+1)%2])
		if got, want := mustAsk(t, address+"/").title(), []string{"Trang B", "Trang A"}[i%2]; got != want {
			t.Errorf("readers get %q, not %q", got, want)
		}
	}
	all.end()
}

// TestTheSameReleaseElsewhereIsFollowed points the link at a folder of hard links, as
// some who publish make them, and removes the one before.
func TestTheSameReleaseElsewhereIsFollowed(t *testing.T) {
	out, link := mustPublish(t, siteTitle), filepath.Join(t.TempDir(), "public")
	if err := os.Symlink(out, link); err != nil {
		gate.Skip(t, "no links here: %v", err)
	}
	f, _ := mustOpen(t, link)
	again := filepath.Join(t.TempDir(), "again")
	err := filepath.WalkDir(out, func(name string, e fs.DirEntry, err error) error {
		to := filepath.Join(again, strings.TrimPrefix(name, out))
		if err == nil && e.IsDir() {
			return os.Mkdir(to, 0o755)
		}
		return errors.Join(err, os.Link(name, to))
	})
	if err := errors.Join(err, os.Symlink(again, link+".new"), os.Rename(link+".new", link), os.RemoveAll(out)); err != nil {
		t.Fatal(err)
	}
	if got := mustAsk(t, mustServe(t, f)+"/"); got.status != 200 {
		t.Errorf("%d %v", got.status, f.Err())
	}
}

// TestARequestOutlivesItsRelease is of a request that began two releases ago, whose
// files are removed.
func TestARequestOutlivesItsRelease(t *testing.T) {
	site, out := mustSite(t, siteTitle), filepath.Join(t.TempDir(), "public")
	mustBuild(t, site, out)
	f, j := mustOpen(t, out)
	s := f.current()
	mustBuild(t, site, out)
	mustBuild(t, site, out)
	w := httptest.NewRecorder()
	f.serve(s, w, httptest.NewRequest("GET", "/gioi-thieu/", nil))
	if w.Code != 200 || f.current() == s || j.count("level=ERROR") > 0 {
		t.Errorf("%d\n%s", w.Code, j.text.String())
	}
}

func TestABadReleaseLeavesTheLastGoodOneInUse(t *testing.T) {
	other := mustSite(t, "Trang khác")
	mustReplace(t, filepath.Join(other, "content/site.yaml"), "https://hdnd-hanoi.example/", "https://khac.example/")
	elsewhere := filepath.Join(t.TempDir(), "public")
	mustBuild(t, other, elsewhere)
	out := mustPublish(t, siteTitle)
	name := filepath.Join(out, ".bantin/manifest.json")
	good := mustRead(t, name)
	f, j := mustOpen(t, out)
	f.o.OnRelease = func(r *Release) {
		if r.Site.Title != siteTitle {
			t.Errorf("%q is taken for a release", r.Site.Title)
		}
	}
	address := mustServe(t, f)
	for i, c := range []struct {
		text []byte // nil: there is none
		says string
	}{
		{nil, "manifest.json"}, {good, ""}, {good[:len(good)/2], "cut short"}, {nil, "manifest.json"},
		{mustRead(t, filepath.Join(elsewhere, ".bantin/manifest.json")), "is of https://khac.example, not of https://hdnd-hanoi.example"},
		{[]byte{}, "cut short"}, {good, ""},
	} {
		errorsBefore := j.count("level=ERROR")
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if c.text != nil {
			mustWrite(t, name, c.text)
		}
		for range 3 {
			if got := mustAsk(t, address+"/"); got.status != 200 || got.title() != siteTitle || f.Current().Site.Title != siteTitle {
				t.Errorf("step %d: %d %q", i, got.status, got.title())
			}
		}
		err, told := f.Err(), j.count("level=ERROR")-errorsBefore
		if c.says == "" && (err != nil || told != 0) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || told != 1) {
			t.Errorf("step %d: told %d times: %v", i, told, err)
		}
	}
	if err := errors.Join(os.Rename(out, out+".old"), os.Rename(elsewhere, out)); err != nil {
		t.Fatal(err)
	}
	if got := mustAsk(t, address+"/"); got.title() != siteTitle || f.Err() == nil {
		t.Errorf("with another site in its place: %q, %v", got.title(), f.Err())
	}
}

func TestAFolderThatIsNoReleaseIsRefusedAtTheStart(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing")} {
		if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "bantin build") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

func TestAFileThatCannotBeReadIsToldOnce(t *testing.T) {
	out := mustPublish(t, siteTitle)
	f, j := mustOpen(t, out)
	address := mustServe(t, f)
	name := filepath.Join(out, "gioi-thieu/index.html")
	for i := range 2 {
		if err := os.Rename(name, name+".away"); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if got := mustAsk(t, address+"/gioi-thieu/"); got.status != 503 {
				t.Errorf("%d without the file", got.status)
			}
		}
		if err := os.Rename(name+".away", name); err != nil {
			t.Fatal(err)
		}
		if got := mustAsk(t, address+"/gioi-thieu/"); got.status != 200 || j.count("gioi-thieu/index.html") != i+1 {
			t.Errorf("%d with the file again, told %d times of %d", got.status, j.count("gioi-thieu/index.html"), i+1)
		}
	}
}

// TestASlowReaderKeepsAFileThatIsGone asks for a file that is too large for all
// buffers on its way, and removes its release before it is read.
func TestASlowReaderKeepsAFileThatIsGone(t *testing.T) {
	site := mustSite(t, siteTitle)
	large := []byte(strings.Repeat("0123456789abcdef", 4<<20)) // 64 MB
	mustWrite(t, filepath.Join(site, "static/lon.pdf"), large)
	out := filepath.Join(t.TempDir(), "public")
	mustBuild(t, site, out)
	f, _ := mustOpen(t, out)
	server := httptest.NewUnstartedServer(f)
	server.Config.WriteTimeout = 100 * time.Millisecond
	server.Start()
	defer server.Close()
	resp, err := http.Get(server.URL + "/lon.pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := os.RemoveAll(out); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * server.Config.WriteTimeout)
	got, err := io.ReadAll(resp.Body)
	if err != nil || sha256.Sum256(got) != sha256.Sum256(large) {
		t.Errorf("%d bytes of %d: %v", len(got), len(large), err)
	}
}
