// Package mend writes corrected lines into source files: those fixes of a check
// that need no judgement, and the cleaned text where reading had to clean.
//
// It changes whole lines. All else stays byte for byte: the other lines, line ends,
// a byte-order mark, a missing last line end. A file is replaced in one step, keeps
// its mode, is never reached through a link, and is left alone if it is no longer
// what the change was made from.
package mend

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// A Change is what becomes of one file.
type Change struct {
	File  string
	Lines []Line            // that become others, from above
	Fixed []diag.Diagnostic // what that mends

	before, after []byte
}

// A Line is one that becomes another. Both are the same where only characters
// change that look alike.
type Line struct {
	Number int    // from 1
	Before string // cleaned, so that it can be shown
	After  string // may be several lines
}

// Plan makes the changes that mend what was found, by file. Of several fixes on one
// line it takes the first: the next check tells what remains.
func Plan(root *os.Root, found []diag.Diagnostic) ([]Change, error) {
	byFile := map[string][]diag.Diagnostic{}
	for _, d := range found {
		if d.Mechanical() {
			byFile[d.File] = append(byFile[d.File], d)
		}
	}
	var changes []Change
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		raw, _, err := read(root, file)
		if err != nil && !errors.Is(err, ErrChanged) {
			return nil, err
		}
		if c := mended(file, raw, byFile[file]); len(c.Lines) > 0 {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// lineEnd matches what text.Clean takes for the end of a line.
var lineEnd = regexp.MustCompile(`\r\n|[\r\n\x{2028}\x{2029}]`)

// mended is the change of one file, with no lines if there is nothing to do.
func mended(file string, raw []byte, found []diag.Diagnostic) Change {
	cleaned, _, err := text.Clean(raw)
	lines := strings.Split(string(cleaned), "\n")
	body := bytes.TrimPrefix(raw, []byte("\uFEFF"))
	ends := append(lineEnd.FindAllIndex(body, -1), []int{len(body), len(body)})
	if err != nil || len(lines) != len(ends) {
		return Change{}
	}
	c := Change{File: file, before: raw, after: slices.Clone(raw[:len(raw)-len(body)])}
	lineEnd := cmp.Or(string(body[ends[0][0]:ends[0][1]]), "\n")
	fixes := fixesOf(lines, found)
	dirty := map[int]bool{} // lines that cleaning changes; 0 stands for any
	at := 0
	for i, end := range ends {
		l := Line{i + 1, lines[i], lines[i]}
		if string(body[at:end[0]]) != l.Before {
			dirty[0], dirty[l.Number] = true, true
		}
		if d, ok := fixes[l.Number]; ok {
			l.After = d.Fix
			c.Fixed = append(c.Fixed, d)
		}
		if dirty[l.Number] || l.After != l.Before {
			c.Lines = append(c.Lines, l)
		}
		c.after = append(c.after, strings.ReplaceAll(l.After, "\n", lineEnd)...)
		c.after = append(c.after, body[end[0]:end[1]]...)
		lines[i], at = l.After, end[1]
	}
	for _, d := range found {
		if d.Fix == "" && dirty[d.Line] {
			c.Fixed = append(c.Fixed, d)
		}
	}
	// What was shown is what will be read, or nothing is written: between an end \r
	// and an end \n a line that became empty would vanish.
	if again, _, err := text.Clean(c.after); err != nil || string(again) != strings.Join(lines, "\n") {
		return Change{}
	}
	return c
}

// fixesOf are the fixes by line, the first of each. One whose line is no longer
// what it was is left out.
func fixesOf(lines []string, found []diag.Diagnostic) map[int]diag.Diagnostic {
	fixes := map[int]diag.Diagnostic{}
	for _, d := range found {
		_, taken := fixes[d.Line]
		if d.Fix != "" && !taken && d.Line > 0 && d.Line <= len(lines) && d.Source == lines[d.Line-1] {
			fixes[d.Line] = d
		}
	}
	return fixes
}

// ErrChanged says that a file is not what a change was made from.
var ErrChanged = errors.New("the file has changed meanwhile")

// Write puts the change in the file's place.
func (c Change) Write(root *os.Root) error {
	now, info, err := read(root, c.File)
	if err == nil && !bytes.Equal(now, c.before) {
		err = ErrChanged
	}
	if err != nil {
		return err
	}
	part := path.Join(path.Dir(c.File), fmt.Sprintf(".bantin-%x", rand.Uint64()))
	defer func() { _ = root.Remove(part) }() // if it is still there
	err = create(root, part, c.after, info.Mode().Perm())
	if err == nil {
		err = root.Rename(part, c.File)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", c.File, err)
	}
	return nil
}

// create writes a new file to the disk.
func create(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
}

// read reads a regular file that no link leads to; anything else is not what was
// checked.
func read(root *os.Root, name string) ([]byte, fs.FileInfo, error) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if info, err := root.Lstat(dir); err != nil || !info.IsDir() {
			return nil, nil, ErrChanged
		}
	}
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil, ErrChanged
	}
	raw, err := root.ReadFile(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	return raw, info, nil
}
