package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/publish"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"

	"github.com/spf13/cobra"
)

// buildFlags are those of build alone.
type buildFlags struct {
	output, baseURL string
	drafts          bool
}

func (c *cli) buildCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use: "build",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.drafts && !cmd.Flags().Changed("output") {
				return errors.New(c.say("--drafts cần --output: bản nháp không được dựng vào thư mục để đăng", "--drafts wants --output: drafts are not built into the folder to be published"))
			}
			return c.build(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVar(&f.output, "output", "public", c.say("thư mục để đăng, tính từ thư mục của trang", "the folder to publish, below the site's folder if relative"))
	cmd.Flags().BoolVar(&f.drafts, "drafts", false, c.say("dựng cả bản nháp và bài hẹn giờ", "include drafts and scheduled articles"))
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", c.say("địa chỉ công khai, thay cho base_url trong site.yaml", "public address, instead of base_url in site.yaml"))
	return cmd
}

func (c *cli) build(ctx context.Context, f buildFlags) error {
	start := time.Now()
	loader, root, err := c.loader()
	if err != nil {
		return err
	}
	defer root.Close()
	loader.Drafts, loader.Once, root.Still = f.drafts, true, true
	if f.baseURL != "" {
		base, ok := content.CheckBaseURL(f.baseURL)
		if !ok {
			return errors.New(c.say("--base-url: viết địa chỉ đầy đủ không kèm đường dẫn, ví dụ https://example.org/", "--base-url: write a full address without a path, such as https://example.org/"))
		}
		loader.BaseURL = base
	}
	o := build.Options{Options: c.publishOptions(f.output)}
	progress := newProgress(c)
	o.Progress = progress.show
	o.Loaded = func(s *site.Site) {
		c.speak(s)
		debug.SetGCPercent(spareGarbage(len(s.Addresses())))
	}
	report, err := build.Run(ctx, loader, o)
	progress.clear()
	if err != nil {
		return err
	}
	return c.report(report, o.Output, time.Since(start))
}

// spareGarbage is how much garbage may gather, in percent of what is in use: about
// 50 MB, and three quarters at a large site. At 10,000 articles that saves a
// twentieth of the processor time, at 100,000 a tenth of the memory without costing
// time that could be measured.
func spareGarbage(addresses int) int { return min(max(75, 2_500_000/addresses), 400) }

func (c *cli) publishOptions(output string) publish.Options {
	if !filepath.IsAbs(output) {
		output = filepath.Join(c.source, output)
	}
	home, _ := os.UserHomeDir() // without a home there is none to protect
	o := publish.Options{Output: output, Generator: build.Generator, Home: home}
	for _, dir := range []string{"content", "layouts", "static"} {
		o.Sources = append(o.Sources, filepath.Join(c.source, dir))
	}
	o.OnWait = func(pid string) {
		fmt.Fprintf(c.stderr, c.say("Đang chờ một lần dựng khác (tiến trình %s)…\n", "Waiting for another build (process %s)…\n"), pid)
	}
	return o
}

func (c *cli) report(r build.Report, output string, took time.Duration) error {
	if err := c.show(c.language(), r.Found); err != nil {
		return err
	}
	if c.json {
		if err := json.NewEncoder(c.stdout).Encode(outcome(r, output)); err != nil {
			return err
		}
	}
	switch {
	case !r.Published:
		n := diag.Errors(r.Found)
		fmt.Fprintf(c.stderr, c.say("Có %d lỗi nên chưa đăng gì; bản đang đăng (nếu có) giữ nguyên.\n",
			"Faults: %d. Nothing was published; what was published before stays as it is.\n"), n)
		return errFaults
	case !c.json:
		s := r.Summary
		fmt.Fprintf(c.stdout, c.say("Đã dựng xong vào %s: %s tệp mới, %s tệp đổi, %s tệp giữ nguyên, %s tệp bỏ đi (%s giây).\n",
			"Built into %s. Files: %s new, %s changed, %s unchanged, %s removed (%s s).\n"), output,
			text.Number(int64(len(s.Added))), text.Number(int64(len(s.Changed))), text.Number(int64(s.Same)),
			text.Number(int64(len(s.Removed))), c.seconds(took))
		c.held(r.Site)
	}
	return nil
}

func (c *cli) seconds(d time.Duration) string {
	s := fmt.Sprintf("%.1f", d.Seconds())
	return c.say(strings.Replace(s, ".", ",", 1), s)
}

// when writes a moment as people of the language do.
func (c *cli) when(t time.Time) string {
	return c.say(text.Date{Time: t}.String(), t.Format("2006-01-02 15:04"))
}

// held lists what readers do not see, why, and when that changes.
func (c *cli) held(s *site.Site) {
	c.listHeld(s.Held)
	if !s.NextChange.IsZero() {
		fmt.Fprintf(c.stdout, c.say("Cần dựng lại vào: %s\n", "Build again at: %s\n"), c.when(s.NextChange))
	}
}

func (c *cli) listHeld(held []site.Held) {
	if len(held) > 0 {
		fmt.Fprintln(c.stdout, c.say("Chưa đăng hoặc đã gỡ theo hẹn:", "Not live:"))
	}
	for _, h := range held {
		fmt.Fprintf(c.stdout, "  %s: %s\n", h.Article.Path, c.short(h))
	}
}

// buildJSON is the last object that build --json prints.
type buildJSON struct {
	Published  bool       `json:"published"`
	Output     string     `json:"output"`
	Added      int        `json:"added"`
	Changed    int        `json:"changed"`
	Removed    int        `json:"removed"`
	Unchanged  int        `json:"unchanged"`
	Held       []heldJSON `json:"held"`
	NextChange string     `json:"next_change,omitempty"` // RFC 3339
}

type heldJSON struct {
	File   string `json:"file"`
	Reason string `json:"reason"` // draft, scheduled, expired
	At     string `json:"at,omitempty"`
}

func outcome(r build.Report, output string) buildJSON {
	s := r.Summary
	j := buildJSON{Published: r.Published, Output: output, Added: len(s.Added), Changed: len(s.Changed),
		Removed: len(s.Removed), Unchanged: s.Same, Held: []heldJSON{}}
	if r.Site == nil {
		return j
	}
	j.NextChange = stamp(r.Site.NextChange)
	for _, h := range r.Site.Held {
		j.Held = append(j.Held, heldJSON{h.Article.Path, string(h.Reason), stamp(h.At)})
	}
	return j
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// A progress line is shown on a terminal once work takes long enough to wonder.
type progress struct {
	c      *cli
	format string
	since  time.Time
	mu     sync.Mutex
	shown  bool
}

const wonder = 500 * time.Millisecond

func newProgress(c *cli) *progress {
	return &progress{c: c, format: c.say("Đang dựng %s/%s trang…", "Rendering %s/%s…"), since: time.Now()}
}

func (p *progress) show(done, total int) {
	if !isTerminal(p.c.stderr) || time.Since(p.since) < wonder || !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	p.shown = true
	fmt.Fprintf(p.c.stderr, "\r"+p.format, text.Number(int64(done)), text.Number(int64(total)))
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.c.stderr, "\r\x1b[K")
	}
}
