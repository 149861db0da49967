// Command bantin turns a folder of Vietnamese Markdown into the static site of
// a public council: build publishes it into a folder in one step, serve shows
// it while it is being written.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/publish"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
	"bantin/layouts"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Exit statuses.
const (
	exitDone  = 0
	exitFault = 1 // diagnostics of severity error
	exitWrong = 2 // wrong usage, or a fault of the machine
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() { // a second Ctrl+C ends what does not stop
		<-ctx.Done()
		stop()
	}()
	cobra.MousetrapHelpText = "" // or cobra sends away who double-clicks the program
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if mousetrap.StartedByExplorer() { // the window would close before it is read
		fmt.Fprint(os.Stderr, "\nBấm Enter để đóng cửa sổ này. Press Enter to close this window.")
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	}
	os.Exit(status)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := &cli{stdin: os.Stdin, stdout: stdout, stderr: stderr, clock: time.Now}
	c.asks = isTerminal(os.Stdin) && isTerminal(stderr)
	c.color = isTerminal(stderr) && os.Getenv("NO_COLOR") == ""
	return c.run(ctx, args)
}

func (c *cli) run(ctx context.Context, args []string) int {
	root := c.command(args)
	root.SetArgs(args)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if c.pictures != nil {
		_ = c.pictures.Close() // what is old may stay
	}
	switch {
	case err != nil && ctx.Err() != nil:
		kept := c.say("bản đang đăng (nếu có) giữ nguyên", "what was published before stays as it is")
		if cmd.Name() == "new" || cmd.Name() == "init" {
			kept = c.say("chưa ghi gì", "nothing was written")
		}
		fmt.Fprintf(c.stderr, c.say("bantin: đã dừng theo yêu cầu; %s\n", "bantin: stopped as asked; %s\n"), kept)
		return exitWrong
	case err == nil:
		return exitDone
	case errors.Is(err, errFaults):
		return exitFault
	}
	fmt.Fprintf(c.stderr, "bantin: %s\n", c.explain(err))
	return exitWrong
}

// errFaults says that the sources have faults, which were shown already.
var errFaults = errors.New("the sources have faults")

// A cli is one call of the program: where it writes, and the flags that all
// verbs share.
type cli struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	asks           bool // somebody sits there to answer
	color          bool
	clock          func() time.Time
	dial           func(ctx context.Context, network, address string) (net.Conn, error) // of check --external; nil: public addresses only
	pictures       *picture.Store
	lines          *bufio.Reader // of stdin, once something was asked

	source string
	lang   string
	spoken atomic.Pointer[diag.Language] // the site's, once it is known
	now    string
	json   bool
}

func (c *cli) command(args []string) *cobra.Command {
	for i, arg := range args { // help is written before flags are read
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			c.lang = value
		} else if arg == "--lang" && i+1 < len(args) {
			c.lang = args[i+1]
		}
	}
	version := false
	root := &cobra.Command{
		Use:           "bantin",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          c.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return c.version()
			}
			if _, err := os.Stat(filepath.Join(c.source, content.SettingsFile)); err != nil {
				return cmd.Help()
			}
			return c.serve(cmd.Context(), serveFlags{open: true})
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return c.usage(err) })
	root.PersistentFlags().BoolP("help", "h", false, c.say("in phần trợ giúp này", "print this help"))
	root.Flags().BoolVar(&version, "version", false, c.say("in phiên bản của chương trình", "print the program's version"))
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{
		Use: "help", Hidden: true, Short: c.say("xem trợ giúp của một lệnh", "show the help of a command"),
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			return cmp.Or(c.noArgs(of, rest), of.Help())
		},
	})
	flags := root.PersistentFlags()
	flags.StringVar(&c.source, "source", ".", c.say("thư mục của trang (có thư mục con content)", "the site's folder (with a folder content in it)"))
	flags.StringVar(&c.lang, "lang", c.lang, c.say("ngôn ngữ của thông báo: vi hoặc en (mặc định theo trang)", "language of messages: vi or en (default: the site's)"))
	flags.StringVar(&c.now, "now", "", c.say("coi như bây giờ là lúc này, ví dụ \"2024-03-01 08:00\"", "take this for the present time, such as \"2024-03-01 08:00\""))
	flags.BoolVar(&c.json, "json", false, c.say("in kết quả dạng JSON, mỗi dòng một mục", "print JSON, one object a line"))
	_ = root.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions([]string{"vi", "en"}, cobra.ShellCompDirectiveNoFileComp))
	_ = root.MarkPersistentFlagDirname("source")
	root.SetUsageFunc(c.printUsage)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n", cmd.Long)
		_ = c.printUsage(cmd)
	})
	for _, verb := range []*cobra.Command{
		c.serveCommand(), c.checkCommand(), c.buildCommand(), c.newCommand(), c.initCommand(), c.explainCommand(),
		c.schemaCommand(), c.completionCommand(), c.versionCommand(),
	} {
		if verb.Args == nil {
			verb.Args = c.noArgs
		}
		root.AddCommand(c.helped(verb))
	}
	return c.helped(root)
}

