package valkey

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
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
