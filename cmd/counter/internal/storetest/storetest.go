// Package storetest holds a store to the contract of [visit.Store]: directed
// tests of each promise, and a random one against a plain reference.
//
// It goes by the clock in the visits alone, whose dates lie in the past, and
// never asks what the contract leaves open: whether a store remembers who was
// online when it was closed, whether an ID is forgotten after visit.KeepIDs, and
// what counted says of a batch that is applied again.
package storetest

import (
	"encoding/binary"
	"maps"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Data is what one store keeps. It is empty at first.
type Data struct {
	// Open opens the store. The suite closes it before it is opened again.
	Open func(t testing.TB) visit.Store

	// Multiply makes every tally by times as large behind the store's back, but
	// no number of visitors. No store is open then.
	Multiply func(t testing.TB, by int64)
}

// Run tests the stores that fresh makes data for.
func Run(t *testing.T, fresh func(t testing.TB) Data) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *store)
	}{
		{"TheSameIDCountsOnce", theSameIDCountsOnce},
		{"ARepeatedVisitAddsNothingAnywhere", aRepeatedVisitAddsNothingAnywhere},
		{"ABatchTriedAgainCountsOnce", aBatchTriedAgainCountsOnce},
		{"ABatchGivenUpCountsOnceAfterwards", aBatchGivenUpCountsOnceAfterwards},
		{"AnEmptyBatchAnswersTheNumbers", anEmptyBatchAnswersTheNumbers},
		{"KindsAreKeptApart", kindsAreKeptApart},
		{"APageWithoutNameAddsToTheSiteAlone", aPageWithoutNameAddsToTheSiteAlone},
		{"DaysAndHoursAreThoseOfTheWall", daysAndHoursAreThoseOfTheWall},
		{"VisitorsAreDistinctWithinADay", visitorsAreDistinctWithinADay},
		{"ReadersAreOnlineForFiveMinutes", readersAreOnlineForFiveMinutes},
		{"IDsAreKeptForADay", idsAreKeptForADay},
		{"MovedPagesKeepTheirNumbers", movedPagesKeepTheirNumbers},
		{"AStoreBelongsToOneSite", aStoreBelongsToOneSite},
		{"ReportsSumUpARange", reportsSumUpARange},
		{"PageDaysAreInOrder", pageDaysAreInOrder},
		{"NamesAreKeptByteForByte", namesAreKeptByteForByte},
		{"ManyPagesAtOnce", manyPagesAtOnce},
		{"NumbersAreLarge", numbersAreLarge},
		{"ReadersSeeWholeBatches", readersSeeWholeBatches},
		{"AnyHistoryGivesTheReferencesNumbers", anyHistoryGivesTheReferencesNumbers},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &store{Data: fresh(t)}
			s.Store = s.Open(t)
			defer func() {
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}()
			test.run(t, s)
		})
	}
}

var zone = time.FixedZone("+07", 7*60*60)

// start is an evening, so that midnight is near.
var start = time.Date(2026, 11, 20, 20, 0, 0, 0, zone)

const (
	today    visit.Day = 20261120
	tomorrow visit.Day = 20261121
	always   visit.Day = 99991231
)

// store is an open store with the numbers given out so far.
type store struct {
	visit.Store
	Data
	made uint64 // IDs
}

func (s *store) mustReopen(t testing.TB) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	s.Store = s.Open(t)
}

// at is a visit with a new ID, by a reader without a key.
func (s *store) at(now time.Time, page string) visit.Visit {
	s.made++
	v := visit.Visit{Page: page, Hour: visit.HourOf(now), Seen: now}
	binary.BigEndian.PutUint64(v.ID[4:], s.made)
	return v
}

// by is a visit with a new ID, by a reader with a key.
func (s *store) by(visitor uint64, now time.Time, page string) visit.Visit {
	v := s.at(now, page)
	v.Visitor = visitor
	return v
}

func (s *store) of(k visit.Kind, now time.Time, page string) visit.Visit {
	v := s.at(now, page)
	v.Kind = k
	return v
}

func (s *store) batch(visits ...visit.Visit) *visit.Batch {
	s.made++
	b := &visit.Batch{Visits: visits}
	binary.BigEndian.PutUint64(b.ID[8:], s.made)
	return b
}

// mustApply applies a new batch, of which so many visits must be new.
func (s *store) mustApply(t testing.TB, counted int, visits ...visit.Visit) visit.Numbers {
	t.Helper()
	n, got, err := s.Apply(t.Context(), s.batch(visits...))
	if err != nil {
		t.Fatal(err)
	}
	if got != counted {
		t.Fatalf("%d visits were new, want %d", got, counted)
	}
	return withoutZero(n)
}

func (s *store) mustRead(t testing.TB, now time.Time, pages ...string) visit.Numbers {
	t.Helper()
	n, err := s.Read(t.Context(), now, pages...)
	if err != nil {
		t.Fatal(err)
	}
	return withoutZero(n)
}

func (s *store) mustReport(t testing.TB, from, to visit.Day) *visit.Report {
	t.Helper()
	r, err := s.Report(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s *store) mustPageDays(t testing.TB, from, to visit.Day) (days []visit.PageDay) {
	t.Helper()
	for d, err := range s.PageDays(t.Context(), from, to) {
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, d)
	}
	return days
}

func (s *store) mustMove(t testing.TB, moves map[string]string) {
	t.Helper()
	if err := s.Move(t.Context(), moves); err != nil {
		t.Fatal(err)
	}
}

// withoutZero takes away pages without visits: they may be missing or zero.
func withoutZero(n visit.Numbers) visit.Numbers {
	maps.DeleteFunc(n.Pages, func(_ string, t visit.Tally) bool { return t == visit.Tally{} })
	return n
}

// same compares what a store answered with what is right.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func visits(n int64) visit.Tally { return visit.Tally{Visits: n} }
