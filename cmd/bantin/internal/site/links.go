package site

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/text"
)

// A target is a source file that links may name: its address, or the title of
// what is not live.
type target struct {
	url, held string
	faulty    bool // it has no address because of a fault
}

// target finds a source file by its path in NFC.
func (s *Site) target(name string) (target, bool) {
	i, ok := slices.BinarySearchFunc(s.articles, name, func(a *Article, name string) int { return strings.Compare(a.Path, name) })
	if ok {
		return target{url: s.articles[i].URL}, true
	}
	t, ok := s.others()[name]
	return t, ok
}

// otherTargets are those besides articles' own files, which their order finds.
// Most sites' links never ask for them.
func (s *Site) otherTargets() map[string]target {
	m := map[string]target{"content": {url: "/"}, "content/_index.md": {url: "/"}}
	add := func(name string, t target) {
		if name != "" {
			m[text.NFC(name)] = t
		}
	}
	for _, a := range s.articles {
		add(a.Dir(), target{url: a.URL})
		if nfc := text.NFC(a.Path); nfc != a.Path {
			m[nfc] = target{url: a.URL}
		}
		for _, f := range a.Files {
			if u, ok := fileURL(a, f); ok {
				add(f.Path, target{url: u})
			}
		}
	}
	for _, sec := range s.Sections {
		add(sec.Path, target{url: sec.URL})
		add(sec.Dir, target{url: sec.URL})
	}
	for _, h := range s.Held {
		held := target{held: h.Article.Title}
		add(h.Article.Path, held)
		add(h.Article.Dir(), held)
		for _, f := range h.Article.Files {
			add(f.Path, held)
		}
	}
	for _, name := range s.input.Tree.Unfit {
		add(name, target{faulty: true})
	}
	return m
}

// A Link is what a destination in a source file becomes.
type Link struct {
	Href string    // root-relative, with its fragment, as an attribute says it
	Path string    // the page's address on this site, for the check of fragments
	Held string    // what the target is called that is not live: its text is printed without a link
	Code diag.Code // why there is no such target; "" if there is
	Args []any

	Faulty bool // the target has a fault of its own, which is told elsewhere
}

// Resolve finds what a link or picture in a source file names: a file beside
// it, another source file, or an address of this site.
func (s *Site) Resolve(file, dest string) Link {
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return Link{Code: "link-dead", Args: []any{dest}}
	}
	if strings.HasPrefix(u.Path, "/") {
		return s.resolveAddress(u, dest)
	}
	if u.Path == "" { // the page itself, with a query
		u.Path = path.Base(file)
	}
	name := text.NFC(path.Join(path.Dir(file), u.Path))
	t, ok := s.target(name)
	switch {
	case t.faulty, !ok && s.faulty(name):
		return Link{Faulty: true}
	case !ok && !strings.HasPrefix(name, "content/"):
		return Link{Code: "link-outside", Args: []any{dest}}
	case !ok:
		return s.missing(file, dest, name)
	case t.held != "":
		return Link{Held: t.held}
	}
	return link(t.url, u)
}

// FaultyAt is the source that would be the page of an address, but for its fault;
// "" if there is none.
func (s *Site) FaultyAt(address string) string {
	for _, source := range s.Faulty() {
		name := path.Base(strings.TrimSuffix(strings.TrimSuffix(source, ".md"), "/index"))
		if slices.Contains([]string{text.Slug(name), text.Slug(withoutOrder(name))}, path.Base(address)) {
			return source
		}
	}
	return ""
}

// Faulty names the sources that are no pages because of a fault.
func (s *Site) Faulty() []string { return s.input.Tree.Faulty }

// faulty tells whether a name or address is, or may be, that of an article with
// a fault: who links to it has made none.
func (s *Site) faulty(name string) bool {
	names := s.faultyNames()
	return names[name] || names[path.Base(name)]
}

