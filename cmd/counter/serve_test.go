package main

import (
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bantin/cmd/internal/gate"
)

func TestVisitIsCountedOnceAndAnsweredWithTheNumbers(t *testing.T) {
	p := mustStart(t, t.TempDir())
	id := newID()
	for i, want := range []struct {
		id          string
		total, page int64
	}{{id, 1, 1}, {id, 1, 1}, {newID(), 2, 2}, {id, 2, 2}} {
		a := p.visit(about, want.id)
		n := a.numbers(t)
		if n.Total != baseline+want.total || n.Page != want.page || n.Online != 1 || n.Stale {
			t.Errorf("visit %d: %s", i, a.body)
		}
		if a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "no-store" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("headers %v", a.header)
		}
	}
	if n := p.visit("/", newID()).numbers(t); n.Total != baseline+3 || n.Page != 1 {
		t.Errorf("another page: %+v", n)
	}
	if n := p.get(p.addr + "/dem?page=" + about).numbers(t); n.Total != baseline+3 || n.Page != 2 || n.Online != 1 {
		t.Errorf("read: %+v", n)
	}
	if a := p.get(p.addr + "/dem"); a.body != fmt.Sprintf(`{"total":%d,"online":1}`, baseline+3) {
		t.Errorf("the site's numbers are %s", a.body)
	}
}

func TestRobotsAreApartAndReadersWhoAskAreNotToldApart(t *testing.T) {
	p := mustStart(t, t.TempDir())
	p.visit("/", newID())
	n := p.visit("/", newID(), "User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)").numbers(t)
	if n.Total != baseline+1 || n.Page != 1 || n.Online != 1 {
		t.Errorf("a robot was counted: %+v", n)
	}
	for _, wish := range []string{"Sec-GPC: 1", "DNT: 1"} {
		n = p.visit("/", newID(), wish, "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131 Safari/537.36").numbers(t)
	}
	if n.Total != baseline+3 || n.Online != 2 {
		t.Errorf("two readers who ask not to be told apart, and another: %+v", n)
	}
	if n := p.get(p.addr + "/dem").numbers(t); n.Online != 1 {
		t.Errorf("afterwards %d are online", n.Online)
	}
	check(t, p.stop())
	day := mustReport(t, p.data, "day")
	if day["visits"] != "3" || day["bots"] != "1" || day["visitors"] != "1" {
		t.Errorf("the day has %v", day)
	}
	q := mustStart(t, p.data, "--include-bots")
	if n := q.get(q.addr + "/dem?page=/").numbers(t); n.Total != baseline+4 || n.Page != 4 {
		t.Errorf("with robots %+v", n)
	}
}

// mustReport is the first row of a kind of `counter report` over all days.
func mustReport(t testing.TB, data, what string) map[string]string {
	t.Helper()
	out, errs, status := tell("report", "--data", data, "--from", "2020-01-01", "--to", "2100-01-01")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || status != 0 {
		t.Fatalf("%d %v %s\n%s", status, err, errs, out)
	}
	for _, row := range rows[1:] {
		if row[0] == what {
			named := map[string]string{}
			for i, cell := range row {
				named[rows[0][i]] = cell
			}
			return named
		}
	}
	t.Fatalf("no row %q in\n%s", what, out)
	return nil
}

func TestPictureCountsAReaderWithoutScripts(t *testing.T) {
	p := mustStart(t, t.TempDir())
	for _, test := range []struct {
		referer string
		status  int
		headers []string
	}{
		{origin + about, 200, nil}, {origin + "/", 200, nil}, {"", 200, nil}, // the last two to the site alone
		{"https://evil.example/", 403, nil}, {origin + "/khong-co/", 404, nil}, {"::", 403, nil},
		{origin + about, 403, []string{"Sec-Purpose: prefetch"}}, {"", 403, []string{"Sec-Fetch-Site: cross-site"}},
	} {
		a := p.get(p.addr+"/dem?img", append(test.headers, "Referer: "+test.referer)...)
		if a.status != test.status || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("from %q: %d %v", test.referer, a.status, a.header)
		}
		if a.status == 200 && (a.header.Get("Content-Type") != "image/gif" || !strings.HasPrefix(a.body, "GIF89a")) {
			t.Errorf("from %q: %q", test.referer, a.body)
		}
	}
	for address, page := range map[string]int64{about: 1, "/": 0} {
		if n := p.get(p.addr + "/dem?page=" + address).numbers(t); n.Total != baseline+3 || n.Page != page {
			t.Errorf("%s: %+v", address, n)
		}
	}
	if day := mustReport(t, p.data, "day"); day["visits"] != "3" || day["scriptless"] != "3" { // while it serves
		t.Errorf("the day has %v", day)
	}
}

