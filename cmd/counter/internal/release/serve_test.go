package release

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// A published is a folder, and where it is served.
type published struct{ out, address string }

func mustPublished(t testing.TB) published {
	t.Helper()
	out := mustPublish(t, siteTitle)
	f, _ := mustOpen(t, out)
	return published{out, mustServe(t, f)}
}

// mustHeaders are those that the build computed, as it wrote them for nginx.
func mustHeaders(t testing.TB, out string) map[string]string {
	t.Helper()
	headers := map[string]string{}
	for line := range strings.Lines(string(mustRead(t, filepath.Join(out, ".bantin/headers.conf")))) {
		name, value, _ := strings.Cut(strings.TrimPrefix(line, "add_header "), " ")
		headers[name] = strings.TrimSuffix(strings.TrimPrefix(value, `"`), "\" always;\n")
	}
	if headers["Content-Security-Policy"] == "" {
		t.Fatal("the build computed no policy")
	}
	return headers
}

func TestEveryAnswerHasTheHeadersOfTheBuild(t *testing.T) {
	p := mustPublished(t)
	tag := mustAsk(t, p.address+"/").header.Get("ETag")
	for _, c := range []struct {
		request string
		status  int
		header  string
	}{
		{"/", 200, ""}, {"HEAD /", 200, ""}, {"/", 304, tag}, {"/nowhere/", 404, ""}, {"/gioi-thieu", 301, ""}, {oldPath, 301, ""},
		{"POST /", 405, ""}, {"/_assets/none.css", 404, ""}, {"/sitemap.xml", 200, ""}, {"/so-lieu.pdf", 200, ""},
	} {
		method, path, _ := strings.Cut(c.request, " ")
		if path == "" {
			method, path = "GET", method
		}
		got := mustAsk(t, method+" "+p.address+path, "If-None-Match", c.header)
		if got.status != c.status {
			t.Errorf("%s: %d, not %d", c.request, got.status, c.status)
		}
		for name, want := range mustHeaders(t, p.out) {
			if v := got.header.Values(name); len(v) != 1 || v[0] != want {
				t.Errorf("%s: %s is %q, not %q", c.request, name, v, want)
			}
		}
		if cached := got.header.Get("Cache-Control"); cached != "no-cache" && !(c.status == 404 || c.status == 405) || strings.Contains(cached, "immutable") {
			t.Errorf("%s: Cache-Control %q", c.request, cached)
		}
	}
}

func TestEveryListedFileIsServedWhole(t *testing.T) {
	p := mustPublished(t)
	var listed struct {
		Files []struct{ Path, SHA256 string }
	}
	if err := json.Unmarshal(mustRead(t, filepath.Join(p.out, ".bantin/manifest.json")), &listed); err != nil {
		t.Fatal(err)
	}
	types := map[string]string{".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".xml": "text/xml; charset=utf-8", ".json": "application/json; charset=utf-8", ".txt": "text/plain; charset=utf-8",
		".svg": "image/svg+xml; charset=utf-8", ".png": "image/png", ".ico": "image/x-icon", ".pdf": "application/pdf"}
	redirects := 0
	for _, f := range listed.Files {
		address := "/" + strings.TrimSuffix(f.Path, "index.html")
		got := mustAsk(t, p.address+address+"?utm=1")
		switch {
		case strings.HasPrefix(f.Path, ".bantin/"):
			if got.status != 404 {
				t.Errorf("%s: %d", f.Path, got.status)
			}
			continue
		case address == oldPath:
			redirects++
			continue
		}
		whole := string(mustRead(t, filepath.Join(p.out, f.Path)))
		if got.status != 200 || got.body != whole || got.header.Get("ETag") != `"`+f.SHA256[:32]+`"` ||
			got.header.Get("Content-Type") != types[filepath.Ext(f.Path)] || got.header.Get("Last-Modified") != "" {
			t.Errorf("%s: %d, %d bytes of %d, %v", f.Path, got.status, len(got.body), len(whole), got.header)
		}
		immutable := got.header.Get("Cache-Control") == "public, max-age=31536000, immutable"
		if immutable != strings.HasPrefix(f.Path, "_assets/") {
			t.Errorf("%s: Cache-Control %q", f.Path, got.header.Get("Cache-Control"))
		}
		head := mustAsk(t, "HEAD "+p.address+address)
		if head.status != 200 || head.body != "" || head.header.Get("Content-Length") != fmt.Sprint(len(whole)) || head.header.Get("ETag") != got.header.Get("ETag") {
			t.Errorf("HEAD %s: %d, %v", f.Path, head.status, head.header)
		}
	}
	if redirects != 1 || len(listed.Files) < 40 {
		t.Errorf("%d redirects, %d files", redirects, len(listed.Files))
	}
}

