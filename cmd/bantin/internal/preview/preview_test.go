package preview

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/layouts"
)

// A desk is a site on disk with a server that shows it.
type desk struct {
	testing.TB
	dir      string
	server   *Server
	loader   *render.Loader
	http     *httptest.Server
	rendered atomic.Int64
	shown    atomic.Int64
	mended   atomic.Int64
}

func mustDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{TB: t, dir: t.TempDir()}
	d.write("content/site.yaml", "title: Trang thử\nbase_url: https://example.org/\n")
	d.write("content/tin-tuc/_index.md", "---\ntitle: Tin tức\n---\n")
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\nNội dung.\n")
	root, err := content.Dir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	d.loader = &render.Loader{Sources: root, Theme: layouts.FS,
		Now: func(zone *time.Location) time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, zone) }}
	d.server = New(diag.Vietnamese, nil, func(_ diag.Language, found []diag.Diagnostic) {
		if len(found) == 0 {
			d.mended.Add(1)
			return
		}
		d.shown.Add(1)
	})
	d.server.render = func(r *render.Renderer, a site.Address, b *bytes.Buffer) (render.Result, error) {
		d.rendered.Add(1)
		return r.Render(a, b)
	}
	d.http = httptest.NewServer(d.server)
	t.Cleanup(d.http.Close)
	u, _ := url.Parse(d.http.URL)
	d.server.Hosts = []string{u.Host}
	d.load()
	return d
}

// write puts a file in its place whole: the look through the site before may be
// under way.
func (d *desk) write(name, text string) {
	d.Helper()
	path := filepath.Join(d.dir, name)
	err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(d.dir+"/new", []byte(text), 0o644), os.Rename(d.dir+"/new", path))
	if err != nil {
		d.Fatal(err)
	}
}

// locked changes the server while its survey may be under way.
func (d *desk) locked(change func()) {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	change()
}

func (d *desk) load() {
	d.Helper()
	if err := d.server.Load(d.Context(), d.loader, nil); err != nil {
		d.Fatal(err)
	}
}

