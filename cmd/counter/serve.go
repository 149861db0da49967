package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"sync/atomic"
	"time"

	"bantin/cmd/counter/internal/client"
	"bantin/cmd/counter/internal/dashboard"
	"bantin/cmd/counter/internal/hit"
	"bantin/cmd/counter/internal/release"
	"bantin/cmd/counter/internal/sqlite"
	"bantin/cmd/counter/internal/tally"
	"bantin/cmd/counter/internal/visit"

	"github.com/VictoriaMetrics/metrics"
	"golang.org/x/net/netutil"
)

const (
	maxConnections = 4096
	drain          = 10 * time.Second // requests under way may take so long when the service stops
)

func serve(ctx context.Context, c *cli, args []string) error {
	var cfg config
	f := c.flags("serve")
	cfg.flags(f)
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if err := cfg.check(); err != nil {
		return err
	}
	debug.SetGCPercent(50) // IDs and keys of a day are most of the heap: half as much again is enough
	s := &service{cfg: &cfg, wall: c.clock, steady: steady(c.clock()), log: slog.New(slog.NewTextHandler(c.stderr, nil)), metrics: metrics.NewSet()}
	return s.run(ctx, c.stdout)
}

// steady is a clock that goes on from a time and never jumps, whatever is done to
// the machine's.
func steady(from time.Time) func() time.Time {
	began := time.Now()
	return func() time.Time { return from.Add(time.Since(began)) }
}

// A service is one run of serve.
type service struct {
	cfg     *config
	wall    func() time.Time
	steady  func() time.Time
	log     *slog.Logger
	metrics *metrics.Set

	folder  *release.Folder
	salt    *client.Salt
	store   visit.Store
	counter *tally.Counter
	path    string      // of the counter
	claimed atomic.Bool // the store is this site's

	published chan struct{} // tells keep of a new release
}

// run opens everything, serves until ctx is done, and then finishes what is under way.
func (s *service) run(ctx context.Context, stdout io.Writer) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	defer s.store.Close()
	work, stop := context.WithCancel(context.WithoutCancel(ctx)) // goes on while requests are finished
	defer stop()
	failed := make(chan error, 4)
	servers, err := s.listen(stdout, failed)
	if err != nil {
		return err
	}
	counted := make(chan int, 1)
	go func() {
		if err := s.claim(work); err != nil {
			failed <- err
			stop() // what waits is for another store
		}
		counted <- s.counter.Run(work)
	}()
	go s.keep(work)

	select {
	case <-ctx.Done():
		s.log.Info("stopping: what is under way is finished first")
	case err = <-failed:
	}
	draining, cancel := context.WithTimeout(work, drain)
	defer cancel()
	for _, server := range servers {
		_ = server.Shutdown(draining) // whoever is not done by then sends the visit again
	}
	s.counter.Close()
	time.AfterFunc(drain/2, stop)
	if err != nil {
		stop()
	}
	if left := <-counted; left > 0 {
		s.log.Warn("visits were left that the store did not take; none was acknowledged", "visits", left)
	}
	return err
}

