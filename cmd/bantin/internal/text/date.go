package text

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones work on machines that have no zone data, as Windows has none
)

// Date is a calendar date, or a point in time to the second. The zero Date
// stands for none. Dates made by ParseDate in one zone compare with ==.
type Date struct {
	Time    time.Time // in the site's zone; of a calendar date, its first instant there
	DayOnly bool
}

// LoadZone returns the zone of an IANA name such as Asia/Ho_Chi_Minh. The names
// that Go keeps for the machine's own zone and for UTC by default are refused.
func LoadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fmt.Errorf("load time zone %q: not the name of a zone", name)
	}
	return zone, nil
}

// firstInstant is 00:00, or 01:00 where clocks are put forward at midnight.
func firstInstant(year int, month time.Month, day int, zone *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, zone)
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if t.Day() != noon.Day() {
		t = t.Add(time.Hour)
	}
	return t
}

func (d Date) IsZero() bool { return d.Time.IsZero() }
func (d Date) Year() int    { return d.Time.Year() }
func (d Date) Month() int   { return int(d.Time.Month()) }
func (d Date) Day() int     { return d.Time.Day() }

// Start is when the date begins to hold.
func (d Date) Start() time.Time { return d.Time }

// End is when the date no longer holds: the first instant after a day, and a
// point in time itself.
func (d Date) End() time.Time {
	if !d.DayOnly || d.IsZero() {
		return d.Time
	}
	return firstInstant(d.Year(), d.Time.Month(), d.Day()+1, d.Time.Location())
}

// Compare orders by Start, the earliest first, and no date before all.
func (d Date) Compare(e Date) int { return d.Time.Compare(e.Time) }
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }
func (d Date) After(e Date) bool  { return d.Compare(e) > 0 }

// String writes the date for readers: "Thứ Tư, 28/02/2024 14:05", without the
// time if it is a calendar date, "" if there is none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	s := Weekday(d.Time.Weekday()) + ", " + d.Short()
	if !d.DayOnly {
		s += d.Time.Format(" 15:04")
	}
	return s
}

// Short is 28/02/2024.
func (d Date) Short() string { return d.format("02/01/2006") }

// ISO is for HTML's <time datetime>: 2024-02-28, or RFC3339 if a time is known.
func (d Date) ISO() string {
	if d.DayOnly {
		return d.format(time.DateOnly)
	}
	return d.RFC3339()
}

// RFC3339 is for feeds, which need a time: a calendar date begins at 00:00.
func (d Date) RFC3339() string { return d.format(time.RFC3339) }

func (d Date) format(layout string) string {
	if d.IsZero() {
		return ""
	}
	return d.Time.Format(layout)
}

