package main

import (
	"bufio"
	"context"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"bantin/cmd/internal/gate"
)

// TestReadme runs every command of the README, in a fresh copy where tools
// change files, and serves the result with the README's nginx settings. A part
// that wants a program that is not there is skipped, and no other.
func TestReadme(t *testing.T) {
	if runtime.GOOS == "windows" {
		gate.Skip(t, "the README's shell commands run on Linux and macOS")
	}
	t.Parallel()
	blocks := fenced(mustRead(t, filepath.Join(repository, "README.md")))
	if len(blocks["sh"]) < 5 || len(blocks["nginx"]) != 3 || len(blocks["valkey"]) != 1 || len(blocks["cron"]) != 1 {
		t.Fatalf("the README's blocks are not what this test knows: %v", blocks)
	}
	clone := mustClone(t)
	for _, command := range blocks["sh"] {
		t.Run(command, func(t *testing.T) {
			if strings.HasPrefix(command, "./counter serve") {
				counterCommand(t, clone, command, blocks["valkey"][0])
				return
			}
			readmeCommand(t, clone, command)
		})
	}
	t.Run("cron", func(t *testing.T) {
		gate.Need(t, "rsync")
		www := t.TempDir()
		cron := strings.Join(strings.Fields(blocks["cron"][0])[5:], " ")
		cron = strings.NewReplacer("/srv/bantin", clone, "/srv/www/bantin", www).Replace(cron)
		mustShell(t, clone, cron)
		mustRead(t, filepath.Join(www, "index.html"))
	})
	t.Run("nginx", func(t *testing.T) {
		gate.Need(t, "nginx")
		www := filepath.Join(t.TempDir(), "www")
		if err := os.CopyFS(www, os.DirFS(mustBuildReal(t))); err != nil {
			t.Fatal(err)
		}
		nginx(t, www, blocks["nginx"][0])
	})
}

func readmeCommand(t *testing.T, clone, command string) {
	t.Helper()
	switch {
	case command == "go run ./cmd/bantin":
		serveCommand(t, clone, command)
	case strings.Contains(command, "serve"):
		serveCommand(t, clone, command+" --addr 127.0.0.1:0")
	case strings.Contains(command, "cmd/internal/test"):
		// The whole run is what this test is part of.
		mustShell(t, clone, command+" -run '^$' ./cmd/bantin/internal/work")
	case strings.HasPrefix(command, "git config"):
		gate.Need(t, "git")
		mustShell(t, clone, "git init -q . && "+command+" && test -x .githooks/pre-commit")
	case strings.HasPrefix(command, "rsync"):
		gate.Need(t, "rsync")
		www := t.TempDir()
		mustShell(t, clone, strings.ReplaceAll(command, "/srv/www/bantin", www))
		mustRead(t, filepath.Join(www, "index.html"))
	case strings.HasPrefix(command, ".ci/compare/run"):
		gate.Need(t, "bash")
		mustShell(t, clone, "TOOLS='floor bantin' ROUNDS=1 .ci/compare/run 20 "+t.TempDir())
	case strings.HasPrefix(command, ".ci/load"):
		gate.Need(t, "redis-server")
		mustShell(t, clone, "FOR=0.1s N=20 MANY=1000 DIR="+t.TempDir()+" .ci/load")
	case strings.Contains(command, "-bench Year"):
		// Five million visits take minutes.
		mustShell(t, clone, regexp.MustCompile(` -run .*`).ReplaceAllString(command, " -list Year | grep -q BenchmarkYear"))
	case strings.HasSuffix(command, "-benchtime 20x"):
		mustShell(t, clone, strings.Replace(command, "20x", "1x", 1))
	default:
		mustShell(t, clone, command)
	}
}

// fenced are the code blocks of a Markdown text by language; those of sh line by
// line.
func fenced(text string) map[string][]string {
	blocks := map[string][]string{}
	for _, m := range regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		if m[1] == "sh" {
			blocks[m[1]] = append(blocks[m[1]], strings.Split(strings.TrimSpace(m[2]), "\n")...)
		} else {
			blocks[m[1]] = append(blocks[m[1]], m[2])
		}
	}
	return blocks
}

// mustClone copies this repository's files, as they are, into a new folder: what
// .gitignore does not name.
func mustClone(t testing.TB) string {
	t.Helper()
	ignored := append(strings.Fields(mustRead(t, filepath.Join(repository, ".gitignore"))), "/.git")
	dir := filepath.Join(t.TempDir(), "clone")
	err := filepath.WalkDir(repository, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(repository, name)
		for _, pattern := range ignored {
			at, rooted := strings.CutPrefix(pattern, "/")
			known, err := filepath.Match(at, map[bool]string{true: rel, false: e.Name()}[rooted])
			if err != nil {
				return err
			}
			if known && e.IsDir() {
				return fs.SkipDir
			} else if known {
				return nil
			}
		}
		if !e.Type().IsRegular() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		mustWrite(t, filepath.Join(dir, rel), []byte(mustRead(t, name)))
		return os.Chmod(filepath.Join(dir, rel), info.Mode())
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// patience is how long a command may take on a slow machine.
const patience = 5 * time.Minute

func mustShell(t testing.TB, dir, command string) {
	t.Helper()
	gate.Need(t, "sh")
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	cmd := exec.CommandContext(ctx, "sh", "-ec", command)
	cmd.Dir = dir
	interruptible(cmd)
	cmd.WaitDelay = 10 * time.Second // for one that does not end
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, text)
	}
}

