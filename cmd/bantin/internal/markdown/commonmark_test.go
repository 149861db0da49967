package markdown

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files anew")

type specExample struct {
	Example  int
	Section  string
	Markdown string
	HTML     string
}

// mustSpec reads the CommonMark examples that come with goldmark.
func mustSpec(t testing.TB) []specExample {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatalf("find goldmark's module: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []specExample
	if err := json.Unmarshal(text, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) != 652 {
		t.Fatalf("spec.json has %d examples, want 652", len(examples))
	}
	return examples
}

// asWritten resolves every destination to itself.
func asWritten(dest string, _ bool) Resolved { return Resolved{Href: dest} }

// convert converts a body that is a whole file.
func convert(markdown string) (html string, facts Facts, found []diag.Diagnostic) {
	var b bytes.Buffer
	facts, found = New().Convert(&b, Source{File: "bai.md", Text: []byte(markdown)}, asWritten)
	return b.String(), facts, found
}

// errorCodes lists the codes of severity error, each once.
func errorCodes(found []diag.Diagnostic) []string {
	var codes []string
	for _, d := range found {
		if d.Severity() == diag.Error {
			codes = append(codes, string(d.Code))
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// TestCommonMarkExamples lists what becomes of each example. A rendered one
// prints what the specification says, but for what the dialect prints in its
// own way; a difference is listed with its reason, and its HTML is kept.
func TestCommonMarkExamples(t *testing.T) {
	var golden, differing strings.Builder
	for _, e := range mustSpec(t) {
		html, _, found := convert(e.Markdown)
		switch codes := errorCodes(found); {
		case len(codes) > 0:
			fmt.Fprintf(&golden, "%03d refused %s\n", e.Example, strings.Join(codes, ","))
		case commonHTML(html) == commonHTML(e.HTML):
			fmt.Fprintf(&golden, "%03d rendered\n", e.Example)
		default:
			reason := difference(e)
			fmt.Fprintf(&golden, "%03d differs: %s\n", e.Example, reason)
			fmt.Fprintf(&differing, "-- %03d --\n%s", e.Example, html)
			if reason == "" {
				t.Errorf("%d\n%s\n--- ours\n%s\n--- spec\n%s", e.Example, e.Markdown, commonHTML(html), commonHTML(e.HTML))
			}
		}
	}
	compareGolden(t, "testdata/commonmark.golden", golden.String())
	compareGolden(t, "testdata/commonmark-differing.golden", differing.String())
}

// difference says why an example is printed in another way, "" for no known
// reason.
func difference(e specExample) string {
	switch {
	case strings.Contains(e.Markdown, "<!--"):
		return "comments are left out"
	case e.Section == "HTML blocks":
		return "a bracket that begins no whole tag is text"
	case strings.Contains(e.Markdown, "http") || strings.Contains(e.Markdown, "@"):
		return "addresses in text become links"
	case strings.Contains(e.HTML, "<h1>"):
		return "below a heading on the title's level all are deeper"
	}
	return ""
}

var ours = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(<h\d) id="[^"]*"`), "$1"},
	{regexp.MustCompile(` loading="lazy" decoding="async"`), ""},
	{regexp.MustCompile(`<figure>(<img [^>]*)><figcaption>(.*)</figcaption></figure>`), `<p>$1 title="$2"></p>`},
	{regexp.MustCompile(`<(/?)figure>`), "<${1}p>"},
	{regexp.MustCompile(`<(/?)h1>`), "<${1}h2>"},
	{regexp.MustCompile(` />`), ">"},
	{regexp.MustCompile(`(?s)<!--.*?-->\n?`), ""},
}

func commonHTML(s string) string {
	for _, o := range ours {
		s = o.pattern.ReplaceAllString(s, o.with)
	}
	return strings.TrimSpace(s)
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got; go test -update writes the file anew):\n%s", file, diff)
	}
}
