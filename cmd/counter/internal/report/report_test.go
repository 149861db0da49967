package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"bantin/cmd/counter/internal/visit"

	"github.com/google/go-cmp/cmp"
)

var november = &visit.Report{
	Days: []visit.DayNumbers{
		{Day: 2026_11_26, Tally: visit.Tally{Visits: 7, Scriptless: 1, Bots: 2}, Visitors: 3},
		{Day: 2026_11_27, Tally: visit.Tally{Visits: 5, Bots: 9}},
	},
	Hours: []visit.HourNumbers{{Hour: 2026_11_26_09, Tally: visit.Tally{Visits: 7, Scriptless: 1, Bots: 2}}},
	Pages: map[string]visit.Tally{
		"/":                      {Visits: 2},
		"/gioi-thieu/":           {Visits: 1, Bots: 9},
		"/tin-tuc/":              {Visits: 1},
		"/tin-tuc/2026/11/cong/": {Visits: 4, Scriptless: 1, Bots: 2},
		"/tin-tuc/2026/11/hoi/":  {Visits: 4},
	},
}

func title(page string) string {
	return map[string]string{
		"/gioi-thieu/": "Giới thiệu, \"tóm tắt\"", "/tin-tuc/": "Tin tức", "/tin-tuc/2026/11/cong/": "=1+1", "/tin-tuc/2026/11/hoi/": "Hội nghị",
	}[page]
}

func mustWrite(t testing.TB, r *visit.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	o.Title = title
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const asCSV = `what,day,hour,page,title,visits,scriptless,bots,visitors
total,,,,,12,1,11,
day,2026-11-26,,,,7,1,2,3
day,2026-11-27,,,,5,0,9,0
section,,,/tin-tuc/,Tin tức,9,1,2,
section,,,/,,2,0,0,
section,,,/gioi-thieu/,"Giới thiệu, ""tóm tắt""",1,0,9,
page,,,/tin-tuc/2026/11/cong/,'=1+1,4,1,2,
page,,,/tin-tuc/2026/11/hoi/,Hội nghị,4,0,0,
page,,,/,,2,0,0,
page,,,/gioi-thieu/,"Giới thiệu, ""tóm tắt""",1,0,9,
page,,,/tin-tuc/,Tin tức,1,0,0,
`

func TestAPeriodAsCSV(t *testing.T) {
	if diff := cmp.Diff(strings.ReplaceAll(asCSV, "\n", "\r\n"), mustWrite(t, november, Options{})); diff != "" {
		t.Error(diff)
	}
}

func TestJSONHasTheRowsOfCSV(t *testing.T) {
	var rows []map[string]any
	if err := json.Unmarshal([]byte(mustWrite(t, november, Options{JSON: true})), &rows); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(asCSV)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var fromCSV []map[string]any
	for _, line := range lines[1:] {
		object := map[string]any{}
		for i, cell := range line {
			name := lines[0][i]
			var value any = strings.TrimPrefix(cell, "'")
			if i >= 5 && cell != "" {
				_ = json.Unmarshal([]byte(cell), &value)
			}
			if cell != "" {
				object[name] = value
			}
		}
		fromCSV = append(fromCSV, object)
	}
	if diff := cmp.Diff(fromCSV, rows); diff != "" {
		t.Error(diff)
	}
}

func TestADayHasItsHours(t *testing.T) {
	day := &visit.Report{Days: november.Days[:1], Hours: november.Hours}
	if text := mustWrite(t, day, Options{}); !strings.Contains(text, "\nhour,2026-11-26,09:00,,,7,1,2,\r\n") {
		t.Error(text)
	}
	if text := mustWrite(t, november, Options{}); strings.Contains(text, "\nhour,") {
		t.Error(text)
	}
}

func TestBotsCountedInChangeTheOrder(t *testing.T) {
	text := mustWrite(t, november, Options{Bots: true, Most: 1})
	if !strings.Contains(text, "\npage,,,/gioi-thieu/,") || strings.Count(text, "\npage,") != 1 {
		t.Error(text)
	}
}

func TestExcelIsToldTheEncodingAndPeopleTheWords(t *testing.T) {
	text := mustWrite(t, november, Options{Excel: true})
	for _, wanted := range []string{"\ufeffMục,Ngày,Giờ,", "\nTổng,,,,,12,", "\nNgày,2026-11-26,", "\nChuyên mục,,,/tin-tuc/,", "\nTrang,,,/,"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("%q is missing in\n%s", wanted, text)
		}
	}
	if strings.Contains(mustWrite(t, november, Options{}), "\ufeff") {
		t.Error("programs get a byte order mark")
	}
}

