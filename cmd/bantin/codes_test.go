package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"

	"golang.org/x/tools/txtar"
)

// TestEveryCodeIsExplained holds a reason for each code in both languages, once
// and for no other word.
func TestEveryCodeIsExplained(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		told := map[diag.Code]int{}
		for paragraph := range strings.SplitSeq(mustRead(t, filepath.Join("texts", "why."+lang+".txt")), "\n\n") {
			codes, text, _ := strings.Cut(paragraph, "\n")
			for code := range strings.FieldsSeq(codes) {
				told[diag.Code(code)]++
			}
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: nothing is told of %s", lang, codes)
			}
		}
		for _, code := range diag.Codes() {
			if told[code] != 1 {
				t.Errorf("%s: %s is told of %d times", lang, code, told[code])
			}
			delete(told, code)
		}
		for code := range told {
			t.Errorf("%s: %s is no code", lang, code)
		}
	}
}

// TestExamplesAreMended: what explain shows as mended makes the site build, and
// the code is told no more. What is said before is held by TestDiagnostics.
func TestExamplesAreMended(t *testing.T) {
	for _, code := range diag.Codes() {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(filepath.Join("testdata", "diagnostics", string(code)+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			e, err := exampleOf(code, diag.Vietnamese)
			if err != nil || !strings.HasSuffix(strings.SplitN(e.Said, "\n", 2)[0], "["+string(code)+"]") {
				t.Fatalf("%v: %q", err, e.Said)
			}
			if strings.Contains(string(a.Comment), "setup:") {
				return // the site cannot be shown
			}
			if len(e.After) == 0 {
				t.Fatal("nothing is mended: the archive needs parts mended/…")
			}
			dir := t.TempDir()
			mustUnpack(t, dir, mendedSite(a))
			looks, sites := [][]string{{"build"}, {"check"}}, otherSites(t, string(a.Comment))
			if sites != nil {
				looks = append(looks, []string{"check", "--external"})
			}
			for _, args := range looks {
				for _, d := range mustReportOf(t, dir, sites, args...) {
					if d.Code == code || d.Severity == "error" && !strings.Contains(string(a.Comment), string(d.Code)) {
						t.Errorf("%s: %s:%d %s [%s]", args, d.File, d.Line, d.What, d.Code)
					}
				}
			}
		})
	}
}

// mendedSite has the files of an archive's site as they are when it is mended.
func mendedSite(a *txtar.Archive) *txtar.Archive {
	mended := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "mended/"); ok {
			mended.Files = append(mended.Files, txtar.File{Name: name, Data: f.Data})
		}
	}
	return mended
}

// TestExplainCodes shows every code in both languages.
func TestExplainCodes(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		var list, text bytes.Buffer
		if status := run(context.Background(), []string{"explain", "--codes", "--lang", lang}, &list, &text); status != exitDone {
			t.Fatal(status, text.String())
		}
		lines := slices.Collect(strings.Lines(list.String()))
		if len(lines) != len(diag.Codes()) {
			t.Errorf("%d lines for %d codes", len(lines), len(diag.Codes()))
		}
		for _, code := range diag.Codes() {
			var out bytes.Buffer
			status := run(context.Background(), []string{"explain", string(code), "--lang", lang}, &out, &text)
			if status != exitDone || strings.Contains(out.String(), "%!") || strings.Contains(out.String(), "\n\n\n") {
				t.Errorf("%s: status %d\n%s", code, status, out.String())
			}
		}
	}
}

// TestExplainHasWords holds the sentences of both languages to the same keys, and
// to what the help says that there is.
func TestExplainHasWords(t *testing.T) {
	var keys [2][]string
	for i, lang := range []string{"vi", "en"} {
		for line := range strings.Lines(mustRead(t, filepath.Join("texts", "explain."+lang+".txt"))) {
			key, _, _ := strings.Cut(line, ": ")
			keys[i] = append(keys[i], key)
		}
		help := strings.Join(strings.Fields(mustRead(t, filepath.Join("help", "explain."+lang+".txt"))), " ")
		for prefix, list := range map[string]string{"kind.": `kind \(([^;)]+)`, "place.": `as: ([^;)]+)`} {
			m := regexp.MustCompile(list).FindStringSubmatch(help)
			if m == nil {
				t.Fatalf("the help does not list %s", prefix)
			}
			var want, got []string
			for word := range strings.SplitSeq(m[1], ", ") {
				want = append(want, prefix+word)
			}
			for _, key := range keys[i] {
				if strings.HasPrefix(key, prefix) {
					got = append(got, key)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s: the help lists\n%s, there are words for\n%s", lang, want, got)
			}
		}
	}
	if !slices.Equal(keys[0], keys[1]) {
		t.Errorf("the languages differ:\n%s\n%s", keys[0], keys[1])
	}
}
