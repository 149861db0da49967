package diag

import "strings"

// mechanical says of each code whose Fix is shown, or whose lines cleaning puts
// right, whether that may be written without looking at each line: true where the
// words stay what they are and only their form changes; false where only the
// writer knows.
var mechanical = map[Code]bool{
	"date-swapped":        true,
	"date-unknown":        true, // a day, a month and a year are there, written in another way
	"header-begin":        true,
	"header-bracket":      true,
	"header-colon":        true,
	"header-dashes":       true,
	"header-indent":       true,
	"header-nocolon":      true,
	"header-quote-inner":  true,
	"header-quote-open":   true,
	"header-quotes":       true,
	"header-reserved":     true,
	"header-space":        true,
	"header-tab":          true,
	"header-wide":         true,
	"heading-top":         true, // the page is the same
	"invisible-character": true,
	"key-misspelt":        true,
	"link-form":           true,
	"link-space":          true,
	"link-title":          true,
	"list-dash":           true,
	"list-quoted":         true,
	"strong-literal":      true,
	"text-decomposed":     true,
	"value-bool":          true,
	"wrong-letter":        true,

	"date-required":      false, // shows an example
	"emphasis-signs":     false, // may be meant as emphasis
	"header-comment":     false, // a note of the writer's would be published
	"header-line":        false, // belongs to the line above, or lacks its key
	"header-missing":     false, // shows an example
	"header-open":        false, // where the text begins is a guess
	"header-wrap":        false, // the line may be meant as a key of its own
	"heading-literal":    false, // may be a hashtag
	"heading-underlined": false, // a heading or a rule
	"key-required":       false, // shows an example
	"legacy-encoding":    false, // the whole file has to be converted, and capitals are lost
	"link-literal":       false, // brackets may be meant as such
	"link-moved":         false, // other sites redirect to all sorts of places
	"list-comma":         false, // the comma may belong to one entry
	"raw-html":           false, // colours, widths and alignment are lost
	"slug-form":          false, // an address is chosen for good
	"tag-clash":          false, // perhaps one keyword in two spellings
	"tag-empty":          false, // an address is chosen for good
	"table-text":         false, // a row without its bars, or a text
	"value-list":         false, // shows an example
	"value-mapping":      false, // shows an example
	"value-text":         false, // brackets may have been left empty to be filled in
}

// Mechanical says whether what mends d may be written without looking at it. In a
// header, what stands behind a "#" may be a note, which no fix may make text.
func (d Diagnostic) Mechanical() bool {
	at := strings.Index(d.Source, " #")
	note := at >= 0 && strings.HasPrefix(string(d.Code), "header-") && !strings.HasSuffix(d.Fix, d.Source[at:])
	return mechanical[d.Code] && !note
}

// Judged tells whether the catalogue says of a code if its fix is mechanical.
func Judged(c Code) bool {
	_, known := mechanical[c]
	return known
}
