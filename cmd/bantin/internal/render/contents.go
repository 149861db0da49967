package render

import (
	"html"
	"regexp"
	"strings"

	"bantin/cmd/bantin/internal/layout"
)

// A text has a table of contents if it has as many main headings, and about two
// screens of a desktop to scroll.
const (
	contentsHeadings = 3
	contentsBytes    = 5_000
)

var (
	mainHeading = regexp.MustCompile(`(?s)<h2 id="([^"]+)">(.+?)</h2>`)
	anyTag      = regexp.MustCompile(`(?s)<sup id=.*?</sup>|<[^>]*>`)
)

// contents lists the main headings of a long text, as the converter prints them.
func contents(text layout.HTML) []layout.Heading {
	if len(text) < contentsBytes || strings.Count(string(text), "<h2 id=") < contentsHeadings {
		return nil
	}
	var list []layout.Heading
	for _, m := range mainHeading.FindAllStringSubmatch(string(text), -1) {
		list = append(list, layout.Heading{ID: m[1], Title: layout.Whole(html.UnescapeString(anyTag.ReplaceAllString(m[2], "")))})
	}
	return list
}
