package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/explain"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"

	"github.com/spf13/cobra"
)

func (c *cli) explainCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:  c.say("explain [ĐỊA CHỈ|TỆP|MÃ]", "explain [ADDRESS|FILE|CODE]"),
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case all:
				return c.listCodes()
			case len(args) == 0:
				return c.explainAll(cmd.Context())
			case len(args) > 1 || args[0] == "":
				return c.usage(errors.New(c.say("explain nhận một địa chỉ, một tệp hoặc một mã; tên có dấu cách thì đặt trong dấu nháy", "explain takes one address, file or code; put a name with spaces in quotation marks")))
			}
			if code := strings.Trim(args[0], "[]"); slices.Contains(codes(), code) { // as copied from a message
				return c.explainCode(diag.Code(code))
			}
			err := c.explainOne(cmd.Context(), args[0])
			if near := text.Similar(args[0], codes()); err != nil && near != "" && !strings.ContainsAny(args[0], "/.") {
				err = fmt.Errorf(c.say("không có mã %q; có phải là %s?", "there is no code %q; did you mean %s?"), args[0], near)
			}
			return err
		},
		ValidArgsFunction: completeExplain,
	}
	cmd.Flags().BoolVar(&all, "codes", false, c.say("liệt kê mọi mã lỗi", "list all codes"))
	return cmd
}

// explainAll lists what readers do not see, or meet in no listing.
func (c *cli) explainAll(ctx context.Context) error {
	report, err := c.look(ctx, nil) // drafts are looked through, too
	if err != nil {
		return err
	}
	if report.Site == nil {
		return cmp.Or(c.show(c.language(), report.Found), errFaults)
	}
	advice := func(d diag.Diagnostic) bool { return d.Severity() == diag.Advice }
	list := explain.New(report.Site, nil, slices.DeleteFunc(report.Found, advice)).NotLive()
	for _, a := range list {
		var short []string
		for _, cause := range a.Causes {
			short = append(short, c.told("short."+string(cause.Reason), cause.File, c.when(cause.At), diag.Errors(a.Found)))
		}
		if c.json {
			err = c.encode(a)
		} else {
			_, err = fmt.Fprintf(c.stdout, "%s: %s\n", a.File, strings.Join(short, "; "))
		}
		if err != nil {
			return err
		}
	}
	switch {
	case c.json:
	case len(list) == 0:
		fmt.Fprintf(c.stdout, c.say("Mọi bài đều đang đăng (%s bài).\n", "All articles are live (%s).\n"), text.Number(int64(len(report.Site.Tree().Articles))))
	default:
		fmt.Fprintln(c.stdout, c.say("Xem kỹ một tệp: bantin explain TỆP", "More of one file: bantin explain FILE"))
	}
	return nil
}

// read loads the site to be looked at; the renderer is nil if its settings or
// layouts have errors.
func (c *cli) read(ctx context.Context) (*render.Renderer, []diag.Diagnostic, *content.Root, error) {
	loader, root, err := c.loader()
	if err != nil {
		return nil, nil, nil, err
	}
	root.Still = true
	renderer, found, err := loader.Load(ctx, nil)
	return renderer, found, root, err
}

// explainOne answers for an address or a file.
func (c *cli) explainOne(ctx context.Context, arg string) error {
	renderer, found, root, err := c.read(ctx)
	if root != nil {
		defer root.Close()
	}
	if err != nil {
		return err
	}
	if renderer == nil {
		return cmp.Or(c.show(c.language(), found), errFaults)
	}
	c.speak(renderer.Site)
	around, err := renderer.LookAround(ctx)
	if err != nil {
		return err
	}
	var all diag.List
	all.Add(slices.Concat(found, renderer.Try(), around)...)
	a, err := c.lookUp(explain.New(renderer.Site, renderer, all.Sorted()), renderer.Site.BaseURL, arg)
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
		} else {
			err = fmt.Errorf(c.say("%w; xem lại từng chữ, hoặc gõ bantin explain, không kèm gì, để liệt kê các bài chưa đăng", "%w; look at each letter, or list what is not live with bantin explain alone"), err)
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
	return c.encoder().Encode(out)
}

// encoder writes JSON that people can read, too.
func (c *cli) encoder() *json.Encoder {
	enc := json.NewEncoder(c.stdout)
	enc.SetEscapeHTML(false)
	return enc
}

// lookUp finds out what a person means: a file of the site, from here or from the
// site's folder, or an address, whole or from its first slash on. Whole it may be
// the site's own, the preview's, or an old one that an alias answers.
func (c *cli) lookUp(g *explain.Guide, base, arg string) (explain.Answer, error) {
	name, exists := c.within(arg)
	if name != "" {
		return g.File(name)
	}
	p, host := strings.ReplaceAll(arg, `\`, "/"), ""
	if u, err := url.Parse(p); err == nil {
		p, host = u.Path, u.Host
	}
	a, err := g.Address(p)
	switch {
	case host != "" && a.Kind != explain.Alias && !ours(host, base):
		return a, fmt.Errorf(c.say("địa chỉ %s là của trang khác, không phải %s", "the address %s is another site's, not %s"), arg, base)
	case a.Kind == explain.Unknown && exists:
		return a, fmt.Errorf(c.say("%s nằm ngoài thư mục của trang (%s); tệp của trang khác thì thêm --source và thư mục của trang ấy", "%s lies outside the site's folder (%s); for another site's file add --source and its folder"), arg, c.source)
	}
	return a, err
}

// ours tells whether a host is the site's, tên-miền.vn or as machines write it, or
// this machine's.
func ours(host, base string) bool {
	written, _ := content.CheckBaseURL("https://" + host)
	name, _, _ := strings.Cut(host, ":")
	return strings.HasSuffix(base, strings.TrimPrefix(written, "https:")) || name == "localhost" || name == "127.0.0.1"
}

// within is a file's name below the site's folder, with slashes; "" if it lies
// elsewhere or does not exist.
func (c *cli) within(arg string) (name string, exists bool) {
	arg = filepath.FromSlash(strings.ReplaceAll(arg, `\`, "/"))
	tries := []string{arg}
	if !strings.HasPrefix(arg, string(filepath.Separator)) && !filepath.IsAbs(arg) {
		tries = append(tries, filepath.Join(c.source, arg))
	}
	root, _ := filepath.Abs(c.source) // without a folder to stand in nothing is found
	for _, try := range tries {
		if _, err := os.Lstat(try); err != nil {
			continue
		}
		exists = true
		whole, _ := filepath.Abs(try)
		if rel, err := filepath.Rel(root, whole); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), true
		}
	}
	return "", exists
}

// completeExplain offers codes; files are the shell's to offer.
func completeExplain(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	wrong := func(code string) bool { return typed == "" || !strings.HasPrefix(code, typed) }
	return slices.DeleteFunc(codes(), wrong), cobra.ShellCompDirectiveDefault
}

// short is what holds an article back, in a few words.
func (c *cli) short(h site.Held) string {
	return c.told("short."+string(h.Reason), h.Article.Path, c.when(h.At))
}
