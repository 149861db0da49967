package main

import "github.com/rogpeppe/go-internal/testscript"

// cmdFifo has nothing to make here: Windows keeps pipes outside of folders.
func cmdFifo(ts *testscript.TestScript, neg bool, args []string) {}
