package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/mend"
)

// A mending is what check --fix did.
type mending struct {
	fixed   []diag.Diagnostic
	waiting bool // there was something to write, and nobody to be asked
}

// maxLooks is how often mends may bring others to light.
const maxLooks = 10

// mend looks again with what needs no judgement mended in memory, until nothing of
// the kind is left, and writes it all. It returns the last report.
func (c *cli) mend(ctx context.Context, report build.Report, yes bool) (_ build.Report, m mending, err error) {
	root, err := os.OpenRoot(c.source)
	if err != nil {
		return report, m, err
	}
	defer root.Close()
	draft, seen := mend.Draft{}, report
	for range maxLooks {
		more, err := draft.Add(root, seen.Found)
		if err != nil {
			return report, m, err
		}
		if !more {
			break
		}
		if seen, err = c.look(ctx, draft); err != nil {
			return report, m, err
		}
	}
	if len(draft) == 0 {
		return report, m, nil
	}
	c.showChanges(draft)
	if !yes {
		if m.waiting = !c.interactive(); m.waiting {
			fmt.Fprintln(c.stderr, c.say("Chưa ghi gì, vì ở đây không hỏi ai được. Muốn ghi thì thêm --yes.\n", "Nothing was written, since there is nobody to ask here. Add --yes to write.\n"))
			return report, m, nil
		}
		agreed, err := c.agree(ctx, c.say("Ghi những dòng này vào tệp? (c = có, Enter = không) ", "Write these lines into the files? (y/N) "))
		if err != nil || !agreed {
			return report, m, err
		}
	}
	if err := c.write(root, draft, &m); err != nil {
		return report, m, err
	}
	report, err = c.look(ctx, nil)
	return report, m, err
}

func (c *cli) write(root *os.Root, draft mend.Draft, m *mending) error {
	for _, file := range slices.Sorted(maps.Keys(draft)) {
		switch err := draft[file].Write(root, file); {
		case errors.Is(err, mend.ErrChanged):
			fmt.Fprintf(c.stderr, c.say("%s: để nguyên, vì tệp vừa được sửa ở nơi khác\n", "%s: left alone, since it has just been changed by someone else\n"), file)
			continue
		case errors.Is(err, mend.ErrReadOnly):
			fmt.Fprintf(c.stderr, c.say("%s: để nguyên, vì tệp chỉ cho đọc\n", "%s: left alone, since it is read-only\n"), file)
			continue
		case err != nil:
			return err
		}
		for _, d := range draft[file].Fixed {
			d.Fixed = true
			m.fixed = append(m.fixed, d)
		}
	}
	return nil
}

// A draftFS is the site's folder with its sources as a draft has them.
type draftFS struct {
	*content.Root
	draft mend.Draft
}

func (d draftFS) OpenFile(name string, flag int) (fs.File, error) {
	f, err := d.Root.OpenFile(name, flag)
	if change := d.draft[name]; change != nil && err == nil {
		f = draftFile{f, change.Text()}
	}
	return f, err
}

type draftFile struct {
	fs.File
	text io.Reader
}

func (f draftFile) Read(p []byte) (int, error) { return f.text.Read(p) }

// mended says in a sentence what was written.
func (c *cli) mended(m mending) string {
	if len(m.fixed) == 0 {
		return c.say("Không sửa gì.", "Nothing was changed.")
	}
	files := map[string]bool{}
	for _, d := range m.fixed {
		files[d.File] = true
	}
	return fmt.Sprintf(c.say("Đã sửa %d chỗ trong %d tệp.", "Mended %d places in %d files."), len(m.fixed), len(files))
}

// showChanges writes the lines that go and those that come. Of lines that look the
// same before and after it tells only how many there are.
func (c *cli) showChanges(draft mend.Draft) {
	for _, file := range slices.Sorted(maps.Keys(draft)) {
		fmt.Fprintln(c.stderr, c.paint("1", file))
		alike := 0
		for _, l := range draft[file].Lines() {
			if l.Before == l.After {
				alike++
				continue
			}
			fmt.Fprintln(c.stderr, c.paint("31", fmt.Sprintf("%5d - %s", l.Number, l.Before)))
			fmt.Fprintln(c.stderr, c.paint("32", "      + "+strings.ReplaceAll(l.After, "\n", "\n      + ")))
		}
		if alike > 0 {
			fmt.Fprintf(c.stderr, c.say("      %d dòng chỉ đổi ký tự, nhìn vẫn như cũ\n", "      %d lines change characters that look alike\n"), alike)
		}
	}
	fmt.Fprintln(c.stderr)
}

func (c *cli) paint(color, s string) string {
	if !c.color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
