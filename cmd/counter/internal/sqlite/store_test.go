package sqlite

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/storetest"
	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"
)

func TestStoreKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Data {
		dir := t.TempDir()
		return storetest.Data{
			Open: func(t testing.TB) visit.Store { return mustOpen(t, dir) },
			Multiply: func(t testing.TB, by int64) {
				mustExec(t, filepath.Join(dir, fileName), `update tally set visits = visits * ?1, scriptless = scriptless * ?1, bots = bots * ?1`, by)
			},
		}
	})
}

// What is kept for a day only does not pile up, in RAM or on disk.
func TestKeysAreForgotten(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	defer mustClose(t, s)
	for i := range 200 { // hours
		mustApply(t, s, batch(i, 10, start.Add(time.Duration(i)*time.Hour)))
	}
	most := int(keep.Hours()) + 1
	if len(s.recent) > most {
		t.Errorf("keys of %d hours are in RAM", len(s.recent))
	}
	var hours int
	if err := s.readers.QueryRow(`select count(distinct part >> 24) from recent`).Scan(&hours); err != nil || hours > most {
		t.Errorf("keys of %d hours are on disk, %v", hours, err)
	}
	if s.online.count(start.Add(300*time.Hour)) != 0 || len(s.online.queue) != 0 {
		t.Error("somebody is online for ever")
	}
}

// The clock may be set while no service runs: it does not tell how old an ID is.
func TestIDsOutliveARestartUnderAnyClock(t *testing.T) {
	dir, now := t.TempDir(), start
	for i, ahead := range []time.Duration{0, time.Hour, 30 * time.Hour, -30 * time.Hour, 40 * 24 * time.Hour, -35 * 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		s := mustOpen(t, dir)
		mustApply(t, s, batch(2*i, 10, now))
		mustClose(t, s)
		now = now.Add(ahead)
		s = mustOpen(t, dir)
		mustApply(t, s, &visit.Batch{})
		mustApply(t, s, batch(2*i+1, 10, now))
		if _, counted, err := s.Apply(t.Context(), batch(2*i, 10, now.Add(time.Hour))); counted != 0 || err != nil {
			t.Errorf("%v ahead: %d count again, %v", ahead, counted, err)
		}
		if mustApply(t, s, batch(2*i+1, 10, now.Add(2*time.Hour))); ahead > keep && s.recent[hour(now.Add(-ahead))] != nil {
			t.Errorf("%v ahead: keys are kept for long", ahead)
		}
		mustClose(t, s)
	}
}

// Nor do keys pile up where no service runs for long.
func TestKeysAreForgottenOverRestarts(t *testing.T) {
	for _, off := range []time.Duration{time.Hour, 30 * time.Hour} {
		dir := t.TempDir()
		for i := range most + 5 {
			s := mustOpen(t, dir)
			mustApply(t, s, batch(i, 1, start.Add(time.Duration(i)*off)))
			if len(s.recent) > most+1 {
				t.Errorf("%v off each time: keys of %d hours are kept", off, len(s.recent))
			}
			mustClose(t, s)
		}
	}
}

// A system that lets files be taken from under a service writes on where nobody looks.
func TestNothingIsCountedInAFileThatWasTakenAway(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	defer mustClose(t, s)
	mustApply(t, s, batch(0, 10, start))
	away := s.file + ".away"
	if err := os.Rename(s.file, away); err != nil {
		gate.Skip(t, "an open file cannot be renamed here: %v", err)
	}
	for range 2 {
		if _, _, err := s.Apply(t.Context(), batch(1, 10, start)); err == nil || !strings.Contains(err.Error(), s.file) {
			t.Errorf("counted: %v", err)
		}
	}
	if err := os.Rename(away, s.file); err != nil {
		t.Fatal(err)
	}
	if n, counted, err := s.Apply(t.Context(), batch(1, 10, start)); err != nil || counted != 10 || n.Site.Visits != 20 {
		t.Errorf("put back: %+v, %d, %v", n, counted, err)
	}
}

// After an error nobody knows what the disk has, so it is asked.
func TestRAMFollowsTheDiskAfterAnError(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	defer mustClose(t, s)
	b := batch(0, 10, start)
	mustApply(t, s, b)
	if err := s.writer.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Apply(t.Context(), batch(1, 10, start)); err == nil {
		t.Fatal("no error without a connection")
	}
	if n, counted, err := s.Apply(t.Context(), b); err != nil || counted != 0 || n.Site.Visits != 10 {
		t.Errorf("%+v, %d, %v", n, counted, err)
	}
	if n, counted, err := s.Apply(t.Context(), batch(1, 10, start)); err != nil || counted != 10 || n.Site.Visits != 20 {
		t.Errorf("%+v, %d, %v", n, counted, err)
	}
}

// A reader who takes his time does not make the log grow.
func TestTheLogIsBounded(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	defer mustClose(t, s)
	mustApply(t, s, batch(0, 100, start))
	i := 0
	for range s.PageDays(t.Context(), 0, 99991231) {
		for range 10 {
			i++
			mustApply(t, s, batch(i, 500, start.Add(time.Duration(i)*time.Second)))
		}
	}
	if size := mustStat(t, filepath.Join(dir, fileName+"-wal")).Size(); size > 16<<20 {
		t.Errorf("the log has %d bytes after %d batches", size, i)
	}
}

var start = time.Date(2026, 11, 20, 0, 0, 0, 0, time.FixedZone("+07", 7*60*60))

// batch is the n-th of some size. Each visit has an ID of its own, its page is one
// of a hundred, and readers come four times a day.
func batch(n, size int, now time.Time) *visit.Batch {
	b := &visit.Batch{}
	binary.BigEndian.PutUint64(b.ID[:], uint64(n)+1)
	for i := n * size; i < (n+1)*size; i++ {
		v := visit.Visit{Page: fmt.Sprintf("/tin-tuc/%d/", i%100), Visitor: uint64(i/4) + 1, Hour: visit.HourOf(now), Seen: now}
		binary.BigEndian.PutUint64(v.ID[:], uint64(i)+1)
		b.Visits = append(b.Visits, v)
	}
	return b
}

func mustOpen(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustClose(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func mustApply(t testing.TB, s *Store, b *visit.Batch) {
	t.Helper()
	if _, _, err := s.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// mustExec changes a database behind the store's back.
func mustExec(t testing.TB, file, text string, args ...any) {
	t.Helper()
	db, err := connect(file, 1, writable...)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text, args...); err != nil {
		t.Fatal(err)
	}
}
