package main

import (
	"bufio"
	"context"
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
)

// TestReadme runs every command of the README, in a fresh clone where a tool
// changes files, and serves the result with the README's nginx settings.
func TestReadme(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the README's shell commands run on Linux and macOS")
	}
	text, err := os.ReadFile(filepath.Join(repository, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced(string(text))
	clone := mustClone(t)
	www := filepath.Join(t.TempDir(), "www")
	for _, command := range blocks["sh"] {
		t.Log(command)
		switch {
		case strings.Contains(command, "serve"):
			serveCommand(t, clone, command)
		case strings.Contains(command, "cmd/internal/test"):
			// The whole run is what this test is part of.
			mustShell(t, clone, command+" -run '^$' ./cmd/bantin/internal/work")
		case strings.HasPrefix(command, "rsync"):
			need(t, "rsync")
			mustShell(t, clone, "mkdir -p "+www+" && "+strings.ReplaceAll(command, "/srv/www/bantin", www))
		case strings.HasPrefix(command, ".ci/compare/run"):
			mustShell(t, clone, "TOOLS='floor bantin' ROUNDS=1 "+command+" 20 "+t.TempDir())
		default:
			mustShell(t, clone, command)
		}
	}
	if len(blocks["sh"]) < 5 || len(blocks["nginx"]) != 1 || len(blocks["cron"]) != 1 {
		t.Errorf("the README's blocks are not what this test knows: %v", blocks)
	}
	cron := strings.Join(strings.Fields(blocks["cron"][0])[5:], " ")
	program := filepath.Dir(mustProgram(t))
	cron = strings.NewReplacer("/srv/bantin", clone, "/srv/www/bantin", www).Replace(cron)
	mustShell(t, clone, "PATH="+program+":$PATH; "+cron)
	nginx(t, www, blocks["nginx"][0])
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

// mustClone copies what git tracks, and what it would, into a new folder.
func mustClone(t *testing.T) string {
	t.Helper()
	list, err := exec.Command("git", "-C", repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "clone")
	for name := range strings.SplitSeq(strings.TrimRight(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(repository, name))
		if os.IsNotExist(err) {
			continue // removed, and not committed yet
		} else if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(repository, name))
		if err != nil {
			t.Fatal(err)
		}
		mustWrite(t, filepath.Join(dir, name), text)
		if err := os.Chmod(filepath.Join(dir, name), info.Mode()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// need skips the test if a program is not installed; where the project's gate
// runs it is an error.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("%s is not installed", program)
}

func mustShell(t *testing.T, dir, command string) {
	t.Helper()
	cmd := exec.Command("bash", "-ec", command)
	cmd.Dir = dir
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, text)
	}
}

// serveCommand starts a preview with a stand-in for the browser, which notes the
// address that it is asked to open, and reads the page there.
func serveCommand(t *testing.T, dir, command string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
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
	cmd := exec.CommandContext(ctx, "bash", "-c", "exec "+command+" --addr 127.0.0.1:0")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // go run hands it on
	cmd.WaitDelay = 5 * time.Second
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
	for ctx.Err() == nil {
		if text, err := os.ReadFile(opened); err == nil {
			if got := strings.TrimSpace(string(text)); got != address {
				t.Errorf("the browser was opened at %s, not %s", got, address)
			}
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	_ = cmd.Wait() // it was told to end
}

// nginx serves a folder with the README's settings and looks at the headers.
func nginx(t *testing.T, www, server string) {
	need(t, "nginx")
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
