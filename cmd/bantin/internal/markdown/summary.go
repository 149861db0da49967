package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/limit"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
)

// summaryLength is in characters: what a listing shows in three lines.
const summaryLength = 300

// Summary returns the plain text of the body's first paragraph, cut at a word.
// Headings, pictures, tables, lists and quotations are no paragraphs. It
// parses no more of the body than it has to.
func (c *Converter) Summary(src Source) string {
	all := src.Text[src.Body:]
	body := all[:min(len(all), limit.LeadSearch)]
	for size := 256; ; size *= 4 {
		piece := body
		if i := bytes.Index(body[min(size, len(body)):], []byte("\n\n")); i >= 0 {
			piece = body[:size+i]
		}
		if words := c.firstWords(piece, all); words != "" || len(piece) == len(body) {
			return shorten(words)
		}
	}
}

// definition matches a line that says what [label] or [^label] stands for.
var definition = regexp.MustCompile(`\n\[[^\]\n]+\]:[^\n]*`)

// firstWords returns the words of the first paragraph that has more than a
// picture, "" if there is none. It looks for definitions in all of the body.
func (c *Converter) firstWords(piece, all []byte) string {
	if bytes.IndexByte(piece, '[') >= 0 {
		found := definition.FindAll(all, limit.LeadLabels)
		piece = slices.Concat(piece, []byte{'\n'}, bytes.Join(found, []byte{'\n'}))
	}
	p := page{src: Source{Text: piece}, body: piece}
	if !p.admit() {
		return ""
	}
	doc := c.parse(piece, parser.NewContext())
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindParagraph && !isFigure(n) {
			if words := strings.Fields(string(p.appendWords(nil, n))); len(words) > 0 {
				return strings.ToValidUTF8(strings.Join(words, " "), "")
			}
		}
	}
	return ""
}

// shorten cuts at the last word that fits.
func shorten(words string) string {
	if utf8.RuneCountInString(words) <= summaryLength {
		return words
	}
	end := len(string([]rune(words)[:summaryLength]))
	if i := strings.LastIndexByte(words[:end+1], ' '); i > 0 {
		end = i
	}
	return strings.TrimRight(words[:end], " ,;:.–-") + "…"
}
