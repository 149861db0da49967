package client

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

func TestAddressIsTheConnectionsUnlessAProxyIsTrusted(t *testing.T) {
	local, office := netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")
	for _, test := range []struct {
		peer    string
		headers []string
		proxies []netip.Prefix
		want    string
	}{
		{"203.0.113.7:5", nil, nil, "203.0.113.7"},
		{"203.0.113.7:5", []string{"1.1.1.1"}, nil, "203.0.113.7"},
		{"203.0.113.7:5", []string{"1.1.1.1"}, []netip.Prefix{local}, "203.0.113.7"},
		{"127.0.0.1:5", []string{"1.1.1.1"}, nil, "127.0.0.1"},
		{"127.0.0.1:5", []string{"1.1.1.1"}, []netip.Prefix{local}, "1.1.1.1"},
		{"127.0.0.1:5", []string{"6.6.6.6, 1.1.1.1"}, []netip.Prefix{local}, "1.1.1.1"},
		{"127.0.0.1:5", []string{"6.6.6.6", "1.1.1.1"}, []netip.Prefix{local}, "1.1.1.1"},
		{"127.0.0.1:5", []string{"6.6.6.6, 1.1.1.1, 10.1.2.3"}, []netip.Prefix{local, office}, "1.1.1.1"},
		{"127.0.0.1:5", []string{"10.1.2.3"}, []netip.Prefix{local, office}, "10.1.2.3"},
		{"127.0.0.1:5", []string{"1.1.1.1, unknown"}, []netip.Prefix{local}, "127.0.0.1"},
		{"127.0.0.1:5", []string{""}, []netip.Prefix{local}, "127.0.0.1"},
		{"127.0.0.1:5", nil, []netip.Prefix{local}, "127.0.0.1"},
		{"127.0.0.1:5", []string{"::ffff:1.1.1.1"}, []netip.Prefix{local}, "1.1.1.1"},
		{"[::ffff:127.0.0.1]:5", []string{"2001:db8::1"}, []netip.Prefix{local}, "2001:db8::1"},
		{"[fe80::1%eth0]:5", nil, nil, "fe80::1"},
	} {
		r := httptest.NewRequest("POST", "/dem", nil)
		r.RemoteAddr = test.peer
		for _, h := range test.headers {
			r.Header.Add("X-Forwarded-For", h)
		}
		for _, other := range []string{"X-Real-IP", "CF-Connecting-IP", "Forwarded", "True-Client-IP"} {
			r.Header.Set(other, "9.9.9.9") // nobody believes these
		}
		if got := Address(r, test.proxies).String(); got != test.want {
			t.Errorf("%s with %q behind %v is %s, want %s", test.peer, test.headers, test.proxies, got, test.want)
		}
	}
}

func TestNetworkIsWhatOneSubscriberHas(t *testing.T) {
	for addr, want := range map[string]string{
		"203.0.113.7": "203.0.113.7/32", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
	} {
		if got := Network(netip.MustParseAddr(addr)).String(); got != want {
			t.Errorf("%s is of %s, want %s", addr, got, want)
		}
	}
	if Network(netip.Addr{}) != (netip.Prefix{}) {
		t.Error("an address that cannot be read has a network")
	}
}

func TestBrowsersUsedInVietnamAreNoRobots(t *testing.T) {
	for agent, bot := range map[string]bool{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                                                                         false,
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/131.0.0 Chrome/131.0.0.0 Safari/537.36":                                                 false,
		"Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 Zalo android/24100 ZaloTheme/light ZaloLanguage/vi":   false,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.1;FBBV/1;FBDV/iPhone14,5;FBMD/iPhone;FBLC/vi_VN]": false,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1":                                                 false,
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                                                                  false,
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)":                                                                                                                true,
		"Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)":                                                                                                       true,
		"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)":                                                                                  true,
		"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)":                                                                                                               true,
		"curl/8.9.1": true, "python-requests/2.32": true, "Go-http-client/1.1": true, "": true,
	} {
		if Bot(agent) != bot {
			t.Errorf("%q is a robot: %v", agent, !bot)
		}
	}
}

func TestWhatIsFetchedAheadIsSeenByNobody(t *testing.T) {
	for header, value := range map[string]string{"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender", "X-Moz": "prefetch"} {
		if !Prefetched(http.Header{header: {value}}) {
			t.Errorf("%s: %s is not known", header, value)
		}
	}
	if Prefetched(http.Header{}) || Unwatched(http.Header{"Sec-Gpc": {"0"}, "Dnt": {"0"}}) {
		t.Error("an ordinary request is taken for another")
	}
	if !Unwatched(http.Header{"Sec-Gpc": {"1"}}) || !Unwatched(http.Header{"Dnt": {"1"}}) {
		t.Error("a reader's wish is not heard")
	}
}

