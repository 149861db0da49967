package valkey

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

func TestAnUnsafeServerIsRefused(t *testing.T) {
	for _, unsafe := range []struct {
		args []string
		says []string
	}{
		{[]string{"--appendonly", "no"}, []string{"snapshot", `"appendonly yes"`}},
		{[]string{"--appendfsync", "everysec"}, []string{`appendfsync is "everysec"`, "power cut", `"appendfsync always"`, "valkey.conf"}},
		{[]string{"--no-appendfsync-on-rewrite", "yes"}, []string{`"no-appendfsync-on-rewrite no"`}},
		{[]string{"--maxmemory-policy", "allkeys-lru"}, []string{`"maxmemory-policy noeviction"`}},
		{[]string{"--rename-command", "CONFIG", ""}, []string{"does not tell", "CONFIG GET"}},
		{strings.Fields("--user default on nopass ~* +@all -config|get"), []string{"does not tell", "CONFIG GET"}},
	} {
		t.Run(strings.Join(unsafe.args, " "), func(t *testing.T) {
			r := mustServe(t, unsafe.args...)
			s := mustOpen(t, r.url(), Options{})
			defer s.Close()
			var m made
			b := m.batch(1, "/a/")
			_, claimed := s.Claim(t.Context(), "https://a.vn", false)
			_, _, applied := s.Apply(t.Context(), b)
			_, read := s.Read(t.Context(), start)
			for _, err := range []error{claimed, applied, read} {
				if !errors.Is(err, visit.ErrRefused) {
					t.Errorf("got %v, want a refusal", err)
				}
				for _, says := range unsafe.says {
					if err != nil && !strings.Contains(err.Error(), says) {
						t.Errorf("%v\ndoes not say %s", err, says)
					}
				}
			}
			var log strings.Builder
			s = mustOpen(t, r.url(), Options{AcceptLoss: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
			defer s.Close()
			for range 3 {
				mustApply(t, s, m.batch(1, "/a/"))
			}
			if n := strings.Count(log.String(), "level=WARN"); n != 1 {
				t.Errorf("%d warnings:\n%s", n, log.String())
			}
		})
	}
}

// A server that was safe may be another one after a restart.
func TestAServerIsAskedAgainAfterItWasAway(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	mustApply(t, s, m.batch(10, "/a/"))
	r.mustKill(t)
	r.args = []string{"--appendfsync", "no"}
	r.mustStart(t)
	b := m.batch(10, "/a/")
	for range 3 {
		if _, _, err := s.Apply(t.Context(), b); err == nil {
			t.Fatal("a batch was acknowledged by a server that is not safe")
		}
	}
	r.must(t, "CONFIG", "SET", "appendfsync", "always")
	if n := mustRecover(t, s, b); n.Site.Visits != 20 {
		t.Errorf("counted %+v", n)
	}
}

func TestAddressesAreRefusedWithoutTheirPassword(t *testing.T) {
	for _, address := range []string{
		"", "counts.db", "http://a.vn", "redis://u:geheim@a.vn:x/0", "redis://u:geheim@a.vn/zero", "redis://u:geheim@a.vn\x7f",
		"redis://u:geheim@a.vn?addr=b.vn:6379", "redis://u:geheim@a.vn?master_set=m",
	} {
		if _, err := Open(address, Options{}); !errors.Is(err, visit.ErrRefused) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestSocketsPasswordsAndDatabases(t *testing.T) {
	r := mustServe(t, "--requirepass", "geheim")
	var m made
	for _, address := range []string{
		"unix://:geheim@" + r.socket(), "unix://:geheim@" + r.socket() + "?db=1",
		"redis://:geheim@" + r.addr + "/2", "valkey://default:geheim@" + r.addr + "/3",
	} {
		s := mustOpen(t, address, Options{})
		if n, _ := mustApply(t, s, m.batch(1, "/a/")); n.Site.Visits != 1 {
			t.Errorf("%s: %d visits, want a database of its own", address, n.Site.Visits)
		}
		s.Close()
	}
	s := mustOpen(t, "redis://:falsch@"+r.addr, Options{})
	defer s.Close()
	if _, err := s.Read(t.Context(), start); err == nil || !strings.Contains(err.Error(), "WRONGPASS") {
		t.Errorf("got %v, want that the password is wrong", err)
	}
}

func TestPrefixesKeepSitesApart(t *testing.T) {
	r := mustServe(t)
	var m made
	for _, prefix := range []string{"", "{a}:", "{b}:"} {
		s := mustOpen(t, r.url(), Options{Prefix: prefix})
		if n, _ := mustApply(t, s, m.batch(2, "/a/")); n.Site.Visits != 2 {
			t.Errorf("%q: %+v", prefix, n)
		}
		s.Close()
	}
}

// Nobody's key and no ID stays for good, even if nobody comes any more.
func TestWhatIsKeptForAWhileExpires(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	mustApply(t, s, m.batch(10, "/a/"))
	for key, most := range map[string]time.Duration{
		"readers:20261120": 48 * time.Hour, "ids:" + fmt.Sprint(start.Unix()/21600): 72 * time.Hour, "batch:" + fmt.Sprintf("%016d", 1): time.Hour,
		"total": 0, "hours": 0, "days": 0, "day:20261120": 0,
	} {
		answer := r.must(t, "TTL", "{bantin}:"+key)
		seconds, err := answer.AsInt64()
		if left := time.Duration(seconds) * time.Second; err != nil || left > most || most > 0 && left <= 0 || most == 0 && seconds != -1 {
			t.Errorf("%s is kept for %v: %v", key, left, err)
		}
	}
}

// When readers go on coming, nobody's key is kept for longer than two days, and
// the server holds the IDs of little more than one.
func TestWhatIsOverIsRemoved(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	for hours := range 5 * 24 {
		b := m.batch(1, "/a/")
		now := start.Add(time.Duration(hours) * time.Hour)
		b.Visits[0].Seen, b.Visits[0].Hour = now, visit.HourOf(now)
		mustApply(t, s, b)
	}
	for pattern, most := range map[string]int{"*:readers:*": 2, "*:ids:*": 7, "*:day:*": 6} {
		found := r.must(t, "KEYS", pattern)
		if keys, err := found.AsStrSlice(); err != nil || len(keys) > most {
			t.Errorf("%q: %v", keys, err)
		}
	}
	online := r.must(t, "ZCARD", "{bantin}:online")
	if n, err := online.AsInt64(); n != 1 || err != nil {
		t.Errorf("%d online: %v", n, err)
	}
}
