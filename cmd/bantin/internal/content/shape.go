package content

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/text"

	"go.yaml.in/yaml/v4"
)

// This file judges YAML that is sound but cannot be what its writer meant: keys
// by another name, values of another shape, text that YAML would drop.

// ownLine is what stands before a value that may fill the rest of its line.
var ownLine = regexp.MustCompile(`^\s*(- )?([\pL_][\pL\pN _-]*:\s+)?$`)

// quoted is the line with all that stands from a node on in quotation marks, or
// "" where that is not the node alone.
func (d *decoder) quoted(n *yaml.Node) string {
	before, rest := d.cut(n)
	whole := n.Style&yaml.FlowStyle == 0 || strings.HasSuffix(rest, "]") || strings.HasSuffix(rest, "}")
	if !ownLine.MatchString(before) || !whole || rest == "" || strings.HasPrefix(rest, "- ") {
		return ""
	}
	return before + quote(rest)
}

// sign reports a value whose first character means something to YAML.
func (d *decoder) sign(n *yaml.Node) {
	if fix := d.quoted(n); fix != "" && n.Kind&(yaml.ScalarNode|yaml.AliasNode) != 0 {
		_, rest := d.cut(n)
		d.node("header-reserved", n, fix, rest[:1])
		return
	}
	d.node("yaml-anchor", n, "")
}

// comment reports a text, or the key of an empty one, that loses what stands
// behind a "#": "Kỳ họp # 2".
func (d *decoder) comment(n *yaml.Node) bool {
	if n.LineComment == "" || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle|yaml.FlowStyle) != 0 {
		return false
	}
	before, rest := d.cut(n)
	at := strings.LastIndex(rest, strings.TrimSpace(n.LineComment))
	if at < 0 {
		return false
	}
	column := utf8.RuneCountInString(before+rest[:at]) + 1
	if strings.HasPrefix(rest, n.Value+":") {
		before, rest = before+rest[:at], rest[at:]
	}
	d.at("header-comment", n.Line, column, utf8.RuneCountInString(rest), before+quote(rest))
	return true
}

// curled reports a text in curly quotation marks, at both if it ends on another line.
func (d *decoder) curled(n *yaml.Node, inner string) {
	fix, marks, mark := d.replace(n, quote(inner)), "“”„‘’", quote(inner)[:1]
	before, rest := d.cut(n)
	below := string(d.from(n.Line + 1))
	at := strings.IndexAny(below, marks) // inside there are none
	if fix != "" || at < 0 || d.mended[n.Line] || quote(inner) != mark+inner+mark {
		d.node("header-quotes", n, fix)
		return
	}
	d.node("header-quotes", n, before+mark+strings.TrimLeft(rest, marks))
	last := n.Line + 1 + strings.Count(below[:at], "\n")
	line := d.line(last)
	at = strings.IndexAny(line, marks)
	d.at("header-quotes", last, utf8.RuneCountInString(line[:at])+1, 1, line[:at]+mark+strings.TrimLeft(line[at:], marks))
}

// glued reports lines without a space or colon behind the key or hyphen, which
// YAML takes for one text.
func (d *decoder) glued(n *yaml.Node) bool {
	before := len(d.found)
	for line := n.Line; n.Kind == yaml.ScalarNode && n.Style == 0; line++ {
		g := d.slip(line, d.line(line))
		if g == nil {
			break
		}
		d.found = append(d.found, *g)
	}
	return len(d.found) > before
}

// wrongType reports a value of another shape than its field's.
func (d *decoder) wrongType(n *yaml.Node, want reflect.Type, f field) {
	flow := n.Style&yaml.FlowStyle != 0
	switch {
	case f.name == "":
		if !d.glued(n) {
			d.node("header-shape", n, "")
		}
	case want.Kind() == reflect.Struct && d.glued(n):
	case want.Kind() == reflect.Slice:
		d.node("value-list", n, d.spread(n, f.fields, "- "), f.name)
	case want.Kind() == reflect.Struct:
		d.node("value-mapping", n, d.spread(n, f.fields, ""), f.name, strings.Join(names(f.fields), ", "))
	case want.Kind() == reflect.Map:
		d.node("value-mapping", n, "", f.name, strings.Join(names(f.fields), ", "))
	case n.Kind == yaml.MappingNode && !flow && len(n.Content) == 2 && d.quoted(n) != "":
		key := n.Content[0] // "- Kỳ họp: thứ 15"
		d.at("header-colon", key.Line, key.Column+utf8.RuneCountInString(key.Value), 1, d.quoted(n))
	case flow:
		d.node("value-text", n, d.quoted(n), f.name)
	default:
		d.node("value-text", n, "", f.name)
	}
}