// get asks for a path as the browser does, changed by change.
func (d *desk) get(path string, change func(*http.Request)) (int, string, http.Header) {
	d.Helper()
	req, err := http.NewRequestWithContext(d.Context(), http.MethodGet, d.http.URL+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		d.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

const article = "/tin-tuc/2024/02/bai/"

func TestStartingRendersNothingAndARequestOnePage(t *testing.T) {
	d := mustDesk(t)
	if n := d.rendered.Load(); n != 0 { // the look in the background tries layouts, on a handful of pages, and renders none
		t.Errorf("%d pages rendered before the first request", n)
	}
	d.get(article, nil)
	if n := d.rendered.Load(); n != 1 {
		t.Errorf("%d pages rendered for one request", n)
	}
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\nNội dung mới.\n")
	d.load()
	if n := d.rendered.Load(); n != 1 {
		t.Errorf("%d pages rendered by a save", n-1)
	}
}

func TestEveryAddressAnswersTheBytesOfABuildAndOneTag(t *testing.T) {
	d := mustDesk(t)
	now, _ := d.server.state()
	for _, a := range now.renderer.Site.Addresses() {
		var want bytes.Buffer
		if _, err := now.renderer.Render(a, &want); err != nil {
			t.Fatal(err)
		}
		_, got, header := d.get(a.Path, nil)
		if strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			want.WriteString(now.scriptTag(""))
		}
		if got != want.String() {
			t.Errorf("%s answers other bytes than it is built with", a.Path)
		}
	}
}

func TestHeadersAreThoseOfThePublishedSite(t *testing.T) {
	d := mustDesk(t)
	now, _ := d.server.state()
	_, _, header := d.get("/", nil)
	for name, want := range render.Headers(now.renderer.Site) {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestOnlyThisMachinesOwnPagesAreAnswered(t *testing.T) {
	d := mustDesk(t)
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"plain", nil, http.StatusOK},
		{"own origin", func(r *http.Request) { r.Header.Set("Origin", d.http.URL) }, http.StatusOK},
		{"foreign host", func(r *http.Request) { r.Host = "evil.example" }, http.StatusForbidden},
		{"foreign host, own port", func(r *http.Request) { r.Host = "evil.example:" + r.URL.Port() }, http.StatusForbidden},
		{"foreign origin", func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, http.StatusForbidden},
		{"origin null", func(r *http.Request) { r.Header.Set("Origin", "null") }, http.StatusForbidden},
		{"POST", func(r *http.Request) { r.Method = http.MethodPost }, http.StatusMethodNotAllowed},
	} {
		for _, path := range []string{"/", eventsPath, scriptPath} {
			if path == eventsPath && c.want == http.StatusOK {
				continue // it never ends
			}
			if status, _, _ := d.get(path, c.change); status != c.want {
				t.Errorf("%s %s: %d, want %d", c.name, path, status, c.want)
			}
		}
	}
}

func TestPathsStayInTheSite(t *testing.T) {
	d := mustDesk(t)
	d.write("secret.txt", "bí mật")
	ask := func(path string) (int, string) { // as it stands, which net/url would tidy
		status, body, _ := d.get("/", func(r *http.Request) { r.URL.Opaque = "//" + r.URL.Host + strings.ReplaceAll(path, "\x00", "%00") })
		return status, body
	}
	if status, body := ask(article); status != http.StatusOK || !strings.Contains(body, "Nội dung.") {
		t.Fatalf("%s: %d", article, status)
	}
	for _, path := range []string{"/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/content/site.yaml", "/tin-tuc/..%2f..%2fsecret.txt", "//etc/passwd", "/\x00", "/tin-tuc/%00"} {
		status, body := ask(path)
		if status == http.StatusOK || strings.Contains(body, "bí mật") || strings.Contains(body, "base_url") {
			t.Errorf("%q: %d", path, status)
		}
	}
}

func TestAPlayerGetsThePartOfAFileThatItAsksFor(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/ghi-am/index.md", "---\ntitle: Ghi âm\ndate: 2024-02-28\n---\n[Nghe](a.mp3)\n")
	d.write("content/tin-tuc/ghi-am/a.mp3", "0123456789")
	d.load()
	status, body, header := d.get("/tin-tuc/2024/02/ghi-am/a.mp3", func(r *http.Request) { r.Header.Set("Range", "bytes=3-5") })
	if status != http.StatusPartialContent || body != "345" || header.Get("Content-Type") != "audio/mpeg" {
		t.Errorf("%d %q %s", status, body, header.Get("Content-Type"))
	}
}

func TestWhatReadersDoNotSeeYetSaysSo(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/nhap.md", "---\ntitle: Nháp\ndate: 2024-02-28\ndraft: true\n---\n")
	d.write("content/tin-tuc/hen.md", "---\ntitle: Hẹn\ndate: 2024-02-28\npublish: 2025-03-12 07:30\n---\n")
	d.load()
	if status, _, _ := d.get("/tin-tuc/2024/02/nhap/", nil); status != http.StatusNotFound {
		t.Errorf("a draft without drafts: %d", status)
	}
	d.loader.Drafts = true
	d.write("content/site.yaml", "title: Trang\nbase_url: https://example.org/\n")
	d.load()
	for path, want := range map[string]string{
		"/":                      `nhap/">Nháp</a></h3><p class="draft">Chưa công bố</p>`,
		"/tin-tuc/":              `hen/">Hẹn</a></h3><p class="draft">Chưa công bố</p>`,
		"/tin-tuc/2024/02/nhap/": "Bản nháp, chưa công bố", "/tin-tuc/2024/02/hen/": "Hẹn giờ, đăng từ Thứ Tư, 12/03/2025 07:30",
	} {
		if status, body, _ := d.get(path, nil); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d, without %q: %s", path, status, want, body)
		}
	}
	d.loader.Drafts = false
	d.write("content/site.yaml", "title: Trang mới\nbase_url: https://example.org/\n")
	d.load()
	for _, path := range []string{"/", article} {
		if _, body, _ := d.get(path, nil); strings.Contains(body, `class="draft"`) {
			t.Errorf("%s marks what is live: %s", path, body)
		}
	}
}

func TestFaultOfTheErrorPageIsToldWhereItIsShown(t *testing.T) {
	d := mustDesk(t)
	d.write("layouts/404.html", "<p>{{.Nope}}</p>")
	d.load()
	d.get("/khong-co/", nil)
	d.until(d.listen("/khong-co/"), "the layout's fault", func(e event) bool { return slices.Contains(codes(e.Here), "template") })
}

