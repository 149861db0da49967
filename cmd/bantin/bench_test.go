package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/metrics"
	"slices"
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

// BenchmarkServe previews a site of 10,000 generated articles and saves one of
// them again and again, by turns with another text and with another headline. It
// reports how long after the start the first page was answered, how long after a
// save (median and longest) the open page heard of it, and the memory at the end.
func BenchmarkServe(b *testing.B) {
	dir := b.TempDir()
	corpus := sample.Corpus{N: 10_000, Seed: 1, Until: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)}
	mustWrite(b, filepath.Join(dir, "content/site.yaml"), []byte("title: Trang thử\nbase_url: https://example.org/\n"))
	if err := sample.Write(dir, corpus); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	start := time.Now()
	in, out := io.Pipe()
	go run(ctx, []string{"serve", "--source", dir, "--addr", "127.0.0.1:0"}, out, io.Discard)
	line, err := bufio.NewReader(in).ReadString('\n')
	address := regexp.MustCompile(`http://[^ ]+/`).FindString(line)
	if err != nil || address == "" {
		b.Fatal(line, err)
	}
	mustGet(b, address).Close()
	first := time.Since(start)
	stream := mustGet(b, address+".bantin/events?page=/")
	defer stream.Close()
	versions := bufio.NewScanner(stream)
	version := regexp.MustCompile(`"version":\d+`)
	next := func(last string) string {
		for versions.Scan() {
			if v := version.FindString(versions.Text()); v != "" && v != last {
				return v
			}
		}
		b.Fatal("the stream ended")
		return ""
	}
	last := next("")
	source := corpus.Article(9_000)
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		text := append(slices.Clone(source), fmt.Sprintf("\n\nLần lưu thứ %d.\n", n)...)
		if n%2 == 1 {
			text = bytes.Replace(text, []byte("] "), fmt.Appendf(nil, "] Lần %d: ", n), 1)
		}
		saved := time.Now()
		mustWrite(b, filepath.Join(dir, corpus.Path(9_000)), text)
		last = next(last)
		took = append(took, time.Since(saved))
		time.Sleep(300 * time.Millisecond) // until the look everywhere is over
	}
	b.ReportMetric(float64(first.Milliseconds()), "first-page-ms")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "save-to-event-ms")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "longest-ms")
	b.ReportMetric(float64(peak())/(1<<20), "peak-MB")
}

func mustGet(b *testing.B, address string) io.ReadCloser {
	b.Helper()
	res, err := http.Get(address)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(address, err)
	}
	return res.Body
}

// peak is the memory that the runtime has mapped and not given back.
func peak() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}