// Weekday is the Vietnamese name of a day: "Chủ Nhật", "Thứ Hai".
func Weekday(day time.Weekday) string {
	return [...]string{"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}[day]
}

// Month is the heading of a month: "Tháng 02/2024", as wide as dates are.
func Month(year, month int) string { return fmt.Sprintf("Tháng %02d/%d", month, year) }

// BadDate is the reason for which a date is refused.
type BadDate string

const (
	DateUnknown    BadDate = "not a date"              // as none of the accepted ways
	DateImpossible BadDate = "no such date"            // 30/2/2024, 25:00
	DateSwapped    BadDate = "day and month exchanged" // the month is over 12 and would do as the day
	DateYear       BadDate = "year not between 1900 and 2199"
)

// DateError refuses a date. Suggest is how it should be written, or "" where
// that cannot be told.
type DateError struct {
	Kind    BadDate
	Text    string
	Suggest string
}

func (e *DateError) Error() string { return fmt.Sprintf("%q: %s", e.Text, e.Kind) }

// forms are the ways to write a date: how it is read, how it looks with day and
// month exchanged, and how that is mended.
var forms = []struct{ layout, swapped, mended string }{
	{"2006-01-02", "2006-02-01", "2006-01-02"},
	{"2006-01-02 15:04", "2006-02-01 15:04", "2006-01-02 15:04"},
	{"2006-01-02 15:04:05", "2006-02-01 15:04:05", "2006-01-02 15:04:05"},
	{"2006-01-02T15:04", "2006-02-01T15:04", "2006-01-02T15:04"},
	{time.RFC3339, "2006-02-01T15:04:05Z07:00", time.RFC3339},
	{"2/1/2006", "1/2/2006", "02/01/2006"},
	{"2-1-2006", "1-2-2006", "02/01/2006"},
	{"2/1/2006 15:04", "1/2/2006 15:04", "02/01/2006 15:04"},
}

// ParseDate reads a date as ISO 8601 or people in Vietnam write it: 2024-02-28,
// 2024-02-28 14:05 (or with seconds, or with a T), RFC 3339, 28/2/2024,
// 28-2-2024, 28/2/2024 14:05, and 14:05 28/2/2024 with or without a comma.
// Without an offset it is in zone; with one it is converted to zone. The error
// is a *DateError.
func ParseDate(s string, zone *time.Location) (Date, error) {
	written := s
	if clock, day, ok := strings.Cut(s, " "); ok && strings.Contains(clock, ":") {
		written = day + " " + strings.TrimSuffix(clock, ",")
	}
	slashes := strings.Contains(written, "/")
	for _, form := range forms {
		if strings.Contains(form.layout, "/") != slashes {
			continue // time.Parse would take longer to say no
		}
		if t, err := time.Parse(form.layout, written); err == nil {
			return dateIn(zone, t, form.layout, s)
		}
	}
	return Date{}, refuse(s, written)
}

func refuse(s, written string) error {
	bad := &DateError{DateUnknown, s, suggest(s)}
	for _, form := range forms {
		if t, err := time.Parse(form.swapped, written); err == nil && inRange(t.Year()) {
			return &DateError{DateSwapped, s, t.Format(form.mended)}
		}
		if _, err := time.Parse(form.layout, written); strings.HasSuffix(err.Error(), "out of range") {
			bad = &DateError{Kind: DateImpossible, Text: s}
		}
	}
	return bad
}

// dateIn takes the day and the clock that t shows for those of the zone, unless
// they came with an offset.
func dateIn(zone *time.Location, t time.Time, layout, written string) (Date, error) {
	var d Date
	year, month, day := t.Date()
	switch {
	case layout == time.RFC3339:
		d.Time = t.Truncate(time.Second).In(zone)
	case strings.Contains(layout, "15:04"):
		d.Time = time.Date(year, month, day, t.Hour(), t.Minute(), t.Second(), 0, zone)
	default:
		d = Date{firstInstant(year, month, day, zone), true}
	}
	if !inRange(d.Year()) {
		return Date{}, &DateError{Kind: DateYear, Text: written}
	}
	return d, nil
}

func inRange(year int) bool { return year >= 1900 && year < 2200 }

var (
	numbers = regexp.MustCompile(`\d+`)
	hour    = regexp.MustCompile(`(\d{1,2})(?::| ?h| giờ ?)(\d\d)?(?: phút)?(?:[ ,]|$)`)
	// What may stand beside an hour; "PM" or "chiều" would make it another one.
	beside = regexp.MustCompile(`^(?:[\d\s,./-]|ngày|tháng|năm|lúc|hồi|vào|(?i:thứ) \pL+)*$`)
)

// suggest rewrites a date that is written in another way, such as 28.2.2024,
// "ngày 28 tháng 2 năm 2024" or "7h30 ngày 28/2/2024", if it has a day, a month, a
// year and at most an hour.
func suggest(s string) string {
	clock, shown := " 0:00", ""
	if m := hour.FindStringSubmatch(s); m != nil {
		clock, shown = " "+m[1]+":"+cmp.Or(m[2], "00"), " 15:04"
		if s = strings.Replace(s, m[0], " ", 1); !beside.MatchString(s) {
			return ""
		}
	}
	found := strings.Join(numbers.FindAllString(s, -1), "-")
	for _, form := range [][2]string{{"2-1-2006", "02/01/2006"}, {"2006-1-2", time.DateOnly}} {
		if t, err := time.Parse(form[0]+" 15:04", found+clock); err == nil && inRange(t.Year()) {
			return t.Format(form[1] + shown)
		}
	}
	return ""
}
