package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"
)

const crashBatch = 20

// TestMain lets the test program run itself as a service that can be killed, or as
// another user who reads.
func TestMain(m *testing.M) {
	if dir := os.Getenv("BANTIN_TEST_DIR"); dir != "" {
		fmt.Fprintln(os.Stderr, serve(dir))
		os.Exit(1)
	}
	if dir := os.Getenv("BANTIN_TEST_READ"); dir != "" {
		if err := read(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// read prints how many visits a folder has.
func read(dir string) error {
	r, err := OpenReader(context.Background(), dir)
	if err != nil {
		return err
	}
	defer r.Close()
	n, err := r.Read(context.Background(), start)
	if err == nil {
		fmt.Println(n.Site.Visits)
	}
	return err
}

// serve applies batches from a number on, and prints that of each when it is safe.
func serve(dir string) error {
	i, err := strconv.Atoi(os.Getenv("BANTIN_TEST_FROM"))
	if err != nil {
		return err
	}
	s, err := Open(context.Background(), dir)
	if err != nil {
		return err
	}
	for ; ; i++ {
		if _, _, err := s.Apply(context.Background(), crashTestBatch(i)); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// crashTestBatch is one of a minute, so that kills come around midnights too.
func crashTestBatch(i int) *visit.Batch {
	return batch(i, crashBatch, start.Add(time.Duration(i)*time.Minute))
}

// A service is killed at random moments; the next one begins with some batches that
// were acknowledged and the one that was not. BANTIN_LONG=1 does it more often.
func TestKillsLoseAndDoubleNothing(t *testing.T) {
	rounds := gate.Rounds(t, 200)
	dir := t.TempDir()
	acknowledged := 0 // batches
	for range rounds {
		acknowledged = max(acknowledged, serveAndKill(t, dir, max(0, acknowledged-rand.IntN(4))))
		got := wantConsistent(t, dir)
		if least := int64(acknowledged * crashBatch); got != least && got != least+crashBatch {
			t.Fatalf("%d visits after %d were acknowledged", got, least)
		}
	}
	s := mustOpen(t, dir)
	defer mustClose(t, s)
	days := map[visit.Day]int64{}
	for i := range acknowledged + 1 {
		for _, v := range crashTestBatch(i).Visits {
			days[v.Hour.Day()]++
		}
		if i < acknowledged-1000 { // more than half a day ago: some IDs are forgotten
			continue
		}
		_, counted, err := s.Apply(t.Context(), crashTestBatch(i))
		if err != nil || counted != 0 && i < acknowledged {
			t.Fatalf("batch %d counts %d again, %v", i, counted, err)
		}
	}
	n, err := s.Read(t.Context(), start)
	if want := int64((acknowledged + 1) * crashBatch); err != nil || n.Site.Visits != want {
		t.Errorf("%d visits, want %d, %v", n.Site.Visits, want, err)
	}
	r, err := s.Report(t.Context(), 0, 99991231)
	if err != nil || len(r.Days) != len(days) {
		t.Fatalf("%d days, want %d, %v", len(r.Days), len(days), err)
	}
	for _, d := range r.Days {
		if d.Visits != days[d.Day] || d.Visitors != days[d.Day]/4 {
			t.Errorf("%v has %d visits of %d readers, want %d", d.Day, d.Visits, d.Visitors, days[d.Day])
		}
	}
	t.Logf("%d batches acknowledged over %d days", acknowledged, len(days))
}

// serveAndKill answers how many batches the service had acknowledged when it was
// killed, counted from the first ever.
func serveAndKill(t *testing.T, dir string, from int) (acknowledged int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "BANTIN_TEST_DIR="+dir, "BANTIN_TEST_FROM="+strconv.Itoa(from))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		i, err := strconv.Atoi(lines.Text())
		if err != nil {
			break // cut short by the kill
		}
		if acknowledged == 0 {
			time.AfterFunc(rand.N(80*time.Millisecond), func() { cmd.Process.Kill() })
		}
		acknowledged = i + 1
	}
	if err := cmd.Wait(); err == nil || acknowledged == 0 {
		t.Fatalf("the service ended by itself after %d batches: %v", acknowledged, err)
	}
	return acknowledged
}
