package main

import (
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bantin/cmd/bantin/internal/diag"

	"golang.org/x/tools/txtar"
)

// What is told of a code is true by test: its example is the small site on which
// the tests hold the code, with what the program says of it and a mended copy.
//
//go:embed testdata/diagnostics/*.txtar why
var codeTexts embed.FS

// smallSite is a sound site of one section without articles. Examples are files
// on top of it.
var smallSite = map[string]string{
	"content/site.yaml":         "title: Trang thử\nbase_url: https://example.org/\n",
	"content/tin-tuc/_index.md": "---\ntitle: Tin tức\n---\n",
}

// codeOf reads a code as it is typed or copied: header-colon, [header-colon].
func codeOf(arg string) (diag.Code, bool) {
	code := diag.Code(strings.Trim(arg, "[]"))
	return code, slices.Contains(diag.Codes(), code)
}

// ellipsis stands for what differs from fault to fault of a code.
type ellipsis struct{}

func (ellipsis) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "…") }

// general is any fault of a code.
func general(code diag.Code) diag.Diagnostic {
	var e any = ellipsis{}
	return diag.Diagnostic{Code: code, Args: []any{e, e, e, e, e, e}}
}

// codeJSON is what explain CODE --json and explain --codes --json print.
type codeJSON struct {
	Code     diag.Code `json:"code"`
	Severity string    `json:"severity"`
	What     string    `json:"what"`
	How      string    `json:"how"`
	Why      string    `json:"why,omitempty"`
	Example  *example  `json:"example,omitempty"`
}

func (c *cli) code(code diag.Code) codeJSON {
	d := general(code).AsJSON(c.language())
	return codeJSON{Code: code, Severity: d.Severity, What: d.What, How: strings.TrimSuffix(d.How, ":")}
}

// codes are all, errors first.
func (c *cli) codes() (names []string) {
	codes := diag.Codes()
	slices.SortFunc(codes, func(x, y diag.Code) int {
		return cmp.Or(cmp.Compare(general(x).Severity(), general(y).Severity()), cmp.Compare(x, y))
	})
	for _, code := range codes {
		names = append(names, string(code))
	}
	return names
}

