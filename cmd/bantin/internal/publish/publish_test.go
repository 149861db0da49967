package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bantin/cmd/internal/gate"
)

var day1 = time.Date(2026, 2, 28, 9, 0, 0, 0, time.UTC)

// site is what a release is made of, by path.
type site map[string]string

func options(output string) Options {
	return Options{Output: output, Now: day1, Generator: "bantin test"}
}

// publishSite is a whole build.
func publishSite(o Options, s site) (Summary, error) {
	r, err := Begin(context.Background(), o)
	if err != nil {
		return Summary{}, err
	}
	defer r.Abort()
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if err := r.Write(name, []byte(s[name])); err != nil {
			return Summary{}, err
		}
	}
	return r.Commit(context.Background(), Meta{Pages: []Page{{Path: "/"}}, Retain: isAsset})
}

func isAsset(name string) bool { return strings.HasPrefix(name, "assets/") }

func mustPublish(t testing.TB, o Options, s site) Summary {
	t.Helper()
	sum, err := publishSite(o, s)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// tree reads a folder: files by path, folders and odd files by their type.
func tree(t testing.TB, dir string) site {
	t.Helper()
	got := site{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			got[filepath.ToSlash(rel)] = d.Type().String()
			return nil
		}
		data, err := os.ReadFile(name)
		got[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// pages is the tree without what this package adds.
func pages(t testing.TB, dir string) site {
	t.Helper()
	s := tree(t, dir)
	delete(s, manifestName)
	return s
}

// intact compares a published folder with its manifest, both ways.
func intact(dir string) error {
	listed := map[string]bool{manifestName: true}
	err := readManifest(dir, func(f *file) error {
		var found file
		err := found.read(func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, f.Path)) }, io.Discard)
		if err != nil || found.Size != f.Size || found.Sum != f.Sum {
			return fmt.Errorf("%s is not as listed (%d bytes, %v)", f.Path, found.Size, err)
		}
		listed[f.Path] = true
		return nil
	})
	if err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if rel, _ := filepath.Rel(dir, name); err == nil && !d.IsDir() && !listed[filepath.ToSlash(rel)] {
			err = fmt.Errorf("%s is not listed", rel)
		}
		return err
	})
}

func mustBeIntact(t testing.TB, dir string) {
	t.Helper()
	if err := intact(dir); err != nil {
		t.Fatal(err)
	}
}