// open reads the site, the salt and the store, and refuses what must not go on.
func (s *service) open(ctx context.Context) (err error) {
	s.published = make(chan struct{}, 1)
	o := release.Options{Log: s.log, OnRelease: func(*release.Release) {
		select {
		case s.published <- struct{}{}:
		default: // keep hears of it anyway
		}
	}}
	if s.cfg.site != "" {
		s.folder, err = release.Open(s.cfg.site, o)
	} else {
		s.folder, err = release.OpenManifest(s.cfg.manifest, o)
	}
	if err != nil {
		return err
	}
	s.metrics.NewGauge(`counter_release_refused`, func() float64 { // a new one cannot be used: the log says why
		if s.folder.Err() != nil {
			return 1
		}
		return 0
	})
	site := s.folder.Current()
	endpoint, err := url.Parse(site.Counter.Endpoint)
	if err != nil {
		return fmt.Errorf("counter.endpoint of the site: %w", err)
	}
	if site.Counter.Endpoint == "" {
		s.log.Warn("the site's pages report no visit: its setting counter.endpoint is empty")
	}
	s.path = cmp.Or(s.cfg.path, endpoint.Path, "/dem")
	if err := os.MkdirAll(s.cfg.store.data, 0o700); err != nil {
		return err
	}
	today := visit.DayOf(s.wall().In(site.Zone))
	if s.salt, err = client.OpenSalt(filepath.Join(s.cfg.store.data, "salt"), today); err != nil {
		return err
	}
	if s.store, err = s.cfg.store.open(ctx, s.log); err != nil {
		return err
	}
	s.counter = tally.New(s.store, tally.Options{Now: s.steady, Log: s.log, Metrics: s.metrics})
	return nil
}

