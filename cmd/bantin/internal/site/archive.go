package site

import (
	"fmt"
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
