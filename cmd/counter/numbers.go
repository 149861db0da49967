package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"bantin/cmd/counter/internal/release"
	"bantin/cmd/counter/internal/report"
	"bantin/cmd/counter/internal/sqlite"
	"bantin/cmd/counter/internal/valkey"
	"bantin/cmd/counter/internal/visit"

	"github.com/spf13/pflag"
)

// A storeConfig says where the numbers are.
type storeConfig struct {
	data, valkey string
	acceptLoss   bool
}

func (cfg *storeConfig) flags(f *pflag.FlagSet) {
	f.StringVar(&cfg.data, "data", "data", "the counter's own folder: its numbers, and the salt of the day")
	f.StringVar(&cfg.valkey, "valkey", "", "keep the numbers in a Valkey or Redis server instead: valkey://host:6379/0; several counters may share it")
	f.BoolVar(&cfg.acceptLoss, "accept-loss", false, "use that server even if its settings can lose what it has acknowledged")
}

// open opens the store for counting; a server that is away is asked later.
func (cfg *storeConfig) open(ctx context.Context, log *slog.Logger) (visit.Store, error) {
	if cfg.valkey != "" {
		return valkey.Open(cfg.valkey, valkey.Options{AcceptLoss: cfg.acceptLoss, Log: log})
	}
	return sqlite.Open(ctx, cfg.data)
}

// A reading is what report and export need: the numbers, and what pages are called.
type reading struct {
	store    storeConfig
	manifest string
	format   string
	bots     bool
}

func (r *reading) flags(f *pflag.FlagSet) {
	r.store.flags(f)
	f.StringVar(&r.manifest, "manifest", "", "public/.bantin/manifest.json, which has the pages' titles and the visits carried over")
	f.StringVar(&r.format, "format", "csv", "csv or json")
}

func (r *reading) open(ctx context.Context, c *cli) (visit.Source, *release.Release, report.Options, error) {
	o := report.Options{JSON: r.format == "json", Bots: r.bots}
	if r.format != "csv" && r.format != "json" {
		return nil, nil, o, fmt.Errorf("%w: --format is csv or json", errUsage)
	}
	site := &release.Release{}
	log := slog.New(slog.NewTextHandler(c.stderr, nil))
	if r.manifest != "" {
		folder, err := release.OpenManifest(r.manifest, release.Options{Log: log})
		if err != nil {
			return nil, nil, o, err
		}
		site = folder.Current()
	}
	o.Title = site.Title
	if r.store.valkey != "" {
		store, err := r.store.open(ctx, log)
		return store, site, o, err
	}
	store, err := sqlite.OpenReader(ctx, r.store.data)
	return store, site, o, err
}

func reportDays(ctx context.Context, c *cli, args []string) error {
	var r reading
	f := c.flags("report")
	from := f.String("from", "", "the first day, as 2026-11-01")
	to := f.String("to", "", "the last day")
	r.flags(f)
	f.BoolVar(&r.bots, "include-bots", false, "robots count for what is read most")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	first, err := visit.ParseDay(*from)
	last, err2 := visit.ParseDay(*to)
	if err = errors.Join(err, err2); err == nil && last < first {
		err = fmt.Errorf("%v is after %v", first, last)
	}
	if err != nil {
		return fmt.Errorf("%w: --from, --to: %w", errUsage, err)
	}
	store, _, o, err := r.open(ctx, c)
	if err != nil {
		return err
	}
	defer store.Close()
	numbers, err := store.Report(ctx, first, last)
	if err != nil {
		return err
	}
	return report.Write(c.stdout, numbers, o)
}

func export(ctx context.Context, c *cli, args []string) error {
	var r reading
	f := c.flags("export")
	r.flags(f)
	if err := parse(f, args, 0); err != nil {
		return err
	}
	store, site, o, err := r.open(ctx, c)
	if err != nil {
		return err
	}
	defer store.Close()
	return report.Export(ctx, c.stdout, store, c.clock(), site.Counter.Baseline, site.Counter.BaselineDate, o)
}

func backup(ctx context.Context, c *cli, args []string) error {
	return withFile(c, "backup", args, func(data, file string) error { return sqlite.Backup(ctx, data, file) })
}

func restore(ctx context.Context, c *cli, args []string) error {
	return withFile(c, "restore", args, func(data, file string) error {
		aside, err := sqlite.Restore(ctx, data, file)
		if err == nil && aside != "" {
			_, err = fmt.Fprintf(c.stdout, "what was there lies in %s\n", aside)
		}
		return err
	})
}

// withFile runs a verb that has a folder and a file.
func withFile(c *cli, name string, args []string, do func(data, file string) error) error {
	f := c.flags(name)
	data := f.String("data", "data", "the counter's own folder")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	return do(*data, f.Arg(0))
}
