package content

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"

	"go.yaml.in/yaml/v4"
)

// A slip is a mistake that people make with YAML, as one line shows it.
type slip struct {
	code          diag.Code
	line          int // index into the header's lines
	column, width int // as in diag.Diagnostic
	mended        string
	args          []any
}

const (
	maxSlips  = 20 // of one header that are told
	maxParses = 60 // of one header: every guess is tried out
)

// load parses YAML that people wrote. A slip is reported and mended in memory,
// and the text is parsed again, so that one reading tells all that is wrong. The
// root is nil if nothing can be decoded; what was mended need not be judged.
func (d *decoder) load(yamlText []byte) (root *yaml.Node, mended map[int]bool) {
	lines := strings.Split(string(yamlText), "\n")
	mended = map[int]bool{}
	for parses := 0; ; {
		root, stop := parse(lines)
		if stop == nil {
			return root, mended
		}
		found, after := recognise(lines, *stop, &parses)
		if found == nil || mended[found.line] || len(mended) == maxSlips {
			if !mended[stop.line] {
				d.stopped(lines, *stop)
			}
			return nil, nil
		}
		d.at(found.code, found.line+d.lines.first, found.column, found.width, found.mended, found.args...)
		mended[found.line] = true
		lines = after
	}
}

// stopped reports where the library gave up for a reason that is not known.
func (d *decoder) stopped(lines []string, stop spot) {
	code, args := diag.Code("header-yaml"), []any(nil)
	if line := lines[stop.line]; strings.Count(line, "[") > strings.Count(line, "]") {
		code, args = "header-bracket", []any{"]"}
	}
	d.at(code, stop.line+d.lines.first, stop.column, 1, "", args...)
}

// A spot is where the library stopped, and where what it was reading began.
type spot struct {
	line, column int // line is an index, column counts from 1
	from         int // index of a line
}

func (s spot) after(t spot) bool {
	return cmp.Or(cmp.Compare(s.line, t.line), cmp.Compare(s.column, t.column)) > 0
}

// parse returns the document's root, an empty value if there is none.
func parse(lines []string) (*yaml.Node, *spot) {
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.TrimSpace(l) != "" && l[0] != '#' }) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: 1}, nil
	}
	var doc yaml.Node
	err := yaml.Load([]byte(strings.Join(lines, "\n")), &doc)
	var e *yaml.LoadError
	switch {
	case err == nil && doc.Kind == yaml.DocumentNode && len(doc.Content) == 1:
		return doc.Content[0], nil
	case err == nil:
		return &doc, nil
	case !errors.As(err, &e) || e.Mark.Line == 0:
		return nil, &spot{}
	}
	last := len(lines) - 1
	s := spot{line: min(e.Mark.Line-1, last), column: e.Mark.Column}
	s.from = s.line
	if e.ContextMark.Line > 0 && !strings.Contains(e.ContextMsg, "block mapping") {
		s.from = min(e.ContextMark.Line-1, last)
	}
	if s.line == last || lines[s.line] == "" { // the text ended too early
		s.line, s.column = s.from, e.ContextMark.Column
	}
	return nil, &s
}

// recognise finds the slip that stopped the library: the first whose mended
// line lets it read on. It returns the lines with that one in place.
func recognise(lines []string, stop spot, parses *int) (*slip, []string) {
	for _, i := range suspects(lines, stop) {
		for _, guess := range slips(lines, i) {
			if *parses++; *parses > maxParses {
				return nil, nil
			}
			after := slices.Clone(lines)
			after[i] = guess.mended
			if guess.code == "header-open" {
				after = lines[:i]
			}
			if _, next := parse(after); next == nil || next.after(stop) && next.line != i {
				return &guess, after
			}
		}
	}
	return nil, nil
}