func TestNoTitleBecomesAFormula(t *testing.T) {
	for _, name := range []string{"=HYPERLINK(A1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "=\"a\",b"} {
		var b bytes.Buffer
		r := &visit.Report{Pages: map[string]visit.Tally{"/a/": {Visits: 1}}}
		if err := Write(&b, r, Options{Title: func(string) string { return name }}); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if cell := lines[len(lines)-1][4]; !strings.HasPrefix(cell, "'") {
			t.Errorf("%q is written as %q", name, cell)
		}
	}
}

func TestNothingCountedIsStillAReport(t *testing.T) {
	if text := mustWrite(t, &visit.Report{}, Options{JSON: true}); text != `[{"what":"total","visits":0,"scriptless":0,"bots":0}`+"\n]\n" {
		t.Error(text)
	}
}

// numbers is a store's answers, written down.
type numbers struct {
	visit.Store
	pageDays int
	broken   error // ends the days of pages
	read     int
}

func (n *numbers) Read(context.Context, time.Time, ...string) (visit.Numbers, error) {
	return visit.Numbers{Site: visit.Tally{Visits: 13, Scriptless: 1, Bots: 11}}, nil
}

func (n *numbers) Report(_ context.Context, from, to visit.Day) (*visit.Report, error) {
	if from > november.Days[0].Day || to < november.Days[1].Day {
		return nil, errors.New("days are left out")
	}
	return november, nil
}

func (n *numbers) PageDays(context.Context, visit.Day, visit.Day) iter.Seq2[visit.PageDay, error] {
	return func(yield func(visit.PageDay, error) bool) {
		for range n.pageDays {
			n.read++
			if !yield(visit.PageDay{Day: 2026_11_26, Page: "/tin-tuc/", Tally: visit.Tally{Visits: 1}}, nil) {
				return
			}
		}
		if n.broken != nil {
			yield(visit.PageDay{}, n.broken)
		}
	}
}

func TestExportHasEverythingAndTheBaselineApart(t *testing.T) {
	var b bytes.Buffer
	if err := Export(t.Context(), &b, &numbers{pageDays: 2}, time.Now(), 4_860_169, "2024-02-28", Options{Title: title}); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var whats []string
	for _, line := range lines[1:] {
		whats = append(whats, line[0])
	}
	wanted := strings.Fields("baseline total day day hour page page page page page page-day page-day")
	if diff := cmp.Diff(wanted, whats); diff != "" {
		t.Error(diff)
	}
	for i, line := range map[int][]string{
		1: {"baseline", "2024-02-28", "", "", "", "4860169", "0", "0", ""}, 2: {"total", "", "", "", "", "13", "1", "11", ""},
		11: {"page-day", "2026-11-26", "", "/tin-tuc/", "Tin tức", "1", "0", "0", ""},
	} {
		if !reflect.DeepEqual(lines[i], line) {
			t.Errorf("line %d is %q, not %q", i, lines[i], line)
		}
	}
}

func TestAStoreThatBreaksOffIsAnError(t *testing.T) {
	broken := errors.New("connection lost")
	var b bytes.Buffer
	if err := Export(t.Context(), &b, &numbers{pageDays: 3, broken: broken}, time.Now(), 0, "", Options{JSON: true, Title: title}); !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	if json.Valid(b.Bytes()) {
		t.Error("half an export looks like a whole one")
	}
}

// full is a disk with no more room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestExportStopsReadingWhenItCannotWrite(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		n := &numbers{pageDays: 100_000}
		if err := Export(t.Context(), full{}, n, time.Now(), 0, "", Options{JSON: asJSON, Title: title}); err == nil || !strings.Contains(err.Error(), "no room") {
			t.Errorf("the error is %v", err)
		}
		if n.read > 1000 {
			t.Errorf("%d rows were read for nothing", n.read)
		}
		if err := Write(full{}, november, Options{JSON: asJSON, Title: title}); err == nil {
			t.Error("a report that could not be written is no error")
		}
	}
}