// claim waits until the store says that it is this site's.
func (s *service) claim(ctx context.Context) error {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		trying, cancel := context.WithTimeout(ctx, 5*time.Second)
		site := s.folder.Current().Site.BaseURL
		owner, err := s.store.Claim(trying, site, s.cfg.move)
		cancel()
		switch {
		case err == nil && owner != site:
			return fmt.Errorf("the numbers in the store are those of %s, not of %s: give another --data or store; or, if the site's address has changed, --move-site once", owner, site)
		case err == nil:
			s.claimed.Store(true)
			return nil
		case ctx.Err() != nil, errors.Is(err, visit.ErrRefused):
			return err
		}
		s.log.Error("the store does not answer; visits wait", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// keep does what time brings: moves the salt on at midnight, and what was counted on
// pages that have a new address. It looks whether files of the data folder are gone.
func (s *service) keep(ctx context.Context) {
	var moved *release.Release
	for {
		wait, site := time.Second, s.folder.Current()
		if err := s.salt.Advance(visit.DayOf(s.wall().In(site.Zone))); err != nil {
			s.log.Error("today's salt is not on disk; perhaps the one of the day before still is", "error", err)
			wait = time.Minute
		}
		if store, ok := s.store.(*sqlite.Store); ok {
			if err := store.Hold(); err != nil {
				s.log.Error("the data folder is no longer this service's; visits wait", "error", err)
				wait = time.Minute
			}
		}
		if s.claimed.Load() && moved != site && len(site.Redirects) > 0 {
			if err := s.store.Move(ctx, site.Redirects); err != nil && ctx.Err() == nil {
				s.log.Error("what was counted under old addresses is not moved yet", "error", err)
				wait = time.Minute
			} else {
				moved = site
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.published:
		case <-time.After(wait):
		}
	}
}

// listen opens all listeners before any of them serves.
func (s *service) listen(stdout io.Writer, failed chan<- error) (servers []*http.Server, err error) {
	site := s.folder.Current()
	handlers := []struct {
		name, flag, addr string
		handler          http.Handler
	}{
		{"visits of " + site.Site.Title, "addr", s.cfg.addr, s.readers()},
		{"dashboard", "dashboard", s.cfg.dashboard, s.editors()},
		{"metrics", "metrics", s.cfg.metrics, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			s.metrics.WritePrometheus(w)
			metrics.WriteProcessMetrics(w)
		})},
	}
	var listeners []net.Listener
	for _, h := range handlers {
		if h.addr == "" {
			continue
		}
		l, err := net.Listen("tcp", h.addr)
		if err != nil {
			for _, l := range listeners {
				_ = l.Close()
			}
			return nil, fmt.Errorf("%w; --%s gives another address", err, h.flag)
		}
		listeners = append(listeners, netutil.LimitListener(l, maxConnections))
		servers = append(servers, &http.Server{
			Handler:           s.guard(h.handler),
			ReadHeaderTimeout: 5 * time.Second,
			ReadTimeout:       10 * time.Second,
			WriteTimeout:      time.Minute, // files have longer; visits take 5 s at most
			IdleTimeout:       time.Minute,
			MaxHeaderBytes:    16 << 10,
			ErrorLog:          log.New(io.Discard, "", 0), // it names readers' addresses
		})
		fmt.Fprintf(stdout, "%s: http://%s%s\n", h.name, l.Addr(), map[string]string{"addr": s.path, "metrics": "/metrics"}[h.flag])
	}
	for i, server := range servers {
		go func() {
			if err := server.Serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		}()
	}
	return servers, nil
}

// guard answers 500 where the program errs, and says in the log where, but not for
// whom.
func (s *service) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch fault := recover(); fault {
			case nil:
			case http.ErrAbortHandler:
				panic(fault)
			default:
				stack := regexp.MustCompile(`0x[0-9a-f]+`).ReplaceAll(debug.Stack(), []byte("…")) // a reader's address is such a number
				s.log.Error("a fault of this program", "fault", fault, "stack", string(stack))
				http.Error(w, "a fault of this program; its log has more", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// readers answers at the public listener: the counter, the site if it is served
// here, and whether all is well.
func (s *service) readers() http.Handler {
	h := &hit.Handler{
		Counter: s.counter, Release: s.folder.Current, Salt: s.salt,
		Proxies: s.cfg.proxies, Origins: s.cfg.origins, Bots: s.cfg.bots,
		Visits:   client.NewLimiter(s.cfg.clientRate, s.cfg.clientBurst, s.cfg.rate),
		Pictures: client.NewLimiter(s.cfg.clientRate/10, max(1, s.cfg.clientBurst/10), s.cfg.rate/10),
		Reads:    client.NewLimiter(5*s.cfg.clientRate, 5*s.cfg.clientBurst, 5*s.cfg.rate),
		Wall:     s.wall, Steady: s.steady, Metrics: s.metrics,
	}
	var warned atomic.Bool
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(s.cfg.proxies) == 0 && r.Header.Get("X-Forwarded-For") != "" && !warned.Swap(true) {
			s.log.Warn("requests come through a proxy that is not trusted: all its readers count as one, and share one limit; --trusted-proxy names it")
		}
		switch r.URL.Path {
		case s.path:
			h.ServeHTTP(w, r)
		case "/healthz":
			fmt.Fprintln(w, "ok")
		case "/readyz":
			s.ready(w, r)
		default:
			if s.cfg.site == "" {
				http.NotFound(w, r)
				return
			}
			s.folder.ServeHTTP(w, r)
		}
	})
}

// ready says whether visits are counted now, and why not. It asks the store: while
// that is away a balancer sends nobody else who would.
func (s *service) ready(w http.ResponseWriter, r *http.Request) {
	n, err := s.counter.Numbers(r.Context(), "")
	switch {
	case !s.claimed.Load():
		http.Error(w, "the store has not answered yet", http.StatusServiceUnavailable)
	case err != nil || n.Stale:
		http.Error(w, "the store is away", http.StatusServiceUnavailable)
	default:
		fmt.Fprintln(w, "ready")
	}
}

// editors answers at the dashboard's listener.
func (s *service) editors() http.Handler {
	return dashboard.New(dashboard.Options{
		Report: s.store.Report,
		Numbers: func() (visit.Numbers, bool) {
			a, err := s.counter.Numbers(context.Background(), "")
			return visit.Numbers{Site: a.Site, Online: a.Online}, a.Stale || err != nil
		},
		Title: func(page string) string { return s.folder.Current().Title(page) },
		Site: func() dashboard.Site {
			r := s.folder.Current()
			return dashboard.Site{
				Title: r.Site.Title, BaseURL: r.Site.BaseURL, Zone: r.Zone,
				Baseline: r.Counter.Baseline, BaselineDate: r.Counter.BaselineDate,
			}
		},
		Clock: s.wall, Hosts: s.cfg.hosts,
	})
}
