// Package sample makes up articles: a corpus of N Vietnamese articles for
// looking at turning pages and a full archive, and for measuring. The same
// seed gives the same bytes on any machine. Nothing is downloaded, and no text
// is kept: an article is written anew each time it is asked for.
//
// Each title bears the article's number, each body begins by saying that it is
// generated, and no real place, person or figure occurs, so that nobody takes
// one for news.
package sample

import (
	"cmp"
	"embed"
	"fmt"
	"os"
	"path"
	"time"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/text"
)

// Tags says how keywords are spread over the articles.
type Tags int

const (
	Normal       Tags = iota // two to five of 47 keywords, few of them frequent
	OneOnAll                 // and one more that every article has
	ManyDistinct             // and two more that only this article has
)

// A Corpus is N articles, numbered from 0, the oldest. An article depends on
// the seed and its number alone, but for the dates, which spread evenly from
// 2016 to Until.
type Corpus struct {
	N       int
	Seed    uint64
	Until   time.Time // no article is newer, and one is of this day in its zone
	Section string    // a folder in content/, du-lieu-mau if empty
	Tags    Tags
}

// Write writes the corpus into a site's folder, which must not have it yet.
func Write(dir string, c Corpus) error {
	if err := os.CopyFS(dir, Overlay(embed.FS{}, c)); err != nil {
		return fmt.Errorf("write articles to %s: %w", dir, err)
	}
	return nil
}

func (c Corpus) root() string { return path.Join("content", cmp.Or(c.Section, "du-lieu-mau")) }

// Path is where article i stands, below the site's folder.
func (c Corpus) Path(i int) string { return path.Join(c.root(), c.month(i), c.file(i)) }

func (c Corpus) month(i int) string { return c.Date(i).Format("2006/01") }

func (c Corpus) file(i int) string {
	return text.Slug(fmt.Sprintf("mau-%05d %s", i, c.subject(i).headline)) + ".md"
}

// Date is when article i was published: a minute within office hours, unless
// Until is earlier.
func (c Corpus) Date(i int) time.Time {
	start := time.Date(2016, time.January, 1, 0, 0, 0, 0, c.Until.Location())
	days := int(c.Until.Sub(start).Hours() / 24)
	at := time.Date(2016, time.January, 1+(i+1)*days/c.N, 7, c.writer(i, forDate).below(11*60), 0, 0, c.Until.Location())
	if at.After(c.Until) {
		return c.Until.Truncate(time.Minute)
	}
	return at
}

type subject struct{ headline, topic, place string }

// subject draws headlines until one makes a title of an ordinary length.
func (c Corpus) subject(i int) subject {
	w := c.writer(i, forSubject)
	for {
		w.topic, w.place = w.pick(phrases["chuyện"]), w.written("{nơi}")
		w.headline = w.written(w.pick(phrases["headlines"]))
		if n := utf8.RuneCountInString(w.headline); 48 <= n && n <= 108 {
			return w.subject
		}
	}
}
