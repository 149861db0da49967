package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/preview"
)

// A served site is the program serving a site on disk, and what an open page of it
// hears.
type served struct {
	testing.TB
	dir     string
	address string
	events  chan int // versions of the site
}

// mustServe serves smallSite with an article until the test ends, from the
// site's folder itself or from elsewhere.
func mustServe(t testing.TB, relative bool) *served {
	t.Helper()
	p := &served{TB: t, dir: t.TempDir(), events: make(chan int, 100)}
	for name, text := range smallSite {
		mustWrite(t, filepath.Join(p.dir, name), []byte(text))
	}
	p.article("Một")
	cmd := exec.Command(mustProgram(t), "serve", "--addr", "127.0.0.1:0", "--source", p.dir)
	if relative {
		cmd.Dir, cmd.Args[len(cmd.Args)-1] = p.dir, "."
	}
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustEnd(t, cmd) })
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	p.address = regexp.MustCompile(`http://[^/]+`).FindString(line)
	if p.address == "" {
		t.Fatalf("no address in %q", line)
	}
	p.listen()
	return p
}

// mustEnd interrupts the program, which is how it ends well.
func mustEnd(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if runtime.GOOS == "windows" {
		_ = cmd.Process.Kill() // there is no other way from outside
		_ = cmd.Wait()
		return
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("interrupted, serve ends with %v", err)
	}
}

// Other pages that the browser has open are held off, however serve was started.
func TestNamelessRequestsAreRefused(t *testing.T) {
	for _, asked := range []string{"", "localhost:8080"} {
		server := preview.New(diag.Vietnamese, hosts(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, asked), nil)
		for _, c := range []struct {
			host, origin string
			refused      bool
		}{{"localhost:8080", "", false}, {"127.0.0.1:8080", "http://localhost:8080", false}, {"localhost:8080", "null", true}, {"", "", true}} {
			req, res := httptest.NewRequest(http.MethodGet, "/.bantin/preview.js", nil), httptest.NewRecorder()
			req.Host = c.host
			req.Header.Set("Origin", c.origin)
			if server.ServeHTTP(res, req); (res.Code == http.StatusForbidden) != c.refused {
				t.Errorf("--addr %q, host %q, origin %q: %d", asked, c.host, c.origin, res.Code)
			}
		}
	}
}

func (p *served) listen() {
	p.Helper()
	res, err := http.Get(p.address + "/.bantin/events?page=/")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { res.Body.Close() })
	go func() {
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			var e struct{ Version int }
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(data), &e) == nil {
				p.events <- e.Version
			}
		}
	}()
}

// until waits for an event after which ok holds.
func (p *served) until(what string, ok func(version int) bool) {
	p.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case version := <-p.events:
			if ok(version) {
				return
			}
		case <-late:
			p.Fatalf("not seen: %s", what)
		}
	}
}

// says tells whether the page at path has a text.
func (p *served) says(path, text string) bool {
	p.Helper()
	res, err := http.Get(p.address + path)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		p.Fatal(err)
	}
	return strings.Contains(string(page), text)
}

func (p *served) article(text string) {
	p.Helper()
	mustWrite(p, filepath.Join(p.dir, "content/tin-tuc/bai.md"), []byte("---\ntitle: Bài\ndate: 2024-02-28\n---\n"+text+"\n"))
}

// What is made after the start is watched too, however the site's folder is
// named: layouts/ that was not there, and content/ that went and came back.
func TestServeSeesFoldersThatComeAndGo(t *testing.T) {
	for name, relative := range map[string]bool{"from elsewhere": false, "from the folder itself": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := mustServe(t, relative)
			first := 0
			p.until("the site as it is", func(version int) bool { first = version; return true })
			if err := os.Mkdir(filepath.Join(p.dir, "layouts"), 0o755); err != nil {
				t.Fatal(err)
			}
			p.until("a new folder layouts", func(version int) bool { return version > first })
			mustWrite(t, filepath.Join(p.dir, "layouts/404.html"), []byte("<p>Trang riêng</p>"))
			p.until("a layout in it", func(int) bool { return p.says("/khong-co/", "Trang riêng") })
			p.article("Hai")
			p.until("an edit", func(int) bool { return p.says("/tin-tuc/2024/02/bai/", "Hai") })
			content := filepath.Join(p.dir, "content")
			if err := os.CopyFS(filepath.Join(p.dir, ".kept"), os.DirFS(content)); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(content); err != nil {
				t.Fatal(err)
			}
			p.until("what became of it", func(int) bool { return p.says("/tin-tuc/2024/02/bai/", "không còn thấy content/site.yaml") })
			if err := os.Rename(filepath.Join(p.dir, ".kept"), content); err != nil {
				t.Fatal(err)
			}
			p.article("Ba")
			p.until("an edit after content came back", func(int) bool { return p.says("/tin-tuc/2024/02/bai/", "Ba") })
			p.article("Bốn")
			p.until("another edit", func(int) bool { return p.says("/tin-tuc/2024/02/bai/", "Bốn") })
		})
	}
}
