package content

// Limits on what content/ may ask of the machine. An editor never meets them;
// a broken export or a hostile file does.
const (
	maxHeader = 64 << 10          // bytes of front matter or settings, capped before YAML sees them: its cost is superlinear in keys
	maxFile   = 1<<20 + maxHeader // bytes of a Markdown file: a body of 1 MiB is a book of 500 pages
	maxKeys   = 2000              // keys in one mapping; site.yaml may list this many keywords
	maxItems  = 1000              // entries in one list; 300 attachments are real
	maxFiles  = 500_000           // entries below content/, so that a mistaken mount does not fill memory
)

// maxText is the longest value of a key, in characters: a headline that fills
// a screen, a lead of a page.
func maxText(key string) int {
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
