package sqlite

import (
	"path/filepath"
	"testing"

	"bantin/cmd/counter/internal/storetest"
	"bantin/cmd/counter/internal/visit"
)

func TestStoreKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Data {
		dir := t.TempDir()
		return storetest.Data{
			Open: func(t testing.TB) visit.Store { return mustOpen(t, dir) },
			Multiply: func(t testing.TB, by int64) {
				mustExec(t, dir, `update tally set visits = visits * ?1, scriptless = scriptless * ?1, bots = bots * ?1`, by)
			},
		}
	})
}

func mustOpen(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mustExec changes a database behind the store's back.
func mustExec(t testing.TB, dir, text string, args ...any) {
	t.Helper()
	db, err := connect(filepath.Join(dir, fileName), 1, writable...)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text, args...); err != nil {
		t.Fatal(err)
	}
}
