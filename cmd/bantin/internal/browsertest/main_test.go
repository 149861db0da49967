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

// program is bantin, built by TestMain.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bantin-")
	if err == nil {
		program, err = filepath.Join(dir, "bantin"), build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	stop := startBrowser()
	status := m.Run()
	stop()
	os.RemoveAll(dir)
	os.Exit(status)
}

func build(dir string) error {
	cmd := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./cmd/bantin")
	cmd.Dir = repository
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build bantin: %w\n%s", err, text)
	}
	// go test keeps a result until a folder that the test itself has read
	// changes; of what the compiler reads it knows nothing.
	return fs.WalkDir(os.DirFS(repository), "cmd", func(_ string, _ fs.DirEntry, err error) error { return err })
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
		Headers map[string]string `json:"headers"`
		Pages   []string          `json:"pages"`
	}
}

func mustFolder(t testing.TB) *folder {
	t.Helper()
	f := &folder{TB: t, dir: t.TempDir()}
	for _, dir := range []string{"content", "static"} {
		check(t, os.CopyFS(f.path(dir), os.DirFS(filepath.Join(repository, dir))))
	}
	return f
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// replace changes a text that a file has, and saves as editors do: under
// another name, which then becomes the file's.
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
	if text, err := exec.Command(program, "build", "--source", f.dir).CombinedOutput(); err != nil {
		f.Fatalf("build: %v\n%s", err, text)
	}
	text, err := os.ReadFile(f.path("public/.bantin/manifest.json"))
	check(f, err)
	check(f, json.Unmarshal(text, &f.manifest))
	files := http.FileServer(http.Dir(f.path("public")))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		for name, value := range f.manifest.Headers {
			w.Header().Set(name, value)
		}
		if req.URL.Path == countPath && counter != nil {
			counter.ServeHTTP(w, req)
		} else {
			files.ServeHTTP(w, req)
		}
	}))
	f.Cleanup(server.Close)
	return server.URL
}

// serve runs bantin serve until the test ends. terminal is the file that it
// writes faults to.
func (f *folder) serve() (address, terminal string) {
	f.Helper()
	stderr, err := os.Create(f.path("terminal"))
	check(f, err)
	cmd := exec.CommandContext(f.Context(), program, "serve", "--source", f.dir, "--addr", "127.0.0.1:0")
	cmd.Stderr = stderr
	stdout, err := cmd.StdoutPipe()
	check(f, err)
	check(f, cmd.Start())
	f.Cleanup(func() {
		_ = cmd.Wait() // killed by the end of the test's context
		stderr.Close()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	check(f, err)
	_, rest, _ := strings.Cut(line, "http://")
	host, _, _ := strings.Cut(rest, "/")
	return "http://" + host, stderr.Name()
}
