package markdown

import (
	"bytes"
	"regexp"
	"strings"

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

// harmless matches a line that stays the same words when it is no code any more.
var harmless = regexp.MustCompile(`^[\pL\pN“"(*][^<\[|` + "`" + `]*$`)

// indented prints lines that four spaces make code: hardly ever meant so, but as
// in a letter, where each begins a paragraph.
func (p *page) indented(n *ast.CodeBlock) {
	p.WriteString("<pre><code>")
	p.Write(util.EscapeHTML(n.Lines().Value(p.body)))
	p.WriteString("</code></pre>\n")
	gap := ""
	for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
		line, start := p.line(l.Start)
		words := bytes.TrimSpace(line[l.Start-start:])
		if len(words) == 0 {
			gap = ""
			continue
		}
		f := p.fault("code-indented", start, len(line))
		before := string(line[:l.Start-start])
		outer := strings.TrimSuffix(strings.TrimSuffix(before, "    "), "\t")
		if outer != before && harmless.Match(words) {
			f.Fix = gap + outer + string(words)
		}
		gap = strings.TrimRight(outer, " \t") + "\n"
	}
}
