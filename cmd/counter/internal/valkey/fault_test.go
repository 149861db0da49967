package valkey

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"
)

// A proxy stands before a server and does to connections what networks do.
type proxy struct {
	l    net.Listener
	to   string
	mu   sync.Mutex
	open []net.Conn
	made int // connections that came

	refuse bool          // closes them at once
	deaf   bool          // nothing passes to the server, ever again on a connection that lost some
	mute   bool          // nothing passes back, likewise
	cut    bool          // the next answer ends in its middle, and the connection with it
	late   time.Duration // before each answer
}

func mustProxy(t testing.TB, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{l: l, to: to}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.join(c)
		}
	}()
	t.Cleanup(func() {
		l.Close()
		p.set(func() { p.drop() })
	})
	return p
}

func (p *proxy) url() string { return "redis://" + p.l.Addr().String() }

func (p *proxy) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// drop ends all connections.
func (p *proxy) drop() {
	for _, c := range p.open {
		c.Close()
	}
	p.open = nil
}

func (p *proxy) join(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
	if p.refuse {
		c.Close()
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		c.Close()
		return
	}
	p.open = append(p.open, c, server)
	go p.pass(c, server, func() bool { return p.deaf }, false)
	go p.pass(server, c, func() bool { return p.mute }, true)
}

func (p *proxy) pass(from, to net.Conn, lost func() bool, answer bool) {
	defer to.Close()
	gone := false
	for buf := make([]byte, 1<<16); ; {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		late, cut := p.late, p.cut && answer
		gone = gone || lost()
		if cut {
			p.cut = false
		}
		p.mu.Unlock()
		if answer {
			time.Sleep(late)
		}
		if cut {
			to.Write(buf[:n/2])
			return
		}
		if !gone {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
	}
}

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

// Whatever happens to the network, Apply comes back with an error, and the batch
// counts once when it is tried again.
func TestABatchCountsOnceThroughFaultsOfTheNetwork(t *testing.T) {
	for _, fault := range []struct {
		name   string
		set    func(p *proxy)
		passes bool // the first try may get through
	}{
		{"refused", func(p *proxy) { p.refuse = true; p.drop() }, false},
		{"deaf", func(p *proxy) { p.deaf = true }, false},
		{"half-open", func(p *proxy) { p.mute = true }, false},
		{"half-open from the start", func(p *proxy) { p.mute = true; p.drop() }, false},
		{"slow", func(p *proxy) { p.late = 2 * time.Second }, false},
		{"cut in the answer", func(p *proxy) { p.cut = true }, false},
		{"dropped", func(p *proxy) { p.drop() }, true},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			p := mustProxy(t, mustServe(t).addr)
			s := mustOpen(t, p.url(), Options{})
			defer s.Close()
			var m made
			mustApply(t, s, m.batch(10, "/a/"))

			p.set(func() { fault.set(p) })
			b := m.batch(10, "/a/")
			if _, _, err := s.Apply(soon(t, time.Second), b); err == nil && !fault.passes {
				t.Fatal("a batch was acknowledged through a fault")
			}
			before := 0
			p.set(func() { p.refuse, p.deaf, p.mute, p.cut, p.late, before = false, false, false, false, 0, p.made })
			if n := mustRecover(t, s, b); n.Site.Visits != 20 || n.Pages["/a/"].Visits != 20 {
				t.Errorf("counted %+v, want 20 visits", n)
			}
			p.set(func() {
				if p.made-before > 5 {
					t.Errorf("it connected %d times to recover", p.made-before)
				}
			})
		})
	}
}

func TestALongWaitGetsThroughASlowNetwork(t *testing.T) {
	t.Parallel()
	p := mustProxy(t, mustServe(t).addr)
	p.late = 300 * time.Millisecond
	s := mustOpen(t, p.url(), Options{})
	defer s.Close()
	var m made
	if n, _ := mustApply(t, s, m.batch(10, "/a/")); n.Site.Visits != 10 {
		t.Errorf("counted %+v", n)
	}
}

