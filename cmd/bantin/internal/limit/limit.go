// Package limit has all limits on what content/ may ask of the machine, each
// with its reason. An editor never meets them; a broken export or a hostile file
// does, and gets a diagnostic that names the file.
package limit

import "time"

// Files and headers, held to before they are parsed.
const (
	// Bytes of front matter or settings: what YAML takes grows faster than the
	// number of keys.
	Header = 64 << 10

	// Brackets, or hyphens on one line, that stand within each other in a header.
	// Ours need four; the library would take thousands and then stop for good.
	HeaderDepth = 50

	// Bytes of a Markdown file: a body with its header.
	File = Body + Header

	// Keys in one mapping: site.yaml may list this many keywords.
	Keys = 2000

	// Entries in one list: 300 attachments are real.
	Items = 1000

	// Entries below content/, so that a mistaken mount does not fill memory.
	Files = 500_000

	// How often one faulty header is parsed to find what mends it.
	Parses = 60

	// Characters of a notice: half the screen of a phone.
	Notice = 250

	// A listing or feed is one page to a reader.
	Listed = 200

	// Bytes of an old address, and of one name in it: what file systems hold.
	Alias = 500
	Name  = 200
)

// Pictures, held to before they are decoded.
const (
	// Bytes of a picture's file.
	Picture = 100 << 20

	// What the largest cameras that people own make is 61 million; each takes 3
	// to 12 bytes.
	Pixels = 64_000_000
)

// Text is the longest value of a key, in characters: a headline that fills a
// screen, a keyword of a line, a lead of a page.
func Text(key string) int {
	switch key {
	case "title":
		return 300
	case "tags":
		return 60
	case "slug":
		return 80
	}
	return 5000
}

// Bodies are not trusted, and goldmark cannot be stopped once it runs. These
// counts are taken before it sees the body, except where another moment is
// named, so the same body is refused on every machine.
const (
	// Bytes: a book of 500 pages.
	Body = 1 << 20

	// Nobody reads the tenth level of a list. Checkers of HTML refuse 512
	// levels, and goldmark visits every open level on every line. What nests
	// within a line is counted while it is rendered.
	Depth = 100

	// A blank line closes no list, so goldmark visits every open level on it
	// and keeps 24 bytes for each: levels × blank lines.
	BlankWork = 1_000_000

	// goldmark looks back or ahead over its whole block for each sign that may
	// begin or end something, so the cost is signs × bytes of the block; the
	// worst known shapes take 1 ns for each such pair. A dense page of a report
	// has 60 signs in 3 kB.
	MarkWork = 1_000_000_000

	// A short row is padded to the header's width, so a few bytes make
	// thousands of cells: rows × columns. The price list of a district has
	// 2,000 rows of 10.
	Cells = 20_000

	// Each escaped pipe of a table is compared with every other one.
	CellsPerPipe = 10

	// Each reference to a footnote is looked for among all footnotes.
	Footnotes = 1_000

	// Bytes: the longest page that a browser on an old phone still opens, and a
	// factor that no honest text reaches: tags weigh less than ten times their
	// text. Addresses count once more, since a definition is read wherever it
	// is named. All this is watched while rendering.
	Output       = 8 << 20
	OutputFactor = 20
	OutputBase   = 64 << 10

	// Faults of one body: enough to work on; each carries its line.
	Faults = 100

	// Bytes of how far a destination is looked for, and of the longest line that
	// is shown corrected.
	Line = 4 << 10

	// Bytes of a body in which its first paragraph must stand to be its lead,
	// and definitions that the paragraph may use.
	LeadSearch = 64 << 10
	LeadLabels = 100
)

// PageTime is how long one body may take to convert. The counts above keep every
// text far below it; what gets past them is an error of this program, not of the
// editor.
const PageTime = 10 * time.Second
