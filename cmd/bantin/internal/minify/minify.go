// Package minify makes bytes smaller without changing what they say. Scripts
// are minified as files of the theme only, never inside a page, where a
// minifier could undo what escaping did.
package minify

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
)

// pages keeps what a reader of the source, and a careless script, rely on:
// document tags, end tags and quotes.
var pages = html.Minifier{KeepDocumentTags: true, KeepEndTags: true, KeepQuotes: true, KeepDefaultAttrVals: true}

// HTML minifies a page or a piece of one. Text inside scripts stays as it is.
func HTML(page []byte) ([]byte, error) { return markup(&pages, page) }

// Template minifies the markup around a Go template's actions.
func Template(source []byte) ([]byte, error) {
	withActions := pages
	withActions.TemplateDelims = html.GoTemplateDelims
	return markup(&withActions, source)
}

func markup(m *html.Minifier, b []byte) ([]byte, error) {
	mm := minify.New()
	mm.Add("text/html", m)
	return mm.Bytes("text/html", bytes.Clone(b)) // the library writes into its input
}

// An Error is where a file cannot be read.
type Error struct {
	Line, Column int // from 1
	Message      string
}

func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// Asset minifies a file of the theme by its ending; other files stay as they
// are. The error is an *Error.
func Asset(name string, b []byte) ([]byte, error) {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("text/javascript", js.Minify)
	kind := map[string]string{".css": "text/css", ".js": "text/javascript"}[path.Ext(name)]
	if kind == "" {
		return b, nil
	}
	small, err := m.Bytes(kind, bytes.Clone(b))
	var at interface{ Position() (int, int, string) }
	if errors.As(err, &at) {
		line, column, _ := at.Position()
		message, _, _ := strings.Cut(err.Error(), " on line ")
		return nil, &Error{line, column, message}
	}
	return small, err
}
