// Package explain tells what an address or a source file of a site is, where it
// stands, and whether readers see it; if not, why. It looks at what was read for
// the site, and at a body only to find the faults of that one source.
package explain

import (
	"cmp"
	"path"
	"regexp"
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
	Kind     string         `json:"kind"`
	Address  string         `json:"address,omitempty"`
	File     string         `json:"file,omitempty"` // its source, below the site's folder
	Title    string         `json:"title,omitempty"`
	Section  string         `json:"section,omitempty"`
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

// Kinds of answers.
const (
	Article = "article"
	Page    = "page"
	Home    = "home"
	Section = "section"
	Keyword = "keyword"
	Archive = "archive"
	Alias   = "alias"
	Feed    = "feed"
	Beside  = "file" // a picture or attachment
	Asset   = "asset"
	Static  = "static"
	Folder  = "folder"
	Layout  = "layout"
	Setting = "settings"
	Other   = "other"   // a file in the site's folder that makes no page
	Unknown = "unknown" // no such address or file
)

// A Guide answers for one site.
type Guide struct {
	renderer *render.Renderer
	site     *site.Site
	found    []diag.Diagnostic
}

// New makes a guide of a site and of what was found when it was read.
func New(r *render.Renderer, found []diag.Diagnostic) *Guide {
	return &Guide{r, r.Site, found}
}

// faults are those of a source, or of what lies in a folder.
func (g *Guide) faults(source string) []diag.Diagnostic {
	var list diag.List
	for _, d := range g.found {
		if d.File == source || source != "" && strings.HasPrefix(d.File, source+"/") {
			list.Add(d)
		}
	}
	return list.Sorted()
}

// settle adds what is wrong with a source, beyond more, and that other sources
// keep the site from being built.
func (g *Guide) settle(a Answer, source string, more ...diag.Diagnostic) Answer {
	var list diag.List
	list.Add(append(g.faults(source), more...)...)
	a.Found = list.Sorted()
	if n := diag.Errors(a.Found); n > 0 && a.State != "" {
		a.State, a.Places = site.Faulty, nil
		a.Causes = append([]site.Cause{{Reason: site.Faulty, File: a.File}}, a.Causes...)
	}
	a.Blocked = diag.Errors(g.found) - diag.Errors(g.faults(source))
	return a
}

// article answers for an article, live or not.
func (g *Guide) article(c content.Placed) (Answer, error) {
	a := g.brief(c)
	source := cmp.Or(c.Dir(), c.Path)
	live, r, found := g.site.Article(c.Path), g.renderer, []diag.Diagnostic(nil)
	if live == nil {
		r, found = g.renderer.Whole()
		live = r.Site.Article(c.Path)
		found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.File != c.Path })
	}
	body, err := r.Look(c.Path)
	if err != nil {
		return a, err
	}
	found = append(found, body...)
	if a.State != Live {
		found = diag.Later(found)
	}
	if live != nil {
		for _, ad := range r.Site.Addresses() {
			switch {
			case ad.Article != live:
			case ad.Kind == site.ArticleFile:
				a.Files = append(a.Files, File{ad.File, ad.Path})
			case ad.Kind == site.AliasPage:
				a.Aliases = append(a.Aliases, ad.Path)
			default:
				a.Address, a.Template = ad.Path, r.Template(ad)
			}
		}
	}
	if a.State == Live {
		a.Until = c.Expires.End()
		a.Places = g.renderer.Places(live)
	}
	return g.settle(a, source, found...), nil
}

// brief is an article's answer as its header tells it.
func (g *Guide) brief(c content.Placed) Answer {
	a := Answer{Kind: Page, File: c.Path, Title: c.Title, Causes: g.site.Causes(c), State: Live}
	if c.Section != nil {
		a.Kind, a.Section = Article, c.Section.Title
	}
	if len(a.Causes) > 0 && g.site.Article(c.Path) == nil {
		a.State = a.Causes[0].Reason
	} else if g.site.Article(c.Path) == nil {
		a.State = site.Faulty
	}
	return a
}

