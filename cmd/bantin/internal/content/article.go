package content

import (
	"cmp"
	"path"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// Meta is the front matter of an article or a plain page. Its tags are the one
// definition of the set: decoder, error texts and handbook follow it.
type Meta struct {
	Title   string    `key:"title,required,fold"`
	Date    text.Date `key:"date"`
	Summary string    `key:"summary,fold"`
	Author  string    `key:"author,fold"`
	Tags    []string  `key:"tags,fold"`
	Draft   bool      `key:"draft"`
	Pinned  bool      `key:"pinned"`
	*Extra  `key:""`

	undated *diag.Diagnostic // without a date: what is wrong in a section that wants one
}

// Extra are the keys that few articles have. It is never nil once an article is
// read: a site of 100,000 articles keeps one empty Extra for most of them.
type Extra struct {
	Source      string       `key:"source,fold"` // where it was first published
	Image       *Image       `key:"image"`
	Publish     text.Date    `key:"publish"` // live from
	Expires     text.Date    `key:"expires"` // live until; a date counts to its end
	Updated     text.Date    `key:"updated"`
	Corrections []Correction `key:"corrections"`
	Withdrawn   string       `key:"withdrawn,fold"` // a notice; the page and its address stay
	Attachments []Attachment `key:"attachments"`
	Aliases     []string     `key:"aliases"`
	Slug        string       `key:"slug"`
}

// none is the Extra of articles without any of its keys; nothing changes it.
var none Extra

// Image is an article's own picture.
type Image struct {
	Src     string `key:"src,required"`
	Alt     string `key:"alt,fold"`
	Caption string `key:"caption,fold"`
	Credit  string `key:"credit,fold"`
}

// Correction is a dated note shown to readers (Đính chính).
type Correction struct {
	Date text.Date `key:"date,required"`
	Text string    `key:"text,required,fold"`
}

// Attachment is a file beside the article, with the title it is offered under.
type Attachment struct {
	File  string `key:"file,required"`
	Title string `key:"title,required,fold"`
}

// An Article is one Markdown file below content/: an article of a section, or a
// plain page.
type Article struct {
	Meta
	LeadFromText bool // Summary is the text's first paragraph
	source
}

// A source is a file as it was when it was read.
type source struct {
	Path  string // below the site's folder, as the file system spells it
	hash  uint64 // of its bytes
	sound bool   // cleaning left them as they are
	body  int    // where its body begins in them
}

// Dir is the folder that the article owns, if its pictures and files lie beside
// it, else "".
func (a *Article) Dir() string {
	if dir, ok := strings.CutSuffix(a.Path, "/index.md"); ok {
		return dir
	}
	return ""
}

// Name is the file's or the folder's name without .md (NFC).
func (a *Article) Name() string {
	return text.NFC(strings.TrimSuffix(path.Base(cmp.Or(a.Dir(), a.Path)), ".md"))
}

// Placed is an article with what the folders around it give it.
type Placed struct {
	*Article
	Section *Section // nil for a plain page
	Files   []File   // what lies beside it, by path
}

// A File is a picture or attachment that belongs to an article.
type File struct {
	Path string // below the site's folder, as the file system spells it
	Name string // below the article's folder (NFC)
	Size int64
}

// Kind says how a section's articles are dated, ordered and addressed.
type Kind string

const (
	News     Kind = "news"     // dated, newest first, in archive and feeds
	Guide    Kind = "guide"    // undated, in file order, outside news, feeds and archive
	Bulletin Kind = "bulletin" // numbered issues
	Document Kind = "document" // numbered documents with dates and a signer
)

// A Section is a folder with an _index.md. The home page is the section whose
// Dir is "content".
type Section struct {
	Title       string `key:"title,required,fold"`
	Description string `key:"description,fold"`
	Kind        Kind   `key:"kind"`
	Hidden      bool   `key:"hidden"`

	source          // its _index.md
	Dir    string   // its folder
	Parent *Section // nil below the home page
}
