package content

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"

	"github.com/adrg/frontmatter"
	"go.yaml.in/yaml/v4"
)

// wordDashes are openings that a word processor made of "---".
var wordDashes = regexp.MustCompile(`^\s*(?:[—–―‒−]+|-{4,}|--|-[—–]|[—–]-)\s*$`)

// split returns the YAML of a cleaned text's header, and the byte offset of the
// body. It alone decides where a header begins and ends: an opening "---" on the
// first line that is not blank, and the next line that is "---" from its first
// column on. A text that does not open so has a diagnostic that says what stands
// there instead.
func split(text []byte) (header []byte, body int, fault *diag.Diagnostic) {
	open := len(text) - len(bytes.TrimLeft(text, " \t\n"))
	line := firstYAMLLine(text) - 1
	first, rest, _ := bytes.Cut(text[open:], []byte{'\n'})
	if string(bytes.TrimRight(first, " \t")) != "---" {
		return nil, 0, openingFault(string(first), string(text[open:]), line)
	}
	at := len(text) - len(rest)
	for l := range bytes.Lines(rest) {
		if string(bytes.TrimRight(l, " \t\n")) == "---" {
			return text[len(text)-len(rest) : at], at + len(l), nil
		}
		at += len(l)
	}
	return nil, 0, unclosedFault(rest, line)
}

func openingFault(first, text string, line int) *diag.Diagnostic {
	d := &diag.Diagnostic{Line: line, Column: 1, Source: first, Width: len([]rune(first))}
	switch trimmed := strings.TrimSpace(first); {
	case trimmed == "---" || wordDashes.MatchString(first):
		d.Code, d.Fix = "header-dashes", "---"
	case strings.HasPrefix(trimmed, "+++") || strings.HasPrefix(trimmed, "---toml"):
		d.Code, d.Args = "header-toml", []any{proposed(fromTOML(text))}
	case strings.HasPrefix(trimmed, "{") || trimmed == ";;;" || strings.HasPrefix(trimmed, "---json"):
		d.Code, d.Args = "header-json", []any{proposed(fromJSON(text))}
	case plainKey.MatchString(first):
		d.Code, d.Column, d.Fix = "header-begin", 0, "---\n"+first
	default:
		d.Code, d.Column, d.Fix = "header-missing", 0, sampleHeader+"\n"+first
	}
	return d
}

// sampleHeader is what a file without a header is given.
const (
	sampleDate   = "date: 28/02/2024\n"
	sampleHeader = "---\ntitle: Tiêu đề\n" + sampleDate + "---"
)

// fromTOML proposes YAML for the header between two lines +++.
func fromTOML(text string) string {
	_, text, _ = strings.Cut(text, "\n")
	header, _, _ := strings.Cut(text, "\n+++")
	indent := ""
	var out []string
	for line := range strings.SplitSeq(header, "\n") {
		if key, value, ok := strings.Cut(line, "="); ok {
			line = indent + strings.TrimSpace(key) + ": " + strings.TrimSpace(value)
		} else if strings.HasPrefix(line, "[") {
			line, indent = strings.Trim(line, "[] ")+":", "  "
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// fromJSON proposes YAML for the object with which a text begins.
func fromJSON(text string) string {
	object, _, _ := strings.Cut(text, "\n}")
	var doc yaml.Node
	if len(object) > limit.Header || yaml.Load([]byte(object+"\n}"), &doc, depth) != nil {
		return strings.Trim(sampleHeader, "-\n")
	}
	plain(&doc)
	out, _ := yaml.Dump(&doc) // what was loaded can be dumped
	return strings.TrimSpace(string(out))
}

// plain takes JSON's form off a document.
func plain(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		plain(c)
	}
}

// proposed sets a header off from the sentence that proposes it.
func proposed(header string) string {
	return strings.ReplaceAll("\n---\n"+header+"\n---", "\n", "\n      ")
}

// unclosedFault finds the line before which the closing "---" was forgotten:
// the first that does not look like YAML, or one that a word processor changed.
func unclosedFault(header []byte, line int) *diag.Diagnostic {
	for l := range strings.Lines(string(header)) {
		line++
		l = strings.TrimSuffix(l, "\n")
		switch {
		case wordDashes.MatchString(l) || strings.TrimSpace(l) == "---":
			return &diag.Diagnostic{Code: "header-dashes", Line: line, Column: 1, Source: l, Width: len([]rune(l)), Fix: "---"}
		case !anyKey.MatchString(l) && strings.TrimSpace(l) != "" && l[0] != '#':
			return &diag.Diagnostic{Code: "header-open", Line: line, Source: l, Fix: "---\n" + l}
		}
	}
	return &diag.Diagnostic{Code: "header-open", Line: line + 1, Fix: "---\n"}
}

var anyKey = regexp.MustCompile(`^[\pL_][\pL\pN_-]*:(\s|$)|^\s+\S|^- `)

// further are the faults that one of the header's bounds implies: who wrote a
// dash above wrote one below as well, and a section's header has no date.
func further(fault diag.Diagnostic, text []byte, v any) []diag.Diagnostic {
	found := []diag.Diagnostic{fault}
	first := firstYAMLLine(text)
	if _, isSection := v.(*Section); isSection && fault.Code == "header-missing" {
		found[0].Fix = strings.Replace(fault.Fix, sampleDate, "", 1)
	}
	if fault.Code == "header-dashes" && fault.Line < first {
		rest := bytes.SplitAfterN(text, []byte{'\n'}, first)
		closing := unclosedFault(rest[len(rest)-1], fault.Line)
		if closing.Code == "header-dashes" && strings.TrimRight(closing.Source, " \t") != "---" {
			found = append(found, *closing)
		}
	}
	return found
}

// endMark closes the block that adrg/frontmatter is given. No cleaned text
// holds a NUL, so an indented "---" inside a value cannot end the block early.
const endMark = "\x00"

// header decodes a Markdown file's front matter into the struct v points to and
// returns where the body begins.
func header(file string, text []byte, zone *time.Location, v any) (body int, found []diag.Diagnostic, err error) {
	yamlText, body, fault := split(text)
	if fault != nil {
		found = further(*fault, text, v)
		for i := range found {
			found[i].File = file
		}
		return 0, found, nil
	}
	d := &decoder{file: file, zone: zone, source: text, first: firstYAMLLine(text)}
	block := slices.Concat([]byte("---\n"), yamlText, []byte(endMark))
	format := frontmatter.NewFormat("---", endMark, func(data []byte, v any) error {
		d.document(data, v)
		return nil
	})
	in := readers.Get().(*bufio.Reader) // the library takes a buffered reader as it is
	defer readers.Put(in)
	in.Reset(bytes.NewReader(block))
	slab := slabs.Get().(*[]yaml.Node)
	defer slabs.Put(slab)
	d.slab = *slab
	rest, err := frontmatter.Parse(in, v, format)
	*slab = d.slab
	if err != nil || len(rest) > 0 {
		return 0, nil, fmt.Errorf("split the front matter of %s: %d bytes left over: %w", file, len(rest), err)
	}
	return body, d.found, nil
}

var slabs = sync.Pool{New: func() any { return new([]yaml.Node) }}

var readers = sync.Pool{New: func() any { return bufio.NewReader(nil) }}

// firstYAMLLine is the line after the opening "---".
func firstYAMLLine(text []byte) int {
	start := len(text) - len(bytes.TrimLeft(text, " \t\n"))
	return 2 + bytes.Count(text[:start], []byte{'\n'})
}
