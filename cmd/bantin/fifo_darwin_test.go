package main

import (
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdFifo makes a named pipe that nobody writes to: fifo NAME.
func cmdFifo(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}