// spread writes a value that stands alone on the line of its key as the entries
// that are wanted there, each item behind mark: "image: a.jpg" becomes "image:"
// and below it "src: a.jpg". The first text among the fields gets the value, what
// else is required gets examples.
func (d *decoder) spread(n *yaml.Node, fields []field, mark string) string {
	before, value := d.cut(n)
	first := slices.IndexFunc(fields, func(f field) bool { return f.text })
	if n.Kind != yaml.ScalarNode || first < 0 || !ownLine.MatchString(before) {
		return ""
	}
	if head := strings.TrimRight(before, " "); strings.HasSuffix(head, ":") {
		margin := len(head) - len(strings.TrimLeft(head, " -")) + 2
		before = head + "\n" + strings.Repeat(" ", margin) + mark
	}
	margin := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	fix := before + fields[first].name + ": " + value
	for i, f := range fields {
		if f.required && i != first {
			fix += "\n" + strings.Repeat(" ", margin) + f.name + ": " + example(f.name)
		}
	}
	return fix
}

// unknownKey reports a key of what is decoded into v, and returns the one that
// was probably meant, or "".
func (d *decoder) unknownKey(n, key *yaml.Node, v reflect.Value, fields []field) string {
	near := meant(key.Value, fields)
	if near != "" && elsewhere(key.Value, fields) == "" && !d.fits(n, key, v, near, fields) {
		near = ""
	}
	line := key.Line
	paragraph := strings.Contains(key.Value, " ") && d.line(line-1) == "" // "Sáng nay: …" is text
	text := paragraph || prose.MatchString(key.Value) || d.told("header-wrap", line-1)
	switch last, twin := len(d.found)-1, twin(n, key, near, fields); {
	case twin > 0:
		d.node("key-duplicate", key, "", key.Value, twin, near)
	case near != "":
		d.node("key-misspelt", key, d.replace(key, near), key.Value, near)
	case last >= 0 && d.found[last].Code == "header-open": // it is text as well
	case paragraph && !d.goesOn(line):
		d.at("header-open", line, 0, 0, "---\n"+d.line(line))
	case text && n.Style&yaml.FlowStyle == 0 && d.wrapped(n, key, fields):
	default:
		d.node("key-unknown", key, "", key.Value, strings.Join(names(fields), ", "))
	}
	return near
}

// fits tells whether the value of a key could be that of the one near to it.
func (d *decoder) fits(n, key *yaml.Node, v reflect.Value, near string, fields []field) bool {
	f := fields[slices.Index(names(fields), near)]
	before := len(d.found)
	if value := n.Content[slices.Index(n.Content, key)+1]; !isNull(value) {
		d.value(value, f.of(reflect.New(v.Type()).Elem()), f)
	}
	lost := slices.ContainsFunc(d.found[before:], func(f diag.Diagnostic) bool { return f.Fix == "" })
	d.found = d.found[:before]
	return !lost
}

// twin is the line of another key that means the one near to key, or 0.
func twin(n, key *yaml.Node, near string, fields []field) int {
	for pair := range slices.Chunk(n.Content, 2) {
		if near != "" && pair[0] != key && meant(pair[0].Value, fields) == near {
			return pair[0].Line
		}
	}
	return 0
}

// wrapped reports a key that is text: that of the key above, written on without
// a ">" until a colon stood in it.
func (d *decoder) wrapped(n, key *yaml.Node, fields []field) bool {
	last := slices.Index(n.Content, key) - 2
	at := last
	for at >= 0 && !slices.Contains(names(fields), n.Content[at].Value) && d.told("header-wrap", n.Content[at].Line) {
		at -= 2 // another such line
	}
	if at < 0 {
		return false
	}
	above := n.Content[at].Line
	fix, name := folded(d.line(above), fields)
	switch block := n.Content[at+1].Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0; {
	case fix == "" && !block:
		return false
	case !block && at == last:
		// What was said of that line alone is no remedy.
		d.found = slices.DeleteFunc(d.found, func(f diag.Diagnostic) bool { return f.Line == above })
		delete(d.mended, above)
		d.at("header-wrap", above, 0, 0, fix, name)
	}
	line := d.line(key.Line)
	d.node("header-wrap", key, strings.Repeat(" ", n.Column+1)+strings.TrimLeft(line, " "), n.Content[at].Value)
	return true
}

// words are in a key that is none here; prose is in what is no key but text.
var (
	words = regexp.MustCompile(`[^\w-]`)
	prose = regexp.MustCompile(`(\S+ ){3}|[^\pL\pN _-]`)
)

var foldable = regexp.MustCompile(`^( *(?:- )?)([a-z_]+):(?: +([^|>\s].*))?$`)

