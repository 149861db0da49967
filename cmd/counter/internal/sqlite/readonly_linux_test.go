package sqlite

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bantin/cmd/internal/gate"

	"golang.org/x/sys/unix"
)

func TestNumbersAreReadOnADiskThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	disk := mustReadOnly(t, dir)
	s := mustOpen(t, dir)
	mustApply(t, s, batch(0, 100, start))
	wantReadable(t, disk, 100) // while a service runs elsewhere
	killed := t.TempDir()
	if err := os.CopyFS(killed, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	wantReadable(t, disk, 100)
	disk = mustReadOnly(t, killed)
	wantReadable(t, disk, 100)
	if err := os.Remove(filepath.Join(killed, fileName+"-shm")); err != nil { // without it the log cannot be used there
		t.Fatal(err)
	}
	wantUnreadable(t, disk, fileName+"-wal", "copy it")
}

func TestNobodyCountsWhileAReadOnlyDiskIsRead(t *testing.T) {
	dir := t.TempDir()
	disk := mustReadOnly(t, dir)
	mustClose(t, mustOpen(t, dir))
	r, err := OpenReader(t.Context(), disk)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), dir)
	wantRefused(t, err, dir)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	lock, err := acquire(dir, writing) // as a service does before it opens its database
	if err != nil {
		t.Fatal(err)
	}
	wantUnreadable(t, disk, "in use")
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "lock")); err != nil {
		t.Fatal(err)
	}
	wantUnreadable(t, disk, "lock", "copy it")
}

func TestNumbersAreReadWithoutTheRightToWrite(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	mustApply(t, s, batch(0, 100, start))
	mustClose(t, s)
	for name, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o555, filepath.Join(dir, fileName): 0o444, filepath.Join(dir, "lock"): 0o444} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("/proc/self/exe") // another user could not find it by name
	cmd.Env = append(os.Environ(), "BANTIN_TEST_READ="+dir)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "100\n" {
		t.Errorf("%s, %v", out, err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // to be removed
		t.Fatal(err)
	}
}

// mustReadOnly shows a folder in another place, where nothing can be written.
func mustReadOnly(t testing.TB, dir string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		gate.Skip(t, "only root can make a read-only disk")
	}
	disk := t.TempDir()
	if err := unix.Mount(dir, disk, "", unix.MS_BIND, ""); err != nil {
		gate.Skip(t, "no read-only disk: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, 0) })
	if err := unix.Mount("", disk, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		gate.Skip(t, "no read-only disk: %v", err)
	}
	return disk
}

// wantReadable reads a folder as report, export and backup do.
func wantReadable(t testing.TB, dir string, visits int64) {
	t.Helper()
	r, err := OpenReader(t.Context(), dir)
	if err != nil {
		t.Error(err)
		return
	}
	if n, err := r.Report(t.Context(), 0, 99991231); err != nil || len(n.Days) != 1 || n.Days[0].Visits != visits {
		t.Errorf("%+v, want %d visits, %v", n, visits, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	fresh := t.TempDir()
	if err := Backup(t.Context(), dir, filepath.Join(fresh, fileName)); err != nil {
		t.Error(err)
	} else if n := wantConsistent(t, fresh); n != visits {
		t.Errorf("%d visits in a backup, want %d", n, visits)
	}
}

func wantUnreadable(t testing.TB, dir string, words ...string) {
	t.Helper()
	_, err := OpenReader(t.Context(), dir)
	errBackup := Backup(t.Context(), dir, filepath.Join(t.TempDir(), "backup.db"))
	for _, word := range words {
		if err == nil || errBackup == nil || !strings.Contains(err.Error(), word) || !strings.Contains(errBackup.Error(), word) {
			t.Errorf("no %q: %v; %v", word, err, errBackup)
		}
	}
}
