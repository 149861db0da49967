package text

import (
	"fmt"
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
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("load time zone %q: not the name of a zone", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("load time zone %q: %w", name, err)
	}
	return zone, nil
}

// firstInstant is 00:00, or 01:00 where clocks are put forward at midnight.
func firstInstant(year, month, day int, zone *time.Location) time.Time {
	noon := time.Date(year, time.Month(month), day, 12, 0, 0, 0, zone)
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
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
	return firstInstant(d.Year(), d.Month(), d.Day()+1, d.Time.Location())
}

// Compare orders by Start, the earliest first, and no date before all.
func (d Date) Compare(e Date) int { return d.Time.Compare(e.Time) }
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }
func (d Date) After(e Date) bool  { return d.Compare(e) > 0 }

// String writes the date for readers: "Thứ Tư, 28/02/2024 14:05", without the
// time if it is a calendar date, "" if there is none.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.DayOnly:
		return Weekday(d.Time.Weekday()) + ", " + d.Short()
	default:
		return Weekday(d.Time.Weekday()) + d.Time.Format(", 02/01/2006 15:04")
	}
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
