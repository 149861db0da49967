package browsertest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bantin/cmd/internal/browser"
)

var (
	repository = filepath.Join("..", "..", "..", "..") // this project's own folder, the reference site
	program    string                                  // bantin, built by TestMain
	counter    string                                  // likewise
	chromium   *browser.Browser                        // started by TestMain
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bantin-")
	if err == nil {
		program, counter = filepath.Join(dir, "bantin"), filepath.Join(dir, "counter")
		err = run(repository, "go", "build", "-o", dir+string(filepath.Separator), "./cmd/bantin", "./cmd/counter")
	}
	if err != nil {
		log.Fatal(err)
	}
	chromium = browser.Start()
	os.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache")) // of the pictures that tests make
	status := m.Run()
	chromium.Stop()
	os.RemoveAll(dir)
	os.Exit(status)
}

func run(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, text)
	}
	return nil
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A folder is a copy of the reference site that a test may change.
type folder struct {
	testing.TB
	dir      string
	manifest struct { // of what was published
		Headers map[string]string
		Pages   []struct{ Path string }
	}
}

func mustFolder(t testing.TB) *folder {
	t.Helper()
	f := &folder{TB: t, dir: t.TempDir()}
	for _, dir := range []string{"content", "static"} {
		check(t, os.CopyFS(f.path(dir), os.DirFS(filepath.Join(repository, dir))))
	}
	// go test keeps a result until what the test itself, not the compiler, read changes.
	for _, dir := range []string{"cmd", "layouts"} {
		_ = fs.WalkDir(os.DirFS(repository), dir, func(string, fs.DirEntry, error) error { return nil })
	}
	return f
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// replace changes a text in a file, and saves as editors do: by renaming a new file.
func (f *folder) replace(name, before, after string) {
	f.Helper()
	name = f.path(name)
	text, err := os.ReadFile(name)
	check(f, err)
	if !strings.Contains(string(text), before) {
		f.Fatalf("%s has no %q", name, before)
	}
	saved := filepath.Join(filepath.Dir(name), ".saved")
	check(f, os.WriteFile(saved, []byte(strings.Replace(string(text), before, after, 1)), 0o644))
	check(f, os.Rename(saved, name))
}

// publish builds the site into its folder public, and serves that as a web
// server does that was told its headers, with the counter at countPath.
func (f *folder) publish(counter http.Handler) (address string) {
	f.Helper()
	check(f, run(f.dir, program, "build"))
	text, err := os.ReadFile(f.path("public/.bantin/manifest.json"))
	check(f, err)
	check(f, json.Unmarshal(text, &f.manifest))
	site := http.NewServeMux()
	site.Handle("/", http.FileServer(http.Dir(f.path("public"))))
	site.Handle(countPath, counter)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		for name, value := range f.manifest.Headers {
			w.Header().Set(name, value)
		}
		site.ServeHTTP(w, req)
	}))
	f.Cleanup(server.Close)
	return server.URL
}

// serve runs bantin serve until the test ends.
func (f *folder) serve() (address string) {
	f.Helper()
	cmd := exec.CommandContext(f.Context(), program, "serve", "--source", f.dir, "--addr", "127.0.0.1:0")
	cmd.Stderr = f.Output()
	stdout, err := cmd.StdoutPipe()
	check(f, err)
	check(f, cmd.Start())
	f.Cleanup(func() { _ = cmd.Wait() }) // killed by the end of the test's context
	line, err := bufio.NewReader(stdout).ReadString('\n')
	check(f, err)
	return regexp.MustCompile(`http://[^/]+`).FindString(line)
}
