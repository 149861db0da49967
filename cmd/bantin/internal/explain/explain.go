// Package explain tells what an address or a source file of a site is, where it
// stands, and whether readers see it; if not, why. It looks at what was found in
// the whole site, since a fault anywhere keeps all of it from readers.
package explain

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// An Answer says what something is. Its JSON is a contract; the help of bantin
// explain lists the fields.
type Answer struct {
	Kind     string         `json:"kind"` // of an address, or settings, layout, folder, ignored, other, unknown
	Address  string         `json:"address,omitempty"`
	File     string         `json:"file,omitempty"`    // its source, below the site's folder
	Title    string         `json:"title,omitempty"`   // of an article, a section, a keyword
	Section  string         `json:"section,omitempty"` // of an article
	Template string         `json:"template,omitempty"`
	Number   int            `json:"number,omitempty"`  // of a listing's page, of a year or month (202402)
	Count    int            `json:"count,omitempty"`   // of articles listed
	Owner    string         `json:"owner,omitempty"`   // source of the article that a file or old address belongs to
	Target   string         `json:"target,omitempty"`  // where an old address leads
	State    site.Reason    `json:"state,omitempty"`   // Live, or why it is not
	Until    time.Time      `json:"until,omitzero"`    // when what is live expires
	Causes   []site.Cause   `json:"causes,omitempty"`  // all, the first to mend first
	Places   []render.Place `json:"places,omitempty"`  // where an article is met
	Files    []File         `json:"files,omitempty"`   // of an article
	Aliases  []string       `json:"aliases,omitempty"` // old addresses that lead to it
	Near     []string       `json:"near,omitempty"`    // what else may be meant
	Blocked  int            `json:"faults_elsewhere,omitempty"`

	Found []diag.Diagnostic `json:"-"` // of the source, sorted
}

// File is a picture or attachment.
type File struct {
	File    string `json:"file"`
	Address string `json:"address"`
}

// Live is the state of what readers see.
const Live site.Reason = "live"

// Kinds of answers that callers ask for.
const (
	Alias   = "alias"
	Unknown = "unknown" // no such address or file
)

var kinds = [...]string{
	site.HomePage: "home", site.ListPage: "section", site.ArticlePage: "article", site.PlainPage: "page",
	site.ArchivePage: "archive", site.TagsPage: "keywords", site.NotFoundPage: "not-found", site.AliasPage: Alias,
	site.FeedFile: "feed", site.DataFile: "data", site.SitemapPage: "site-map", site.SitemapFile: "sitemap", site.RobotsFile: "robots",
	site.ArticleFile: "file", site.PictureFile: "file", site.AssetFile: "asset", site.StaticFile: "static",
}

// A Guide answers for one site.
type Guide struct {
	renderer *render.Renderer
	site     *site.Site
	found    map[string][]diag.Diagnostic // by file, and by every folder above it
	errors   int
}

// New makes a guide of a site and of what was found when it was read. Without a
// renderer it only tells what is not live.
func New(s *site.Site, r *render.Renderer, found []diag.Diagnostic) *Guide {
	g := &Guide{r, s, map[string][]diag.Diagnostic{}, diag.Errors(found)}
	for _, d := range found {
		g.found[d.File] = append(g.found[d.File], d)
		for dir := path.Dir(d.File); dir != "."; dir = path.Dir(dir) {
			g.found[dir] = append(g.found[dir], d)
		}
	}
	return g
}

// settle adds what is wrong with a source or in its folder, beyond more, and tells
// whether other sources keep the site from being built.
func (g *Guide) settle(a Answer, source string, more ...diag.Diagnostic) Answer {
	var list diag.List
	list.Add(g.found[source]...)
	a.Blocked = g.errors - diag.Errors(g.found[source])
	list.Add(more...)
	if a.Found = list.Sorted(); diag.Errors(a.Found) > 0 && a.State != "" {
		a.State, a.Places = site.Faulty, nil
		a.Causes = slices.Insert(a.Causes, 0, site.Cause{Reason: site.Faulty, File: a.File})
	}
	return a
}

