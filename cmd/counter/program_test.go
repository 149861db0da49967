package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"bantin/cmd/internal/gate"
)

// TestTheProgramIsStaticAndSmall builds it as the README does. html/template keeps
// the linker from leaving out what nobody calls.
func TestTheProgramIsStaticAndSmall(t *testing.T) {
	name := filepath.Join(t.TempDir(), "counter")
	t.Setenv("CGO_ENABLED", "0")
	cmd := exec.Command("go", "build", "-trimpath", "-o", name, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(name)
	check(t, err)
	t.Logf("%.1f MB", float64(info.Size())/1e6)
	if info.Size() > 20e6 {
		t.Errorf("the program has %d bytes", info.Size())
	}
	deps, err := exec.Command("go", "list", "-deps", ".").Output()
	check(t, err)
	if m := regexp.MustCompile(`(?m)^((html|text)/template|runtime/cgo|bantin/cmd/bantin/.*)$`).FindString(string(deps)); m != "" {
		t.Errorf("it has %s in it", m)
	}
}

// TestTheDiskHasAVisitBeforeItsReaderHears watches the system calls of one visit:
// what is written to the log, then fdatasync or fsync of it, then the answer.
func TestTheDiskHasAVisitBeforeItsReaderHears(t *testing.T) {
	if runtime.GOOS != "linux" {
		gate.Skip(t, "system calls are watched on Linux")
	}
	gate.Need(t, "strace")
	p := mustStart(t, t.TempDir())
	p.visit("/", newID()) // the first writes more
	trace := filepath.Join(t.TempDir(), "trace")
	strace := exec.Command("strace", "-f", "-y", "-e", "trace=pwrite64,write,fdatasync,fsync", "-o", trace, "-p", strconv.Itoa(p.cmd.Process.Pid))
	said, err := strace.StderrPipe()
	check(t, err)
	check(t, strace.Start())
	lines := bufio.NewScanner(said)
	for attached := false; !attached; attached = strings.Contains(lines.Text(), "attached") {
		if !lines.Scan() {
			gate.Skip(t, "strace may not watch here")
		}
	}
	if a := p.visit("/", newID()); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	check(t, strace.Process.Signal(os.Interrupt))
	_ = strace.Wait() // it ends by the signal
	text, err := os.ReadFile(trace)
	check(t, err)
	at := func(pattern string) int {
		if i := regexp.MustCompile(pattern).FindAllStringIndex(string(text), -1); i != nil {
			return i[len(i)-1][0] // the last
		}
		return -1
	}
	write, sync := at(`pwrite64\([^\n]*counts\.db-wal`), at(`f(data)?sync\([^\n]*counts\.db-wal`)
	synced := at(`f(data)?sync(\([^\n]*counts\.db-wal| resumed>)[^\n]*= 0`) // resumed: another thread's call came between
	if answer := at(`write\([^\n]*HTTP/1\.1 200 OK`); write < 0 || sync < write || synced < sync || answer < synced {
		t.Errorf("the log is written at %d, synced from %d to %d, the answer sent at %d of:\n%s", write, sync, synced, answer, text)
	}
}

// TestTheUnitStartsTheProgram runs what counter.service runs.
func TestTheUnitStartsTheProgram(t *testing.T) {
	unit, err := os.ReadFile("counter.service")
	check(t, err)
	line := regexp.MustCompile(`(?m)^ExecStart=\S+ serve (.*)$`).FindSubmatch(unit)
	if line == nil {
		t.Fatal("the unit starts nothing")
	}
	data := t.TempDir()
	args := strings.Fields(strings.NewReplacer("/srv/www/bantin", programs.public, "/var/lib/counter", data).Replace(string(line[1])))
	p := mustStart(t, data, args...)
	if n := p.visit("/", newID()).numbers(t); n.Total != baseline+1 {
		t.Errorf("%+v", n)
	}
}
