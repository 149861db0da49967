package content

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"

	"bantin/cmd/bantin/internal/text"

	"go.yaml.in/yaml/v4"
)

// Line is what is typed as a value of front matter, cleaned and on one line.
func Line(typed string) (string, error) {
	cleaned, _, err := text.Clean([]byte(typed))
	return strings.Join(strings.Fields(string(cleaned)), " "), err
}

// Header is the front matter that reads back as m: the keys that have a value, in
// the order of their definition. Its texts are as Line makes them.
func Header(m Meta) []byte {
	var w bytes.Buffer
	w.WriteString("---\n")
	writeFields(&w, reflect.ValueOf(m), documents[reflect.TypeFor[Meta]()], "")
	w.WriteString("---\n")
	return w.Bytes()
}

func writeFields(w *bytes.Buffer, v reflect.Value, fields []field, indent string) {
	for _, f := range fields {
		value, err := v.FieldByIndexErr(f.index)
		if err != nil || value.IsZero() {
			continue
		}
		w.WriteString(indent + f.name + ":")
		writeValue(w, value, f.fields, strings.Repeat(" ", len(indent)+2))
	}
}

// writeValue writes what stands behind a key or the hyphen of an item; fields are
// the keys below it.
func writeValue(w *bytes.Buffer, v reflect.Value, fields []field, indent string) {
	date, dated := v.Interface().(text.Date)
	switch {
	case dated && date.DayOnly:
		w.WriteString(" " + date.Short() + "\n")
	case dated:
		w.WriteString(" " + date.Time.Format("02/01/2006 15:04") + "\n")
	case v.Kind() == reflect.Bool:
		w.WriteString(" " + strconv.FormatBool(v.Bool()) + "\n")
	case v.Kind() == reflect.String:
		w.WriteString(" " + Scalar(v.String()) + "\n")
	case v.Kind() == reflect.Slice:
		w.WriteByte('\n')
		for i := range v.Len() {
			w.WriteString(indent + "-")
			writeValue(w, v.Index(i), fields, indent+"  ")
		}
	case v.Kind() == reflect.Pointer:
		w.WriteByte('\n')
		writeFields(w, v.Elem(), fields, indent)
	default: // an item of several keys begins behind its hyphen
		var item bytes.Buffer
		writeFields(&item, v, fields, indent)
		w.WriteString(" " + strings.TrimLeft(item.String(), " "))
	}
}

// Scalar is s as a value of front matter or settings: as it is where that reads
// back as s, else in quotation marks. s is what Line makes.
func Scalar(s string) string {
	var n yaml.Node
	if simpleScalar(s, &n) && n.Style == 0 && s != "true" && s != "false" {
		return s
	}
	return quote(s)
}