func (c *cli) listCodes() error {
	for _, name := range c.codes() {
		code := diag.Code(name)
		j := c.code(code)
		var err error
		if c.json {
			err = json.NewEncoder(c.stdout).Encode(j)
		} else {
			_, err = fmt.Fprintf(c.stdout, "%-21s %-8s %s\n", code, diag.Printer{Language: c.language()}.Name(general(code).Severity()), j.What)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// An example is a file with a fault, what is said of it, and what it is when
// mended.
type example struct {
	Said   string   `json:"said"`
	Before []part   `json:"before,omitempty"`
	After  []part   `json:"after,omitempty"`
	Gone   []string `json:"gone,omitempty"` // files that the mended site does not have
}

type part struct {
	File string `json:"file"`
	Text string `json:"text"`
}

func (c *cli) explainCode(code diag.Code) error {
	j := c.code(code)
	j.Why = c.why(code)
	e, err := exampleOf(code, c.language())
	if err != nil {
		return err
	}
	if j.Example = &e; c.json {
		enc := json.NewEncoder(c.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(j)
	}
	var b strings.Builder
	severity := general(code).Severity()
	fmt.Fprintf(&b, "%s (%s): %s\n\n%s\n\n%s\n\n", code, diag.Printer{Language: c.language()}.Name(severity), j.What, c.severity(severity), j.Why)
	if j.How != "" {
		fmt.Fprintf(&b, c.say("Cách sửa: %s\n\n", "What to do: %s\n\n"), j.How)
	}
	fmt.Fprintf(&b, "%s\n\n%s", c.say("Ví dụ, máy báo:", "For example you are told:"), indent(e.Said))
	for _, p := range e.Before {
		fmt.Fprintf(&b, c.say("\nTrước khi sửa, %s:\n\n%s", "\nBefore, %s:\n\n%s"), p.File, indent(p.Text))
	}
	for _, name := range e.Gone {
		fmt.Fprintf(&b, c.say("\nSau khi sửa, không còn tệp %s.\n", "\nAfterwards there is no file %s.\n"), name)
	}
	for _, p := range e.After {
		if p.Text == "" {
			fmt.Fprintf(&b, c.say("\nSau khi sửa, có tệp %s.\n", "\nAfterwards there is a file %s.\n"), p.File)
			continue
		}
		fmt.Fprintf(&b, c.say("\nSau khi sửa, %s:\n\n%s", "\nAfterwards, %s:\n\n%s"), p.File, indent(p.Text))
	}
	_, err = io.WriteString(c.stdout, b.String())
	return err
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}

func (c *cli) severity(s diag.Severity) string {
	return [...]string{
		c.say("Còn một lỗi ở bất cứ tệp nào thì không lần dựng nào ra bản mới; bản đang đăng giữ nguyên.", "While there is an error in any file no build publishes anything; what is published stays as it is."),
		c.say("Đây là lưu ý: trang vẫn được dựng, nhưng có thể không như người viết muốn.", "This is a warning: the site is built, but perhaps not as its writer meant it."),
		c.say("Đây là gợi ý, chỉ hiện khi gọi bantin check; không ngăn việc đăng bài.", "This is advice, shown by bantin check alone; it stops nothing."),
	}[s]
}

// why says for what reason a code exists: why/LANG.txt has paragraphs, each below
// a line with the codes that it is about.
func (c *cli) why(code diag.Code) string {
	data, _ := codeTexts.ReadFile("why/" + string(c.language()) + ".txt") // they are embedded
	for paragraph := range strings.SplitSeq(string(data), "\n\n") {
		if codes, why, _ := strings.Cut(paragraph, "\n"); slices.Contains(strings.Fields(codes), string(code)) {
			return strings.TrimSpace(why)
		}
	}
	return ""
}

// exampleOf reads a code's archive. One that has to be set up is binary or long:
// only what is said of it is shown.
func exampleOf(code diag.Code, lang diag.Language) (example, error) {
	data, err := codeTexts.ReadFile("testdata/diagnostics/" + string(code) + ".txtar")
	if err != nil {
		return example{}, fmt.Errorf("read the example of %s: %w", code, err)
	}
	a := txtar.Parse(data)
	files, mended := map[string]string{}, map[string]string{}
	var said string
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "mended/"); ok {
			mended[name] = string(f.Data)
		} else if f.Name == "want."+string(lang) {
			said = string(f.Data)
		} else if !strings.HasPrefix(f.Name, "want.") {
			files[f.Name] = string(f.Data)
		}
	}
	all := blocks(said, code)
	e := example{Said: strings.Join(all, "\n")}
	switch {
	case len(all) == 0:
		return e, errors.New("no example of " + string(code))
	case strings.Contains(string(a.Comment), "setup:"):
		return e, nil
	case len(mended) == 0:
		mended = fixed(files, all)
	}
	e.compare(files, mended)
	return e, nil
}

// blocks are the diagnostics of a code in what the program printed.
func blocks(printed string, code diag.Code) (of []string) {
	for block := range strings.SplitSeq(printed, "\n\n") {
		if head, _, _ := strings.Cut(block, "\n"); strings.HasSuffix(head, "["+string(code)+"]") {
			of = append(of, strings.TrimRight(block, "\n")+"\n")
		}
	}
	return of
}

var placed = regexp.MustCompile(`^(\S.*?\.[a-z]+):(\d+)[^\n]*\n(?s:.*)\n  → [^\n]*\n((?:      [^\n]*\n)+)$`)

// fixed puts the corrected lines that were printed into their places, from below.
func fixed(files map[string]string, printed []string) map[string]string {
	out := maps.Clone(files)
	for _, block := range slices.Backward(printed) {
		m := placed.FindStringSubmatch(block)
		if m == nil {
			continue
		}
		lines := strings.Split(cmp.Or(out[m[1]], smallSite[m[1]]), "\n")
		n, _ := strconv.Atoi(m[2])
		lines[n-1] = strings.TrimSuffix(strings.ReplaceAll("\n"+m[3], "\n      ", "\n")[1:], "\n")
		out[m[1]] = strings.Join(lines, "\n")
	}
	return out
}

// compare shows the texts of what differs.
func (e *example) compare(files, mended map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		after, kept := mended[name]
		if !kept {
			e.Gone = append(e.Gone, name)
		}
		if readable(name) && after != files[name] {
			e.Before = append(e.Before, part{name, files[name]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mended)) {
		before := cmp.Or(files[name], smallSite[name])
		if before == mended[name] {
			continue
		}
		if _, own := files[name]; !own && before != "" {
			e.Before = append(e.Before, part{name, before})
		}
		e.After = append(e.After, part{name, map[bool]string{true: mended[name]}[readable(name)]})
	}
}

func readable(name string) bool {
	return slices.Contains([]string{".md", ".MD", ".yaml", ".html"}, path.Ext(name))
}
