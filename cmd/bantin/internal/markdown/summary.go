package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	summaryLength = 300      // characters: what a listing shows in three lines
	summaryPiece  = 4 << 10  // bytes of the paragraph that are looked at
	summarySearch = 64 << 10 // bytes of the body in which it must begin
	summaryLabels = 100      // definitions that it may use
)

// Summary returns the plain text of the body's first paragraph, cut at a word.
// Headings, pictures, tables, lists and quotations are no paragraphs. Only the
// piece of the body that holds it is parsed.
func (c *Converter) Summary(src Source) string {
	body := src.Text[src.Body:]
	for rest := body[:min(len(body), summarySearch)]; len(rest) > 0; {
		var piece []byte
		if piece, rest = nextPiece(rest); len(piece) == 0 {
			continue
		}
		if words := c.paragraphWords(piece, body); words != "" {
			return shorten(words)
		}
	}
	return ""
}

// nextPiece cuts what stands before the next blank line. Code, comments and
// what continues a list are cut as a whole and given as nothing.
func nextPiece(body []byte) (piece, rest []byte) {
	start, end := 0, 0
	for line := range bytes.Lines(body) {
		blank := util.IsBlank(line)
		if blank && end > start {
			break
		}
		if end += len(line); blank {
			start = end
		}
	}
	piece, rest = body[start:end], body[end:]
	for _, whole := range []struct{ open, end string }{{"```", "\n```"}, {"~~~", "\n~~~"}, {"<!--", "-->"}, {"  ", ""}, {"\t", ""}} {
		if bytes.HasPrefix(piece, []byte(whole.open)) {
			if i := bytes.Index(body[start+1:], []byte(whole.end)); i > 0 {
				_, rest, _ = bytes.Cut(body[start+1+i+len(whole.end):], []byte("\n"))
			}
			return nil, rest
		}
	}
	return piece[:min(len(piece), summaryPiece)], rest
}

// paragraphWords returns the words of the piece's first paragraph, "" if it
// has none but a picture.
func (c *Converter) paragraphWords(piece, body []byte) string {
	if bytes.IndexByte(piece, '[') >= 0 {
		piece = append(append(bytes.Clone(piece), "\n\n"...), definitions(body)...)
	}
	doc := c.parser.Parse(text.NewReader(piece))
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindParagraph && !isFigure(n) {
			if words := strings.Fields(string(appendWords(nil, piece, n))); len(words) > 0 {
				return strings.ToValidUTF8(strings.Join(words, " "), "")
			}
		}
	}
	return ""
}

// definitions collects the lines that say what [label] and [^label] stand for.
func definitions(body []byte) []byte {
	var found []byte
	n := 0
	for line := range bytes.Lines(body) {
		if line[0] == '[' && len(line) < maxAddress && bytes.Contains(line, []byte("]:")) && n < summaryLabels {
			found, n = append(append(found, line...), '\n'), n+1
		}
	}
	return found
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
