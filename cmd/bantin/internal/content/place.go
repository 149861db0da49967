package content

import (
	"bytes"
	"io/fs"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"

	"go.yaml.in/yaml/v4"
)

// A lineIndex finds lines of a file whose YAML begins on line first.
type lineIndex struct {
	text  []byte // the whole file
	first int    // 1-based line of the YAML's first line
}

// line is the n-th line of the file, 1-based, without its end.
func (x lineIndex) line(n int) string {
	rest := x.text
	for ; n > 1; n-- {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return ""
		}
		rest = rest[i+1:]
	}
	line, _, _ := bytes.Cut(rest, []byte{'\n'})
	return string(line)
}

// at adds a diagnostic at a line of the file.
func (d *decoder) at(code diag.Code, line, column, width int, fix string, args ...any) {
	d.found = append(d.found, diag.Diagnostic{
		Code: code, File: d.file, Line: line, Column: column, Width: width,
		Source: d.lines.line(line), Args: args, Fix: fix,
	})
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
	d.at(code, n.Line+d.lines.first-1, n.Column, width, fix, args...)
}

// cut returns what stands before a node on its line, and the line from there on.
func (d *decoder) cut(n *yaml.Node) (before, rest string) {
	line := []rune(d.lines.line(n.Line + d.lines.first - 1))
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

func wrappedInCurlyQuotes(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	return len(s) > 5 && strings.ContainsRune("“„‘", first) && strings.ContainsRune("”“’", last) &&
		!strings.ContainsAny(trimCurlyQuotes(s), "“”‘’")
}

func trimCurlyQuotes(s string) string {
	return strings.TrimRight(strings.TrimLeft(s, "“„‘"), "”“’")
}

// An Opener reads sources again to show where a fault stands. A fault that is
// found long after reading asks for its place only then, so that no article
// carries its positions about.
type Opener struct{ FS fs.FS }

// Locate makes a diagnostic at a value in a file's YAML: path holds keys and
// list indexes. Without a path, or if there is no such value, the diagnostic
// concerns the whole file.
func (o Opener) Locate(code diag.Code, file string, path []any, args ...any) diag.Diagnostic {
	whole := diag.Diagnostic{Code: code, File: file, Args: args}
	raw, _, err := readFile(o.FS, file, new(bytes.Buffer))
	if err != nil || len(path) == 0 {
		return whole
	}
	if cleaned, _ := clean(file, raw); cleaned != nil {
		return locate(code, file, cleaned, path, args...)
	}
	return whole
}

func locate(code diag.Code, file string, text []byte, path []any, args ...any) diag.Diagnostic {
	head, first := text, 1
	if strings.HasSuffix(file, ".md") {
		parts, _ := split(text)
		head, first = parts.yaml, firstYAMLLine(text)
	}
	d := decoder{file: file, lines: lineIndex{text, first}}
	d.root = d.load(head)
	d.found = nil
	d.locate(code, path, args...)
	return d.found[0]
}

// locate adds a diagnostic at the value that path leads to from the root, or
// for the whole file if there is none.
func (d *decoder) locate(code diag.Code, path []any, args ...any) {
	n := d.root
	for _, step := range path {
		if n != nil {
			n = child(n, step)
		}
	}
	if n == nil {
		d.found = append(d.found, diag.Diagnostic{Code: code, File: d.file, Args: args})
		return
	}
	d.node(code, n, "", args...)
}

// SettingsLine is a place in site.yaml with the remedy of adding entries below
// a key, which is added at the end if it is not there.
func (o Opener) SettingsLine(key string, entries []string) diag.Diagnostic {
	d := diag.Diagnostic{File: SettingsFile}
	raw, _, err := readFile(o.FS, SettingsFile, new(bytes.Buffer))
	if err != nil {
		return d
	}
	text, _ := clean(SettingsFile, raw)
	lines := strings.Split(strings.TrimRight(string(text), " \n"), "\n")
	below := func(indent string) string { return "\n" + indent + strings.Join(entries, "\n"+indent) }
	for i, line := range lines {
		d.Line, d.Source = i+1, line
		value, ok := strings.CutPrefix(line, key+":")
		if !ok {
			continue
		}
		if value = strings.TrimSpace(value); strings.HasPrefix(value, "{") {
			d.Fix = key + ": {" + strings.Join(entries, ", ") + ", " + value[1:]
		} else {
			d.Fix = line + below(childIndent(lines[i+1:]))
		}
		return d
	}
	d.Fix = d.Source + "\n" + key + ":" + below("  ")
	return d
}

// SettingsField is the place of an entry of site.yaml with the remedy of giving
// it a field, or that field another value.
func (o Opener) SettingsField(code diag.Code, path []any, field, value string, args ...any) diag.Diagnostic {
	if d := o.Locate(code, SettingsFile, append(path, field), args...); d.Line > 0 {
		d.Replace(value)
		return d
	}
	d := o.Locate(code, SettingsFile, path, args...)
	line, at := []rune(d.Source), max(d.Column-1, 0)
	before, rest := string(line[:at]), string(line[at:])
	switch entry := field + ": " + value; {
	case strings.HasPrefix(rest, "{"):
		d.Fix = before + "{" + entry + ", " + rest[1:]
	case strings.TrimSpace(before) == "":
		d.Fix = before + entry + "\n" + d.Source
	default: // the entry is empty
		d.Fix = strings.TrimRight(before, " ") + " {" + entry + "}"
	}
	return d
}

// childIndent is how far the entries of a block are indented.
func childIndent(lines []string) string {
	for _, line := range lines {
		text := strings.TrimLeft(line, " ")
		if text != "" && text[0] != '#' && len(text) < len(line) {
			return line[:len(line)-len(text)]
		}
		if text != "" {
			break
		}
	}
	return "  "
}

func child(n *yaml.Node, step any) *yaml.Node {
	switch step := step.(type) {
	case string:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Kind == yaml.MappingNode && n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	case int:
		if n.Kind == yaml.SequenceNode && step < len(n.Content) {
			return n.Content[step]
		}
	}
	return nil
}
