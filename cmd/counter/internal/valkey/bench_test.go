package valkey

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
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
			c, n, before := newCrowd(), 0, r.mustTell(b, "used_cpu_user")
			for b.Loop() {
				b.StopTimer()
				batch := c.batch(size)
				b.StartTimer()
				mustApply(b, s, batch)
				n += size
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "visits/s")
			b.StopTimer()
			b.ReportMetric(1e6*(r.mustTell(b, "used_cpu_user")-before)/float64(n/size), "server-µs/batch")
		})
	}
}

// 100,000 visits by as many readers to 2,000 pages on one day: what one costs in
// the server's memory while its ID is kept, and after what is kept for a while
// is gone.
func BenchmarkMemory(b *testing.B) {
	const visits, size = 100_000, 50
	for b.Loop() {
		r := mustServe(b)
		s := mustOpen(b, r.url(), Options{})
		c := newCrowd()
		mustApply(b, s, c.batch(size))
		empty := r.mustTell(b, "used_memory")
		for range visits / size {
			mustApply(b, s, c.batch(size))
			c.now = c.now.Add(100 * time.Millisecond)
		}
		b.ReportMetric((r.mustTell(b, "used_memory")-empty)/visits, "B/visit")
		for _, pattern := range []string{"*:ids:*", "*:readers:*", "*:batch:*", "*:online"} {
			found := r.must(b, "KEYS", pattern)
			keys, err := found.AsStrSlice()
			if err != nil {
				b.Fatal(err)
			}
			before := r.mustTell(b, "used_memory")
			for some := range slices.Chunk(keys, 100) {
				r.must(b, append([]string{"DEL"}, some...)...)
			}
			b.ReportMetric((before-r.mustTell(b, "used_memory"))/visits, "B/visit-"+strings.Trim(pattern, "*:"))
		}
		b.ReportMetric((r.mustTell(b, "used_memory")-empty)/visits, "B/visit-later")
		s.Close()
	}
}

// A year of 500 pages a day, and the numbers of 1,000 pages at once.
func BenchmarkRead(b *testing.B) {
	r := mustServe(b)
	s := mustOpen(b, r.url(), Options{})
	defer s.Close()
	c := newCrowd()
	for range 365 {
		mustApply(b, s, c.batch(1000))
		c.now = c.now.AddDate(0, 0, 1)
	}
	b.Run("year", func(b *testing.B) {
		for b.Loop() {
			if r, err := s.Report(b.Context(), 0, 99991231); err != nil || len(r.Days) != 365 {
				b.Fatal(err, len(r.Days))
			}
		}
	})
	b.Run("totals", func(b *testing.B) {
		for b.Loop() {
			mustRead(b, s, "/tin-tuc/2026/11/hoi-nghi-lan-thu-7/")
		}
	})
	b.Run("nothing to move", func(b *testing.B) {
		moves := map[string]string{}
		for i := range 1000 {
			moves[fmt.Sprintf("/cu/%d/", i)] = "/"
		}
		for b.Loop() {
			if err := s.Move(b.Context(), moves); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("move", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			from, to := "/tin-tuc/2026/11/hoi-nghi-lan-thu-7/", "/moi/"
			if i%2 == 1 {
				from, to = to, from
			}
			if err := s.Move(b.Context(), map[string]string{from: to}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
