package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
)

// A config is what the flags of serve say.
type config struct {
	site, manifest           string
	store                    storeConfig
	addr, dashboard, metrics string
	path                     string
	origins, hosts           []string
	proxies                  []netip.Prefix
	move, bots               bool
	clientRate, rate         float64
	clientBurst              int
}

func (cfg *config) flags(f *pflag.FlagSet) {
	f.StringVar(&cfg.site, "site", "", "the folder that bantin built: its pages are counted, and served")
	f.StringVar(&cfg.manifest, "manifest", "", "instead of --site: only its manifest, public/.bantin/manifest.json; another server serves the pages")
	cfg.store.flags(f)
	f.StringVar(&cfg.addr, "addr", "127.0.0.1:8090", "where readers ask")
	f.StringVar(&cfg.dashboard, "dashboard", "127.0.0.1:8091", "where editors look at the numbers; empty for nowhere")
	f.StringVar(&cfg.metrics, "metrics", "127.0.0.1:8092", "where a monitor asks for /metrics; empty for nowhere")
	f.StringVar(&cfg.path, "path", "", "the counter's path, if it is not that of the site's setting counter.endpoint")
	f.StringSliceVar(&cfg.origins, "allow-origin", nil, "another address of the site whose pages may count, as https://x.example; may be repeated")
	f.StringSliceVar(&cfg.hosts, "dashboard-host", nil, "a name under which a web server shows the dashboard; may be repeated")
	f.Var((*prefixes)(&cfg.proxies), "trusted-proxy", "address or network of a web server whose X-Forwarded-For is true; may be repeated")
	f.BoolVar(&cfg.move, "move-site", false, "the site's address has changed: count on under the new one")
	f.BoolVar(&cfg.bots, "include-bots", false, "pages show numbers with robots in them")
	f.Float64Var(&cfg.clientRate, "client-rate", 20, "visits a second that one address may send for long")
	f.IntVar(&cfg.clientBurst, "client-burst", 600, "visits that one address may send at once, a whole office perhaps")
	f.Float64Var(&cfg.rate, "rate", 10_000, "visits a second that all may send together")
}

// check says what is wrong with the flags themselves.
func (cfg *config) check() error {
	if (cfg.site == "") == (cfg.manifest == "") {
		return fmt.Errorf("%w: give the built folder with --site, or only its manifest with --manifest", errUsage)
	}
	if cfg.clientRate <= 0 || cfg.clientBurst <= 0 || cfg.rate <= 0 {
		return fmt.Errorf("%w: rates and bursts are above 0", errUsage)
	}
	for _, o := range cfg.origins {
		if u, err := url.Parse(o); err != nil || u.Host == "" || o != u.Scheme+"://"+u.Host {
			return fmt.Errorf("%w: --allow-origin %s: write scheme and host alone, like https://x.example", errUsage, o)
		}
	}
	data, err := filepath.Abs(cfg.store.data)
	site, err2 := filepath.Abs(cfg.site)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if cfg.site != "" && strings.HasPrefix(data+string(filepath.Separator), site+string(filepath.Separator)) {
		return fmt.Errorf("%w: --data %s lies in --site %s, and the next build would put it aside; choose another folder", errUsage, data, site)
	}
	if cfg.path != "" && (cfg.path[0] != '/' || strings.ContainsAny(cfg.path, "?#%")) {
		return fmt.Errorf("%w: --path %s: write it like /dem", errUsage, cfg.path)
	}
	return nil
}

// prefixes are addresses and networks of a flag.
type prefixes []netip.Prefix

func (p *prefixes) Type() string   { return "address" }
func (p *prefixes) String() string { return "" }

func (p *prefixes) Set(s string) error {
	for one := range strings.SplitSeq(s, ",") {
		prefix, err := netip.ParsePrefix(one)
		if err != nil {
			addr, err := netip.ParseAddr(one)
			if err != nil {
				return errors.New("not an address like 10.0.0.7 or a network like 10.0.0.0/8")
			}
			prefix = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen())
		}
		*p = append(*p, prefix)
	}
	return nil
}