func TestCountsMoveToAPagesNewAddress(t *testing.T) {
	site := t.TempDir()
	check(t, os.CopyFS(site, os.DirFS(filepath.Dir(programs.public))))
	p := mustStart(t, t.TempDir(), "--site", filepath.Join(site, "public"))
	p.visit(about, newID())
	p.visit(about, newID())
	before := filepath.Join(site, "content/gioi-thieu.md")
	text, err := os.ReadFile(before)
	check(t, err)
	check(t, os.WriteFile(filepath.Join(site, "content/ve-chung-toi.md"), []byte(strings.Replace(string(text), "---\n", "---\naliases: [/gioi-thieu/]\n", 1)), 0o644))
	check(t, os.Remove(before))
	mustReplace(t, site, "content/site.yaml", "url: /gioi-thieu/", "url: /ve-chung-toi/")
	mustMend(t, site, "](gioi-thieu.md", "](ve-chung-toi.md")
	mustMend(t, site, "](../gioi-thieu.md", "](../ve-chung-toi.md")
	check(t, publish(site))
	p.until("moved", func() bool {
		a := p.get(p.addr + "/dem?page=/ve-chung-toi/")
		return a.status == 200 && a.numbers(t).Page == 2
	})
	if n := p.visit("/gioi-thieu/", newID()).numbers(t); n.Page != 3 || n.Total != baseline+3 { // a reader of the old page
		t.Errorf("%+v", n)
	}
	if a := p.get(p.addr + "/gioi-thieu/"); a.status != 301 || a.header.Get("Location") != "/ve-chung-toi/" {
		t.Errorf("the old address: %d %v", a.status, a.header)
	}
	if a := p.get(p.addr + "/ve-chung-toi/"); a.status != 200 || a.header.Get("Content-Security-Policy") == "" {
		t.Errorf("the new page: %d %v", a.status, a.header)
	}
}

func mustReplace(t testing.TB, site, name, before, after string) {
	t.Helper()
	name = filepath.Join(site, name)
	text, err := os.ReadFile(name)
	check(t, err)
	if !strings.Contains(string(text), before) {
		t.Fatalf("%s has no %q", name, before)
	}
	check(t, os.WriteFile(name, []byte(strings.ReplaceAll(string(text), before, after)), 0o644))
}

// mustMend replaces a text in all articles that have it.
func mustMend(t testing.TB, site, before, after string) {
	t.Helper()
	check(t, filepath.WalkDir(filepath.Join(site, "content"), func(name string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".md" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, []byte(strings.ReplaceAll(string(text), before, after)), 0o644)
	}))
}

func TestNumbersOutliveTheService(t *testing.T) {
	data, id := t.TempDir(), newID()
	for i := range 3 {
		p := mustStart(t, data)
		if n := p.visit("/", id).numbers(t); n.Online != 1 { // sent again after each restart
			t.Errorf("the reader sees %d online", n.Online)
		}
		if n := p.visit("/", newID()).numbers(t); n.Total != baseline+2+int64(i) {
			t.Errorf("run %d: %+v", i, n)
		}
		if i == 1 {
			p.kill()
		} else {
			check(t, p.stop())
		}
	}
	if day := mustReport(t, data, "day"); day["visitors"] != "1" {
		t.Errorf("one reader is %s", day["visitors"])
	}
}

