package browsertest

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bantin/cmd/internal/browser"
	"bantin/cmd/internal/gate"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A service is the real counter, which counts the visits of a folder.
type service struct{ addr, editors string } // "127.0.0.1:…"

// mustCounter runs the counter until stop, or the test's end.
func mustCounter(f *folder, args ...string) (s service, stop func()) {
	f.Helper()
	args = append([]string{"serve", "--data", f.TempDir(), "--dashboard", "127.0.0.1:0", "--metrics", ""}, args...)
	cmd := exec.Command(counter, args...)
	cmd.Stderr = f.Output()
	stdout, err := cmd.StdoutPipe()
	check(f, err)
	check(f, cmd.Start())
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	f.Cleanup(stop)
	lines := bufio.NewScanner(stdout)
	for _, to := range []*string{&s.addr, &s.editors} {
		if !lines.Scan() {
			f.Fatal("the counter does not start")
		}
		*to = regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(lines.Text())
	}
	return s, stop
}

// mustREADME are the README's settings of nginx: of the site, of the counter's
// place in it, and of the dashboard.
func mustREADME(t testing.TB) (site, place, dashboard string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "README.md"))
	check(t, err)
	blocks := regexp.MustCompile("(?ms)^```nginx\n(.*?)^```$").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 3 {
		t.Fatalf("the README has %d settings of nginx", len(blocks))
	}
	return strings.TrimSuffix(blocks[0][1], "}\n"), blocks[1][1] + "}\n", blocks[2][1]
}

// mustNginx runs nginx with the given servers until the test ends, and answers where
// it writes errors.
func mustNginx(f *folder, port, servers string) (log string) {
	f.Helper()
	gate.Need(f, "nginx")
	dir := f.TempDir()
	for at := f.dir; len(at) > len(os.TempDir()); at = filepath.Dir(at) {
		check(f, os.Chmod(at, 0o755)) // nginx's worker is another user
	}
	settings, log := filepath.Join(dir, "nginx.conf"), filepath.Join(dir, "error.log")
	temporary := ""
	for _, of := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temporary += of + "_temp_path " + dir + "; "
	}
	check(f, os.WriteFile(settings, []byte("daemon off; pid "+dir+"/pid; error_log "+log+";\nevents {}\nhttp { access_log off; "+temporary+
		"types { text/html html; text/css css; text/javascript js; image/svg+xml svg; }\n"+servers+"}\n"), 0o644))
	cmd := exec.Command("nginx", "-c", settings, "-p", dir)
	cmd.Stderr = f.Output()
	check(f, cmd.Start())
	f.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			conn.Close()
			return log
		} else if time.Now().After(end) {
			f.Fatal("nginx does not answer")
		}
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// mustEndpoint builds the folder's site with its counter at an address.
func (f *folder) mustEndpoint(address string) {
	f.Helper()
	f.replace("content/site.yaml", "\ncounter:\n", "\ncounter:\n  baseline_date: 2024-02-28\n  endpoint: "+address+"\n")
	check(f, run(f.dir, program, "build"))
}

// mustReader is a tab that says it is no robot, as Chromium without a window does.
func mustReader(t testing.TB, address string) *tab {
	t.Helper()
	w := mustTab(t, "about:blank")
	browser.Call(w.Tab, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
	})
	w.Do(chromedp.Navigate(address))
	return w
}

const firstVisit = "Thống kê: 4.860.170 lượt truy cập\n\nLượt xem trang này:\n1\nĐang trực tuyến:\n1"