// serveCommand starts a preview with a stand-in for the browser, which notes the
// address that it is asked to open, and reads the page there.
func serveCommand(t *testing.T, dir, command string) {
	t.Helper()
	gate.Need(t, "sh")
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	tools := t.TempDir()
	opened := filepath.Join(tools, "opened")
	for _, name := range []string{"xdg-open", "open"} {
		path := filepath.Join(tools, name)
		mustWrite(t, path, []byte("#!/bin/sh\necho \"$1\" >"+opened+".part && mv "+opened+".part "+opened+"\n"))
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(ctx, "sh", "-c", "exec "+command)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"))
	cmd.Stderr = t.Output()
	interruptible(cmd)
	cmd.WaitDelay = 10 * time.Second // for one that does not end
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	address := regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", address, res.Status)
	}
	var text []byte
	for ctx.Err() == nil && text == nil {
		time.Sleep(20 * time.Millisecond)
		text, _ = os.ReadFile(opened) // not there until it is whole
	}
	if got := strings.TrimSpace(string(text)); got != address {
		t.Errorf("the browser was opened at %q, not %s", got, address)
	}
	stop()
	_ = cmd.Wait() // its error is that it was told to end
	if res, err := http.Get(address); err == nil {
		res.Body.Close()
		t.Error("it serves on after it was interrupted")
	}
}

// counterCommand starts a counter, with a server for its numbers if it wants one,
// reads the site's first page from it, and stops it.
func counterCommand(t *testing.T, clone, command, settings string) {
	t.Helper()
	gate.Need(t, "sh")
	if before, _, ok := strings.Cut(command, " --valkey"); ok {
		gate.Need(t, "redis-server")
		dir, port := t.TempDir(), freePort(t)
		mustWrite(t, filepath.Join(dir, "server.conf"), []byte(settings+"dir "+dir+"\nport "+port+"\n"))
		server := exec.CommandContext(t.Context(), "redis-server", filepath.Join(dir, "server.conf"))
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Wait() }) // killed by the end of the test's context
		command = before + " --valkey valkey://127.0.0.1:" + port + "/0"
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "exec "+command+" --addr 127.0.0.1:0 --dashboard 127.0.0.1:0 --metrics 127.0.0.1:0")
	cmd.Dir, cmd.Stderr = clone, t.Output()
	interruptible(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	address := regexp.MustCompile(`http://[^/]+/`).FindString(lines.Text())
	ready := false
	for end := time.Now().Add(patience); !ready && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get(address + "readyz"); err == nil {
			res.Body.Close()
			ready = res.StatusCode == http.StatusOK
		}
	}
	res, err := http.Get(address)
	if err != nil || !ready {
		t.Fatalf("%s: ready: %v, %v", address, ready, err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", address, res.Status)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: after an interrupt: %v", command, err)
	}
}

// nginx serves a folder with the README's settings and looks at the headers.
func nginx(t *testing.T, www, server string) {
	t.Helper()
	dir := t.TempDir()
	port := freePort(t)
	server = strings.NewReplacer("/srv/www/bantin", www, "127.0.0.1:8088", "127.0.0.1:"+port).Replace(server)
	mustWrite(t, filepath.Join(dir, "nginx.conf"), []byte("daemon off; pid "+dir+"/pid; error_log stderr;\nworker_processes 1;\nevents {}\nhttp { access_log off; client_body_temp_path "+dir+"; proxy_temp_path "+dir+"; fastcgi_temp_path "+dir+"; uwsgi_temp_path "+dir+"; scgi_temp_path "+dir+"; types { text/html html; text/css css; }\n"+server+"}\n"))
	for _, p := range []string{filepath.Dir(filepath.Dir(www)), filepath.Dir(www)} {
		if err := os.Chmod(p, 0o755); err != nil { // its worker is another user
			t.Fatal(err)
		}
	}
	cmd := exec.Command("nginx", "-c", filepath.Join(dir, "nginx.conf"), "-p", dir)
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() }()
	base := "http://127.0.0.1:" + port
	var res *http.Response
	for range 100 {
		var err error
		if res, err = http.Get(base + "/"); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if res == nil {
		t.Fatalf("nginx does not answer: %s", log.String())
	}
	res.Body.Close()
	styles, err := filepath.Glob(filepath.Join(www, "_assets", "*.css"))
	if err != nil || len(styles) == 0 {
		t.Fatal("no style sheet", err)
	}
	for path, want := range map[string]int{
		"/": 200, "/tin-tuc/": 200, "/_assets/" + filepath.Base(styles[0]): 200, "/khong-co/": 404, "/.bantin/manifest.json": 404,
	} {
		res, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
		if policy := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s has the policy %q", path, policy)
		}
		if immutable := strings.Contains(res.Header.Get("Cache-Control"), "immutable"); immutable != strings.HasPrefix(path, "/_assets/") {
			t.Errorf("%s: Cache-Control %q", path, res.Header.Get("Cache-Control"))
		}
	}
}

// freePort finds a port that nothing listens on.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
