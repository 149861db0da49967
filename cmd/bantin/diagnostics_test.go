package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the golden parts of test archives anew")

// TestDiagnostics holds an archive for every code of the catalogue:
// testdata/diagnostics/CODE.txtar is a small site with that fault (over
// smallSite), and what the program says of it in Vietnamese and English; further
// faults of the same code are in CODE.variant.txtar. Where corrected lines are
// shown they are put in place, and the site must build without that fault. The
// comment may hold lines "setup: …" (see mustUnpack), "mend: CODE …" for codes that
// come to light when this one is mended, or "verb: check" for advice; with lines
// "server: …" (see otherSites) it is check --external.
func TestDiagnostics(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "diagnostics", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var covered []diag.Code
	for _, archive := range archives {
		name := filepath.Base(archive)
		base, _, _ := strings.Cut(name, ".")
		code := diag.Code(base)
		covered = append(covered, code)
		t.Run(strings.TrimSuffix(name, ".txtar"), func(t *testing.T) {
			t.Parallel()
			checkDiagnostic(t, archive, code)
		})
	}
	all := diag.Codes()
	slices.Sort(all)
	slices.Sort(covered)
	for _, code := range all {
		if !slices.Contains(covered, code) {
			t.Errorf("no archive for %s", code)
		}
	}
	for _, code := range covered {
		if !slices.Contains(all, code) {
			t.Errorf("archive for %s, which is no code", code)
		}
	}
}

func checkDiagnostic(t *testing.T, archive string, code diag.Code) {
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mustUnpack(t, dir, a)
	args, sites := []string{"build"}, otherSites(t, string(a.Comment))
	if strings.Contains(string(a.Comment), "verb: check") {
		args = []string{"check"}
	}
	if sites != nil {
		args = []string{"check", "--external"}
	}
	found := mustReportOf(t, dir, sites, args...)
	of := func(d diag.JSON) bool { return d.Code == code }
	if !slices.ContainsFunc(found, of) {
		t.Fatalf("%s was not reported, but: %v", code, found)
	}
	for _, lang := range []string{"vi", "en"} {
		var out, text bytes.Buffer
		dialling(sites, &out, &text).run(context.Background(), append(args, "--source", dir, "--lang", lang))
		golden(t, a, "want."+lang, text.Bytes())
	}
	if *update {
		if err := os.WriteFile(archive, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mended := false
	for _, d := range slices.Backward(found) { // from below, so that lines keep their numbers
		if d.Fix != "" && !diag.Judged(d.Code) {
			t.Errorf("nobody said whether the fix of %s is mechanical: mechanical or judged, in diag/texts", d.Code)
		}
		if of(d) && d.Fix != "" {
			mustApply(t, dir, d)
			mended = true
		}
	}
	if mended {
		checkMended(t, dir, code, string(a.Comment))
	}
	if *update && mended && !strings.Contains(string(a.Comment), "setup:") {
		mustKeepMended(t, archive, dir, a)
	}
}

// mustKeepMended adds the mended files to an archive that has none, for bantin
// explain to show. Where no line mends a fault people write these parts.
func mustKeepMended(t testing.TB, archive, dir string, a *txtar.Archive) {
	t.Helper()
	has := func(f txtar.File) bool { return strings.HasPrefix(f.Name, "mended/") }
	if strings.Count(filepath.Base(archive), ".") > 1 || slices.ContainsFunc(a.Files, has) {
		return
	}
	own := slices.IndexFunc(a.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want.") })
	names := map[string]bool{}
	for _, f := range a.Files[:own] {
		names[f.Name] = true
	}
	for name, text := range smallSite {
		names[name] = names[name] || mustRead(t, filepath.Join(dir, name)) != text
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if names[name] {
			f := txtar.File{Name: "mended/" + name, Data: []byte(mustRead(t, filepath.Join(dir, name)))}
			a.Files = slices.Insert(a.Files, len(a.Files)-2, f)
		}
	}
	mustWrite(t, archive, txtar.Format(a))
}

// TestFixesLeaveNothingToFix lets check --fix mend the site of every archive: what
// it shows afterwards has no mechanical fix, and a second time changes nothing.
func TestFixesLeaveNothingToFix(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "diagnostics", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(archive)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			mustUnpack(t, dir, a)
			for _, d := range mustReportOf(t, dir, nil, "check", "--fix", "--yes") {
				left := diag.Diagnostic{Code: d.Code, Source: d.Source, Fix: d.Fix}
				if !d.Fixed && d.Fix != "" && left.Mechanical() {
					t.Errorf("%s is left at %s:%d", d.Code, d.File, d.Line)
				}
			}
			for _, d := range mustReportOf(t, dir, nil, "check", "--fix", "--yes") {
				if d.Fixed {
					t.Errorf("%s was mended again at %s:%d", d.Code, d.File, d.Line)
				}
			}
		})
	}
}

// checkMended builds again after the shown line was put in place.
func checkMended(t *testing.T, dir string, code diag.Code, comment string) {
	for _, d := range mustReport(t, dir) {
		if d.Code == code {
			t.Errorf("%s is still reported after its own remedy: %s:%d %s", code, d.File, d.Line, d.What)
		}
		if d.Severity == "error" && !strings.Contains(comment, string(d.Code)) {
			t.Errorf("the remedy of %s leads to %s: %s:%d %s", code, d.Code, d.File, d.Line, d.What)
		}
	}
}

// mustReport builds and returns what is said, as machines get it.
func mustReport(t testing.TB, dir string) []diag.JSON {
	t.Helper()
	return mustReportOf(t, dir, nil, "build")
}

func mustReportOf(t testing.TB, dir string, sites dialer, args ...string) []diag.JSON {
	t.Helper()
	var out, text bytes.Buffer
	status := dialling(sites, &out, &text).run(context.Background(), append(args, "--source", dir, "--json"))
	var found []diag.JSON
	want := exitDone
	for line := range strings.Lines(out.String()) {
		var d diag.JSON
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if d.Code != "" {
			found = append(found, d)
		}
		if d.Severity == "error" && !d.Fixed {
			want = exitFault
		}
	}
	if status != want {
		t.Fatalf("exit status %d, want %d: %s", status, want, text.String())
	}
	return found
}

// mustApply puts a corrected line in its place.
func mustApply(t testing.TB, dir string, d diag.JSON) {
	t.Helper()
	path := filepath.Join(dir, d.File)
	lines := strings.Split(strings.ReplaceAll(mustRead(t, path), "\r\n", "\n"), "\n")
	if d.Line < 1 || d.Line > len(lines)+1 {
		t.Fatalf("line %d of %s", d.Line, d.File)
	}
	if d.Line == len(lines)+1 {
		lines = append(lines, "")
	}
	lines[d.Line-1] = d.Fix
	mustWrite(t, path, []byte(strings.Join(lines, "\n")))
}
