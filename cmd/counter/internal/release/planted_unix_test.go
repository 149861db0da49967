//go:build unix

package release

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNothingPlantedIsServed puts into a listed file's place what leads elsewhere,
// or would keep its reader waiting.
func TestNothingPlantedIsServed(t *testing.T) {
	out := mustPublish(t, siteTitle)
	f, j := mustOpen(t, out)
	address := mustServe(t, f)
	secret := filepath.Join(t.TempDir(), "secret")
	mustWrite(t, secret, []byte("secret"))
	page := filepath.Join(out, "gioi-thieu/index.html")
	whole := mustRead(t, page)
	for what, plant := range map[string]func() error{
		"a link that leads out":       func() error { return os.Symlink(secret, page) },
		"a relative link that does":   func() error { return os.Symlink("../../../secret", page) },
		"a pipe":                      func() error { return syscall.Mkfifo(page, 0o644) },
		"a folder":                    func() error { return os.Mkdir(page, 0o755) },
		"nothing":                     func() error { return nil },
		"a folder that is a link out": func() error { return os.RemoveAll(filepath.Dir(page)) },
	} {
		if err := os.RemoveAll(page); err != nil {
			t.Fatal(err)
		}
		if err := plant(); err != nil {
			t.Fatal(err)
		}
		if what == "a folder that is a link out" {
			elsewhere := t.TempDir()
			mustWrite(t, filepath.Join(elsewhere, "index.html"), []byte("secret"))
			if err := os.Symlink(elsewhere, filepath.Dir(page)); err != nil {
				t.Fatal(err)
			}
		}
		told := j.count("gioi-thieu/index.html")
		if got := mustAsk(t, address+"/gioi-thieu/"); got.status != 503 || strings.Contains(got.body, "secret") || j.count("gioi-thieu/index.html") != told+1 {
			t.Errorf("%s: %d %.80q\n%s", what, got.status, got.body, j.text.String())
		}
		if err := os.RemoveAll(filepath.Dir(page)); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Dir(page), 0o755); err != nil {
			t.Fatal(err)
		}
		mustWrite(t, page, whole)
		if got := mustAsk(t, address+"/gioi-thieu/"); got.status != 200 || got.body != string(whole) {
			t.Errorf("after %s: %d", what, got.status)
		}
	}
}

func TestAPipeForAManifestKeepsNobodyWaiting(t *testing.T) {
	out := mustPublish(t, siteTitle)
	f, _ := mustOpen(t, out)
	for _, name := range []string{".bantin/manifest.json", "404.html"} {
		name = filepath.Join(out, name)
		if err := errors.Join(os.Remove(name), syscall.Mkfifo(name, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	address := mustServe(t, f)
	if got := mustAsk(t, address+"/"); got.status != 200 || f.Err() == nil || !strings.Contains(f.Err().Error(), "no regular file") {
		t.Errorf("%d %v", got.status, f.Err())
	}
	if got := mustAsk(t, address+"/nowhere"); got.status != 404 || got.body != "" {
		t.Errorf("%d %q", got.status, got.body)
	}
}