// NotLive are the articles of a site that readers do not see, or meet in no
// listing, and the sources with errors, by path; and how many articles there are.
// found is all that is found of the site.
func NotLive(s *site.Site, found []diag.Diagnostic) (all []Answer, articles int) {
	g := &Guide{site: s, found: found}
	faulty := map[string]int{}
	for _, d := range g.found {
		if d.Severity() == diag.Error {
			faulty[d.File]++
		}
	}
	for _, c := range g.site.Tree().Articles {
		a := g.brief(c)
		a.Found = g.faults(cmp.Or(c.Dir(), c.Path))
		for _, d := range a.Found {
			delete(faulty, d.File)
		}
		if diag.Errors(a.Found) > 0 {
			a.State, a.Causes = site.Faulty, append([]site.Cause{{Reason: site.Faulty, File: c.Path}}, a.Causes...)
		}
		if a.State != Live || len(a.Causes) > 0 {
			all = append(all, a)
		}
	}
	for file := range faulty {
		all = append(all, Answer{Kind: Other, File: file, State: site.Faulty, Causes: []site.Cause{{Reason: site.Faulty, File: file}}, Found: g.faults(file)})
	}
	slices.SortFunc(all, func(x, y Answer) int { return strings.Compare(x.File, y.File) })
	return all, len(g.site.Tree().Articles)
}

// Address answers for a path of the site, as browsers show it.
func (g *Guide) Address(p string) (Answer, error) {
	p = strings.TrimSuffix(text.NFC("/"+strings.Trim(p, "/")), "/index.html")
	for _, s := range []*site.Site{g.site, nil} {
		r := g.renderer
		if s == nil {
			r, _ = g.renderer.Whole()
		}
		for _, try := range []string{p, strings.TrimSuffix(p, "/") + "/"} {
			if ad, ok := r.Site.Lookup(try); ok {
				return g.at(r, ad)
			}
		}
	}
	for _, source := range g.site.Faulty() {
		if text.Slug(strings.TrimSuffix(path.Base(strings.TrimSuffix(source, "/index.md")), ".md")) == path.Base(p) {
			return g.File(source)
		}
	}
	var known []string
	for _, ad := range g.site.Addresses() {
		if ad.Kind.IsPage() {
			known = append(known, strings.TrimSuffix(ad.Path, "/"))
		}
	}
	a := Answer{Kind: Unknown, Address: p, Near: near(p, known)}
	for i := range a.Near {
		a.Near[i] += "/"
	}
	return a, nil
}

