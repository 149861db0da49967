package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const killed = 137

// TestMain lets the test program run itself as a build that can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("BANTIN_TEST_OUTPUT") != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child is one build of a generation; it ends at its n-th step, if there is one.
func child() int {
	number := func(name string) int {
		n, _ := strconv.Atoi(os.Getenv("BANTIN_TEST_" + name))
		return n
	}
	o := options(os.Getenv("BANTIN_TEST_OUTPUT"))
	o.LockWait = time.Minute
	last := number("STEP")
	o.testOnlyStep = func(string) {
		if last--; last == 0 {
			os.Exit(killed)
		}
	}
	if number("RENAMES") != 0 {
		o.testOnlyExchange = cannotExchange
	}
	if _, err := publishSite(o, generation(number("GENERATION"), number("PAGES"))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func cannotExchange(_, _ string) error { return errors.ErrUnsupported }

// generation is a release that tells which it is: in every page, in the asset
// they use and in that asset's name. Every third generation has fewer pages.
func generation(g, n int) site {
	s := site{"same.txt": "same", asset(g): strconv.Itoa(g)}
	for i := range n - g%3 {
		s[fmt.Sprintf("tin/%d/index.html", i)] = page(g)
	}
	s["index.html"] = page(g)
	return s
}

func asset(g int) string { return fmt.Sprintf("assets/app.%d.css", g) }
func page(g int) string  { return fmt.Sprintf("<html>%d %s</html>", g, asset(g)) }

type build struct {
	output            string
	generation, pages int
	renames           bool
	step              int
}

func (b build) command() *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	set := func(name string, n int) {
		cmd.Env = append(cmd.Env, fmt.Sprintf("BANTIN_TEST_%s=%d", name, n))
	}
	// GORACE: the race detector would sleep a second at each exit.
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "BANTIN_TEST_OUTPUT="+b.output)
	set("GENERATION", b.generation)
	set("PAGES", b.pages)
	set("STEP", b.step)
	if b.renames {
		set("RENAMES", 1)
	}
	cmd.Stderr = os.Stderr
	return cmd
}

// run reports whether the build ended; otherwise it was killed at its step.
func (b build) run(t *testing.T) (done bool) {
	t.Helper()
	err := b.command().Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == killed {
		return false
	}
	if err != nil {
		t.Fatalf("generation %d, killed at step %d: %v", b.generation, b.step, err)
	}
	return true
}

// published answers which generation stands at the output, whole.
func published(dir string) (int, error) {
	if err := intact(dir); err != nil {
		return 0, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		return 0, err
	}
	var g int
	_, err = fmt.Sscanf(string(data), "<html>%d ", &g)
	return g, err
}

// A build is killed at its first step, its second, and so on until it is not
// killed. Each time, the build after it is killed too, early, and must be able
// to leave that to the third.
func TestBuildKilledAtAnyStepLeavesOldOrNewSite(t *testing.T) {
	for _, renames := range []bool{false, true} {
		for _, before := range []int{0, 1} { // releases before the one that is killed
			t.Run(fmt.Sprintf("renames=%v,before=%d", renames, before), func(t *testing.T) {
				for step := 1; ; step++ {
					if killedAt(t, renames, before, step) {
						if step < 15 {
							t.Errorf("there were only %d steps", step)
						}
						return
					}
				}
			})
		}
	}
}

func killedAt(t *testing.T, renames bool, before, step int) (done bool) {
	t.Helper()
	dir := t.TempDir()
	b := build{output: filepath.Join(dir, "public"), pages: 4, renames: renames}
	for range 2 * before { // so that there is a previous release, too
		b.generation++
		if !b.run(t) {
			t.Fatal("killed without being told to")
		}
	}
	wantOne := func(when string, generations ...int) {
		t.Helper()
		g, err := published(b.output)
		if errors.Is(err, fs.ErrNotExist) || err != nil && !exists(b.output) {
			g, err = 0, nil
			if renames && exists(filepath.Join(dir, ".public.ready")) {
				return // between the two renames; the next build must find it
			}
		}
		for _, want := range generations {
			if err == nil && g == want {
				return
			}
		}
		t.Fatalf("step %d, %s: generation %d (%v), want one of %v", step, when, g, err, generations)
	}

	old := b.generation
	b.generation, b.step = old+1, step
	done = b.run(t)
	wantOne("killed", old, old+1)
	b.generation, b.step = old+2, 1+step%5
	b.run(t)
	wantOne("killed again", old, old+1)
	b.generation, b.step = old+3, 0
	b.run(t)
	wantOne("built", old+3)
	for _, name := range siblings(t, b.output) {
		if strings.HasSuffix(name, ".new") || strings.HasSuffix(name, ".ready") {
			t.Errorf("step %d: %s is left", step, name)
		}
	}
	return done
}

