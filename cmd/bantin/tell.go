package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/explain"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// whats say in both languages what each kind of answer is. They print 1 the title,
// 2 the section, 3 a number of articles, 4 what it belongs or leads to.
var whats = map[string][2]string{
	explain.Article: {"Bài viết%[1]s%[2]s.", "An article%[1]s%[2]s."},
	explain.Page:    {"Trang riêng%[1]s, không thuộc chuyên mục nào.", "A page of its own%[1]s, of no section."},
	explain.Home:    {"Trang chủ, có %[3]s bài để chọn ra bài chính, bài ghim và bài mới; lời mở đầu, nếu có, viết trong content/_index.md.", "The home page; its lead, pinned and latest articles are chosen from %[3]s; its own words, if any, stand in content/_index.md."},
	explain.Section: {"Trang của chuyên mục%[1]s, liệt kê %[3]s bài.", "The page of a section%[1]s; articles it lists: %[3]s."},
	explain.Keyword: {"Trang của từ khóa%[1]s, liệt kê %[3]s bài có từ khóa ấy ở tags.", "The page of the keyword%[1]s; articles that have it among their tags: %[3]s."},
	explain.Archive: {"Trang lưu trữ, xếp %[3]s bài theo ngày.", "A page of the archive; articles by date: %[3]s."},
	"keywords":      {"Danh sách mọi từ khóa ở tags của các bài.", "The list of all keywords among the articles' tags."},
	"not-found":     {"Trang hiện ra khi người đọc mở địa chỉ không có.", "What readers see at an address that does not exist."},
	explain.Alias:   {"Địa chỉ này chỉ chuyển người đọc tới %[4]s.", "This address only sends readers on to %[4]s."},
	explain.Feed:    {"Nguồn cấp tin%[2]s, gồm %[3]s bài mới nhất.", "A feed%[2]s; newest articles in it: %[3]s."},
	"sitemap":       {"Sơ đồ trang cho máy tìm kiếm, kê mọi trang có trong các danh sách.", "The site map for search engines, of all pages that are not hidden or withdrawn."},
	"robots":        {"Tệp robots.txt, cho mọi máy tìm kiếm vào và chỉ tới sơ đồ trang.", "The file robots.txt, which lets all search engines in and names the site map."},
	explain.Beside:  {"Ảnh hoặc tệp của bài %[4]s, đăng cùng bài.", "A picture or file of %[4]s, published with it."},
	explain.Asset:   {"Tệp của giao diện; địa chỉ đổi khi nội dung tệp đổi.", "A file of the theme; its address changes with its bytes."},
	explain.Static:  {"Tệp trong static, chép nguyên ra trang.", "A file of static, copied as it is."},
	explain.Folder:  {"Thư mục chứa %[3]s bài, chỉ để xếp cho gọn: năm, tháng trong địa chỉ lấy từ ngày của bài, không lấy từ tên thư mục.", "A folder with articles (%[3]s), for tidiness alone: year and month in an address come from the article's date, not from its folder."},
	explain.Layout:  {"Mẫu giao diện của trang, dùng thay mẫu cùng tên có sẵn trong chương trình.", "A layout of this site's own, in place of the built-in one of that name."},
	explain.Setting: {"Thiết lập của cả trang: tên, địa chỉ công khai, thanh điều hướng.", "The settings of the whole site: its name, its public address, its menu."},
	explain.Other:   {"Không làm ra địa chỉ nào của trang.", "It makes no address of the site."},
}

// tell puts an answer into sentences.
func (c *cli) tell(a explain.Answer, s *site.Site) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, "  "+format+"\n", args...) }
	head := a.Address
	if a.File != "" {
		head = a.File
	}
	fmt.Fprintln(&b, head)
	title, section, what := a.Title, a.Section, whats[a.Kind]
	if title != "" {
		title = " “" + title + "”"
	}
	if section != "" {
		section = fmt.Sprintf(c.say(" của chuyên mục “%s”", " of the section “%s”"), section)
	}
	to := a.Target
	if a.Owner != "" {
		to = strings.TrimSpace(to + " (" + a.Owner + ")")
	}
	if a.Kind == explain.Beside {
		to = a.Owner
	}
	line("%s", fill(c.say(what[0], what[1]), title, section, text.Number(int64(a.Count)), to))
	if a.Number > 0 && (a.Kind == explain.Section || a.Kind == explain.Keyword) {
		line(c.say("Đây là trang số %d của danh sách, đếm từ các bài cũ nhất.", "This is page %d of its listing, counted from the oldest articles."), a.Number)
	}
	switch {
	case a.Address != "" && a.State == explain.Live:
		line(c.say("Địa chỉ: %s", "Address: %s"), s.BaseURL+a.Address)
	case a.Address != "":
		line(c.say("Địa chỉ khi được đăng: %s", "Address when it is live: %s"), s.BaseURL+a.Address)
	}
	c.tellTemplate(line, a.Template)
	c.tellState(line, a)
	c.tellPlaces(line, a)
	if _, err := fmt.Fprint(c.stdout, b.String()); err != nil || len(a.Found) == 0 {
		return err
	}
	fmt.Fprintln(c.stdout)
	return diag.Printer{Language: c.language()}.Print(c.stdout, a.Found)
}

// fill leaves a text without verbs alone. The others use explicit indexes, with
// which fmt does not mind what they leave out.
func fill(format string, args ...any) string {
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}

