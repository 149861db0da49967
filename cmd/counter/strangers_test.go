package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// Here is what strangers may try, and what comes of it.

func TestWhatIsRefusedCountsNothingAndSaysWhy(t *testing.T) {
	p := mustStart(t, t.TempDir())
	id, good := newID(), `{"page":"/","id":"`+newID()+`"}`
	text := "Content-Type: text/plain"
	for _, test := range []struct {
		name, method, body string
		headers            []string
		status             int
		reason             string
	}{
		{"no JSON", "POST", "page=/", []string{text}, 400, "form"},
		{"half JSON", "POST", good[:20], []string{text}, 400, "form"},
		{"two texts", "POST", good + good, []string{text}, 400, "form"},
		{"a list", "POST", "[]", []string{text}, 400, "form"},
		{"nothing", "POST", "", []string{text}, 400, "form"},
		{"null", "POST", "null", []string{text}, 400, "id"},
		{"page as number", "POST", `{"page":-1,"id":"` + id + `"}`, []string{text}, 400, "form"},
		{"id as huge number", "POST", `{"page":"/","id":1e999}`, []string{text}, 400, "form"},
		{"short id", "POST", `{"page":"/","id":"12"}`, []string{text}, 400, "id"},
		{"upper-case id", "POST", `{"page":"/","id":"` + strings.Repeat("AB", 12) + `"}`, []string{text}, 400, "id"},
		{"no id", "POST", `{"page":"/"}`, []string{text}, 400, "id"},
		{"unknown page", "POST", `{"page":"/khong-co/","id":"` + id + `"}`, []string{text}, 404, "page"},
		{"no page", "POST", `{"id":"` + id + `"}`, []string{text}, 404, "page"},
		{"a file", "POST", `{"page":"/feed.xml","id":"` + id + `"}`, []string{text}, 404, "page"},
		{"traversal", "POST", `{"page":"/../../etc/passwd","id":"` + id + `"}`, []string{text}, 404, "page"},
		{"header in a page", "POST", `{"page":"/\r\nX-Y: 1","id":"` + id + `"}`, []string{text}, 404, "page"},
		{"page with a query", "POST", `{"page":"/?x","id":"` + id + `"}`, []string{text}, 404, "page"},
		{"page with an origin", "POST", `{"page":"` + origin + `/","id":"` + id + `"}`, []string{text}, 404, "page"},
		{"a form", "POST", good, []string{"Content-Type: application/x-www-form-urlencoded"}, 415, "content-type"},
		{"no type", "POST", good, nil, 415, "content-type"},
		{"huge", "POST", `{"page":"/","id":"` + id + `","x":"` + strings.Repeat("x", 1<<20) + `"}`, []string{text}, 413, "size"},
		{"another site", "POST", good, []string{text, "Origin: https://evil.example"}, 403, "origin"},
		{"a like one", "POST", good, []string{text, "Origin: " + origin + ".evil.example"}, 403, "origin"},
		{"no origin at all", "POST", good, []string{text, "Origin: null"}, 403, "origin"},
		{"another scheme", "POST", good, []string{text, "Origin: http://hdnd-hanoi.example"}, 403, "origin"},
		{"PUT", "PUT", good, []string{text}, 405, "method"},
		{"OPTIONS", "OPTIONS", "", []string{"Origin: " + origin}, 405, "method"},
		{"DELETE", "DELETE", "", nil, 405, "method"},
	} {
		a := p.ask(test.method, p.addr+"/dem", test.body, test.headers...)
		if a.status != test.status || a.header.Get("Counter-Refused") != test.reason {
			t.Errorf("%s: %d %q %s, want %d %q", test.name, a.status, a.header.Get("Counter-Refused"), a.body, test.status, test.reason)
		}
		if test.reason == "origin" && a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may read the answer", test.name)
		}
		for _, secret := range []string{p.data, "sqlite", "goroutine"} {
			if strings.Contains(a.body, secret) {
				t.Errorf("%s: the answer tells of %q: %s", test.name, secret, a.body)
			}
		}
	}
	if n := p.get(p.addr + "/dem?page=/").numbers(t); n.Total != baseline || n.Page != 0 || n.Online != 0 {
		t.Errorf("counted all the same: %+v", n)
	}
	if a := p.get(p.addr + "/dem?page=/khong-co/"); a.status != 404 {
		t.Errorf("numbers of an unknown page: %d", a.status)
	}
}

func TestOriginsAreComparedLetterByLetter(t *testing.T) {
	p := mustStart(t, t.TempDir(), "--allow-origin", "https://www.hdnd-hanoi.example")
	for from, cors := range map[string]bool{
		origin: true, "https://www.hdnd-hanoi.example": true, p.addr: false, "": false,
	} {
		headers := []string{"Origin: " + from}
		if from == "" {
			headers = nil
		}
		a := p.ask("POST", p.addr+"/dem", `{"page":"/","id":"`+newID()+`"}`, append(headers, "Content-Type: text/plain;charset=UTF-8")...)
		if a.status != 200 || (a.header.Get("Access-Control-Allow-Origin") == from) != (cors || from == "") || !strings.Contains(a.header.Get("Vary"), "Origin") {
			t.Errorf("from %q: %d %v", from, a.status, a.header)
		}
		if a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("from %q: credentials are allowed", from)
		}
	}
}

