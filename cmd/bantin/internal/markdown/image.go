package markdown

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// paragraph prints a figure for a picture that stands alone.
func (p *page) paragraph(n *ast.Paragraph, entering bool) {
	name := "p"
	if isFigure(n) {
		name = "figure"
	}
	p.tag(name, entering)
	if !entering {
		p.WriteByte('\n')
	}
}

func isFigure(n ast.Node) bool {
	return n.Kind() == ast.KindParagraph && n.ChildCount() == 1 && n.FirstChild().Kind() == ast.KindImage
}

// fileName matches the description that some programs fill in: it says nothing
// to who cannot see the picture.
var fileName = regexp.MustCompile(`(?i)\.(?:jpe?g|png|webp|gif)$`)

func (p *page) image(img *ast.Image) {
	alt := appendWords(nil, p.body, img)
	if util.IsBlank(alt) || fileName.Match(alt) {
		p.fault("image-alt", at(img), len("!["))
	}
	src := p.resolved(destinationOf(img, img.Destination, true))
	if src == "" {
		p.Write(util.EscapeHTML(alt))
		return
	}
	p.WriteString("<img")
	p.attribute("src", util.URLEscape([]byte(src), false))
	p.attribute("alt", alt)
	p.WriteString(` loading="lazy" decoding="async"`)
	if isFigure(img.Parent()) && len(img.Title) > 0 {
		p.WriteString("><figcaption>")
		p.Write(util.EscapeHTML(decoded(img.Title)))
		p.WriteString("</figcaption>")
	} else {
		p.title(img.Title)
		p.WriteByte('>')
	}
}
