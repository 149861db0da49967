package sqlite

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"
)

func TestTwoServicesOnOneFolderAreRefused(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	_, err := Open(t.Context(), dir)
	wantRefused(t, err, dir)
	_, err = Restore(t.Context(), dir, filepath.Join(dir, fileName))
	wantRefused(t, err, dir)
	mustClose(t, s)
	mustClose(t, mustOpen(t, dir))
}

// A lock that was removed lets another service in.
func TestARemovedLockIsTakenAgain(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	defer func() { mustClose(t, s) }()
	mustApply(t, s, batch(0, 10, start))
	mustUnlock(t, dir)
	if err := s.Hold(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), dir)
	wantRefused(t, err, dir)

	mustUnlock(t, dir)
	other := mustOpen(t, dir) // before anybody has looked
	mustApply(t, other, batch(1, 10, start))
	wantRefused(t, s.Hold(), dir)
	_, _, err = s.Apply(t.Context(), batch(2, 10, start))
	wantRefused(t, err, dir)
	mustClose(t, other)
	if n, counted, err := s.Apply(t.Context(), batch(1, 10, start)); counted != 0 || n.Site.Visits != 20 || err != nil {
		t.Errorf("what another service counted counts again: %+v, %d, %v", n, counted, err)
	}
}

// mustUnlock removes the lock of a folder that a service has open.
func mustUnlock(t testing.TB, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, "lock")); err != nil {
		gate.Skip(t, "an open file cannot be removed here: %v", err)
	}
}

func TestFilesThatAreNotOursAreRefusedAndLeft(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, file string){
		"text": func(t *testing.T, file string) {
			mustWrite(t, file, []byte(strings.Repeat("không phải cơ sở dữ liệu\n", 500)))
		},
		"empty":           func(t *testing.T, file string) { mustWrite(t, file, nil) },
		"cut":             func(t *testing.T, file string) { mustWrite(t, file, mustRead(t, file)[:3*4096]) },
		"another program": func(t *testing.T, file string) { mustExec(t, file, "pragma application_id = 1") },
		"a newer program": func(t *testing.T, file string) { mustExec(t, file, "pragma user_version = 99") },
		"a total is wrong": func(t *testing.T, file string) {
			mustExec(t, file, "update tally set visits = visits + 1 where period = 0 and page = 3")
		},
		"a table is gone": func(t *testing.T, file string) { mustExec(t, file, "drop table tally") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "số liệu #1?") // no character is special
			file := filepath.Join(dir, fileName)
			s := mustOpen(t, dir)
			mustApply(t, s, batch(0, 500, start))
			mustClose(t, s)
			spoil(t, file)
			before := mustRead(t, file)
			_, err := Open(t.Context(), dir)
			wantRefused(t, err, file)
			if !bytes.Equal(before, mustRead(t, file)) {
				t.Error("the file was changed")
			}
			_, err = Restore(t.Context(), t.TempDir(), file)
			wantRefused(t, err, file)
			if !bytes.Equal(before, mustRead(t, file)) {
				t.Error("the file was changed by restoring from it")
			}
		})
	}
}

func TestEveryDamagedPageIsFound(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, fileName)
	s := mustOpen(t, dir)
	for i := range 150 {
		mustApply(t, s, batch(i, 200, start.Add(time.Duration(i)*11*time.Hour)))
	}
	mustClose(t, s)
	mustExec(t, file, "vacuum") // no page is free
	good := mustRead(t, file)
	if len(good) < 30*4096 {
		t.Fatalf("only %d bytes", len(good))
	}
	for at := 0; at < len(good); at += 4096 {
		for _, filling := range []byte{0, 0xa5} {
			bad := slices.Clone(good)
			copy(bad[at:at+4096], bytes.Repeat([]byte{filling}, 4096))
			mustWrite(t, file, bad)
			if s, err := Open(t.Context(), dir); !errors.Is(err, visit.ErrRefused) {
				t.Errorf("page %d of %d, filled with %#x: %v", at/4096+1, len(good)/4096, filling, err)
				if err == nil {
					mustClose(t, s)
				}
			}
			if !bytes.Equal(bad, mustRead(t, file)) {
				t.Fatalf("page %d: the file was changed", at/4096+1)
			}
		}
	}
	mustWrite(t, file, good)
	mustClose(t, mustOpen(t, dir))
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	mustApply(t, s, batch(0, 100, start))
	mustClose(t, s)
	schema := func() (text string) {
		db, err := connect(filepath.Join(dir, fileName), 1, readOnly...)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		err = db.QueryRow(`select group_concat(sql) || (select user_version from pragma_user_version) || (select sum(visits) from tally) from sqlite_schema`).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := schema()
	next := append(slices.Clone(migrations), `create table later (n integer); update tally set visits = 0; insert into nowhere values (1)`)
	if _, err := open(t.Context(), dir, next); err == nil || !strings.Contains(err.Error(), fileName) {
		t.Errorf("a migration that cannot be done: %v", err)
	}
	if after := schema(); after != before {
		t.Errorf("it was %s\nand is %s", before, after)
	}
	next[len(next)-1] = `create table later (n integer)`
	s, err := open(t.Context(), dir, next)
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	_, err = Open(t.Context(), dir) // by the program from before
	wantRefused(t, err, fileName)
}