// suspects are the lines on which the slip may be: where the library stopped,
// where what it was reading began, the line above, and the quotation mark above
// that was not closed on its line.
func suspects(lines []string, stop spot) []int {
	list := []int{stop.from}
	add := func(i int) {
		if i >= 0 && !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	for i := stop.line - 1; i >= 0; i-- {
		if m := keyLine.FindStringSubmatch(lines[i]); m != nil && m[4] != "" &&
			strings.Contains(`"'`, m[4][:1]) && strings.Count(m[4], m[4][:1]) == 1 {
			add(i)
			break
		}
	}
	add(stop.line)
	add(above(lines, stop.line))
	if stop.line <= 1 {
		add(0)
	}
	return list
}

// above is the nearest line above that is not blank, -1 if there is none.
func above(lines []string, i int) int {
	for i--; i >= 0 && strings.TrimSpace(lines[i]) == ""; i-- {
	}
	return i
}

var (
	keyLine   = regexp.MustCompile(`^(\s*(?:- )?)([\pL_][\pL\pN _-]*):(\s+)(.*?)\s*$`)
	gluedLine = regexp.MustCompile(`^(\s*(?:- )?[\pL_][\pL\pN_-]*:|\s*-)([^\s/-].*)$`)
	plainKey  = regexp.MustCompile(`^[\pL_][\pL\pN_-]*:(\s|$)`)
)

// slips guesses what may be wrong with a line, the likeliest first.
func slips(lines []string, i int) []slip {
	line := lines[i]
	text := strings.TrimLeft(line, " \t")
	indent := line[:len(line)-len(text)]
	if text == "" {
		return nil
	}
	var list []slip
	if strings.Contains(indent, "\t") {
		list = append(list, slip{"header-tab", i, strings.IndexByte(line, '\t') + 1, 1, strings.ReplaceAll(indent, "\t", "  ") + text, nil})
		for _, depth := range depths(lines, i) {
			list = append(list, slip{"header-tab", i, strings.IndexByte(line, '\t') + 1, 1, depth + text, nil})
		}
	}
	if m := gluedLine.FindStringSubmatch(line); m != nil {
		list = append(list, slip{"header-space", i, utf8.RuneCountInString(m[1]), 1, m[1] + " " + m[2], []any{m[1][len(m[1])-1:]}})
	}
	if m := keyLine.FindStringSubmatch(line); m != nil && m[4] != "" {
		list = append(list, valueSlips(i, m[1]+m[2]+":"+m[3], m[4])...)
	}
	for _, depth := range depths(lines, i) {
		if depth != indent {
			list = append(list, slip{"header-indent", i, 1, max(1, len(indent)), depth + text, nil})
		}
	}
	if indent == "" && !plainKey.MatchString(line) && line[0] != '#' {
		list = append(list, proseSlip(lines, i))
	}
	return list
}

// depths are the indentations that a line can have below the one above it:
// beside its text behind a hyphen, beside it, on the left.
func depths(lines []string, i int) []string {
	list := []string{""}
	if j := above(lines, i); j >= 0 {
		text := strings.TrimLeft(lines[j], " ")
		beside := lines[j][:len(lines[j])-len(text)]
		list = []string{beside, ""}
		if strings.HasPrefix(text, "- ") {
			list = []string{beside + "  ", beside, ""}
		}
	}
	return slices.Compact(list)
}

// valueSlips guesses what may be wrong with a value behind its key.
func valueSlips(i int, head, value string) []slip {
	column := utf8.RuneCountInString(head) + 1
	at := func(n int) int { return column + utf8.RuneCountInString(value[:n]) }
	_, size := utf8.DecodeRuneInString(value)
	first := value[:size]
	var list []slip
	add := func(code diag.Code, column int, with string, args ...any) {
		list = append(list, slip{code, i, column, 1, head + with, args})
	}
	switch {
	case first == `"` || first == "'":
		if n := strings.IndexByte(value, '\\'); n > 0 {
			add("header-reserved", at(n), requoted(value, first), `\`)
		}
		if n := strings.Index(value[1:], first) + 1; n > 0 {
			add("header-quote-inner", at(n), requoted(value, first))
		} else {
			add("header-quote-open", column, value+first)
		}
		return list
	case first == "“" || first == "‘":
		add("header-quotes", column, quote(trimCurlyQuotes(value)))
		return list
	case first == "[" && !strings.Contains(value, "]"):
		add("header-bracket", column, value+"]", "]")
	case first == "{" && strings.Contains(value, ": ") && !strings.Contains(value, "}"):
		add("header-bracket", column, value+"}", "}")
	case first == "[" && strings.Trim(value[strings.IndexByte(value, ']'):], "] ") == "":
	case strings.Contains("@`%*&!|>{}[],?-", first):
		add("header-reserved", column, quote(value), first)
	}
	if n := strings.Index(value+" ", ": "); n > 0 {
		add("header-colon", at(n), quote(value))
	}
	return list
}

// requoted puts a value that has quotation marks into marks of another kind. It
// was in marks as a whole if they do not pair up, or if the second one opens.
func requoted(value, mark string) string {
	inner, whole := strings.CutSuffix(value[len(mark):], mark)
	second := strings.Index(inner, mark)
	if whole && (strings.Count(value, mark)%2 == 1 || second <= 0 || inner[second-1] == ' ') {
		value = inner
	}
	return quote(value)
}

// proseSlip judges a line that has no key. Where entries follow, it continues
// the one above; otherwise it is the article's text.
func proseSlip(lines []string, i int) slip {
	line := lines[i]
	if i > 0 && plainKey.MatchString(lines[i-1]) && slices.ContainsFunc(lines[i+1:], plainKey.MatchString) {
		return slip{"header-line", i, 0, 0, "  " + line, nil}
	}
	return slip{"header-open", i, 0, 0, "---\n" + line, nil}
}