func TestUnknownAddressAnswersTheSites404AndFoldersRedirect(t *testing.T) {
	d := mustDesk(t)
	if status, body, _ := d.get("/khong-co/", nil); status != http.StatusNotFound || !strings.Contains(body, "Không tìm thấy") {
		t.Errorf("%d %s", status, body)
	}
	if status, _, header := d.get(strings.TrimSuffix(article, "/"), nil); status != http.StatusMovedPermanently || header.Get("Location") != article {
		t.Errorf("%d to %q", status, header.Get("Location"))
	}
}

// listen reads events of a page until the test ends.
func (d *desk) listen(page string) <-chan event {
	d.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	d.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.http.URL+eventsPath+"?page="+url.QueryEscape(page), nil)
	if err != nil {
		d.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { res.Body.Close() })
	events := make(chan event, 16)
	go func() {
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e event
				if json.Unmarshal([]byte(data), &e) == nil {
					events <- e
				}
			}
		}
	}()
	return events
}

// until waits for an event of the site as it is now that is as wanted, for as long
// as the test may run. One of the site before may tell of files written since.
func (d *desk) until(events <-chan event, what string, wanted func(event) bool) event {
	d.Helper()
	for {
		select {
		case e := <-events:
			if now, _ := d.server.state(); e.Version == now.version && wanted(e) {
				return e
			}
		case <-d.Context().Done():
			d.Fatalf("no event with %s", what)
		}
	}
}

func codes(faults []diag.JSON) (list []diag.Code) {
	for _, f := range faults {
		list = append(list, f.Code)
	}
	return list
}

func sound(e event) bool { return e.Count == 0 }

func TestFaultsComeAndGoWithTheSourceAndNeverBlankTheSite(t *testing.T) {
	d := mustDesk(t)
	events := d.listen(article)
	first := d.until(events, "no fault", sound)
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu: hỏng\ndate: 2024-02-28\n---\nNội dung.\n")
	d.load()
	e := d.until(events, "a fault", func(e event) bool { return e.Count > 0 })
	if e.Version == first.Version || len(e.Here) != 1 || e.Here[0].Code != "header-colon" || e.Here[0].Fix != `title: "Bài đầu: hỏng"` {
		t.Errorf("event %+v", e)
	}
	if status, body, _ := d.get(article, nil); status != http.StatusOK || !strings.Contains(body, "Bài đầu") || !strings.Contains(body, "Nội dung.") {
		t.Errorf("the page is gone: %d", status)
	}
	d.write("content/tin-tuc/bai.md", "---\ntitle: \"Bài đầu: lành\"\ndate: 2024-02-28\n---\n<b>Nội dung</b>.\n")
	d.load()
	e = d.until(events, "the body's fault, though nobody asked for the page", func(e event) bool { return slices.Contains(codes(e.Here), "raw-html") })
	if e.Count != 1 {
		t.Errorf("event %+v", e)
	}
	if e := d.until(d.listen("/"), "it on another page", func(e event) bool { return e.Count == 1 }); len(e.Here) != 0 || len(e.Others) != 1 {
		t.Errorf("event %+v", e)
	}
	d.write("content/tin-tuc/bai.md", "---\ntitle: \"Bài đầu: lành\"\ndate: 2024-02-28\n---\n**Nội dung**.\n")
	d.load()
	d.until(events, "no fault after mending", sound)
	if _, body, _ := d.get(article, nil); !strings.Contains(body, "Bài đầu: lành") {
		t.Error("the mended page is not shown")
	}
	for d.mended.Load() == 0 && t.Context().Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if d.shown.Load() != 2 {
		t.Errorf("faults were shown on the terminal %d times, want once each", d.shown.Load())
	}
}

func TestAFaultyArticleKeepsNoOtherFromBeingSeen(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/hong.md", "---\ntitle: Hỏng: rồi\ndate: 2024-02-28\n---\n")
	d.write("content/tin-tuc/hai.md", "---\ntitle: Bài hai\ndate: 2024-02-28\n---\n[đầu](bai.md)\n")
	d.load()
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu, sửa\ndate: 2024-02-28\n---\nNội dung.\n")
	d.load()
	if _, body, _ := d.get("/tin-tuc/", nil); !strings.Contains(body, "Bài hai") || !strings.Contains(body, "Bài đầu, sửa") {
		t.Error("the listing is as it was before the fault")
	}
	const page = "/tin-tuc/2024/02/hong/"
	if status, body, _ := d.get(page, nil); status != http.StatusInternalServerError ||
		!strings.Contains(body, "Bài content/tin-tuc/hong.md có lỗi nên chưa có trang") || !strings.Contains(body, "header-colon") {
		t.Errorf("status %d at the address that it will have: %s", status, body)
	}
	d.until(d.listen(page), "its fault", func(e event) bool { return slices.Equal(codes(e.Here), []diag.Code{"header-colon"}) })
	if status, _, _ := d.get("/tin-tuc/2024/02/khong/", nil); status != http.StatusNotFound {
		t.Errorf("status %d where nothing will be", status)
	}
}

