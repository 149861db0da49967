package main

import (
	"cmp"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// libraries are the names that the table uses for modules, and for the one
// package of Go's own that has a place.
var libraries = map[string]string{
	"html/template":    "html/template",
	"x/image":          "golang.org/x/image",
	"x/net":            "golang.org/x/net",
	"x/text":           "golang.org/x/text",
	"x/sys":            "golang.org/x/sys",
	"tdewolff/minify":  "github.com/tdewolff/minify",
	"fsnotify":         "github.com/fsnotify/fsnotify",
	"goldmark":         "github.com/yuin/goldmark",
	"adrg/frontmatter": "github.com/adrg/frontmatter",
	"yaml":             "go.yaml.in/yaml",
	"cobra":            "github.com/spf13/cobra",
	"pflag":            "github.com/spf13/pflag",
	"mousetrap":        "github.com/inconshreveable/mousetrap",
	"x/term":           "golang.org/x/term",
	"x/tools/txtar":    "golang.org/x/tools/txtar",
	"modernc/sqlite":   "modernc.org/sqlite",
	"x/time":           "golang.org/x/time",
	"valkey-go":        "github.com/valkey-io/valkey-go",
	"isbot":            "zgo.at/isbot",
	"gzhttp":           "github.com/klauspost/compress/gzhttp",
	"go-cmp":           "github.com/google/go-cmp",
	"metrics":          "github.com/VictoriaMetrics/metrics",
}

// folders are those of the packages that do not lie below internal.
var folders = map[string]string{"bantin": ".", "layouts": filepath.Join(repository, "layouts"), "counter": "../counter"}

// A package of the counter has a name that begins with "counter/".
const counter = "counter/"

// internal are the folders below which packages lie, by what their names begin with.
var internal = map[string]string{"": "internal", counter: "../counter/internal"}

// TestImportsFollowTheTable holds the table of cmd/README.md: a package imports
// what its row names and nothing more, and rows name only packages above them.
func TestImportsFollowTheTable(t *testing.T) {
	rows, packages := mustTable(t), mustPackages(t)
	for _, name := range packages {
		if _, ok := rows[name]; !ok {
			t.Errorf("package %s has no row in cmd/README.md", name)
		}
	}
	for name, row := range rows {
		if !slices.Contains(packages, name) {
			t.Errorf("there is no package %s any more", name)
		}
		ours, theirs := mustImports(t, cmp.Or(folders[name], folderOf(name)))
		for _, p := range ours {
			if !slices.Contains(row.imports, p) {
				t.Errorf("%s imports %s, which its row does not name", name, p)
			}
			if rows[p].place >= row.place {
				t.Errorf("%s stands above %s in the table and imports it", name, p)
			}
		}
		for _, p := range row.imports {
			if !slices.Contains(ours, p) {
				t.Errorf("%s does not import %s any more", name, p)
			}
		}
		for _, l := range row.libraries {
			module, known := libraries[l]
			if !known || !slices.ContainsFunc(theirs, func(path string) bool { return strings.HasPrefix(path, module) }) {
				t.Errorf("%s does not import %s", name, l)
			}
		}
		for _, path := range theirs {
			if !slices.ContainsFunc(row.libraries, func(l string) bool { return libraries[l] != "" && strings.HasPrefix(path, libraries[l]) }) {
				t.Errorf("%s imports %s, which its row does not name", name, path)
			}
		}
	}
}

// mustPackages are those of folders, and the folders below internal that hold Go
// files.
func mustPackages(t testing.TB) (names []string) {
	t.Helper()
	for prefix, folder := range internal {
		err := filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
			if err == nil && path.Ext(name) == ".go" {
				dir, _ := filepath.Rel(folder, filepath.Dir(name))
				names = append(names, prefix+filepath.ToSlash(dir))
			}
			return err
		})
		if err != nil || len(names) == 0 {
			t.Fatal(err)
		}
	}
	return slices.AppendSeq(slices.Compact(names), maps.Keys(folders))
}

func folderOf(name string) string {
	if own, ok := strings.CutPrefix(name, counter); ok {
		return filepath.Join(internal[counter], own)
	}
	return filepath.Join(internal[""], name)
}

type row struct {
	place              int
	imports, libraries []string
}

func mustTable(t testing.TB) map[string]row {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]row{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		name := strings.Trim(cells[1], " `")
		rows[name] = row{len(rows), strings.Fields(cells[3]), strings.Fields(cells[4])}
	}
	if len(rows) == 0 {
		t.Fatal("no table in cmd/README.md")
	}
	return rows
}

// mustImports lists what a package's files import, tests aside: packages of
// this program by name, and other modules' by path.
func mustImports(t testing.TB, dir string) (ours, theirs []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if own, ok := strings.CutPrefix(path, "bantin/"); ok {
				own = strings.TrimPrefix(own, "cmd/bantin/internal/")
				ours = append(ours, strings.Replace(own, "cmd/counter/internal/", counter, 1))
			} else if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") || path == "html/template" {
				theirs = append(theirs, path)
			}
		}
	}
	slices.Sort(ours)
	return slices.Compact(ours), theirs
}