// siblings lists what lies beside the output.
func siblings(t testing.TB, output string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(output))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func mustWriteFile(t testing.TB, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mustSymlink(t testing.TB, target, name string) {
	t.Helper()
	err := os.Symlink(target, name)
	if err != nil && runtime.GOOS == "windows" {
		gate.Skip(t, "this account may not make links: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func wantDiff(t testing.TB, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestReleaseReplacesTheOldOneAndKeepsIt(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	one := site{"index.html": "one", "tin/cu/index.html": "gone", "same.txt": "same"}
	two := site{"index.html": "two!", "tin/moi/index.html": "new", "same.txt": "same"}

	sum := mustPublish(t, options(out), one)
	wantDiff(t, Summary{Added: []string{"index.html", "same.txt", "tin/cu/index.html"}, Bytes: 11}, sum)
	wantDiff(t, one, pages(t, out))

	sum = mustPublish(t, options(out), two)
	wantDiff(t, Summary{
		Added: []string{"tin/moi/index.html"}, Changed: []string{"index.html"}, Removed: []string{"tin/cu/index.html"},
		Same: 1, Bytes: 11,
	}, sum)
	wantDiff(t, two, pages(t, out))
	wantDiff(t, one, pages(t, filepath.Join(filepath.Dir(out), ".public.old")))
	wantDiff(t, []string{".public.lock", ".public.old", "public"}, siblings(t, out))
	if _, err := os.Stat(filepath.Join(out, "tin", "cu")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder stayed: %v", err)
	}
	mustBeIntact(t, out)
}

func TestEmptyFolderIsAccepted(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, options(out), site{"a": "1"})
	mustPublish(t, options(out), site{"a": "2"})
	wantDiff(t, site{"a": "2"}, pages(t, out))
}

func TestUnchangedFileKeepsItsTime(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	long := strings.Repeat("x", 200_000)
	mustPublish(t, options(out), site{"same": long, "other": long + "a", "size": "1"})
	past := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, name := range []string{"same", "other", "size"} {
		if err := os.Chtimes(filepath.Join(out, name), past, past); err != nil {
			t.Fatal(err)
		}
	}
	mustPublish(t, options(out), site{"same": long, "other": long + "b", "size": "12"})
	for name, kept := range map[string]bool{"same": true, "other": false, "size": false} {
		info, err := os.Lstat(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.ModTime().Equal(past) != kept {
			t.Errorf("%s: time %v; kept: %v", name, info.ModTime(), kept)
		}
	}
}

func TestFileEditedInThePublishedFolderIsPutRight(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mustPublish(t, options(out), site{"a": "one"})
	mustWriteFile(t, filepath.Join(out, "a"), "TWO")
	sum := mustPublish(t, options(out), site{"a": "one"})
	wantDiff(t, []string{"a"}, sum.Changed)
	wantDiff(t, site{"a": "one"}, pages(t, out))
}

func TestCopyStreamsAndCompares(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	for _, tail := range []string{"a", "a", "b", "longer", ""} {
		data := strings.Repeat("0123456789abcdef", 20_000) + tail
		r, err := Begin(context.Background(), options(out))
		if err != nil {
			t.Fatal(err)
		}
		err = r.Copy("big.pdf", func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Commit(context.Background(), Meta{}); err != nil {
			t.Fatal(err)
		}
		wantDiff(t, site{"big.pdf": data}, pages(t, out))
		mustBeIntact(t, out)
	}
}

func TestFailedBuildLeavesNoTrace(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mustPublish(t, options(out), site{"a": "1"})
	before := tree(t, out)
	broken := errors.New("the disk is on fire")
	for name, fail := range map[string]func(r *Release) error{
		"a source that cannot be read": func(r *Release) error {
			return r.Copy("b", func() (io.ReadCloser, error) {
				return io.NopCloser(io.MultiReader(strings.NewReader("x"), errReader{broken})), nil
			})
		},
		"a cancelled build": func(r *Release) error {
			ctx, cancel := context.WithCancelCause(context.Background())
			cancel(broken)
			_, err := r.Commit(ctx, Meta{})
			if errors.Is(err, context.Canceled) {
				err = broken
			}
			return err
		},
		"an exchange that fails": func(r *Release) error {
			r.o.testOnlyExchange = func(_, _ string) error { return broken }
			_, err := r.Commit(context.Background(), Meta{})
			return err
		},
		"a file left unfinished": func(r *Release) error {
			r.Copy("b", func() (io.ReadCloser, error) { return nil, broken })
			if _, err := r.Commit(context.Background(), Meta{}); err == nil {
				return nil
			}
			return broken
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Begin(context.Background(), options(out))
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Write("tin/index.html", []byte("new")); err != nil {
				t.Fatal(err)
			}
			if err := fail(r); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
			for range 2 {
				if err := r.Abort(); err != nil {
					t.Error(err)
				}
			}
			if _, err := r.Commit(context.Background(), Meta{}); err == nil {
				t.Error("an aborted release was published")
			}
			wantDiff(t, before, tree(t, out))
			wantDiff(t, []string{".public.lock", "public"}, siblings(t, out))
		})
	}
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

func TestPathsThatAreRefused(t *testing.T) {
	r, err := Begin(context.Background(), options(filepath.Join(t.TempDir(), "public")))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Abort()
	if err := r.Write("Tin/Họp.html", nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"", ".", "..", "../x", "a/../../b", "a/../b", "./a", "a//b", "a/", "/etc/x", `..\x`, `a\b`, `C:\x`, "C:x", "a:b",
		"\xff", manifestName, ".bantin/MANIFEST.json",
		"Tin/Họp.html",             // again
		"tin/HỌP.html",             // in another case
		"Tin/Ho\u0323p.html",       // decomposed
		"Tin/Họp.html/x", "Tin/Ho", // a file is no folder; the last is allowed
	} {
		if err := r.Write(name, []byte("x")); (err == nil) != (name == "Tin/Ho") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func FuzzAcceptedPathStaysInside(f *testing.F) {
	for _, s := range []string{"a/b", "../x", "a/../../b", "/x", `a\..\..\b`, "con", "a/./b", "a//b", "\x00", "Họp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if !portable(name) {
			return
		}
		rel, err := filepath.Rel("/out", filepath.Join("/out", name))
		if err != nil || filepath.ToSlash(rel) != name || !filepath.IsLocal(rel) {
			t.Errorf("%q leads to %q (%v)", name, rel, err)
		}
	})
}
