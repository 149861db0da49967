package content

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"

	"golang.org/x/net/idna"
)

// SettingsFile is where a site's settings stand.
const SettingsFile = "content/site.yaml"

// Settings are what a site says of itself. Title and BaseURL are required.
type Settings struct {
	Title        string             `key:"title,required,fold"`
	BaseURL      string             `key:"base_url,required"` // https://example.org, without a path and a closing slash
	Language     string             `key:"language"`
	Timezone     string             `key:"timezone"`
	Description  string             `key:"description,fold"`
	Organization Organization       `key:"organization"`
	Footer       string             `key:"footer,fold"` // a sentence below every page
	Menu         []Link             `key:"menu"`
	Links        []Link             `key:"links"` // Liên kết website
	Paths        Paths              `key:"paths"`
	PerPage      int                `key:"per_page"`
	FeedItems    int                `key:"feed_items"`
	Tags         map[string]Keyword `key:"tags"`
	Counter      Counter            `key:"counter"`
	Poll         *Poll              `key:"poll"`

	Zone *time.Location
}

// Organization is the body that publishes the site.
type Organization struct {
	Name    string `key:"name,fold"`
	Address string `key:"address,fold"`
	Phone   string `key:"phone"`
	Email   string `key:"email"`
}

// Link is a titled address.
type Link struct {
	Title string `key:"title,required,fold"`
	URL   string `key:"url,required"`
}

// Paths are the fixed words in addresses.
type Paths struct {
	Archive string `key:"archive"`
	Tags    string `key:"tags"`
	Page    string `key:"page"`
}

// Keyword gives a keyword an address of its own and lists its other spellings.
type Keyword struct {
	Slug string   `key:"slug"`
	Also []string `key:"also"`
}

// Counter is the visit counter.
type Counter struct {
	Endpoint     string    `key:"endpoint"` // a path on this site, or an address elsewhere; empty: no service
	Baseline     int64     `key:"baseline"` // visits carried over from the old site
	BaselineDate text.Date `key:"baseline_date"`
}

// Poll is a closed poll carried over from the old site.
type Poll struct {
	Question string `key:"question,required,fold"`
	Votes    int64  `key:"votes"`
}

// readSettings decodes site.yaml and fills in what it leaves open.
func readSettings(cleaned []byte) (*Settings, []diag.Diagnostic) {
	s := &Settings{PerPage: 20, FeedItems: 20}
	d := &decoder{file: SettingsFile, source: cleaned, first: 1, zone: time.UTC}
	d.document(cleaned, s)
	s.fill(d)
	if !s.Counter.BaselineDate.IsZero() { // it is in the zone that the settings name
		again, dated := &decoder{file: SettingsFile, source: cleaned, first: 1, zone: s.Zone}, &Settings{}
		again.document(cleaned, dated)
		s.Counter.BaselineDate = dated.Counter.BaselineDate
	}
	return s, d.found
}

func (s *Settings) fill(d *decoder) {
	s.Language = cmp.Or(s.Language, "vi")
	s.Timezone = cmp.Or(s.Timezone, "Asia/Ho_Chi_Minh")
	s.Paths.Archive = cmp.Or(s.Paths.Archive, "luu-tru")
	s.Paths.Tags = cmp.Or(s.Paths.Tags, "tu-khoa")
	s.Paths.Page = cmp.Or(s.Paths.Page, "trang")
	s.Organization.Name = cmp.Or(s.Organization.Name, s.Title)
	for key, n := range map[string]*int{"per_page": &s.PerPage, "feed_items": &s.FeedItems} {
		if *n < 1 || *n > limit.Listed {
			d.setting("setting-range", key, key, 1, limit.Listed)
			*n = 20
		}
	}
	if !languageForm.MatchString(s.Language) {
		d.setting("language-form", "language", s.Language)
		s.Language = "vi"
	}
	s.checkPaths(d)
	s.checkEndpoint(d)
	if given := s.BaseURL; given != "" { // its absence has a diagnostic already
		var ok bool
		if s.BaseURL, ok = CheckBaseURL(given); !ok {
			d.setting("base-url", "base_url", given)
		}
	}
	zone, err := text.LoadZone(s.Timezone)
	if err != nil {
		d.setting("zone-unknown", "timezone", s.Timezone)
		zone, _ = text.LoadZone("Asia/Ho_Chi_Minh")
	}
	s.Zone = zone
}

// halfKnown tells of a fault of the settings whether they cannot be used, even to
// find more faults: in place of some values the usual ones do for that.
func halfKnown(d diag.Diagnostic) bool {
	filled := []diag.Code{"setting-range", "language-form", "counter-endpoint", "base-url", "zone-unknown"}
	return d.Severity() == diag.Error && !slices.Contains(filled, d.Code)
}

// languageForm is the tag of a language as HTML has it (BCP 47): vi, en, en-GB.
var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// checkEndpoint holds the counter's address to a path of this site or an https
// address: its origin enters the Content-Security-Policy.
func (s *Settings) checkEndpoint(d *decoder) {
	e := s.Counter.Endpoint
	u, err := url.Parse(e)
	path := err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/")
	away := err == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())) && originForm.MatchString(u.Host)
	if e != "" && (!path && !away || u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		d.setting("counter-endpoint", "counter.endpoint", e)
		s.Counter.Endpoint = ""
	}
}

// originForm is a host with an optional port, and nothing that could end a
// directive of the policy.
var originForm = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)

func loopback(host string) bool { return host == "127.0.0.1" || host == "localhost" }

// checkPaths holds the fixed words to one folded path element each, all apart.
func (s *Settings) checkPaths(d *decoder) {
	words := map[string]string{}
	for _, w := range []struct{ key, value string }{
		{"archive", s.Paths.Archive}, {"tags", s.Paths.Tags}, {"page", s.Paths.Page},
	} {
		if text.Slug(w.value) != w.value || words[w.value] != "" {
			d.setting("path-word", "paths."+w.key, w.key, w.value)
		}
		words[w.value] = w.key
	}
}

// CheckBaseURL takes a site's public address, which has no path, and returns it
// without a closing slash.
func CheckBaseURL(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", false
	}
	host := u.Host
	if u.Port() == "" {
		host, err = idna.Lookup.ToASCII(u.Host) // tên-miền.vn; machines read xn--…
	}
	return u.Scheme + "://" + host, err == nil && originForm.MatchString(host)
}

// setting adds a diagnostic at the value of a settings key; a dot leads to the
// keys below it.
func (d *decoder) setting(code diag.Code, key string, args ...any) {
	var path []any
	for part := range strings.SplitSeq(key, ".") {
		path = append(path, part)
	}
	d.locate(code, path, args...)
}
