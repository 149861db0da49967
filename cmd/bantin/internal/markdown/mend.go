package markdown

import (
	"bytes"
	"strings"
)

// A mender writes one line's HTML as Markdown, from left to right.
type mender struct {
	rest   string
	out    []byte
	target string // address of the <a> under way
}

// mended is "" where the line has a tag without a counterpart.
func mended(line string) string {
	m := mender{rest: line}
	for m.rest != "" {
		if n := m.plain(); n > 0 {
			m.out, m.rest = append(m.out, m.rest[:n]...), m.rest[n:]
		} else if n := tagLength(m.rest); n == 0 || !m.tag(n) {
			return ""
		}
	}
	if m.target != "" {
		return ""
	}
	return string(bytes.TrimRight(m.out, " "))
}

// plain measures what is copied as it stands, 0 before a tag.
func (m *mender) plain() int {
	s := m.rest
	switch {
	case s[0] == '`': // code
		return strings.IndexByte(s[1:], '`') + 2
	case s[0] == '\\': // with the sign that it escapes
		return min(2, len(s))
	case s[0] == '<' && beginsTag(s[1:]) && !bytes.HasSuffix(m.out, []byte("](")):
		return 0
	}
	if i := strings.IndexAny(s[1:], "<`\\"); i >= 0 {
		return i + 1
	}
	return len(s)
}

func beginsTag(s string) bool {
	s = strings.TrimPrefix(s, "/")
	return s != "" && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

// tag replaces the tag of n bytes with which the rest begins.
func (m *mender) tag(n int) bool {
	tag := m.rest[:n]
	name, isEnd := tagName(tag)
	m.rest = m.rest[n:]
	switch name {
	case "b", "strong":
		m.mark("**", isEnd)
	case "i", "em":
		m.mark("*", isEnd)
	case "s", "del", "strike":
		m.mark("~~", isEnd)
	case "code", "tt", "kbd":
		m.mark("`", isEnd)
	case "span", "font", "u", "small", "big":
	case "br", "sub", "sup":
		m.out = append(m.out, map[bool]string{false: "<", true: "</"}[isEnd]+name+">"...)
	case "p", "div", "center":
		if !isEnd && bytes.HasSuffix(m.out, []byte(" ")) {
			m.out = append(bytes.TrimRight(m.out, " "), "\n\n"...)
		} else if isEnd && len(bytes.TrimSpace(m.out)) > 0 {
			m.out = append(m.out, ' ')
		}
	case "img":
		src := attribute(tag, "src")
		if src == "" || strings.Contains(src, ":") {
			return false // a picture of another site
		}
		m.out = append(m.out, "!["+attribute(tag, "alt")+"]("+bracketed(src)+")"...)
	case "a":
		if isEnd {
			m.out = append(m.out, "]("+bracketed(m.target)+")"...)
			m.target = ""
			return true
		}
		m.out, m.target = append(m.out, '['), attribute(tag, "href")
		return m.target != "" && !strings.HasPrefix(strings.ToLower(m.target), "javascript:")
	default:
		return false
	}
	return true
}

// mark writes a mark of emphasis; spaces go outside.
func (m *mender) mark(mark string, isEnd bool) {
	if isEnd {
		text := bytes.TrimRight(m.out, " ")
		spaces := string(m.out[len(text):])
		m.out = append(text, mark+spaces...)
		return
	}
	text := strings.TrimLeft(m.rest, " ")
	m.out = append(m.out, m.rest[:len(m.rest)-len(text)]+mark...)
	m.rest = text
}

// tagLength measures the tag that begins s; 0 means that it does not end.
func tagLength(s string) int {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"', c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return 0
}

// bracketed writes an address as Markdown takes it with spaces in it.
func bracketed(address string) string {
	if address == "" || strings.ContainsAny(address, " ()") {
		return "<" + address + ">"
	}
	return address
}

// attribute returns the value of a tag's attribute, "" if it has none.
func attribute(tag, name string) string {
	_, value, ok := strings.Cut(tag, " "+name+"=")
	if ok && (value[0] == '"' || value[0] == '\'') {
		value, _, _ = strings.Cut(value[1:], value[:1])
		return value
	}
	return value[:max(0, strings.IndexAny(value, " >"))]
}
