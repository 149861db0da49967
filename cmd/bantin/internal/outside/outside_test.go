package outside

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// mustInternet answers for every site. Its Asker reaches nothing else.
func mustInternet(t *testing.T, handler http.HandlerFunc) Asker {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return Asker{Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}}
}

func TestAnswers(t *testing.T) {
	asker := mustInternet(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.UserAgent(), "bantin") {
			t.Errorf("asked by %q", r.UserAgent())
		}
		if r.Header.Get("Authorization")+r.Referer() != "" {
			t.Errorf("%s is told %v", r.URL, r.Header)
		}
		path := r.URL.Path
		switch {
		case path == "/no-head" && r.Method == http.MethodHead:
			w.WriteHeader(http.StatusMethodNotAllowed)
		case path == "/drops-head" && r.Method == http.MethodHead:
			panic(http.ErrAbortHandler)
		case path == "/says-404-to-head" && r.Method == http.MethodHead:
			w.WriteHeader(http.StatusNotFound)
		case path == "/drops":
			panic(http.ErrAbortHandler)
		case path == "/endless": // a body that nobody may read
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
				return
			}
			for r.Context().Err() == nil {
				fmt.Fprintln(w, strings.Repeat("x", 1<<10))
			}
		case path == "/circle":
			http.Redirect(w, r, "/circle", http.StatusMovedPermanently)
		case strings.HasPrefix(path, "/hop/"):
			http.Redirect(w, r, "/hop/"+strings.Repeat("x", len(path)), http.StatusFound)
		case strings.HasPrefix(path, "/steps/"):
			if rest, more := strings.CutSuffix(path, "x"); more {
				http.Redirect(w, r, rest, http.StatusPermanentRedirect)
			}
		case path == "/moved":
			http.Redirect(w, r, "http://b.example/anew?x=1", http.StatusMovedPermanently)
		case path == "/secret":
			http.Redirect(w, r, "http://u:p@b.example/anew", http.StatusMovedPermanently)
		case path == "/today":
			http.Redirect(w, r, "/moved", http.StatusFound)
		case path == "/moved-to-today":
			http.Redirect(w, r, "/today", http.StatusMovedPermanently)
		case path == "/moved-and-gone":
			http.Redirect(w, r, "/410", http.StatusMovedPermanently)
		case path == "/ftp":
			http.Redirect(w, r, "ftp://b.example/", http.StatusMovedPermanently)
		case len(path) == 4:
			var status int
			fmt.Sscan(path[1:], &status)
			w.WriteHeader(status)
		}
	})
	want := map[string]Answer{
		"/":                 {Verdict: Fine},
		"/no-head":          {Verdict: Fine},
		"/drops-head":       {Verdict: Fine},
		"/says-404-to-head": {Verdict: Fine},
		"/endless":          {Verdict: Fine},
		"/drops":            {Verdict: NoAnswer},
		"/404":              {Verdict: Gone, Status: 404},
		"/410":              {Verdict: Gone, Status: 410},
		"/403":              {Verdict: Refused, Status: 403},
		"/429":              {Verdict: Refused, Status: 429},
		"/503":              {Verdict: Refused, Status: 503},
		"/circle":           {Verdict: Loop},
		"/hop/1":            {Verdict: Loop},
		"/steps/xxxxx":      {Verdict: Moved, To: "http://a.example/steps/"},
		"/steps/xxxxxx":     {Verdict: Loop},
		"/moved":            {Verdict: Moved, To: "http://b.example/anew?x=1"},
		"/today":            {Verdict: Fine},
		"/moved-to-today":   {Verdict: Moved, To: "http://a.example/today"},
		"/moved-and-gone":   {Verdict: Gone, Status: 410},
		"/ftp":              {Verdict: NoAnswer},
	}
	addresses := []string{"http://u:p@a.example/secret"}
	for path := range want {
		addresses = append(addresses, "http://a.example"+path)
	}
	answers := asker.Ask(t.Context(), addresses)
	if got := answers[addresses[0]]; got != (Answer{Verdict: Moved, To: "http://b.example/anew"}) {
		t.Errorf("with a password: %+v", got)
	}
	for path, w := range want {
		if got := answers["http://a.example"+path]; got != w {
			t.Errorf("%s: %+v, want %+v", path, got, w)
		}
	}
	if got := asker.Ask(t.Context(), []string{"http://a b/%zz"})["http://a b/%zz"]; got.Verdict != NoAnswer {
		t.Errorf("what is no address: %+v", got)
	}
}

// TestAsksPolitely counts what is asked at the same time.
func TestAsksPolitely(t *testing.T) {
	var mu sync.Mutex
	asked, now, most := map[string]int{}, map[string]int{}, 0
	asker := mustInternet(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked["http://"+r.Host+r.URL.Path]++
		if now[r.Host]++; now[r.Host] > 1 {
			t.Errorf("%s is asked twice at the same time", r.Host)
		}
		most = max(most, len(now))
		mu.Unlock()
		time.Sleep(2 * time.Millisecond) // so that others come while it works
		mu.Lock()
		defer mu.Unlock()
		if now[r.Host]--; now[r.Host] == 0 {
			delete(now, r.Host)
		}
		if strings.HasSuffix(r.URL.Path, "0") { // to a site that others ask
			http.Redirect(w, r, "http://host0.example/", http.StatusFound)
		}
	})
	var addresses []string
	for host := range 9 {
		for page := range 4 {
			address := fmt.Sprintf("http://host%d.example/%d", host, page)
			addresses = append(addresses, address, address)
		}
	}
	done := 0
	asker.Progress = func(n, total int) {
		mu.Lock()
		defer mu.Unlock()
		done = max(done, n)
	}
	answers := asker.Ask(t.Context(), addresses)
	for _, address := range addresses {
		if answers[address].Verdict != Fine || asked[address] != 1 {
			t.Errorf("%s: %+v, asked %d times", address, answers[address], asked[address])
		}
	}
	if most > atOnce || most < 2 {
		t.Errorf("%d sites at once, want %d", most, atOnce)
	}
	if done != len(answers) {
		t.Errorf("%d of %d were told as done", done, len(answers))
	}
}

