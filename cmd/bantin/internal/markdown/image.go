package markdown

import (
	"regexp"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// isFigure says that a picture stands alone in its paragraph.
func isFigure(n ast.Node) bool {
	return n.Kind() == ast.KindParagraph && n.ChildCount() == 1 && n.FirstChild().Kind() == ast.KindImage
}

// begins says that nothing of the text stands above a picture.
func begins(img *ast.Image) bool {
	block := img.Parent()
	return img.PreviousSibling() == nil && block.PreviousSibling() == nil && block.Parent().Kind() == ast.KindDocument
}

// fileName matches the description that some programs fill in: it says nothing
// to who cannot see the picture.
var fileName = regexp.MustCompile(`(?i)\.(?:jpe?g|png|webp|gif)$`)

func (p *page) image(img *ast.Image) {
	alt := p.appendWords(nil, img)
	if util.IsBlank(alt) || fileName.Match(alt) {
		p.fault("image-alt", at(img), len("!["))
	}
	p.named(img.Reference)
	r := p.resolved(img, img.Destination, addressOf(img.Destination))
	alone := isFigure(img.Parent())
	name, before, behind := "figure", "<figcaption>", "</figcaption>"
	if r.Href == "" { // its words stay
		name, before, behind = "p", "<br>\n", ""
	}
	if alone {
		p.tag(name, true)
		defer p.WriteString("</" + name + ">\n")
		if p.src.Advise && len(img.Title) == 0 {
			p.fault("image-caption", at(img), len("!["))
		}
	}
	if r.Href == "" {
		p.Write(util.EscapeHTML(alt))
	} else {
		p.WriteString("<img")
		p.attribute("src", util.URLEscape([]byte(r.Href), false))
		p.widths(r)
		p.attribute("alt", alt)
		if !p.src.First || !begins(img) {
			p.WriteString(` loading="lazy"`)
		}
		p.WriteString(` decoding="async"`)
		if !alone {
			p.title(img, img.Title)
		}
		p.WriteByte('>')
	}
	if alone && len(img.Title) > 0 {
		p.WriteString(before)
		p.prose(p.titleText(img, img.Title))
		p.WriteString(behind)
	}
}

// widths prints what a browser has to know of a picture before it has it. That is
// none of the text's, and does not count as its output.
func (p *page) widths(r Resolved) {
	start := p.Len()
	if r.Srcset != "" {
		p.attribute("srcset", []byte(r.Srcset))
		p.attribute("sizes", []byte(r.Sizes))
	}
	if r.Width > 0 {
		p.WriteString(` width="` + strconv.Itoa(r.Width) + `" height="` + strconv.Itoa(r.Height) + `"`)
	}
	p.addresses -= p.Len() - start
}
