package content

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"bantin/cmd/bantin/internal/diag"

	"github.com/adrg/frontmatter"
)

// parts is a Markdown file cut at its header's end.
type parts struct {
	yaml []byte // between the two --- lines
	body int    // byte offset of the body
}

// wordDashes are openings that a word processor made of "---".
var wordDashes = regexp.MustCompile(`^\s*(?:[—–―‒−]+|-{4,}|--|-[—–]|[—–]-)\s*$`)

// split cuts a cleaned text at its header. It alone decides where a header
// begins and ends: an opening "---" on the first line that is not blank, and
// the next line that is "---" from its first column on. A text that does not
// open so has a diagnostic that says what stands there instead.
func split(text []byte) (parts, *diag.Diagnostic) {
	start := len(text) - len(bytes.TrimLeft(text, " \t\n"))
	line := 1 + bytes.Count(text[:start], []byte{'\n'})
	first, rest, _ := bytes.Cut(text[start:], []byte{'\n'})
	if string(bytes.TrimRight(first, " \t")) != "---" {
		return parts{}, openingFault(string(first), line)
	}
	open := len(text) - len(rest)
	for at := open; at < len(text); {
		end := bytes.IndexByte(text[at:], '\n')
		next := at + end + 1
		if end < 0 {
			next = len(text)
		}
		if string(bytes.TrimRight(text[at:next], " \t\n")) == "---" {
			return parts{yaml: text[open:at], body: next}, nil
		}
		at = next
	}
	return parts{}, unclosedFault(text[open:], line)
}

func openingFault(first string, line int) *diag.Diagnostic {
	d := &diag.Diagnostic{Line: line, Column: 1, Source: first, Width: len([]rune(first))}
	switch trimmed := strings.TrimSpace(first); {
	case trimmed == "---" || wordDashes.MatchString(first):
		d.Code, d.Fix = "header-dashes", "---"
	case strings.HasPrefix(trimmed, "+++"):
		d.Code = "header-toml"
	case strings.HasPrefix(trimmed, "{") || trimmed == ";;;" || strings.HasPrefix(trimmed, "---json") || strings.HasPrefix(trimmed, "---toml"):
		d.Code = "header-json"
	default:
		d.Code, d.Column = "header-missing", 0
		d.Fix = "---\ntitle: …\ndate: …\n---\n" + first
	}
	return d
}

var anyKey = regexp.MustCompile(`^[\pL_][\pL\pN_-]*:(\s|$)|^\s+\S|^- `)

// unclosedFault finds the line before which the closing "---" was forgotten:
// the first that does not look like YAML, or one that a word processor changed.
func unclosedFault(header []byte, line int) *diag.Diagnostic {
	for l := range strings.Lines(string(header)) {
		line++
		l = strings.TrimSuffix(l, "\n")
		switch {
		case wordDashes.MatchString(l) || strings.TrimSpace(l) == "---":
			return &diag.Diagnostic{Code: "header-dashes", Line: line, Column: 1, Source: l, Width: len([]rune(l)), Fix: "---"}
		case !anyKey.MatchString(l) && !strings.HasPrefix(l, "#"):
			return &diag.Diagnostic{Code: "header-open", Line: line, Source: l, Fix: "---\n" + l}
		}
	}
	return &diag.Diagnostic{Code: "header-open", Line: line, Source: "", Fix: "---\n"}
}

// endMark closes the block that adrg/frontmatter is given. No cleaned text
// holds a NUL, so an indented "---" inside a value cannot end the block early.
const endMark = "\x00"

// header decodes a Markdown file's front matter into the struct v points to and
// returns where the body begins.
func header(file string, text []byte, zone *time.Location, v any) (body int, found []diag.Diagnostic, err error) {
	cut, fault := split(text)
	if fault != nil {
		fault.File = file
		return 0, []diag.Diagnostic{*fault}, nil
	}
	d := &decoder{file: file, zone: zone, lines: lineIndex{text, firstYAMLLine(text)}}
	block := make([]byte, 0, len(cut.yaml)+8)
	block = append(append(append(block, "---\n"...), cut.yaml...), endMark...)
	format := frontmatter.NewFormat("---", endMark, func(data []byte, v any) error {
		d.document(data, v)
		return nil
	})
	in := readers.Get().(*bufio.Reader) // the library takes a buffered reader as it is
	defer readers.Put(in)
	in.Reset(bytes.NewReader(block))
	rest, err := frontmatter.Parse(in, v, format)
	if err != nil || len(rest) > 0 {
		return 0, nil, fmt.Errorf("split the front matter of %s: %d bytes left over: %w", file, len(rest), err)
	}
	return cut.body, d.found, nil
}

var readers = sync.Pool{New: func() any { return bufio.NewReader(nil) }}

// firstYAMLLine is the line after the opening "---".
func firstYAMLLine(text []byte) int {
	start := len(text) - len(bytes.TrimLeft(text, " \t\n"))
	return 2 + bytes.Count(text[:start], []byte{'\n'})
}

// Body returns where the body of a cleaned Markdown text begins.
func Body(text []byte) (int, bool) {
	cut, fault := split(text)
	return cut.body, fault == nil
}
