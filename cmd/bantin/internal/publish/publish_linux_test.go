package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// asNobody runs f with the rights of a user who owns nothing. The thread is not
// used again.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		if err := unix.Setfsuid(65534); err != nil {
			done <- err
			return
		}
		f()
		done <- nil
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestParentThatCannotBeWrittenIsNamed(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "public")
	mustPublish(t, options(out), site{"a": "1"})
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	before := tree(t, out)
	for _, lock := range []string{"there", "gone"} {
		var err error
		asNobody(t, func() { _, err = publishSite(options(out), site{"a": "2"}) })
		if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), filepath.Join(dir, ".public.")) {
			t.Errorf("lock %s: %v", lock, err)
		}
		os.Remove(filepath.Join(dir, ".public.lock"))
	}
	wantDiff(t, before, tree(t, out))
	wantDiff(t, []string{"public"}, siblings(t, out))
}

func TestFIFOInTheOutputDoesNotHang(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	s := site{"a": "", "assets/b": ""}
	mustPublish(t, options(out), s)
	for name := range s {
		if err := os.Remove(filepath.Join(out, name)); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mkfifo(filepath.Join(out, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	delete(s, "assets/b")
	mustPublish(t, options(out), s)
	wantDiff(t, s, pages(t, out))
}