func TestSlowSiteIsGivenUp(t *testing.T) {
	over := make(chan struct{})
	asker := mustInternet(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "slow.example" {
			<-over
		}
	})
	defer close(over)
	asker.Patience = 50 * time.Millisecond
	if got := asker.Ask(t.Context(), []string{"http://slow.example/"})["http://slow.example/"]; got.Verdict != Slow {
		t.Errorf("got %+v", got)
	}
}

// TestSilenceIsNotAskedOnAndOn: behind a firewall that drops packets each address
// would take as long as it may.
func TestSilenceIsNotAskedOnAndOn(t *testing.T) {
	asker := Asker{Patience: 10 * time.Millisecond, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	var addresses []string
	for i := range 100 {
		addresses = append(addresses, fmt.Sprintf("http://host%d.example/", i))
	}
	of := map[Verdict]int{}
	for _, answer := range asker.Ask(t.Context(), addresses) {
		of[answer.Verdict]++
	}
	if n := of[Slow]; n < hopeless || n >= hopeless+atOnce || n+of[NotAsked] != len(addresses) {
		t.Errorf("%v", of)
	}
}

func TestWhatThereIsNoTimeForIsNotAsked(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	asker := mustInternet(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2" {
			stop()
			<-r.Context().Done()
		}
	})
	answers := asker.Ask(ctx, []string{"http://a.example/1", "http://a.example/2", "http://a.example/3"})
	for path, want := range map[string]Verdict{"1": Fine, "2": NotAsked, "3": NotAsked} {
		if got := answers["http://a.example/"+path]; got.Verdict != want {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// TestPrivateAddressesAreNotAsked has a real server on this machine that must not
// hear of it, whatever it is called and whoever sends there.
func TestPrivateAddressesAreNotAsked(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked for %s", r.Host, r.URL.Path)
	}))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "LocalHost.", "a.localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "169.254.169.254"} {
		address := "http://" + host + ":" + port + "/"
		if got := (Asker{}).Ask(t.Context(), []string{address})[address]; got.Verdict != Private {
			t.Errorf("%s: %+v", address, got)
		}
	}
	for address, want := range map[string]bool{
		"8.8.8.8": true, "3fff:1000::1": true, "2606:4700::1111": true, "203.162.0.1": true,
		"192.168.1.1": false, "172.16.0.1": false, "100.64.1.1": false, "198.18.0.1": false, "255.255.255.255": false, "224.0.0.1": false, "240.1.1.1": false,
		"::1": false, "::": false, "fe80::1": false, "fd00::1": false, "fec0::1": false, "3fff:fff::1": false, "192.88.99.1": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::7f00:1": false, "2001:0:1::": false,
	} {
		if public(netip.MustParseAddr(address)) != want {
			t.Errorf("%s: public is not %v", address, want)
		}
	}
}

// TestAProxyIsAskedForOthersAlone has a real proxy, which lies on this machine as an
// office's does in its network.
func TestAProxyIsAskedForOthersAlone(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.Method+" "+r.RequestURI)
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "http://b.example/anew", http.StatusMovedPermanently)
		case "/inside":
			http.Redirect(w, r, "http://192.168.1.1/", http.StatusFound)
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		}
		if r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer proxy.Close()
	by, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	asker := Asker{Proxy: func(r *http.Request) (*url.URL, error) {
		if r.URL.Hostname() == "127.0.0.1" { // as Go reads the environment
			return nil, nil
		}
		return by, nil
	}}
	want := map[string]Answer{
		"http://a.example/":       {Verdict: Fine},
		"http://a.example/moved":  {Verdict: Moved, To: "http://b.example/anew"},
		"http://a.example/gone":   {Verdict: Gone, Status: 404},
		"https://c.example/":      {Verdict: NoAnswer},
		"http://a.example/inside": {Verdict: Private},
		"http://10.0.0.1/":        {Verdict: Private},
		"http://intranet/":        {Verdict: Private},
		"http://may-in.local./":   {Verdict: Private},
		"http://[::1]/":           {Verdict: Private},
		proxy.URL + "/":           {Verdict: Private}, // without the proxy
	}
	answers := asker.Ask(t.Context(), slices.Collect(maps.Keys(want)))
	for address, w := range want {
		if got := answers[address]; got != w {
			t.Errorf("%s: %+v, want %+v", address, got, w)
		}
	}
	if !slices.Contains(asked, "HEAD http://a.example/moved") || !slices.Contains(asked, "CONNECT c.example:443") {
		t.Errorf("the proxy was asked %q", asked)
	}
	for _, request := range asked {
		if !strings.Contains(request, ".example") {
			t.Errorf("the proxy was asked %q", request)
		}
	}
}
