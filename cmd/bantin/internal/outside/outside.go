// Package outside asks other sites whether the addresses that articles link to
// still lead somewhere.
//
// It asks politely: each address once, few sites at a time, one request at a time
// to each of them, headers only, without a password that a link holds and without
// telling who linked. It asks public addresses only: no link in an article, and no
// redirect, makes it speak to this machine or the office's network. A proxy alone may
// be there. Behind one it is the proxy that looks up names: then what is refused is an
// address or a name that is private as it is written.
package outside

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"bantin/cmd/bantin/internal/work"
)

// A Verdict is what is known of an address.
type Verdict uint8

const (
	NotAsked Verdict = iota // there was no time
	Fine
	Gone
	Moved // for good
	NoAnswer
	Slow
	Refused // by a status that says nothing about the page
	Loop    // of redirects, or too many of them
	Private // an address that is nobody else's business
)

// An Answer is what an address says of itself.
type Answer struct {
	Verdict
	Status int    // of Gone and Refused
	To     string // of Moved: the new address
}

// An Asker asks. Its zero value will do.
type Asker struct {
	Dial     func(ctx context.Context, network, address string) (net.Conn, error) // nil: public addresses only
	Proxy    func(*http.Request) (*url.URL, error)                                // which one to ask by; nil: none
	Patience time.Duration                                                        // with one address; 0: 10 s
	Progress func(done, total int)                                                // may be nil
}

const (
	patience  = 10 * time.Second
	atOnce    = 4
	redirects = 5
	hopeless  = 2 * atOnce // so many slow addresses and no other answer: there is no network
)

// Ask asks addresses of http and https, without their fragments, and returns the
// answers by address. When ctx ends, or where there is no network, the rest is not
// asked.
func (a Asker) Ask(ctx context.Context, addresses []string) map[string]Answer {
	if a.Patience == 0 {
		a.Patience = patience
	}
	if a.Dial == nil {
		a.Dial = dialPublic
	}
	transport := a.route()
	defer transport.CloseIdleConnections()
	sites := bySite(addresses)
	answers := make([][]Answer, len(sites))
	var done, slow, heard atomic.Int64
	_ = work.Some(ctx, atOnce, len(sites), func(i int) error { // what was not asked is told by its answer
		answers[i] = make([]Answer, len(sites[i]))
		for j, address := range sites[i] {
			if slow.Load() >= hopeless && heard.Load() == 0 {
				break
			}
			switch answers[i][j] = a.ask(ctx, transport, address); answers[i][j].Verdict {
			case Slow:
				slow.Add(1)
			case Fine, Gone, Moved, Refused, Loop:
				heard.Add(1)
			}
			if n := int(done.Add(1)); a.Progress != nil {
				a.Progress(n, len(addresses))
			}
		}
		return nil
	})
	all := make(map[string]Answer, len(addresses))
	for i, site := range answers {
		for j, answer := range site {
			all[sites[i][j]] = answer
		}
	}
	return all
}

// bySite groups addresses by the site that they ask.
func bySite(addresses []string) [][]string {
	at := map[string]int{}
	var sites [][]string
	for _, address := range slices.Compact(slices.Sorted(slices.Values(addresses))) {
		host := address
		if u, err := url.Parse(address); err == nil {
			host = strings.ToLower(u.Hostname())
		}
		if _, known := at[host]; !known {
			at[host] = len(sites)
			sites = append(sites, nil)
		}
		sites[at[host]] = append(sites[at[host]], address)
	}
	return sites
}

// ask asks one address, by GET where HEAD is refused or says nothing good.
func (a Asker) ask(ctx context.Context, transport http.RoundTripper, address string) Answer {
	if ctx.Err() != nil {
		return Answer{}
	}
	own, stop := context.WithTimeout(ctx, a.Patience)
	defer stop()
	answer := try(own, transport, http.MethodHead, address)
	if answer.Verdict == NoAnswer || answer.Status != 0 && answer.Status != http.StatusTooManyRequests {
		answer = try(own, transport, http.MethodGet, address)
	}
	if ctx.Err() != nil {
		return Answer{}
	}
	return answer
}

