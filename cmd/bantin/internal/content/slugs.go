package content

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"bantin/cmd/bantin/internal/diag"

	"go.yaml.in/yaml/v4"
)

// A Slug is an address that a keyword needs in site.yaml, with the diagnostic
// that says why.
type Slug struct {
	Keyword, Slug string
	diag.Diagnostic
}

// An edit of a line, in characters: how many are cut where, and what is put there.
type edit struct {
	at, cut int
	with    string
}

// Slugs places diagnostics in site.yaml. The last one on a line has the remedy
// for all of them there, as they are told.
func (o Opener) Slugs(list []Slug) []diag.Diagnostic {
	d := parsed(SettingsFile, o.text(SettingsFile))
	edits := map[int][]edit{}
	for _, s := range list {
		e := d.slug(s)
		at := &d.found[len(d.found)-1]
		at.Code, at.Args = s.Code, s.Args
		edits[at.Line] = append(edits[at.Line], e)
	}
	slices.SortFunc(d.found, func(x, y diag.Diagnostic) int {
		return cmp.Or(x.Line-y.Line, x.Column-y.Column, cmp.Compare(x.Code, y.Code), cmp.Compare(x.What(diag.Vietnamese), y.What(diag.Vietnamese)))
	})
	for i, f := range d.found {
		if i+1 == len(d.found) || d.found[i+1].Line != f.Line {
			d.found[i].Fix = edited(f.Source, edits[f.Line])
		}
	}
	return d.found
}

func edited(line string, edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.at - b.at })
	rest, from, out := []rune(line), 0, ""
	for _, e := range edits {
		out += string(rest[from:e.at]) + e.with
		from = e.at + e.cut
	}
	return out + string(rest[from:])
}

// slug adds a diagnostic where a keyword's slug stands or belongs, and returns
// what is to be written there.
func (d *decoder) slug(s Slug) edit {
	name := s.Keyword
	if strings.ContainsAny(name, "?:#,-&*!|>'\"%@`[]{}\\") { // signs of YAML
		name = quote(name)
	}
	key, tags := pair(d.root, "tags")
	_, entry := pair(tags, s.Keyword)
	_, slug := pair(entry, "slug")
	target, with := entry, "slug: "+s.Slug
	if entry == nil {
		target, with = tags, name+": {"+with+"}"
	}
	if entry == nil && (tags == nil || tags.Style&yaml.FlowStyle == 0) { // on a line of its own
		line, above := bytes.Count(bytes.TrimRight(d.source, " \n"), []byte{'\n'})+1, "\n  "
		switch {
		case key == nil && len(d.found) == 0:
			above = "\ntags:\n  "
		case key != nil && tags.Kind == yaml.MappingNode:
			line, above = key.Line, "\n"+strings.Repeat(" ", tags.Column-1)
		case key != nil:
			line = key.Line
		}
		d.at("", line, 0, 0, "")
		return edit{utf8.RuneCountInString(d.line(line)), 0, above + with}
	}
	d.node("", cmp.Or(slug, target), "")
	before, _ := d.cut(target)
	switch {
	case slug != nil:
		return edit{slug.Column - 1, d.found[len(d.found)-1].Width, s.Slug}
	case isNull(target):
		return edit{target.Column - 1, 0, " {" + with + "}"}
	case target.Style&yaml.FlowStyle != 0:
		return edit{target.Column, 0, with + ", "}
	}
	return edit{target.Column - 1, 0, with + "\n" + before}
}
