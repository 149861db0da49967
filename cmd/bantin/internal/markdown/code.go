package markdown

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// language matches the name of a language, as it may stand behind ```.
var language = regexp.MustCompile(`^[A-Za-z0-9+#._-]+$`)

// fence prints a block of code. What stands behind its ``` is not printed.
func (p *page) fence(n *ast.FencedCodeBlock) {
	p.WriteString("<pre><code")
	if name := n.Language(p.body); name != nil {
		p.attribute("class", append([]byte("language-"), decoded(name)...))
		if info := bytes.TrimSpace(n.Info.Value(p.body)); !language.Match(info) {
			p.fault("fence-text", n.Info.Segment.Start, len(info))
		}
	}
	p.WriteByte('>')
	p.Write(util.EscapeHTML(n.Lines().Value(p.body)))
	p.WriteString("</code></pre>\n")
}