// noArgs refuses words that are neither a verb nor a flag.
func (c *cli) noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var verbs []string
	for _, verb := range cmd.Root().Commands() {
		verbs = append(verbs, verb.Name())
	}
	if _, err := os.Stat(filepath.Join(args[0], content.SettingsFile)); err == nil {
		return c.usage(fmt.Errorf(c.say("%[2]s là thư mục của một trang: viết %[1]s --source %[2]q", "%[2]s is a site's folder: write %[1]s --source %[2]q"), cmd.CommandPath(), args[0]))
	}
	err := fmt.Errorf(c.say("không có lệnh %q", "there is no command %q"), args[0])
	if near := text.Similar(args[0], verbs); near != "" {
		err = fmt.Errorf(c.say("%w (có phải là %s?)", "%w (did you mean %s?)"), err, near)
	}
	return c.usage(err)
}

// language is the one of messages: asked for, or else the site's.
func (c *cli) language() diag.Language {
	if asked, ok := diag.ParseLanguage(c.lang); ok {
		return asked
	}
	if site := c.spoken.Load(); site != nil {
		return *site
	}
	return diag.Vietnamese
}

// speak goes on in the site's language, unless another was asked for.
func (c *cli) speak(s *site.Site) {
	if lang, ok := diag.ParseLanguage(s.Language); ok {
		c.spoken.Store(&lang)
	}
}

func (c *cli) say(vi, en string) string {
	if c.language() == diag.English {
		return en
	}
	return vi
}

// common checks the flags that all verbs share.
func (c *cli) common() error {
	if c.lang != "" {
		if _, ok := diag.ParseLanguage(c.lang); !ok {
			return errors.New(c.say("--lang chỉ nhận vi hoặc en", "--lang is vi or en"))
		}
	}
	if c.now != "" {
		if _, err := text.ParseDate(c.now, time.UTC); err != nil {
			return errors.New(c.say("--now: viết như \"2024-03-01 08:00\"", "--now: write it like \"2024-03-01 08:00\""))
		}
	}
	return nil
}

// loader opens the site's folder. The clock is the --now flag's, if given,
// read in the site's zone.
func (c *cli) loader() (*render.Loader, *content.Root, error) {
	if err := c.common(); err != nil {
		return nil, nil, err
	}
	root, err := content.Dir(c.source)
	if err != nil {
		return nil, nil, err
	}
	if c.pictures == nil {
		cache, err := os.UserCacheDir()
		if err == nil {
			cache = filepath.Join(cache, "bantin")
		}
		c.pictures = picture.NewStore(cache, c.clock())
	}
	return &render.Loader{Sources: root, Theme: layouts.FS, Now: c.present, Pictures: c.pictures}, root, nil
}

func (c *cli) present(zone *time.Location) time.Time {
	if at, err := text.ParseDate(c.now, zone); err == nil {
		return at.Time
	}
	return c.clock().In(zone)
}

