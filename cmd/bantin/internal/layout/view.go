package layout

import (
	"html/template"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// HTML is markup that views hold ready for a page. It is made by this program
// alone, never taken from a source.
type HTML = template.HTML

// Page is what every layout sees.
type Page struct {
	Site        *site.Site
	Title       string // of the page alone, without the site's
	URL         string // root-relative; Canonical is the full address
	Canonical   string
	Description string
	Breadcrumb  []Crumb         // from home to the page's parent
	Metadata    HTML            // title, description, Open Graph, canonical address, schema.org data
	Counter     content.Counter // has no endpoint on a page that is not counted
	Number      int             // of a listing's page; 0 on its own address
	Section     *site.Section   // nil outside sections
}

// Crumb is one step of the way to a page.
type Crumb struct{ Title, URL string }

// Home is what home.html sees.
type Home struct {
	Page
	Content  template.HTML   // the text of content/_index.md
	Lead     *site.Article   // the newest pinned article, else the newest; nil without news
	Pinned   []*site.Article // the other pinned ones
	Latest   []*site.Article // newest of all sections, without Lead and Pinned
	Sections []SectionNews
}

// SectionNews is a section with its newest articles.
type SectionNews struct {
	Section  *site.Section
	Articles []*site.Article
}

// List is what list.html sees: a section's or a keyword's listing.
type List struct {
	Page
	Content template.HTML // the text of the section's _index.md
	Pages   []*site.Article
	Pager   site.Pager
	Feed    string // "" without one
	Tag     *site.Tag
}

// Article is what article.html sees: an article or a plain page.
type Article struct {
	Page
	Content     template.HTML
	Contents    []Heading // of a long text, else nil
	Date        text.Date // zero on a plain page and in a guide
	Updated     text.Date
	Heading     HTML // the title, with numbers of documents kept whole
	Summary     HTML // likewise, as given in the header; "" if the text's first paragraph serves
	Author      string
	Source      string
	Image       *Image
	Tags        []*site.Tag
	Attachments []Attachment
	Corrections []content.Correction
	Withdrawn   string
	Waits       string        // why readers do not see it yet, in a preview with drafts
	Newer       *site.Article // in a guide: the chapter before
	Older       *site.Article // in a guide: the chapter after
	Related     []*site.Article
}

// Heading is an entry of a text's table of contents.
type Heading struct {
	ID    string
	Title HTML // without tags, but numbers of documents kept whole
}

// Image is a picture as a page shows it, here the article's own.
type Image struct {
	Src           string
	Srcset, Sizes string // "" where there is one width
	Width, Height int    // 0 where they are not known
	Alt, Caption  string
	Credit        string
}

// Attachment is a file offered for download.
type Attachment struct{ Title, URL, Type, Size string } // "PDF", "1,2 MB"

// Archive is what archive.html sees: all years, a year or a month; what is not
// this page's is nil.
type Archive struct {
	Page
	Years []*site.Year
	Year  *site.Year
	Month *site.Month
	Days  []site.Day // of Month
}

// Tags is what tags.html sees.
type Tags struct {
	Page
	Letters []Letter
}

// Letter groups keywords under one letter of the Vietnamese alphabet.
type Letter struct {
	Letter string
	Tags   []*site.Tag
}

// Sitemap is what sitemap.html sees: it lists what .Site has.
type Sitemap struct{ Page }

// NotFound is what 404.html sees.
type NotFound struct{ Page }

// Alias is what alias.html sees: a page that sends readers of an old address on, or of a
// listing's page that does not exist yet.
type Alias struct {
	Page
	Target Crumb
}
