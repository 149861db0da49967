package render

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/site"
)

// Headers are the HTTP headers that every page is written for. Nothing is
// allowed that the pages do not need; the visit counter's address is, where it
// is another origin.
func Headers(s *site.Site) map[string]string {
	counter := ""
	if u, err := url.Parse(s.Counter.Endpoint); err == nil && u.Host != "" && !strings.EqualFold(u.Scheme+"://"+u.Host, s.BaseURL) {
		counter = " " + u.Scheme + "://" + u.Host
	}
	return map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'" + counter +
			"; font-src 'self'; connect-src 'self'" + counter +
			"; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Referrer-Policy":            "strict-origin-when-cross-origin",
		"X-Content-Type-Options":     "nosniff",
	}
}

// HeaderFile writes the headers as nginx includes them.
func HeaderFile(s *site.Site) []byte {
	headers := Headers(s)
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		fmt.Fprintf(&b, "add_header %s \"%s\" always;\n", name, headers[name])
	}
	return b.Bytes()
}
