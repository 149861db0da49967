package valkey

import (
	"context"
	"fmt"
	"strings"

	"bantin/cmd/counter/internal/visit"

	"github.com/valkey-io/valkey-go"
)

// A setting that what was acknowledged hangs on.
type setting struct{ name, value, otherwise string }

func settings() []setting {
	return []setting{
		{"appendonly", "yes", "a restart loses what was counted since the last snapshot"},
		{"appendfsync", "always", "a power cut loses the last second or more"},
		{"no-appendfsync-on-rewrite", "no", "a power cut during a rewrite of the file loses half a minute"},
		{"maxmemory-policy", "noeviction", "a full memory throws numbers away"},
	}
}

// check asks a server that was connected to anew whether it keeps what it
// acknowledges.
func (s *Store) check(ctx context.Context) error {
	if d := s.dials.Load(); d > 0 && s.checked.Load() == d {
		return nil
	}
	// This connects if need be, and is answered by an error while it loads its file.
	if err := s.client.Do(ctx, s.client.B().Ping().Build()).Error(); err != nil {
		return err
	}
	dials := s.dials.Load()
	loss, err := s.loss(ctx)
	if err != nil {
		return err
	}
	if loss != "" && !s.o.AcceptLoss {
		return fmt.Errorf("%w: %s", visit.ErrRefused, loss)
	}
	if loss != "" && s.o.Log != nil {
		s.o.Log.Warn("the store may lose visits", "valkey", s.where, "reason", loss)
	}
	s.checked.Store(dials)
	return nil
}

// loss says what the server could lose, and what mends it.
func (s *Store) loss(ctx context.Context) (string, error) {
	var ask []valkey.Completed
	for _, want := range settings() { // one by one: Redis 6 takes no more
		ask = append(ask, s.client.B().ConfigGet().Parameter(want.name).Build())
	}
	var losses, lines []string
	for i, answer := range s.client.DoMulti(ctx, ask...) {
		got, err := answer.AsStrMap()
		if e, ok := valkey.IsValkeyErr(err); ok && (strings.HasPrefix(e.Error(), "NOPERM") || strings.Contains(e.Error(), "unknown command")) {
			return fmt.Sprintf("it does not tell how it keeps visits (%v); let this user call CONFIG GET, or accept that visits may be lost", e), nil
		}
		if err != nil {
			return "", err
		}
		if want := settings()[i]; got[want.name] != want.value {
			losses = append(losses, fmt.Sprintf("%s is %q: %s", want.name, got[want.name], want.otherwise))
			lines = append(lines, fmt.Sprintf("%q", want.name+" "+want.value))
		}
	}
	if losses == nil {
		return "", nil
	}
	return fmt.Sprintf("%s; write %s into valkey.conf and restart the server, or accept that visits may be lost",
		strings.Join(losses, "; "), strings.Join(lines, ", ")), nil
}
