package sqlite

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/gate"
)

// traffic makes up visits: 100,000 pages, a few of them read by most (Zipf), every
// visit by another reader.
type traffic struct {
	*rand.Rand
	pages *rand.Zipf
	now   time.Time
}

func newTraffic() *traffic {
	r := rand.New(rand.NewPCG(1, 2))
	return &traffic{r, rand.NewZipf(r, 1.1, 10, 99_999), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func (f *traffic) batch(size int, step time.Duration) *visit.Batch {
	b := &visit.Batch{Visits: make([]visit.Visit, size)}
	for i := range b.Visits {
		v := &b.Visits[i]
		*v = visit.Visit{Page: fmt.Sprintf("/tin-tuc/2024/02/hoi-nghi-so-%d/", f.pages.Uint64()), Visitor: f.Uint64(), Hour: visit.HourOf(f.now), Seen: f.now}
		binary.BigEndian.PutUint64(v.ID[:], f.Uint64())
		f.now = f.now.Add(step)
	}
	return b
}

// A day has a million visits.
func BenchmarkApply(b *testing.B) {
	for _, size := range []int{1000, 50} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s, f := mustOpen(b, b.TempDir()), newTraffic()
			defer mustClose(b, s)
			const step = 24 * time.Hour / 1_000_000
			for range 100 { // most pages are known
				mustApply(b, s, f.batch(1000, step))
			}
			for b.Loop() {
				mustApply(b, s, f.batch(size, step))
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "visits/s")
		})
	}
}

// Five million visits in a year.
func BenchmarkYear(b *testing.B) {
	dir, f := b.TempDir(), newTraffic()
	s := mustOpen(b, dir)
	for range 5000 {
		mustApply(b, s, f.batch(1000, 365*24*time.Hour/5_000_000))
	}
	mustClose(b, s)
	b.Run("Disk", func(b *testing.B) {
		for b.Loop() {
		}
		b.ReportMetric(float64(mustStat(b, filepath.Join(dir, fileName)).Size())/5_000_000, "B/visit")
	})
	b.Run("Check", func(b *testing.B) {
		for b.Loop() {
			if err := check(b.Context(), filepath.Join(dir, fileName), len(migrations), quick, readOnly); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("CheckWhole", func(b *testing.B) {
		for b.Loop() {
			if err := check(b.Context(), filepath.Join(dir, fileName), len(migrations), whole, readOnly); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			mustClose(b, mustOpen(b, dir))
		}
	})
	s = mustOpen(b, dir)
	defer mustClose(b, s)
	b.Run("Read", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Read(b.Context(), f.now, fmt.Sprintf("/tin-tuc/2024/02/hoi-nghi-so-%d/", f.pages.Uint64())); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, from := range map[string]visit.Day{"ReportYear": 20260101, "ReportMonth": 20261201, "ReportDay": 20261231} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Report(b.Context(), from, 20261231); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("Move", func(b *testing.B) { // there and back
		old := "/tin-tuc/2024/02/hoi-nghi-so-0/"
		for b.Loop() {
			for from, to := range map[string]string{old: "/a/", "/a/": old} {
				if err := s.Move(b.Context(), map[string]string{from: to}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// A million visits by as many readers in a day; what the process has in RAM then,
// by the system's account.
func BenchmarkMillionReaders(b *testing.B) {
	for b.Loop() {
		dir, f := b.TempDir(), newTraffic()
		s := mustOpen(b, dir)
		for range 1000 {
			mustApply(b, s, f.batch(1000, 24*time.Hour/1_000_000))
		}
		b.ReportMetric(float64(resident(b))/1e6, "MB-resident")
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-heap")
		mustClose(b, s)
		begin := time.Now()
		s = mustOpen(b, dir)
		b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms-open")
		mustClose(b, s)
	}
}

// resident is what Linux says the process has in RAM, in bytes.
func resident(b *testing.B) (kb int64) {
	b.Helper()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		gate.Skip(b, "this system does not tell: %v", err)
	}
	for line := range strings.Lines(string(data)) {
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kb); err == nil {
			return kb << 10
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
