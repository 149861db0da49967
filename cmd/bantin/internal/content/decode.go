package content

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"

	"go.yaml.in/yaml/v4"
)

// A decoder turns YAML nodes into typed values. It knows only the fields that
// the target's `key` tags name; everything else is a diagnostic at its place.
//
// Tags: `key:"name"` names the YAML key; `key:"name,required"` must be given;
// `fold` after a comma folds white space, so that a headline is one line.
type decoder struct {
	file  string
	lines lineIndex
	zone  *time.Location
	root  *yaml.Node // of the document, once it is read
	slab  []yaml.Node
	found []diag.Diagnostic
}

var dateCodes = map[text.BadDate]diag.Code{
	text.DateUnknown: "date-unknown", text.DateImpossible: "date-impossible",
	text.DateSwapped: "date-swapped", text.DateYear: "date-year",
}

var (
	dateType = reflect.TypeFor[text.Date]()
	kindType = reflect.TypeFor[Kind]()
)

// document decodes a whole YAML document into the struct that v points to.
func (d *decoder) document(yamlText []byte, v any) {
	if len(yamlText) > limit.Header {
		d.at("header-size", 1, 0, 0, "", len(yamlText)/1024, limit.Header/1024)
		return
	}
	if line := tooDeep(yamlText); line > 0 {
		d.at("header-depth", line+d.lines.first-1, 0, 0, "", limit.HeaderDepth)
		return
	}
	root, mended := d.load(yamlText)
	if d.root = root; root == nil {
		return
	}
	known := len(d.found)
	d.value(root, reflect.ValueOf(v).Elem(), field{})
	d.found = slices.Concat(d.found[:known], slices.DeleteFunc(d.found[known:], func(f diag.Diagnostic) bool {
		return mended[f.Line]
	}))
	if m, ok := v.(*Meta); ok && m.Date.IsZero() && len(d.found) == 0 {
		d.missing(root, "date", field{})
		m.undated, d.found = &d.found[0], nil
		m.undated.Code = "date-required"
	}
}

// tooDeep returns the first line, from 1, on which more brackets or hyphens stand
// within each other than any header needs; 0 if there is none. Levels that are
// made by indentation are as many only where a line is as long.
func tooDeep(yamlText []byte) int {
	open, number := 0, 0
	for line := range bytes.Lines(yamlText) {
		number++
		hyphens := 0
		for rest := bytes.TrimLeft(line, " "); bytes.HasPrefix(rest, []byte("- ")); rest = bytes.TrimLeft(rest[2:], " ") {
			hyphens++
		}
		open += bytes.Count(line, []byte("[")) + bytes.Count(line, []byte("{"))
		if max(open, hyphens) > limit.HeaderDepth {
			return number
		}
		open = max(0, open-bytes.Count(line, []byte("]"))-bytes.Count(line, []byte("}")))
	}
	return 0
}

// A field is what a struct tag says of one key.
type field struct {
	name     string
	required bool
	fold     bool
	index    []int
}

