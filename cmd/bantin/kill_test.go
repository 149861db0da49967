package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/sample"
	"bantin/cmd/internal/gate"
)

// mustProgram returns the program as a file to be run: this test binary under
// the program's name.
func mustProgram(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "bantin")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	return name
}

// generations are two sites that differ on every page.
func mustGenerations(t testing.TB, articles int) [2]string {
	t.Helper()
	var dirs [2]string
	for i, name := range []string{"Trang A", "Trang B"} {
		dirs[i] = filepath.Join(t.TempDir(), "site")
		mustWrite(t, filepath.Join(dirs[i], "content/site.yaml"), []byte("title: "+name+"\nbase_url: https://example.org/\n"))
		err := sample.Write(dirs[i], sample.Corpus{N: articles, Seed: 3, Until: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// TestKilledBuildsLeaveOneWholeSite kills builds of two sites in turn, at random
// moments, while a reader looks at what is published.
func TestKilledBuildsLeaveOneWholeSite(t *testing.T) {
	program, sites := mustProgram(t), mustGenerations(t, 40)
	out := filepath.Join(t.TempDir(), "public")
	start := time.Now()
	mustRun(t, program, sites[0], out)
	whole := time.Since(start)
	stop := make(chan struct{})
	var reader sync.WaitGroup
	compared := 0 // how often the reader saw both pages
	reader.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if read(t, out) {
					compared++
				}
			}
		}
	})
	for i := range gate.Rounds(t, 300) {
		cmd := exec.Command(program, "build", "--source", sites[i%2], "--output", out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole + whole/4))
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
		verify(t, out)
	}
	close(stop)
	reader.Wait()
	if compared == 0 {
		t.Error("the reader never saw two pages")
	}
	mustRun(t, program, sites[1], out)
	verify(t, out)
	if got := generation(t, filepath.Join(out, "index.html")); got != "Trang B" {
		t.Errorf("the last whole build published %q", got)
	}
	entries, err := filepath.Glob(filepath.Join(filepath.Dir(out), ".public.new*"))
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// TestTwoBuildsAtOnce lets builds of two sites compete: each ends well, and
// what is published is one of them.
func TestTwoBuildsAtOnce(t *testing.T) {
	program, sites := mustProgram(t), mustGenerations(t, 40)
	out := filepath.Join(t.TempDir(), "public")
	for range gate.Rounds(t, 30) {
		var builds sync.WaitGroup
		for i := range 4 {
			builds.Go(func() { mustRun(t, program, sites[i%2], out) })
		}
		builds.Wait()
		verify(t, out)
		if generation(t, filepath.Join(out, "index.html")) == "" {
			t.Error("what is published is neither site")
		}
	}
}

func mustRun(t testing.TB, program, site, out string) {
	t.Helper()
	if text, err := exec.Command(program, "build", "--source", site, "--output", out).CombinedOutput(); err != nil {
		t.Errorf("build: %v\n%s", err, text)
	}
}

var siteName = regexp.MustCompile(`Trang [AB]`)

func generation(t testing.TB, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Error(err)
	}
	return siteName.FindString(string(text))
}

// read is a reader who opens the published folder and two of its pages: both
// are whole, and of one generation. It tells whether both were there.
func read(t testing.TB, out string) bool {
	root, err := os.OpenRoot(out)
	if err != nil {
		t.Errorf("no site: %v", err)
		return false
	}
	defer root.Close()
	var seen [2]string
	for i, name := range []string{"index.html", "luu-tru/index.html"} {
		text, err := root.ReadFile(name)
		if err != nil {
			return false // the release this reader holds was removed two builds later
		}
		if !strings.HasSuffix(strings.TrimSpace(string(text)), "</html>") {
			t.Errorf("%s is not whole", name)
		}
		seen[i] = siteName.FindString(string(text))
	}
	if seen[0] != seen[1] {
		t.Errorf("pages of two generations: %v", seen)
	}
	return true
}

// verify holds the published folder to its manifest.
func verify(t testing.TB, out string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(out, ".bantin/manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Files []struct {
			Path   string `json:"path"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{".bantin/manifest.json": ""}
	for _, f := range manifest.Files {
		want[f.Path] = f.SHA256
	}
	err = filepath.WalkDir(out, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(out, name)
		rel = filepath.ToSlash(rel)
		sum, listed := want[rel]
		delete(want, rel)
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		digest := sha256.Sum256(text)
		if got := hex.EncodeToString(digest[:]); !listed || sum != "" && got != sum {
			return fmt.Errorf("%s is not what the manifest says", rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(want) > 0 {
		t.Fatalf("missing: %v", want)
	}
}
