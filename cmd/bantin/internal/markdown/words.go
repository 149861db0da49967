package markdown

import (
	"bytes"
	"html"

	"github.com/yuin/goldmark/ast"
	gmhtml "github.com/yuin/goldmark/renderer/html"
)

// appendWords appends the plain text below n, as a reader would say it.
func appendWords(dst, body []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if c.IsRaw() {
				dst = append(dst, c.Value(body)...)
			} else {
				dst = appendDecoded(dst, c.Value(body))
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				dst = append(dst, ' ')
			}
		case *ast.String:
			dst = append(dst, c.Value...)
		case *ast.AutoLink:
			dst = append(dst, c.Label(body)...)
		case *ast.RawHTML:
			if string(c.Segments.Value(body)) == "<br>" {
				dst = append(dst, ' ')
			}
		default:
			dst = appendWords(dst, body, c)
		}
	}
	return dst
}

func appendDecoded(dst, markdown []byte) []byte {
	if !bytes.ContainsAny(markdown, `&\`) {
		return append(dst, markdown...)
	}
	var b bytes.Buffer
	gmhtml.DefaultWriter.Write(sink{&b}, markdown)
	return append(dst, html.UnescapeString(b.String())...)
}
