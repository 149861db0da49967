// Package mend writes corrected lines into source files: those fixes of a check
// that need no judgement, and the cleaned text where reading had to clean.
//
// It changes whole lines. All else stays byte for byte: the other lines, line ends,
// a byte-order mark, a missing last line end. A file is replaced in one step, keeps
// its mode, is never reached through a link, and is left alone if it is read-only or
// no longer what the change was made from. Where it has a second name by a hard link,
// that one keeps the old text, as with editors that save by renaming.
package mend

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"
)

// A Draft is what becomes of files, by name.
type Draft map[string]*Change

// A Change is what becomes of one file.
type Change struct {
	Fixed []diag.Diagnostic // what that mends

	before, after []byte
	lines         []Line // all of them
}

// A Line is one that becomes another, or stays.
type Line struct {
	Number int    // from 1
	Before string // cleaned, so that it can be shown
	After  string // may be several lines

	end     string
	unclean bool // characters change that look alike
}

// Lines are those that become others, from above.
func (c *Change) Lines() []Line {
	return slices.DeleteFunc(slices.Clone(c.lines), func(l Line) bool { return l.Before == l.After && !l.unclean })
}

// Text reads what the file will be.
func (c *Change) Text() io.Reader { return bytes.NewReader(c.after) }

// Add mends what was found in the files as the draft has them, and tells whether
// there was anything to mend.
func (d Draft) Add(root *os.Root, found []diag.Diagnostic) (more bool, err error) {
	byFile := map[string][]diag.Diagnostic{}
	for _, f := range found {
		if f.Mechanical() {
			byFile[f.File] = append(byFile[f.File], f)
		}
	}
	for file, found := range byFile {
		c := d[file]
		if c == nil {
			raw, _, err := read(root, file)
			if err != nil && !errors.Is(err, ErrChanged) {
				return false, err
			}
			c = unchanged(raw)
		}
		if c.add(found) {
			d[file], more = c, true
		}
	}
	return more, nil
}

// lineEnd matches what text.Clean takes for the end of a line.
var lineEnd = regexp.MustCompile(`\r\n|[\r\n\x{2028}\x{2029}]`)

// unchanged has no lines if there is no text.
func unchanged(raw []byte) *Change {
	c := &Change{before: raw}
	cleaned, _, err := text.Clean(raw)
	lines := strings.Split(string(cleaned), "\n")
	body := bytes.TrimPrefix(raw, []byte(mark))
	ends := append(lineEnd.FindAllIndex(body, -1), []int{len(body), len(body)})
	if err != nil || len(lines) != len(ends) {
		return c
	}
	at := 0
	for i, end := range ends {
		c.lines = append(c.lines, Line{i + 1, lines[i], lines[i], string(body[end[0]:end[1]]), string(body[at:end[0]]) != lines[i]})
		at = end[1]
	}
	return c
}

const mark = "\uFEFF"

// add mends what was found in the text as it is by now.
func (c *Change) add(found []diag.Diagnostic) bool {
	at := map[int][]diag.Diagnostic{}
	for _, d := range found {
		at[d.Line] = append(at[d.Line], d)
	}
	next := Change{before: c.before, lines: slices.Clone(c.lines), Fixed: slices.Clone(c.Fixed)}
	cleaned := map[int]bool{} // lines; 0 stands for any
	number := 0
	for i, l := range c.lines {
		if l.unclean && c.after == nil {
			cleaned[0], cleaned[l.Number] = true, true
		}
		now := strings.Split(l.After, "\n")
		for j := range now {
			var fixed []diag.Diagnostic
			number++
			now[j], fixed = together(now[j], at[number])
			next.Fixed = append(next.Fixed, fixed...)
		}
		next.lines[i].After = strings.Join(now, "\n")
	}
	for _, d := range found {
		if d.Fix == "" && cleaned[d.Line] {
			next.Fixed = append(next.Fixed, d)
		}
	}
	if len(next.Fixed) == len(c.Fixed) || !next.write() {
		return false
	}
	*c = next
	return true
}

// together makes those fixes of a line, from the left, that leave each other's
// places alone. One whose line is no longer what it was is left out.
func together(line string, found []diag.Diagnostic) (mended string, fixed []diag.Diagnostic) {
	mended, end := line, 0 // of the places in line that are mended
	for _, d := range found {
		if d.Fix == "" || d.Source != line {
			continue
		}
		start, stop := place(line, d.Fix)
		if len(fixed) == 0 || start > end {
			mended = mended[:len(mended)-len(line[end:])] + d.Fix[end:]
			end, fixed = stop, append(fixed, d)
		}
	}
	return mended, fixed
}

// place is what differs in a line from what becomes of it, with all that can be
// taken for it.
func place(line, with string) (start, stop int) {
	short := min(len(line), len(with))
	same, behind := 0, 0
	for same < short && line[same] == with[same] {
		same++
	}
	for behind < short && line[len(line)-1-behind] == with[len(with)-1-behind] {
		behind++
	}
	return min(same, len(line)-behind), max(same, len(line)-behind)
}

// write makes the text. What was shown is what will be read, or it says no: between
// an end \r and an end \n a line that became empty would vanish.
func (c *Change) write() bool {
	var read []string
	if bytes.HasPrefix(c.before, []byte(mark)) {
		c.after = []byte(mark)
	}
	for _, l := range c.lines {
		read = append(read, l.After)
		c.after = append(c.after, strings.ReplaceAll(l.After, "\n", cmp.Or(c.lines[0].end, "\n"))+l.end...)
	}
	again, _, err := text.Clean(c.after)
	return err == nil && string(again) == strings.Join(read, "\n")
}

// What is left alone.
var (
	ErrChanged  = errors.New("the file has changed meanwhile")
	ErrReadOnly = errors.New("the file is read-only")
)

// Write puts the change in a file's place.
func (c *Change) Write(root *os.Root, name string) error {
	now, info, err := read(root, name)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(now, c.before):
		return ErrChanged
	case info.Mode().Perm()&0o200 == 0:
		return ErrReadOnly
	}
	part := path.Join(path.Dir(name), fmt.Sprintf(".bantin-%x", rand.Uint64()))
	defer func() { _ = root.Remove(part) }() // if it is still there
	err = create(root, part, c.after, info.Mode().Perm())
	if err == nil {
		err = root.Rename(part, name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	Settle(root, path.Dir(name))
	return nil
}

// Settle has the names in a folder written to the disk, where the system can do it.
func Settle(root *os.Root, folder string) {
	if f, err := root.Open(folder); err == nil {
		_ = f.Sync()
		f.Close()
	}
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