var errLoop = errors.New("too many redirects")

func try(ctx context.Context, transport http.RoundTripper, method, address string) Answer {
	to, forGood := "", true
	client := http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		req.Header.Del("Referer")
		req.URL.User = nil
		status := req.Response.StatusCode
		if forGood = forGood && (status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect); forGood {
			to = req.URL.String()
		}
		if len(via) > redirects {
			return errLoop
		}
		return nil
	}}
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return Answer{Verdict: NoAnswer}
	}
	req.URL.User = nil
	req.Header.Set("User-Agent", "bantin (link check)")
	res, err := client.Do(req)
	switch {
	case errors.Is(err, errLoop):
		return Answer{Verdict: Loop}
	case errors.Is(err, errPrivate):
		return Answer{Verdict: Private}
	case errors.Is(err, context.DeadlineExceeded):
		return Answer{Verdict: Slow}
	case err != nil:
		return Answer{Verdict: NoAnswer}
	}
	res.Body.Close() // unread
	switch status := res.StatusCode; {
	case status == http.StatusNotFound || status == http.StatusGone:
		return Answer{Verdict: Gone, Status: status}
	case status >= 400:
		return Answer{Verdict: Refused, Status: status}
	case to != "":
		return Answer{Verdict: Moved, To: to}
	}
	return Answer{Verdict: Fine}
}

var errPrivate = errors.New("not a public address")

// A route sends each request by the proxy that is meant for it, or directly.
type route struct {
	direct, proxied *http.Transport
	proxy           func(*http.Request) (*url.URL, error)
}

func (a Asker) route() route {
	r := route{
		direct:  &http.Transport{DialContext: a.Dial, MaxConnsPerHost: 1},
		proxied: &http.Transport{Proxy: a.Proxy, MaxConnsPerHost: atOnce}, // the host is the proxy for all of http
		proxy:   a.Proxy,
	}
	for _, t := range []*http.Transport{r.direct, r.proxied} {
		t.MaxResponseHeaderBytes, t.DisableCompression = 64<<10, true
	}
	return r
}

func (r route) CloseIdleConnections() {
	r.direct.CloseIdleConnections()
	r.proxied.CloseIdleConnections()
}

func (r route) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.proxy == nil {
		return r.direct.RoundTrip(req)
	}
	switch by, err := r.proxy(req); {
	case err != nil:
		return nil, err
	case by == nil:
		return r.direct.RoundTrip(req)
	case private(req.URL.Hostname()):
		return nil, errPrivate
	}
	return r.proxied.RoundTrip(req)
}

// private tells by a host's name or address, as it is written, whether it is nobody
// else's: names of this machine, of its network, and of special use (RFC 6761, 6762, 8375).
func private(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		return !public(a.Unmap())
	}
	top := host[strings.LastIndex(host, ".")+1:]
	return top == host || slices.Contains([]string{"localhost", "local", "internal"}, top) || strings.HasSuffix(host, ".home.arpa")
}

// dialPublic connects to public addresses alone. Names of this machine are not even
// resolved (RFC 6761, 6.3): not every machine knows them.
func dialPublic(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	if host = strings.ToLower(strings.TrimSuffix(host, ".")); host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return nil, errPrivate
	}
	return (&net.Dialer{Control: publicOnly}).DialContext(ctx, network, address)
}

// publicOnly refuses a connection, before it is made, to where names were resolved
// to that is not on the public Internet.
func publicOnly(_, address string, _ syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err != nil || !public(to.Addr().Unmap()) {
		return errPrivate
	}
	return nil
}

func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() &&
		!slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}

// special are the ranges that IANA keeps for other uses, beyond those that netip
// knows; some of IPv6 hold an address of IPv4.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "fec0::/10")

func prefixes(written ...string) []netip.Prefix {
	ps := make([]netip.Prefix, len(written))
	for i, w := range written {
		ps[i] = netip.MustParsePrefix(w)
	}
	return ps
}
