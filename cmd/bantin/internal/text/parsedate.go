package text

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// BadDate is the reason for which a date is refused.
type BadDate int

const (
	DateUnknown    BadDate = iota + 1 // not written in any of the accepted ways
	DateImpossible                    // no such day, month or time: 30/2/2024, 25:00
	DateSwapped                       // the month is over 12 and would do as the day
	DateYear                          // not from 1900 to 2199
)

// DateError refuses a date. Suggest is how it should be written, or "" where
// that cannot be told.
type DateError struct {
	Kind    BadDate
	Text    string
	Suggest string
}

func (e *DateError) Error() string {
	what := [...]string{
		DateUnknown:    "not a date",
		DateImpossible: "no such date",
		DateSwapped:    "day and month exchanged",
		DateYear:       "year not between 1900 and 2199",
	}
	return fmt.Sprintf("%q: %s", e.Text, what[e.Kind])
}

// forms are the ways to write a date, but for RFC 3339 with an offset. A
// capital stands for exactly as many digits as usual, a small letter for one
// less too: Y year, M m month, D d day, H h hour, N minute, S second.
var forms = []string{
	"Y-M-D", "Y-M-D H:N", "Y-M-D H:N:S", "Y-M-DTH:N",
	"d/m/Y", "d-m-Y", "d/m/Y h:N", "h:N d/m/Y", "h:N, d/m/Y",
}

// ParseDate reads a date as ISO 8601 or people in Vietnam write it: 2024-02-28,
// 2024-02-28 14:05 (or with seconds, or with a T), RFC 3339, 28/2/2024,
// 28-2-2024, 28/2/2024 14:05, and 14:05 28/2/2024 with or without a comma.
// Without an offset it is in zone; with one it is converted to zone. The error
// is a *DateError.
func ParseDate(s string, zone *time.Location) (Date, error) {
	for _, form := range forms {
		if f, ok := match(form, s); ok {
			return f.date(s, zone)
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		t = t.Truncate(time.Second).In(zone)
		if !inRange(t.Year()) {
			return Date{}, &DateError{Kind: DateYear, Text: s}
		}
		return Date{Time: t}, nil
	} else if strings.HasSuffix(err.Error(), "out of range") {
		return Date{}, &DateError{Kind: DateImpossible, Text: s}
	}
	return Date{}, &DateError{Kind: DateUnknown, Text: s, Suggest: suggest(s)}
}

// fields are the numbers of a written date. dayFirst tells how it was written.
type fields struct {
	year, month, day, hour, minute, second int
	timed, dayFirst                        bool
}

func match(form, s string) (fields, bool) {
	f := fields{dayFirst: form[0] != 'Y'}
	for i := 0; i < len(form); i++ {
		var number *int
		width := 2
		switch form[i] {
		case 'Y':
			number, width = &f.year, 4
		case 'M', 'm':
			number = &f.month
		case 'D', 'd':
			number = &f.day
		case 'H', 'h':
			number, f.timed = &f.hour, true
		case 'N':
			number = &f.minute
		case 'S':
			number = &f.second
		default:
			if s == "" || s[0] != form[i] {
				return f, false
			}
			s = s[1:]
			continue
		}
		digits := 0
		for digits < len(s) && digits < width && s[digits] >= '0' && s[digits] <= '9' {
			*number = *number*10 + int(s[digits]-'0')
			digits++
		}
		if digits == 0 || digits < width && form[i] < 'a' {
			return f, false
		}
		s = s[digits:]
	}
	return f, s == ""
}

// date checks the numbers of a date that was written as s.
func (f fields) date(s string, zone *time.Location) (Date, error) {
	refused := &DateError{Kind: DateImpossible, Text: s}
	timeExists := f.hour < 24 && f.minute < 60 && f.second < 60
	switch {
	case !inRange(f.year):
		refused.Kind = DateYear
		return Date{}, refused
	case f.month > 12 && timeExists && exists(f.year, f.day, f.month):
		f.month, f.day = f.day, f.month
		refused.Kind, refused.Suggest = DateSwapped, f.String()
		return Date{}, refused
	case !timeExists, !exists(f.year, f.month, f.day):
		return Date{}, refused
	case !f.timed:
		return Date{firstInstant(f.year, f.month, f.day, zone), true}, nil
	}
	return Date{Time: time.Date(f.year, time.Month(f.month), f.day, f.hour, f.minute, f.second, 0, zone)}, nil
}

func inRange(year int) bool { return year >= 1900 && year < 2200 }

func exists(year, month, day int) bool {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return month >= 1 && month <= 12 && t.Day() == day
}

// String writes f in an accepted form, the day first if it was so.
func (f fields) String() string {
	date := fmt.Sprintf("%04d-%02d-%02d", f.year, f.month, f.day)
	if f.dayFirst {
		date = fmt.Sprintf("%02d/%02d/%04d", f.day, f.month, f.year)
	}
	switch {
	case f.second > 0:
		return date + fmt.Sprintf(" %02d:%02d:%02d", f.hour, f.minute, f.second)
	case f.timed:
		return date + fmt.Sprintf(" %02d:%02d", f.hour, f.minute)
	}
	return date
}

var numbers = regexp.MustCompile(`\d+`)

// suggest rewrites a date that is written in another way, such as 28.2.2024 or
// "ngày 28 tháng 2 năm 2024", if it has a day, a month and a year only.
func suggest(s string) string {
	found := numbers.FindAllString(s, -1)
	if len(found) != 3 {
		return ""
	}
	f := fields{dayFirst: len(found[0]) < 3}
	day, year := found[0], found[2]
	if !f.dayFirst {
		day, year = year, day
	}
	if len(year) != 4 {
		return ""
	}
	f.day, _ = strconv.Atoi(day)
	f.month, _ = strconv.Atoi(found[1])
	f.year, _ = strconv.Atoi(year)
	if !inRange(f.year) || !exists(f.year, f.month, f.day) {
		return ""
	}
	return f.String()
}
