// Command test runs the project's tests and ends by saying how many passed,
// which failed, which did not run and why, and which ran a part of what they
// can: go test alone is silent about the last two. Its arguments are go test's,
// and ./... if they name no package.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// event is a line of go test -json (see go doc test2json).
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string
}

type key struct{ pkg, test string }

func main() {
	cmd := exec.Command("go", append([]string{"test", "-json"}, withPackages(os.Args[1:])...)...)
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
	var failed, skipped, partial []string
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
				if part := ranPart(output[k]); part != "" {
					partial = append(partial, name(e)+": "+part)
				}
			}
			delete(output, k)
		}
	}
	err = cmd.Wait()
	list("Failed", failed)
	list("Did not run", skipped)
	list("Ran in part", partial)
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", passed, len(failed), len(skipped))
	if err != nil || len(failed) > 0 {
		os.Exit(1)
	}
}

// withPackages adds ./... to arguments that name no package. A package is told
// from the value of a flag by how it begins: ./..., bantin/cmd/bantin.
func withPackages(args []string) []string {
	end := len(args)
	if i := slices.Index(args, "-args"); i >= 0 {
		end = i // the rest is the tests' own
	}
	named := func(arg string) bool { return strings.HasPrefix(arg, ".") || strings.HasPrefix(arg, "bantin/") }
	if slices.ContainsFunc(args[:end], named) {
		return args
	}
	return slices.Insert(slices.Clone(args), end, "./...")
}

func name(e event) string { return strings.TrimSuffix(e.Package+" "+e.Test, " ") }

// reason is what a skipped test said last.
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		if why, ok := said(line); ok {
			return why
		}
	}
	return "no reason given"
}

// ranPart is what a test said that did less than it can, in a line that begins
// "ran in part: ". It is "" for all others.
func ranPart(output []string) string {
	for _, line := range output {
		text, _ := said(line)
		if part, ok := strings.CutPrefix(text, "ran in part: "); ok {
			return part
		}
	}
	return ""
}

// said is the text of a line that a test logged: "    a_test.go:3: text".
func said(line string) (string, bool) {
	_, text, ok := strings.Cut(line, ".go:")
	if !ok {
		return "", false
	}
	_, text, _ = strings.Cut(text, ": ")
	return strings.TrimSpace(text), true
}

func list(title string, items []string) {
	if len(items) > 0 {
		fmt.Printf("\n%s:\n  %s\n", title, strings.Join(items, "\n  "))
	}
}