func TestAddressesHaveOneSpelling(t *testing.T) {
	p := mustPublished(t)
	for request, want := range map[string]string{
		"/gioi-thieu":            "/gioi-thieu/",
		"/gioi-thieu?a=b&c=%2F":  "/gioi-thieu/?a=b&c=%2F",
		"/gioi-thieu/index.html": "/gioi-thieu/",
		"/index.html?x":          "/?x",
		oldPath:                  article,
		oldPath + "?utm=1":       article + "?utm=1",
		"HEAD " + oldPath:        article,
	} {
		method, path, ok := strings.Cut(request, " ")
		if !ok {
			method, path = "GET", method
		}
		if got := mustAsk(t, method+" "+p.address+path); got.status != 301 || got.header.Get("Location") != want {
			t.Errorf("%s: %d to %q", request, got.status, got.header.Get("Location"))
		}
	}
}

func TestOnlyANameThatTellsTheBytesIsKeptForGood(t *testing.T) {
	p := mustPublished(t)
	text := []byte("a{}")
	mustReplace(t, filepath.Join(p.out, ".bantin/manifest.json"), `"files":[`,
		fmt.Sprintf("\"files\":[\n{\"path\":\"_assets/a.css\",\"size\":3,\"sha256\":\"%x\"},", sha256.Sum256(text)))
	mustWrite(t, filepath.Join(p.out, "_assets/a.css"), text)
	if got := mustAsk(t, p.address+"/_assets/a.css"); got.status != 200 || got.header.Get("Cache-Control") != "no-cache" || got.header.Get("ETag") == "" {
		t.Errorf("%d %v", got.status, got.header)
	}
}

func TestOnlyGETAndHEADAreAnswered(t *testing.T) {
	p := mustPublished(t)
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"} {
		for _, path := range []string{"/", "/nowhere", oldPath} {
			if got := mustAsk(t, method+" "+p.address+path); got.status != 405 || got.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, got.status, got.header.Get("Allow"))
			}
		}
	}
}

// mustSend writes a request target as it is; clients would mend it.
func mustSend(t testing.TB, address, target string) answer {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", target)
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%.80q: %v", target, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

// hostile are request targets that no file answers.
var hostile = []string{
	"/../secret", "/../../../../etc/passwd", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/gioi-thieu/../../secret",
	"/gioi-thieu/%2e%2e/", "/./", "/gioi-thieu/./", "//", "//gioi-thieu/", "/gioi-thieu//", "//evil.example/..", "/\\..\\secret", "/%5c..%5csecret", "/..%5csecret",
	"/gioi-thieu%5cindex.html", "/%00", "/index.html%00", "/gioi-thieu/%00", "/.bantin/manifest.json", "/.bantin/", "/.bantin", "/%2ebantin/headers.conf", "/.git/config",
	"/_assets/", "/_assets", "/tin-tuc/2024", "/tin-tuc/2024/", "/index.html/", "/GIOI-THIEU/", "/404.html/", "/gioi-thieu/index.html/", "/gioi-thieu/index.htm",
	"/con", "/C:/windows", "/file:%2f%2f/etc/passwd", "/%C0%AE%C0%AE/secret", "/%ff", "/" + strings.Repeat("a", 100_000), "/" + strings.Repeat("a/", 50_000), "/" + strings.Repeat("../", 10_000),
}

func TestNothingButListedFilesIsServed(t *testing.T) {
	p := mustPublished(t)
	mustWrite(t, filepath.Join(filepath.Dir(p.out), "secret"), []byte("secret"))
	mustWrite(t, filepath.Join(p.out, "them-vao.txt"), []byte("secret"))
	page := string(mustRead(t, filepath.Join(p.out, "404.html")))
	for _, target := range append(hostile, "/them-vao.txt") {
		if got := mustSend(t, p.address, target); got.status != 404 || got.body != page || got.header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%.80q: %d %.80q", target, got.status, got.body)
		}
	}
	for _, target := range []string{"/%", "/%zz", "*", "gioi-thieu/", "http://x y/"} { // the server itself refuses or has no such file
		if got := mustSend(t, p.address, target); got.status != 400 && got.status != 404 {
			t.Errorf("%q: %d", target, got.status)
		}
	}
}

