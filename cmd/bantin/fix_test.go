package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const faultyArticle = "---\ntitle: Thông báo: họp\ndate: 28/02/2024\nsummary: Hội đồng họp.\n---\nNội dung.\n"

// mustFaulty writes a small site with one article and returns its folder and the
// article's file.
func mustFaulty(t *testing.T, article string) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range smallSite {
		mustWrite(t, filepath.Join(dir, name), []byte(text))
	}
	file = filepath.Join(dir, "content", "tin-tuc", "bai.md")
	mustWrite(t, file, []byte(article))
	return dir, file
}

func TestFixAsks(t *testing.T) {
	for _, c := range []struct {
		lang, answer, question string
		written                bool
	}{
		{"vi", "c\n", "Ghi những dòng này vào tệp?", true},
		{"vi", "Có\r\n", "Ghi những dòng này vào tệp?", true},
		{"vi", "k\n", "Ghi những dòng này vào tệp?", false},
		{"vi", "\n", "Ghi những dòng này vào tệp?", false},
		{"en", "y\n", "Write these lines into the files?", true},
		{"en", "yes please\n", "Write these lines into the files?", false},
		{"en", "", "Write these lines into the files?", false}, // stdin is closed
	} {
		t.Run(c.lang+strings.TrimSpace(c.answer), func(t *testing.T) {
			dir, file := mustFaulty(t, faultyArticle)
			var out, text bytes.Buffer
			cli := &cli{stdin: strings.NewReader(c.answer), stdout: &out, stderr: &text, asks: true, color: true, clock: time.Now}
			status := cli.run(context.Background(), []string{"check", "--fix", "--source", dir, "--lang", c.lang})
			if !strings.Contains(text.String(), c.question) || !strings.Contains(text.String(), "\x1b[32m      + title: \"") {
				t.Errorf("no diff and no question: %s", text.String())
			}
			written := mustRead(t, file) != faultyArticle
			if written != c.written || (status == exitDone) != c.written {
				t.Errorf("written: %v, exit status %d: %s", written, status, out.String())
			}
		})
	}
}

// TestFixAsksOnce: what mends bring to light is shown and asked with them.
func TestFixAsksOnce(t *testing.T) {
	slips := strings.Repeat("**Điều 1. **Nội dung. ", 14)
	dir, file := mustFaulty(t, "---\ntitle: Kỳ họp\ndate:2/28/2024\nsumary: Họp.\n---\n"+slips+"\n")
	var out, text bytes.Buffer
	cli := &cli{stdin: strings.NewReader("c\n"), stdout: &out, stderr: &text, asks: true, clock: time.Now}
	status := cli.run(context.Background(), []string{"check", "--fix", "--source", dir})
	if n := strings.Count(text.String(), "Ghi những dòng này"); status != exitDone || n != 1 {
		t.Errorf("exit status %d, %d questions: %s%s", status, n, text.String(), out.String())
	}
	if now := mustRead(t, file); strings.Contains(now, " **N") || !strings.Contains(now, "date: 28/02/2024\nsummary: ") {
		t.Errorf("%s", now)
	}
}

// TestTheHandbookShowsWhatFixShows: its chapter on messages has what is asked, to
// the letter.
func TestTheHandbookShowsWhatFixShows(t *testing.T) {
	const header = "---\ntitle: Thông báo: lịch tiếp công dân tháng 3\ndate: 2/3/2026\n---\n"
	dir, _ := mustFaulty(t, strings.Replace(header, ": lịch", " lịch", 1))
	mustWrite(t, filepath.Join(dir, "content", "tin-tuc", "2026", "03", "lich-tiep-cong-dan.md"), []byte(header))
	var text bytes.Buffer
	cli := &cli{stdin: strings.NewReader("\n"), stdout: io.Discard, stderr: &text, asks: true, clock: time.Now}
	cli.run(context.Background(), []string{"check", "--fix", "--source", dir})
	shown, _, _ := strings.Cut(text.String(), "(c = có, Enter = không)")
	chapter := mustRead(t, filepath.Join(repository, "content", "huong-dan", "13-khi-may-bao-loi.md"))
	if !strings.Contains(chapter, "```text\n"+shown) {
		t.Errorf("the chapter does not have\n%s", shown)
	}
}

