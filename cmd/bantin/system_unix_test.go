//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdFifo makes a named pipe that nobody writes to: fifo NAME.
func cmdFifo(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

// interruptible makes the end of a command's context what Ctrl+C is in a
// terminal: all processes that it started are told, not it alone.
func interruptible(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}

func TestEditRunsTheEditorThatIsChosen(t *testing.T) {
	from, to := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b c")
	mustWrite(t, from, []byte("x"))
	t.Setenv("VISUAL", "cp "+from)
	t.Setenv("EDITOR", "false")
	if err := edit(to); err != nil || mustRead(t, to) != "x" {
		t.Error(err)
	}
}
