package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/explain"
	"bantin/cmd/bantin/internal/site"
	"bantin/cmd/bantin/internal/text"
)

// texts/explain.LANG.txt has what explain says, a sentence a line behind its key.
//
//go:embed texts
var toldTexts embed.FS

// told is the sentence of a key. Those that print something use explicit indexes,
// with which fmt does not mind what they leave out.
func (c *cli) told(key string, args ...any) string {
	data, _ := toldTexts.ReadFile("texts/explain" + c.say(".vi.txt", ".en.txt")) // it is embedded
	_, rest, ok := strings.Cut("\n"+string(data), "\n"+key+": ")
	if !ok {
		panic("no text for " + key)
	}
	sentence, _, _ := strings.Cut(rest, "\n")
	if !strings.Contains(sentence, "%") {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

// tell puts an answer into sentences.
func (c *cli) tell(a explain.Answer, s *site.Site) error {
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString("  " + c.told(key, args...) + "\n") }
	if a.File != "" {
		fmt.Fprintln(&b, a.File)
	} else {
		fmt.Fprintln(&b, a.Address)
	}
	title, section := a.Title, a.Section
	if title != "" {
		title = " “" + title + "”"
	}
	if section != "" {
		section = c.told("section", section)
	}
	kind := "kind." + a.Kind
	if a.Kind == "other" && path.Ext(a.File) == ".md" && !strings.HasPrefix(a.File, "content/") {
		kind = "outside"
	}
	line(kind, title, section, text.Number(int64(a.Count)), a.Target, a.Owner)
	if a.Kind == explain.Alias && a.Owner != "" {
		line("owner", a.Owner)
	}
	if a.Number > 0 && (a.Kind == "section" || a.Kind == "keyword") {
		line("number", a.Number)
	}
	switch {
	case a.Address != "" && a.State == explain.Live:
		line("address.live", s.BaseURL+a.Address)
	case a.Address != "":
		line("address.held", s.BaseURL+a.Address)
	}
	if info, err := os.Stat(filepath.Join(c.source, "layouts", a.Template)); err == nil && info.Mode().IsRegular() {
		line("template.own", a.Template)
	} else if a.Template != "" {
		line("template.builtin", a.Template)
	}
	c.tellState(line, a)
	c.tellPlaces(&b, line, a)
	if _, err := io.WriteString(c.stdout, b.String()); err != nil || len(a.Found) == 0 {
		return err
	}
	fmt.Fprintln(c.stdout)
	return diag.Printer{Language: c.language()}.Print(c.stdout, a.Found)
}

// tellState says whether readers see it, why not, and what to do.
func (c *cli) tellState(line func(string, ...any), a explain.Answer) {
	switch {
	case a.State == explain.Live && a.Until.IsZero():
		line("state.live")
	case a.State == explain.Live:
		line("state.until", c.when(a.Until))
	case a.State != "" && len(a.Causes) == 0:
		line("state.empty")
	}
	for _, cause := range a.Causes {
		line("cause."+string(cause.Reason), cause.File, cause.Key, c.when(cause.At))
	}
	if a.Blocked > 0 && a.State == explain.Live {
		line("blocked", a.Blocked)
	}
}

// tellPlaces lists where an article is met, its files and its old addresses.
func (c *cli) tellPlaces(b *strings.Builder, line func(string, ...any), a explain.Answer) {
	if len(a.Places) > 0 {
		line("places")
	}
	for _, p := range a.Places {
		as := c.told("place." + p.As)
		if p.Of != "" {
			as += " “" + p.Of + "”"
		}
		fmt.Fprintf(b, "    %-28s %s\n", p.Address, as)
	}
	if len(a.Files) > 0 {
		line("files")
	}
	for _, f := range a.Files {
		fmt.Fprintf(b, "    %s → %s\n", f.File, f.Address)
	}
	if len(a.Aliases) > 0 {
		line("aliases")
		fmt.Fprintf(b, "    %s\n", strings.Join(a.Aliases, "\n    "))
	}
}
