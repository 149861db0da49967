package mend

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// fix is a mechanical diagnostic with a corrected line.
func fix(line int, source, with string) diag.Diagnostic {
	return diag.Diagnostic{Code: "header-space", File: "content/a.md", Line: line, Source: source, Fix: with}
}

// hidden is what reading a file tells when it drops something on a line.
func hidden(line int) diag.Diagnostic {
	return diag.Diagnostic{Code: "invisible-character", File: "content/a.md", Line: line}
}

func TestMended(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
		found               []diag.Diagnostic
		fixed               int
	}{
		{"one line", "a\nb:1\nc\n", "a\nb: 1\nc\n", []diag.Diagnostic{fix(2, "b:1", "b: 1")}, 1},
		{"line ends and mark stay", "\uFEFFa:1\r\nb\rc\n\u2028d:1", "\uFEFFa: 1\r\nb\rc\n\u2028d: 1", []diag.Diagnostic{fix(1, "a:1", "a: 1"), fix(5, "d:1", "d: 1")}, 2},
		{"an added line ends like the others", "a\r\nb", "---\r\na\r\nb", []diag.Diagnostic{fix(1, "a", "---\na")}, 1},
		{"a file of one line", "a", "---\na", []diag.Diagnostic{fix(1, "a", "---\na")}, 1},
		{"fixes of one line", "a:b:ờ:d\n", "a: b:ớ: d\n", []diag.Diagnostic{fix(1, "a:b:ờ:d", "a: b:ờ:d"), fix(1, "a:b:ờ:d", "a:b:ớ:d"), fix(1, "a:b:ờ:d", "a:b:ờ: d")}, 3},
		{"the first of two fixes of one place", "aa\n", "aaa\n", []diag.Diagnostic{fix(1, "aa", "aaa"), fix(1, "aa", "aab")}, 1},
		{"a line that is another now", "a\n", "a\n", []diag.Diagnostic{fix(1, "b", "c")}, 0},
		{"a line that is gone", "a\n", "a\n", []diag.Diagnostic{fix(7, "", "c"), hidden(7)}, 0},
		{"cleaned as a whole", "Đe\u0302\n# g\u200Bhi\nx\n", "Đê\n# ghi\nx\n", []diag.Diagnostic{hidden(2), {Code: "text-decomposed"}}, 2},
		{"cleaned and mended", "Đe\u0302:1\n", "Đê: 1\n", []diag.Diagnostic{fix(1, "Đê:1", "Đê: 1")}, 1},
		{"an entity is no character of the file", "a&shy;b\n", "a&shy;b\n", []diag.Diagnostic{hidden(1)}, 0},
		{"a line end that would join the one before", "a\r\u200B\nb:1", "a\r\u200B\nb:1", []diag.Diagnostic{fix(3, "b:1", "b: 1")}, 0},
		{"no text at all", "a:1\xff\n", "a:1\xff\n", []diag.Diagnostic{fix(1, "a:1", "a: 1")}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := unchanged([]byte(c.before))
			if got.add(c.found); len(got.Fixed) != c.fixed {
				t.Errorf("%d are mended, want %d", len(got.Fixed), c.fixed)
			}
			if after := result(got, c.before); after != c.after {
				t.Errorf("got %q, want %q", after, c.after)
			}
		})
	}
}

// result is what a file is after a change.
func result(c *Change, before string) string {
	if c.after == nil {
		return before
	}
	return string(c.after)
}

func TestMendsBringOthersToLight(t *testing.T) {
	c := unchanged([]byte("a\r\nb:1:2\u200B\r\n"))
	for _, found := range [][]diag.Diagnostic{
		{fix(1, "a", "---\na"), hidden(2)},
		{fix(3, "b:1:2", "b: 1:2"), hidden(3)},
		{fix(3, "b: 1:2", "b: 1: 2")},
	} {
		if !c.add(found) {
			t.Errorf("%v is not mended in %q", found, c.after)
		}
	}
	if string(c.after) != "---\r\na\r\nb: 1: 2\r\n" || len(c.Fixed) != 4 || len(c.Lines()) != 2 {
		t.Errorf("%q, %v, %v", c.after, c.Fixed, c.Lines())
	}
	if before := string(c.after); c.add([]diag.Diagnostic{fix(2, "b", "c")}) || string(c.after) != before {
		t.Errorf("%q", c.after)
	}
}