// show prints diagnostics for people, or for machines.
func (c *cli) show(language diag.Language, found []diag.Diagnostic) error {
	if c.json {
		return diag.PrintJSON(c.stdout, language, found)
	}
	return diag.Printer{Language: language, Color: c.color}.Print(c.stderr, found)
}

// explain puts the machine's errors that people can do something about into
// their language.
func (c *cli) explain(err error) string {
	var refused *publish.Refusal
	if errors.As(err, &refused) {
		return c.say("không đăng vào "+refused.Path+": "+strings.Replace(refusals[refused.Kind], "%s", refused.Other, 1), refused.Error())
	}
	if errors.Is(err, content.ErrChanged) {
		return fmt.Sprintf(c.say("các tệp trong content đang thay đổi nên chưa dựng được; hãy dựng lại khi đã lưu xong mọi tệp (%v)",
			"the files in content keep changing; build again when all are saved (%v)"), err)
	}
	if errors.Is(err, content.ErrNoSite) {
		return fmt.Sprintf(c.say("thư mục %q chưa phải là một trang: không có tệp %s (dùng --source để chỉ thư mục khác, bantin init để tạo trang mới)",
			"the folder %q is no site: it has no %s (use --source to name another, bantin init to make one)"), c.source, content.SettingsFile)
	}
	return c.machine(err)
}

// machine says of what an office meets with files and programs what to do.
func (c *cli) machine(err error) string {
	name := ""
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		name = at.Path
	} else if at, ok := errors.AsType[*os.LinkError](err); ok {
		name = at.New
	} else if at, ok := errors.AsType[*exec.Error](err); ok {
		name = at.Name
	}
	words := ""
	switch {
	case name == "":
	case errors.Is(err, fs.ErrPermission):
		words = c.say("không có quyền đọc hoặc ghi %s; xem lại quyền của tệp và thư mục ấy, hoặc nhờ người quản trị máy", "there is no permission to read or write %s; look at that file's and folder's permissions, or ask who manages the machine")
	case errors.Is(err, exec.ErrNotFound):
		words = c.say("máy không có chương trình %s", "there is no program %s")
	case errors.Is(err, fs.ErrNotExist):
		words = c.say("không có tệp hay thư mục %s; xem lại tên, và tệp có vừa bị xóa hay chuyển đi không", "there is no file or folder %s; look at the name, and whether it was just deleted or moved")
	case errors.Is(err, syscall.ENOSPC), runtime.GOOS == "windows" && errors.Is(err, syscall.Errno(112)):
		words = c.say("ổ đĩa đã đầy nên không ghi được %s; xóa bớt tệp không cần rồi làm lại", "the disk is full, so %s was not written; delete what is not needed and try again")
	}
	if words == "" {
		return err.Error()
	}
	return fmt.Sprintf(words, name)
}

var refusals = map[error]string{
	publish.ErrBusy:      "một lần dựng khác đang chạy; hãy chạy lại sau khi nó xong",
	publish.ErrForeign:   "thư mục này có tệp không phải do bantin tạo ra; hãy chuyển chúng đi hoặc chọn thư mục khác",
	publish.ErrStray:     "trong thư mục này có tệp không phải do bantin đưa vào (%s); hãy chuyển vào static/ để tệp được đăng cùng trang, hoặc chuyển đi nơi khác, rồi dựng lại",
	publish.ErrSource:    "thư mục này trùng với thư mục nguồn của trang; hãy chọn thư mục khác",
	publish.ErrProtected: "đây là thư mục gốc hoặc thư mục cá nhân; hãy chọn thư mục khác",
	publish.ErrLink:      "đây là liên kết; hãy chỉ thẳng thư mục thật",
	publish.ErrNotFolder: "đây không phải là thư mục; hãy chọn tên khác",
	publish.ErrNoParent:  "thư mục chứa nó chưa có; hãy tạo trước",
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