// A backup is taken again and again while batches are applied.
func TestABackupUnderLoadIsConsistent(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	s := mustOpen(t, dir)
	defer mustClose(t, s)
	const size = 50
	mustApply(t, s, batch(0, size, start))
	ctx, stop := context.WithCancel(t.Context())
	var load sync.WaitGroup
	load.Go(func() {
		for i := 1; ctx.Err() == nil; i++ {
			if _, _, err := s.Apply(t.Context(), batch(i, size, start.Add(time.Duration(i)*time.Minute))); err != nil {
				t.Error(err)
				return
			}
		}
	})
	defer load.Wait()
	defer stop()
	last := int64(0)
	for range 5 {
		file := filepath.Join(out, "backup.db")
		if err := Backup(t.Context(), dir, file); err != nil {
			t.Fatal(err)
		}
		if err := Backup(t.Context(), dir, file); !errors.Is(err, fs.ErrExist) {
			t.Errorf("a backup over another: %v", err)
		}
		fresh := t.TempDir()
		if kept, err := Restore(t.Context(), fresh, file); kept != "" || err != nil {
			t.Fatalf("%q, %v", kept, err)
		}
		n := wantConsistent(t, fresh)
		if n <= last || n%size != 0 {
			t.Errorf("%d visits in a backup after one of %d", n, last)
		}
		last = n
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if names := mustNames(t, out); len(names) > 0 {
		t.Errorf("%q are left", names)
	}
}

func TestRestoringKeepsWhatWasThere(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, file string){
		"sound":   func(*testing.T, string) {},
		"damaged": func(t *testing.T, file string) { mustWrite(t, file, []byte("hỏng")) },
		"damaged, with a log": func(t *testing.T, file string) {
			mustWrite(t, file, []byte("hỏng"))
			mustWrite(t, file+"-wal", []byte("hỏng"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file, backup := filepath.Join(dir, fileName), filepath.Join(t.TempDir(), "backup.db")
			s := mustOpen(t, dir)
			mustApply(t, s, batch(0, 100, start))
			if err := Backup(t.Context(), dir, backup); err != nil {
				t.Fatal(err)
			}
			mustApply(t, s, batch(1, 100, start))
			mustClose(t, s)
			spoil(t, file)
			old := mustRead(t, file)
			kept, err := Restore(t.Context(), dir, backup)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(old, mustRead(t, kept)) {
				t.Errorf("%s is not what was there", kept)
			}
			if n := wantConsistent(t, dir); n != 100 {
				t.Errorf("%d visits, want 100", n)
			}
			s = mustOpen(t, dir)
			defer mustClose(t, s)
			if _, counted, err := s.Apply(t.Context(), batch(0, 100, start)); counted != 0 || err != nil {
				t.Errorf("%d visits of before count again, %v", counted, err)
			}
		})
	}
}

// A crash after what was there went aside leaves no database but the new one.
func TestAnInterruptedRestoreIsEndedByOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, fileName)
	s := mustOpen(t, dir)
	mustApply(t, s, batch(0, 100, start))
	mustClose(t, s)
	if err := os.Rename(file, file+".new"); err != nil {
		t.Fatal(err)
	}
	if n := wantConsistent(t, dir); n != 100 {
		t.Errorf("%d visits, want 100", n)
	}
}

// wantConsistent answers the visits of a store whose sums agree.
func wantConsistent(t testing.TB, dir string) int64 {
	t.Helper()
	s := mustOpen(t, dir)
	defer mustClose(t, s)
	n, err := s.Read(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Report(t.Context(), 0, 99991231)
	if err != nil {
		t.Fatal(err)
	}
	var days, hours, pages, pageDays visit.Tally
	for _, d := range r.Days {
		days.Add(d.Tally)
	}
	for _, h := range r.Hours {
		hours.Add(h.Tally)
	}
	for _, p := range r.Pages {
		pages.Add(p)
	}
	for d, err := range s.PageDays(t.Context(), 0, 99991231) {
		if err != nil {
			t.Fatal(err)
		}
		pageDays.Add(d.Tally)
	}
	for what, sum := range map[string]visit.Tally{"days": days, "hours": hours, "pages": pages, "days of pages": pageDays} {
		if sum != n.Site {
			t.Errorf("the %s add up to %+v, the site has %+v", what, sum, n.Site)
		}
	}
	return n.Site.Visits
}

func wantRefused(t testing.TB, err error, names string) {
	t.Helper()
	if !errors.Is(err, visit.ErrRefused) || !strings.Contains(err.Error(), names) {
		t.Errorf("%v, want a refusal that names %s", err, names)
	}
}

func mustRead(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustWrite(t testing.TB, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func mustStat(t testing.TB, file string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func mustNames(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
