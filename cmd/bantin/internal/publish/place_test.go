package publish

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A work folder with a site's sources.
func mustSources(t *testing.T) (dir string, sources []string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"content", "layouts", "static"} {
		mustWriteFile(t, filepath.Join(dir, name, "sub", "file"), name)
		sources = append(sources, filepath.Join(dir, name))
	}
	return dir, append(sources, filepath.Join(dir, "missing"))
}

func TestOutputsThatAreRefused(t *testing.T) {
	dir, sources := mustSources(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	mustWriteFile(t, at("file"), "x")
	mustWriteFile(t, at("foreign/notes.txt"), "mine")
	mustWriteFile(t, at("nearly/.bantin/notes.txt"), "mine")
	mustWriteFile(t, at("newer/.bantin/manifest.json"), `{"generator":"bantin 9","schema":2}`)
	mustWriteFile(t, at("other/.bantin/manifest.json"), "[]")
	mustWriteFile(t, at(".staged.new/notes.txt"), "mine")
	mustWriteFile(t, at(".kept.old/notes.txt"), "mine")
	mustWriteFile(t, at("home/me/notes.txt"), "mine")
	mustWriteFile(t, at("empty/x/y"), "")
	if err := os.RemoveAll(at("empty/x")); err != nil {
		t.Fatal(err)
	}
	mustSymlink(t, at("empty"), at("link"))
	mustSymlink(t, at("gone"), at("dangling"))
	mustSymlink(t, at("static"), at("alias"))
	mustSymlink(t, at("empty"), at(".linked.new"))
	before := tree(t, dir)

	for output, want := range map[string]error{
		"": ErrProtected,
		filepath.VolumeName(dir) + string(filepath.Separator): ErrProtected,
		at("home"):           ErrProtected,
		at("home/me"):        ErrProtected,
		dir:                  ErrSource,
		filepath.Dir(dir):    ErrSource,
		at("content"):        ErrSource,
		at("CONTENT"):        ErrSource,
		at("content/sub"):    ErrSource,
		at("static/new"):     ErrSource,
		at("alias/new"):      ErrSource,
		at("missing"):        ErrSource,
		at("missing2/sub/x"): ErrNoParent,
		at("file"):           ErrNotFolder,
		at("link"):           ErrLink,
		at("dangling"):       ErrLink,
		at("linked"):         ErrLink, // its staging folder
		at("foreign"):        ErrForeign,
		at("nearly"):         ErrForeign,
		at("newer"):          ErrForeign,
		at("other"):          ErrForeign,
		at("staged"):         ErrForeign, // its staging folder
		at("kept"):           ErrForeign, // its previous release
	} {
		o := options(output)
		o.Sources, o.Home = sources, at("home/me")
		_, err := publishSite(o, site{"a": "1"})
		refusal, ok := errors.AsType[*Refusal](err)
		if !errors.Is(err, want) || !ok {
			t.Errorf("%s: %v, want %v", output, err, want)
		} else if !strings.Contains(err.Error(), refusal.Path) || refusal.Path == "" {
			t.Errorf("%s: the error names no path: %v", output, err)
		}
	}
	after := tree(t, dir)
	for name := range after {
		if strings.HasSuffix(name, ".lock") {
			delete(after, name)
		}
	}
	wantDiff(t, before, after)

	o := options(at("empty"))
	o.Sources, o.Home = sources, at("home/me")
	mustPublish(t, o, site{"a": "1"})
}

func TestFolderThatBecomesForeignDuringTheBuildIsKept(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	r, err := Begin(context.Background(), options(out))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Abort()
	mustWriteFile(t, filepath.Join(out, "notes.txt"), "mine")
	if _, err := r.Commit(context.Background(), Meta{}); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
	wantDiff(t, site{"notes.txt": "mine"}, tree(t, out))
}

func TestFilesThatSomebodyPutIntoTheOutputAreKept(t *testing.T) {
	for _, name := range []string{"notes.txt", "tin/1/notes.txt", "gone/notes.txt", "new/sub/notes.txt", ".bantin/notes.txt", ".well-known/x"} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			past := generation(1, 4)
			past["gone/index.html"], past["Ảnh/A.html"] = "gone", "old"
			mustPublish(t, options(out), past)
			r, err := Begin(t.Context(), options(out))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Abort()
			mustWriteFile(t, filepath.Join(out, name), "mine")
			before := tree(t, out)
			_, err = r.Commit(t.Context(), Meta{})
			if refusal, ok := errors.AsType[*Refusal](err); !ok || !errors.Is(err, ErrStray) || refusal.Other != name {
				t.Errorf("got %v", err)
			}
			wantDiff(t, before, tree(t, out))
		})
	}
}

func TestNotManyStraysAreNamed(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mustPublish(t, options(out), site{"a": "1"})
	for i := range 12 {
		mustWriteFile(t, filepath.Join(out, "x", strconv.Itoa(i)), "mine")
	}
	_, err := publishSite(options(out), site{"a": "1"})
	if refusal, ok := errors.AsType[*Refusal](err); !ok || refusal.Other != "x/0, x/1, x/10, x/11, x/2, x/3, x/4, x/5, x/6, x/7, …" {
		t.Errorf("got %v", err)
	}
}

func TestLinksPlantedInTheOutputAreNotFollowed(t *testing.T) {
	dir := t.TempDir()
	out, outside := filepath.Join(dir, "public"), filepath.Join(dir, "outside")
	s := site{"tin/a.html": "page", "b.html": "page", "assets/x.css": "css"}
	mustPublish(t, options(out), s)
	mustWriteFile(t, filepath.Join(outside, "a.html"), "page")
	mustWriteFile(t, filepath.Join(outside, "x.css"), "css")
	for _, name := range []string{"tin", "assets", "b.html"} {
		if err := os.RemoveAll(filepath.Join(out, name)); err != nil {
			t.Fatal(err)
		}
	}
	mustSymlink(t, outside, filepath.Join(out, "tin"))
	mustSymlink(t, outside, filepath.Join(out, "assets"))
	mustSymlink(t, filepath.Join(outside, "a.html"), filepath.Join(out, "b.html"))
	before := tree(t, outside)

	s = site{"tin/a.html": "page", "b.html": "page"}
	sum := mustPublish(t, options(out), s)
	wantDiff(t, []string{"b.html"}, sum.Changed)
	wantDiff(t, s, pages(t, out))
	for name := range s {
		ours, err := os.Lstat(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.Stat(filepath.Join(outside, "a.html"))
		if err != nil {
			t.Fatal(err)
		}
		if os.SameFile(ours, theirs) {
			t.Errorf("%s is a file from outside", name)
		}
	}
	mustPublish(t, options(out), site{"tin/a.html": "changed"})
	mustPublish(t, options(out), site{"tin/a.html": "changed again"})
	wantDiff(t, before, tree(t, outside))
}

func TestSecondBuildWaitsAndThenNamesTheFirst(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	first, err := Begin(context.Background(), options(out))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	o := options(out)
	o.LockWait = 2 * lockPoll
	o.OnWait = func(pid string) { told = append(told, pid) }
	_, err = Begin(context.Background(), o)
	pid := strconv.Itoa(os.Getpid())
	if refusal, ok := errors.AsType[*Refusal](err); !errors.Is(err, ErrBusy) || !ok || refusal.Other != pid {
		t.Errorf("got %v", err)
	}
	wantDiff(t, []string{pid}, told)

	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := Begin(ctx, options(out)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}

	if err := first.Abort(); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, o, site{"a": "1"})
}
