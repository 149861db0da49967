package valkey

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"

	"github.com/valkey-io/valkey-go"
)

// A server is a real redis-server on a folder of its own.
type server struct {
	addr string
	dir  string
	args []string
	cmd  *exec.Cmd
}

func mustFreePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// mustServe starts a server that is safe for visits, but for what args say.
func mustServe(t testing.TB, args ...string) *server {
	t.Helper()
	gate.Need(t, "redis-server")
	gate.Need(t, "redis-cli")
	s := &server{addr: mustFreePort(t), dir: t.TempDir(), args: args}
	s.mustStart(t)
	t.Cleanup(func() { s.mustKill(t) })
	return s
}

func (s *server) socket() string { return filepath.Join(s.dir, "redis.sock") }

func (s *server) url() string { return "redis://" + s.addr }

// mustStart starts it on what its folder has, and waits until it answers.
func (s *server) mustStart(t testing.TB) {
	t.Helper()
	_, port, _ := net.SplitHostPort(s.addr)
	args := []string{"--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--unixsocket", s.socket(), "--logfile", "log",
		"--save", "", "--appendonly", "yes", "--appendfsync", "always"}
	s.cmd = exec.Command("redis-server", append(args, s.args...)...)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 500 {
		if c, err := net.Dial("tcp", s.addr); err == nil {
			c.Close()
			if pong, _ := exec.Command("redis-cli", "-p", port, "ping").CombinedOutput(); !strings.Contains(string(pong), "LOADING") {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("redis-server does not answer")
}

// mustKill ends it like a power cut does.
func (s *server) mustKill(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
}

// must asks the server something beside the store.
func (s *server) must(t testing.TB, command ...string) valkey.ValkeyMessage {
	t.Helper()
	c, err := valkey.NewClient(valkey.ClientOption{InitAddress: []string{s.addr}, ForceSingleClient: true, DisableCache: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	m, err := c.Do(t.Context(), c.B().Arbitrary(command...).Build()).ToMessage()
	if err != nil && !valkey.IsValkeyNil(err) {
		t.Fatalf("%v: %v", command, err)
	}
	return m
}

// mustTell reads a number of the server's INFO.
func (s *server) mustTell(t testing.TB, name string) (n float64) {
	t.Helper()
	m := s.must(t, "INFO")
	text, err := m.ToString()
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ = strings.Cut(text, "\n"+name+":")
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(name, err)
	}
	return n
}

func mustOpen(t testing.TB, url string, o Options) *Store {
	t.Helper()
	s, err := Open(url, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// made numbers the batches and visits of one test.
type made uint64

func (m *made) batch(n int, page string) *visit.Batch {
	*m++
	b := &visit.Batch{}
	copy(b.ID[:], fmt.Sprintf("%016d", *m))
	for range n {
		*m++
		v := visit.Visit{Page: page, Visitor: uint64(*m), Hour: visit.HourOf(start), Seen: start}
		copy(v.ID[:], fmt.Sprintf("%012d", *m))
		b.Visits = append(b.Visits, v)
	}
	return b
}

func mustApply(t testing.TB, s *Store, b *visit.Batch) (visit.Numbers, int) {
	t.Helper()
	n, counted, err := s.Apply(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return n, counted
}

func mustRead(t testing.TB, s *Store, pages ...string) visit.Numbers {
	t.Helper()
	n, err := s.Read(t.Context(), start, pages...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// soon is a context for one try.
func soon(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
