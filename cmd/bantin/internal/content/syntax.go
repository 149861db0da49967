package content

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// load parses YAML that people wrote. Where the library stops, the line that
// mends it is guessed, reported and put in place in memory, so that one reading
// tells all that is wrong. The root is nil if nothing can be decoded.
func (d *decoder) load(yamlText []byte) *yaml.Node {
	if root := simple(string(yamlText), d.first, &d.slab); root != nil {
		return root
	}
	lines := slices.Concat(make([]string, d.first-1), strings.Split(string(yamlText), "\n"))
	d.mended = map[int]bool{}
	for i, line := range lines {
		if text := strings.TrimLeft(line, " \u00a0"); strings.HasPrefix(line, "\u00a0") && text != "" {
			width := utf8.RuneCountInString(line) - utf8.RuneCountInString(text)
			lines[i] = strings.Repeat(" ", width) + text
			d.at("header-tab", i+1, 1, width, lines[i])
			d.mended[i+1] = true
		}
	}
	for parses := 0; ; {
		root, stop := parse(lines)
		switch {
		case stop == nil:
			return root
		case stop.deep:
			d.at("header-depth", stop.line+1, 0, 0, "", limit.HeaderDepth)
			return nil
		}
		slip, rest := d.recognise(lines, *stop, &parses)
		switch {
		case d.mended[stop.line+1] || parses > limit.Parses && len(d.mended) > 0:
			return nil
		case slip == nil:
			d.at("header-yaml", stop.line+1, stop.column, 1, "")
			return nil
		}
		d.found = append(d.found, *slip)
		d.mended[slip.Line] = true
		lines = rest
	}
}

// A spot is where the library stopped, and the line on which what it was
// reading began. Lines are indexes, the column counts from 1.
type spot struct {
	line, column, from int
	deep               bool // there were too many levels
}

// place is how far the library came.
func (s spot) place() []int { return []int{s.line, s.column, s.from} }

// depth has the library stop early: it would follow thousands of levels.
var depth = yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(limit.HeaderDepth)))

// parse returns the document's root, an empty mapping if there is none.
func parse(lines []string) (*yaml.Node, *spot) {
	if !slices.ContainsFunc(lines, func(l string) bool { return !strings.HasPrefix(strings.TrimSpace(l)+"#", "#") }) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: 1}, nil
	}
	var doc yaml.Node
	err := yaml.Load([]byte(strings.Join(lines, "\n")), &doc, depth)
	if err == nil {
		return doc.Content[0], nil
	}
	var e *yaml.LoadError
	if !errors.As(err, &e) || e.Mark.Line == 0 {
		return nil, &spot{}
	}
	last := len(lines) - 1
	s := spot{min(e.Mark.Line-1, last), e.Mark.Column, min(e.Mark.Line-1, last), strings.Contains(e.Message, "max depth")}
	if e.ContextMark.Line > 0 && !strings.HasPrefix(e.ContextMsg, "while parsing a block") {
		s.from = min(e.ContextMark.Line-1, last)
	}
	if s.line == last || lines[s.line] == "" { // the text ended too early
		s.line, s.column = s.from, e.ContextMark.Column
	}
	return nil, &s
}

// recognise finds the slip that stopped the library: the first guess that lets
// it read on beyond the guessed line. It returns the lines with that one mended.
func (d *decoder) recognise(lines []string, stop spot, parses *int) (*diag.Diagnostic, []string) {
	suspects := []int{stop.from, stop.line}
	for i := stop.line - 1; i >= 0; i-- {
		suspects = append(suspects, i)
	}
	for _, i := range suspects {
		for _, guess := range d.guesses(lines, i) {
			if *parses++; *parses > limit.Parses {
				return nil, nil
			}
			rest := slices.Clone(lines)
			rest[guess.Line-1], _, _ = strings.Cut(guess.Fix, "\n")
			if guess.Code == "header-open" {
				rest = lines[:i]
			}
			_, next := parse(rest)
			if next == nil || next.line != i && slices.Compare(next.place(), stop.place()) > 0 {
				return &guess, rest
			}
		}
	}
	return d.run(lines, stop)
}

