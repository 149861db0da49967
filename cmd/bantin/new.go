package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"

	"github.com/spf13/cobra"
)

// newFlags are those of new alone.
type newFlags struct {
	headline, section, name, date, summary, author string
	image, alt, caption, credit                    string
	tags, attach                                   []string
	page, open                                     bool
}

func (c *cli) newCommand() *cobra.Command {
	var f newFlags
	cmd := &cobra.Command{
		Use:  "new " + c.say("[ĐẦU ĐỀ]", "[HEADLINE]"),
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			f.headline = strings.Join(words, " ")
			return c.new(cmd.Context(), f)
		},
	}
	for _, o := range []struct {
		value        *string
		name, vi, en string
	}{
		{&f.section, "section", "chuyên mục: tên, hoặc thư mục trong content", "the section: its title, or its folder below content"},
		{&f.date, "date", "ngày của bài, ví dụ 28/02/2024 (mặc định: hôm nay)", "the article's date, such as 28/02/2024 (default: today)"},
		{&f.summary, "summary", "sapo: một, hai câu nói hết ý chính", "the lead: a sentence or two"},
		{&f.author, "author", "tác giả", "the author"},
		{&f.image, "image", "ảnh của bài (jpg, png, webp); được chép vào thư mục của bài", "the article's picture (jpg, png, webp), which is copied beside it"},
		{&f.alt, "alt", "lời mô tả ảnh cho người không nhìn thấy; cần có khi có ảnh", "what the picture shows, for those who do not see it; wanted with a picture"},
		{&f.caption, "caption", "chú thích ảnh", "the picture's caption"},
		{&f.credit, "credit", "người chụp hoặc nguồn ảnh", "who took the picture"},
		{&f.name, "name", "tên tệp, cũng là phần cuối của địa chỉ (mặc định theo đầu đề)", "the file's name, which ends the address (default: the headline's)"},
	} {
		cmd.Flags().StringVar(o.value, o.name, "", c.say(o.vi, o.en))
	}
	cmd.Flags().StringArrayVar(&f.tags, "tag", nil, c.say("từ khóa; ghi nhiều lần cho nhiều từ", "a keyword; once for each"))
	cmd.Flags().StringArrayVar(&f.attach, "attach", nil, c.say("tệp đính kèm và tên hiện cho người đọc; ghi nhiều lần cho nhiều tệp", "an attached file and what readers see of it; once for each"))
	cmd.Flags().BoolVar(&f.page, "page", false, c.say("trang đơn ngoài chuyên mục, như trang Giới thiệu", "a plain page in no section, such as About"))
	cmd.Flags().BoolVar(&f.open, "open", true, c.say("mở tệp để viết ($VISUAL, $EDITOR hoặc chương trình của máy); --open=false để thôi", "open the file to write in ($VISUAL, $EDITOR or the system's program); not with --open=false"))
	return cmd
}

// new makes an article, and takes it back if the site would have a fault with it.
func (c *cli) new(ctx context.Context, f newFlags) error {
	loader, root, err := c.loader()
	if err != nil {
		return err
	}
	defer root.Close()
	loader.Drafts = true // they have their addresses, too
	r, found, err := loader.Load(ctx, nil)
	if err != nil {
		return err
	}
	if r == nil {
		return cmp.Or(c.show(c.language(), found), errFaults)
	}
	c.speak(r.Site)
	d := &draft{cli: c, site: r.Site, sources: root, flags: f}
	if err := d.gather(ctx); err != nil {
		return err
	}
	m, err := newMaker(c.source)
	if err != nil {
		return err
	}
	defer m.close()
	if err := d.write(m); err != nil {
		return fmt.Errorf(c.say("chưa tạo được bài: %w", "make the article: %w"), err)
	}
	if err := d.accepted(ctx, loader, found); err != nil {
		return err
	}
	m.keep()
	return d.tell()
}

