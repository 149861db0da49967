package main

import (
	"strings"
	"testing"
)

func TestPackagesAreAddedWhereNoneIsNamed(t *testing.T) {
	for args, want := range map[string]string{
		"":                                 "./...",
		"-race":                            "-race ./...",
		"-timeout 90m -count 1":            "-timeout 90m -count 1 ./...",
		"-run TestReadme/nginx":            "-run TestReadme/nginx ./...",
		"-run=A/b -v":                      "-run=A/b -v ./...",
		"-count 1 .":                       "-count 1 .",
		"-run ^$ ./cmd/bantin/internal/x":  "-run ^$ ./cmd/bantin/internal/x",
		"-run A/b ./...":                   "-run A/b ./...",
		"bantin/cmd/bantin -v":             "bantin/cmd/bantin -v",
		"-count 1 -args -dir ./x":          "-count 1 ./... -args -dir ./x",
		"./cmd/... -run A -args -update":   "./cmd/... -run A -args -update",
		"-v ./cmd/bantin/internal/text -v": "-v ./cmd/bantin/internal/text -v",
		"./cmd/bantin ./cmd/internal/test": "./cmd/bantin ./cmd/internal/test",
	} {
		if got := strings.Join(withPackages(strings.Fields(args)), " "); got != want {
			t.Errorf("%s: got %q, want %q", args, got, want)
		}
	}
}

func TestWhatATestSaysIsTold(t *testing.T) {
	output := []string{"=== RUN   TestX\n", "    x_test.go:3: a note: first\n", "    kill_test.go:4: ran in part: 3 of 30 rounds\n", "    x_test.go:9: nginx is not installed\n", "--- SKIP: TestX (0.00s)\n"}
	if got := reason(output); got != "nginx is not installed" {
		t.Errorf("skipped because %q", got)
	}
	if got := ranPart(output); got != "3 of 30 rounds" {
		t.Errorf("ran in part because %q", got)
	}
	if got, none := reason(output[:1]), ranPart(output[:2]); got != "no reason given" || none != "" {
		t.Errorf("of a test that says nothing %q, %q", got, none)
	}
}
