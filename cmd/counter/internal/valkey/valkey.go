// Package valkey is a store of visits in Valkey, or in Redis from 6.2 on, that
// several counters may share.
//
// What is acknowledged is in the server's append-only file, flushed. So a server
// is asked over every new connection how it is set, and one that could lose what
// it acknowledged, or does not tell, is refused. A batch is one script, which
// runs wholly or not at all and counts no ID twice, whichever counter it came
// through. Every call ends when its context does, however silent the server; the
// next one connects anew if need be. Nothing is tried twice here: the caller
// knows for how long.
//
// Refused are clusters and sentinels too: who takes over there may lack what was
// acknowledged. All keys begin alike,
//
//	about      the version of all this, and whose site it is
//	total      tallies of the pages, and of the site under the empty name
//	hours      tallies of the site
//	days       distinct readers of every day that has visits
//	day:D      tallies of the pages on day D
//	readers:D  their readers' keys, until a day after
//	ids:N      the IDs of visits in the Nth six hours since 1970
//	online     readers' keys by the microsecond they were last seen
//	batch:ID   how many visits of a batch were new, for a quarter of an hour
//
// and a tally is three numbers: visits, scriptless, bots.
package valkey

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/valkey-io/valkey-go"
)

// Options say how a store is opened.
type Options struct {
	Prefix     string       // of all keys; "" means "{bantin}:"
	AcceptLoss bool         // a server that could lose what it acknowledged is used all the same
	Log        *slog.Logger // is warned then; nil is nobody
}

// A Store is a visit.Store on a server.
type Store struct {
	client      func() valkey.Client // the first call connects
	where       string
	o           Options
	apply, move *valkey.Lua
	dials       atomic.Int64 // connections made
	checked     atomic.Int64 // how many they were when the server was last found safe
}

var (
	//go:embed tally.lua
	tallyScript string
	//go:embed apply.lua
	applyScript string
	//go:embed move.lua
	moveScript string
)

// silence is for how long a server may be silent before it is connected to anew.
const silence = 3 * time.Second

// Open makes a store of redis://user:password@host:port/database, the same with
// valkey:, with rediss: or valkeys: over TLS, or unix:///path/to/socket?db=1. The
// server is first looked for when the store is used.
func Open(address string, o Options) (*Store, error) {
	co, err := valkey.ParseURL(address)
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err // the rest quotes the password
	}
	if err == nil && (len(co.InitAddress) > 1 || co.Sentinel.MasterSet != "") {
		err = errors.New("a cluster may lose what it acknowledged; name one server")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the store's address: %w; write it like redis://user:password@127.0.0.1:6379/0", visit.ErrRefused, err)
	}
	s := &Store{where: co.InitAddress[0], o: o}
	s.o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	s.o.Prefix = cmp.Or(o.Prefix, "{bantin}:") // the braces keep all keys in one slot
	s.apply, s.move = valkey.NewLuaScript(tallyScript+applyScript), valkey.NewLuaScript(tallyScript+moveScript)

	co.AuthCredentialsFn = func(valkey.AuthCredentialsContext) (valkey.AuthCredentials, error) { // for each connection
		s.dials.Add(1)
		return valkey.AuthCredentials{Username: co.Username, Password: co.Password}, nil
	}
	co.ForceSingleClient, co.PipelineMultiplex = true, -1 // one connection
	co.DisableCache, co.DisableRetry = true, true
	co.ReadBufferEachConn, co.WriteBufferEachConn, co.RingScaleEachConn = 1<<16, 1<<16, 8
	co.Dialer.Timeout, co.ConnWriteTimeout = silence, silence
	s.client = sync.OnceValue(func() valkey.Client {
		c, _ := valkey.NewClient(co) // there is one after an error too, which connects later
		return c
	})
	return s, nil
}

// Close ends the connection.
func (s *Store) Close() error {
	if s.dials.Load() > 0 { // else there is nothing to end
		s.client().Close()
	}
	return nil
}

func (s *Store) key(name string) string { return s.o.Prefix + name }

// use calls f, and is back when ctx ends: the library has waits of its own, some
// seconds long, that do not look at it. What f got counts only if the server that
// gave it is known to be safe.
func use[T any](ctx context.Context, s *Store, doing string, f func() (T, error)) (T, error) {
	var value T
	done := make(chan error, 1)
	try := func() (err error) {
		if err = s.check(ctx); err == nil {
			value, err = f()
		}
		if err == nil { // f may have connected anew
			err = s.check(ctx)
		}
		return err
	}
	go func() {
		err := try()
		for ctx.Err() == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
			err = try() // another call that connected for both has ended
		}
		done <- err
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return *new(T), fmt.Errorf("%s in valkey at %s: %w", doing, s.where, err)
	}
	return value, nil
}

// check asks a server that was connected to anew whether it is safe.
func (s *Store) check(ctx context.Context) error {
	if dials := s.dials.Load(); dials > 0 && dials == s.checked.Load() {
		return nil
	}
	// This connects if need be, and fails while the server still loads its file.
	if err := s.client().Do(ctx, s.client().B().Ping().Build()).Error(); err != nil {
		return err
	}
	dials := s.dials.Load()
	switch loss, err := s.loss(ctx); {
	case err != nil:
		return err
	case loss != "" && !s.o.AcceptLoss:
		return fmt.Errorf("%w: %s; or accept with --accept-loss that visits may be lost", visit.ErrRefused, loss)
	case loss != "":
		s.o.Log.Warn("the store may lose visits", "valkey", s.where, "reason", loss)
	}
	s.checked.Store(dials)
	return nil
}

// loss says what the server could lose and what mends it.
func (s *Store) loss(ctx context.Context) (string, error) {
	wanted := []struct{ name, value, otherwise string }{
		{"appendonly", "yes", "a restart loses what was counted since the last snapshot"},
		{"appendfsync", "always", "a power cut loses the last second or more"},
		{"no-appendfsync-on-rewrite", "no", "a power cut while the file is rewritten loses half a minute"},
		{"maxmemory-policy", "noeviction", "full memory throws numbers away"},
	}
	var ask []valkey.Completed
	for _, w := range wanted { // one by one: Redis 6 takes no more
		ask = append(ask, s.client().B().ConfigGet().Parameter(w.name).Build())
	}
	var losses, lines []string
	for i, r := range s.client().DoMulti(ctx, ask...) {
		got, err := r.AsStrMap()
		if e, ok := valkey.IsValkeyErr(err); ok && (strings.HasPrefix(e.Error(), "NOPERM") || strings.Contains(e.Error(), "unknown command")) {
			return fmt.Sprintf("it does not tell how it keeps visits (%v); let this user call CONFIG GET", e), nil
		}
		if err != nil {
			return "", err
		}
		if w := wanted[i]; got[w.name] != w.value {
			losses = append(losses, fmt.Sprintf("%s is %q: %s", w.name, got[w.name], w.otherwise))
			lines = append(lines, w.name+" "+w.value)
		}
	}
	if losses == nil {
		return "", nil
	}
	return fmt.Sprintf("%s; write the lines %q into valkey.conf and restart the server", strings.Join(losses, "; "), lines), nil
}
