package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// programs are the two of this project, built as readers get them.
var programs struct{ dir, bantin, counter, public string }

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "counter-test")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		if err := prepare(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

// prepare builds both programs, and the repository's own site with a counter.
func prepare(dir string) error {
	programs.dir, programs.public = dir, filepath.Join(dir, "site/public")
	for name, to := range map[string]*string{"bantin": &programs.bantin, "counter": &programs.counter} {
		*to = filepath.Join(dir, name)
		if runtime.GOOS == "windows" {
			*to += ".exe"
		}
		if out, err := exec.Command("go", "build", "-o", *to, "bantin/cmd/"+name).CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	for _, name := range []string{"content", "static"} {
		if err := os.CopyFS(filepath.Join(dir, "site", name), os.DirFS(filepath.Join("../..", name))); err != nil {
			return err
		}
	}
	settings := filepath.Join(dir, "site/content/site.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		return err
	}
	text = bytes.Replace(text, []byte("\ncounter:\n"), []byte("\ncounter:\n  endpoint: /dem\n"), 1)
	if err := os.WriteFile(settings, text, 0o644); err != nil {
		return err
	}
	return publish(filepath.Join(dir, "site"))
}

func publish(site string) error {
	out, err := exec.Command(programs.bantin, "build", "--source", site, "--output", filepath.Join(site, "public")).CombinedOutput()
	if err != nil {
		return fmt.Errorf("bantin build: %w\n%s", err, out)
	}
	return nil
}

// What the reference site has.
const (
	baseline = 4860169
	origin   = "https://hdnd-hanoi.example"
	about    = "/gioi-thieu/"
	firefox  = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)

// A process is a counter that runs.
type process struct {
	testing.TB
	cmd                    *exec.Cmd
	data                   string
	addr, editors, metrics string // "http://127.0.0.1:…"
	log                    *buffer
	ended                  chan error
}

// A buffer is what a process has written so far.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// start runs `counter serve` on free ports, with the reference site unless args name
// another, and waits until it listens.
func start(t testing.TB, data string, args ...string) (*process, error) {
	t.Helper()
	args = append([]string{"serve", "--data", data, "--addr", "127.0.0.1:0", "--dashboard", "127.0.0.1:0", "--metrics", "127.0.0.1:0"}, args...)
	if !regexp.MustCompile(`--(site|manifest)\b`).MatchString(strings.Join(args, " ")) {
		args = append(args, "--site", programs.public)
	}
	p := &process{TB: t, cmd: exec.Command(programs.counter, args...), data: data, log: &buffer{}, ended: make(chan error, 1)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(out)
	for _, to := range []*string{&p.addr, &p.editors, &p.metrics} {
		if !lines.Scan() {
			err := p.cmd.Wait()
			p.ended <- err
			return p, fmt.Errorf("%w: %s", err, p.log)
		}
		*to = regexp.MustCompile(`http://[^/]+`).FindString(lines.Text())
	}
	go func() {
		_, _ = io.Copy(io.Discard, out)
		p.ended <- p.cmd.Wait()
	}()
	return p, nil
}

func mustStart(t testing.TB, data string, args ...string) *process {
	t.Helper()
	p, err := start(t, data, args...)
	if err != nil {
		t.Fatal(err)
	}
	p.until("ready", func() bool { return p.get(p.addr+"/readyz").status == 200 })
	return p
}

// until waits for something that comes soon.
func (p *process) until(what string, ok func() bool) {
	p.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("not %s:\n%s", what, p.log)
		}
	}
}

// kill ends the process as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	err := <-p.ended
	p.ended <- err
}

// stop ends it as an operator does.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	err := <-p.ended
	p.ended <- err
	return err
}

// An answer is one of HTTP.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) numbers(t testing.TB) (n struct {
	Total, Page int64
	Online      int
	Stale       bool
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &n); err != nil || a.status != 200 {
		t.Fatalf("%d %q: %v", a.status, a.body, err)
	}
	return n
}

// ask sends a request with headers given as "Name: value", and follows nothing.
func (p *process) ask(method, address, body string, headers ...string) answer {
	p.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("User-Agent", firefox)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if req.Header.Set(name, value); name == "Host" {
			req.Host = value
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return answer{body: err.Error()}
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(text)}
}

func (p *process) get(address string, headers ...string) answer {
	p.Helper()
	return p.ask("GET", address, "", headers...)
}

// visit reports one, as the pages' script does.
func (p *process) visit(page, id string, headers ...string) answer {
	p.Helper()
	headers = append([]string{"Content-Type: text/plain;charset=UTF-8", "Origin: " + origin}, headers...)
	return p.ask("POST", p.addr+"/dem", fmt.Sprintf(`{"page":%q,"id":%q}`, page, id), headers...)
}

func newID() string {
	var b [12]byte
	_, _ = rand.Read(b[:])
	return fmt.Sprintf("%x", b)
}

// tell runs another verb of the program.
func tell(args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	cmd := exec.Command(programs.counter, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