func TestAtAFaultyArticlesAddressEachFaultIsToldOnce(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/hong.md", "Không có phần đầu.\n")
	d.load()
	d.until(d.listen("/"), "the look through all bodies", func(event) bool {
		now, _ := d.server.state()
		now.mu.Lock()
		defer now.mu.Unlock()
		return len(now.bodies) > 0
	})
	if _, body, _ := d.get("/tin-tuc/2024/02/hong/", nil); strings.Count(body, "header-missing") != 1 {
		t.Errorf("not once: %s", body)
	}
}

func TestFaultsBetweenPagesComeAndGoWithEither(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/hai.md", "---\ntitle: Bài hai\ndate: 2024-02-28\n---\n## Mục\n")
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\n## Ở đây\n\n[a](#o-dau) [b](#o-day) [c](hai.md#muc) [d](hai.md#khong) [e](/tu-khoa/#chu:A)\n")
	d.load()
	events := d.listen(article)
	e := d.until(events, "faults", func(e event) bool { return e.Count > 0 })
	if len(e.Here) != 2 || !strings.Contains(e.Here[0].What, "#o-dau") || !strings.Contains(e.Here[1].What, "#khong") {
		t.Errorf("faults: %v", e.Here)
	}
	d.write("content/tin-tuc/hai.md", "---\ntitle: Bài hai\ndate: 2024-02-28\n---\n## Mục khác\n\n## Không\n")
	d.load()
	d.until(events, "the place that another page lost", func(e event) bool {
		return len(e.Here) == 2 && strings.Contains(e.Here[1].What, "#muc")
	})
	if err := os.Remove(filepath.Join(d.dir, "content/tin-tuc/hai.md")); err != nil {
		t.Fatal(err)
	}
	d.load()
	d.until(events, "links to a page that went", func(e event) bool {
		return slices.Equal(codes(e.Here), []diag.Code{"anchor-missing", "link-dead", "link-dead"})
	})
}

func TestAScheduledArticleIsJudgedAgainWhenAnotherChanges(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\n## Mục\n")
	d.write("content/tin-tuc/hen.md", "---\ntitle: Hẹn\ndate: 2025-02-28\n---\n[a](bai.md#muc)\n")
	d.load()
	events := d.listen(article)
	d.until(events, "no fault", sound)
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\n## Mục khác\n")
	d.load()
	e := d.until(events, "the place that a live page lost", func(e event) bool { return e.Count > 0 })
	if len(e.Others) != 1 || e.Others[0].Code != "anchor-missing" || e.Others[0].Severity != "warning" || e.Others[0].File != "content/tin-tuc/hen.md" {
		t.Errorf("event %+v", e)
	}
	d.write("content/tin-tuc/hen.md", "---\ntitle: Hẹn\ndate: 2025-02-28\n---\n[a](bai.md#muc-khac)\n")
	d.load()
	d.until(events, "no fault after mending", sound)
}

