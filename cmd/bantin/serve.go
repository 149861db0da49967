package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/preview"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/sample"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/watch"

	"github.com/spf13/cobra"
)

// serveFlags are those of serve alone.
type serveFlags struct {
	addr       string
	sample     int
	live, open bool
}

func (c *cli) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:  "serve",
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.addr, "addr", "", c.say("địa chỉ và cổng trên máy này (mặc định: 127.0.0.1:8080, hoặc cổng trống kế tiếp)", "address and port on this machine (default: 127.0.0.1:8080, or the next free port)"))
	cmd.Flags().IntVar(&f.sample, "sample", 0, c.say("thêm N bài mẫu dưới dải chữ DỮ LIỆU MẪU", "add N generated articles under a banner"))
	cmd.Flags().BoolVar(&f.live, "live", false, c.say("chỉ hiện bài đã đăng, không có bản nháp và bài hẹn giờ", "show live articles only, no drafts and no scheduled ones"))
	cmd.Flags().BoolVar(&f.open, "open", false, c.say("mở trình duyệt", "open the browser"))
	return cmd
}

// maxSample is as many articles as --sample makes.
const maxSample = 200_000

func (c *cli) serve(ctx context.Context, f serveFlags) error {
	if f.sample < 0 || f.sample > maxSample {
		return fmt.Errorf(c.say("--sample nhận từ 0 đến %d", "--sample is from 0 to %d"), maxSample)
	}
	loader, root, err := c.loader()
	if err != nil {
		return err
	}
	defer root.Close()
	loader.Drafts, loader.Sample = !f.live, f.sample > 0
	if loader.Sample {
		zone := time.FixedZone("", 7*60*60)
		loader.Sources = sample.Overlay(root, sample.Corpus{N: f.sample, Seed: 1, Until: c.present(zone)})
	}
	listener, err := c.listen(f.addr)
	if err != nil {
		return err
	}
	asked, _ := diag.ParseLanguage(c.lang)
	server := preview.New(asked, hosts(listener.Addr(), f.addr), func(language diag.Language, found []diag.Diagnostic) {
		_ = c.show(language, found) // a terminal that is gone is no reason to stop
		if len(found) == 0 && !c.json {
			fmt.Fprintln(c.stderr, c.say("Đã sửa hết lỗi.", "Nothing is left to mend."))
		}
	})
	server.Explain, server.Loaded = c.explain, c.newlyHeld()
	return c.serveOn(ctx, f, loader, server, listener)
}

// firstPort is where the preview is found unless another is asked for. If it is
// taken, one of the next few is: an editor may have two sites open.
const firstPort, lastPort = 8080, 8099

func (c *cli) listen(addr string) (listener net.Listener, err error) {
	if _, port, _ := net.SplitHostPort(addr); addr != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			meant := strings.TrimLeft(addr, ":")
			if _, err := strconv.ParseUint(meant, 10, 16); err != nil {
				meant = fmt.Sprint(firstPort)
			}
			return nil, c.usage(fmt.Errorf(c.say("--addr cần địa chỉ và cổng (đến 65535), ví dụ --addr 127.0.0.1:%s", "--addr is an address and a port (up to 65535), such as --addr 127.0.0.1:%s"), meant))
		}
		at, e := net.ResolveTCPAddr("tcp", addr)
		if e == nil && !at.IP.IsLoopback() { // drafts and faults are nobody else's
			return nil, fmt.Errorf(c.say("bản xem trước chỉ mở trên máy này, không mở ở %s; hãy dùng --addr 127.0.0.1:%d",
				"the preview is for this machine alone and does not open at %s; use --addr 127.0.0.1:%d"), addr, at.Port)
		}
		listener, err = net.Listen("tcp", addr)
	} else {
		for port := firstPort; listener == nil && port <= lastPort; port++ {
			addr = fmt.Sprintf("127.0.0.1:%d", port)
			listener, err = net.Listen("tcp", addr)
		}
	}
	if err != nil {
		return nil, fmt.Errorf(c.say("mở cổng %s (đang có chương trình khác dùng? thử --addr với một cổng khác): %w",
			"listen on %s (is another program using it? try --addr with another port): %w"), addr, err)
	}
	return listener, nil
}

