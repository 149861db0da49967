package valkey

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"
)

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
