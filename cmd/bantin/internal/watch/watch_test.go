package watch

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fsnotify/fsnotify"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEverySaveIsNoticed(t *testing.T) {
	dir := t.TempDir()
	dir = filepath.Join(dir, "content")
	must(t, os.Mkdir(dir, 0o755))
	file := filepath.Join(dir, "a.md")
	must(t, os.WriteFile(file, nil, 0o644))
	layouts := filepath.Join(filepath.Dir(dir), "layouts")
	t.Chdir(filepath.Dir(dir)) // the system names files in full, whatever we call the folders
	changed := Dirs(t.Context(), ".", []string{"content", "layouts"}, func(err error) { t.Errorf("polling: %v", err) })
	for _, save := range []struct {
		name string
		do   func() error
	}{
		{"written in place", func() error { return os.WriteFile(file, []byte("1"), 0o644) }},
		{"written aside and renamed", func() error {
			if err := os.WriteFile(file+".tmp", []byte("2"), 0o644); err != nil {
				return err
			}
			return os.Rename(file+".tmp", file)
		}},
		{"kept as a backup and written anew", func() error {
			if err := os.Rename(file, file+"~"); err != nil {
				return err
			}
			return os.WriteFile(file, []byte("3"), 0o644)
		}},
		{"removed", func() error { return os.Remove(file) }},
		{"new folders with a file", func() error {
			if err := os.MkdirAll(filepath.Join(dir, "b/c/d"), 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "b/c/d/e.md"), nil, 0o644)
		}},
		{"a file in a folder made since", func() error { return os.WriteFile(filepath.Join(dir, "b/c/d/e.md"), []byte("4"), 0o644) }},
		{"a folder renamed", func() error { return os.Rename(filepath.Join(dir, "b"), filepath.Join(dir, "x")) }},
		{"a file in the renamed folder", func() error { return os.WriteFile(filepath.Join(dir, "x/c/d/e.md"), []byte("5"), 0o644) }},
		{"a folder that was not there at the start", func() error { return os.Mkdir(layouts, 0o755) }},
		{"a file in it", func() error { return os.WriteFile(filepath.Join(layouts, "404.html"), nil, 0o644) }},
		{"the whole folder away", func() error { return os.Rename(dir, dir+"2") }},
		{"and back", func() error { return os.Rename(dir+"2", dir) }},
		{"a file in the folder that came back", func() error { return os.WriteFile(file, []byte("6"), 0o644) }},
	} {
		t.Run(save.name, func(t *testing.T) {
			must(t, save.do())
			settle(changed)
		})
	}
}

// settle takes the notices of one save up to the look everywhere that ends it.
func settle(changed <-chan []string) {
	for names := <-changed; names != nil; names = <-changed {
	}
}

func TestSavedFileIsNamedAtOnceAndTheBurstEndsWithALookEverywhere(t *testing.T) {
	root := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(root, "content/tin"), 0o755))
	changed := Dirs(t.Context(), root, []string{"content"}, func(err error) { t.Errorf("polling: %v", err) })
	must(t, os.WriteFile(filepath.Join(root, "content/tin/a.md"), []byte("a"), 0o644))
	must(t, os.WriteFile(filepath.Join(root, "khac.txt"), []byte("a"), 0o644))
	heard := 0
	for names := <-changed; names != nil; names = <-changed {
		if heard++; !slices.Equal(names, []string{"content/tin/a.md"}) {
			t.Errorf("heard of %q", names)
		}
	}
	if heard == 0 {
		t.Error("the file was not named before the look everywhere")
	}
}

func TestWhenNoticesAreLostTheFoldersAreNamed(t *testing.T) {
	root := t.TempDir()
	must(t, os.Mkdir(filepath.Join(root, "static"), 0o755))
	w := begin(root, []string{"static"}, func(err error) { t.Errorf("polling: %v", err) })
	go w.loop(t.Context())
	w.Errors <- fsnotify.ErrEventOverflow
	if names := <-w.changed; !slices.Equal(names, []string{"static"}) {
		t.Errorf("heard of %q", names)
	}
	if names := <-w.changed; names != nil {
		t.Errorf("then of %q", names)
	}
}

