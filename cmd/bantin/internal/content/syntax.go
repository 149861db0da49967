package content

import (
	"errors"
	"regexp"
	"strings"

	"bantin/cmd/bantin/internal/diag"

	"go.yaml.in/yaml/v4"
)

var (
	keyLine   = regexp.MustCompile(`^(\s*(?:- )?)([\pL_][\pL\pN_-]*):(\s+)(.*?)\s*$`)
	gluedLine = regexp.MustCompile(`^(\s*)([\pL_][\pL\pN_-]*):([^\s/].*)$`)
)

// syntax turns the YAML library's error into the fault that an editor made.
// The library says where it stopped; what was meant is read from that line.
func (d *decoder) syntax(yamlText []byte, err error) {
	var e *yaml.LoadError
	if !errors.As(err, &e) || e.Mark.Line == 0 {
		if len(strings.TrimSpace(string(yamlText))) > 0 {
			d.at("header-yaml", d.lines.first, 0, 0, "")
			return
		}
		d.at("header-empty", d.lines.first, 0, 0, "")
		return
	}
	line := e.Mark.Line + d.lines.first - 1
	start := line
	if e.ContextMark.Line > 0 && strings.Contains(e.ContextMsg, "scalar") {
		start = e.ContextMark.Line + d.lines.first - 1
	}
	if line-d.lines.first >= strings.Count(string(yamlText), "\n") && start < line {
		line = start
	}
	if n, ok := d.tab(start, line); ok {
		d.at("header-tab", n, 1, 1, d.untab(n))
		return
	}
	for _, n := range []int{start, line - 1, line} {
		if code, fix := d.mistake(n, n < line); code != "" {
			column := 0
			if n == line {
				column = e.Mark.Column
			}
			d.at(code, n, column, 1, fix)
			return
		}
	}
	d.at("header-yaml", line, e.Mark.Column, 1, "")
}

// tab finds the first line of from…to that is indented with a tab.
func (d *decoder) tab(from, to int) (int, bool) {
	for n := from; n <= to; n++ {
		indent := d.lines.line(n)
		indent = indent[:len(indent)-len(strings.TrimLeft(indent, " \t"))]
		if strings.Contains(indent, "\t") {
			return n, true
		}
	}
	return 0, false
}

// untab indents a line as its neighbour above asks: two spaces below a key
// that opens a block, none otherwise.
func (d *decoder) untab(n int) string {
	above, line := d.lines.line(n-1), strings.TrimLeft(d.lines.line(n), " \t")
	indent := above[:len(above)-len(strings.TrimLeft(above, " "))]
	if strings.HasSuffix(strings.TrimRight(above, " "), ":") {
		indent += "  "
	}
	return indent + line
}

// mistake recognises the errors that people make with YAML on one line. Of a
// line before the one where the library stopped only those count that run on.
func (d *decoder) mistake(n int, before bool) (diag.Code, string) {
	if n < d.lines.first {
		return "", ""
	}
	line := d.lines.line(n)
	if m := gluedLine.FindStringSubmatch(line); m != nil && before {
		return "header-space", m[1] + m[2] + ": " + strings.TrimSpace(m[3])
	}
	m := keyLine.FindStringSubmatch(line)
	if m == nil || m[4] == "" {
		return "", ""
	}
	head, value := m[1]+m[2]+":"+m[3], m[4]
	first := value[:1]
	switch {
	case first == `"` || first == "'":
		return d.quoted(head, value, first)
	case strings.HasPrefix(value, "“") || strings.HasPrefix(value, "‘"):
		return "header-quotes", head + quote(trimCurlyQuotes(value))
	case first == "[" && !strings.Contains(value, "]"):
		return "header-bracket", head + value + "]"
	case strings.Contains("@`%*&!|>{}[],?", first):
		return "header-reserved", head + quote(value)
	case strings.Contains(value, ": ") || strings.HasSuffix(value, ":"):
		return "header-colon", head + quote(value)
	}
	return "", ""
}

// quoted looks at a value that opens with a quotation mark.
func (d *decoder) quoted(head, value, mark string) (diag.Code, string) {
	inner := value[1:]
	switch {
	case !strings.Contains(inner, mark):
		return "header-quote-open", head + value + mark
	case strings.HasSuffix(inner, mark):
		inner = inner[:len(inner)-1]
		if mark == "'" {
			return "header-quote-inner", head + "'" + strings.ReplaceAll(inner, "'", "''") + "'"
		}
		return "header-quote-inner", head + "'" + strings.ReplaceAll(value[1:len(value)-1], "'", "''") + "'"
	}
	return "header-quote-inner", head + "'" + strings.ReplaceAll(value, "'", "''") + "'"
}