// brief is an article's answer as its header tells it.
func (g *Guide) brief(c content.Placed) Answer {
	a := Answer{Kind: kinds[site.PlainPage], File: c.Path, Title: c.Title, Causes: g.site.Causes(c), State: Live}
	if c.Section != nil {
		a.Kind, a.Section = kinds[site.ArticlePage], c.Section.Title
	}
	if g.site.Article(c.Path) == nil {
		a.State = append(a.Causes, site.Cause{Reason: site.Faulty})[0].Reason
	}
	return a
}

// article answers for an article, live or not.
func (g *Guide) article(c content.Placed) (Answer, error) {
	a, r, found := g.brief(c), g.renderer, []diag.Diagnostic(nil)
	if a.State != Live {
		r, found = r.Whole()
		found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.File != c.Path })
	}
	body, err := r.Look(c.Path)
	found = append(found, body...)
	for _, ad := range r.Site.Addresses() {
		switch {
		case ad.Article == nil || ad.Article.Path != c.Path:
		case ad.Kind == site.PictureFile && ad.Number > 0: // made of one that is listed
		case ad.Kind == site.ArticleFile || ad.Kind == site.PictureFile:
			a.Files = append(a.Files, File{ad.File, ad.Path})
			more, fault := look(r, ad)
			found, err = append(found, more...), errors.Join(err, fault)
		case ad.Kind == site.AliasPage:
			a.Aliases = append(a.Aliases, ad.Path)
		default:
			a.Address, a.Template = ad.Path, r.Template(ad)
		}
	}
	if a.State != Live {
		found = diag.Later(found, a.State.When())
	} else {
		a.Until, a.Places = c.Expires.End(), r.Places(r.Site.Article(c.Path))
	}
	return g.settle(a, cmp.Or(c.Dir(), c.Path), found...), err
}

// NotLive are the articles that readers do not see, or meet in no listing, and the
// sources with errors, by path.
func (g *Guide) NotLive() (all []Answer) {
	told := map[string]bool{}
	for _, c := range g.site.Tree().Articles {
		a := g.settle(g.brief(c), cmp.Or(c.Dir(), c.Path))
		for _, d := range a.Found {
			told[d.File] = true
		}
		if len(a.Causes) > 0 {
			all = append(all, a)
		}
	}
	for file, found := range g.found {
		if !told[file] && slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.File == file && d.Severity() == diag.Error }) {
			all = append(all, g.settle(Answer{Kind: "other", File: file, State: Live}, file))
		}
	}
	slices.SortFunc(all, func(x, y Answer) int { return strings.Compare(x.File, y.File) })
	return all
}

// find is the first address of its kind, among those that wait for what is held
// back if the site has none; with who renders it.
func (g *Guide) find(wanted func(site.Address) bool) (*render.Renderer, site.Address, bool) {
	r := g.renderer
	i := slices.IndexFunc(r.Site.Addresses(), wanted)
	if i < 0 {
		r, _ = r.Whole()
		i = slices.IndexFunc(r.Site.Addresses(), wanted)
	}
	if i < 0 {
		return nil, site.Address{}, false
	}
	return r, r.Site.Addresses()[i], true
}

// Address answers for a path of the site, as browsers show it.
func (g *Guide) Address(p string) (Answer, error) {
	p = strings.TrimSuffix(text.NFC("/"+strings.Trim(p, "/")), "/index.html")
	folder := strings.TrimSuffix(p, "/") + "/"
	if r, ad, ok := g.find(func(ad site.Address) bool { return ad.Path == p || ad.Path == folder }); ok {
		return g.at(r, ad)
	}
	if source := g.site.FaultyAt(p); source != "" {
		return g.File(source)
	}
	name := folder
	if strings.HasPrefix(p, "/content/") {
		name = p[1:]
	}
	return Answer{Kind: Unknown, Address: p, Near: g.near(name)}, nil
}

// near are the articles and pages that are called nearly the same, or lie
// elsewhere under the same last part.
func (g *Guide) near(name string) (list []string) {
	known := slices.Clone(g.site.Faulty())
	for _, c := range g.site.Tree().Articles {
		known = append(known, c.Path)
	}
	for _, ad := range g.site.Addresses() {
		if ad.Kind.IsPage() {
			known = append(known, ad.Path)
		}
	}
	if similar := text.Similar(name, known); similar != "" {
		list = append(list, similar)
	}
	for _, k := range known {
		if path.Base(k) == path.Base(name) && !slices.Contains(list, k) && len(list) < 3 {
			list = append(list, k)
		}
	}
	return list
}