// TestFixSaysWhatIsLeft: where more faults hide each other than are looked for, it
// says so.
func TestFixSaysWhatIsLeft(t *testing.T) {
	dir, _ := mustFaulty(t, "---\ntitle: Kỳ họp\ndate: 28/02/2024\ntags:\n"+strings.Repeat("  - một: hai: ba\n", 700)+"---\n")
	var out, text bytes.Buffer
	dialling(nil, &out, &text).run(context.Background(), []string{"check", "--fix", "--yes", "--source", dir})
	if !strings.Contains(out.String(), "Đã sửa 600 chỗ") || !strings.Contains(out.String(), "Máy tự sửa được 60 chỗ: bantin check --fix") {
		t.Error(out.String())
	}
}

func TestFixLeavesReadOnlyFiles(t *testing.T) {
	dir, file := mustFaulty(t, faultyArticle)
	if err := os.Chmod(file, 0o400); err != nil {
		t.Fatal(err)
	}
	var out, text bytes.Buffer
	status := dialling(nil, &out, &text).run(context.Background(), []string{"check", "--fix", "--yes", "--source", dir})
	if status != exitFault || mustRead(t, file) != faultyArticle || !strings.Contains(text.String(), "bai.md: để nguyên, vì tệp chỉ cho đọc") {
		t.Errorf("exit status %d: %s", status, text.String())
	}
}

// TestFixAsksNobodyWhoReadsJSON: a question would stand among what a program reads.
func TestFixAsksNobodyWhoReadsJSON(t *testing.T) {
	dir, file := mustFaulty(t, faultyArticle)
	var out, text bytes.Buffer
	cli := &cli{stdin: strings.NewReader("c\n"), stdout: &out, stderr: &text, asks: true, clock: time.Now}
	status := cli.run(context.Background(), []string{"check", "--fix", "--json", "--source", dir})
	if status != exitFault || mustRead(t, file) != faultyArticle || !strings.Contains(text.String(), "Chưa ghi gì") {
		t.Errorf("exit status %d: %s", status, text.String())
	}
}

// A changer is someone who thinks before answering, and saves the file meanwhile.
type changer struct {
	io.Reader
	change func()
}

func (c *changer) Read(p []byte) (int, error) {
	c.change()
	return c.Reader.Read(p)
}

func TestFixLeavesAFileThatChangedMeanwhile(t *testing.T) {
	dir, file := mustFaulty(t, faultyArticle)
	saved := strings.Replace(faultyArticle, "Nội dung", "Nội dung mới", 1)
	times := 0
	stdin := &changer{strings.NewReader("c\n"), func() {
		if times++; times == 1 {
			mustWrite(t, file, []byte(saved))
		}
	}}
	var out, text bytes.Buffer
	cli := &cli{stdin: stdin, stdout: &out, stderr: &text, asks: true, clock: time.Now}
	if status := cli.run(context.Background(), []string{"check", "--fix", "--source", dir}); status != exitFault {
		t.Errorf("exit status %d", status)
	}
	if mustRead(t, file) != saved || !strings.Contains(text.String(), "để nguyên, vì tệp vừa được sửa") {
		t.Errorf("%s", text.String())
	}
}

// TestNoNetworkIsNoAdvice: where nothing answers, the articles are not to blame.
func TestNoNetworkIsNoAdvice(t *testing.T) {
	dir, _ := mustFaulty(t, "---\ntitle: Kỳ họp\ndate: 28/02/2024\nsummary: Họp.\n---\n<http://a.example/>, <http://b.example/>\n")
	for _, silence := range []error{os.ErrDeadlineExceeded, context.DeadlineExceeded} {
		offline := func(context.Context, string, string) (net.Conn, error) { return nil, silence }
		var out, text bytes.Buffer
		status := dialling(offline, &out, &text).run(context.Background(), []string{"check", "--external", "--source", dir})
		if status != exitDone || text.Len() > 0 || !strings.Contains(out.String(), "không có mạng") {
			t.Errorf("%v: exit status %d\n%s%s", silence, status, out.String(), text.String())
		}
	}
}

func TestFixStopsWhileItAsks(t *testing.T) {
	dir, file := mustFaulty(t, faultyArticle)
	stdin, other, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	ctx, stop := context.WithCancel(context.Background())
	var out, text bytes.Buffer
	cli := &cli{stdin: &changer{stdin, stop}, stdout: &out, stderr: &text, asks: true, clock: time.Now}
	if status := cli.run(ctx, []string{"check", "--fix", "--source", dir}); status != exitWrong || mustRead(t, file) != faultyArticle {
		t.Errorf("exit status %d: %s", status, text.String())
	}
}
