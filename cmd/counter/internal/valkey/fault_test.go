package valkey

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// mustRecover applies the batch until it succeeds, with as many tries as a
// caller has in ten seconds.
func mustRecover(t testing.TB, s *Store, b *visit.Batch) visit.Numbers {
	t.Helper()
	var last error
	for ctx := soon(t, 10*time.Second); ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		try, cancel := context.WithTimeout(ctx, time.Second)
		n, _, err := s.Apply(try, b)
		cancel()
		if err == nil {
			return n
		}
		last = err
	}
	t.Fatalf("it does not recover: %v", last)
	return visit.Numbers{}
}

func TestAServerThatIsAwayIsNotRefused(t *testing.T) {
	r := mustServe(t)
	r.mustKill(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	b := m.batch(10, "/a/")
	_, err := s.Claim(t.Context(), "https://a.vn", false)
	if err == nil || errors.Is(err, visit.ErrRefused) || !strings.Contains(err.Error(), r.addr) {
		t.Errorf("got %v, want an error that names %s and can be waited for", err, r.addr)
	}
	if _, _, err := s.Apply(t.Context(), b); err == nil || errors.Is(err, visit.ErrRefused) {
		t.Errorf("got %v, want an error that can be waited for", err)
	}
	r.mustStart(t)
	if n := mustRecover(t, s, b); n.Site.Visits != 10 {
		t.Errorf("counted %+v", n)
	}
}

func TestAFullServerCountsNothingAndStillTells(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	if _, err := s.Claim(t.Context(), "https://a.vn", false); err != nil {
		t.Fatal(err)
	}
	mustApply(t, s, m.batch(10, "/a/"))
	r.must(t, "CONFIG", "SET", "maxmemory", "1mb")
	b := m.batch(10, "/b/")
	if _, _, err := s.Apply(t.Context(), b); err == nil || !strings.Contains(err.Error(), "maxmemory") {
		t.Errorf("got %v, want that the memory is full", err)
	}
	if n := mustRead(t, s, "/a/", "/b/"); n.Site.Visits != 10 || n.Pages["/a/"].Visits != 10 || n.Pages["/b/"].Visits != 0 {
		t.Errorf("read %+v", n)
	}
	if owner, err := s.Claim(t.Context(), "https://b.vn", false); err != nil || owner != "https://a.vn" {
		t.Errorf("it is %q's: %v", owner, err)
	}
	r.must(t, "CONFIG", "SET", "maxmemory", "0")
	if n, counted := mustApply(t, s, b); counted != 10 || n.Site.Visits != 20 {
		t.Errorf("counted %d, then %+v", counted, n)
	}
}

func TestAServerThatTakesNoWritesCountsNothing(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	mustApply(t, s, m.batch(10, "/a/"))
	b := m.batch(10, "/a/")
	if err := os.MkdirAll(filepath.Join(r.dir, "dump.rdb", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	for says, refusal := range map[string]struct{ begin, end [][]string }{
		"READONLY":   {[][]string{{"REPLICAOF", "127.0.0.1", "1"}}, [][]string{{"REPLICAOF", "NO", "ONE"}}},
		"NOREPLICAS": {[][]string{{"CONFIG", "SET", "min-replicas-to-write", "1"}}, [][]string{{"CONFIG", "SET", "min-replicas-to-write", "0"}}},
		"MISCONF": { // a snapshot finds a folder in its place
			[][]string{{"CONFIG", "SET", "save", "3600 1000000"}, {"BGSAVE"}},
			[][]string{{"CONFIG", "SET", "save", ""}},
		},
	} {
		for _, command := range refusal.begin {
			r.must(t, command...)
		}
		for r.mustTell(t, "rdb_bgsave_in_progress") > 0 {
			time.Sleep(time.Millisecond)
		}
		if _, _, err := s.Apply(t.Context(), b); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %s", err, says)
		}
		if n := mustRead(t, s); n.Site.Visits != 10 {
			t.Errorf("read %+v", n)
		}
		for _, command := range refusal.end {
			r.must(t, command...)
		}
	}
	if n, counted := mustApply(t, s, b); counted != 10 || n.Site.Visits != 20 {
		t.Errorf("counted %d, then %+v", counted, n)
	}
}
