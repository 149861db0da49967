package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/mend"
)

// A mending is what check --fix did.
type mending struct {
	fixed   []diag.Diagnostic
	waiting bool // there was something to write, and nobody to be asked
}

// maxMends is how often mends may bring others to light.
const maxMends = 10

// mend writes what needs no judgement and looks again, until nothing of the kind
// is left. It returns the last report.
func (c *cli) mend(ctx context.Context, report build.Report, yes bool) (_ build.Report, m mending, err error) {
	root, err := os.OpenRoot(c.source)
	if err != nil {
		return report, m, err
	}
	defer root.Close()
	for range maxMends {
		changes, err := mend.Plan(root, report.Found)
		if err != nil || len(changes) == 0 {
			return report, m, err
		}
		c.showChanges(changes)
		if !yes {
			if m.waiting = !c.asks; m.waiting {
				fmt.Fprintln(c.stderr, c.say("Chưa ghi gì, vì ở đây không hỏi ai được. Muốn ghi thì thêm --yes.\n", "Nothing was written, since there is nobody to ask here. Add --yes to write.\n"))
				return report, m, nil
			}
			agreed, err := c.agree(ctx, c.say("Ghi những dòng này vào tệp? (c = có, Enter = không) ", "Write these lines into the files? (y/N) "))
			if err != nil || !agreed {
				return report, m, err
			}
		}
		if err := c.write(root, changes, &m); err != nil {
			return report, m, err
		}
		if report, err = c.look(ctx); err != nil {
			return report, m, err
		}
	}
	return report, m, nil
}

func (c *cli) write(root *os.Root, changes []mend.Change, m *mending) error {
	for _, change := range changes {
		err := change.Write(root)
		if errors.Is(err, mend.ErrChanged) {
			fmt.Fprintf(c.stderr, c.say("%s: để nguyên, vì tệp vừa được sửa ở nơi khác\n", "%s: left alone, since it has just been changed by someone else\n"), change.File)
			continue
		}
		if err != nil {
			return err
		}
		for _, d := range change.Fixed {
			d.Fixed = true
			m.fixed = append(m.fixed, d)
		}
	}
	return nil
}

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

// showChanges writes a diff of whole lines. Of lines that would look the same
// before and after it tells only the numbers.
func (c *cli) showChanges(changes []mend.Change) {
	var b strings.Builder
	for _, change := range changes {
		b.WriteString(c.paint("1", "--- "+change.File+"\n+++ "+change.File) + "\n")
		more := 0 // lines added above
		var alike []string
		for _, l := range change.Lines {
			after := strings.Split(l.After, "\n")
			if l.Before == l.After {
				alike = append(alike, fmt.Sprint(l.Number))
				continue
			}
			b.WriteString(c.paint("36", fmt.Sprintf("@@ -%d +%d,%d @@", l.Number, l.Number+more, len(after))) + "\n")
			stays := slices.Contains(after, l.Before) // others are added around it
			if !stays {
				b.WriteString(c.paint("31", "-"+l.Before) + "\n")
			}
			for _, line := range after {
				if stays && line == l.Before {
					b.WriteString(" " + line + "\n")
				} else {
					b.WriteString(c.paint("32", "+"+line) + "\n")
				}
			}
			more += len(after) - 1
		}
		if n := len(alike); n > 0 {
			shown := strings.Join(alike[:min(n, 5)], ", ")
			b.WriteString(c.paint("36", fmt.Sprintf(c.say("@@ %d dòng chỉ đổi ký tự, nhìn vẫn như cũ (dòng %s%s) @@",
				"@@ %d lines change characters that look alike (line %s%s) @@"), n, shown, map[bool]string{true: "…"}[n > 5])) + "\n")
		}
	}
	fmt.Fprintln(c.stderr, b.String())
}

func (c *cli) paint(color, s string) string {
	if !c.color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
