// Package valkey is a store of visits in Valkey, or in Redis from 6.2 on, for
// several counters at once.
//
// What is acknowledged is in the server's append-only file, flushed. So the
// server is asked over every new connection how it is set, and one that could
// lose what it acknowledged, or that does not tell, is refused. A batch is one
// script, which the server runs wholly or not at all and which does not count an
// ID twice, whichever counter it came through. Every call ends when its context
// does, even when the server is silent; the next one connects again if need be.
// Nothing is tried twice here: that is for the caller, who knows for how long.
//
// Refused are clusters and sentinels as well: after a failover they miss what
// was not yet copied. All keys begin alike,
//
//	about      the version of all this, and whose site it is
//	total      tallies of the pages; of the site under the empty name
//	hours      tallies of the site, by hour
//	days       distinct readers, by day; it names all days with visits
//	day:D      tallies of the pages on day D
//	readers:D  the keys of its readers, until a day after the last came
//	ids:N      the IDs of visits in six hours; N counts them since 1970
//	online     readers' keys, by the microsecond when they were last seen
//	batch:ID   how many visits of a batch were new, for a quarter of an hour
//
// and a tally is three numbers: visits, scriptless, bots.
package valkey

import (
	"context"
	"crypto/tls"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/valkey-io/valkey-go"
)

// Options say how a store is opened.
type Options struct {
	Prefix     string       // of all keys; "" means "{bantin}:", whose braces keep them together in a cluster
	AcceptLoss bool         // a server that could lose what it acknowledged is used all the same
	Log        *slog.Logger // is warned then
}

// A Store is a visit.Store on a server.
type Store struct {
	client valkey.Client
	where  string
	o      Options

	dials   atomic.Int64 // connections made
	checked atomic.Int64 // the dials at which the server was asked how it is set

	apply, move *valkey.Lua
}

var (
	//go:embed tally.lua
	tallyScript string
	//go:embed apply.lua
	applyScript string
	//go:embed move.lua
	moveScript string
)

const (
	dialTimeout = 2 * time.Second
	timeout     = 5 * time.Second // a connection as silent as that is given up
	bufferSize  = 1 << 16
)

// Open makes a store of redis://user:password@host:port/database, the same with
// valkey://, with rediss:// or valkeys:// over TLS, or unix:///path/to/socket. It
// does not ask the server for anything: the first use does.
func Open(address string, o Options) (*Store, error) {
	co, err := valkey.ParseURL(address)
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err // the rest quotes the password
	}
	if err == nil && (len(co.InitAddress) > 1 || co.Sentinel.MasterSet != "") {
		err = errors.New("a cluster may lose what it acknowledged; name one server")
	}
	if err != nil {
		return nil, fmt.Errorf("the store's address: %w; write it like redis://user:password@127.0.0.1:6379/0", err)
	}
	if o.Prefix == "" {
		o.Prefix = "{bantin}:"
	}
	s := &Store{where: co.InitAddress[0], o: o}
	s.apply, s.move = valkey.NewLuaScript(tallyScript+applyScript), valkey.NewLuaScript(tallyScript+moveScript)

	connect := co.DialCtxFn
	if connect == nil {
		connect = dial
	}
	var opened atomic.Bool
	co.DialCtxFn = func(ctx context.Context, addr string, d *net.Dialer, c *tls.Config) (net.Conn, error) {
		if !opened.Load() {
			return nil, errors.New("not yet") // the library tries at once, and does not mind
		}
		s.dials.Add(1)
		return connect(ctx, addr, d, c)
	}
	co.ForceSingleClient, co.PipelineMultiplex = true, -1 // one connection
	co.DisableCache, co.DisableRetry = true, true
	co.Dialer.Timeout, co.ConnWriteTimeout = dialTimeout, timeout
	co.ReadBufferEachConn, co.WriteBufferEachConn, co.RingScaleEachConn = bufferSize, bufferSize, 8
	if s.client, err = valkey.NewClient(co); s.client == nil {
		return nil, fmt.Errorf("valkey at %s: %w", s.where, err)
	}
	opened.Store(true)
	return s, nil
}

func dial(ctx context.Context, addr string, d *net.Dialer, c *tls.Config) (net.Conn, error) {
	if c != nil {
		return (&tls.Dialer{NetDialer: d, Config: c}).DialContext(ctx, "tcp", addr)
	}
	return d.DialContext(ctx, "tcp", addr)
}

// Close ends the connection.
func (s *Store) Close() error {
	s.client.Close()
	return nil
}

func (s *Store) key(name string) string { return s.o.Prefix + name }

// use calls f, and is back when ctx ends: the library has waits of its own that
// do not look at it, each below the timeouts above. What was answered counts
// only if the server that did so is known to be safe.
func use[T any](ctx context.Context, s *Store, doing string, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		var a answer
		if a.err = s.check(ctx); a.err == nil {
			a.value, a.err = f()
		}
		if a.err == nil { // it may have connected anew
			a.err = s.check(ctx)
		}
		answers <- a
	}()
	var a answer
	select {
	case a = <-answers:
	case <-ctx.Done():
		a.err = ctx.Err()
	}
	if a.err != nil {
		return *new(T), fmt.Errorf("%s in valkey at %s: %w", doing, s.where, a.err)
	}
	return a.value, nil
}
