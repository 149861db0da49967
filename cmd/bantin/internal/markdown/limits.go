package markdown

// Bodies are not trusted, and goldmark cannot be stopped once it runs. These
// counts are taken before it sees the body, except where another moment is
// named, so the same body is refused on every machine.
const (
	// A book of 500 pages has 1 MiB of text.
	maxBody = 1 << 20

	// Nobody reads the tenth level of a list. Checkers of HTML refuse 512
	// levels, and goldmark visits every open level on every line. Emphasis is
	// counted while it is rendered.
	maxDepth = 100

	// A blank line closes no list, so goldmark visits every open level on it
	// and keeps 24 bytes for each: levels × blank lines.
	maxBlankWork = 1_000_000

	// goldmark looks back or ahead over its whole block for each sign that may
	// begin or end something, so the cost is signs × bytes of the block; the
	// worst known shapes take 1 ns for each such pair. A dense page of a report
	// has 30 signs in 3 kB.
	maxMarkWork = 500_000_000

	// A short row is padded to the header's width, so a few bytes make
	// thousands of cells: rows × columns. The price list of a district has
	// 2,000 rows of 10.
	maxCells = 20_000

	// Each escaped pipe of a table is compared with every other one.
	cellsPerPipe = 10

	// Each reference to a footnote is looked for among all footnotes. While
	// rendering the same count bounds two more: a definition is printed
	// wherever it is named, and links to headings are kept until the end.
	maxReferences = 1_000

	// The longest page that a browser on an old phone still opens, and a
	// factor that no honest text reaches: tags weigh less than ten times their
	// text. Both are watched while rendering.
	maxOutput    = 8 << 20
	outputFactor = 20
	outputBase   = 64 << 10

	// Enough to work on; each fault carries its line.
	maxFaults = 100

	// How far a destination is looked for, and the longest line that is shown
	// corrected.
	maxLine = 4 << 10
)
