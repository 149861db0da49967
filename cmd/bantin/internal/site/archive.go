package site

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"bantin/cmd/bantin/internal/text"
)

// A Year of the archive.
type Year struct {
	Number int
	URL    string
	Count  int
	Months []*Month // oldest first, those with articles
}

// A Month of the archive.
type Month struct {
	Year     *Year
	Number   int
	URL      string
	Articles []*Article // newest first
}

// A Day of a month, with its articles.
type Day struct {
	Date     text.Date
	Articles []*Article
}

// Name is the year's number.
func (y *Year) Name() string { return strconv.Itoa(y.Number) }

// Calendar is all twelve months; those without articles have no page.
func (y *Year) Calendar() []*Month {
	all := make([]*Month, 12)
	for i := range all {
		all[i] = &Month{Year: y, Number: i + 1}
	}
	for _, m := range y.Months {
		all[m.Number-1] = m
	}
	return all
}

// Short is the month's name within its year: Tháng 2.
func (m *Month) Short() string { return "Tháng " + strconv.Itoa(m.Number) }

// Level is 1 below 5 articles and one more with each doubling, up to 5 from 40 on.
// It asks no other month: a new article changes the pages of its own.
func (m *Month) Level() int { return min(1+bits.Len(uint(m.Count()/5)), 5) }

// Title is the month's name: Tháng 02/2024.
func (m *Month) Title() string { return text.Month(m.Year.Number, m.Number) }

// Count is how many articles the month has.
func (m *Month) Count() int { return len(m.Articles) }

// Days groups the month's articles by day, newest first.
func (m *Month) Days() []Day {
	var days []Day
	for i, a := range m.Articles {
		if i == 0 || a.Date.Day() != m.Articles[i-1].Date.Day() {
			at := a.Date.Time
			day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
			days = append(days, Day{Date: text.Date{Time: day, DayOnly: true}})
		}
		last := &days[len(days)-1]
		last.Articles = append(last.Articles, a)
	}
	return days
}

// ArchiveURL is the address of the archive's first page.
func (s *Site) ArchiveURL() string { return "/" + s.Paths.Archive + "/" }

func (b *builder) archive() {
	var y *Year
	var m *Month
	for _, a := range b.site.News {
		if y == nil || y.Number != a.Date.Year() {
			y, m = &Year{Number: a.Date.Year(), URL: fmt.Sprintf("%s%04d/", b.site.ArchiveURL(), a.Date.Year())}, nil
			b.site.Years = append(b.site.Years, y)
		}
		if m == nil || m.Number != a.Date.Month() {
			m = &Month{Year: y, Number: a.Date.Month(), URL: fmt.Sprintf("%s%02d/", y.URL, a.Date.Month())}
			y.Months = slices.Insert(y.Months, 0, m)
		}
		m.Articles = append(m.Articles, a)
		y.Count++
	}
}