func (c *cli) serveOn(ctx context.Context, f serveFlags, l *render.Loader, s *preview.Server, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	changed := watch.Dirs(ctx, c.source, []string{"content", "layouts", "static"}, func(err error) {
		fmt.Fprintf(c.stderr, c.say("Không theo dõi được thay đổi (%v); sẽ tự xem lại mỗi giây.\n", "Changes cannot be watched (%v); looking every second instead.\n"), c.unwatched(err))
	})
	if err := s.Load(ctx, l, nil); err != nil {
		return err
	}
	s.Explain = c.gone
	told := ""
	go s.Watch(ctx, l, changed, func(err error) {
		before := told
		if told = ""; err != nil {
			told = fmt.Sprintf("bantin: %s", s.Explain(err))
		}
		if told != before {
			fmt.Fprintln(c.stderr, cmp.Or(told, c.say("Đã đọc lại được trang.", "The site can be read again.")))
		}
	})
	server := &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	address := c.ready(listener)
	if f.open {
		if err := browse(address); err != nil {
			fmt.Fprintf(c.stderr, c.say("Không mở được trình duyệt (%s); hãy tự mở địa chỉ trên.\n", "No browser opened (%s); open the address above yourself.\n"), c.explain(err))
		}
	}
	ended := make(chan error, 1)
	go func() {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(drain) != nil {
			server.Close()
		}
		ended <- nil
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}

// unwatched explains why changes cannot be watched. Of watches the system says
// that they are space, or files.
func (c *cli) unwatched(err error) string {
	if errors.Is(err, watch.ErrSilent) {
		return c.say("ổ đĩa này không báo khi tệp thay đổi", "this drive does not tell that files change")
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return c.say("hệ thống không cho theo dõi thêm thư mục nào", "the system lets no more folders be watched")
	}
	return c.explain(err)
}

// gone explains what became of a site that could be read before.
func (c *cli) gone(err error) string {
	if errors.Is(err, content.ErrNoSite) {
		return fmt.Sprintf(c.say("không còn thấy %s: thư mục content vừa bị xóa, đổi tên hoặc chuyển đi? Đưa về chỗ cũ thì trang tự hiện lại",
			"%s is gone: was the folder content deleted, renamed or moved? Put it back and the site comes back by itself"), content.SettingsFile)
	}
	return c.explain(err)
}

// newlyHeld tells of each article that readers do not see when it is held back
// first, and of all when the site is loaded first.
func (c *cli) newlyHeld() func(*site.Site) {
	var told []site.Held
	return func(s *site.Site) {
		c.speak(s)
		now := slices.Concat(s.Held, s.Waiting)
		fresh := slices.DeleteFunc(slices.Clone(now), func(h site.Held) bool {
			return slices.ContainsFunc(told, func(t site.Held) bool {
				return t.Article.Path == h.Article.Path && t.Reason == h.Reason && t.At.Equal(h.At)
			})
		})
		told = now
		if !c.json {
			c.listHeld(fresh)
		}
	}
}

// ready is the line that tells the address; scripts wait for it.
func (c *cli) ready(listener net.Listener) string {
	address := "http://" + listener.Addr().String() + "/"
	if c.json {
		fmt.Fprintf(c.stdout, "{\"address\":%q}\n", address)
		return address
	}
	fmt.Fprintf(c.stdout, c.say("Mở trang tại %s (Ctrl+C để dừng)\n", "The site is at %s (Ctrl+C to stop)\n"), address)
	return address
}

// hosts are the names under which a browser on this machine may ask.
func hosts(addr net.Addr, asked string) []string {
	_, port, _ := net.SplitHostPort(addr.String())
	list := []string{addr.String()}
	if asked != "" {
		list = append(list, asked)
	}
	for _, name := range []string{"127.0.0.1", "localhost", "::1"} {
		list = append(list, net.JoinHostPort(name, port))
	}
	return list
}

// browse opens the address in the person's browser.
func browse(address string) error {
	switch runtime.GOOS {
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", address).Start()
	case "darwin":
		return exec.Command("open", address).Start()
	}
	return exec.Command("xdg-open", address).Start()
}