// of is the field in a struct. A part of the struct that is kept aside is made
// when the first of its fields is asked for.
func (f field) of(v reflect.Value) reflect.Value {
	for i, n := range f.index {
		if i > 0 {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}

// fieldsByType are the fields of every struct that sources are decoded into.
var fieldsByType = collect(map[reflect.Type][]field{},
	reflect.TypeFor[Meta](), reflect.TypeFor[Section](), reflect.TypeFor[Settings]())

// collect reads the tags of struct types and of what their fields hold.
func collect(known map[reflect.Type][]field, types ...reflect.Type) map[reflect.Type][]field {
	for _, t := range types {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if _, seen := known[t]; seen || t.Kind() != reflect.Struct || t == dateType {
			continue
		}
		known[t] = fieldsOf(t)
		for _, f := range known[t] {
			collect(known, t.FieldByIndex(f.index).Type)
		}
	}
	return known
}

// fieldsOf reads the tags of a struct type.
func fieldsOf(t reflect.Type) []field {
	var fs []field
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("key")
		if !ok {
			continue
		}
		parts := strings.Split(tag, ",")
		if parts[0] == "" { // its keys stand among those of the whole
			for _, f := range fieldsOf(t.Field(i).Type.Elem()) {
				f.index = append([]int{i}, f.index...)
				fs = append(fs, f)
			}
			continue
		}
		fs = append(fs, field{
			name:     parts[0],
			required: slices.Contains(parts[1:], "required"),
			fold:     slices.Contains(parts[1:], "fold"),
			index:    []int{i},
		})
	}
	return fs
}

func names(fs []field) []string {
	ns := make([]string, len(fs))
	for i, f := range fs {
		ns[i] = f.name
	}
	return ns
}

func (d *decoder) value(n *yaml.Node, v reflect.Value, f field) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || !strings.HasPrefix(n.Tag, "!!") {
		d.sign(n)
		return
	}
	if v.Type() == dateType {
		d.date(n, v, f)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, v, f)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), f)
	case reflect.Slice:
		d.sequence(n, v, f)
	case reflect.Map:
		d.table(n, v, f)
	default:
		d.scalar(n, v, f)
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, parent field) {
	if n.Kind != yaml.MappingNode {
		if isNull(n) {
			n = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
		} else {
			d.wrongType(n, v.Type(), parent)
			return
		}
	}
	fields := fieldsByType[v.Type()]
	given := make([]bool, len(fields)) // with a value, or with a fault of its own
	d.pairs(n, func(key, value *yaml.Node) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == key.Value })
		switch {
		case i < 0:
			near := d.unknownKey(key, names(fields))
			if i = slices.Index(names(fields), near); i >= 0 {
				given[i] = true
			}
		case isNull(value) && value.Anchor == "":
			given[i] = d.comment(key)
		default:
			before := len(d.found)
			d.value(value, fields[i].of(v), fields[i])
			given[i] = len(d.found) > before
		}
	})
	if len(n.Content)/2 > limit.Keys {
		return
	}
	for i, f := range fields {
		if f.required && !given[i] && f.of(v).IsZero() {
			d.missing(n, f.name, parent)
		}
	}
}

// missing reports a required key, at its own place if it was left empty. On the
// top level the remedy is to write the key as the first one.
func (d *decoder) missing(n *yaml.Node, key string, parent field) {
	entry := key + ": " + example(key)
	flow := n.Style&yaml.FlowStyle != 0
	for i := 0; i < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Value == key {
			before, rest := d.cut(k)
			if !flow {
				rest = ""
			}
			d.node("key-required", k, before+entry+strings.TrimPrefix(rest, key+":"), key)
			return
		}
	}
	switch before, rest := d.cut(n); {
	case parent.name != "" && flow:
		d.node("key-required", n, before+"{"+entry+", "+strings.TrimPrefix(rest, "{"), key)
	case parent.name != "":
		d.node("key-required", n, before+rest+"\n"+strings.Repeat(" ", utf8.RuneCountInString(before))+entry, key)
	case d.lines.first == 1:
		d.at("key-required", 1, 0, 0, entry+"\n"+d.lines.line(1), key)
	default:
		d.at("key-required", d.lines.first-1, 0, 0, "---\n"+entry, key)
	}
}

// example is a value that a key may have.
func example(key string) string {
	switch key {
	case "title":
		return "Tiêu đề"
	case "date":
		return "28/02/2024"
	case "url", "base_url":
		return "https://example.org/"
	case "src":
		return "anh.jpg"
	case "file":
		return "tep.pdf"
	}
	return "Nội dung"
}

// pairs visits the keys of a mapping once each; a repeated key is a fault.
func (d *decoder) pairs(n *yaml.Node, visit func(key, value *yaml.Node)) {
	if len(n.Content)/2 > limit.Keys {
		d.node("header-keys", n, "", len(n.Content)/2, limit.Keys)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		first := i
		for j := 0; j < first; j += 2 {
			if n.Content[j].Value == key.Value {
				first = j
			}
		}
		switch {
		case key.Kind != yaml.ScalarNode || key.Anchor != "":
			d.node("yaml-anchor", key, "")
		case first < i:
			d.node("key-duplicate", key, "", key.Value, n.Content[first].Line+d.lines.first-1)
		default:
			visit(key, n.Content[i+1])
		}
	}
}

func (d *decoder) table(n *yaml.Node, v reflect.Value, f field) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, v.Type(), f)
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, func(key, value *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(value, item, field{name: key.Value})
		if name, ok := d.clean(key, key.Value); ok {
			v.SetMapIndex(reflect.ValueOf(name), item)
		}
	})
}

