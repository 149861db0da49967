package content

import (
	_ "embed"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"
)

// This file writes the set of keys as JSON Schema, for programs in which people
// edit. What is more than a value's shape the decoder alone can tell.

// headers are the YAML texts that have a schema.
var headers = map[string]reflect.Type{
	"article": reflect.TypeFor[Meta](), "section": reflect.TypeFor[Section](), "site": reflect.TypeFor[Settings](),
}

// Schemas names the texts that have a schema.
func Schemas() []string { return slices.Sorted(maps.Keys(headers)) }

type object = map[string]any

// Schema is the JSON Schema of an article's front matter ("article"), that of a
// section ("section") or the settings ("site"). It is of draft 7: the YAML
// extension of VS Code knows none that is newer.
func Schema(of string) []byte {
	schema := schemaOf(headers[of], of, true)
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	out, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // it holds texts and numbers alone
	}
	return append(out, '\n')
}

// schemaOf describes the values of a type at a key, which path leads to. What is
// not required may be left empty.
func schemaOf(t reflect.Type, path string, required bool) object {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	types := func(types ...string) object {
		if !required {
			types = append(types, "null")
		}
		return object{"type": types}
	}
	var s object
	switch {
	case t == dateType:
		s = types("string")
		s["pattern"] = text.DatePattern()
	case t == kindType:
		s = object{"enum": []any{News, Guide, nil}}
	case t.Kind() == reflect.Struct:
		s = structSchema(types("object"), t, path)
	case t.Kind() == reflect.Map:
		s = types("object")
		s["additionalProperties"] = schemaOf(t.Elem(), path, false)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		s = types("array", "string", "number")
		s["items"], s["maxItems"] = schemaOf(t.Elem(), path, true), limit.Items
		s["not"] = object{"type": "string", "pattern": ", "} // a list without its brackets
	case t.Kind() == reflect.Slice:
		s = types("array")
		s["items"], s["maxItems"] = schemaOf(t.Elem(), path, true), limit.Items
	case t.Kind() == reflect.Bool:
		s = types("boolean")
	case t.Kind() == reflect.String: // YAML takes "author: 4" for a number
		s = types("string", "number")
		s["maxLength"] = limit.Text(name)
		if required {
			s["minLength"] = 1
		}
	default:
		s = types("number", "string")
		s["minimum"], s["pattern"] = 0, wholeNumber.String()
	}
	if about := keyTexts()[path]; about != "" {
		s["description"] = about
	}
	return s
}

func structSchema(s object, t reflect.Type, path string) object {
	properties, required := object{}, []string{}
	for _, f := range fieldsOf(t) {
		properties[f.name] = schemaOf(t.FieldByIndex(f.index).Type, path+"."+f.name, f.required)
		if f.required {
			required = append(required, f.name)
		}
	}
	s["properties"], s["required"], s["additionalProperties"] = properties, required, false
	return s
}

//go:embed keys.vi.txt
var keysText string

// keyTexts says what each key means, in words for an editor.
func keyTexts() map[string]string {
	texts := map[string]string{}
	for line := range strings.Lines(keysText) {
		if path, about, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			texts[path] = about
		}
	}
	return texts
}
