package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// mustUnpack writes an archive's files over smallSite, but for its golden parts.
func mustUnpack(t testing.TB, dir string, a *txtar.Archive) {
	t.Helper()
	for name, text := range smallSite {
		mustWrite(t, filepath.Join(dir, name), []byte(text))
	}
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want.") {
			mustWrite(t, filepath.Join(dir, f.Name), f.Data)
		}
	}
	for line := range strings.Lines(string(a.Comment)) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "setup:" {
			continue
		}
		path := filepath.Join(dir, words[2])
		switch words[1] {
		case "base64":
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			mustWrite(t, path, raw)
		case "link":
			if err := os.Symlink(words[2], filepath.Join(dir, words[3])); err != nil {
				t.Fatal(err)
			}
		case "large":
			mustWrite(t, path, []byte("---\ntitle: Dài\ndate: 28/02/2024\n---\n"+strings.Repeat("Một câu mẫu. ", 120_000)))
		case "remove":
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		default:
			t.Fatalf("unknown %q", line)
		}
	}
}

func mustWrite(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// golden compares with an archive's part, or with -update takes it over.
func golden(t testing.TB, a *txtar.Archive, name string, got []byte) {
	t.Helper()
	for i, f := range a.Files {
		if f.Name != name {
			continue
		}
		if *update {
			a.Files[i].Data = got
		} else if diff := cmp.Diff(string(f.Data), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		return
	}
	if !*update {
		t.Errorf("no part %s", name)
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: got})
}