// near are the names that are called nearly the same, or lie elsewhere under the
// same last part.
func near(name string, known []string) (list []string) {
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

// fingerprint is what an asset's address has beyond its file's name.
var fingerprint = regexp.MustCompile(`\.[0-9a-f]{10}(\.[^.]*)$`)

// at answers for an address of the site that r renders.
func (g *Guide) at(r *render.Renderer, ad site.Address) (Answer, error) {
	if ad.Article != nil && (ad.Kind == site.ArticlePage || ad.Kind == site.PlainPage) {
		return g.article(ad.Article.Placed)
	}
	a := Answer{Address: ad.Path, Number: ad.Number, File: ad.File, Template: r.Template(ad), State: Live}
	if ad.Article != nil {
		owner := g.brief(ad.Article.Placed)
		a.Owner, a.Target, a.State, a.Causes = owner.File, ad.Article.URL, owner.State, owner.Causes
	} else if r.Site != g.site {
		a.State = site.Scheduled // all that makes it is held back
	}
	switch ad.Kind {
	case site.HomePage:
		a.Kind, a.File, a.Count = Home, ad.Section.Path, len(r.Site.News)
	case site.ListPage, site.AliasPage:
		listing(&a, ad)
	case site.ArchivePage:
		a.Kind, a.Count = Archive, count(r.Site, ad.Number)
	case site.FeedFile:
		a.Kind, a.Count = Feed, min(len(r.Site.News), r.Site.FeedItems)
		if ad.Section != nil {
			a.Section, a.Count = ad.Section.Title, min(len(ad.Section.Articles), r.Site.FeedItems)
		}
	case site.ArticleFile:
		a.Kind = Beside
	case site.StaticFile:
		a.Kind = Static
	case site.AssetFile:
		a.Kind, a.File = Asset, asset(ad)
	default:
		a.Kind = map[site.Kind]string{site.TagsPage: "keywords", site.NotFoundPage: "not-found", site.SitemapFile: "sitemap", site.RobotsFile: "robots"}[ad.Kind]
	}
	if a.Kind == Home || a.Kind == Section {
		return g.withBody(a)
	}
	return g.settle(a, a.File), nil
}

// withBody adds the faults of a section's page.
func (g *Guide) withBody(a Answer) (Answer, error) {
	if a.File == "" {
		return g.settle(a, ""), nil
	}
	found, err := g.renderer.Look(a.File)
	return g.settle(a, a.File, found...), err
}

// listing answers for a listing, for one of its pages, and for what sends its
// readers to another page.
func listing(a *Answer, ad site.Address) {
	switch {
	case ad.Article != nil:
		a.Kind = Alias
	case ad.Section != nil:
		a.Kind, a.Title, a.File, a.Count, a.Target = Section, ad.Section.Title, ad.Section.Path, len(ad.Section.Articles), ad.Section.URL
		for s := ad.Section.Section; s != nil; s = s.Parent {
			if s.Hidden {
				a.Causes = append(a.Causes, site.Cause{Reason: site.Hidden, File: s.Path, Key: "hidden"})
			}
		}
	default:
		a.Kind, a.Title, a.Count, a.Target = Keyword, ad.Tag.Name, len(ad.Tag.Articles), ad.Tag.URL
	}
	if ad.Kind == site.AliasPage {
		a.Kind, a.File = Alias, ""
	} else {
		a.Target = ""
	}
}

// count is how many articles a page of the archive is about.
func count(s *site.Site, number int) int {
	n := 0
	for _, y := range s.Years {
		for _, m := range y.Months {
			if number == 0 || number == y.Number || number == y.Number*100+m.Number {
				n += m.Count()
			}
		}
	}
	return n
}

// File answers for a source by its path below the site's folder. Capitals do not
// count, as they do not on the systems of most editors.
func (g *Guide) File(name string) (Answer, error) {
	tree, key := g.site.Tree(), text.Key(name)
	for _, c := range tree.Articles {
		if text.Key(c.Path) == key || c.Dir() != "" && text.Key(c.Dir()) == key {
			return g.article(c)
		}
	}
	if i := slices.IndexFunc(tree.Faulty, func(f string) bool { return text.Key(f) == key }); i >= 0 {
		found, err := g.renderer.Look(tree.Faulty[i])
		a := Answer{Kind: Article, File: tree.Faulty[i], State: site.Faulty}
		return g.settle(a, a.File, found...), err
	}
	for _, r := range []func() (*render.Renderer, []diag.Diagnostic){g.itself, g.renderer.Whole} {
		whose, _ := r()
		i := slices.IndexFunc(whose.Site.Addresses(), func(ad site.Address) bool { return madeOf(ad, key) })
		if i >= 0 {
			return g.at(whose, whose.Site.Addresses()[i])
		}
	}
	return g.settle(g.other(name), name), nil
}

// madeOf tells whether an address is made of a source, whose key is given.
func madeOf(ad site.Address, key string) bool {
	switch {
	case ad.Kind == site.AssetFile:
		return text.Key(asset(ad)) == key
	case ad.Kind == site.HomePage, ad.Kind == site.ListPage && ad.Number == 0 && ad.Section != nil:
		return text.Key(ad.Section.Dir) == key || text.Key(ad.Section.Dir+"/_index.md") == key
	}
	return ad.File != "" && text.Key(ad.File) == key
}

// asset is the source of an asset.
func asset(ad site.Address) string {
	return "layouts/assets/" + fingerprint.ReplaceAllString(strings.TrimPrefix(ad.Path, "/_assets/"), "$1")
}

func (g *Guide) itself() (*render.Renderer, []diag.Diagnostic) { return g.renderer, nil }

// other answers for what makes no address.
func (g *Guide) other(name string) Answer {
	a := Answer{Kind: Other, File: name}
	for _, c := range g.site.Tree().Articles {
		if strings.HasPrefix(text.Key(c.Path), text.Key(name)+"/") {
			a.Kind, a.Count = Folder, a.Count+1
		}
	}
	switch {
	case name == content.SettingsFile:
		a.Kind = Setting
	case strings.HasPrefix(name, "layouts/") && path.Ext(name) == ".html":
		a.Kind = Layout
	}
	return a
}

// Near are sources that are called nearly the same as one that does not exist.
func (g *Guide) Near(name string) []string {
	var known []string
	for _, c := range g.site.Tree().Articles {
		known = append(known, c.Path)
		for _, f := range c.Files {
			known = append(known, f.Path)
		}
	}
	for _, s := range g.site.Tree().Sections {
		known = append(known, s.Path)
	}
	return near(name, append(known, g.site.Faulty()...))
}
