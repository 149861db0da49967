// Package layouts is the built-in theme. It is embedded, so that the program
// alone can build a site that has only content.
package layouts

import "embed"

// FS holds the layouts and, below assets, the theme's style sheets and scripts.
//
//go:embed *.html partials assets
var FS embed.FS
