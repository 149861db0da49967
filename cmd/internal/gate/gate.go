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

// Rounds is how often a long test does its thing: n times when all are run
// (BANTIN_LONG=1), a tenth of that otherwise. Then it says so in words that
// cmd/internal/test repeats at the end.
func Rounds(t testing.TB, n int) int {
	t.Helper()
	if os.Getenv("BANTIN_LONG") == "1" {
		return n
	}
	t.Logf("ran in part: %d of %d rounds (BANTIN_LONG=1 runs all)", n/10, n)
	return n / 10
}
