package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/sample"
)

// BenchmarkBuild builds generated sites into a new folder: 1,000 and 10,000
// articles as they usually are, and 10,000 with one keyword on all and with two
// keywords of their own each. It reports pages a second, and as peak-MB the most
// memory that the Go runtime held from the system.
func BenchmarkBuild(b *testing.B) {
	for _, c := range []struct {
		n    int
		tags sample.Tags
		name string
	}{{1_000, sample.Normal, "normal"}, {10_000, sample.Normal, "normal"}, {10_000, sample.OneOnAll, "one"}, {10_000, sample.ManyDistinct, "many"}} {
		b.Run(fmt.Sprintf("%s-%d", c.name, c.n), func(b *testing.B) {
			dir := b.TempDir()
			mustWrite(b, filepath.Join(dir, "content/site.yaml"), []byte("title: Trang thử\nbase_url: https://example.org/\n"))
			err := sample.Write(dir, sample.Corpus{N: c.n, Seed: 1, Tags: c.tags, Until: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				b.Fatal(err)
			}
			out := filepath.Join(b.TempDir(), "public")
			b.ReportAllocs()
			pages := 0
			for b.Loop() {
				b.StopTimer()
				if err := os.RemoveAll(out); err != nil {
					b.Fatal(err)
				}
				runtime.GC()
				b.StartTimer()
				var text, faults bytes.Buffer
				if run(b.Context(), []string{"build", "--source", dir, "--output", out}, &text, &faults) != exitDone {
					b.Fatal(faults.String())
				}
				pages += c.n
			}
			b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64(peak())/(1<<20), "peak-MB")
		})
	}
}

// peak is the memory that the runtime has mapped and not given back.
func peak() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}
