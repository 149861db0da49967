package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bantin/cmd/internal/gate"
)

// server answers how to begin a server that flushes so often, and where it is.
func server(t testing.TB, fsync string) (begin func() *exec.Cmd, socket string) {
	gate.Need(t, "redis-server")
	dir := t.TempDir()
	socket = t.TempDir() + "/server"
	return func() *exec.Cmd {
		s := exec.Command("redis-server", "--dir", dir, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "yes", "--appendfsync", fsync, "--maxmemory-policy", "noeviction")
		check(t, s.Start())
		t.Cleanup(func() { _ = s.Process.Kill(); _ = s.Wait() })
		return s
	}, socket
}

// TestWithoutItsServerTheCounterWaitsForIt starts a counter whose server is not
// there yet, then goes, and comes back.
func TestWithoutItsServerTheCounterWaitsForIt(t *testing.T) {
	begin, socket := server(t, "always")
	p, err := start(t, t.TempDir(), "--valkey", "unix://"+socket)
	check(t, err)
	if a := p.get(p.addr + "/readyz"); a.status != 503 {
		t.Errorf("ready without a server: %d", a.status)
	}
	if a := p.get(p.addr + "/dem"); a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("numbers that nobody knows: %d %s", a.status, a.body)
	}
	if a := p.get(p.addr + about); a.status != 200 {
		t.Errorf("the site: %d", a.status)
	}
	early, id := newID(), newID()
	if a := p.visit("/", early); a.status != 503 || a.header.Get("Retry-After") == "" || a.header.Get("Counter-Refused") != "store" {
		t.Errorf("a visit: %d %v", a.status, a.header)
	}
	running := begin()
	p.until("ready", func() bool { return p.get(p.addr+"/readyz").status == 200 })
	p.until("counted", func() bool { return p.visit("/", early).status == 200 })
	if n := p.visit("/", id).numbers(t); n.Total != baseline+2 || n.Page != 2 {
		t.Errorf("%+v", n)
	}
	_ = running.Process.Kill()
	_ = running.Wait()
	p.until("stale", func() bool { return p.get(p.addr + "/dem?page=/").numbers(t).Stale })
	if n := p.get(p.addr + "/dem?page=/").numbers(t); n.Total != baseline+2 || n.Page != 2 {
		t.Errorf("the last numbers known are %+v", n)
	}
	waits := make(chan answer)
	go func() { waits <- p.visit("/", newID()) }() // sent while the server is away, answered when it is back
	time.Sleep(100 * time.Millisecond)
	begin()
	if a := <-waits; a.status != 200 {
		t.Errorf("a visit that waited: %d %s", a.status, a.body)
	}
	for _, again := range []string{early, id} {
		if n := p.visit("/", again).numbers(t); n.Total != baseline+3 || n.Stale {
			t.Errorf("afterwards %+v", n)
		}
	}
	check(t, p.stop())
}

// Nobody but a balancer asks a counter that was not ready.
func TestAStoreThatIsBackIsFoundWithoutVisits(t *testing.T) {
	begin, socket := server(t, "always")
	running := begin()
	p := mustStart(t, t.TempDir(), "--valkey", "unix://"+socket)
	_ = running.Process.Kill()
	_ = running.Wait()
	p.until("stale", func() bool { return p.get(p.addr + "/dem").numbers(t).Stale })
	if a := p.get(p.addr + "/readyz"); a.status != 503 {
		t.Errorf("ready without its server: %d", a.status)
	}
	begin()
	p.until("ready", func() bool { return p.get(p.addr+"/readyz").status == 200 })
}

