package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/publish"

	"github.com/rogpeppe/go-internal/testscript"
)

// apart runs the tests with a cache of their own.
type apart struct{ *testing.M }

func (m apart) Run() int {
	cache, err := os.MkdirTemp("", "bantin-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(cache)
	if gocache, err := exec.Command("go", "env", "GOCACHE").Output(); err == nil {
		os.Setenv("GOCACHE", strings.TrimSpace(string(gocache)))
	}
	os.Setenv("XDG_CACHE_HOME", cache)
	return m.M.Run()
}

func TestMain(m *testing.M) {
	testscript.Main(apart{m}, map[string]func(){
		"bantin": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs whole small sites through the real program.
func TestScripts(t *testing.T) {
	t.Parallel() // one script waits for a lock, which keeps nobody from working
	testscript.Run(t, testscript.Params{
		UpdateScripts: *update,
		Dir:           filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			hook, err := filepath.Abs(filepath.Join(repository, ".githooks", "pre-commit"))
			if err != nil {
				return err
			}
			env.Setenv("HOOK", hook)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
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
			"status": cmdStatus,
			"hold":   cmdHold,
		},
	})
}

// cmdLink makes a symbolic link: link TARGET NAME.
func cmdLink(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.Symlink(args[0], ts.MkAbs(args[1])))
}

// cmdSha keeps digests and modification times of a tree, which may not be empty,
// in a file to be compared with cmp: sha DIR FILE.
func cmdSha(ts *testscript.TestScript, neg bool, args []string) {
	var b strings.Builder
	root := ts.MkAbs(args[0])
	files := 0
	ts.Check(filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		fmt.Fprintf(&b, "%s %s %s\n", filepath.ToSlash(rel), info.Mode(), info.ModTime().UTC().Format(time.RFC3339Nano))
		if e.IsDir() {
			return nil
		}
		files++
		text, err := os.ReadFile(name)
		fmt.Fprintf(&b, "%x\n", sha256.Sum256(text))
		return err
	}))
	if files == 0 {
		ts.Fatalf("%s has no files", args[0])
	}
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

// cmdStatus holds the program to an exit status, and shows what it says to
// stdout and stderr as exec does: status N exec PROGRAM ARGS...
func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || args[1] != "exec" {
		ts.Fatalf("usage: status N exec PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[2], args[3:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// cmdHold begins to publish to a folder and does not end: hold DIR.
func cmdHold(ts *testscript.TestScript, neg bool, args []string) {
	r, err := publish.Begin(context.Background(), publish.Options{Output: ts.MkAbs(args[0]), Generator: build.Generator})
	ts.Check(err)
	ts.Defer(func() { _ = r.Abort() }) // the folder goes with the script's
}