// at answers for an address of the site that r renders.
func (g *Guide) at(r *render.Renderer, ad site.Address) (Answer, error) {
	if ad.Kind == site.ArticlePage || ad.Kind == site.PlainPage {
		return g.article(ad.Article.Placed)
	}
	a := Answer{Kind: kinds[ad.Kind], Address: ad.Path, Number: ad.Number, File: source(ad), Template: r.Template(ad), State: Live}
	if ad.Article == nil && r.Site != g.site {
		a.State = site.Scheduled // all that makes it is held back
	}
	switch {
	case ad.Article != nil:
		owner := g.brief(ad.Article.Placed)
		a.Owner, a.Target, a.State, a.Causes = owner.File, ad.Article.URL, owner.State, owner.Causes
	case ad.Kind == site.HomePage:
		a.File, a.Count = ad.Section.Path, len(r.Site.News)
	case ad.Section != nil:
		a.Title, a.Count, a.Target, a.Causes = ad.Section.Title, len(ad.Section.Articles), ad.Section.URL, site.HiddenBy(ad.Section.Section)
	case ad.Tag != nil:
		a.Title, a.Count, a.Target = ad.Tag.Name, len(ad.Tag.Articles), ad.Tag.URL
		if ad.Kind == site.ListPage {
			a.Kind = "keyword"
		}
	}
	if ad.Kind != site.AliasPage {
		a.Target = ""
	}
	found, err := look(r, ad)
	if a.State != Live {
		found = diag.Later(found, a.State.When())
	}
	if body := render.Source(ad); body != "" {
		found, err = g.renderer.Look(body)
	}
	return g.settle(a, a.File, found...), err
}

// look finds the faults of a picture.
func look(r *render.Renderer, ad site.Address) ([]diag.Diagnostic, error) {
	if ad.Kind != site.PictureFile {
		return nil, nil
	}
	return r.SurveyPicture(ad.File, true)
}

// source is the file that makes an address, "" if many do.
func source(ad site.Address) string {
	if ad.Kind == site.HomePage || ad.Kind == site.ListPage && ad.Section != nil {
		return ad.Section.Dir + "/_index.md"
	}
	return ad.File
}

// File answers for a source, or the folder of a section or article, by its path
// below the site's folder. Capitals do not count, as they do not on the systems of
// most editors.
func (g *Guide) File(name string) (Answer, error) {
	key := text.Key(name)
	same := func(file string) bool {
		folder, whole := strings.CutSuffix(strings.Replace(file, "/_index.md", "/index.md", 1), "/index.md")
		return text.Key(file) == key || whole && text.Key(folder) == key
	}
	for _, c := range g.site.Tree().Articles {
		if same(c.Path) {
			return g.article(c)
		}
	}
	if i := slices.IndexFunc(g.site.Faulty(), same); i >= 0 {
		a := Answer{Kind: kinds[site.ArticlePage], File: g.site.Faulty()[i], State: site.Faulty}
		found, err := g.renderer.Look(a.File)
		return g.settle(a, a.File, found...), err
	}
	variant := func(ad site.Address) bool { return ad.Kind == site.PictureFile && ad.Number > 0 }
	if r, ad, ok := g.find(func(ad site.Address) bool { return same(source(ad)) && !variant(ad) }); ok {
		return g.at(r, ad)
	}
	a := Answer{Kind: "other", File: name}
	for _, c := range g.site.Tree().Articles {
		if strings.HasPrefix(text.Key(c.Path), key+"/") {
			a.Kind, a.Count = "folder", a.Count+1
		}
	}
	switch {
	case name == content.SettingsFile:
		a.Kind = "settings"
	case strings.HasPrefix(name, "layouts/"):
		a.Kind = "layout"
	case strings.HasPrefix(name, "content/") && slices.ContainsFunc(strings.Split(name, "/"), content.Ignored):
		a.Kind = "ignored"
	}
	return g.settle(a, name), nil
}
