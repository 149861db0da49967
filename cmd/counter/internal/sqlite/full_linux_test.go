package sqlite

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"bantin/cmd/internal/gate"

	"golang.org/x/sys/unix"
)

func TestAFullDiskLosesNothing(t *testing.T) {
	if os.Getuid() != 0 {
		gate.Skip(t, "only root can make a small disk")
	}
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		gate.Skip(t, "no small disk: %v", err)
	}
	defer unix.Unmount(dir, 0)
	ballast := filepath.Join(dir, "ballast")
	mustWrite(t, ballast, make([]byte, 1<<20))

	const size = 500
	s := mustOpen(t, dir)
	at := func(i int) time.Time { return start.Add(time.Duration(i) * 7 * time.Minute) }
	i := 0
	for ; ; i++ {
		if _, _, err := s.Apply(t.Context(), batch(i, size, at(i))); err != nil {
			t.Logf("full after %d batches: %v", i, err)
			break
		}
		if i > 1000 {
			t.Fatal("the disk is never full")
		}
	}
	for range 3 { // it goes on saying so, and answers what it has
		if _, _, err := s.Apply(t.Context(), batch(i, size, at(i))); err == nil {
			t.Fatal("there is room after all")
		}
		if n, err := s.Read(t.Context(), at(i)); err != nil || n.Site.Visits != int64(i*size) {
			t.Fatalf("%d visits after %d, %v", n.Site.Visits, i*size, err)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	n, counted, err := s.Apply(t.Context(), batch(i, size, at(i)))
	if err != nil || counted != size || n.Site.Visits != int64((i+1)*size) {
		t.Errorf("%d of %d visits with room again, %v", counted, n.Site.Visits, err)
	}
	mustClose(t, s)
	if err := check(t.Context(), filepath.Join(dir, fileName), len(migrations), whole, readOnly); err != nil {
		t.Error(err)
	}
	if got := wantConsistent(t, dir); got != int64((i+1)*size) {
		t.Errorf("%d visits, want %d", got, (i+1)*size)
	}
}