// TestTheCounterBehindNginx is one machine as the README sets it up: nginx with the
// site, the counter beside it, and a dashboard with a password.
func TestTheCounterBehindNginx(t *testing.T) {
	f := mustFolder(t)
	f.mustEndpoint("/dem")
	s, stop := mustCounter(f, "--addr", "127.0.0.1:0", "--manifest", f.path("public/.bantin/manifest.json"), "--trusted-proxy", "127.0.0.1", "--dashboard-host", "so-lieu.example")
	site, place, dashboard := mustREADME(t)
	port, editors := freePort(t), freePort(t)
	passwords := f.path("public.htpasswd")
	check(t, os.WriteFile(passwords, []byte("bien-tap:{PLAIN}mat-khau\n"), 0o644))
	log := mustNginx(f, port, strings.NewReplacer(
		"/srv/www/bantin", f.path("public"), "127.0.0.1:8088", "127.0.0.1:"+port, "127.0.0.1:8090", s.addr,
		"127.0.0.1:8089", "127.0.0.1:"+editors, "127.0.0.1:8091", s.editors, "/etc/nginx/bantin.htpasswd", passwords,
	).Replace(site+place+dashboard))

	page := "http://127.0.0.1:" + port + article
	w := mustReader(t, page)
	w.Until("the answer", answered)
	w.checkShown(firstVisit)
	w.Do(chromedp.Reload())
	w.Until("the answer", answered)
	w.checkShown("Thống kê: 4.860.171 lượt truy cập\n\nLượt xem trang này:\n2\nĐang trực tuyến:\n1")
	browser.Call(w.Tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	w.Do(chromedp.Reload())
	browser.Call(w.Tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false})
	w.Do(chromedp.Reload())
	w.Until("the answer", answered)
	w.checkShown("Thống kê: 4.860.173 lượt truy cập\n\nLượt xem trang này:\n4\nĐang trực tuyến:\n1")

	for password, want := range map[string]int{"": 401, "khac": 401, "mat-khau": 200} {
		req, err := http.NewRequest("GET", "http://127.0.0.1:"+editors+"/api/now", nil)
		check(t, err)
		req.Host = "so-lieu.example"
		if password != "" {
			req.SetBasicAuth("bien-tap", password)
		}
		resp, err := http.DefaultClient.Do(req)
		check(t, err)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("the dashboard answers password %q with %s", password, resp.Status)
		}
	}

	stop()
	w.Do(chromedp.Navigate(page))
	w.Until("the page", `document.readyState === "complete"`)
	w.checkShown(atFirst)
	if written, err := os.ReadFile(log); err != nil || strings.Contains(string(written), " /dem") {
		t.Errorf("of readers nginx wrote %s, %v", written, err)
	}
}

// TestTheCounterOnAnotherOrigin is a site whose counter stands elsewhere, which
// allows the site's address and no other.
func TestTheCounterOnAnotherOrigin(t *testing.T) {
	f := mustFolder(t)
	at, port, strange := "127.0.0.1:"+freePort(t), freePort(t), freePort(t)
	f.mustEndpoint("http://" + at + "/dem")
	mustCounter(f, "--addr", at, "--manifest", f.path("public/.bantin/manifest.json"), "--allow-origin", "http://127.0.0.1:"+port)
	site, _, _ := mustREADME(t)
	site = strings.ReplaceAll(site, "/srv/www/bantin", f.path("public")) + "}\n"
	mustNginx(f, strange, strings.ReplaceAll(site, "127.0.0.1:8088", "127.0.0.1:"+port)+strings.ReplaceAll(site, "127.0.0.1:8088", "127.0.0.1:"+strange))
	w := mustReader(t, "http://127.0.0.1:"+strange+article)
	w.Until("the refusal", `performance.getEntriesByName("http://`+at+`/dem").length === 1`)
	w.checkShown(atFirst)
	if faults, _ := w.Hear(); !strings.Contains(strings.Join(faults, "\n"), "CORS") {
		t.Errorf("a stranger may read the answer: %q", faults)
	}
	w.Do(chromedp.Navigate("http://127.0.0.1:" + port + article))
	w.Until("the answer", answered)
	w.checkShown(firstVisit)
}

// TestTheCounterInsteadOfAWebServer is two binaries and nothing else.
func TestTheCounterInsteadOfAWebServer(t *testing.T) {
	f := mustFolder(t)
	f.mustEndpoint("/dem")
	s, _ := mustCounter(f, "--addr", "127.0.0.1:0", "--site", f.path("public"))
	w := mustReader(t, "http://"+s.addr+article)
	w.Until("the answer", answered)
	w.checkShown(firstVisit)
	f.replace("content/gioi-thieu.md", "\n---\n", "\n---\n\nMột câu mới.\n")
	check(t, run(f.dir, program, "build"))
	w.Do(chromedp.Navigate("http://" + s.addr + "/gioi-thieu/"))
	w.Until("the new page", `document.body.innerText.includes("Một câu mới.")`)
	w.Until("the answer", answered)
}