// run is recognise for slips on several lines above the one that stopped the
// library: mending one alone moves nothing. The first of them is returned.
func (d *decoder) run(lines []string, stop spot) (first *diag.Diagnostic, rest []string) {
	all := slices.Clone(lines)
	for i := stop.line - 1; i >= 0; i-- {
		g := d.slip(i+1, lines[i])
		if g == nil {
			break
		}
		all[i], first = g.Fix, g
	}
	if _, next := parse(all); first == nil || next != nil && slices.Compare(next.place(), stop.place()) <= 0 {
		return nil, nil
	}
	rest = slices.Clone(lines)
	rest[first.Line-1] = first.Fix
	return first, rest
}

var (
	keyLine  = regexp.MustCompile(`^(\s*(?:- )?)([\pL_][\pL\pN _-]*):(\s+)(.*?)\s*$`)
	plainKey = regexp.MustCompile(`^[\pL_][\pL\pN_-]*:(\s|$)`)
)

// guesses are what may be wrong with a line, the likeliest first.
func (d *decoder) guesses(lines []string, i int) (list []diag.Diagnostic) {
	line := lines[i]
	text := strings.TrimLeft(line, " \t")
	indent := line[:len(line)-len(text)]
	if text == "" {
		return nil
	}
	add := func(code diag.Code, column, width int, fix string, args ...any) {
		list = append(list, d.fault(code, i+1, column, width, fix, args...))
	}
	misplaced := diag.Code("header-indent")
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		misplaced = "header-tab"
		add(misplaced, tab+1, 1, strings.ReplaceAll(indent, "\t", "  ")+text)
	}
	if g := d.slip(i, lines[max(i-1, 0)]); g != nil && indent != "" && g.Code == "header-nocolon" {
		list = append(list, *g) // or this line would be taken for what stands on the left
	}
	if g := d.slip(i+1, line); g != nil {
		list = append(list, *g)
	}
	head := i // of the text that this line may belong to
	for head > 0 && !plainKey.MatchString(lines[head]) {
		head--
	}
	wrapped, key := folded(d.line(head+1), d.keys)
	m := keyLine.FindStringSubmatch(line)
	if wrapped != "" && (head < i && m != nil && d.continues(line) || head == i && i+1 < len(lines) && d.continues(lines[i+1])) {
		list = append(list, d.fault("header-wrap", head+1, 0, 0, wrapped, key))
	}
	written, others := []string{text}, len(list)
	if m != nil && m[4] != "" {
		guessValue(m[1]+m[2]+":"+m[3], m[4], add)
	}
	for _, value := range list[others:] { // a line may be indented wrongly as well
		written = append(written, strings.TrimLeft(value.Fix, " \t"))
	}
	if indent != "" {
		for _, beside := range depths(lines[:i]) {
			for _, text := range written {
				add(misplaced, 1, len(indent), beside+text)
			}
		}
	}
	switch below := lines[i+1:]; {
	case indent != "" || plainKey.MatchString(line) || line[0] == '#':
	case d.goesOn(i + 1), wrapped != "" && slices.Index(below, "") == len(below)-1: // no blank line ends the text
		add("header-line", 0, 0, "  "+line)
	default:
		add("header-open", 0, 0, "---\n"+line)
	}
	return list
}

// continues tells whether a line goes on with the text above it, and is no key.
func (d *decoder) continues(line string) bool {
	m := keyLine.FindStringSubmatch(line)
	key := m != nil && (line[0] != ' ' || !words.MatchString(m[2]) || meant(m[2], d.keys) != "")
	slip, text := d.slip(0, line), strings.TrimLeft(line, " \t")
	return !key && !plainKey.MatchString(line) && text != "" && text[0] != '#' && (slip == nil || slip.Code == "list-dash")
}

