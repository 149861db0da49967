// Command corpus writes a site of generated articles to disk, ready to build
// with the embedded theme.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bantin/cmd/bantin/internal/sample"
)

const settings = `title: Trang mẫu để đo tốc độ
base_url: https://mau.example/
description: Các bài viết do máy sinh ra, không phải tin tức.
per_page: 20
`

func main() {
	n := flag.Int("n", 1000, "number of articles")
	seed := flag.Uint64("seed", 1, "what the articles are drawn from")
	tags := flag.String("tags", "normal", "normal, one (a keyword on every article) or many (two new ones on each)")
	out := flag.String("out", "", "the site's folder, which must not have the articles yet")
	flag.Parse()
	if err := run(*n, *seed, *tags, *out); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
}

func run(n int, seed uint64, tags, out string) error {
	spread, ok := map[string]sample.Tags{"normal": sample.Normal, "one": sample.OneOnAll, "many": sample.ManyDistinct}[tags]
	if !ok || n < 1 || out == "" {
		return fmt.Errorf("usage: corpus -n NUMBER -tags normal|one|many -out DIR")
	}
	until := time.Date(2025, 12, 31, 18, 0, 0, 0, time.FixedZone("", 7*60*60)) // long past: nothing is held back
	if err := sample.Write(out, sample.Corpus{N: n, Seed: seed, Until: until, Tags: spread}); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "content", "site.yaml"), []byte(settings), 0o666); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}