func (c *cli) tellTemplate(line func(string, ...any), name string) {
	if name == "" {
		return
	}
	if own := filepath.Join(c.source, "layouts", name); isFile(own) {
		line(c.say("Mẫu: layouts/%s của trang", "Layout: the site's own layouts/%s"), name)
		return
	}
	line(c.say("Mẫu: %s có sẵn trong chương trình", "Layout: the built-in %s"), name)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// tellState says whether readers see it, why not, and what to do.
func (c *cli) tellState(line func(string, ...any), a explain.Answer) {
	switch {
	case a.State == explain.Live && a.Until.IsZero():
		line(c.say("Đang đăng: lần dựng nào từ nay cũng có.", "Live: every build from now on has it."))
	case a.State == explain.Live:
		line(c.say("Đang đăng, cho tới %s (khóa expires).", "Live, until %s (key expires)."), c.when(a.Until))
	case a.State != "" && len(a.Causes) == 0:
		line(c.say("Chưa có: mọi bài ở đây còn bị giữ lại.", "Not there: all its articles are held back."))
	}
	for _, cause := range a.Causes {
		line("%s", fill(c.remedy(cause.Reason), cause.File, cause.Key, c.when(cause.At)))
	}
	if a.Blocked > 0 && a.State == explain.Live {
		line(c.say("Nhưng còn %d lỗi ở tệp khác, nên chưa lần dựng nào ra được bản mới: xem bằng bantin check.", "But other files have errors (%d), so no build publishes anything new: see bantin check."), a.Blocked)
	}
}

// remedy is a format: 1 the file, 2 the key, 3 the moment.
func (c *cli) remedy(why site.Reason) string {
	return map[site.Reason]string{
		site.Faulty:    c.say("Chưa đăng được: tệp có lỗi, và còn lỗi thì không lần dựng nào ra bản mới. Sửa theo lời báo ở dưới.", "Not live: the file has errors, and while there are any no build publishes. Mend them as told below."),
		site.Draft:     c.say("Chưa đăng: đây là bản nháp. Bỏ dòng %[2]s: true trong %[1]s là lần dựng sau đăng bài.", "Not live: it is a draft. Remove the line %[2]s: true from %[1]s and the next build has it."),
		site.Scheduled: c.say("Chưa đăng: hẹn tới %[3]s, theo khóa %[2]s. Lần dựng đầu tiên từ lúc ấy sẽ đăng bài; muốn sớm hơn thì sửa %[2]s.", "Not live: scheduled for %[3]s by the key %[2]s. The first build from then on has it; for an earlier time change %[2]s."),
		site.Expired:   c.say("Đã rời khỏi trang: hết hạn từ %[3]s. Muốn đăng lại thì bỏ khóa %[2]s hoặc ghi một ngày sau hôm nay.", "No longer live: expired since %[3]s. To have it back remove the key %[2]s or write a later date."),
		site.Withdrawn: c.say("Đã gỡ khỏi các danh sách; ai có địa chỉ vẫn mở được, với lời báo gỡ ở đầu bài. Bỏ khóa %[2]s trong %[1]s để đưa lại.", "Withdrawn from listings; who has the address still sees it, with the notice on top. Remove the key %[2]s from %[1]s to have it back."),
		site.Hidden:    c.say("Không có ở trang chủ, lưu trữ, từ khóa, nguồn cấp tin vì chuyên mục bị ẩn; ai có địa chỉ vẫn mở được. Bỏ dòng %[2]s: true trong %[1]s để hiện.", "Not on the home page, in the archive, among keywords or in feeds, since its section is hidden; who has the address still sees it. Remove the line %[2]s: true from %[1]s to show it."),
	}[why]
}

// tellPlaces lists where an article is met, its files and its old addresses.
func (c *cli) tellPlaces(line func(string, ...any), a explain.Answer) {
	if len(a.Places) > 0 {
		line(c.say("Có mặt ở:", "It stands in:"))
	}
	for _, p := range a.Places {
		line("  %-28s %s", p.Address, c.place(p))
	}
	if len(a.Files) > 0 {
		line(c.say("Ảnh và tệp của bài:", "Its pictures and files:"))
	}
	for _, f := range a.Files {
		line("  %s → %s", f.File, f.Address)
	}
	if len(a.Aliases) > 0 {
		line(c.say("Địa chỉ cũ dẫn tới bài:", "Old addresses that lead to it:"))
	}
	for _, alias := range a.Aliases {
		line("  %s", alias)
	}
}

func (c *cli) place(p render.Place) string {
	as := map[string]string{
		"lead":     c.say("bài chính của trang chủ", "the home page's lead"),
		"pinned":   c.say("bài ghim của trang chủ", "pinned on the home page"),
		"latest":   c.say("bài mới của trang chủ", "among the home page's latest"),
		"block":    c.say("trang chủ, phần của chuyên mục", "the home page's part for the section"),
		"section":  c.say("chuyên mục", "the section"),
		"keyword":  c.say("từ khóa", "the keyword"),
		"keywords": c.say("danh sách từ khóa", "the list of keywords"),
		"year":     c.say("lưu trữ theo năm", "the archive, by year"),
		"month":    c.say("lưu trữ theo tháng", "the archive, by month"),
		"feed":     c.say("nguồn cấp tin", "the feed"),
		"sitemap":  c.say("sơ đồ trang", "the site map"),
	}[p.As]
	if p.Of != "" {
		as += " “" + p.Of + "”"
	}
	return as
}