func TestAPicturesFaultIsToldThoughNobodyAskedForIt(t *testing.T) {
	d := mustDesk(t)
	var whole bytes.Buffer
	if err := png.Encode(&whole, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	picture, heic := whole.String(), "\x00\x00\x00\x24ftypheic\x00\x00"
	d.write("content/tin-tuc/hai/index.md", "---\ntitle: Bài hai\ndate: 2024-02-28\n---\n![Cờ](anh.png)\n")
	d.write("content/tin-tuc/hai/anh.png", picture[:40])
	d.write("content/tin-tuc/ba/index.md", "---\ntitle: Bài ba\ndate: 2024-02-28\n---\nChữ.\n")
	d.write("content/tin-tuc/ba/anh.jpg", heic)
	d.load()
	events := d.listen("/tin-tuc/2024/02/hai/")
	d.until(events, "both faults", func(e event) bool {
		return slices.Equal(codes(e.Here), []diag.Code{"picture-broken"}) && slices.Equal(codes(e.Others), []diag.Code{"picture-type"})
	})
	d.write("content/tin-tuc/hai/anh.png", picture)
	if err := d.server.Load(t.Context(), d.loader, []string{"content/tin-tuc/hai/anh.png"}); err != nil {
		t.Fatal(err)
	}
	d.until(events, "that the other is left", func(e event) bool { return len(e.Here) == 0 && len(e.Others) == 1 })
	if err := os.RemoveAll(filepath.Join(d.dir, "content/tin-tuc/ba")); err != nil {
		t.Fatal(err)
	}
	d.load()
	d.until(events, "no fault", sound)
}

func TestASaveWithoutAChangeLeavesThePageAsItIs(t *testing.T) {
	d := mustDesk(t)
	d.write("layouts/404.html", "<p>Không có.</p>")
	d.load()
	before, _ := d.server.state()
	for _, name := range []string{"content/site.yaml", "content/tin-tuc/_index.md", "content/tin-tuc/bai.md", "layouts/404.html"} {
		text, err := os.ReadFile(filepath.Join(d.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		d.write(name, string(text))
		if err := d.server.Load(t.Context(), d.loader, []string{name}); err != nil {
			t.Fatal(err)
		}
		if now, _ := d.server.state(); now != before {
			t.Errorf("%s was saved as it was, and pages load themselves again", name)
			before = now
		}
	}
}

// A picture or an attachment saved as it was leaves the open page alone.
func TestACopySavedAsItWasChangesNothing(t *testing.T) {
	d := mustDesk(t)
	for _, name := range []string{"content/tin-tuc/hai/bang.pdf", "static/a.txt"} {
		d.write("content/tin-tuc/hai/index.md", "---\ntitle: Hai\ndate: 2024-02-28\n---\n")
		d.write(name, "một")
		long := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(d.dir, name), long, long); err != nil {
			t.Fatal(err)
		}
		d.load()
		<-d.server.survey.done
		for _, save := range []struct {
			text  string
			other bool
		}{{"một", false}, {"một", false}, {"hai", true}, {"hai", false}, {"một", true}} {
			before, _ := d.server.state()
			d.write(name, save.text)
			if err := d.server.Load(t.Context(), d.loader, []string{name}); err != nil {
				t.Fatal(err)
			}
			if now, _ := d.server.state(); (now != before) != save.other {
				t.Errorf("%s saved as %q: another site is %t", name, save.text, now != before)
			}
		}
	}
}

func TestAfterASaveOnlyTheSavedBodyIsLookedThrough(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/hong.md", "---\ntitle: Bài: hỏng\ndate: 2024-02-28\n---\n")
	d.write("content/tin-tuc/hen.md", "---\ntitle: Hẹn\ndate: 2025-02-28\n---\n")
	d.load()
	now, _ := d.server.state()
	var own survey // the server's is at work in the background
	looked := func(changed ...string) int {
		list, ok := own.look(t.Context(), now.renderer, changed)
		if !ok {
			t.Fatal("not looked through")
		}
		return len(list)
	}
	before := looked()
	for _, name := range []string{"bai", "hong", "hen"} {
		file := "content/tin-tuc/" + name + ".md"
		d.write(file, "---\ntitle: Bài\ndate: 2024-02-28\n---\n<b>Chữ</b>\n")
		if n := looked(); n != before {
			t.Errorf("%s was looked through again", file)
		}
		if before++; looked(file) != before {
			t.Errorf("%s was not looked through", file)
		}
	}
}

func TestALayoutsFaultIsToldThoughNobodyAskedForItsPage(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/hai.md", "---\ntitle: Bài hai\ndate: 2024-02-28\ntags: [Một]\n---\n")
	d.write("layouts/article.html", "<p>{{.Nope}}</p>")
	d.write("layouts/list.html", "<p>{{with .Tag}}{{.Nope}}{{end}}</p>")
	d.load()
	e := d.until(d.listen("/"), "the layouts' faults", func(e event) bool { return e.Count == 2 })
	if !slices.Equal(codes(e.Others), []diag.Code{"template", "template"}) {
		t.Errorf("event %+v", e)
	}
	d.get(article, nil)
	for d.shown.Load() == 0 && t.Context().Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if n := d.shown.Load(); n != 1 {
		t.Errorf("the terminal was told %d times", n)
	}
}

func TestUnderABrokenLayoutTheSiteStaysAsItsSourcesAre(t *testing.T) {
	d := mustDesk(t)
	d.write("layouts/article.html", "{{if}}")
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài mới\ndate: 2024-02-28\n---\n<b>Nội dung</b>.\n")
	d.load()
	d.until(d.listen(article), "faults of both", func(e event) bool { return e.Count == 2 })
	if status, body, _ := d.get(article, nil); status != http.StatusOK || !strings.Contains(body, "Bài mới") {
		t.Errorf("%d %s", status, body)
	}
}

func TestUnderBrokenSettingsOnlyTheirFaultsAreTold(t *testing.T) {
	d := mustDesk(t)
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\n<b>Nội dung</b> [b](hai.md).\n")
	d.load()
	events := d.listen(article)
	d.until(events, "the body's faults", func(e event) bool { return e.Count == 2 })
	d.write("content/site.yaml", "title: Trang: thử\nbase_url: https://example.org/\n")
	d.write("content/tin-tuc/bai.md", "---\ntitle: Bài đầu\ndate: 2024-02-28\n---\n[b](hai.md)\n") // which the site before does not have
	d.write("content/tin-tuc/hai.md", "---\ntitle: Bài hai\ndate: 2024-02-28\n---\n")
	d.load()
	e := d.until(events, "the settings' fault", func(e event) bool { return slices.Contains(codes(e.Others), "header-colon") })
	d.get(article, nil)
	now, _ := d.server.state()
	if again := d.server.event(now, article); e.Count != 1 || again.Count != 1 {
		t.Errorf("event %+v, then %+v", e, again)
	}
}

func TestAfterLostNoticesThePageReloads(t *testing.T) {
	d := mustDesk(t)
	d.write("static/a.txt", "1")
	d.load()
	before, _ := d.server.state()
	d.write("static/a.txt", "2")
	if err := d.server.Load(t.Context(), d.loader, []string{"content", "layouts", "static"}); err != nil {
		t.Fatal(err)
	}
	if now, _ := d.server.state(); now.version == before.version {
		t.Error("the page stays as it is")
	}
}

func TestAMachinesErrorIsToldInThePageUntilItIsOver(t *testing.T) {
	d := mustDesk(t)
	events := d.listen(article)
	shown := d.until(events, "no fault", sound)
	old := filepath.Join(d.dir, "content")
	if err := os.Rename(old, old+"2"); err != nil {
		t.Fatal(err)
	}
	if err := d.server.Load(d.Context(), d.loader, nil); err == nil {
		t.Error("a site without content loads")
	}
	e := d.until(events, "an error", func(e event) bool { return e.Count > 0 })
	if !strings.Contains(e.Here[0].What, "content/site.yaml") || e.Version != shown.Version {
		t.Errorf("event %+v, want the page to stay up", e)
	}
	if err := os.Rename(old+"2", old); err != nil {
		t.Fatal(err)
	}
	d.load()
	if e = d.until(events, "no error after mending", sound); e.Version == shown.Version {
		t.Error("the page that tells of it stays up")
	}
}

func TestTheSitesLanguageIsSpoken(t *testing.T) {
	d := mustDesk(t)
	d.locked(func() { d.server.Language = "" })
	d.write("content/site.yaml", "title: Test\nbase_url: https://example.org/\nlanguage: en\n")
	d.load()
	if e := d.until(d.listen("/"), "a heading", sound); e.Heading != "To be mended" {
		t.Errorf("heading %q", e.Heading)
	}
}

func TestSiteThatCannotBeReadShowsWhy(t *testing.T) {
	d := mustDesk(t)
	d.locked(func() { d.server.now = &state{} })
	d.write("content/site.yaml", "title: Trang: thử\nbase_url: https://example.org/\n")
	d.load()
	status, body, _ := d.get("/", nil)
	if status != http.StatusInternalServerError || !strings.Contains(body, "header-colon") || !strings.Contains(body, scriptPath) {
		t.Errorf("%d %s", status, body)
	}
	d.write("content/site.yaml", "title: Trang thử\nbase_url: https://example.org/\n")
	d.load()
	if status, _, _ := d.get("/", nil); status != http.StatusOK {
		t.Errorf("%d after mending", status)
	}
}
