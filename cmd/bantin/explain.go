package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/explain"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"

	"github.com/spf13/cobra"
)

func (c *cli) explainCommand() *cobra.Command {
	codes := false
	cmd := &cobra.Command{
		Use:  c.say("explain [ĐỊA CHỈ|TỆP|MÃ]", "explain [ADDRESS|FILE|CODE]"),
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case codes:
				return c.listCodes()
			case len(args) == 0:
				return c.explainAll(cmd.Context())
			case len(args) > 1:
				return c.usage(errors.New(c.say("explain nhận một địa chỉ, một tệp hoặc một mã; tên có dấu cách thì đặt trong dấu nháy", "explain takes one address, file or code; put a name with spaces in quotation marks")))
			}
			if code, ok := codeOf(args[0]); ok {
				return c.explainCode(code)
			}
			err := c.explainOne(cmd.Context(), args[0])
			if near := text.Similar(args[0], c.codes()); err != nil && near != "" && !strings.ContainsAny(args[0], "/.") {
				err = fmt.Errorf(c.say("không có mã %q; có phải là %s?", "there is no code %q; did you mean %s?"), args[0], near)
			}
			return err
		},
		ValidArgsFunction: c.completeExplain,
	}
	cmd.Flags().BoolVar(&codes, "codes", false, c.say("liệt kê mọi mã lỗi", "list all codes"))
	return cmd
}

// explainAll lists what readers do not see, or meet in no listing.
func (c *cli) explainAll(ctx context.Context) error {
	loader, root, err := c.loader()
	if err != nil {
		return err
	}
	defer root.Close()
	loader.Once, root.Still = true, true
	report, err := build.Check(ctx, loader, build.Options{Loaded: c.speak})
	if err != nil {
		return err
	}
	if report.Site == nil {
		return cmp.Or(c.show(c.language(), report.Found), errFaults)
	}
	list, n := explain.NotLive(report.Site, report.Found)
	for _, a := range list {
		if c.json {
			err = c.encode(a)
		} else {
			_, err = fmt.Fprintf(c.stdout, "%s: %s\n", a.File, c.causes(a))
		}
		if err != nil {
			return err
		}
	}
	switch {
	case c.json:
	case len(list) == 0:
		fmt.Fprintf(c.stdout, c.say("Mọi bài đều đang đăng (%s bài).\n", "All articles are live (%s).\n"), text.Number(int64(n)))
	default:
		fmt.Fprintln(c.stdout, c.say("Xem kỹ một tệp: bantin explain TỆP", "More of one file: bantin explain FILE"))
	}
	return nil
}

// causes are an answer's in one line.
func (c *cli) causes(a explain.Answer) string {
	var list []string
	for _, cause := range a.Causes {
		short := c.short(cause)
		if cause.Reason == site.Faulty {
			short = fmt.Sprintf(c.say("%d lỗi", "errors: %d"), diag.Errors(a.Found))
		}
		list = append(list, short)
	}
	return strings.Join(list, "; ")
}

// short is one cause in a few words.
func (c *cli) short(cause site.Cause) string {
	at := c.when(cause.At)
	return map[site.Reason]string{
		site.Draft:     c.say("bản nháp", "draft"),
		site.Scheduled: c.say("đăng từ ", "from ") + at,
		site.Expired:   c.say("hết hạn từ ", "expired since ") + at,
		site.Withdrawn: c.say("đã gỡ khỏi các danh sách", "withdrawn from listings"),
		site.Hidden:    c.say("chuyên mục ẩn, theo ", "in a hidden section, by ") + cause.File,
	}[cause.Reason]
}

// explainOne answers for an address or a file.
func (c *cli) explainOne(ctx context.Context, arg string) error {
	loader, root, err := c.loader()
	if err != nil {
		return err
	}
	defer root.Close()
	root.Still = true
	renderer, found, err := loader.Load(ctx, nil)
	if err != nil {
		return err
	}
	if renderer == nil {
		return cmp.Or(c.show(c.language(), found), errFaults)
	}
	c.speak(renderer.Site)
	a, err := c.lookUp(explain.New(renderer, found), renderer.Site.BaseURL, arg)
	switch {
	case err != nil:
		return err
	case c.json:
		err = c.encode(a)
	case a.Kind != explain.Unknown:
		err = c.tell(a, renderer.Site)
	}
	if a.Kind == explain.Unknown && err == nil {
		err = fmt.Errorf(c.say("không có địa chỉ hay tệp %q", "there is no address or file %q"), arg)
		if len(a.Near) > 0 {
			err = fmt.Errorf(c.say("%w; có phải là %s?", "%w; did you mean %s?"), err, strings.Join(a.Near, c.say(" hoặc ", " or ")))
		}
	}
	return err
}