func TestFilesRemovedUnderTheServiceAreMadeAnew(t *testing.T) {
	p := mustStart(t, t.TempDir())
	p.visit("/", newID())
	names := []string{filepath.Join(p.data, "lock"), filepath.Join(p.data, "salt")}
	for _, name := range names {
		if err := os.Remove(name); err != nil {
			gate.Skip(t, "an open file cannot be removed here: %v", err)
		}
	}
	p.until("there again", func() bool {
		_, err := os.Stat(names[0])
		_, err2 := os.Stat(names[1])
		return err == nil && err2 == nil
	})
	if q, err := start(t, p.data); err == nil || !strings.Contains(q.log.String(), p.data) {
		t.Errorf("two services on one folder: %v", err)
	}
	p.kill()
	p = mustStart(t, p.data)
	p.visit("/", newID())
	if day := mustReport(t, p.data, "day"); day["visits"] != "2" || day["visitors"] != "1" {
		t.Errorf("the day has %v", day)
	}
}

func TestAStopFinishesWhatIsUnderWay(t *testing.T) {
	data := t.TempDir()
	p := mustStart(t, data, "--client-burst", "100000")
	acknowledged := make(chan string, 10_000)
	var clients sync.WaitGroup
	for range 20 {
		clients.Go(func() {
			for {
				id := newID()
				if p.visit("/", id).status != 200 {
					return
				}
				acknowledged <- id
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	if err := p.stop(); err != nil {
		t.Errorf("%v\n%s", err, p.log)
	}
	clients.Wait()
	n := int64(len(acknowledged))
	if day := mustReport(t, data, "day"); n == 0 || day["visits"] != fmt.Sprint(n) {
		t.Errorf("%d acknowledged, %s counted", n, day["visits"])
	}
}

func TestWhatMustNotStartDoesNotAndSaysWhy(t *testing.T) {
	data := t.TempDir()
	p := mustStart(t, data)
	p.visit("/", newID())
	other, half, none := t.TempDir(), t.TempDir(), t.TempDir()
	manifest, err := os.ReadFile(filepath.Join(programs.public, ".bantin/manifest.json"))
	check(t, err)
	write := func(dir, text string) string {
		name := filepath.Join(dir, "manifest.json")
		check(t, os.WriteFile(name, []byte(text), 0o644))
		return name
	}
	for name, test := range map[string]struct {
		data string
		args []string
		want []string
	}{
		"a folder in use":       {data, nil, []string{data}},
		"no site":               {t.TempDir(), []string{"--site", none}, []string{none, "bantin build"}},
		"half a manifest":       {t.TempDir(), []string{"--manifest", write(half, string(manifest[:len(manifest)/2]))}, []string{half, "bantin build"}},
		"an address in use":     {t.TempDir(), []string{"--addr", strings.TrimPrefix(p.addr, "http://")}, []string{"--addr"}},
		"both ways to the site": {t.TempDir(), []string{"--site", none, "--manifest", "x"}, []string{"--site", "--manifest"}},
		"numbers in the site":   {filepath.Join(programs.public, "data"), nil, []string{"--data", "--site"}},
		"a rate of nothing":     {t.TempDir(), []string{"--rate", "0"}, []string{"above 0"}},
		"an origin with a path": {t.TempDir(), []string{"--allow-origin", "https://x.example/"}, []string{"--allow-origin"}},
		"a proxy by name":       {t.TempDir(), []string{"--trusted-proxy", "localhost"}, []string{"10.0.0.7"}},
	} {
		q, err := start(t, test.data, test.args...)
		if err == nil {
			t.Errorf("%s: it starts", name)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(q.log.String(), want) {
				t.Errorf("%s: no %q in: %s", name, want, q.log)
			}
		}
	}
	check(t, p.stop())
	moved := write(other, strings.ReplaceAll(string(manifest), origin, "https://moi.example"))
	q, err := start(t, data, "--manifest", moved)
	if err == nil { // it says so as soon as it has asked the store
		err = <-q.ended
		q.ended <- err
	}
	if err == nil || !strings.Contains(q.log.String(), origin) || !strings.Contains(q.log.String(), "--move-site") {
		t.Errorf("another site's folder: %v %s", err, q.log)
	}
	r := mustStart(t, data, "--manifest", moved, "--move-site")
	if n := r.get(r.addr + "/dem").numbers(t); n.Total != baseline+1 {
		t.Errorf("after its move the site has %+v", n)
	}
	if a := r.get(r.addr + "/"); a.status != 404 {
		t.Errorf("with a manifest alone it serves the site: %d", a.status)
	}
}

func TestAFaultIsToldWithoutAddresses(t *testing.T) {
	log := &buffer{}
	s := &service{log: slog.New(slog.NewTextHandler(log, nil))}
	w := httptest.NewRecorder()
	s.guard(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fail(nil, netip.MustParseAddrPort(r.RemoteAddr).Addr())
	})).ServeHTTP(w, &http.Request{RemoteAddr: "203.0.113.77:1"})
	if text := log.String(); w.Code != 500 || strings.Contains(text, "cb00714d") || !strings.Contains(text, "serve_test.go:") {
		t.Errorf("%d, and the log says %s", w.Code, text)
	}
}

//go:noinline
func fail(of map[netip.Addr]int, addr netip.Addr) { of[addr] = 1 }

func TestMetricsAndHealthAreTold(t *testing.T) {
	p := mustStart(t, t.TempDir())
	id := newID()
	p.visit("/", id)
	p.visit("/", id)
	p.visit("/khong-co/", newID())
	text := p.get(p.metrics + "/metrics").body
	for _, want := range []string{
		`counter_visits_total{result="new"} 1`, `counter_visits_total{result="repeated"} 1`,
		`counter_refused_total{reason="page"} 1`, "counter_commit_seconds_count 2", "counter_queue 0", "counter_release_refused 0", "process_resident_memory_bytes",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if a := p.get(p.addr + "/metrics"); a.status != 404 {
		t.Errorf("readers see the metrics: %d", a.status)
	}
	if a := p.get(p.addr + "/readyz"); a.status != 200 || a.body != "ready\n" {
		t.Errorf("%d %q", a.status, a.body)
	}
}

func TestCommandsOfAnOperator(t *testing.T) {
	data := t.TempDir()
	p := mustStart(t, data)
	p.visit(about, newID())
	p.visit(about, newID())
	copied := filepath.Join(t.TempDir(), "counts.backup")
	if _, errs, status := tell("backup", "--data", data, copied); status != 0 {
		t.Fatal(errs)
	}
	if _, errs, status := tell("backup", "--data", data, copied); status != 1 || !strings.Contains(errs, copied) {
		t.Errorf("over another copy: %d %s", status, errs)
	}
	if _, errs, status := tell("restore", "--data", data, copied); status != 1 || !strings.Contains(errs, data) {
		t.Errorf("under a running service: %d %s", status, errs)
	}
	p.visit(about, newID())
	check(t, p.stop())
	out, errs, status := tell("restore", "--data", data, copied)
	if status != 0 || !strings.Contains(out, data) {
		t.Errorf("%d %s %s", status, out, errs)
	}
	manifest := filepath.Join(programs.public, ".bantin/manifest.json")
	out, errs, status = tell("export", "--data", data, "--manifest", manifest)
	if status != 0 || !strings.Contains(out, "\ntotal,,,,,2,0,0,") || !strings.Contains(out, fmt.Sprintf("\nbaseline,,,,,%d,", baseline)) || !strings.Contains(out, ",/gioi-thieu/,Giới thiệu,2,") {
		t.Errorf("%d %s\n%s", status, errs, out)
	}
	if out, errs, status = tell("report", "--data", data, "--from", "2026-13-01", "--to", "x"); status != exitUsage || !strings.Contains(errs, "2026-13-01") {
		t.Errorf("%d %s %s", status, out, errs)
	}
	if out, errs, status = tell("report", "--data", data, "--from", "2026-11-30", "--to", "2026-11-01"); status != exitUsage || !strings.Contains(errs, "2026-11-30 is after") {
		t.Errorf("%d %s %s", status, out, errs)
	}
	if out, errs, status = tell("version"); status != 0 || !strings.HasPrefix(out, "counter ") {
		t.Errorf("%d %s %s", status, out, errs)
	}
	if _, errs, status = tell("count"); status != exitUsage || !strings.Contains(errs, `"count"`) {
		t.Errorf("%d %s", status, errs)
	}
	for _, v := range verbs() {
		if out, _, status := tell(v.name, "--help"); status != 0 || !strings.Contains(out, v.short) {
			t.Errorf("%s --help: %d %s", v.name, status, out)
		}
	}
}
