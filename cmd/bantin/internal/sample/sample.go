// Package sample makes up articles: a corpus of N Vietnamese articles for
// looking at turning pages and a full archive, and for measuring. The same
// seed gives the same bytes on any machine. Nothing is downloaded or kept; an
// article is written anew each time that it is asked for.
//
// Each title bears the article's number, each body begins by saying that it is
// generated, and no real place, person or figure occurs, so that nobody takes
// one for news.
package sample

import (
	"fmt"
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
	Until   time.Time // the newest article's day, in the site's zone
	Section string    // its folder in content/, du-lieu-mau if empty
	Tags    Tags
}

// root is the section's folder.
func (c Corpus) root() string {
	if c.Section == "" {
		return "content/du-lieu-mau"
	}
	return path.Join("content", c.Section)
}

// Path is where article i stands, below the site's folder.
func (c Corpus) Path(i int) string {
	return path.Join(c.root(), c.Date(i).Format("2006/01"), c.name(i)+".md")
}

// name is article i's file name without its ending.
func (c Corpus) name(i int) string {
	return text.Slug(fmt.Sprintf("mau-%05d %s", i, c.subject(i).headline))
}

// Date is when article i was published, to the minute and within office hours.
func (c Corpus) Date(i int) time.Time {
	year, month, day := c.Until.Date()
	last := time.Date(year, month, day, 0, 0, 0, 0, c.Until.Location())
	first := time.Date(2016, 1, 1, 0, 0, 0, 0, c.Until.Location())
	// Days are counted on the calendar: one of them may be shorter than 24 hours.
	days := int(last.Sub(first).Round(24*time.Hour) / (24 * time.Hour))
	d := first.AddDate(0, 0, (i+1)*max(days, 0)/c.N)
	if d.After(last) {
		d = last
	}
	at := d.Add(7*time.Hour + time.Duration(c.dice(i, forDate).below(11*60))*time.Minute)
	if at.After(c.Until) {
		return c.Until.Truncate(time.Minute)
	}
	return at
}

// mark is what tells a generated title from a real one.
func mark(i int) string { return fmt.Sprintf("[Mẫu %05d]", i) }

// A subject is what one article is about.
type subject struct{ headline, topic, place string }

// subject draws headlines until one makes a title of an ordinary length.
func (c Corpus) subject(i int) subject {
	w := writer{dice: c.dice(i, forTitle)}
	for {
		w.topic, w.place = w.pick(topics), w.written(w.phrase, "{nơi}")
		w.headline = w.written(w.sentence, w.pick(headlines))
		if n := utf8.RuneCountInString(w.headline); 48 <= n && n <= 108 {
			return w.subject
		}
	}
}

// The section's own page.
const sectionIndex = `---
title: Dữ liệu mẫu
description: Các bài viết do máy sinh ra để thử trang, không phải tin tức.
---

Mọi bài trong mục này đều do máy sinh ra để thử cách trang hiện danh sách dài và kho lưu trữ; tên đơn vị, sự việc và con số không có thật.
`
