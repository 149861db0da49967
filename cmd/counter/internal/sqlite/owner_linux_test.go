package sqlite

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"bantin/cmd/internal/gate"
)

func TestWhatRootRestoresIsTheServices(t *testing.T) {
	if os.Geteuid() != 0 {
		gate.Skip(t, "only root gives files away")
	}
	backup, dir := filepath.Join(t.TempDir(), "backup.db"), t.TempDir()
	from := filepath.Dir(backup)
	mustClose(t, mustOpen(t, from))
	if err := Backup(t.Context(), from, backup); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), dir, backup); err != nil {
		t.Fatal(err)
	}
	for _, name := range mustNames(t, dir) {
		if owner := mustStat(t, filepath.Join(dir, name)).Sys().(*syscall.Stat_t); owner.Uid != 65534 {
			t.Errorf("%s is of user %d", name, owner.Uid)
		}
	}
}
