package main

import (
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

//go:embed help
var helpTexts embed.FS

// helped gives a command its texts, help/NAME.LANG.txt: a short one, a blank line,
// the long one, and at the end examples.
func (c *cli) helped(cmd *cobra.Command) *cobra.Command {
	data, err := helpTexts.ReadFile("help/" + cmd.Name() + c.say(".vi.txt", ".en.txt"))
	if err != nil {
		panic(err) // the program was built without one of its own files
	}
	var rest string
	cmd.Short, rest, _ = strings.Cut(string(data), "\n\n")
	cmd.Long, cmd.Example, _ = strings.Cut(strings.TrimRight(rest, "\n"), c.say("\n\nVí dụ:\n", "\n\nExamples:\n"))
	return cmd
}

// values are what help calls the values of flags.
var values = map[string]string{
	"addr": "HOST:PORT", "base-url": "URL", "lang": "vi|en", "now": "TIME", "output": "DIR", "sample": "N", "source": "DIR",
	"alt": "TEXT", "attach": "FILE=TITLE", "author": "NAME", "caption": "TEXT", "credit": "NAME", "date": "DATE", "image": "FILE",
	"name": "NAME", "section": "SECTION", "summary": "TEXT", "tag": "TAG", "title": "TEXT",
}

// printUsage is the part of help below the text; cobra's own is in English.
func (c *cli) printUsage(cmd *cobra.Command) error {
	w := cmd.OutOrStdout()
	verb := strings.TrimPrefix(cmd.Use, cmd.Name())
	if cmd.HasAvailableSubCommands() {
		verb = c.say(" LỆNH", " COMMAND")
	}
	fmt.Fprintf(w, c.say("Cách dùng:\n  %s%s [tùy chọn]\n", "Usage:\n  %s%s [flags]\n"), cmd.CommandPath(), verb)
	if cmd.HasExample() {
		fmt.Fprintf(w, "\n%s\n%s\n", c.say("Ví dụ:", "Examples:"), cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s\n", c.say("Lệnh:", "Commands:"))
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(w, "  %-22s%s\n", sub.Name(), sub.Short)
			}
		}
	}
	own := cmd.LocalFlags()
	if cmd.HasParent() {
		own = cmd.LocalNonPersistentFlags()
	}
	c.printFlags(cmd, c.say("Tùy chọn:", "Flags:"), own)
	c.printFlags(cmd, c.say("Tùy chọn chung:", "Common flags:"), cmd.InheritedFlags())
	return nil
}

func (c *cli) printFlags(cmd *cobra.Command, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "\n%s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		name := strings.TrimSpace("--" + f.Name + " " + values[f.Name])
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		usual := ""
		if f.Value.Type() != "bool" && strings.Trim(f.DefValue, "[]0") != "" && f.Name != "lang" {
			usual = fmt.Sprintf(c.say(" (mặc định: %s)", " (default: %s)"), f.DefValue)
		}
		fmt.Fprintf(w, "  %-22s%s%s\n", name, f.Usage, usual)
	})
}

// usage puts what is wrong with a command line into the reader's language.
func (c *cli) usage(err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var bad *pflag.InvalidValueError
	var form *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		err = fmt.Errorf(c.say("không có tùy chọn %s", "there is no flag %s"), dashed(unknown.GetSpecifiedName()))
	case errors.As(err, &bare):
		err = fmt.Errorf(c.say("tùy chọn %s cần một giá trị", "the flag %s needs a value"), dashed(bare.GetSpecifiedName()))
	case errors.As(err, &bad):
		err = fmt.Errorf(c.say("tùy chọn --%s không nhận giá trị “%s”", "the flag --%s does not take “%s”"), bad.GetFlag().Name, bad.GetValue())
	case errors.As(err, &form):
		err = fmt.Errorf(c.say("không hiểu “%s”", "cannot read “%s”"), form.GetSpecifiedFlag())
	}
	return fmt.Errorf(c.say("gọi lệnh sai: %w; xem bantin --help", "wrong usage: %w; see bantin --help"), err)
}

// dashed is a flag as it is typed: those of one letter have one dash.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
