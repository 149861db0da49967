package content

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bantin/cmd/bantin/internal/diag"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"
)

// TestEveryKeyIsDescribed holds one text for each key, and none for others.
func TestEveryKeyIsDescribed(t *testing.T) {
	texts := keyTexts()
	var visit func(reflect.Type, string)
	visit = func(typ reflect.Type, path string) {
		if texts[path] == "" {
			t.Errorf("keys.vi.txt does not describe %s", path)
		}
		delete(texts, path)
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		for _, f := range fieldsOf(typ) {
			visit(typ.FieldByIndex(f.index).Type, path+"."+f.name)
		}
	}
	for name, typ := range headers {
		visit(typ, name)
	}
	for path := range texts {
		t.Errorf("keys.vi.txt describes %s, which is no key", path)
	}
}

// TestSchemaAgreesWithDecoder: what a YAML text's shape tells, both judge alike.
func TestSchemaAgreesWithDecoder(t *testing.T) {
	for _, test := range []struct {
		of, header string
		sound      bool
	}{
		{"article", "title: Kỳ họp thứ 15", true},
		{"article", "title: 15\nauthor: 4", true},
		{"article", "title: Kỳ họp\ndate: 28/02/2024\nupdated: 2024-03-01 07:30\nexpires: 2024-03-01T07:30:00+07:00", true},
		{"article", "title: Kỳ họp\npublish: 14:05, 28/2/2024\ndraft: true\npinned: false", true},
		{"article", "title: Kỳ họp\nsummary:\ntags:\nimage:\ndate:", true},
		{"article", "title: Kỳ họp\ntags: Giám sát\naliases: /cu/", true},
		{"article", "title: Kỳ họp\ntags: [Giám sát, 2024]\nimage: {src: a.jpg, alt: Ảnh}", true},
		{"article", "title: Kỳ họp\nattachments:\n  - file: a.pdf\n    title: Giấy mời\ncorrections:\n  - {date: 1/3/2024, text: Sửa}", true},
		{"article", "date: 28/02/2024", false},
		{"article", "title:\ndate: 28/02/2024", false},
		{"article", "title: ''", false},
		{"article", "title: true", false},
		{"article", "title: [Kỳ họp]", false},
		{"article", "titel: Kỳ họp", false},
		{"article", "title: Kỳ họp\nmenu: chính", false},
		{"article", "title: Kỳ họp\ndate: 28.2.2024", false},
		{"article", "title: Kỳ họp\ndate: 28/2/24", false},
		{"article", "title: Kỳ họp\ndate: [28/2/2024]", false},
		{"article", "title: Kỳ họp\ndraft: có", false},
		{"article", "title: Kỳ họp\ndraft: yes", false},
		{"article", "title: Kỳ họp\ntags: Giám sát, Kỳ họp", false},
		{"article", "title: Kỳ họp\ntags: {a: b}", false},
		{"article", "title: Kỳ họp\nimage: a.jpg", false},
		{"article", "title: Kỳ họp\nimage: {alt: Ảnh}", false},
		{"article", "title: Kỳ họp\nattachments: a.pdf", false},
		{"article", "title: Kỳ họp\ncorrections: [{text: Sửa}]", false},
		{"article", "title: " + strings.Repeat("ă", 301), false},
		{"article", "[Kỳ họp]", false},
		{"section", "title: Tin tức\nkind: news\nhidden: true\ndescription: Tin", true},
		{"section", "title: Sổ tay\nkind: guide", true},
		{"section", "title: Sổ tay\nkind:", true},
		{"section", "title: Sổ tay\nkind: blog", false},
		{"section", "kind: guide", false},
		{"site", "title: Trang\nbase_url: https://example.org/", true},
		{"site", "title: Trang\nbase_url: https://example.org/\nper_page: 30\ncounter: {baseline: 4.860.169, baseline_date: 1/1/2024}", true},
		{"site", "title: Trang\nbase_url: https://example.org/\ntags:\n  Láng Hạ: {slug: lang-ha-2}\n  HĐND: {also: [Hội đồng nhân dân]}\n  Lăng Hà:", true},
		{"site", "title: Trang\nbase_url: https://example.org/\nmenu:\n  - {title: Tin tức, url: /tin-tuc/}", true},
		{"site", "title: Trang", false},
		{"site", "title: Trang\nbase_url: https://example.org/\nper_page: nhiều", false},
		{"site", "title: Trang\nbase_url: https://example.org/\nper_page: -3", false},
		{"site", "title: Trang\nbase_url: https://example.org/\nmenu:\n  - {title: Tin tức}", false},
		{"site", "title: Trang\nbase_url: https://example.org/\ntags:\n  Láng Hạ: {slig: lang-ha-2}", false},
		{"site", "title: Trang\nbase_url: https://example.org/\ntags: [Láng Hạ]", false},
	} {
		target := reflect.New(headers[test.of])
		d := &decoder{file: SettingsFile, source: []byte(test.header), first: 1, zone: time.UTC}
		d.document([]byte(test.header), target.Interface())
		if sound := diag.Errors(d.found) == 0; sound != test.sound {
			t.Errorf("decoder, %s:\n%s\nsound: %v, %v", test.of, test.header, sound, d.found)
		}
		if err := mustSchema(t, test.of).Validate(mustValue(t, test.header)); (err == nil) != test.sound {
			t.Errorf("schema, %s:\n%s\n%v", test.of, test.header, err)
		}
	}
}

