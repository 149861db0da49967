package main

const (
	rootHelpVi = `bantin dựng trang tin của cơ quan từ các bài viết Markdown trong thư mục content.

  bantin serve   xem trang trên máy này; trang tự tải lại mỗi khi lưu bài
  bantin build   dựng trang vào thư mục public để đưa lên máy chủ

Mã kết thúc: 0 xong; 1 bài viết có lỗi cần sửa; 2 gọi lệnh sai hoặc máy có lỗi.`

	rootHelpEn = `bantin builds a public body's news site from the Markdown articles in content.

  bantin serve   show the site on this machine; the page reloads as articles are saved
  bantin build   build the site into the folder public, to be put on a web server

Exit status: 0 done; 1 the sources have faults; 2 wrong usage or a fault of the machine.`

	buildHelpVi = `Dựng toàn bộ trang rồi thay thư mục đang đăng trong một bước.

Nếu có bất kỳ lỗi nào, mọi lỗi được liệt kê và bản đang đăng giữ nguyên. Tệp
không đổi nội dung giữ nguyên thời gian sửa. Cuối cùng lệnh liệt kê các bài chưa
đăng, lý do, và lúc cần dựng lại.

Bên cạnh thư mục public còn có: .public.old (bản trước, để quay lại khi cần),
.public.lock và .public.new (chỉ dùng trong lúc dựng). Thư mục public/.bantin
chứa manifest.json (danh sách tệp đã đăng) và headers.conf (để nginx nạp vào).`

	buildHelpEn = `Build the whole site, then exchange the published folder in one step.

With any fault all faults are listed and what is published stays as it was. A
file whose bytes did not change keeps its modification time. At the end the
command lists the articles held back, why, and when to build again.

Beside the folder public lie .public.old (the release before, for a roll-back),
.public.lock and .public.new (in use during a build only). The folder
public/.bantin holds manifest.json (what was published) and headers.conf (for
nginx to include).`

	serveHelpVi = `Mở trang ngay trên máy này để xem trong lúc viết.

Trang được dựng khi trình duyệt hỏi tới, đúng như khi đăng. Lưu một bài thì trang
đang mở tự tải lại. Bài có lỗi thì lỗi và cách sửa hiện ngay trên trang; các trang
khác vẫn xem được. Nhấn Ctrl+C để dừng.`

	serveHelpEn = `Show the site on this machine while it is being written.

A page is rendered when the browser asks for it, exactly as it would be
published. Saving an article reloads the open page. A fault is shown on the page
with its remedy; other pages stay up. Press Ctrl+C to stop.`

	usageVi = `Cách dùng:
  {{.UseLine}}{{if .HasAvailableSubCommands}} [lệnh]{{end}}
{{if .HasExample}}
Ví dụ:
{{.Example}}
{{end}}{{if .HasAvailableSubCommands}}
Lệnh:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
Tùy chọn:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Tùy chọn chung:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}`

	usageEn = `Usage:
  {{.UseLine}}{{if .HasAvailableSubCommands}} [command]{{end}}
{{if .HasExample}}
Examples:
{{.Example}}
{{end}}{{if .HasAvailableSubCommands}}
Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Common flags:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}`
)
