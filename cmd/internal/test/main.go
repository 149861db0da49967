// Command test runs the project's tests and ends by saying how many passed,
// which failed, and which did not run and why: go test alone is silent about
// the last. Its arguments are go test's.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// event is a line of go test -json (see go doc test2json).
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string
}

type key struct{ pkg, test string }

func main() {
	args := os.Args[1:]
	if len(args) == 0 || strings.HasPrefix(args[len(args)-1], "-") {
		args = append(args, "./...")
	}
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	output := map[key][]string{}
	var passed int
	var failed, skipped []string
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text())
			continue
		}
		k := key{e.Package, e.Test}
		switch e.Action {
		case "output":
			output[k] = append(output[k], e.Output)
		case "build-output":
			fmt.Print(e.Output)
		case "pass", "fail", "skip":
			switch {
			case e.Action == "fail":
				fmt.Print(strings.Join(output[k], ""))
				failed = append(failed, name(e))
			case e.Test == "" && e.Action == "pass":
				fmt.Printf("ok   %s\n", e.Package)
			case e.Action == "skip" && e.Test != "":
				skipped = append(skipped, name(e)+": "+reason(output[k]))
			case e.Action == "pass":
				passed++
			}
			delete(output, k)
		}
	}
	err = cmd.Wait()
	list("Failed", failed)
	list("Did not run", skipped)
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", passed, len(failed), len(skipped))
	if err != nil || len(failed) > 0 {
		os.Exit(1)
	}
}

func name(e event) string { return strings.TrimSuffix(e.Package+" "+e.Test, " ") }

// reason is what a skipped test said.
func reason(output []string) string {
	for _, line := range output {
		if _, why, ok := strings.Cut(line, ".go:"); ok {
			_, why, _ = strings.Cut(why, ": ")
			return strings.TrimSpace(why)
		}
	}
	return "no reason given"
}

func list(title string, items []string) {
	if len(items) > 0 {
		fmt.Printf("\n%s:\n  %s\n", title, strings.Join(items, "\n  "))
	}
}