// encode prints an answer for machines.
func (c *cli) encode(a explain.Answer) error {
	out := struct {
		explain.Answer
		Faults []diag.JSON `json:"faults,omitempty"`
	}{Answer: a}
	for _, d := range a.Found {
		out.Faults = append(out.Faults, d.AsJSON(c.language()))
	}
	enc := json.NewEncoder(c.stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// lookUp finds out what a person means: a file of the site, from here or from the
// site's folder, or an address, whole or from its first slash on.
func (c *cli) lookUp(g *explain.Guide, base, arg string) (explain.Answer, error) {
	if u, err := url.Parse(arg); err == nil && u.Host != "" {
		a, err := g.Address(u.Path)
		here, _ := content.CheckBaseURL("https://" + u.Host) // tên-miền.vn as machines write it
		if !strings.HasSuffix(base, strings.TrimPrefix(here, "https:")) && !loopback(u.Hostname()) && a.Kind != explain.Alias {
			return explain.Answer{}, fmt.Errorf(c.say("địa chỉ %s là của trang khác, không phải %s", "the address %s is another site's, not %s"), arg, base)
		}
		return a, err
	}
	name, exists := c.within(arg)
	if name != "" && exists {
		return g.File(name)
	}
	p, _, _ := strings.Cut(strings.ReplaceAll(arg, `\`, "/"), "#")
	p, _, _ = strings.Cut(p, "?")
	if decoded, err := url.PathUnescape(p); err == nil {
		p = decoded
	}
	if strings.HasPrefix(p, "layouts/assets/") { // the built-in ones are on no disk
		if a, err := g.File(p); a.Kind == explain.Asset {
			return a, err
		}
	}
	a, err := g.Address(p)
	if a.Kind == explain.Unknown && exists {
		return explain.Answer{}, fmt.Errorf(c.say("%s nằm ngoài thư mục của trang (%s)", "%s lies outside the site's folder (%s)"), arg, c.source)
	}
	if a.Kind == explain.Unknown && err == nil {
		a.Near = slices.Concat(g.Near(strings.TrimPrefix(p, "/")), a.Near)
	}
	return a, err
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// within is a file's name below the site's folder, with slashes; "" if it lies
// elsewhere. It tells whether there is such a file at all.
func (c *cli) within(arg string) (name string, exists bool) {
	arg = filepath.FromSlash(strings.ReplaceAll(arg, `\`, "/"))
	top := resolved(c.source)
	tries := []string{arg}
	if !strings.HasPrefix(arg, string(filepath.Separator)) && !filepath.IsAbs(arg) {
		tries = append(tries, filepath.Join(c.source, arg))
	}
	for _, try := range tries {
		if _, err := os.Lstat(try); err != nil {
			continue
		}
		exists = true
		// A link is itself, wherever it leads; the folders around it count.
		whole := filepath.Join(resolved(filepath.Dir(filepath.Clean(try))), filepath.Base(try))
		if try = filepath.Clean(try); filepath.Base(try) == "." || filepath.Base(try) == ".." {
			whole = resolved(try)
		}
		if rel, err := filepath.Rel(top, whole); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), true
		}
	}
	return "", exists
}

// resolved is a folder's own absolute name.
func resolved(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return dir
}

// completeExplain offers codes, and addresses up to their next slash; files are
// the shell's to offer.
func (c *cli) completeExplain(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var offers []string
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if !strings.HasPrefix(typed, "/") {
		offers = slices.DeleteFunc(c.codes(), func(code string) bool { return typed == "" || !strings.HasPrefix(code, typed) })
		return offers, cobra.ShellCompDirectiveDefault
	}
	loader, root, err := c.loader()
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	defer root.Close()
	renderer, _, err := loader.Load(cmd.Context(), nil)
	if err != nil || renderer == nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	for _, a := range renderer.Site.Addresses() {
		if rest, ok := strings.CutPrefix(a.Path, typed); ok {
			next, _, folder := strings.Cut(rest, "/")
			offers = append(offers, typed+next+strings.Repeat("/", map[bool]int{true: 1}[folder]))
		}
	}
	return slices.Compact(offers), cobra.ShellCompDirectiveNoSpace
}
