package valkey

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// A crowd makes visits to 2,000 pages, a few of which get most.
type crowd struct {
	rand *rand.Rand
	zipf *rand.Zipf
	now  time.Time
}

func newCrowd() *crowd {
	r := rand.New(rand.NewPCG(1, 2))
	return &crowd{rand: r, zipf: rand.NewZipf(r, 1.1, 4, 1999), now: start}
}

func (c *crowd) batch(n int) *visit.Batch {
	b := &visit.Batch{Visits: make([]visit.Visit, n)}
	binary.BigEndian.PutUint64(b.ID[:], c.rand.Uint64())
	for i := range b.Visits {
		v := &b.Visits[i]
		binary.BigEndian.PutUint64(v.ID[:], c.rand.Uint64())
		v.Page = fmt.Sprintf("/tin-tuc/2026/11/hoi-nghi-lan-thu-%d/", c.zipf.Uint64())
		v.Visitor, v.Hour, v.Seen = c.rand.Uint64N(100_000)+1, visit.HourOf(c.now), c.now
	}
	return b
}

func BenchmarkApply(b *testing.B) {
	for _, size := range []int{1, 50, 1000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			r := mustServe(b)
			s := mustOpen(b, r.url(), Options{})
			defer s.Close()
			c, n := newCrowd(), 0
			for b.Loop() {
				b.StopTimer()
				batch := c.batch(size)
				b.StartTimer()
				mustApply(b, s, batch)
				n += size
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "visits/s")
			b.StopTimer()
			b.ReportMetric(r.mustScriptTime(b), "server-µs/batch")
		})
	}
}

// mustScriptTime is how many microseconds a script took in the server.
func (s *server) mustScriptTime(t testing.TB) (each float64) {
	t.Helper()
	m := s.must(t, "INFO", "commandstats")
	text, err := m.ToString()
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ = strings.Cut(text, "cmdstat_evalsha:")
	_, text, _ = strings.Cut(text, "usec_per_call=")
	if _, err := fmt.Sscanf(text, "%f", &each); err != nil {
		t.Fatal(err)
	}
	return each
}
