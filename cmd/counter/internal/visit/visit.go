// Package visit is the words that the counter's parts share: a visit, a batch of
// them, and the numbers that they add up to. Nothing here, and so nothing that a
// store is given, tells a reader's address or browser.
package visit

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"
)

// An ID is what a browser calls one view of a page: 96 random bits. One ID counts
// once.
type ID [12]byte

// ParseID reads 24 lower-case hexadecimal digits.
func ParseID(s string) (id ID, ok bool) {
	if len(s) != hex.EncodedLen(len(id)) {
		return id, false
	}
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'F' {
			return id, false
		}
	}
	_, err := hex.Decode(id[:], []byte(s))
	return id, err == nil
}

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// A Kind tells who made a visit, as far as the counter can know.
type Kind uint8

const (
	Reader     Kind = iota
	Scriptless      // a reader whose browser ran no script: a picture was asked for
	Bot             // kept apart, in no sum of visits
)

// A Visit is one view of a page.
type Visit struct {
	ID      ID
	Page    string // a page of the manifest; "" adds to the site's numbers alone
	Kind    Kind
	Visitor uint64    // the reader's key of this day; 0 for one who has none: a bot, or a reader who asked for it
	Hour    Hour      // when it came, on the wall in the site's zone
	Seen    time.Time // when it came, by a clock that never jumps: retention and the readers online go by it
}

// A Batch is what is committed together, all of it or nothing.
type Batch struct {
	ID     [16]byte // one that failed is tried again under its ID, perhaps with less in it
	Visits []Visit
}

// A Tally is sums of visits. Those of bots are apart; those of readers without
// scripts are among Visits.
type Tally struct {
	Visits     int64 `json:"visits"`
	Scriptless int64 `json:"scriptless"`
	Bots       int64 `json:"bots"`
}

// Count adds one visit.
func (t *Tally) Count(k Kind) {
	switch k {
	case Bot:
		t.Bots++
		return
	case Scriptless:
		t.Scriptless++
	}
	t.Visits++
}

// Add adds another's sums.
func (t *Tally) Add(u Tally) {
	t.Visits += u.Visits
	t.Scriptless += u.Scriptless
	t.Bots += u.Bots
}

// Numbers are running totals: of the site and of the pages asked for. They do not
// include what was carried over from another site.
type Numbers struct {
	Site   Tally
	Online int              // readers with a key who were seen in the last five minutes
	Pages  map[string]Tally // a page never visited is missing or zero
}

// Times that all stores keep to.
const (
	KeepIDs = 24 * time.Hour  // for so long at least an ID counts once
	Online  = 5 * time.Minute // for so long after a visit a reader counts as online
)

// A Day is a date in the site's zone, as the number 20261127; an Hour is one of its
// hours, as 2026112714. Where clocks are set back an hour comes twice and counts as one.
type (
	Day  int32
	Hour int32
)

// DayOf is the date on which t falls, in t's zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(y*10000 + int(m)*100 + d)
}

// HourOf is the hour in which t falls, in t's zone.
func HourOf(t time.Time) Hour { return Hour(DayOf(t))*100 + Hour(t.Hour()) }

// Day is the hour's date.
func (h Hour) Day() Day { return Day(h / 100) }

// String writes a date as 2026-11-27.
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100) }

// Time is the day's beginning in UTC, to count days with.
func (d Day) Time() time.Time {
	return time.Date(int(d/10000), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, time.UTC)
}

// ParseDay reads 2026-11-27.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is no date; write it like 2026-11-27", s)
	}
	return DayOf(t), nil
}

// A Report is what was counted from one day to another, both included.
type Report struct {
	Days  []DayNumbers     // those with any visit, in order
	Hours []HourNumbers    // likewise
	Pages map[string]Tally // sums over the days
}

// DayNumbers are the site's numbers of one day. Visitors are distinct readers, each
// known by a key that only this day has; over several days they cannot be added up.
type DayNumbers struct {
	Day
	Tally
	Visitors int64
}

// HourNumbers are the site's numbers of one hour.
type HourNumbers struct {
	Hour
	Tally
}

// A Source answers what was counted. Its methods may be called from several
// goroutines.
type Source interface {
	// Read answers the numbers at the steady time now.
	Read(ctx context.Context, now time.Time, pages ...string) (Numbers, error)

	// Report sums up the days from one to another.
	Report(ctx context.Context, from, to Day) (*Report, error)

	// PageDays goes through what every page had on every day, by day and page.
	PageDays(ctx context.Context, from, to Day) iter.Seq2[PageDay, error]

	Close() error
}

// A Store counts, and loses nothing that it has acknowledged.
type Store interface {
	Source

	// Claim makes the store the site's, which is named by its base URL, and answers
	// whose it is. One that is another site's stays so unless it is moved.
	Claim(ctx context.Context, site string, move bool) (owner string, err error)

	// Apply counts the visits whose IDs it has not seen in the last KeepIDs, and
	// returns when that is safe on disk. It answers the numbers afterwards with
	// those of the batch's pages, and how many visits were new. After an error
	// nothing or all of it was counted; applied again, it counts once. Nobody calls
	// it twice at a time.
	Apply(ctx context.Context, b *Batch) (n Numbers, counted int, err error)

	// Move gives what was counted under the keys of moves to the pages they name, in
	// totals and in every day. Doing it again changes nothing.
	Move(ctx context.Context, moves map[string]string) error
}

// A PageDay is one page's numbers of one day.
type PageDay struct {
	Day
	Page string
	Tally
}

// ErrRefused is wrapped by errors of opening a store that no waiting mends: it is
// damaged, of a newer program, not safe, another's. The text says what to do.
var ErrRefused = errors.New("refused")