// slips are what may be wrong with the sign behind a line's key, or with its
// hyphen: a colon of East Asian width, no space behind it, a word processor's
// dash, another sign, none at all.
var slips = []struct {
	code diag.Code
	line *regexp.Regexp // what stands before the sign, the sign, what stands behind it
}{
	{"header-wide", regexp.MustCompile(`^(\s*(?:- )?[\pL_][\pL\pN_-]*) *(：)\s*(.*)$`)},
	{"header-space", regexp.MustCompile(`^(\s*(?:- )?[\pL_][\pL\pN_-]*)(:)([^\s/-].*)$`)},
	{"header-space", regexp.MustCompile(`^(\s*)(-)([^\s/-].*)$`)},
	{"list-dash", regexp.MustCompile(`^(\s*)([–—−])\s*([\pL\pN"].*)$`)},
	{"header-nocolon", regexp.MustCompile(`^(\s*(?:- )?[A-Za-z_]+)()(?: *[;=] *| +|$)(.*)$`)},
}

// slip tells what is wrong with such a sign on a line, if anything is.
func (d *decoder) slip(number int, line string) *diag.Diagnostic {
	for _, s := range slips {
		m := s.line.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		before, key, known := m[1], strings.TrimLeft(m[1], " -"), d.keys
		if key != m[1] {
			known = below(d.keys)
		}
		switch {
		case m[2] == "-", s.code == "list-dash":
			before += "- "
		case m[2] != "":
			before += ": "
		case !slices.Contains(names(known), strings.ToLower(key)):
			continue
		default:
			before = strings.ToLower(m[1]) + ": "
		}
		g := d.fault(s.code, number, utf8.RuneCountInString(m[1])+1, 1, strings.TrimRight(before+m[3], " "), cmp.Or(m[2], key))
		return &g
	}
	return nil
}

// below are the keys that stand below others.
func below(keys []field) (all []field) {
	for _, f := range keys {
		all = append(all, f.fields...)
	}
	return all
}

// depths are the indentations that a line can have below others: beside the
// text behind a hyphen, beside the last line, on the left.
func depths(above []string) []string {
	for _, line := range slices.Backward(above) {
		text := strings.TrimLeft(line, " ")
		beside := line[:len(line)-len(text)]
		switch {
		case strings.HasPrefix(text, "- "):
			return []string{beside + "  ", beside, ""}
		case text != "":
			return []string{beside, ""}
		}
	}
	return []string{""}
}

// guessValue adds what may be wrong with a value behind its key.
func guessValue(head, value string, add func(diag.Code, int, int, string, ...any)) {
	_, size := utf8.DecodeRuneInString(value)
	first := value[:size]
	slip := func(code diag.Code, at int, with string, args ...any) {
		add(code, utf8.RuneCountInString(head+value[:at])+1, 1, head+with, args...)
	}
	colon := strings.Index(value+" ", ": ")
	if at := strings.LastIndexAny(value, "“”"); at >= 0 && strings.Count(value, `"`)%2 == 1 {
		slip("header-quotes", at, value[:at]+`"`+value[at+len("”"):])
	}
	switch {
	case first == `"` || first == "'":
		if at := strings.IndexByte(value, '\\'); at > 0 {
			slip("header-reserved", at, requoted(value, first), `\`)
		}
		if at := strings.Index(value[1:], first) + 1; at > 0 {
			slip("header-quote-inner", at, requoted(value, first))
		} else {
			slip("header-quote-open", 0, value+first)
		}
		return
	case curly.MatchString(value):
		slip("header-quotes", 0, quote(curly.FindStringSubmatch(value)[1]))
		return
	case first == "[" && !strings.Contains(value, "]"):
		slip("header-bracket", 0, value+"]", "]")
	case first == "{" && colon > 0 && !strings.Contains(value, "}"):
		slip("header-bracket", 0, value+"}", "}")
	case first == "[" && strings.Trim(value[strings.IndexByte(value, ']'):], "] ") == "":
	case strings.Contains("@`%*&!|>{}[],?-", first):
		slip("header-reserved", 0, quote(value), first)
	}
	if colon > 0 {
		slip("header-colon", colon, quote(value))
	}
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