// What waited for a store that turns out to be another site's is not counted there.
func TestAnotherSitesStoreGetsNoVisitThatWaited(t *testing.T) {
	begin, socket := server(t, "always")
	running := begin()
	check(t, mustStart(t, t.TempDir(), "--valkey", "unix://"+socket).stop())
	_ = running.Process.Kill()
	_ = running.Wait()
	site := t.TempDir()
	check(t, os.CopyFS(site, os.DirFS(filepath.Dir(programs.public))))
	mustReplace(t, site, "content/site.yaml", origin, "https://khac.example")
	check(t, publish(site))
	p, err := start(t, t.TempDir(), "--valkey", "unix://"+socket, "--site", filepath.Join(site, "public"))
	check(t, err)
	waits := make(chan answer)
	go func() { waits <- p.visit("/", newID(), "Origin: https://khac.example") }()
	time.Sleep(200 * time.Millisecond)
	begin()
	if a := <-waits; a.status == 200 {
		t.Errorf("acknowledged: %s", a.body)
	}
	if err := <-p.ended; err == nil || !strings.Contains(p.log.String(), "--move-site") {
		t.Errorf("%v: %s", err, p.log)
	}
	p.ended <- nil
	own := mustStart(t, t.TempDir(), "--valkey", "unix://"+socket)
	if n := own.get(own.addr + "/dem").numbers(t); n.Total != baseline {
		t.Errorf("another site's visits are counted: %+v", n)
	}
}

func TestAServerThatCanLoseVisitsIsRefused(t *testing.T) {
	begin, socket := server(t, "everysec")
	begin()
	p, err := start(t, t.TempDir(), "--valkey", "unix://"+socket)
	if err == nil {
		err = <-p.ended
		p.ended <- err
	}
	if err == nil || !strings.Contains(p.log.String(), "appendfsync always") || !strings.Contains(p.log.String(), "--accept-loss") {
		t.Errorf("%v: %s", err, p.log)
	}
	q := mustStart(t, t.TempDir(), "--valkey", "unix://"+socket, "--accept-loss")
	if a := q.visit("/", newID()); a.status != 200 || !strings.Contains(q.log.String(), "appendfsync") {
		t.Errorf("%d, and the log says %s", a.status, q.log)
	}
}

// TestAClockThatJumpsDoublesNothing runs the service in this process, with a clock
// of the test's.
func TestAClockThatJumpsDoublesNothing(t *testing.T) {
	var ahead atomic.Int64 // hours
	from := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	began := time.Now()
	r, w := io.Pipe()
	log := &buffer{}
	c := &cli{stdout: w, stderr: log, clock: func() time.Time {
		return from.Add(time.Since(began) + time.Duration(ahead.Load())*time.Hour)
	}}
	data := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"serve", "--data", data, "--site", programs.public, "--addr", "127.0.0.1:0", "--dashboard", "", "--metrics", ""}, c)
	}()
	lines := bufio.NewScanner(r)
	lines.Scan()
	p := &process{TB: t, log: log, addr: regexp.MustCompile(`http://[^/]+`).FindString(lines.Text())}
	p.until("ready", func() bool { return p.get(p.addr+"/readyz").status == 200 })
	id, want := newID(), int64(baseline)
	for _, jump := range []int64{0, 24, -24, 24 * 365, 0} {
		ahead.Store(jump)
		want++
		n := p.visit("/", newID()).numbers(t)
		if jump == 0 && want == baseline+1 {
			want++
		}
		n = p.visit("/", id).numbers(t) // once, whatever the clock says
		if n.Total != want || n.Online > 5 {
			t.Errorf("%d hours ahead: %+v, want %d", jump, n, want)
		}
	}
	stop()
	if status := <-ended; status != exitDone {
		t.Errorf("status %d: %s", status, log)
	}
	out, errs, status := tell("report", "--data", data, "--from", "2020-01-01", "--to", "2100-01-01")
	for _, row := range []string{"day,2026-11-26,,,,1,", "day,2026-11-27,,,,3,", "day,2026-11-28,,,,1,", "day,2027-11-27,,,,1,"} {
		if status != 0 || !strings.Contains(out, row) {
			t.Errorf("no %q: %s\n%s", row, errs, out)
		}
	}
}
