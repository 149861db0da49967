package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"bantin/cmd/bantin/internal/diag"
)

// commentParser recognises comments that begin a line. They are the only HTML
// blocks of the dialect: every other tag is met inline, at its exact place.
// What follows the comment on its last line is text.
type commentParser struct{}

func (commentParser) Trigger() []byte { return []byte{'<'} }

func (commentParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || !bytes.HasPrefix(line[at:], []byte("<!--")) {
		return nil, parser.NoChildren
	}
	end := bytes.Index(line[at+2:], []byte("-->"))
	if end >= 0 && len(bytes.TrimSpace(line[at+2+end+3:])) > 0 {
		return nil, parser.NoChildren // a comment within a paragraph
	}
	comment := ast.NewHTMLBlock(ast.HTMLBlockType2)
	comment.Lines().Append(segment)
	if end >= 0 {
		comment.ClosureLine = segment
	}
	reader.AdvanceToEOL()
	return comment, parser.NoChildren
}

func (commentParser) Continue(n ast.Node, reader text.Reader, _ parser.Context) parser.State {
	comment := n.(*ast.HTMLBlock)
	if comment.HasClosure() {
		return parser.Close
	}
	line, segment := reader.PeekLine()
	if end := bytes.Index(line, []byte("-->")); end >= 0 {
		comment.ClosureLine = segment
		reader.Advance(end + 3)
		return parser.Close
	}
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (commentParser) Close(ast.Node, text.Reader, parser.Context) {}
func (commentParser) CanInterruptParagraph() bool                 { return true }
func (commentParser) CanAcceptIndentedLine() bool                 { return false }

func (p *page) commentBlock(n ast.Node) {
	comment := n.(*ast.HTMLBlock)
	code, at := diag.Code("comment-dropped"), max(comment.Pos(), 0)
	if !comment.HasClosure() {
		code = "comment-open"
	}
	p.fault(code, at, len("<!--"))
}
