package content

import (
	"bytes"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"

	"go.yaml.in/yaml/v4"
)

// from is the file from its n-th line on, 1-based.
func (d *decoder) from(n int) []byte {
	rest := d.source
	for ; n > 1; n-- {
		_, rest, _ = bytes.Cut(rest, []byte{'\n'})
	}
	return rest
}

// line is the n-th line of the file, without its end.
func (d *decoder) line(n int) string {
	line, _, _ := bytes.Cut(d.from(n), []byte{'\n'})
	return string(line)
}

// goesOn tells whether known keys follow below a line, so that the header cannot
// have ended above it.
func (d *decoder) goesOn(line int) bool {
	for l := range strings.Lines(string(d.from(line + 1))) {
		name, _, ok := strings.Cut(l, ":")
		if strings.TrimSpace(l) == "---" {
			break
		}
		if ok && slices.Contains(names(d.keys), name) {
			return true
		}
	}
	return false
}

// told tells whether a line has a fault of that code.
func (d *decoder) told(code diag.Code, line int) bool {
	return slices.ContainsFunc(d.found, func(f diag.Diagnostic) bool { return f.Code == code && f.Line == line })
}

// fault is a diagnostic at a line of the file.
func (d *decoder) fault(code diag.Code, line, column, width int, fix string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{Code: code, File: d.file, Line: line, Column: column, Width: width, Source: d.line(line), Args: args, Fix: fix}
}

// at adds a diagnostic at a line of the file.
func (d *decoder) at(code diag.Code, line, column, width int, fix string, args ...any) {
	d.found = append(d.found, d.fault(code, line, column, width, fix, args...))
}

// node adds a diagnostic at a YAML node.
func (d *decoder) node(code diag.Code, n *yaml.Node, fix string, args ...any) {
	width := utf8.RuneCountInString(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		width = 1
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		width += len(`""`)
	}
	d.at(code, n.Line, n.Column, width, fix, args...)
}

// cut returns what stands before a node on its line, and the line from there on.
func (d *decoder) cut(n *yaml.Node) (before, rest string) {
	line := []rune(d.line(n.Line))
	at := min(max(n.Column-1, 0), len(line))
	return string(line[:at]), strings.TrimRight(string(line[at:]), " ")
}

// replace is the source line of a scalar with another value in its place, or
// "" where the value does not stand on the line as it reads.
func (d *decoder) replace(n *yaml.Node, with string) string {
	before, rest := d.cut(n)
	for _, written := range []string{n.Value, `"` + n.Value + `"`, `'` + n.Value + `'`} {
		if tail, ok := strings.CutPrefix(rest, written); ok {
			return before + with + tail
		}
	}
	return ""
}

// quote writes s as a YAML scalar that keeps every character.
func quote(s string) string {
	if strings.ContainsAny(s, "\"\\") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// curly is a value in a word processor's quotation marks, with none inside.
var curly = regexp.MustCompile(`^[“„‘]+([^“”‘’]+)[”“’]+$`)

// An Opener reads sources again to show where a fault stands. A fault that is
// found long after reading asks for its place only then, so that no article
// carries its positions about.
type Opener struct{ FS fs.FS }

// Locate makes a diagnostic at a value in a file's YAML: path holds keys and
// list indexes. Without a path, or if there is no such value, the diagnostic
// concerns the whole file.
func (o Opener) Locate(code diag.Code, file string, path []any, args ...any) diag.Diagnostic {
	if len(path) == 0 {
		return diag.Diagnostic{Code: code, File: file, Args: args}
	}
	return locate(code, file, o.text(file), path, args...)
}

// text is a file's cleaned text, nil if it is not to be had any more.
func (o Opener) text(file string) []byte {
	raw, _, _, _ := readFile(o.FS, file, new(bytes.Buffer))
	cleaned, _ := clean(file, raw)
	return cleaned
}

func locate(code diag.Code, file string, text []byte, path []any, args ...any) diag.Diagnostic {
	d := parsed(file, text)
	d.locate(code, path, args...)
	f := d.found[0]
	if d.mended[f.Line] { // columns are those of the mended line
		f.Column, f.Width = 0, 0
	}
	return f
}

// parsed has a file's YAML, to find places in it.
func parsed(file string, text []byte) *decoder {
	head, first := text, 1
	if strings.HasSuffix(file, ".md") {
		head, _, _ = split(text)
		first = firstYAMLLine(text)
	}
	d := &decoder{file: file, source: text, first: first}
	d.root = d.load(head)
	d.found = nil
	return d
}

// locate adds a diagnostic at the value that path leads to from the root, or
// for the whole file if there is none.
func (d *decoder) locate(code diag.Code, path []any, args ...any) {
	n := d.root
	for _, step := range path {
		switch step := step.(type) {
		case string:
			if n == nil || n.Kind != yaml.ScalarNode { // a Target may be its address alone
				_, n = pair(n, step)
			}
		case int:
			if n == nil || n.Kind != yaml.SequenceNode || step >= len(n.Content) {
				n = nil
				break
			}
			n = n.Content[step]
		}
	}
	if n == nil {
		d.found = append(d.found, diag.Diagnostic{Code: code, File: d.file, Args: args})
		return
	}
	d.node(code, n, "", args...)
}

// pair is a key of a mapping with its value; nil if there is none, or no mapping.
func pair(n *yaml.Node, name string) (key, value *yaml.Node) {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