// FuzzMended holds a change to its lines: what is not among them stays byte for
// byte, and there is nothing more to do afterwards.
func FuzzMended(f *testing.F) {
	f.Add("\uFEFFtitle:Kỳ họp\r\ndate: 28/02/2024", uint64(1))
	f.Add("a\n\n\u2029b\r\r\nc\u200b\nĐe\u0302\n", uint64(5))
	f.Add("\n", uint64(3))
	f.Fuzz(func(t *testing.T, raw string, which uint64) {
		cleaned, _, err := text.Clean([]byte(raw))
		var found []diag.Diagnostic
		for i, line := range strings.Split(string(cleaned), "\n") {
			if i < 64 && which&(1<<i) != 0 {
				found = append(found, fix(i+1, line, "+"+line+"\n-"))
			}
		}
		c := unchanged([]byte(raw))
		added := c.add(found)
		if added && err != nil {
			t.Fatal("changed what is no text")
		}
		if !added {
			return
		}
		after := string(c.after)
		was, is := split(raw), split(after)
		for _, l := range c.Lines() { // make undone what the change says
			at := 2 * (l.Number - 1)
			lines := 2*strings.Count(l.After, "\n") + 1
			if got := strings.Join(is[at:at+lines], ""); unix(got) != l.After {
				t.Fatalf("line %d is %q, not %q", l.Number, got, l.After)
			}
			is = slices.Replace(is, at, at+lines, was[at])
			if got, _, _ := text.Clean([]byte(was[at])); string(got) != l.Before {
				t.Fatalf("line %d was %q, not %q", l.Number, was[at], l.Before)
			}
		}
		if !slices.Equal(was, is) {
			t.Fatalf("beyond its lines %q became %q", raw, after)
		}
		if again := unchanged([]byte(after)); again.add([]diag.Diagnostic{hidden(0)}) {
			t.Fatalf("%q is not clean: %v", after, again.Lines())
		}
	})
}

// split is a file's lines and, between them, their ends.
func split(raw string) []string {
	raw = strings.TrimPrefix(raw, "\uFEFF")
	var parts []string
	at := 0
	for _, end := range lineEnd.FindAllStringIndex(raw, -1) {
		parts = append(parts, raw[at:end[0]], raw[end[0]:end[1]])
		at = end[1]
	}
	return append(parts, raw[at:])
}

func unix(s string) string { return lineEnd.ReplaceAllString(s, "\n") }

// mustRoot is a new folder with content/a.md in it.
func mustRoot(t *testing.T) (*os.Root, string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "content", "a.md")
	if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("a:1\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root, path
}

var found = []diag.Diagnostic{fix(1, "a:1", "a: 1"), {Code: "header-open", File: "content/a.md", Line: 1, Source: "a:1", Fix: "---\na:1"}}

// mustDraft is the change that mends found, if there is any.
func mustDraft(t *testing.T, root *os.Root, want bool) *Change {
	t.Helper()
	draft := Draft{}
	if more, err := draft.Add(root, found); err != nil || more != want || len(draft) > 0 != want {
		t.Fatalf("%v, want %v: %v", draft, want, err)
	}
	return draft["content/a.md"]
}

func TestWriteKeepsTheModeAndLeavesNothingBehind(t *testing.T) {
	root, path := mustRoot(t)
	before, _ := os.Stat(path)
	if err := mustDraft(t, root, true).Write(root, "content/a.md"); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	info, _ := os.Stat(path)
	left, _ := os.ReadDir(filepath.Dir(path))
	if string(text) != "a: 1\n" || info.Mode() != before.Mode() || len(left) != 1 {
		t.Errorf("%q, %v, %v", text, info.Mode(), left)
	}
	mustDraft(t, root, false)
}

func TestWriteLeavesAFileThatIsReadOnly(t *testing.T) {
	root, path := mustRoot(t)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	err := mustDraft(t, root, true).Write(root, "content/a.md")
	if text, _ := os.ReadFile(path); !errors.Is(err, ErrReadOnly) || string(text) != "a:1\n" {
		t.Errorf("%v, %q", err, text)
	}
}

func TestWriteLeavesAFileThatChanged(t *testing.T) {
	root, path := mustRoot(t)
	change := mustDraft(t, root, true)
	for _, meanwhile := range []func() error{
		func() error { return os.WriteFile(path, []byte("a:1\nb\n"), 0o600) },
		func() error { return os.Remove(path) },
		func() error { return os.Mkdir(path, 0o700) },
	} {
		if err := meanwhile(); err != nil {
			t.Fatal(err)
		}
		if err := change.Write(root, "content/a.md"); !errors.Is(err, ErrChanged) {
			t.Errorf("got %v", err)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	mustDraft(t, root, false)
}

func TestNoLinkIsFollowed(t *testing.T) {
	root, path := mustRoot(t)
	change := mustDraft(t, root, true)
	dir := filepath.Dir(path)
	for _, err := range []error{os.Rename(dir, dir+"-real"), os.Symlink("content-real", dir)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := change.Write(root, "content/a.md"); !errors.Is(err, ErrChanged) {
		t.Errorf("through a folder: %v", err)
	}
	mustDraft(t, root, false)
	for _, err := range []error{os.Remove(dir), os.Rename(dir+"-real", dir), os.Rename(path, path+".real"), os.Symlink("a.md.real", path)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := change.Write(root, "content/a.md"); !errors.Is(err, ErrChanged) {
		t.Errorf("through a file: %v", err)
	}
	mustDraft(t, root, false)
}