// A draft is an article that is being made.
type draft struct {
	*cli
	site    *site.Site
	sources fs.FS
	flags   newFlags

	meta    content.Meta
	section *site.Section // nil for a plain page
	path    string        // of its file, without .md
	url     string
	files   []besides
}

// A besides is a file that lies beside the article.
type besides struct {
	name  string
	write func(io.Writer) error
}

// file is the article's own: in a folder if others lie beside it.
func (d *draft) file() string {
	if len(d.files) > 0 {
		return d.path + "/index.md"
	}
	return d.path + ".md"
}

// gather asks for all that no flag gave.
func (d *draft) gather(ctx context.Context) error {
	f := d.flags
	switch {
	case f.page && f.section+f.date != "":
		return d.usage(errors.New(d.say("--page không đi cùng --section hay --date", "--page goes with neither --section nor --date")))
	case f.image == "" && f.alt+f.caption+f.credit != "":
		return d.usage(errors.New(d.say("--alt, --caption và --credit cần --image", "--alt, --caption and --credit want --image")))
	}
	d.meta = content.Meta{Draft: true, Extra: &content.Extra{}}
	if err := d.ask(ctx, question{flag: d.say("ĐẦU ĐỀ", "HEADLINE"), text: d.say("Đầu đề", "Headline"), given: f.headline, required: true, take: keep(&d.meta.Title)}); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{d.askSection, d.askDate, d.askName, d.askTexts, d.askImage} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return d.each(question{flag: "--attach", raw: true, take: d.attached}, f.attach)
}

// each takes what a flag says that may be given several times.
func (d *draft) each(q question, answers []string) error {
	for _, answer := range answers {
		if err := d.take(q, answer); err != nil {
			return fmt.Errorf("%s: %w", q.flag, err)
		}
	}
	return nil
}

func (d *draft) askSection(ctx context.Context) error {
	if d.flags.page {
		return nil
	}
	q := question{flag: "--section", text: d.say("Chuyên mục, số hoặc tên", "Section, number or title"), given: d.flags.section, required: true, take: d.inSection}
	for i, s := range d.site.Sections {
		q.choices += fmt.Sprintf("\n  %d. %s (%s)", i+1, s.Title, s.Dir)
	}
	switch len(d.site.Sections) {
	case 0:
		return errors.New(d.say("trang chưa có chuyên mục nào: tạo một thư mục trong content với tệp _index.md, hoặc thêm --page để viết một trang đơn",
			"the site has no section: make a folder below content with a file _index.md, or write a plain page with --page"))
	case 1:
		q.given = cmp.Or(q.given, "1")
	}
	return d.ask(ctx, q)
}

// inSection finds the section that is meant by its number, title or folder.
func (d *draft) inSection(answer string) error {
	number, _ := strconv.Atoi(answer)
	folder := strings.TrimPrefix(strings.Trim(filepath.ToSlash(answer), "/"), "content/")
	for i, s := range d.site.Sections {
		if number == i+1 || text.Fold(s.Title) == text.Fold(answer) || text.NFC(s.Dir) == "content/"+folder || s.URL == "/"+folder+"/" {
			d.section = s
			return nil
		}
	}
	return fmt.Errorf(d.say("không có chuyên mục “%s”", "there is no section “%s”"), answer)
}

func (d *draft) askDate(ctx context.Context) error {
	if d.section == nil || d.section.Guide() {
		if d.flags.date != "" {
			return d.usage(fmt.Errorf(d.say("bài của chuyên mục “%s” không có ngày, bỏ --date", "articles of the section “%s” have no date, leave --date out"), d.section.Title))
		}
		return nil
	}
	today := d.present(d.site.Zone).Format("02/01/2006")
	return d.ask(ctx, question{flag: "--date", text: d.say("Ngày của bài", "Date"), given: d.flags.date, usual: today, take: func(answer string) (err error) {
		d.meta.Date, err = text.ParseDate(answer, d.site.Zone)
		if bad, ok := errors.AsType[*text.DateError](err); ok { // told as check would
			fault, lang := diag.Diagnostic{Code: content.DateCodes[bad.Kind], Args: []any{"date", answer}}, d.language()
			err = errors.New(strings.TrimSpace(fmt.Sprintf("%s; %s %s", fault.What(lang), fault.How(lang), bad.Suggest)))
		}
		return err
	}})
}

