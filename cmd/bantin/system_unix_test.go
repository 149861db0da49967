//go:build unix

package main

import (
	"os/exec"
	"syscall"

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