// namesOfFaulty are those of their files, and what their addresses may end in.
func (s *Site) namesOfFaulty() map[string]bool {
	m := make(map[string]bool, 3*len(s.Faulty()))
	for _, source := range s.Faulty() {
		called := path.Base(strings.TrimSuffix(strings.TrimSuffix(source, ".md"), "/index"))
		m[text.NFC(source)], m[text.Slug(called)], m[text.Slug(withoutOrder(called))] = true, true, true
	}
	return m
}

// resolveAddress checks an address of this site that was written in full.
func (s *Site) resolveAddress(u *url.URL, dest string) Link {
	p := text.NFC(u.Path)
	for _, try := range []string{p, p + "/"} {
		if a, ok := s.Lookup(try); ok && (try == p || strings.HasSuffix(a.Path, "/")) {
			return link(a.Path, u)
		}
	}
	if a, ok := s.timeless().Lookup(p); ok {
		name := a.Path
		if a.Article != nil {
			name = a.Article.Title
		}
		return Link{Held: name}
	}
	if s.faulty(p) {
		return Link{Faulty: true}
	}
	return Link{Code: "link-dead", Args: []any{dest}}
}

// withoutTime makes the timeless site: an address that only it has is no dead
// link, whether of an article, of its files, or of a listing that waits for it.
func (s *Site) withoutTime() *Site {
	if s.input.all {
		return s
	}
	whole, _ := s.Whole()
	return whole
}

func link(address string, u *url.URL) Link {
	href := (&url.URL{Path: address, RawQuery: u.RawQuery, Fragment: u.Fragment}).String()
	return Link{Href: href, Path: address}
}

// missing says why a relative destination names nothing.
func (s *Site) missing(file, dest, name string) Link {
	isFile := path.Ext(name) != ".md" && path.Ext(name) != ""
	beside := isFile && strings.HasPrefix(name, path.Dir(file)+"/")
	kind := path.Base(file)
	if isFile && kind != "index.md" && kind != "_index.md" {
		folder := strings.TrimSuffix(file, ".md")
		return Link{Code: "link-flat", Args: []any{dest, kind, folder + "/index.md"}}
	}
	if near := s.spelling(name); near != "" {
		return Link{Code: "link-spelling", Args: []any{dest, near}}
	}
	switch {
	case beside && kind == "_index.md":
		return Link{Code: "file-section", Args: []any{dest, path.Base(name)}}
	case beside:
		return Link{Code: "file-missing", Args: []any{dest, kind}}
	}
	return Link{Code: "link-dead", Args: []any{dest}}
}

// spelling is a file in the folder of name that is called the same but for
// capitals and accents.
func (s *Site) spelling(name string) string {
	dir, want := path.Dir(name), text.Fold(path.Base(name))
	same := func(known string) bool { return path.Dir(known) == dir && text.Fold(path.Base(known)) == want }
	for _, a := range s.articles {
		if same(a.Path) {
			return path.Base(a.Path)
		}
	}
	near := ""
	for known := range s.others() {
		if base := path.Base(known); same(known) && (near == "" || base < near) {
			near = base
		}
	}
	return near
}

// An Anchor is a place within a page that a link of the settings names.
type Anchor struct {
	Path, Fragment  string
	diag.Diagnostic // where the link stands, without a code
}

// sources checks what settings and front matter name.
func (b *builder) sources() {
	b.site.Menu = b.liveLinks(b.site.Menu, "menu")
	b.site.Links = b.liveLinks(b.site.Links, "links")
	if n := b.site.Notice; n != nil && n.Link.URL != "" && !b.liveLink(n.Link.URL, "notice", "link", "url") {
		b.site.Notice = &content.Notice{Text: n.Text}
	}
	b.share()
	for _, a := range b.site.articles {
		b.names(a)
	}
	for _, half := range b.in.Tree.Half {
		if b.in.Drafts || !half.Draft {
			b.names(&Article{Placed: half})
		}
	}
}

// names checks the files that front matter names.
func (b *builder) names(a *Article) {
	if a.Image != nil && a.Image.Src != "" {
		b.picture(a)
	}
	for i, at := range a.Attachments {
		b.named(a, at.File, "attachments", i, "file")
	}
}

