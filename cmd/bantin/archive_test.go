package main

import (
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// mustUnpack writes an archive's files over smallSite, but for its golden parts
// and what it is when mended, and does what lines of its comment ask for.
func mustUnpack(t testing.TB, dir string, a *txtar.Archive) {
	t.Helper()
	for name, text := range smallSite {
		mustWrite(t, filepath.Join(dir, name), []byte(text))
	}
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want.") && !strings.HasPrefix(f.Name, "mended/") {
			if slices.Contains([]string{".jpg", ".png"}, path.Ext(f.Name)) && string(f.Data) == "x\n" { // stands for a picture
				f.Data = mustJPEG(t, 600, 400)
			}
			mustWrite(t, filepath.Join(dir, f.Name), f.Data)
		}
	}
	for line := range strings.Lines(string(a.Comment)) {
		if words := strings.Fields(line); len(words) > 2 && words[0] == "setup:" {
			mustSetUp(t, dir, words[1], words[2:])
		}
	}
}

// mustSetUp makes what an archive cannot hold:
//
//	base64 PATH       the file's text is base64 of its bytes
//	jpeg W H PATH     a picture
//	cut N PATH        of the file, only the first N bytes
//	repeat N PATH     the line with %d is written N times, numbered
//	link TARGET PATH  a symbolic link
func mustSetUp(t testing.TB, dir, what string, args []string) {
	t.Helper()
	path := filepath.Join(dir, args[len(args)-1])
	switch what {
	case "base64":
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(mustRead(t, path)))
		if err != nil {
			t.Fatal(err)
		}
		mustWrite(t, path, raw)
	case "jpeg":
		mustWrite(t, path, mustJPEG(t, mustNumber(t, args[0]), mustNumber(t, args[1])))
	case "cut":
		mustWrite(t, path, []byte(mustRead(t, path)[:mustNumber(t, args[0])]))
	case "repeat":
		mustWrite(t, path, []byte(repeated(mustRead(t, path), mustNumber(t, args[0]))))
	case "link":
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(args[0], path); err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatalf("unknown setup %q", what)
	}
}

func mustNumber(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A dialer connects to an address.
type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// dialling is the program with another way to reach other sites.
func dialling(sites dialer, stdout, stderr io.Writer) *cli {
	return &cli{stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, clock: time.Now, dial: sites}
}

// otherSites stands in for the Internet as lines of an archive's comment describe
// it, "server: ADDRESS STATUS [LOCATION]"; without any it is nil.
func otherSites(t testing.TB, comment string) dialer {
	t.Helper()
	pages := map[string][]string{}
	for line := range strings.Lines(comment) {
		if words := strings.Fields(line); len(words) > 2 && words[0] == "server:" {
			pages[words[1]] = words[2:]
		}
	}
	if len(pages) == 0 {
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := pages["http://"+r.Host+r.URL.Path]
		if len(page) > 1 {
			w.Header().Set("Location", page[1])
		}
		status, err := strconv.Atoi(append(page, "599")[0])
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
}

func repeated(text string, times int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "%d") {
			b.WriteString(line)
			continue
		}
		for i := range times {
			b.WriteString(strings.ReplaceAll(line, "%d", strconv.Itoa(i+1)))
		}
	}
	return b.String()
}

func mustRead(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func mustWrite(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// golden compares with an archive's part, or with -update takes it over.
func golden(t testing.TB, a *txtar.Archive, name string, got []byte) {
	t.Helper()
	for i, f := range a.Files {
		if f.Name != name {
			continue
		}
		if *update {
			a.Files[i].Data = got
		} else if diff := cmp.Diff(string(f.Data), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		return
	}
	if !*update {
		t.Errorf("no part %s", name)
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: got})
}
