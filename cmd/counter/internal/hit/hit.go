// Package hit is the counter's interface for pages: it counts a visit and answers
// the numbers. cmd/README.md has the contract.
//
// It refuses, before it spends anything on them, requests of other sites, of clients
// that ask too much, of no page of the manifest, and whatever is not of the form that
// the contract gives; the header Counter-Refused says which.
package hit

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"time"

	"bantin/cmd/counter/internal/client"
	"bantin/cmd/counter/internal/release"
	"bantin/cmd/counter/internal/tally"
	"bantin/cmd/counter/internal/visit"

	"github.com/VictoriaMetrics/metrics"
)

const maxBody = 4 << 10

// pixel is a transparent GIF of one pixel.
const pixel = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00\x21\xf9\x04\x01\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b"

// A Handler answers at the counter's address.
type Handler struct {
	Counter *tally.Counter
	Release func() *release.Release
	Salt    *client.Salt
	Proxies []netip.Prefix
	Origins []string // besides the site's own, "https://x.example"
	Bots    bool     // the numbers that pages show include robots

	Visits, Pictures, Reads *client.Limiter

	Wall   func() time.Time // for days and hours
	Steady func() time.Time // never jumps

	Metrics *metrics.Set
}

// A refusal is an answer that counts nothing.
type refusal struct {
	status int
	reason string // for machines
	text   string // for people
}

func (r *refusal) Error() string { return r.text }

// ServeHTTP counts a POST, answers numbers to a GET, and counts a GET of a picture.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	site := h.Release()
	origin := r.Header.Get("Origin")
	if h.onList(site, origin) {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Expose-Headers", "Retry-After")
	}
	header.Add("Vary", "Origin")
	var err error
	switch {
	case r.Method == http.MethodPost:
		err = h.post(w, r, site)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		header.Set("Allow", "GET, HEAD, POST")
		err = &refusal{http.StatusMethodNotAllowed, "method", "POST counts a visit, GET answers numbers"}
	case r.URL.RawQuery == "img" && r.Method == http.MethodGet:
		err = h.picture(w, r, site)
	default:
		err = h.get(w, r, site)
	}
	if err != nil {
		h.refuse(w, err)
	}
}

func (h *Handler) refuse(w http.ResponseWriter, err error) {
	var no *refusal
	if !errors.As(err, &no) { // the store's or the reader's: tally says which
		no = &refusal{http.StatusServiceUnavailable, "store", "not stored yet; send it again"}
	}
	h.Metrics.GetOrCreateCounter(fmt.Sprintf(`counter_refused_total{reason=%q}`, no.reason)).Inc()
	w.Header().Set("Counter-Refused", no.reason)
	if no.status == http.StatusTooManyRequests || no.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	http.Error(w, no.text, no.status)
}

// onList tells the site's own origin and those of Options, letter by letter.
func (h *Handler) onList(site *release.Release, origin string) bool {
	return origin != "" && (origin == site.Site.BaseURL || slices.Contains(h.Origins, origin))
}

// own tells pages of the site: at its address, at one on the list, or served from
// where the request goes to. Programs that are no browsers send no Origin.
func (h *Handler) own(site *release.Release, r *http.Request, origin string) bool {
	return origin == "" || h.onList(site, origin) || origin == "https://"+r.Host || origin == "http://"+r.Host
}

var (
	tooMany = &refusal{http.StatusTooManyRequests, "too-many", "too many requests; try again later"}
	foreign = &refusal{http.StatusForbidden, "origin", "visits of this site's pages are counted, of no other's"}
	unknown = &refusal{http.StatusNotFound, "page", "no page of this site has this address"}
)

func (h *Handler) post(w http.ResponseWriter, r *http.Request, site *release.Release) error {
	addr := client.Address(r, h.Proxies)
	if !h.Visits.Allow(client.Network(addr), h.Steady()) {
		return tooMany
	}
	if !h.own(site, r, r.Header.Get("Origin")) {
		return foreign
	}
	v, err := read(w, r)
	if err != nil {
		return err
	}
	page, ok := site.Page(v.Page)
	if !ok {
		return unknown
	}
	v.Page = page
	v = h.visit(r, site, addr, v)
	answer, err := h.Counter.Count(r.Context(), v)
	if err != nil {
		return err
	}
	switch {
	case v.Kind != visit.Reader:
	case v.Visitor == 0:
		answer.Online++ // one without a key is here as well
	case answer.Online == 0:
		answer.Online = 1 // counted before a restart, and answered only now
	}
	h.numbers(w, site, page, answer)
	return nil
}

