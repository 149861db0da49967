package content

import (
	"cmp"
	"errors"
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
	file   string
	source []byte // the whole file
	first  int    // the YAML's first line, from 1; nodes count lines of the file
	zone   *time.Location
	keys   []field      // of the document
	root   *yaml.Node   // of the document, once it is read
	mended map[int]bool // lines whose values need not be judged
	slab   []yaml.Node
	found  []diag.Diagnostic
}

// DateCodes are what is said of dates that are refused.
var DateCodes = map[text.BadDate]diag.Code{
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
	d.keys = documents[reflect.TypeOf(v).Elem()]
	if d.root = d.load(yamlText); d.root == nil {
		return
	}
	known := len(d.found)
	d.value(d.root, reflect.ValueOf(v).Elem(), field{fields: d.keys})
	d.found = slices.Concat(d.found[:known], slices.DeleteFunc(d.found[known:], func(f diag.Diagnostic) bool {
		return d.mended[f.Line]
	}))
	if m, ok := v.(*Meta); ok && m.Date.IsZero() {
		last := len(d.found)
		d.missing(d.root, "date", field{})
		undated := d.found[last]
		undated.Code = "date-required"
		m.undated, d.found = &undated, d.found[:last]
	}
}

// A field is what a struct tag says of one key.
type field struct {
	name     string
	required bool
	fold     bool
	text     bool
	index    []int
	fields   []field // of the struct that it holds, or a list or map of such
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

// documents are the keys of what sources are decoded into.
var documents = map[reflect.Type][]field{
	reflect.TypeFor[Meta]():     fieldsOf(reflect.TypeFor[Meta]()),
	reflect.TypeFor[Section]():  fieldsOf(reflect.TypeFor[Section]()),
	reflect.TypeFor[Settings](): fieldsOf(reflect.TypeFor[Settings]()),
}

// fieldsOf reads the tags of a struct type, or of what a pointer, list or map
// leads to; there are none in other types.
func fieldsOf(t reflect.Type) (fs []field) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("key")
		if !ok {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		inner := fieldsOf(t.Field(i).Type)
		if name == "" { // its keys stand among those of the whole
			for _, f := range inner {
				f.index = append([]int{i}, f.index...)
				fs = append(fs, f)
			}
			continue
		}
		fs = append(fs, field{
			name: name, required: strings.Contains(options, "required"), fold: strings.Contains(options, "fold"),
			text: t.Field(i).Type.Kind() == reflect.String, index: []int{i}, fields: inner,
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
	if v.Type() == reflect.TypeFor[Target]() && n.Kind == yaml.ScalarNode && !isNull(n) {
		v, f = v.FieldByName("URL"), field{name: "url"}
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
	switch {
	case isNull(n):
		n = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	case n.Kind != yaml.MappingNode:
		d.wrongType(n, v.Type(), parent)
		return
	}
	var told []string // keys with a fault of their own
	within := d.pairs(n, func(key, value *yaml.Node) {
		name, before := key.Value, len(d.found)
		i := slices.IndexFunc(parent.fields, func(f field) bool { return f.name == name })
		switch {
		case i < 0:
			name = d.unknownKey(n, key, v, parent.fields)
		case isNull(value) && value.Anchor == "":
			d.comment(key)
		default:
			d.value(value, parent.fields[i].of(v), parent.fields[i])
		}
		if len(d.found) > before {
			told = append(told, name)
		}
	})
	for _, f := range parent.fields {
		if within && f.required && !slices.Contains(told, f.name) && f.of(v).IsZero() {
			d.missing(n, f.name, parent)
		}
	}
}

// missing reports a required key, at its own place if it was left empty. On the
// top level the remedy is to write the key as the first one.
func (d *decoder) missing(n *yaml.Node, key string, parent field) {
	entry := key + ": " + example(key)
	flow := n.Style&yaml.FlowStyle != 0
	before, rest := d.cut(n)
	switch k, _ := pair(n, key); {
	case k != nil:
		before, rest = d.cut(k)
		if !flow {
			rest = ""
		}
		d.node("key-required", k, before+entry+emptyValue.ReplaceAllString(strings.TrimPrefix(rest, key+":"), ""), key)
	case parent.name != "" && flow:
		d.node("key-required", n, before+"{"+entry+", "+strings.TrimPrefix(rest, "{"), key)
	case parent.name != "":
		d.node("key-required", n, before+rest+"\n"+strings.Repeat(" ", utf8.RuneCountInString(before))+entry, key)
	case d.first == 1:
		d.at("key-required", 1, 0, 0, entry+"\n"+d.line(1), key)
	default:
		d.at("key-required", d.first-1, 0, 0, "---\n"+entry, key)
	}
}

var emptyValue = regexp.MustCompile(`^ *(" *"|' *')?`)

// example is a value that a key may have.
func example(key string) string {
	return cmp.Or(map[string]string{
		"title": "Tiêu đề", "date": "28/02/2024", "url": "https://example.org/", "base_url": "https://example.org/",
		"src": "anh.jpg", "file": "tep.pdf",
	}[key], "Nội dung")
}

// pairs visits the keys of a mapping once each, if they are not too many; a
// repeated key is a fault.
func (d *decoder) pairs(n *yaml.Node, visit func(key, value *yaml.Node)) bool {
	if len(n.Content)/2 > limit.Keys {
		d.node("header-keys", n, "", len(n.Content)/2, limit.Keys)
		return false
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
			d.node("key-duplicate", key, "", key.Value, n.Content[first].Line, key.Value)
		default:
			visit(key, n.Content[i+1])
		}
	}
	return true
}

func (d *decoder) table(n *yaml.Node, v reflect.Value, f field) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, v.Type(), f)
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, func(key, value *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(value, item, field{name: key.Value, fields: f.fields})
		if name, ok := d.clean(key, key.Value); ok {
			v.SetMapIndex(reflect.ValueOf(name), item)
		}
	})
}

func (d *decoder) sequence(n *yaml.Node, v reflect.Value, f field) {
	texts := v.Type().Elem().Kind() == reflect.String
	switch {
	case texts && d.listForm(n, f):
		return
	case texts && n.Kind == yaml.ScalarNode:
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
		if v.SetBool(n.Value == "true"); n.Value != "true" && n.Value != "false" {
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
		panic("content: no decoding for " + v.Type().String())
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
	case n.Style == 0 && curly.MatchString(s):
		d.curled(n, curly.FindStringSubmatch(s)[1])
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
	dropped(report, func(code diag.Code, _ int, args ...any) { d.node(code, n, "", args...) })
	return string(cleaned), true
}

func (d *decoder) date(n *yaml.Node, v reflect.Value, f field) {
	date, err := text.ParseDate(n.Value, d.zone)
	var bad *text.DateError
	switch {
	case n.Kind != yaml.ScalarNode:
		_, written := d.cut(n)
		d.node("date-unknown", n, "", f.name, written)
	case errors.As(err, &bad) && bad.Suggest != "":
		d.node(DateCodes[bad.Kind], n, d.replace(n, bad.Suggest), f.name, n.Value)
	case err != nil:
		d.node(DateCodes[bad.Kind], n, "", f.name, n.Value)
	default:
		v.Set(reflect.ValueOf(date))
	}
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style == 0
}

// bools are what people write for yes and no, folded.
var bools = map[string]string{
	"yes": "true", "y": "true", "co": "true", "dung": "true", "on": "true", "1": "true", "true": "true", "t": "true", "x": "true",
	"no": "false", "n": "false", "khong": "false", "sai": "false", "off": "false", "0": "false", "false": "false", "f": "false",
}
