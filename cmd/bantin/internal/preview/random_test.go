package preview

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/render"
)

// TestAfterAnyEditsEveryAddressAnswersTheBytesOfAFreshStart edits a site at
// random, tells the server of some files by name and of others not, and compares
// all that it answers, and its faults, with those of a site loaded anew.
func TestAfterAnyEditsEveryAddressAnswersTheBytesOfAFreshStart(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := &editor{desk: mustDesk(t), Rand: rand.New(rand.NewPCG(seed, 0))}
			for range 12 {
				e.add()
			}
			e.load()
			for round := range 40 {
				var touched []string
				for range 1 + e.IntN(3) {
					touched = append(touched, e.edit()...)
				}
				if e.IntN(3) == 0 {
					touched = nil
				}
				if err := e.server.Load(t.Context(), e.loader, touched); err != nil {
					t.Fatal(err)
				}
				if len(touched) > 0 && e.IntN(2) == 0 { // the look everywhere that ends a burst
					e.load()
				}
				e.compare(round)
			}
		})
	}
}

type editor struct {
	*desk
	*rand.Rand
	names  []string // of articles
	number int
}

// text is an article with whatever an article may have; odd ones have faults.
func (e *editor) text(faulty bool) string {
	var b strings.Builder
	title := fmt.Sprintf("Bài %d", e.IntN(1000))
	if faulty {
		title += ": hỏng"
	}
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: 2024-%02d-%02d\n", title, 1+e.IntN(3), 1+e.IntN(28))
	for _, line := range []string{"draft: true\n", "tags: [Kỳ họp, Giám sát]\n", "tags:\n  - Đất đai\n", "summary: Tóm tắt.\n", "pinned: true\n", "publish: 2026-01-01\n", "withdrawn: Đã gỡ.\n"} {
		if e.IntN(5) == 0 && !strings.Contains(b.String(), line[:4]) {
			b.WriteString(line)
		}
	}
	fmt.Fprintf(&b, "---\nĐoạn %d.\n\n## Mục\n\n", e.IntN(1000))
	if len(e.names) > 0 {
		other := e.names[e.IntN(len(e.names))]
		fmt.Fprintf(&b, "[bài](%s) [mục](%s#muc)\n", filepath.Base(other), filepath.Base(other))
	}
	return b.String()
}

func (e *editor) add() []string {
	e.number++
	name := fmt.Sprintf("content/tin-tuc/bai-%02d.md", e.number)
	e.write(name, e.text(false))
	e.names = append(e.names, name)
	return []string{name}
}

// edit changes something and names the files that it touched.
func (e *editor) edit() []string {
	at := e.IntN(len(e.names))
	name := e.names[at]
	switch e.IntN(12) {
	case 0:
		return e.add()
	case 1: // away
		if len(e.names) < 5 {
			return []string{name}
		}
		if err := os.Remove(filepath.Join(e.dir, name)); err != nil {
			e.Fatal(err)
		}
		e.names = slices.Delete(e.names, at, at+1)
		return []string{name}
	case 2: // renamed
		e.number++
		to := fmt.Sprintf("content/tin-tuc/doi-%02d.md", e.number)
		if err := os.Rename(filepath.Join(e.dir, name), filepath.Join(e.dir, to)); err != nil {
			e.Fatal(err)
		}
		e.names[at] = to
		return []string{name, to}
	case 3:
		e.write("layouts/404.html", fmt.Sprintf(`{{template "base.html" .}}{{define "main"}}<h1>%d</h1>{{end}}`, e.IntN(10)))
		return []string{"layouts/404.html"}
	case 4:
		e.write("static/a.txt", fmt.Sprint(e.IntN(10)))
		return []string{"static/a.txt"}
	case 5:
		e.write("content/site.yaml", fmt.Sprintf("title: Trang %d\nbase_url: https://example.org/\nper_page: %d\n", e.IntN(3), 2+e.IntN(3)))
		return []string{"content/site.yaml"}
	case 6:
		e.write("content/tin-tuc/_index.md", fmt.Sprintf("---\ntitle: Tin %d\n---\nLời %d.\n", e.IntN(3), e.IntN(10)))
		return []string{"content/tin-tuc/_index.md"}
	case 7: // a fault, and mended
		e.write(name, e.text(true))
		e.load()
		e.write(name, e.text(false))
		return []string{name}
	case 8: // saved as it was
		text, err := os.ReadFile(filepath.Join(e.dir, name))
		if err != nil {
			e.Fatal(err)
		}
		e.write(name, string(text))
		return []string{name}
	case 9: // another text below the same header
		text, err := os.ReadFile(filepath.Join(e.dir, name))
		if err != nil {
			e.Fatal(err)
		}
		e.write(name, string(text)+fmt.Sprintf("\nThêm %d.\n", e.IntN(1000)))
		return []string{name}
	}
	e.write(name, e.text(false))
	return []string{name}
}

func (e *editor) compare(round int) {
	e.Helper()
	fresh := &render.Loader{Sources: e.loader.Sources, Theme: e.loader.Theme, Now: e.loader.Now}
	want, found, err := fresh.Load(e.Context(), nil)
	if err != nil || want == nil {
		e.Fatal(err, found)
	}
	now, _ := e.server.state()
	served := now.renderer
	if len(served.Site.Addresses()) != len(want.Site.Addresses()) {
		e.Fatalf("round %d: %d addresses, want %d", round, len(served.Site.Addresses()), len(want.Site.Addresses()))
	}
	for i, a := range want.Site.Addresses() {
		b := served.Site.Addresses()[i]
		var x, y bytes.Buffer
		rx, errx := want.Render(a, &x)
		ry, erry := served.Render(b, &y)
		if errx != nil || erry != nil || a.Path != b.Path || a.File != b.File || (rx.Open == nil) != (ry.Open == nil) || !bytes.Equal(x.Bytes(), y.Bytes()) {
			e.Fatalf("round %d: %s is not what a fresh start answers at %s (%v, %v)\n%s\n%s", round, b.Path, a.Path, errx, erry, y.Bytes(), x.Bytes())
		}
	}
	bodies := func(s *survey, r *render.Renderer, changed []string) string {
		list, ok := s.look(e.Context(), r, changed)
		if !ok {
			e.Fatal("interrupted")
		}
		var lines []string
		for _, d := range list {
			lines = append(lines, d.Place()+" "+string(d.Code))
		}
		slices.Sort(lines)
		return strings.Join(lines, "\n")
	}
	<-e.server.survey.done // at work in the background
	if got, want := bodies(&e.server.survey, served, nil), bodies(new(survey), want, nil); got != want {
		e.Fatalf("round %d: faults\n%s\nwant\n%s", round, got, want)
	}
}