func mustSchema(t testing.TB, of string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(of)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(of, doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile(of)
}

// mustValue reads YAML as editors' extensions do: a date is a text.
func mustValue(t testing.TB, text string) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Load([]byte(text), &doc); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return plainValue(t, doc.Content[0])
}

func plainValue(t testing.TB, n *yaml.Node) (v any) {
	t.Helper()
	switch {
	case n.Kind == yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plainValue(t, n.Content[i+1])
		}
		return m
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, plainValue(t, c))
		}
		return list
	case n.Tag == "!!bool" || n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!null":
		if err := n.Decode(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	return n.Value
}

// beyondShape are faults that no schema tells: of YAML as written, of days that
// do not exist, of settings that are more than a shape.
var beyondShape = []diag.Code{
	"key-duplicate", "header-comment", "header-quotes", "header-colon", "header-reserved", "header-open", "header-space", "header-wide", "list-dash",
	"yaml-anchor", "date-impossible", "date-swapped", "date-year", "dates-crossed", "header-keys", "header-items", "control-character",
	"invisible-character", "value-number", // 1.5, since YAML takes 4.860 for such a number
	"setting-range", "base-url", "language-form", "path-word", "counter-endpoint", "zone-unknown", "value-long",
}

// TestSchemaAgreesWithDecoderOnFiles goes through this repository's own content
// and the sites that test the diagnostics.
func TestSchemaAgreesWithDecoderOnFiles(t *testing.T) {
	judged := 0
	for name, data := range mustSources(t) {
		of, head := "article", data
		switch {
		case strings.HasSuffix(name, "site.yaml"):
			of = "site"
		case strings.HasSuffix(name, "_index.md"):
			of = "section"
		}
		if of != "site" {
			header, _, fault := split(data)
			if fault != nil {
				continue
			}
			head = header
		}
		var doc yaml.Node
		if yaml.Load(head, &doc) != nil || len(doc.Content) == 0 {
			continue
		}
		d := &decoder{file: name, source: head, first: 1, zone: time.UTC}
		if d.document(head, reflect.New(headers[of]).Interface()); of == "site" {
			_, d.found = readSettings(head)
		}
		shape := slices.DeleteFunc(slices.Clone(d.found), func(f diag.Diagnostic) bool { return slices.Contains(beyondShape, f.Code) })
		err := mustSchema(t, of).Validate(plainValue(t, doc.Content[0]))
		if len(shape) > 0 && err == nil || len(d.found) == 0 && err != nil {
			t.Errorf("%s: the decoder finds %v, the schema %v", name, d.found, err)
		}
		judged++
	}
	if judged < 100 {
		t.Errorf("only %d files were judged", judged)
	}
}

// mustSources are the Markdown files and settings of this repository and of the
// archives below testdata/diagnostics.
func mustSources(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	archives, err := filepath.Glob("../../testdata/diagnostics/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			files[filepath.Base(archive)+"/"+f.Name] = f.Data
		}
	}
	err = filepath.WalkDir("../../../../content", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files[name], err = os.ReadFile(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		cleaned, found := clean(name, data)
		if ext := filepath.Ext(name); ext != ".md" && ext != ".yaml" || cleaned == nil || len(found) > 0 {
			delete(files, name)
			continue
		}
		files[name] = cleaned
	}
	return files
}
