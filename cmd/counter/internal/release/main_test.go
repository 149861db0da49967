package release

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// bantin is the program that publishes, built once for all tests.
var bantin string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "release")
	if err != nil {
		panic(err)
	}
	bantin = filepath.Join(dir, "bantin.exe")
	if text, err := exec.Command("go", "build", "-o", bantin, "bantin/cmd/bantin").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("go build: %v\n%s", err, text))
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

const (
	siteTitle = "Đoàn ĐBQH và HĐND thành phố Hà Nội"
	article   = "/tin-tuc/2024/02/hoi-nghi-tong-ket-cong-tac-phoi-hop-nam-2023/"
	oldPath   = "/tin-tuc/cu/2024-hoi-nghi.html" // the article's address before
)

// mustSite copies the sources of this repository's site and calls it title. Its
// article had another address, and it publishes a file of 100,000 bytes.
func mustSite(t testing.TB, title string) string {
	t.Helper()
	dir := t.TempDir()
	for _, folder := range []string{"content", "static"} {
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join("../../../..", folder))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"site.yaml", "_index.md"} {
		mustReplace(t, filepath.Join(dir, "content", name), "title: "+siteTitle, "title: "+title)
	}
	mustReplace(t, filepath.Join(dir, "content"+strings.TrimSuffix(article, "/")+".md"), "author:", "aliases: "+oldPath+"\nauthor:")
	mustWrite(t, filepath.Join(dir, "static/so-lieu.pdf"), bytes.Repeat([]byte("0123456789"), 10_000))
	return dir
}

func mustWrite(t testing.TB, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func mustReplace(t testing.TB, name, old, text string) {
	t.Helper()
	was := mustRead(t, name)
	if !bytes.Contains(was, []byte(old)) {
		t.Fatalf("%s does not contain %q", name, old)
	}
	mustWrite(t, name, bytes.Replace(was, []byte(old), []byte(text), 1))
}

func mustBuild(t testing.TB, site, out string) {
	t.Helper()
	if text, err := exec.Command(bantin, "build", "--source", site, "--output", out).CombinedOutput(); err != nil {
		t.Fatalf("bantin build: %v\n%s", err, text)
	}
}

// mustPublish builds a site of that title and answers the folder.
func mustPublish(t testing.TB, title string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	mustBuild(t, mustSite(t, title), out)
	return out
}

// A journal is what was logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) count(words string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), words)
}

func (j *journal) log() *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }

func mustOpen(t testing.TB, dir string) (*Folder, *journal) {
	t.Helper()
	j := &journal{}
	f, err := Open(dir, Options{Log: j.log()})
	if err != nil {
		t.Fatal(err)
	}
	return f, j
}

// mustServe serves a folder on the loopback address that it answers.
func mustServe(t testing.TB, f *Folder) string {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return server.URL
}

// An answer is a whole one, as it came: nothing uncompressed, no redirect followed.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) title() string {
	_, after, _ := strings.Cut(a.body, "<title>")
	title, _, _ := strings.Cut(after, "</title>")
	return title
}

// mustAsk sends a request, whose first word may be a method, with headers in pairs.
func mustAsk(t testing.TB, request string, headers ...string) answer {
	t.Helper()
	method, url, ok := strings.Cut(request, " ")
	if !ok {
		method, url = "GET", method
	}
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.Header.Set("Accept-Encoding", cmp.Or(r.Header.Get("Accept-Encoding"), "identity"))
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}
