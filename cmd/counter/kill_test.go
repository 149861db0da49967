package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bantin/cmd/internal/gate"
)

// TestKilledServicesLoseNoVisitAndDoubleNone kills the service at random moments,
// while readers report visits and, as browsers do, send again what was not answered.
func TestKilledServicesLoseNoVisitAndDoubleNone(t *testing.T) {
	checkKills(t, gate.Rounds(t, 200), 1, "--data", t.TempDir())
}

// TestKilledServicesOfOneServerLoseNoVisitAndDoubleNone has three behind a balancer.
func TestKilledServicesOfOneServerLoseNoVisitAndDoubleNone(t *testing.T) {
	checkKills(t, gate.Rounds(t, 200), 3, "--valkey", mustValkey(t))
}

// mustValkey starts a server with the README's settings until the test ends.
func mustValkey(t testing.TB) (url string) {
	t.Helper()
	gate.Need(t, "redis-server")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	addr := l.Addr().String()
	check(t, l.Close())
	_, port, _ := net.SplitHostPort(addr)
	dir := t.TempDir()
	server := exec.Command("redis-server", "--dir", dir, "--port", port, "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction")
	check(t, server.Start())
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	return "redis://" + addr + "/0"
}

func checkKills(t *testing.T, n, services int, args ...string) {
	all := append(args, "--client-burst", "10000000", "--client-rate", "1000000", "--rate", "1000000")
	at := make([]atomic.Pointer[process], services)
	for i := range at {
		at[i].Store(mustStart(t, t.TempDir(), all...))
	}
	var readers sync.WaitGroup
	var visits, retries atomic.Int64
	var done atomic.Bool
	pages := []string{"/", about, "/tin-tuc/", "/luu-tru/"}
	for i := range 16 {
		readers.Go(func() {
			for !done.Load() {
				id, page := newID(), pages[i%len(pages)]
				for {
					a := at[rand.IntN(services)].Load().visit(page, id)
					if a.status == 200 {
						visits.Add(1)
						break
					} else if a.status != 0 && a.status != 503 {
						t.Errorf("%d %s", a.status, a.body)
						return
					}
					retries.Add(1)
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}
	for i := range n {
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		at[i%services].Load().kill()
		at[i%services].Store(mustStart(t, t.TempDir(), all...))
	}
	done.Store(true)
	readers.Wait()
	var sum int64
	p := at[0].Load()
	time.Sleep(time.Second) // numbers are told for so long without asking the store
	for _, page := range pages {
		sum += p.get(p.addr + "/dem?page=" + page).numbers(t).Page
	}
	total := p.get(p.addr+"/dem").numbers(t).Total - baseline
	t.Logf("%d kills, %d visits, %d sent again", n, visits.Load(), retries.Load())
	if total != visits.Load() || sum != total {
		t.Errorf("%d acknowledged, %d counted, %d on the pages", visits.Load(), total, sum)
	}
	if retries.Load() == 0 {
		t.Error("no kill met a visit")
	}
	for i := range at {
		check(t, at[i].Load().stop())
	}
	out, errs, status := tell(append([]string{"export"}, args...)...)
	if want := fmt.Sprintf("\ntotal,,,,,%d,0,0,", total); status != 0 || !strings.Contains(out, want) {
		t.Errorf("the export has no %q: %s", want, errs)
	}
}
