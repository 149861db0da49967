// Command counter is the reader service of a site that bantin built: it counts
// visits, loses none that it has acknowledged, invents none, and can serve the
// built folder besides.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // a site's zone is known whatever the machine has

	"github.com/spf13/pflag"
)

// Exit statuses.
const (
	exitDone  = 0
	exitFault = 1 // refused, or the machine's fault
	exitUsage = 2
)

// A verb is one command.
type verb struct {
	name, usage, short string
	run                func(ctx context.Context, c *cli, args []string) error
}

func verbs() []verb {
	return []verb{
		{"serve", "--site public --data DIR", "count visits, answer numbers, serve the built folder", serve},
		{"report", "--data DIR --from DATE --to DATE", "numbers of some days", reportDays},
		{"export", "--data DIR [--format json]", "everything that was counted", export},
		{"backup", "--data DIR FILE", "copy the numbers while they are being counted", backup},
		{"restore", "--data DIR FILE", "put a copy in the place of the numbers", restore},
		{"version", "", "what this program is", version},
	}
}

// cli is what a verb may use of the process.
type cli struct {
	stdout, stderr io.Writer
	clock          func() time.Time
}

// errUsage is wrapped by faults of the command line.
var errUsage = errors.New("wrong usage")

func main() {
	keepPrivate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() { // a second signal ends what does not stop
		<-ctx.Done()
		stop()
	}()
	os.Exit(run(ctx, os.Args[1:], &cli{os.Stdout, os.Stderr, time.Now}))
}

func run(ctx context.Context, args []string, c *cli) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		c.help()
		return exitDone
	}
	for _, v := range verbs() {
		if v.name != args[0] {
			continue
		}
		err := v.run(ctx, c, args[1:])
		switch {
		case err == nil, errors.Is(err, pflag.ErrHelp):
			return exitDone
		case errors.Is(err, errUsage):
			fmt.Fprintf(c.stderr, "counter %s: %v\nhow to use it: counter %[1]s --help\n", v.name, err)
			return exitUsage
		}
		fmt.Fprintf(c.stderr, "counter %s: %v\n", v.name, err)
		return exitFault
	}
	fmt.Fprintf(c.stderr, "counter: there is no command %q; counter --help lists them\n", args[0])
	return exitUsage
}

func (c *cli) help() {
	fmt.Fprint(c.stdout, "counter counts the visits of a site that bantin built.\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(c.stdout, "  %-52s %s\n", strings.TrimSpace("counter "+v.name+" "+v.usage), v.short)
	}
	fmt.Fprint(c.stdout, "\nEach has --help.\n")
}

// flags are those of a verb, with a help that shows its usage.
func (c *cli) flags(name string) *pflag.FlagSet {
	f := pflag.NewFlagSet(name, pflag.ContinueOnError)
	f.SetOutput(c.stdout)
	f.SortFlags = false
	f.Usage = func() {
		for _, v := range verbs() {
			if v.name == name {
				fmt.Fprintf(c.stdout, "%s\n\nUsage:\n  counter %s %s\n\n%s", v.short, name, v.usage, f.FlagUsages())
			}
		}
	}
	return f
}

// parse reads the flags, and wants so many arguments besides.
func parse(f *pflag.FlagSet, args []string, want int) error {
	switch err := f.Parse(args); {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case f.NArg() != want:
		return fmt.Errorf("%w: %d arguments, not %d", errUsage, f.NArg(), want)
	}
	return nil
}

func version(_ context.Context, c *cli, args []string) error {
	if err := parse(c.flags("version"), args, 0); err != nil {
		return err
	}
	revision := "unknown revision"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("the program does not know how it was built")
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	fmt.Fprintf(c.stdout, "counter %s (%s), %s\n", info.Main.Version, revision, info.GoVersion)
	return nil
}