func TestABatchWhoseAnswerIsLostCountsOnce(t *testing.T) {
	t.Parallel()
	r := mustServe(t)
	p := mustProxy(t, r.addr)
	s := mustOpen(t, p.url(), Options{})
	defer s.Close()
	var m made
	mustApply(t, s, m.batch(10, "/a/"))
	b := m.batch(10, "/a/")
	p.set(func() { p.mute = true })
	if _, _, err := s.Apply(soon(t, time.Second), b); err == nil {
		t.Fatal("an answer came that was lost")
	}
	direct := mustOpen(t, r.url(), Options{})
	defer direct.Close()
	if n := mustRead(t, direct, "/a/"); n.Site.Visits != 20 {
		t.Fatalf("the script did not run: %+v", n)
	}
	p.set(func() { p.mute = false })
	less := &visit.Batch{ID: b.ID, Visits: b.Visits[3:]}
	if n := mustRecover(t, s, less); n.Site.Visits != 20 {
		t.Errorf("counted %d visits, want 20", n.Site.Visits)
	}
}

func TestCallsEndWithTheirContext(t *testing.T) {
	r := mustServe(t)
	p := mustProxy(t, r.addr)
	p.deaf = true
	s := mustOpen(t, p.url(), Options{})
	defer s.Close()
	var m made
	ctx, cancel := context.WithCancel(t.Context())
	var calls sync.WaitGroup
	for _, call := range []func() error{
		func() error { _, _, err := s.Apply(ctx, m.batch(1, "/a/")); return err },
		func() error { _, err := s.Read(ctx, start); return err },
		func() error { _, err := s.Report(ctx, 0, 99991231); return err },
		func() error { _, err := s.Claim(ctx, "https://a.vn", false); return err },
		func() error { return s.Move(ctx, map[string]string{"/a/": "/b/"}) },
		func() error {
			for _, err := range s.PageDays(ctx, 0, 99991231) {
				return err
			}
			return nil
		},
	} {
		calls.Go(func() {
			if err := call(); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want that it was cancelled", err)
			}
		})
	}
	time.AfterFunc(200*time.Millisecond, cancel)
	calls.Wait()
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

