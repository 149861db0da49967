package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"bantin": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs whole small sites through the real program.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			// A small sound site, so that a script shows only what it is about.
			for name, text := range smallSite {
				path := filepath.Join(env.WorkDir, name)
				if _, err := os.Stat(path); err == nil {
					continue
				}
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					return err
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"link":   cmdLink,
			"fifo":   cmdFifo,
			"sha":    cmdSha,
			"absent": cmdAbsent,
		},
	})
}

// smallSite is a sound site of one section without articles.
var smallSite = map[string]string{
	"content/site.yaml":         "title: Trang thử\nbase_url: https://example.org/\n",
	"content/tin-tuc/_index.md": "---\ntitle: Tin tức\n---\n",
}

// cmdLink makes a symbolic link: link TARGET NAME.
func cmdLink(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.Symlink(args[0], ts.MkAbs(args[1])))
}

// cmdSha keeps the tree's bytes and modification times in a file, to be
// compared with cmp: sha DIR FILE.
func cmdSha(ts *testscript.TestScript, neg bool, args []string) {
	var b strings.Builder
	root := ts.MkAbs(args[0])
	ts.Check(filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(root, name)
		b.WriteString(filepath.ToSlash(rel) + "\n" + string(text) + "\n")
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o644))
}

// cmdAbsent fails if a pattern matches a file: absent PATTERN...
func cmdAbsent(ts *testscript.TestScript, neg bool, args []string) {
	for _, pattern := range args {
		found, err := filepath.Glob(ts.MkAbs(pattern))
		ts.Check(err)
		if len(found) > 0 {
			ts.Fatalf("%s exists", found[0])
		}
	}
}
