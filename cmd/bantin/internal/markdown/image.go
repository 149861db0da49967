package markdown

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// paragraph prints a figure for a picture that stands alone.
func (p *page) paragraph(n ast.Node, entering bool) {
	switch {
	case isFigure(n) && entering:
		p.WriteString("<figure>")
	case isFigure(n):
		p.WriteString("</figure>\n")
	case entering:
		p.WriteString("<p>")
	default:
		p.WriteString("</p>\n")
	}
}

func isFigure(n ast.Node) bool {
	return n.Kind() == ast.KindParagraph && n.ChildCount() == 1 && n.FirstChild().Kind() == ast.KindImage
}

func (p *page) image(n ast.Node) {
	img := n.(*ast.Image)
	alt := appendWords(nil, p.body, img)
	if util.IsBlank(alt) || isFileName(string(alt)) {
		p.fault("image-alt", max(img.Pos(), 0), len("!["))
	}
	src, ok := p.address(img, img.Destination, img.Reference != nil, true)
	if !ok {
		p.Write(util.EscapeHTML(alt))
		return
	}
	p.WriteString("<img")
	p.attribute("src", util.URLEscape([]byte(src), false))
	p.attribute("alt", alt)
	p.WriteString(` loading="lazy" decoding="async"`)
	if caption := isFigure(img.Parent()) && len(img.Title) > 0; caption {
		p.WriteString("><figcaption>")
		p.write(img.Title)
		p.WriteString("</figcaption>")
	} else {
		p.title(img.Title)
		p.WriteByte('>')
	}
}

// isFileName recognises the description that some programs fill in: it says
// nothing to who cannot see the picture.
func isFileName(alt string) bool {
	switch strings.ToLower(path.Ext(alt)) {
	case ".jpg", ".jpeg", ".png", ".webp", ".gif":
		return true
	}
	return false
}