// read takes a page and an ID from the body, and nothing else.
func read(w http.ResponseWriter, r *http.Request) (v visit.Visit, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "text/plain" && kind != "application/json" {
		return v, &refusal{http.StatusUnsupportedMediaType, "content-type", "send JSON as text/plain"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return v, &refusal{http.StatusRequestEntityTooLarge, "size", "a visit has less than 4 KB"}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return v, &refusal{http.StatusServiceUnavailable, "slow", "the visit did not arrive; send it again"}
	}
	var form struct{ Page, ID string }
	if err != nil || json.Unmarshal(body, &form) != nil {
		return v, &refusal{http.StatusBadRequest, "form", `send {"page": "/…/", "id": "24 hexadecimal digits"}`}
	}
	id, ok := visit.ParseID(form.ID)
	if !ok {
		return v, &refusal{http.StatusBadRequest, "id", "an id has 24 lower-case hexadecimal digits"}
	}
	return visit.Visit{ID: id, Page: form.Page}, nil
}

// visit adds what the service itself knows.
func (h *Handler) visit(r *http.Request, site *release.Release, addr netip.Addr, v visit.Visit) visit.Visit {
	v.Hour, v.Seen = visit.HourOf(h.Wall().In(site.Zone)), h.Steady()
	agent := r.UserAgent()
	switch {
	case client.Bot(agent):
		v.Kind = visit.Bot
	case !client.Unwatched(r.Header):
		v.Visitor = h.Salt.Key(v.Hour.Day(), client.Network(addr), agent)
	}
	return v
}

// picture counts a reader without scripts, on the page of Referer. Where that is
// cut off, or names the home page as what is left of another, the visit adds to the
// site's numbers alone.
func (h *Handler) picture(w http.ResponseWriter, r *http.Request, site *release.Release) error {
	addr := client.Address(r, h.Proxies)
	switch from, err := url.Parse(r.Referer()); {
	case !h.Pictures.Allow(client.Network(addr), h.Steady()):
		return tooMany
	case err != nil || from.Host != "" && !h.own(site, r, from.Scheme+"://"+from.Host),
		from.Host == "" && r.Header.Get("Sec-Fetch-Site") == "cross-site": // it hides where it is from
		return foreign
	case client.Prefetched(r.Header):
		return &refusal{http.StatusForbidden, "prefetch", "nobody sees the page yet"}
	default:
		v := visit.Visit{Kind: visit.Scriptless}
		_, _ = rand.Read(v.ID[:]) // never fails
		if page := from.EscapedPath(); page != "" && page != "/" {
			var ok bool
			if v.Page, ok = site.Page(page); !ok {
				return unknown
			}
		}
		if _, err := h.Counter.Count(r.Context(), h.visit(r, site, addr, v)); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "image/gif")
	_, _ = io.WriteString(w, pixel)
	return nil
}

// get answers the numbers of the site and, with ?page=/…/, of a page.
func (h *Handler) get(w http.ResponseWriter, r *http.Request, site *release.Release) error {
	if !h.Reads.Allow(client.Network(client.Address(r, h.Proxies)), h.Steady()) {
		return tooMany
	}
	page := r.URL.Query().Get("page")
	if page != "" {
		var ok bool
		if page, ok = site.Page(page); !ok {
			return unknown
		}
	}
	answer, err := h.Counter.Numbers(r.Context(), page)
	if err != nil {
		return err
	}
	h.numbers(w, site, page, answer)
	return nil
}

// numbers writes the answer; without a page it has none of it.
func (h *Handler) numbers(w http.ResponseWriter, site *release.Release, page string, a tally.Answer) {
	ofSite, ofPage := a.Site.Visits, a.Page.Visits
	if h.Bots {
		ofSite, ofPage = ofSite+a.Site.Bots, ofPage+a.Page.Bots
	}
	b := append(make([]byte, 0, 96), `{"total":`...)
	b = strconv.AppendInt(b, site.Counter.Baseline+ofSite, 10)
	if page != "" {
		b = strconv.AppendInt(append(b, `,"page":`...), ofPage, 10)
	}
	b = strconv.AppendInt(append(b, `,"online":`...), int64(a.Online), 10)
	if a.Stale {
		b = append(b, `,"stale":true`...)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(b, '}')) // a reader who is gone needs no answer
}
