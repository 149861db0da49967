package feed

import (
	"bytes"
	"encoding/json"
	"errors"

	"bantin/cmd/bantin/internal/site"
)

// data is a file of open data: a JSON Feed (jsonfeed.org, version 1.1).
type data struct {
	Version     string   `json:"version"`
	Title       string   `json:"title"`
	Home        string   `json:"home_page_url"`
	Self        string   `json:"feed_url"`
	Next        string   `json:"next_url,omitempty"` // the part before
	Description string   `json:"description,omitempty"`
	Language    string   `json:"language"`
	Authors     []author `json:"authors"`
	Items       []item   `json:"items"` // none: they are written behind it one by one
}

type author struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type item struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Summary   string   `json:"summary,omitempty"`
	Text      string   `json:"content_text"` // the lead again: the format asks for a text
	Image     string   `json:"image,omitempty"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Authors   []author `json:"authors,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Section   part     `json:"_section"`
}

type part struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Data writes part k of the open data, at address self, of the whole site or of one
// section. All parts together list every article once.
func Data(dst *bytes.Buffer, s *site.Site, section *site.Section, k int, self string) error {
	about := aboutOf(s, section)
	articles, before := site.Data(about.articles, k)
	d := data{
		Version: "https://jsonfeed.org/version/1.1", Title: about.title, Description: about.description, Language: s.Language,
		Home: s.BaseURL + about.page, Self: s.BaseURL + self, Authors: []author{{s.Organization.Name, s.BaseURL + "/"}},
		Items: []item{},
	}
	if before > 0 {
		d.Next = s.BaseURL + site.DataURL(about.page, before)
	}
	dst.Grow(len(articles) * itemSize)
	to := json.NewEncoder(dst)
	to.SetEscapeHTML(false)
	err := to.Encode(d)
	dst.Truncate(dst.Len() - len("]}\n"))
	for n, a := range articles {
		if n > 0 {
			dst.WriteByte(',')
		}
		err = errors.Join(err, to.Encode(itemOf(s, a)))
	}
	dst.WriteString("]}\n")
	return err
}

// itemSize is about what an article takes, in bytes.
const itemSize = 1200

func itemOf(s *site.Site, a *site.Article) item {
	i := item{
		ID: s.BaseURL + a.URL, URL: s.BaseURL + a.URL, Title: a.Title, Summary: a.Summary, Text: a.Summary,
		Published: a.Date.RFC3339(), Modified: a.Changed().RFC3339(), Section: part{a.Section.Title, s.BaseURL + a.Section.URL},
	}
	if a.Image != nil {
		if f, ok := a.File(a.Image.Src); ok {
			i.Image = s.BaseURL + f.URL
		}
	}
	if a.Author != "" {
		i.Authors = []author{{Name: a.Author}}
	}
	for _, t := range a.Tags {
		i.Tags = append(i.Tags, t.Name)
	}
	return i
}
