package main

import (
	"cmp"
	"embed"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"

	"golang.org/x/tools/txtar"
)

// The example of a code is the small site on which the tests hold it, with what the
// program says of it and what it is when mended.
//
//go:embed testdata/diagnostics/*.txtar
var archives embed.FS

// smallSite is a sound site of one section without articles. Examples are files
// on top of it.
var smallSite = map[string]string{
	"content/site.yaml":         "title: Trang thử\nbase_url: https://example.org/\n",
	"content/tin-tuc/_index.md": "---\ntitle: Tin tức\n---\n",
	"anh.webp":                  "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00",
}

// ellipsis stands for what differs from fault to fault of a code.
type ellipsis struct{}

func (ellipsis) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "…") }

// general is any fault of a code.
func general(code diag.Code) diag.Diagnostic {
	var e ellipsis
	return diag.Diagnostic{Code: code, Args: []any{e, e, e, e, e, e}}
}

// codes are all, errors first.
func codes() (names []string) {
	list := diag.Codes()
	slices.SortFunc(list, func(x, y diag.Code) int {
		return cmp.Or(cmp.Compare(general(x).Severity(), general(y).Severity()), cmp.Compare(x, y))
	})
	for _, code := range list {
		names = append(names, string(code))
	}
	return names
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

// severity is a code's in the reader's language.
func (c *cli) severity(code diag.Code) string {
	return diag.Printer{Language: c.language()}.Name(general(code).Severity())
}

func (c *cli) listCodes() (err error) {
	for _, name := range codes() {
		j := c.code(diag.Code(name))
		if c.json {
			err = c.encoder().Encode(j)
		} else {
			_, err = fmt.Fprintf(c.stdout, "%-21s %-8s %s\n", name, c.severity(j.Code), j.What)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *cli) explainCode(code diag.Code) error {
	j := c.code(code)
	e, err := exampleOf(code, c.language())
	if err != nil {
		return err
	}
	if j.Why, j.Example = c.why(code), &e; c.json {
		return c.encoder().Encode(j)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s\n\n%s\n\n%s\n\n%s\n\n%s\n\n%s", code, c.severity(code), j.What,
		c.told("severity."+j.Severity), j.Why, c.told("how", j.How), c.told("said"), indent(e.Said))
	for i, parts := range [][]part{e.Before, e.After} {
		for _, p := range parts {
			fmt.Fprintf(&b, "\n%s\n\n%s", c.told([]string{"before", "after"}[i], p.File), indent(cmp.Or(p.Text, "…")))
		}
	}
	_, err = io.WriteString(c.stdout, b.String())
	return err
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}

// why says for what reason a code exists: texts/why.LANG.txt has paragraphs, each
// below a line with the codes that it is about.
func (c *cli) why(code diag.Code) string {
	data, _ := toldTexts.ReadFile("texts/why" + c.say(".vi.txt", ".en.txt")) // it is embedded
	for paragraph := range strings.SplitSeq(string(data), "\n\n") {
		if about, why, _ := strings.Cut(paragraph, "\n"); slices.Contains(strings.Fields(about), string(code)) {
			return strings.TrimSpace(why)
		}
	}
	return ""
}

// An example is a site with a fault, over smallSite, what is said of it, and the
// site when it is mended.
type example struct {
	Said   string `json:"said"`
	Before []part `json:"before,omitempty"`
	After  []part `json:"after,omitempty"`
}

// part is a file; one that is no text to read has none.
type part struct {
	File string `json:"file"`
	Text string `json:"text,omitempty"`
}

// exampleOf reads a code's archive. Of one that has to be set up, since it is binary
// or long, only what is said is shown.
func exampleOf(code diag.Code, lang diag.Language) (e example, err error) {
	data, err := archives.ReadFile("testdata/diagnostics/" + string(code) + ".txtar")
	if err != nil {
		return e, fmt.Errorf("read the example of %s: %w", code, err)
	}
	for _, f := range txtar.Parse(data).Files {
		name, isMended := strings.CutPrefix(f.Name, "mended/")
		p := part{File: name}
		if slices.Contains([]string{".md", ".MD", ".yaml", ".html"}, path.Ext(name)) {
			p.Text = string(f.Data)
		}
		switch {
		case isMended:
			e.After = append(e.After, p)
		case name == "want."+string(lang):
			e.Said = blocks(string(f.Data), code)
		case !strings.HasPrefix(name, "want."):
			e.Before = append(e.Before, p)
		}
	}
	if len(e.After) == 0 {
		e.Before = nil
	}
	return e, nil
}

// blocks are the diagnostics of a code in what the program printed.
func blocks(printed string, code diag.Code) string {
	var of []string
	for block := range strings.SplitSeq(printed, "\n\n") {
		if head, _, _ := strings.Cut(block, "\n"); strings.HasSuffix(head, "["+string(code)+"]") {
			of = append(of, strings.TrimRight(block, "\n")+"\n")
		}
	}
	return strings.Join(of, "\n")
}
