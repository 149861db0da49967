package site

import (
	"fmt"
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
	s := b.site
	for start := 0; start < len(s.News); {
		first := s.News[start].Date
		end := start
		for end < len(s.News) && s.News[end].Date.Year() == first.Year() && s.News[end].Date.Month() == first.Month() {
			end++
		}
		if n := len(s.Years); n == 0 || s.Years[n-1].Number != first.Year() {
			s.Years = append(s.Years, &Year{Number: first.Year(), URL: fmt.Sprintf("%s%04d/", s.ArchiveURL(), first.Year())})
		}
		y := s.Years[len(s.Years)-1]
		m := &Month{Year: y, Number: first.Month(), URL: fmt.Sprintf("%s%02d/", y.URL, first.Month()), Articles: s.News[start:end:end]}
		y.Months = append([]*Month{m}, y.Months...)
		y.Count += m.Count()
		start = end
	}
}