// What was acknowledged before a kill is there after it, and what was tried
// again counts once. BANTIN_LONG=1 does it more often.
func TestNothingIsLostOrDoubledWhenTheServerIsKilled(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	var m made
	total := int64(0)
	for range gate.Rounds(t, 100) {
		stop := make(chan struct{})
		go func() {
			defer close(stop)
			time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
			_ = r.cmd.Process.Kill()
		}()
		var failed *visit.Batch
		for failed == nil {
			b := m.batch(20, "/a/")
			if _, _, err := s.Apply(soon(t, time.Second), b); err != nil {
				failed = b
			}
			total += 20
		}
		<-stop
		_ = r.cmd.Wait()
		r.mustStart(t)
		if n := mustRecover(t, s, failed); n.Site.Visits != total {
			t.Fatalf("%d visits are there, want %d", n.Site.Visits, total)
		}
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

// Several counters get the same visits. One of them loses its connection again
// and again, and ends in the middle.
func TestSeveralCountersCountOnce(t *testing.T) {
	r := mustServe(t)
	p := mustProxy(t, r.addr)
	var m made
	var batches []*visit.Batch
	for range 60 {
		batches = append(batches, m.batch(20, "/a/"))
	}
	var counters sync.WaitGroup
	var mu sync.Mutex
	counted := 0
	for i, url := range []string{r.url(), r.url(), p.url()} {
		counters.Go(func() {
			s := mustOpen(t, url, Options{})
			defer s.Close()
			for j := range batches {
				b := *batches[(j+i*20)%len(batches)]
				b.ID[0] = byte(i)
				if url == p.url() && j%5 == 0 {
					p.set(func() { p.cut = true })
				}
				if url == p.url() && j == 30 {
					return
				}
				_, n, err := s.Apply(soon(t, 5*time.Second), &b)
				if err != nil && url == r.url() {
					t.Error(err)
				}
				mu.Lock()
				counted += n
				mu.Unlock()
			}
		})
	}
	counters.Wait()
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	if n := mustRead(t, s, "/a/"); n.Site.Visits != 1200 || n.Pages["/a/"].Visits != 1200 || n.Online != 1200 {
		t.Errorf("counted %+v, want 1200 visits", n)
	}
	if counted > 1200 {
		t.Errorf("counters counted %d new visits of 1200", counted)
	}
}

// TestMain lets the test program run itself as a counter that can be killed.
func TestMain(m *testing.M) {
	if url := os.Getenv("BANTIN_TEST_VALKEY"); url != "" {
		fmt.Println(count(url))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// count applies batches, and tells how many were acknowledged, until an error.
func count(url string) error {
	s, err := Open(url, Options{})
	if err != nil {
		return err
	}
	var m made
	for n := 1; ; n++ {
		if _, _, err := s.Apply(context.Background(), around(n, m.batch(20, "/a/"))); err != nil {
			return err
		}
		fmt.Println("acknowledged", n)
	}
}

// around moves a batch to the time of the nth of three in an hour, from noon on:
// that of the 36th is midnight.
func around(n int, b *visit.Batch) *visit.Batch {
	at := start.Add(12*time.Hour + time.Duration(n)*20*time.Minute)
	for i := range b.Visits {
		b.Visits[i].Hour, b.Visits[i].Seen = visit.HourOf(at), at
	}
	return b
}

// A counter is killed. Another one gets all its visits again, in other batches.
func TestNothingIsLostOrDoubledWhenACounterIsKilled(t *testing.T) {
	r := mustServe(t)
	s := mustOpen(t, r.url(), Options{})
	defer s.Close()
	for range gate.Rounds(t, 100) {
		r.must(t, "FLUSHALL")
		counter := exec.Command(os.Args[0])
		counter.Env = append(os.Environ(), "BANTIN_TEST_VALKEY="+r.url())
		out, err := counter.StdoutPipe()
		if err == nil {
			err = counter.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		acknowledged, enough := 0, 1+rand.IntN(70)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, err := fmt.Sscanf(lines.Text(), "acknowledged %d", &acknowledged); err == nil && acknowledged == enough {
				_ = counter.Process.Kill() // what it told meanwhile is read on
			}
		}
		_ = counter.Wait()
		if acknowledged < enough {
			t.Fatalf("the counter ended after %d batches", acknowledged)
		}
		if n := mustRead(t, s); n.Site.Visits < int64(acknowledged)*20 {
			t.Fatalf("%d visits are there of %d acknowledged batches of 20", n.Site.Visits, acknowledged)
		}
		var m made
		days := map[visit.Day]int64{}
		for i := range acknowledged + 1 {
			b := around(i+1, m.batch(20, "/a/"))
			b.ID[0] = 'x'
			mustApply(t, s, b)
			days[b.Visits[0].Hour.Day()] += 20
		}
		report, err := s.Report(t.Context(), 20261101, 20261130)
		if err != nil || len(report.Days) != len(days) {
			t.Fatalf("%d days, want %d, %v", len(report.Days), len(days), err)
		}
		for _, d := range report.Days {
			if d.Visits != days[d.Day] || d.Visitors != days[d.Day] {
				t.Fatalf("%v has %d visits of %d readers, want %d", d.Day, d.Visits, d.Visitors, days[d.Day])
			}
		}
		if n := mustRead(t, s); n.Site.Visits != int64(acknowledged+1)*20 {
			t.Fatalf("%d visits are there of %d batches of 20", n.Site.Visits, acknowledged+1)
		}
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
