package layout

import (
	"regexp"
	"strconv"
	"strings"

	"bantin/cmd/bantin/internal/diag"
)

// place is how html/template and text/template say where they failed.
var place = regexp.MustCompile(`(?:html/template|template): ?([^: ]+\.html):(\d+)(?::(\d+))?: (.*)`)

// fault turns a template error into a diagnostic at the layout's own line. The
// innermost template named is where the fault is.
func (t *Theme) fault(err error, source string) diag.Diagnostic {
	d := diag.Diagnostic{Code: "template", File: "layouts"}
	message := err.Error()
	for rest := message; ; {
		m := place.FindStringSubmatch(rest)
		if m == nil {
			break
		}
		d.File = "layouts/" + m[1]
		d.Line, _ = strconv.Atoi(m[2])
		d.Column, _ = strconv.Atoi(m[3])
		message, rest = m[4], m[4]
		if lines := strings.Split(t.files[m[1]], "\n"); d.Line <= len(lines) && d.Line > 0 {
			d.Source = lines[d.Line-1]
		}
	}
	if d.Column > 0 {
		d.Column++ // the library counts from 0
	}
	if source != "" {
		source = " (" + source + ")"
	}
	d.Args = []any{message, source}
	return d
}