// Builds are killed at random moments while a reader opens a page and then the
// asset it names. BANTIN_LONG=1 does it more often.
func TestReaderNeverSeesAMixedSite(t *testing.T) {
	rounds, all := 30, 1000
	if os.Getenv("BANTIN_LONG") == "1" {
		rounds = all
	} else {
		t.Logf("ran in part: %d of %d rounds (BANTIN_LONG=1 runs all)", rounds, all)
	}
	b := build{output: filepath.Join(t.TempDir(), "public"), generation: 1, pages: 150}
	b.run(t)
	begin := time.Now()
	b.generation++
	b.run(t)
	whole := time.Since(begin)

	ctx, stop := context.WithCancel(context.Background())
	var reader sync.WaitGroup
	var reads atomic.Int64
	reader.Go(func() {
		for ; ctx.Err() == nil; reads.Add(1) {
			if err := readLikeABrowser(b.output); err != nil {
				t.Error(err)
				return
			}
		}
	})
	kills, builds := 0, 0
	for range rounds {
		old := b.generation
		b.generation++
		cmd := b.command()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole + whole/4))
		cmd.Process.Kill()
		if cmd.Wait() != nil {
			kills++
		}
		g, err := published(b.output)
		if err != nil || g != old && g != b.generation {
			t.Fatalf("generation %d (%v), want %d or %d", g, err, old, b.generation)
		}
		if b.generation = g; g != old {
			builds++
		}
	}
	stop()
	reader.Wait()
	b.generation++
	b.run(t)
	if g, err := published(b.output); err != nil || g != b.generation {
		t.Errorf("generation %d (%v), want %d", g, err, b.generation)
	}
	t.Logf("%d killed, %d published, %d reads", kills, builds, reads.Load())
	if reads.Load() == 0 {
		t.Error("nobody read")
	}
}

// readLikeABrowser opens each file by its path.
func readLikeABrowser(dir string) error {
	html, err := os.ReadFile(filepath.Join(dir, "tin", "7", "index.html"))
	if err != nil {
		return err
	}
	var g int
	var name string
	text := strings.TrimSuffix(string(html), "</html>")
	if _, err := fmt.Sscanf(text, "<html>%d %s", &g, &name); err != nil || len(text) == len(html) {
		return fmt.Errorf("a broken page: %q", html)
	}
	css, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	if string(css) != strconv.Itoa(g) {
		return fmt.Errorf("page of %d with the asset of %s", g, css)
	}
	return nil
}

func TestBuildsAtOnceFollowEachOther(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	var builds sync.WaitGroup
	var inside atomic.Int32
	for g := 1; g <= 8; g++ {
		builds.Go(func() {
			if g%2 == 0 { // in a process of its own
				if err := (build{output: out, generation: g, pages: 30}).command().Run(); err != nil {
					t.Errorf("generation %d: %v", g, err)
				}
				return
			}
			o := options(out)
			o.LockWait = time.Minute
			o.testOnlyStep = func(name string) {
				switch name {
				case "locked":
					if inside.Add(1) > 1 {
						t.Error("two builds at once")
					}
				case "flushed":
					inside.Add(-1)
				}
			}
			if _, err := publishSite(o, generation(g, 30)); err != nil {
				t.Errorf("generation %d: %v", g, err)
			}
		})
	}
	builds.Wait()
	if g, err := published(out); err != nil || g < 1 || g > 8 {
		t.Errorf("generation %d, %v", g, err)
	}
}

// Whatever stops the release from moving in, the old one is not lost.
func TestReleaseThatCannotMoveInGivesWay(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(t *testing.T, output, ready string)
		old   string // where the old release is then
	}{
		"it disappeared": {
			func(t *testing.T, _, ready string) {
				if err := os.RemoveAll(ready); err != nil {
					t.Error(err)
				}
			}, "public"},
		"somebody took its place": {
			func(t *testing.T, output, _ string) { mustWriteFile(t, filepath.Join(output, "notes.txt"), "mine") },
			".public.old"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "public")
			o := options(out)
			o.testOnlyExchange = cannotExchange
			mustPublish(t, o, generation(1, 4))
			o.testOnlyStep = func(name string) {
				if name == "moved away" {
					test.spoil(t, out, filepath.Join(dir, ".public.ready"))
				}
			}
			if _, err := publishSite(o, generation(2, 4)); err == nil {
				t.Error("no error")
			}
			if g, err := published(filepath.Join(dir, test.old)); g != 1 || err != nil {
				t.Errorf("the old release: %d, %v", g, err)
			}
			if exists(filepath.Join(dir, ".public.ready")) || exists(filepath.Join(dir, ".public.new")) {
				t.Error("the new release is left")
			}
		})
	}
}