func TestAnOfficeBehindOneAddressMayComeAtOnceAndOneClientMayNotGoOn(t *testing.T) {
	l := NewLimiter(20, 600, 1e6)
	office, home := netip.MustParsePrefix("203.0.113.7/32"), netip.MustParsePrefix("203.0.113.8/32")
	now := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	for i := range 600 {
		if !l.Allow(office, now) {
			t.Fatalf("refused after %d", i)
		}
	}
	if l.Allow(office, now) {
		t.Error("the 601st at once is allowed")
	}
	if !l.Allow(home, now) {
		t.Error("another is refused for it")
	}
	allowed := 0
	for range 1000 { // a hundred a second for ten seconds
		now = now.Add(10 * time.Millisecond)
		if l.Allow(office, now) {
			allowed++
		}
	}
	if allowed < 199 || allowed > 201 {
		t.Errorf("%d of 1,000 in ten seconds, want 200", allowed)
	}
}

func TestAllTogetherAreBounded(t *testing.T) {
	l := NewLimiter(20, 600, 100)
	now, allowed := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC), 0
	for i := range 1000 {
		if l.Allow(netip.MustParsePrefix(fmt.Sprintf("2001:db8:0:%x::/64", i)), now) {
			allowed++
		}
	}
	if allowed != 200 {
		t.Errorf("%d of 1,000 clients at once, want two seconds' worth", allowed)
	}
}

func TestAFloodOfClientsTakesBoundedMemory(t *testing.T) {
	l := NewLimiter(20, 600, 1e9)
	now := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range 500_000 {
		addr := [16]byte{0x20, 1, 0xd, 0xb8, 0, byte(i >> 16), byte(i >> 8), byte(i)}
		l.Allow(Network(netip.AddrFrom16(addr)), now)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if len(l.young)+len(l.old) > 2*remembered {
		t.Errorf("%d clients are remembered", len(l.young)+len(l.old))
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("%d MB after half a million clients", grown>>20)
	}
	runtime.KeepAlive(l)
}

const today = visit.Day(20261127)

var reader = netip.MustParsePrefix("203.0.113.7/32")

func mustSalt(t testing.TB, path string, day visit.Day) *Salt {
	t.Helper()
	s, err := OpenSalt(path, day)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeyTellsReadersOfOneDayApartAndIsAnotherTheNextDay(t *testing.T) {
	s := mustSalt(t, filepath.Join(t.TempDir(), "salt"), today)
	key := s.Key(today, reader, "Firefox")
	if key != s.Key(today, reader, "Firefox") {
		t.Error("the same reader has two keys")
	}
	others := map[uint64]string{
		s.Key(today, netip.MustParsePrefix("203.0.113.8/32"), "Firefox"): "another address",
		s.Key(today, reader, "Chrome"):                                   "another browser",
		s.Key(today+1, reader, "Firefox"):                                "the next day",
		0:                                                                "nobody",
	}
	if name, same := others[key]; same || len(others) != 4 {
		t.Errorf("the key is that of %s; %d others", name, len(others))
	}
}

func TestSaltMovesForwardOnlyAndTheOldOneIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "salt")
	s := mustSalt(t, path, today)
	first, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(first), "2026-11-27 ") || len(first) != 11+64+1 {
		t.Fatalf("%q, %v", first, err)
	}
	held, err := os.Open(path) // the same bytes on disk, whatever the name leads to
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if err := s.Advance(20261201); err != nil {
		t.Fatal(err)
	}
	second, _ := os.ReadFile(path)
	if !strings.HasPrefix(string(second), "2026-12-01 ") || string(second[11:]) == string(first[11:]) {
		t.Errorf("after four days %q", second)
	}
	old := make([]byte, len(first))
	if _, err := held.ReadAt(old, 0); err != nil || strings.Trim(string(old), "\x00") != "" {
		t.Errorf("the old file still holds %q, %v", old, err)
	}
	if names, _ := filepath.Glob(path + "*"); len(names) != 1 {
		t.Errorf("beside it lie %q", names)
	}
	if runtime.GOOS != "windows" {
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
	check(t, s.Advance(20261130)) // the clock is set back by a day
	if third, _ := os.ReadFile(path); string(third) != string(second) {
		t.Errorf("a clock that was set back made it %q", third)
	}
	check(t, s.Advance(today)) // by more: neither the salt of before nor the later one
	third, _ := os.ReadFile(path)
	if !strings.HasPrefix(string(third), "2026-11-27 ") || string(third[11:]) == string(first[11:]) || string(third[11:]) == string(second[11:]) {
		t.Errorf("a clock that was days ahead left %q", third)
	}
}

