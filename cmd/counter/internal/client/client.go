// Package client is what the counter may know of who asks: an address that nobody
// can make up, whether it asks too much, whether it is a robot, and for one day a
// key that tells a reader from another.
//
// It refuses to let any of that out: addresses and browsers' names stay in memory,
// and keys cannot be turned back, nor compared with those of another day.
package client

import (
	"net/http"
	"net/netip"
	"strings"

	"zgo.at/isbot"
)

// Address is who really asked: the connection's other end, unless that is one of the
// proxies. Then it is the last address of X-Forwarded-For that is none: what stands
// before it anybody can have written. An address that cannot be read is the zero Addr.
func Address(r *http.Request, proxies []netip.Prefix) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(addr, proxies); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	return addr.WithZone("")
}

func trusted(addr netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// Network is what one subscriber has of addresses at least: one of IPv4, and of IPv6
// a subnet, which is a /64 (RFC 4291, 2.5.4).
func Network(addr netip.Addr) netip.Prefix {
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	p, _ := addr.Prefix(bits)
	return p
}

// Bot tells robots that say so, and programs that are no browser, by their name.
// Addresses of clouds are not held against anybody: offices go out through them.
func Bot(agent string) bool { return isbot.Is(isbot.UserAgent(agent)) }

// Prefetched tells a request that a browser makes ahead of its reader.
func Prefetched(h http.Header) bool {
	return isbot.Prefetch(h) || strings.HasPrefix(h.Get("Sec-Purpose"), "prefetch")
}

// Unwatched tells that the reader asked not to be told from others (Global Privacy
// Control, Do Not Track).
func Unwatched(h http.Header) bool { return h.Get("Sec-GPC") == "1" || h.Get("DNT") == "1" }
