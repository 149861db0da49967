package browsertest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is this project's own folder, which is the reference site.
var repository = filepath.Join("..", "..", "..", "..")

// program is bantin, built by TestMain for all tests.
var program string

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bantin-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "bantin")
	build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./cmd/bantin")
	build.Dir = repository
	if text, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build bantin: %v\n%s", err, text)
		return 1
	}
	// go test keeps a result until a folder that the test itself read changes;
	// what the compiler read it does not know.
	for _, dir := range []string{"cmd", "layouts"} {
		_ = fs.WalkDir(os.DirFS(filepath.Join(repository, dir)), ".", func(string, fs.DirEntry, error) error { return nil })
	}
	return m.Run()
}

// A folder is a copy of the reference site that a test may change.
type folder struct {
	testing.TB
	dir string
}

func mustFolder(t testing.TB) *folder {
	t.Helper()
	f := &folder{t, t.TempDir()}
	for _, dir := range []string{"content", "static"} {
		if err := os.CopyFS(filepath.Join(f.dir, dir), os.DirFS(filepath.Join(repository, dir))); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// replace changes a text that a file has, and saves as editors do: under
// another name, which then becomes the file's.
func (f *folder) replace(name, before, after string) {
	f.Helper()
	name = filepath.Join(f.dir, filepath.FromSlash(name))
	text, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	if !strings.Contains(string(text), before) {
		f.Fatalf("%s has no %q", name, before)
	}
	saved := filepath.Join(filepath.Dir(name), ".saved")
	if err := os.WriteFile(saved, []byte(strings.Replace(string(text), before, after, 1)), 0o644); err != nil {
		f.Fatal(err)
	}
	if err := os.Rename(saved, name); err != nil {
		f.Fatal(err)
	}
}

// build publishes the folder and returns what was published.
func (f *folder) build() *release {
	f.Helper()
	r := &release{dir: filepath.Join(f.TempDir(), "public")}
	if text, err := exec.Command(program, "build", "--source", f.dir, "--output", r.dir).CombinedOutput(); err != nil {
		f.Fatalf("build: %v\n%s", err, text)
	}
	text, err := os.ReadFile(filepath.Join(r.dir, ".bantin", "manifest.json"))
	if err == nil {
		err = json.Unmarshal(text, &r.manifest)
	}
	if err != nil {
		f.Fatal(err)
	}
	return r
}

// A release is a published folder.
type release struct {
	dir      string
	manifest struct {
		Headers map[string]string `json:"headers"`
		Pages   []string          `json:"pages"`
	}
}

// host serves the release as a web server does that was told its headers.
func (r *release) host(t testing.TB, counter http.Handler) string {
	t.Helper()
	files := http.FileServer(http.Dir(r.dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		for name, value := range r.manifest.Headers {
			w.Header().Set(name, value)
		}
		if counter != nil && req.URL.Path == countPath {
			counter.ServeHTTP(w, req)
			return
		}
		if _, err := os.Stat(filepath.Join(r.dir, filepath.FromSlash(req.URL.Path))); err != nil {
			text, _ := os.ReadFile(filepath.Join(r.dir, "404.html"))
			w.WriteHeader(http.StatusNotFound)
			w.Write(text)
			return
		}
		files.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// serve runs bantin serve on the folder until the test ends, and returns its
// address without the closing slash and the file that its terminal is.
func (f *folder) serve() (address, terminal string) {
	f.Helper()
	terminal = filepath.Join(f.TempDir(), "terminal")
	stderr, err := os.Create(terminal)
	if err != nil {
		f.Fatal(err)
	}
	cmd := exec.CommandContext(f.Context(), program, "serve", "--source", f.dir, "--addr", "127.0.0.1:0")
	cmd.Stderr = stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		_ = cmd.Wait() // it was killed by the end of the test's context
		stderr.Close()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	_, rest, found := strings.Cut(line, "http://")
	host, _, closed := strings.Cut(rest, "/")
	if err != nil || !found || !closed {
		text, _ := os.ReadFile(terminal)
		f.Fatalf("serve says %q, and on its terminal:\n%s", line, text)
	}
	return "http://" + host, terminal
}
