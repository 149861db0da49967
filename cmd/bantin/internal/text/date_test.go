package text

import (
	"errors"
	"testing"
	"time"
)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func mustDate(t testing.TB, s string, zone *time.Location) Date {
	t.Helper()
	date, err := ParseDate(s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

func TestParseDate(t *testing.T) {
	hanoi := mustZone(t, "Asia/Ho_Chi_Minh")
	for _, machine := range []string{"UTC", "America/Los_Angeles", "Pacific/Kiritimati"} {
		setLocal(t, mustZone(t, machine))
		for _, test := range []struct{ in, iso, readers string }{
			{"2024-02-28", "2024-02-28", "Thứ Tư, 28/02/2024"},
			{"2024-02-28 14:05", "2024-02-28T14:05:00+07:00", "Thứ Tư, 28/02/2024 14:05"},
			{"2024-02-28 14:05:30", "2024-02-28T14:05:30+07:00", "Thứ Tư, 28/02/2024 14:05"},
			{"2024-02-28T14:05", "2024-02-28T14:05:00+07:00", "Thứ Tư, 28/02/2024 14:05"},
			{"2024-02-28T14:05:30+07:00", "2024-02-28T14:05:30+07:00", "Thứ Tư, 28/02/2024 14:05"},
			{"2024-02-28T20:05:00.75Z", "2024-02-29T03:05:00+07:00", "Thứ Năm, 29/02/2024 03:05"},
			{"2024-02-28T00:00:00-08:00", "2024-02-28T15:00:00+07:00", "Thứ Tư, 28/02/2024 15:00"},
			{"28/02/2024", "2024-02-28", "Thứ Tư, 28/02/2024"},
			{"28/2/2024", "2024-02-28", "Thứ Tư, 28/02/2024"},
			{"3/3/2024", "2024-03-03", "Chủ Nhật, 03/03/2024"},
			{"28-2-2024", "2024-02-28", "Thứ Tư, 28/02/2024"},
			{"28/2/2024 14:05", "2024-02-28T14:05:00+07:00", "Thứ Tư, 28/02/2024 14:05"},
			{"14:05 28/2/2024", "2024-02-28T14:05:00+07:00", "Thứ Tư, 28/02/2024 14:05"},
			{"9:05, 28/2/2024", "2024-02-28T09:05:00+07:00", "Thứ Tư, 28/02/2024 09:05"},
			{"29/2/2024", "2024-02-29", "Thứ Năm, 29/02/2024"},
			{"1/1/1900", "1900-01-01", "Thứ Hai, 01/01/1900"},
			{"2199-12-31", "2199-12-31", "Thứ Ba, 31/12/2199"},
			{"1960-01-01", "1960-01-01", "Thứ Sáu, 01/01/1960"}, // the day on which the zone moved
		} {
			got, err := ParseDate(test.in, hanoi)
			if err != nil {
				t.Errorf("%q: %v", test.in, err)
				continue
			}
			if got.ISO() != test.iso || got.String() != test.readers {
				t.Errorf("%q on a machine in %s: %s, %s", test.in, machine, got.ISO(), got)
			}
		}
	}
}

// setLocal moves the machine to another zone for the rest of the test.
func setLocal(t *testing.T, zone *time.Location) {
	t.Helper()
	before := time.Local
	time.Local = zone
	t.Cleanup(func() { time.Local = before })
}

func TestParseDateRefuses(t *testing.T) {
	hanoi := mustZone(t, "Asia/Ho_Chi_Minh")
	for _, test := range []struct {
		in      string
		kind    BadDate
		suggest string
	}{
		{"30/2/2024", DateImpossible, ""},
		{"29/2/2023", DateImpossible, ""},
		{"2024-02-30", DateImpossible, ""},
		{"0/1/2024", DateImpossible, ""},
		{"1/0/2024", DateImpossible, ""},
		{"32/13/2024", DateImpossible, ""},
		{"28/2/2024 24:00", DateImpossible, ""},
		{"2024-02-28 14:60", DateImpossible, ""},
		{"2024-02-30T14:05:00+07:00", DateImpossible, ""},
		{"2024-02-28T25:05:00Z", DateImpossible, ""},
		{"2/28/2024", DateSwapped, "28/02/2024"},
		{"2-28-2024", DateSwapped, "28/02/2024"},
		{"2024-28-02", DateSwapped, "2024-02-28"},
		{"14:05, 2/28/2024", DateSwapped, "28/02/2024 14:05"},
		{"2024-28-02 14:05:30", DateSwapped, "2024-02-28 14:05:30"},
		{"2/30/2024", DateImpossible, ""},
		{"28/2/1899", DateYear, ""},
		{"2200-01-01", DateYear, ""},
		{"0224-02-28", DateYear, ""},
		{"2200-01-01T00:00:00Z", DateYear, ""},
		{"", DateUnknown, ""},
		{"hôm nay", DateUnknown, ""},
		{"2024", DateUnknown, ""},
		{"28/2", DateUnknown, ""},
		{"28/2/24", DateUnknown, ""},
		{"28/2-2024", DateUnknown, "28/02/2024"},
		{"28.2.2024", DateUnknown, "28/02/2024"},
		{"2024-2-8", DateUnknown, "2024-02-08"},
		{"2024/02/28", DateUnknown, "2024-02-28"},
		{"ngày 28 tháng 2 năm 2024", DateUnknown, "28/02/2024"},
		{"Thứ Tư, 28/02/2024", DateUnknown, "28/02/2024"},
		{"30.2.2024", DateUnknown, ""},
		{" 28/2/2024", DateUnknown, "28/02/2024"},
		{"28/2/2024 ", DateUnknown, "28/02/2024"},
		{"028/2/2024", DateUnknown, ""},
		{"99999999999999999999/1/2024", DateUnknown, ""},
		{"2024-02-28T14:05:30", DateUnknown, ""},
		{"28/2/2024 14h05", DateUnknown, "28/02/2024 14:05"},
		{"28/2/2024, 14:05", DateUnknown, "28/02/2024 14:05"},
		{"7h30 ngày 5/3/2024", DateUnknown, "05/03/2024 07:30"},
		{"7h ngày 5/3/2024", DateUnknown, "05/03/2024 07:00"},
		{"14 giờ 05 phút, ngày 5 tháng 3 năm 2024", DateUnknown, "05/03/2024 14:05"},
		{"5.3.2024 8:00", DateUnknown, "05/03/2024 08:00"},
		{"2024/03/05 8h", DateUnknown, "2024-03-05 08:00"},
		{"Thứ Ba, 5/3/2024 lúc 8:00", DateUnknown, "05/03/2024 08:00"},
		{"5/3/2024 2:05 PM", DateUnknown, ""},
		{"2 giờ chiều 5/3/2024", DateUnknown, ""},
		{"7h5 ngày 5/3/2024", DateUnknown, ""},
		{"25h00 5/3/2024", DateUnknown, ""},
		{"5/3/2024 8:00:30", DateUnknown, ""},
		{"5.3.2024 8:00 - 9:00", DateUnknown, ""},
	} {
		_, err := ParseDate(test.in, hanoi)
		var bad *DateError
		if !errors.As(err, &bad) {
			t.Errorf("%q: %v", test.in, err)
			continue
		}
		if bad.Kind != test.kind || bad.Suggest != test.suggest || bad.Text != test.in {
			t.Errorf("%q: %+v (%v)", test.in, *bad, bad)
		}
		if bad.Suggest != "" {
			mustDate(t, bad.Suggest, hanoi)
		}
	}
}

func TestDateStartAndEnd(t *testing.T) {
	hanoi := mustZone(t, "Asia/Ho_Chi_Minh")
	for _, test := range []struct{ in, start, end string }{
		{"28/2/2024", "2024-02-28T00:00:00+07:00", "2024-02-29T00:00:00+07:00"},
		{"31/12/2024", "2024-12-31T00:00:00+07:00", "2025-01-01T00:00:00+07:00"},
		{"28/2/2024 14:05", "2024-02-28T14:05:00+07:00", "2024-02-28T14:05:00+07:00"},
	} {
		date := mustDate(t, test.in, hanoi)
		start, end := date.Start().Format(time.RFC3339), date.End().Format(time.RFC3339)
		if start != test.start || end != test.end || date.RFC3339() != test.start {
			t.Errorf("%q: %s to %s, %s", test.in, start, end, date.RFC3339())
		}
	}
}

// Clocks in these places were put forward at midnight of the date.
func TestDayWithoutMidnightStaysThatDay(t *testing.T) {
	for zone, day := range map[string]string{"America/Sao_Paulo": "2018-11-04", "Asia/Beirut": "2022-03-27"} {
		date := mustDate(t, day, mustZone(t, zone))
		if date.ISO() != day || date.Start().Hour() != 1 || !date.End().After(date.Start()) {
			t.Errorf("%s in %s: %s to %s", day, zone, date.Start(), date.End())
		}
	}
}

func TestDateOrder(t *testing.T) {
	hanoi := mustZone(t, "Asia/Ho_Chi_Minh")
	earlier, later := mustDate(t, "28/2/2024", hanoi), mustDate(t, "28/2/2024 14:05", hanoi)
	if !earlier.Before(later) || !later.After(earlier) || earlier.After(later) || earlier.Compare(later) != -1 {
		t.Error("a day does not begin before its hours")
	}
	if (Date{}).Compare(earlier) != -1 {
		t.Error("no date is not before all")
	}
	if earlier != mustDate(t, "2024-02-28", hanoi) || later != mustDate(t, "2024-02-28T07:05:00Z", hanoi) {
		t.Error("one date written in two ways is not equal")
	}
	if earlier.Year() != 2024 || earlier.Month() != 2 || earlier.Day() != 28 {
		t.Error("wrong parts")
	}
}

func TestNoDatePrintsNothing(t *testing.T) {
	var none Date
	if !none.IsZero() || none.String()+none.Short()+none.ISO()+none.RFC3339() != "" || !none.End().IsZero() {
		t.Errorf("%q %q %q %q", none.String(), none.Short(), none.ISO(), none.RFC3339())
	}
}

func TestMonthAndWeekday(t *testing.T) {
	if got := Month(2024, 2); got != "Tháng 02/2024" {
		t.Error(got)
	}
	if got := Weekday(time.Sunday) + Weekday(time.Wednesday) + Weekday(time.Saturday); got != "Chủ NhậtThứ TưThứ Bảy" {
		t.Error(got)
	}
}

func TestLoadZoneRefusesTheMachinesOwn(t *testing.T) {
	for _, name := range []string{"", "Local", "Asia/Hà Nội", "../etc/passwd"} {
		if zone, err := LoadZone(name); err == nil {
			t.Errorf("%q is %v", name, zone)
		}
	}
}