// askName makes the file's name of the headline, and asks for one only if that
// will not do.
func (d *draft) askName(ctx context.Context) error {
	err := d.named(cmp.Or(d.flags.name, d.meta.Title))
	if err != nil && d.interactive() {
		fmt.Fprintf(d.stderr, "  %s\n", err)
		return d.ask(ctx, question{flag: "--name", text: d.say("Tên tệp khác", "Another file name"), required: true, take: d.named})
	}
	if err != nil {
		return fmt.Errorf(d.say("%w; chọn tên khác bằng --name", "%w; choose another name with --name"), err)
	}
	return nil
}

// named decides where the article's file stands, if nothing stands there yet.
func (d *draft) named(name string) error {
	slug := text.Slug(name)
	d.url = d.section.Address(slug, d.meta.Date)
	if slug == "" || slug == "index" { // which is an article's file in its folder
		return fmt.Errorf(d.say("không đặt được tên tệp theo “%s”", "no file name can be made of “%s”"), name)
	}
	if other, taken := d.site.Lookup(d.url); taken {
		return fmt.Errorf(d.say("địa chỉ %s đã thuộc về %s", "the address %s belongs to %s already"), d.url, other.Source())
	}
	switch {
	case d.section == nil:
		d.path = "content/" + slug
	case d.section.Guide():
		d.path = fmt.Sprintf("%s/%02d-%s", d.section.Dir, d.lastChapter()+1, slug)
	default:
		d.path = d.section.Dir + d.meta.Date.Time.Format("/2006/01/") + slug
	}
	for _, name := range []string{d.path, d.path + ".md"} {
		if _, err := fs.Stat(d.sources, name); err == nil {
			return fmt.Errorf(d.say("đã có %s", "there is %s already"), name)
		}
	}
	return nil
}

var chapterNumber = regexp.MustCompile(`^([0-9]{1,3})[-. _]`)

// lastChapter is the highest number before the names in a guide.
func (d *draft) lastChapter() (last int) {
	entries, _ := fs.ReadDir(d.sources, d.section.Dir) // it could be read before
	for _, e := range entries {
		if m := chapterNumber.FindStringSubmatch(e.Name()); m != nil {
			n, _ := strconv.Atoi(m[1])
			last = max(last, n)
		}
	}
	return last
}

func (d *draft) askTexts(ctx context.Context) error {
	f := d.flags
	if err := d.each(question{flag: "--tag", take: d.tagged}, f.tags); err != nil {
		return err
	}
	questions := []question{
		{flag: "--summary", text: d.say("Sapo, một hai câu (Enter để viết sau)", "Lead, a sentence or two (Enter for later)"), given: f.summary, take: keep(&d.meta.Summary)},
		{flag: "--author", text: d.say("Tác giả (Enter nếu không ghi)", "Author (Enter for none)"), given: f.author, take: keep(&d.meta.Author)},
		{flag: "--tag", text: d.say("Từ khóa, cách nhau bằng dấu phẩy (Enter nếu chưa có)", "Keywords, between commas (Enter for none)"), take: func(answer string) error {
			return d.each(question{take: d.tagged}, strings.Split(answer, ","))
		}},
	}
	if len(f.tags) > 0 {
		questions = questions[:2]
	}
	return d.ask(ctx, questions...)
}

func (d *draft) tagged(tag string) error {
	if !slices.Contains(d.meta.Tags, tag) {
		d.meta.Tags = append(d.meta.Tags, tag)
	}
	return nil
}