// What the usual networks ask for to show a picture in full width.
const shareWidth, shareHeight = 1200, 630

// share checks the settings' picture of the site.
func (b *builder) share() {
	name := b.site.ShareImage
	if name == "" {
		return
	}
	var h picture.Header
	f, err := content.OpenFile(b.in.Source.FS, "static/"+name)
	if err == nil {
		h, err = picture.Read(f)
		_ = f.Close()
	}
	switch known := slices.Contains(b.in.Static, name); {
	case !known || err != nil || h.Type == picture.WebP:
		b.fault("share-image", content.SettingsFile, []any{"share_image"}, name)
		return
	case h.Width < shareWidth || h.Height < shareHeight:
		b.fault("share-image-small", content.SettingsFile, []any{"share_image"}, h.Width, h.Height, shareWidth, shareHeight)
	}
	b.site.Share = (&url.URL{Path: "/" + text.NFC(name)}).String()
}

// picture checks what front matter says of an article's own picture.
func (b *builder) picture(a *Article) {
	if IsPicture(a.Image.Src) {
		b.named(a, a.Image.Src, "image", "src")
	} else {
		b.fault("image-type", a.Path, []any{"image", "src"}, a.Image.Src)
	}
	if a.Image.Alt == "" || IsPicture(a.Image.Alt) {
		b.fault("image-alt", a.Path, []any{"image", "src"})
	}
}

// IsPicture tells by a file's name whether browsers show it as a picture.
func IsPicture(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".webp", ".svg", ".gif", ".ico"}, strings.ToLower(path.Ext(name)))
}

// named checks a file that front matter names.
func (b *builder) named(a *Article, name string, at ...any) {
	_, ok := a.File(name)
	unfit := func(file string) bool { return text.NFC(file) == path.Join(a.Dir(), text.NFC(name)) }
	if ok || a.Dir() != "" && slices.ContainsFunc(b.in.Tree.Unfit, unfit) { // its fault is told already
		return
	}
	code := diag.Code("file-missing")
	if a.Dir() == "" {
		code = "file-flat"
	}
	b.fault(code, a.Path, at, name, path.Base(a.Path), strings.TrimSuffix(a.Path, ".md")+"/index.md")
}

// A File is a picture or attachment as readers get it.
type File struct {
	URL  string
	Size int64
	Path string // its source
}

// File finds a file of the article by the name its front matter gives.
func (a *Article) File(name string) (File, bool) {
	name = text.NFC(path.Clean(name))
	for _, f := range a.Files {
		if f.Name == name {
			u, ok := fileURL(a, f)
			return File{u, f.Size, f.Path}, ok
		}
	}
	return File{}, false
}

// liveLinks keeps the links of the settings that lead somewhere now.
func (b *builder) liveLinks(links []content.Link, key string) (live []content.Link) {
	for i, l := range links {
		if b.liveLink(l.URL, key, i, "url") {
			live = append(live, l)
		}
	}
	return live
}

// liveLink tells whether a link of the settings leads somewhere now. One to what is
// not live yet, or no more, is left out with a note.
func (b *builder) liveLink(address string, at ...any) bool {
	found := Link{Code: "setting-link"}
	u, err := url.Parse(address)
	switch {
	case err == nil && slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme):
		if found = (Link{Href: address}); b.in.Advise && u.Host != "" {
			b.site.Outside = append(b.site.Outside, b.in.Source.Locate("", content.SettingsFile, at, address))
		}
	case err == nil && u.Scheme == "" && strings.HasPrefix(u.Path, "/"):
		found = b.site.Resolve(content.SettingsFile, address)
	}
	switch {
	case found.Held != "":
		b.fault("link-held", content.SettingsFile, at, found.Held)
	case found.Code != "":
		b.fault("setting-link", content.SettingsFile, at, address)
	case found.Path != "" && u.Fragment != "":
		b.site.Anchors = append(b.site.Anchors, Anchor{found.Path, u.Fragment, b.in.Source.Locate("", content.SettingsFile, at)})
	}
	return found.Href != ""
}
