package visit

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func TestIDIs24LowerCaseHexadecimalDigits(t *testing.T) {
	for s, want := range map[string]bool{
		"ff73d33207db70c24a40c063": true, "000000000000000000000000": true,
		"FF73D33207DB70C24A40C063": false, "ff73d33207db70c24a40c06": false, "ff73d33207db70c24a40c0631": false,
		"ff73d33207db70c24a40c06g": false, "ff73d33207db70c24a40c06ａ": false, "": false, " f73d33207db70c24a40c063": false,
	} {
		id, ok := ParseID(s)
		if ok != want || ok && id.String() != s {
			t.Errorf("%q: %v %v", s, id, ok)
		}
	}
}

func TestDayAndHourAreThoseOnTheSitesWall(t *testing.T) {
	hanoi, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]Hour{
		"2026-11-26T16:59:59Z": 2026112623, "2026-11-26T17:00:00Z": 2026112700, "2027-01-01T00:30:00+07:00": 2027010100,
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := HourOf(when.In(hanoi)); got != want || got.Day() != Day(want/100) || DayOf(when.In(hanoi)) != got.Day() {
			t.Errorf("%s is in hour %d of day %v, want %d", at, got, got.Day(), want)
		}
	}
	for s, good := range map[string]bool{"2026-11-27": true, "2024-02-29": true, "2026-02-29": false, "27/11/2026": false, "": false} {
		d, err := ParseDay(s)
		if (err == nil) != good || good && (d.String() != s || DayOf(d.Time()) != d) {
			t.Errorf("%q is %v, %v", s, d, err)
		}
	}
}

func TestRobotsAreInNoSum(t *testing.T) {
	var a, b Tally
	for _, k := range []Kind{Reader, Reader, Scriptless, Bot} {
		a.Count(k)
		b.Count(k)
	}
	a.Add(b)
	if a != (Tally{Visits: 6, Scriptless: 2, Bots: 2}) {
		t.Errorf("%+v", a)
	}
}
