package render

import (
	"bytes"
	"cmp"
	"html"
	"strconv"

	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/site"
)

// metadata is what a page's head says to machines and to a browser's tab: title,
// description, Open Graph, the canonical address, schema.org data. It is not for
// layouts to change, and half of what a page prints: html/template would take
// five times as long for it.
func (r *Renderer) metadata(p *layout.Page, a site.Address) layout.HTML {
	w := head{buffers.Get().(*bytes.Buffer)}
	defer buffers.Put(w.Buffer)
	w.Reset()
	title := r.windowTitle(p, a)
	w.write("<title>", html.EscapeString(title), "</title>")
	w.meta("name", "description", cmp.Or(p.Description, title))
	w.meta("property", "og:description", p.Description)
	w.meta("property", "og:title", p.Title)
	if a.Kind == site.NotFoundPage {
		w.meta("name", "robots", "noindex")
	} else {
		w.meta("property", "og:url", p.Canonical)
		w.write(`<link rel="canonical" href="`, html.EscapeString(p.Canonical), `">`)
	}
	src, alt := r.picture(a.Article)
	schema := r.pageSchema
	kind := "website"
	if art := a.Article; art != nil {
		if art.Dated() {
			kind = "article"
			schema = func(p *layout.Page) graph { return r.articleSchema(p, art, src) }
			w.meta("property", "article:published_time", art.Date.ISO())
		}
		w.meta("property", "article:modified_time", art.Updated.ISO())
	}
	w.meta("property", "og:image", src)
	w.meta("property", "og:image:alt", alt)
	w.meta("property", "og:type", kind)
	if a.Kind == site.ListPage && a.Section != nil && a.Section.Feed() != "" {
		w.alternate("application/atom+xml", p.Title, a.Section.Feed())
		w.alternate("application/json", p.Title, a.Section.Data())
	}
	if a.Kind.IsPage() {
		w.WriteString(`<script type="application/ld+json">`)
		w.document(schema(p))
		w.WriteString("</script>")
	}
	return layout.HTML(w.String())
}

// windowTitle names the page and the site; the home page is the site.
func (r *Renderer) windowTitle(p *layout.Page, a site.Address) string {
	title := p.Title
	switch {
	case a.Kind == site.HomePage:
		return title
	case a.Kind == site.ListPage && a.Tag != nil:
		title = "Từ khóa: " + title
	}
	if p.Number > 0 {
		title += " – trang " + strconv.Itoa(p.Number)
	}
	return title + " – " + r.Site.Title
}

// picture is the full address of an article's own picture as others show it, else
// of the site's, "" without one.
func (r *Renderer) picture(a *site.Article) (src, alt string) {
	if a != nil && a.Image != nil {
		if f, ok := a.File(a.Image.Src); ok {
			wide := site.Variant(f.URL, picture.Widths[len(picture.Widths)-1])
			if _, ok := r.Site.Lookup(wide); ok {
				f.URL = wide
			}
			return r.Site.BaseURL + f.URL, a.Image.Alt
		}
	}
	if r.Site.Share == "" {
		return "", ""
	}
	return r.Site.BaseURL + r.Site.Share, r.Site.Title
}

// A head is written from texts that are not trusted.
type head struct{ *bytes.Buffer }

func (w head) write(texts ...string) {
	for _, text := range texts {
		w.WriteString(text)
	}
}

// meta says nothing where there is nothing to say.
func (w head) meta(attribute, name, content string) {
	if content != "" {
		w.write("<meta ", attribute, `="`, name, `" content="`, html.EscapeString(content), `">`)
	}
}

func (w head) alternate(kind, title, address string) {
	w.write(`<link rel="alternate" type="`, kind, `" title="`, html.EscapeString(title), `" href="`, address, `">`)
}
