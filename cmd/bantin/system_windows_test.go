package main

import (
	"os/exec"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdFifo has nothing to make here: Windows keeps pipes outside of folders.
func cmdFifo(ts *testscript.TestScript, neg bool, args []string) {}

// interruptible changes nothing: no test starts such a command on Windows.
func interruptible(*exec.Cmd) {}