func TestOneClientsFloodLeavesOthersAlone(t *testing.T) {
	p := mustStart(t, t.TempDir(), "--client-burst", "20", "--client-rate", "1", "--trusted-proxy", "127.0.0.1")
	refused := answer{}
	for i := range 60 {
		// What stands before the last address anybody can have written.
		if a := p.visit("/", newID(), fmt.Sprintf("X-Forwarded-For: 9.9.9.%d, 203.0.113.7", i)); a.status != 200 {
			refused = a
		}
	}
	if refused.status != 429 || refused.header.Get("Counter-Refused") != "too-many" || refused.header.Get("Retry-After") == "" {
		t.Errorf("%d %v", refused.status, refused.header)
	}
	if a := p.visit("/", newID(), "X-Forwarded-For: 203.0.113.8"); a.status != 200 {
		t.Errorf("its neighbour: %d", a.status)
	}
	for range 10 { // the picture has a bucket of its own, a tenth as large
		refused = p.get(p.addr+"/dem?img", "Referer: "+origin+about, "X-Forwarded-For: 203.0.113.9")
	}
	if refused.status != 429 {
		t.Errorf("ten pictures at once: %d", refused.status)
	}
}

func TestSlowConnectionsAreCutAndHinderNobody(t *testing.T) {
	p := mustStart(t, t.TempDir())
	half, err := net.Dial("tcp", strings.TrimPrefix(p.addr, "http://"))
	check(t, err)
	defer half.Close()
	fmt.Fprintf(half, "POST /dem HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 60\r\n\r\n{")
	var slow []net.Conn
	for range 300 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.addr, "http://"))
		check(t, err)
		defer conn.Close()
		_, err = conn.Write([]byte("POST /dem HTTP/1.1\r\nHost: x\r\nContent-Le"))
		check(t, err)
		slow = append(slow, conn)
	}
	if a := p.visit("/", newID()); a.status != 200 {
		t.Errorf("a visit meanwhile: %d", a.status)
	}
	if a := p.get(p.addr + "/healthz"); a.status != 200 {
		t.Errorf("health meanwhile: %d", a.status)
	}
	for _, conn := range slow {
		check(t, conn.SetReadDeadline(time.Now().Add(30*time.Second)))
		if n, err := conn.Read(make([]byte, 1<<10)); err != nil && os.IsTimeout(err) {
			t.Fatalf("a connection that sends nothing is kept: %d, %v", n, err)
		}
	}
	check(t, half.SetReadDeadline(time.Now().Add(30*time.Second)))
	// Its page sends it again.
	if text, _ := io.ReadAll(half); !strings.HasPrefix(string(text), "HTTP/1.1 503") || !strings.Contains(string(text), "Retry-After") {
		t.Errorf("half a visit: %s", text)
	}
}

func TestNoAddressAndNoBrowserIsWrittenAnywhere(t *testing.T) {
	data := t.TempDir()
	p := mustStart(t, data, "--trusted-proxy", "127.0.0.1")
	const addr, agent = "203.0.113.77", "Mozilla/5.0 (Secret Browser 77) Gecko/20100101 Firefox/140.0"
	for i := range 50 {
		p.visit("/", newID(), "X-Forwarded-For: "+addr, "User-Agent: "+agent)
		p.visit(fmt.Sprint("/khong-co-", i), newID(), "X-Forwarded-For: "+addr, "User-Agent: "+agent)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.addr, "http://")) // what Go's server complains of
	check(t, err)
	fmt.Fprintf(conn, "\x16\x03\x01 nonsense\r\n\r\n")
	conn.Close()
	mine := conn.LocalAddr().String()
	check(t, p.stop())
	written := p.log.String()
	check(t, filepath.WalkDir(data, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		written += string(text)
		if info, err := d.Info(); err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
			t.Errorf("others can read %s (%v)", name, info.Mode())
		}
		return err
	}))
	for _, secret := range []string{addr, "Secret Browser", mine, "\xcb\x00\x71\x4d"} {
		if strings.Contains(written, secret) {
			t.Errorf("%q was written", secret)
		}
	}
	if !strings.Contains(written, "SQLite format 3") {
		t.Error("the numbers were not looked at")
	}
}

func TestReplaysAreOneVisit(t *testing.T) {
	p := mustStart(t, t.TempDir(), "--client-burst", "1000000")
	id := newID()
	var clients sync.WaitGroup
	for range 20 {
		clients.Go(func() {
			for range 500 {
				if a := p.visit("/", id); a.status != 200 {
					t.Errorf("%d %s", a.status, a.body)
					return
				}
			}
		})
	}
	clients.Wait()
	if n := p.get(p.addr + "/dem?page=/").numbers(t); n.Total != baseline+1 || n.Page != 1 {
		t.Errorf("10,000 replays: %+v", n)
	}
}
