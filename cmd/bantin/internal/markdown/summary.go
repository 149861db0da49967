package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
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
// indented text are cut as a whole and given as nothing.
func nextPiece(body []byte) (piece, rest []byte) {
	body = bytes.TrimLeft(body, "\n")
	for _, fence := range []struct{ open, end string }{{"```", "\n```"}, {"~~~", "\n~~~"}, {"<!--", "-->"}} {
		if bytes.HasPrefix(body, []byte(fence.open)) {
			_, rest, _ = bytes.Cut(body[1:], []byte(fence.end))
			_, rest, _ = bytes.Cut(rest, []byte("\n"))
			return nil, rest
		}
	}
	for rest = body; len(rest) > 0; {
		line := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line = rest[:i+1]
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		rest = rest[len(line):]
	}
	piece = body[:len(body)-len(rest)]
	_, after, _ := bytes.Cut(rest, []byte("\n"))
	if bytes.HasPrefix(piece, []byte("  ")) || bytes.HasPrefix(piece, []byte("\t")) {
		piece = nil // it continues a list
	}
	return piece[:min(len(piece), summaryPiece)], after
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
				return strings.Join(words, " ")
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
