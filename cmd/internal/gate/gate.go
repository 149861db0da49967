// Package gate is for tests that want something of the machine. Without it they
// are skipped where somebody works; where the project's gate runs (CI=true), which
// installs all of it, they fail: nothing is skipped unseen.
package gate

import (
	"os"
	"os/exec"
	"testing"
)

// Skip ends a test that cannot run here, for the reason that is given.
func Skip(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// Need ends a test that wants a program that is not installed.
func Need(t testing.TB, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		Skip(t, "%s is not installed", program)
	}
}