func TestASaltWhoseFileWasRemovedIsWrittenAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "salt")
	s := mustSalt(t, path, today)
	line, _ := os.ReadFile(path)
	check(t, os.Remove(path))
	check(t, s.Advance(today))
	if again, err := os.ReadFile(path); string(again) != string(line) {
		t.Errorf("the file is %q, %v", again, err)
	}
}

func TestServicesThatBeginWithOneSaltComeToTheSame(t *testing.T) {
	dir := t.TempDir()
	a := mustSalt(t, filepath.Join(dir, "a"), today)
	line, _ := os.ReadFile(filepath.Join(dir, "a"))
	if err := os.WriteFile(filepath.Join(dir, "b"), line, 0o600); err != nil {
		t.Fatal(err)
	}
	for day := today; day < today+3; day++ {
		if err := a.Advance(day); err != nil {
			t.Fatal(err)
		}
	}
	later := mustSalt(t, filepath.Join(dir, "b"), today+2) // off for two days
	if a.Key(today+2, reader, "x") != later.Key(today+2, reader, "x") {
		t.Error("two services know one reader by two keys")
	}
	again := mustSalt(t, filepath.Join(dir, "a"), today+2)
	if a.Key(today+2, reader, "x") != again.Key(today+2, reader, "x") {
		t.Error("after a restart a reader is another")
	}
}

func TestSaltThatCannotBeUsedIsRefusedByName(t *testing.T) {
	good := "2026-11-27 " + strings.Repeat("ab", 32) + "\n"
	for name, test := range map[string]struct {
		text, next string
		mode       fs.FileMode
		wants      string // "" for none
	}{
		"sound":               {good, "", 0o600, ""},
		"overwritten":         {strings.Repeat("\x00", len(good)), good, 0o600, ""},
		"overwritten, no new": {strings.Repeat("\x00", len(good)), "", 0o600, "not a date"},
		"half":                {good[:40], "", 0o600, "not a date"},
		"no date":             {"2026-13-41" + good[10:], "", 0o600, "not a date"},
		"empty":               {"", "", 0o600, "not a date"},
		"open to all":         {good, "", 0o644, "chmod 600"},
	} {
		if name == "open to all" && runtime.GOOS == "windows" {
			continue
		}
		path := filepath.Join(t.TempDir(), "salt")
		check(t, os.WriteFile(path, []byte(test.text), 0o600))
		check(t, os.Chmod(path, test.mode))
		if test.next != "" {
			check(t, os.WriteFile(path+".new", []byte(test.next), 0o600))
		}
		s, err := OpenSalt(path, today)
		switch {
		case test.wants == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.wants == "":
			if line, _ := os.ReadFile(path); string(line) != good || s.day != today {
				t.Errorf("%s: the file is %q", name, line)
			}
		case err == nil || !strings.Contains(err.Error(), test.wants) || !strings.Contains(err.Error(), path):
			t.Errorf("%s: %v", name, err)
		}
		if line, _ := os.ReadFile(path); test.wants != "" && string(line) != test.text {
			t.Errorf("%s: the file was changed to %q", name, line)
		}
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzAddress holds that what a stranger writes is never believed, and that behind a
// proxy the answer is the proxy's or one of the hops that it was told.
func FuzzAddress(f *testing.F) {
	f.Add("203.0.113.7:5", "1.1.1.1, 127.0.0.1")
	f.Add("127.0.0.1:5", "6.6.6.6,, 1.1.1.1 ,\t::1%eth0")
	f.Add("[::1]:80", "unknown, [2001:db8::1]:443, for=1.1.1.1")
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	f.Fuzz(func(t *testing.T, peer, hops string) {
		r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {hops}}}
		got := Address(r, proxies)
		at, _ := netip.ParseAddrPort(peer)
		own := at.Addr().Unmap().WithZone("")
		if !trusted(own, proxies) {
			if got != own {
				t.Errorf("%q, %q: %v", peer, hops, got)
			}
			return
		}
		known := got == own
		for hop := range strings.SplitSeq(hops, ",") {
			addr, err := netip.ParseAddr(strings.TrimSpace(hop))
			known = known || err == nil && addr.Unmap().WithZone("") == got
		}
		if !known {
			t.Errorf("%q, %q: %v was named by nobody", peer, hops, got)
		}
	})
}