// A copied folder makes more notices than the system keeps (16,384 on Linux). What
// is lost is looked for, and a save afterwards is heard of as always. BANTIN_LONG=1
// makes 131,072 files instead of a tenth.
func TestAFloodOfNewFilesEndsWithALookEverywhere(t *testing.T) {
	const all = 131_072
	files := all
	if os.Getenv("BANTIN_LONG") != "1" {
		files /= 10
		t.Logf("ran in part: %d of %d files (BANTIN_LONG=1 runs all)", files, all)
	}
	root := t.TempDir()
	dir := filepath.Join(root, "content")
	must(t, os.Mkdir(dir, 0o755))
	changed := Dirs(t.Context(), root, []string{"content"}, func(err error) { t.Errorf("polling: %v", err) })
	made := make(chan error, 1)
	go func() {
		var err error
		for n := 0; n < files && err == nil; n++ {
			err = os.WriteFile(filepath.Join(dir, strconv.Itoa(n)+".md"), nil, 0o644)
		}
		made <- err
	}()
	for done := false; !done; {
		select {
		case <-changed:
		case err := <-made:
			must(t, err)
			done = true
		}
	}
	settle(changed) // of the last file at the latest
	last := filepath.Join(dir, strconv.Itoa(files-1)+".md")
	must(t, os.WriteFile(last, []byte("một chữ"), 0o644))
	for names := <-changed; !slices.Equal(names, []string{"content/" + filepath.Base(last)}); names = <-changed {
	}
	settle(changed)
}

// A network drive may promise notices and stay silent.
func TestAChangeWithoutANoticeIsLookedFor(t *testing.T) {
	root := t.TempDir()
	must(t, os.Mkdir(filepath.Join(root, "content"), 0o755))
	reasons := make(chan error, 1)
	w := begin(root, []string{"content"}, func(err error) { reasons <- err })
	w.Events, w.pause = nil, soon
	go w.loop(t.Context())
	hear(t, w.changed, filepath.Join(root, "content/a.md"), "content/a.md")
	if err := <-reasons; err != ErrSilent {
		t.Errorf("polling: %v", err)
	}
	hear(t, w.changed, filepath.Join(root, "content/b.md"), "content/b.md")
}

// A notice may come later than the look that finds what it tells of.
func TestADriveThatTellsLateIsTrusted(t *testing.T) {
	var reason error
	w := begin(t.TempDir(), []string{"content"}, func(err error) { reason = err })
	defer w.close()
	for _, look := range []struct{ changed, told, silent bool }{
		{changed: true},             // found before
		{told: true},                // it was told of
		{changed: true, told: true}, // and another, told of before
		{},
		{changed: true},
		{changed: true, silent: true}, // and told of neither
	} {
		if look.told {
			w.notices++
		}
		if w.doubt(look.changed); (reason == ErrSilent) != look.silent {
			t.Errorf("%+v: %v", look, reason)
		}
	}
}

// When watches run out, what was heard of until then is told, and then all that
// changes.
func TestWhereNothingCanBeWatchedAnyMoreItLooks(t *testing.T) {
	root := t.TempDir()
	must(t, os.Mkdir(filepath.Join(root, "content"), 0o755))
	reasons := make(chan error, 1)
	w := begin(root, []string{"content"}, func(err error) { reasons <- err })
	w.dirs = append(w.dirs, filepath.Join(root, strings.Repeat("x", 300), "static")) // which cannot be watched
	go w.loop(t.Context())
	hear(t, w.changed, filepath.Join(root, "content/a.md"), "content/a.md")
	if err := <-reasons; err == nil {
		t.Error("no reason")
	}
	hear(t, w.changed, filepath.Join(root, "content/b.md"), "content/b.md")
	must(t, os.Remove(filepath.Join(root, "content/b.md")))
	if names := <-w.changed; names != nil {
		t.Errorf("heard of %q", names)
	}
}

// hear writes a file and takes what is told of it.
func hear(t *testing.T, changed <-chan []string, file, want string) {
	t.Helper()
	must(t, os.WriteFile(file, []byte("a"), 0o644))
	if names := <-changed; !slices.Equal(names, []string{want}) {
		t.Errorf("heard of %q", names)
	}
	settle(changed)
}
