// Command corpus writes generated articles to disk as a site for bantin and, on
// request, the same articles as a site for Hugo, so that generators can be
// compared on equal work.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/sample"
)

func main() {
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	spreads := map[string]sample.Tags{"normal": sample.Normal, "one": sample.OneOnAll, "many": sample.ManyDistinct}
	c := sample.Corpus{Until: time.Date(2025, 12, 31, 23, 59, 0, 0, time.UTC)}
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	flags.IntVar(&c.N, "n", 1000, "number of articles")
	flags.Uint64Var(&c.Seed, "seed", 1, "what the articles are drawn from")
	tags := flags.String("tags", "normal", "how keywords are spread: normal, one (on every article) or many (two new ones on each)")
	out := flags.String("out", "", "folder for the bantin site")
	hugo := flags.String("hugo", "", "folder for Hugo's content; its layouts and settings come from elsewhere")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var known bool
	if c.Tags, known = spreads[*tags]; !known || *out == "" {
		return fmt.Errorf("-out is missing, or -tags %s is not normal, one or many", *tags)
	}
	if err := write(filepath.Join(*out, "content", "site.yaml"), []byte(settings)); err != nil {
		return err
	}
	if err := sample.Write(*out, c); err != nil || *hugo == "" {
		return err
	}
	return writeHugo(*hugo, c)
}

const settings = `title: Trang mẫu để đo tốc độ
base_url: https://mau.example/
description: Các bài viết do máy sinh ra, không phải tin tức.
per_page: 20
menu:
  - title: Dữ liệu mẫu
    url: /du-lieu-mau/
  - title: Lưu trữ
    url: /luu-tru/
  - title: Từ khóa
    url: /tu-khoa/
counter:
  baseline: 4860169
`

// writeHugo writes the articles with the dates that Hugo reads. The folders of
// years and months become sections, which are the archive's pages.
func writeHugo(dir string, c sample.Corpus) error {
	months := map[string]bool{}
	for i := range c.N {
		name := filepath.Join(dir, filepath.FromSlash(c.Path(i)))
		months[filepath.Dir(name)] = true
		if err := write(name, hugoArticle(c, i)); err != nil {
			return err
		}
	}
	for month := range months {
		year := filepath.Dir(month)
		if err := errors.Join(
			index(month, "Tháng "+filepath.Base(month)+"/"+filepath.Base(year), "month"),
			index(year, "Năm "+filepath.Base(year), "year"),
			index(filepath.Dir(year), "Dữ liệu mẫu", "section"),
		); err != nil {
			return err
		}
	}
	return index(filepath.Join(dir, "content", "luu-tru"), "Lưu trữ", "archive")
}

// index writes a section's page; layout is the name of its template.
func index(folder, title, layout string) error {
	outputs := "[html]"
	if layout == "section" {
		outputs = "[html, rss]"
	}
	return write(filepath.Join(folder, "_index.md"), fmt.Appendf(nil, "---\ntitle: %s\nlayout: %s\noutputs: %s\n---\n", title, layout, outputs))
}

func hugoArticle(c sample.Corpus, i int) []byte {
	head, rest, _ := bytes.Cut(c.Article(i), []byte("\ndate: "))
	_, rest, _ = bytes.Cut(rest, []byte("\n"))
	text := fmt.Sprintf("%s\ndate: %s\n%s", head, c.Date(i).Format("2006-01-02T15:04:05+07:00"), rest)
	return []byte(strings.Replace(text, "\nupdated: ", "\nlastmod: ", 1))
}

func write(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return fmt.Errorf("make the folder of %s: %w", name, err)
	}
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
