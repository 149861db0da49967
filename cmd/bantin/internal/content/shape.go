package content

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
	d.at("header-comment", n.Line+d.lines.first-1, column, utf8.RuneCountInString(rest), before+quote(rest))
	return true
}

// glued reports entries without a space behind the colon or hyphen, which YAML
// takes for one text.
func (d *decoder) glued(n *yaml.Node) bool {
	for line := n.Line + d.lines.first - 1; ; line++ {
		g, ok := glued(d.lines.line(line))
		if !ok || n.Kind != yaml.ScalarNode || n.Style != 0 {
			return line >= n.Line+d.lines.first
		}
		d.at(g.Code, line, g.Column, 1, g.Fix, g.Args...)
	}
}

// wrongType reports a value of another shape than its field's.
func (d *decoder) wrongType(n *yaml.Node, want reflect.Type, f field) {
	flow := n.Style&yaml.FlowStyle != 0
	switch {
	case f.name == "":
		if !d.glued(n) {
			d.node("header-shape", n, "")
		}
	case want.Kind() == reflect.Slice:
		d.node("value-list", n, d.spread(n, want.Elem(), "- "), f.name)
	case want.Kind() == reflect.Struct || want.Kind() == reflect.Map:
		d.node("value-mapping", n, d.spread(n, want, ""), f.name, strings.Join(names(fieldsByType[want]), ", "))
	case n.Kind == yaml.MappingNode && !flow && len(n.Content) == 2 && d.quoted(n) != "":
		key := n.Content[0] // "- Kỳ họp: thứ 15"
		d.at("header-colon", key.Line+d.lines.first-1, key.Column+utf8.RuneCountInString(key.Value), 1, d.quoted(n))
	case flow:
		d.node("value-text", n, d.quoted(n), f.name)
	default:
		d.node("value-text", n, "", f.name)
	}
}

// spread writes a value that stands alone on the line of its key as the entries
// that are wanted there, each item behind mark: "image: a.jpg" becomes "image:"
// and below it "src: a.jpg". The first text of the struct gets the value, what
// else it requires gets examples.
func (d *decoder) spread(n *yaml.Node, want reflect.Type, mark string) string {
	before, value := d.cut(n)
	if n.Kind != yaml.ScalarNode || want.Kind() != reflect.Struct || !ownLine.MatchString(before) {
		return ""
	}
	margin := utf8.RuneCountInString(before)
	if head := strings.TrimRight(before, " "); strings.HasSuffix(head, ":") {
		margin = len(head) - len(strings.TrimLeft(head, " -")) + 2
		before = head + "\n" + strings.Repeat(" ", margin) + mark
		margin += len(mark)
	}
	first, others := "", ""
	for _, f := range fieldsByType[want] {
		switch {
		case first == "" && want.FieldByIndex(f.index).Type.Kind() == reflect.String:
			first = f.name + ": " + value
		case f.required:
			others += "\n" + strings.Repeat(" ", margin) + f.name + ": " + example(f.name)
		}
	}
	return before + first + others
}

// unknownKey reports a key and returns the one that was probably meant, or "".
func (d *decoder) unknownKey(key *yaml.Node, known []string) string {
	near := keysElsewhere[strings.ReplaceAll(text.Fold(key.Value), "_", " ")]
	if !slices.Contains(known, near) {
		near = text.Similar(key.Value, known)
	}
	line := key.Line + d.lines.first - 1
	switch n := len(d.found); {
	case near == "" && n > 0 && d.found[n-1].Code == "header-open": // it is text as well
		return ""
	case near == "" && strings.Contains(key.Value, " ") && d.lines.line(line-1) == "":
		d.at("header-open", line, 0, 0, "---\n"+d.lines.line(line)) // "Sáng nay: …" is text
		return ""
	case near == "":
		d.node("key-unknown", key, "", key.Value, strings.Join(known, ", "))
		return ""
	}
	d.node("key-misspelt", key, d.replace(key, near), key.Value, near)
	return near
}

// keysElsewhere are keys as people say them in Vietnamese, folded, and as other
// programs call them.
var keysElsewhere = map[string]string{
	"tieu de": "title", "ngay": "date", "ngay dang": "date", "tom tat": "summary", "sapo": "summary", "description": "summary",
	"tac gia": "author", "nguon": "source", "tu khoa": "tags", "keywords": "tags", "anh": "image", "hinh anh": "image",
	"cover": "image", "nhap": "draft", "ban nhap": "draft", "tep dinh kem": "attachments", "lastmod": "updated",
	"mo ta": "description", "loai": "kind",
}
