package render

import (
	"cmp"
	"encoding/json"

	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/site"
)

// graph is a schema.org document (JSON-LD): what the page is, and the way to it.
type graph struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

type thing struct {
	Type        string   `json:"@type"`
	Name        string   `json:"name,omitempty"`
	Headline    string   `json:"headline,omitempty"`
	Description string   `json:"description,omitempty"`
	URL         string   `json:"url,omitempty"`
	Page        string   `json:"mainEntityOfPage,omitempty"`
	Section     string   `json:"articleSection,omitempty"`
	Language    string   `json:"inLanguage,omitempty"`
	Published   string   `json:"datePublished,omitempty"`
	Modified    string   `json:"dateModified,omitempty"`
	Keywords    []string `json:"keywords,omitempty"`
	Image       string   `json:"image,omitempty"`
	Author      *agent   `json:"author,omitempty"`
	Publisher   *agent   `json:"publisher,omitempty"`
}

// agent is a person or an organisation.
type agent struct {
	Type      string `json:"@type"`
	Name      string `json:"name,omitempty"`
	URL       string `json:"url,omitempty"`
	Address   string `json:"address,omitempty"`
	Telephone string `json:"telephone,omitempty"`
	Email     string `json:"email,omitempty"`
}

type breadcrumbs struct {
	Type  string  `json:"@type"`
	Items []crumb `json:"itemListElement"`
}

type crumb struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

// document writes a document for a script element: encoding/json escapes <, > and
// &, so it cannot end the element.
func (w head) document(things graph) {
	if err := json.NewEncoder(w).Encode(things); err != nil {
		panic("render: schema of strings does not encode: " + err.Error())
	}
	w.Truncate(w.Len() - len("\n"))
}

func about(things ...any) graph { return graph{"https://schema.org", things} }

func (r *Renderer) publisher() *agent {
	o := r.Site.Organization
	return &agent{Type: "GovernmentOrganization", Name: o.Name, URL: r.Site.BaseURL + "/",
		Address: o.Address, Telephone: o.Phone, Email: o.Email}
}

func (r *Renderer) pageSchema(p *layout.Page) graph {
	if p.URL == "/" {
		return about(&thing{Type: "WebSite", Name: r.Site.Title, Description: p.Description, URL: p.Canonical,
			Language: r.Site.Language, Publisher: r.publisher()})
	}
	return about(&thing{Type: "WebPage", Name: p.Title, Description: p.Description, URL: p.Canonical,
		Language: r.Site.Language}, r.breadcrumbs(p))
}

func (r *Renderer) articleSchema(p *layout.Page, a *site.Article, picture string) graph {
	t := &thing{Type: "NewsArticle", Headline: a.Title, Description: cmp.Or(a.Summary, a.Title), URL: p.Canonical, Page: p.Canonical, Section: a.Section.Title,
		Language: r.Site.Language, Published: a.Date.ISO(), Modified: a.Changed().ISO(), Image: picture, Publisher: r.publisher()}
	t.Author = &agent{Type: t.Publisher.Type, Name: t.Publisher.Name, URL: t.Publisher.URL}
	if a.Author != "" {
		t.Author = &agent{Type: "Person", Name: a.Author}
	}
	for _, tag := range a.Tags {
		t.Keywords = append(t.Keywords, tag.Name)
	}
	return about(t, r.breadcrumbs(p))
}

func (r *Renderer) breadcrumbs(p *layout.Page) breadcrumbs {
	b := breadcrumbs{Type: "BreadcrumbList", Items: make([]crumb, 0, len(p.Breadcrumb)+1)}
	for i, c := range p.Breadcrumb {
		b.Items = append(b.Items, crumb{"ListItem", i + 1, c.Title, r.Site.BaseURL + c.URL})
	}
	b.Items = append(b.Items, crumb{"ListItem", len(b.Items) + 1, p.Title, p.Canonical})
	return b
}