func (d *decoder) sequence(n *yaml.Node, v reflect.Value, f field) {
	switch {
	case v.Type().Elem().Kind() == reflect.String && strings.HasPrefix(n.Value, "-") && d.glued(n):
		return
	case n.Kind == yaml.ScalarNode && v.Type().Elem().Kind() == reflect.String && n.Style == 0 && strings.Contains(n.Value, ", "):
		d.node("list-comma", n, d.replace(n, "["+n.Value+"]"), f.name)
		return
	case n.Kind == yaml.ScalarNode && v.Type().Elem().Kind() == reflect.String:
		// `tags: Kỳ họp` is what people write for a list of one.
		n = &yaml.Node{Kind: yaml.SequenceNode, Line: n.Line, Column: n.Column, Content: []*yaml.Node{n}}
	case n.Kind != yaml.SequenceNode:
		d.wrongType(n, v.Type(), f)
		return
	case len(n.Content) > limit.Items:
		d.node("header-items", n, "", f.name, len(n.Content), limit.Items)
		return
	}
	list := reflect.MakeSlice(v.Type(), 0, len(n.Content))
	for _, c := range n.Content {
		item := reflect.New(v.Type().Elem()).Elem()
		before := len(d.found)
		d.value(c, item, f)
		if len(d.found) == before && !item.IsZero() {
			list = reflect.Append(list, item)
		}
	}
	v.Set(list)
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, f field) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, v.Type(), f)
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.text(n, v, f)
	case reflect.Bool:
		switch n.Value {
		case "true", "false":
			v.SetBool(n.Value == "true")
		default:
			fix := ""
			if meant := bools[text.Fold(n.Value)]; meant != "" {
				fix = d.replace(n, meant)
			}
			d.node("value-bool", n, fix, f.name, n.Value)
		}
	case reflect.Int, reflect.Int64:
		number, err := strconv.ParseInt(strings.ReplaceAll(n.Value, ".", ""), 10, 64)
		if err != nil || !wholeNumber.MatchString(n.Value) {
			d.node("value-number", n, "", f.name, n.Value)
			return
		}
		v.SetInt(number)
	default:
		panic(fmt.Sprintf("content: no decoding for %s", v.Type()))
	}
}

// wholeNumber is 4860169 or 4.860.169.
var wholeNumber = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)$`)

func (d *decoder) text(n *yaml.Node, v reflect.Value, f field) {
	s, ok := d.clean(n, n.Value)
	switch {
	case !ok:
		return
	case n.Style == 0 && (s == "true" || s == "false"):
		d.node("value-text", n, "", f.name)
		return
	case n.Style == 0 && wrappedInCurlyQuotes(s):
		d.node("header-quotes", n, d.replace(n, quote(trimCurlyQuotes(s))))
		return
	case v.Type() == kindType && s != string(News) && s != string(Guide):
		d.node("kind-unknown", n, "", s)
		return
	case d.comment(n):
		return
	}
	if f.fold && (strings.ContainsAny(s, "\n\t\u00a0") || strings.Contains(s, "  ") || strings.TrimSpace(s) != s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	if limit := limit.Text(f.name); len(s) > limit && len([]rune(s)) > limit {
		d.node("value-long", n, "", f.name, len([]rune(s)), limit)
		return
	}
	v.SetString(strings.Clone(s)) // what is kept must not keep the whole header
}

// clean is for what YAML's own escapes bring into a value: "\u200b".
func (d *decoder) clean(n *yaml.Node, s string) (string, bool) {
	if n.Style&yaml.DoubleQuotedStyle == 0 {
		return s, true
	}
	cleaned, report, err := text.Clean([]byte(s))
	if err != nil {
		d.node("control-character", n, "")
		return "", false
	}
	for _, set := range dropped(report) {
		d.node(set.code, n, "", set.args()...)
	}
	return string(cleaned), true
}

func (d *decoder) date(n *yaml.Node, v reflect.Value, f field) {
	if n.Kind != yaml.ScalarNode {
		_, rest := d.cut(n)
		d.node("date-unknown", n, "", f.name, rest)
		return
	}
	date, err := text.ParseDate(n.Value, d.zone)
	var bad *text.DateError
	if errors.As(err, &bad) {
		fix := ""
		if bad.Suggest != "" {
			fix = d.replace(n, bad.Suggest)
		}
		d.node(dateCodes[bad.Kind], n, fix, f.name, n.Value)
		return
	}
	v.Set(reflect.ValueOf(date))
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style == 0
}

// bools are what people write for yes and no, folded.
var bools = map[string]string{
	"yes": "true", "y": "true", "co": "true", "dung": "true", "on": "true", "1": "true", "true": "true", "t": "true", "x": "true",
	"no": "false", "n": "false", "khong": "false", "sai": "false", "off": "false", "0": "false", "false": "false", "f": "false",
}