// folded is a line that gives a text to a key, with the text below a ">" and
// without a quotation mark that is not closed on it, and the key; else "".
func folded(line string, fields []field) (fix, key string) {
	m := foldable.FindStringSubmatch(line)
	if m == nil || !slices.ContainsFunc(fields, func(f field) bool { return f.text && f.fold && f.name == m[2] }) {
		return "", ""
	}
	fix = m[1] + m[2] + ": >"
	if value := m[3]; value != "" {
		mark := value[:1]
		closes, special := map[string]string{`"`: `"`, "'": "'", "[": "]", "{": "}"}[mark]
		switch {
		case special && len(value) > 1 && strings.HasSuffix(value, closes):
			return "", "" // it is whole
		case special && mark == closes && strings.Count(value, mark) == 1:
			value = value[1:]
		}
		fix += "\n" + strings.Repeat(" ", len(m[1])+2) + value
	}
	return fix, m[2]
}

// meant is the known key that a word stands for, or "".
func meant(word string, fields []field) string {
	return cmp.Or(elsewhere(word, fields), text.Similar(word, names(fields)))
}

// elsewhere is the known key that a word of another language or program means.
func elsewhere(word string, fields []field) string {
	for key := range strings.FieldsSeq(keysElsewhere[strings.ReplaceAll(text.Fold(word), "_", " ")]) {
		if slices.Contains(names(fields), key) {
			return key
		}
	}
	return ""
}

// listForm reports a list of texts that is written in a form that YAML reads
// otherwise: entries behind dashes or without a space behind their hyphens, commas
// without brackets, brackets in quotation marks, colons in brackets.
func (d *decoder) listForm(n *yaml.Node, f field) bool {
	switch {
	case n.Kind == yaml.ScalarNode && n.Style == 0 && strings.IndexAny(n.Value, "-–—−") == 0:
		return d.glued(n)
	case n.Kind == yaml.ScalarNode && n.Style == 0 && (strings.Contains(n.Value, ", ") || strings.Contains(n.Value, "; ")):
		d.node("list-comma", n, d.replace(n, bracketed(n.Value)), f.name)
		return true
	case n.Kind == yaml.ScalarNode && strings.HasPrefix(n.Value, "["):
		if list, stop := parse([]string{n.Value}); stop == nil {
			d.node("list-quoted", n, d.replace(n, inBrackets(list)), f.name)
			return true
		}
	case n.Kind == yaml.SequenceNode && n.Style&yaml.FlowStyle != 0:
		if at := slices.IndexFunc(n.Content, isPair); at >= 0 {
			key, fix := n.Content[at].Content[0], ""
			if before, rest := d.cut(n); ownLine.MatchString(before) && strings.HasSuffix(rest, "]") {
				fix = before + inBrackets(n)
			}
			d.at("header-colon", key.Line, key.Column+utf8.RuneCountInString(key.Value), 1, fix)
			return true
		}
	}
	return false
}

// bracketed is a list that commas part, or semicolons if there are any.
func bracketed(list string) string {
	if entries := strings.Split(list, "; "); len(entries) > 1 {
		for i, entry := range entries {
			if strings.Contains(entry, ",") {
				entries[i] = quote(entry)
			}
		}
		list = strings.Join(entries, ", ")
	}
	return "[" + list + "]"
}

// isPair tells whether an entry in brackets is text with a colon: [Kỳ họp: thứ 15].
func isPair(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Column == n.Content[0].Column
}

// inBrackets writes a list of texts on one line.
func inBrackets(list *yaml.Node) string {
	for _, n := range list.Content {
		if isPair(n) {
			*n = yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Value: n.Content[0].Value + ": " + n.Content[1].Value}
		}
	}
	out, _ := yaml.Dump(list, yaml.WithLineWidth(-1)) // what was loaded can be dumped
	return strings.TrimSpace(string(out))
}

// keysElsewhere are keys as people say them in Vietnamese, folded, and as other
// programs call them; of several the first that is known.
var keysElsewhere = map[string]string{
	"tieu de": "title", "name": "title", "ngay": "date", "ngay dang": "date", "tom tat": "summary", "sapo": "summary", "description": "summary",
	"tac gia": "author", "nguon": "source", "tu khoa": "tags", "keywords": "tags", "anh": "image", "hinh anh": "image",
	"cover": "image", "nhap": "draft", "ban nhap": "draft", "tep dinh kem": "attachments", "lastmod": "updated",
	"mo ta": "description summary alt", "loai": "kind", "het han": "expires", "hen gio": "publish", "dinh kem": "attachments",
	"nguoi viet": "author", "chu thich": "caption",
}
