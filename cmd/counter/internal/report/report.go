// Package report writes numbers for people's other programs: of a period, or all
// there are. CSV (RFC 4180, UTF-8) and JSON (an array) have the same rows, a line
// each, and are written as they are read.
//
// Visitors stand in rows of days alone: they cannot be added up. No cell of CSV
// is a formula, whatever a title begins with.
package report

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// Options say how rows are written.
type Options struct {
	JSON  bool
	Excel bool                     // CSV for people: in Vietnamese, and with the byte order mark without which Excel guesses another encoding
	Title func(page string) string // "" for a page that has none
	Bots  bool                     // bots count for what is read most
	Most  int                      // pages to list; 0 means all
}

// A row is a line. What it is of decides which members it has.
type row struct {
	What  string `json:"what"`
	Day   string `json:"day,omitempty"`   // 2026-11-27
	Hour  string `json:"hour,omitempty"`  // 14:00, when it began
	Page  string `json:"page,omitempty"`  // of a section: what its pages begin with
	Title string `json:"title,omitempty"` // of that page
	visit.Tally
	Visitors *int64 `json:"visitors,omitempty"`
}

// Write writes the rows of a period: "total", "day" and, where one day alone has
// visits, "hour"; then "section" and "page", the most read first.
func Write(w io.Writer, r *visit.Report, o Options) error {
	out, total, sections := o.begin(w), row{What: "total"}, map[string]visit.Tally{}
	for _, d := range r.Days {
		total.Add(d.Tally)
	}
	for page, t := range r.Pages { // a page at the top is its own section
		if _, rest, deeper := strings.Cut(strings.TrimPrefix(page, "/"), "/"); deeper {
			page = strings.TrimSuffix(page, rest)
		}
		t.Add(sections[page])
		sections[page] = t
	}
	out.write(total)
	out.days(r, len(r.Days) == 1)
	out.pages("section", sections, len(sections))
	out.pages("page", r.Pages, cmp.Or(o.Most, len(r.Pages)))
	return out.end()
}

// Export writes all that s has: "baseline", the visits carried over until a date,
// which are in no other row; and measured, "total", "day", "hour", "page" and
// "page-day". When visits come meanwhile, only later rows have them.
func Export(ctx context.Context, w io.Writer, s visit.Source, now time.Time, baseline int64, until string, o Options) error {
	const first, last visit.Day = 1_01_01, 2147_12_31 // an Hour cannot be later
	n, err := s.Read(ctx, now)
	if err != nil {
		return fmt.Errorf("read the totals: %w", err)
	}
	r, err := s.Report(ctx, first, last)
	if err != nil {
		return fmt.Errorf("read the days: %w", err)
	}
	out := o.begin(w)
	out.write(row{What: "baseline", Day: until, Tally: visit.Tally{Visits: baseline}})
	out.write(row{What: "total", Tally: n.Site})
	out.days(r, true)
	out.pages("page", r.Pages, len(r.Pages))
	for d, err := range s.PageDays(ctx, first, last) {
		if err = cmp.Or(err, out.csv.Error()); err != nil {
			return fmt.Errorf("export the pages of each day: %w", err)
		}
		out.write(row{What: "page-day", Day: d.Day.String(), Page: d.Page, Title: o.Title(d.Page), Tally: d.Tally})
	}
	return out.end()
}

// A writer writes rows. Its error, the first, is that of csv: both share text.
type writer struct {
	Options
	text *bufio.Writer
	csv  *csv.Writer
	next string // what comes before an object of JSON
}

func (o Options) begin(w io.Writer) *writer {
	text := bufio.NewWriter(w)
	out := &writer{Options: o, text: text, csv: csv.NewWriter(text), next: "["}
	out.csv.UseCRLF = true
	if o.Excel {
		_ = out.csv.Write([]string{"\ufeffMục", "Ngày", "Giờ", "Địa chỉ", "Tiêu đề", "Lượt truy cập", "Trong đó không chạy JavaScript", "Robot", "Khách trong ngày"})
	} else if !o.JSON {
		_ = out.csv.Write([]string{"what", "day", "hour", "page", "title", "visits", "scriptless", "bots", "visitors"})
	}
	return out
}

func (w *writer) write(r row) {
	if w.JSON {
		_, _ = w.text.WriteString(w.next)
		_ = json.NewEncoder(w.text).Encode(r)
		w.next = ","
		return
	}
	if w.Excel {
		r.What = map[string]string{"total": "Tổng", "day": "Ngày", "hour": "Giờ", "section": "Chuyên mục", "page": "Trang"}[r.What]
	}
	cells := []string{r.What, r.Day, r.Hour, r.Page, r.Title, fmt.Sprint(r.Visits), fmt.Sprint(r.Scriptless), fmt.Sprint(r.Bots), ""}
	if r.Visitors != nil {
		cells[8] = fmt.Sprint(*r.Visitors)
	}
	for i, cell := range cells {
		if strings.IndexAny(cell, "=+-@\t\r\n") == 0 {
			cells[i] = "'" + cell // or a spreadsheet takes it for a formula
		}
	}
	_ = w.csv.Write(cells)
}

func (w *writer) days(r *visit.Report, hours bool) {
	for _, d := range r.Days {
		w.write(row{What: "day", Day: d.Day.String(), Tally: d.Tally, Visitors: &d.Visitors})
	}
	for _, h := range r.Hours {
		if hours {
			w.write(row{What: "hour", Day: h.Hour.Day().String(), Hour: fmt.Sprintf("%02d:00", h.Hour%100), Tally: h.Tally})
		}
	}
}

func (w *writer) pages(what string, pages map[string]visit.Tally, most int) {
	rows := make([]row, 0, len(pages))
	for page, t := range pages {
		rows = append(rows, row{What: what, Page: page, Tally: t})
	}
	reads := func(r row) int64 {
		if w.Bots {
			return r.Visits + r.Bots
		}
		return r.Visits
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(reads(b), reads(a)), strings.Compare(a.Page, b.Page))
	})
	for _, r := range rows[:min(most, len(rows))] {
		r.Title = w.Title(r.Page)
		w.write(r)
	}
}

func (w *writer) end() error {
	if w.JSON {
		_, _ = w.text.WriteString("]\n")
	}
	w.csv.Flush()
	return w.csv.Error()
}
