package text

import "strings"

// DatePattern is a regular expression, of Go as of JavaScript, that matches the
// ways to write a date that ParseDate reads. Whether there is such a day it
// cannot tell.
func DatePattern() string {
	var ways []string
	for _, form := range forms {
		ways = append(ways, parts.Replace(form.layout))
		if day, clock, ok := strings.Cut(form.layout, " "); ok {
			ways = append(ways, parts.Replace(clock)+",? "+parts.Replace(day))
		}
	}
	return "^(" + strings.Join(ways, "|") + ")$"
}

// parts are what stands for the elements of a layout, the longest first.
var parts = strings.NewReplacer("2006", "(19|20|21)[0-9]{2}", "Z07:00", "(Z|[+-][0-9]{2}:[0-9]{2})",
	"15", "[0-9]{1,2}", "01", "[0-9]{2}", "02", "[0-9]{2}", "04", "[0-9]{2}", "05", "[0-9]{2}",
	"1", "[0-9]{1,2}", "2", "[0-9]{1,2}")
