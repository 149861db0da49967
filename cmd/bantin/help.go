package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	rootHelpVi = `bantin dựng trang tin của cơ quan từ các bài viết Markdown trong thư mục content.

  bantin         trong thư mục của một trang: mở trang đó bằng trình duyệt
  bantin serve   xem trang trên máy này; trang tự tải lại mỗi khi lưu bài
  bantin check   xem mọi lỗi và gợi ý mà không dựng gì
  bantin build   dựng trang vào thư mục public để đưa lên máy chủ

Thư mục của một trang có tệp content/site.yaml; ở nơi khác thì chỉ ra bằng --source.

Mã kết thúc: 0 xong; 1 bài viết có lỗi cần sửa; 2 gọi lệnh sai hoặc máy có lỗi.`

	rootHelpEn = `bantin builds a public body's news site from the Markdown articles in content.

  bantin         in a site's folder: open the site in the browser
  bantin serve   show the site on this machine; the page reloads as articles are saved
  bantin check   tell all faults and advice, and build nothing
  bantin build   build the site into the folder public, to be put on a web server

A site's folder has a file content/site.yaml; name it with --source from elsewhere.

Exit status: 0 done; 1 the sources have faults; 2 wrong usage or a fault of the machine.`

	buildHelpVi = `Dựng toàn bộ trang rồi thay thư mục đang đăng trong một bước.

Nếu có bất kỳ lỗi nào, mọi lỗi được liệt kê và bản đang đăng giữ nguyên. Tệp
không đổi nội dung giữ nguyên thời gian sửa. Cuối cùng lệnh liệt kê các bài chưa
đăng, lý do, và lúc cần dựng lại. Đưa lên máy chủ bằng, ví dụ:

  rsync -a --delay-updates --delete-after public/ /srv/www/trang/

Bên cạnh thư mục public còn có: .public.old (bản trước, để quay lại khi cần),
.public.lock và .public.new (chỉ dùng trong lúc dựng). Thư mục public/.bantin
chứa manifest.json (danh sách tệp đã đăng) và headers.conf (để nginx nạp vào).

Không thay thư mục nguồn, liên kết, hay thư mục có tệp không phải do bantin đưa
vào: ai tự chép tệp vào public thì lần dựng sau dừng lại và nêu tên tệp đó; tệp
cần đăng thì chuyển vào static/. Thư mục chứa public phải có sẵn. Một lần dựng
khác đang chạy thì đợi tối đa 10 giây. Trên Linux và macOS, thay thư mục là một lệnh duy nhất của hệ thống; trên
Windows là hai lần đổi tên, lần dựng sau làm nốt nếu bị ngắt ở giữa.

Với --json: mỗi lỗi một dòng (code, severity, file, line, column, source, what,
how, fix), dòng cuối là kết quả (published, output, added, changed, removed,
unchanged, held, next_change).

Mã kết thúc: 0 đã đăng; 1 có lỗi cần sửa, chưa đăng gì; 2 gọi lệnh sai, thư mục
không dùng được, đang có lần dựng khác, hoặc máy có lỗi.`

	buildHelpEn = `Build the whole site, then exchange the published folder in one step.

With any fault all faults are listed and what is published stays as it was. A
file whose bytes did not change keeps its modification time. At the end the
command lists the articles held back, why, and when to build again. Put it on a
web server with, for instance:

  rsync -a --delay-updates --delete-after public/ /srv/www/site/

Beside the folder public lie .public.old (the release before, for a roll-back),
.public.lock and .public.new (in use during a build only). The folder
public/.bantin holds manifest.json (what was published) and headers.conf (for
nginx to include).

A folder of sources, a link, and a folder with files that bantin did not put there
are not replaced: a file that somebody copied into public stops the next build,
which names it; one that is to be published belongs in static/. The folder around
the output must exist. If another build runs, it is waited for, 10 seconds at
most. On Linux and macOS the exchange is one system
call; on Windows it is two renames, which the next build completes if they are
interrupted.

With --json: a fault a line (code, severity, file, line, column, source, what,
how, fix), and last the outcome (published, output, added, changed, removed,
unchanged, held, next_change).

Exit status: 0 published; 1 faults to mend, nothing published; 2 wrong usage, a
folder that cannot be used, another build under way, or a fault of the machine.`

	checkHelpVi = `Xem toàn bộ bài và cho biết mọi lỗi mà build sẽ báo, cùng những gợi ý của người
biên tập: đầu đề quá dài, bài thiếu sapo, ảnh thiếu chú thích hay nguồn, đề mục
nhảy cấp, liên kết chỉ ghi "tại đây", một từ khóa hai cách viết, tên tệp do máy
tự đặt. Không ghi gì ra đĩa.

Mã kết thúc: 0 không có lỗi (có thể còn lưu ý, gợi ý); 1 có lỗi cần sửa; 2 gọi
lệnh sai hoặc máy có lỗi.`

	checkHelpEn = `Look through all articles and tell every fault that build would tell, and what an
editor would advise: headlines that are too long, articles without a lead,
pictures without caption or credit, headings that skip a level, links that only
say "here", one keyword in two spellings, names that programs gave. Nothing is
written to disk.

Exit status: 0 no faults (there may be warnings and advice); 1 faults to mend;
2 wrong usage or a fault of the machine.`

	serveHelpVi = `Mở trang ngay trên máy này để xem trong lúc viết.

Trang được dựng khi trình duyệt hỏi tới, đúng như khi đăng. Lưu một bài thì trang
đang mở tự tải lại. Bài có lỗi thì lỗi và cách sửa hiện ngay trên trang; các trang
khác vẫn xem được. Bản nháp và bài hẹn giờ cũng hiện, có ghi rõ ở đầu bài; thêm
--live để xem đúng như người đọc thấy. Trang chỉ trả lời trình duyệt trên máy này.
Nhấn Ctrl+C để dừng.

Với --json: một dòng là địa chỉ (address), mỗi lỗi một dòng như build --json.`

	serveHelpEn = `Show the site on this machine while it is being written.

A page is rendered when the browser asks for it, exactly as it would be
published. Saving an article reloads the open page. A fault is shown on the page
with its remedy; other pages stay up. Drafts and scheduled articles are shown and
marked; with --live the site is as readers see it. Only browsers on this machine
are answered. Press Ctrl+C to stop.

With --json: a line with the address, then a fault a line as in build --json.`
)

// values are what help calls the values of flags.
var values = map[string]string{
	"addr": "HOST:PORT", "base-url": "URL", "lang": "vi|en", "now": "TIME", "output": "DIR", "sample": "N", "source": "DIR",
}

// printUsage is the part of help below the text; cobra's own is in English.
func (c *cli) printUsage(cmd *cobra.Command) error {
	w := cmd.OutOrStdout()
	verb := ""
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
		if f.Value.Type() != "bool" && f.DefValue != "" && f.DefValue != "0" && f.Name != "lang" {
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