func (d *draft) askImage(ctx context.Context) error {
	f := d.flags
	err := d.ask(ctx, question{flag: "--image", text: d.say("Tệp ảnh của bài (Enter nếu không có)", "File of the picture (Enter for none)"), given: f.image, raw: true, take: d.illustrated})
	image := d.meta.Image
	if err != nil || image == nil {
		return err
	}
	return d.ask(ctx,
		question{flag: "--alt", text: d.say("Lời mô tả ảnh cho người không nhìn thấy", "What the picture shows, for those who do not see it"), given: f.alt, required: true, take: keep(&image.Alt)},
		question{flag: "--caption", text: d.say("Chú thích ảnh (Enter nếu không ghi)", "Caption (Enter for none)"), given: f.caption, take: keep(&image.Caption)},
		question{flag: "--credit", text: d.say("Người chụp hoặc nguồn ảnh (Enter nếu không ghi)", "Who took the picture (Enter if not known)"), given: f.credit, take: keep(&image.Credit)})
}

// write makes the article's file last: what lies around it is no article yet.
func (d *draft) write(m *maker) error {
	for _, b := range d.files {
		if err := m.file(d.path+"/"+b.name, b.write); err != nil {
			return err
		}
	}
	return m.file(d.file(), whole(append(content.Header(d.meta), '\n')))
}

// accepted looks at the site with the article, and shows the faults that came
// with it.
func (d *draft) accepted(ctx context.Context, l *render.Loader, before []diag.Diagnostic) error {
	r, after, err := l.Load(ctx, nil)
	if err != nil {
		return err
	}
	if fresh := diag.Beyond(after, before); diag.Errors(fresh) > 0 {
		err := d.show(d.language(), fresh)
		fmt.Fprintln(d.stderr, d.say("Chưa ghi gì, vì bài sẽ có lỗi trên.", "Nothing was written: the article would have this fault."))
		return cmp.Or(err, errFaults)
	}
	if a, ok := r.Site.Lookup(d.url); !ok || a.Source() != d.file() {
		return fmt.Errorf(d.say("máy không nhận %s là bài; chọn tên khác bằng --name", "%s is not taken for an article; choose another name with --name"), d.file())
	}
	return nil
}

// tell says what to do next, and opens the file where a person sees it.
func (d *draft) tell() error {
	if d.json {
		return json.NewEncoder(d.stdout).Encode(map[string]string{"file": d.file(), "address": d.url})
	}
	file := filepath.Join(d.source, filepath.FromSlash(d.file()))
	fmt.Fprintf(d.stdout, d.say(`Đã tạo bản nháp %s
  Viết nội dung bài ở dưới dòng --- thứ hai của tệp.
  Xem bài: bantin serve --open, rồi mở địa chỉ %s
  Viết xong thì xóa dòng draft: true; bài lên trang ở lần dựng (bantin build) kế tiếp.
`, `The draft is %s
  Write the article's text below the second line --- of the file.
  See it: bantin serve --open, at the address %s
  When it is done remove the line draft: true; the next build (bantin build) publishes it.
`), file, d.url)
	if !d.flags.open || !isTerminal(d.stdout) {
		return nil
	}
	if err := edit(file); err != nil {
		fmt.Fprintf(d.stderr, d.say("Không mở được tệp (%s); hãy tự mở, hoặc ghi chương trình soạn thảo vào biến VISUAL.\n", "The file did not open (%s); open it yourself, or name an editor in the variable VISUAL.\n"), d.explain(err))
	}
	return nil
}

// edit opens a file to write in.
func edit(file string) error {
	command := strings.Fields(cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR")))
	switch {
	case len(command) > 0:
		cmd := exec.Command(command[0], append(command[1:], file)...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		return cmd.Run()
	case runtime.GOOS == "darwin": // where no program may be known for .md
		return exec.Command("open", "-t", file).Start()
	}
	return browse(file)
}