func TestWellKnownFilesAreServedAndOtherHiddenOnesAreNot(t *testing.T) {
	hidden := "0000000000000000000000000000000000000000000000000000000000000000"
	r := &Release{files: map[string]*file{}, titles: map[string]string{}}
	for path, want := range map[string]bool{
		".well-known/security.txt": true, ".well-known/.env": false, ".env": false, "a/.git/config": false, ".well-knownish/a": false, "a/b.txt": true, "a/.well-known/b": false,
	} {
		d := json.NewDecoder(strings.NewReader(fmt.Sprintf(`{"path":%q,"size":1,"sha256":%q}`, path, hidden)))
		if err := r.addFile(d, true); err != nil || (r.files[path] != nil) != want {
			t.Errorf("%s: served %v, %v", path, r.files[path] != nil, err)
		}
	}
}

func mustPlain(t testing.TB, a answer) string {
	t.Helper()
	var r io.Reader = strings.NewReader(a.body)
	var err error
	switch a.header.Get("Content-Encoding") {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTextIsCompressedUnderAnETagOfItsOwn(t *testing.T) {
	p := mustPublished(t)
	for _, path := range []string{"/", "/feed.xml", "/index.json", "/gioi-thieu/"} {
		tags, plain := map[string]string{}, mustAsk(t, p.address+path)
		for accept, want := range map[string]string{"gzip": "gzip", "gzip, deflate, br": "gzip", "zstd": "zstd", "gzip, br, zstd": "zstd", "identity": "", "br": "", "gzip;q=0": ""} {
			got := mustAsk(t, p.address+path, "Accept-Encoding", accept)
			tag := got.header.Get("ETag")
			if got.header.Get("Content-Encoding") != want || mustPlain(t, got) != plain.body || got.header.Get("Vary") != "Accept-Encoding" || tags[want] != "" && tags[want] != tag {
				t.Errorf("%s as %s: %v", path, accept, got.header)
			}
			tags[want] = tag
			for _, kept := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
				again := mustAsk(t, p.address+path, "Accept-Encoding", accept, "If-None-Match", kept)
				if again.status != 304 || again.body != "" || kept != "*" && again.header.Get("ETag") != tag || again.header.Get("Content-Encoding") != "" || again.header.Get("Vary") != "Accept-Encoding" {
					t.Errorf("%s as %s, kept %s: %d %v", path, accept, kept, again.status, again.header)
				}
			}
			if other := mustAsk(t, p.address+path, "Accept-Encoding", accept, "If-None-Match", `"0123", W/"`+strings.Repeat("0", 32)+`-gzip"`); other.status != 200 || other.header.Get("ETag") != tag {
				t.Errorf("%s as %s: %d for another tag, %v", path, accept, other.status, other.header)
			}
		}
		if tags[""] == tags["gzip"] || tags["gzip"] == tags["zstd"] || tags[""] == "" {
			t.Errorf("%s: %v", path, tags)
		}
	}
	for _, path := range []string{"/so-lieu.pdf", "/apple-touch-icon.png", "/robots.txt"} { // no text, or short
		if got := mustAsk(t, p.address+path, "Accept-Encoding", "gzip"); got.status != 200 || got.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	if got := mustAsk(t, p.address+"/nowhere", "Accept-Encoding", "gzip"); got.status != 404 || mustPlain(t, got) != string(mustRead(t, filepath.Join(p.out, "404.html"))) {
		t.Errorf("%d %v", got.status, got.header)
	}
}

func TestRangesAreOfTheBytesOnDisk(t *testing.T) {
	p := mustPublished(t)
	for path, name := range map[string]string{"/so-lieu.pdf": "so-lieu.pdf", "/": "index.html"} {
		whole := string(mustRead(t, filepath.Join(p.out, name)))
		plain, packed := mustAsk(t, p.address+path), mustAsk(t, p.address+path, "Accept-Encoding", "gzip")
		for _, accept := range []string{"identity", "gzip", "zstd"} {
			part := mustAsk(t, p.address+path, "Accept-Encoding", accept, "Range", "bytes=100-199")
			if part.status != 206 || part.body != whole[100:200] || part.header.Get("Content-Encoding") != "" || part.header.Get("ETag") != plain.header.Get("ETag") {
				t.Errorf("%s as %s: %d %v", path, accept, part.status, part.header)
			}
			if rest := mustAsk(t, p.address+path, "Accept-Encoding", accept, "Range", "bytes=100-", "If-Range", plain.header.Get("ETag")); rest.status != 206 || rest.body != whole[100:] {
				t.Errorf("%s as %s: the rest %d %v", path, accept, rest.status, rest.header)
			}
			if stale := mustAsk(t, p.address+path, "Accept-Encoding", accept, "Range", "bytes=100-", "If-Range", `"stale"`); stale.status != 200 || mustPlain(t, stale) != whole {
				t.Errorf("%s as %s: of another release %d %v", path, accept, stale.status, stale.header)
			}
			if none := mustAsk(t, p.address+path, "Accept-Encoding", accept, "Range", "bytes=9999999-"); none.status != 416 {
				t.Errorf("%s as %s: beyond the end %d", path, accept, none.status)
			}
		}
		if packed.header.Get("Content-Encoding") == "" {
			continue
		}
		if packed.header.Get("Accept-Ranges") != "" {
			t.Errorf("%s: ranges of what is compressed are offered", path)
		}
		if rest := mustAsk(t, p.address+path, "Accept-Encoding", "gzip", "Range", "bytes=100-", "If-Range", packed.header.Get("ETag")); rest.status != 200 || mustPlain(t, rest) != whole {
			t.Errorf("%s: the rest of what is compressed %d %v", path, rest.status, rest.header)
		}
	}
}

// FuzzAddress asks for any address: what comes is a listed file, the way to one, or
// the error page.
func FuzzAddress(f *testing.F) {
	for _, target := range append(hostile, "gioi-thieu", "/", "/gioi-thieu", "/gioi-thieu/", "/index.html", oldPath, article, "/so-lieu.pdf", "", "*", "x") {
		if u, err := url.PathUnescape(target); err == nil && len(u) < 1000 {
			f.Add(u)
		}
	}
	out := mustPublish(f, siteTitle)
	folder, _ := mustOpen(f, out)
	page := mustRead(f, filepath.Join(out, "404.html"))
	files := folder.Current().files
	f.Fuzz(func(t *testing.T, path string) {
		w := httptest.NewRecorder()
		folder.ServeHTTP(w, &http.Request{Method: "GET", URL: &url.URL{Path: path}, Header: http.Header{}})
		switch w.Code {
		case 200:
			name := strings.TrimPrefix(path, "/")
			if name == "" || strings.HasSuffix(name, "/") {
				name += "index.html"
			}
			if text, err := os.ReadFile(filepath.Join(out, name)); err != nil || files[name] == nil || strings.Contains("/"+name, "/.") || !bytes.Equal(text, w.Body.Bytes()) {
				t.Errorf("%q is served: %v", path, err)
			}
		case 301:
			to := w.Header().Get("Location")
			if files[strings.TrimPrefix(to, "/")+"index.html"] == nil || strings.HasPrefix(to, "//") {
				t.Errorf("%q leads to %q", path, to)
			}
		case 404:
			if !bytes.Equal(w.Body.Bytes(), page) {
				t.Errorf("%q is not there, and %d other bytes are", path, w.Body.Len())
			}
		default:
			t.Errorf("%q: %d", path, w.Code)
		}
	})
}

// BenchmarkPage asks for a page of 10 KB over loopback, two at a time.
func BenchmarkPage(b *testing.B) {
	p := mustPublished(b)
	for _, accept := range []string{"identity", "gzip", "zstd", "kept"} {
		b.Run(accept, func(b *testing.B) {
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true}}
			tag := mustAsk(b, p.address+"/huong-dan/bat-dau/").header.Get("ETag")
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r, err := http.NewRequest("GET", p.address+"/huong-dan/bat-dau/", nil)
					if err != nil {
						b.Error(err)
						return
					}
					r.Header.Set("Accept-Encoding", accept)
					if accept == "kept" {
						r.Header.Set("If-None-Match", tag)
					}
					resp, err := client.Do(r)
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
		})
	}
}
