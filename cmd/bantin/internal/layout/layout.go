// Package layout turns typed views into HTML with html/template.
//
// One rule decides which file is used: a file in the site's layouts/ replaces
// the built-in one of the same name. The file named for the page's kind
// (home.html, list.html, article.html, archive.html, tags.html, sitemap.html,
// 404.html, alias.html) is what is executed; it is a whole page by itself, or calls
// base.html and defines its blocks. Everything below partials/ is available to
// all. Functions:
//
//	asset NAME        the theme's asset: its .URL (fingerprinted) and .Integrity
//	shared NAME VALUE the partial NAME, rendered once for each VALUE and reused:
//	                  it sees nothing of the page but VALUE
//	items NAME LIST   a <li> for each value of LIST, with what shared makes of it
//	number N          4860169 as 4.860.169
//	join TEXT         without its spaces: a telephone number in an address
//	whole TEXT        numbers of documents in it are not broken across lines
//	link URL TEXT     a link to one of the site's own addresses, its TEXT whole
//
// Layouts are minified once, when they are loaded, so a page needs no minifying
// of its own. Layouts are trusted; what they print is escaped by context.
package layout

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/minify"
	"bantin/cmd/bantin/internal/text"
)

// kinds are the layouts that are executed.
var kinds = []string{"home.html", "list.html", "article.html", "archive.html", "tags.html", "sitemap.html", "404.html", "alias.html"}

// A Theme is a parsed set of layouts with its assets. It is never executed
// itself: Bind makes layouts for one site.
type Theme struct {
	assets *Assets
	files  map[string]string // layout sources by name, as written
	sets   map[string]*template.Template

	written sync.Once // the sets as written, made for the first fault
	plain   *Layouts
}

// Load reads the theme: the built-in one below builtin, and over it the files
// of the site's folder layouts/ in site. Diagnostics name the faulty layout.
func Load(builtin, site fs.FS) (*Theme, []diag.Diagnostic, error) {
	t := &Theme{files: map[string]string{}}
	own, err := fs.Sub(site, "layouts")
	if err != nil {
		return nil, nil, err
	}
	raw := map[string][]byte{}
	var found []diag.Diagnostic
	for _, fsys := range []fs.FS{builtin, own} {
		special, err := readLayer(fsys, t.files, raw)
		if err != nil {
			return nil, nil, fmt.Errorf("read layouts: %w", err)
		}
		found = append(found, special...)
	}
	var faults []diag.Diagnostic
	t.assets, faults = newAssets(raw)
	found = append(found, faults...)
	t.sets, faults = t.parse(true)
	return t, append(found, faults...), nil
}

// readLayer reads one folder of layouts over what is there already. A folder
// that does not exist adds nothing; links, pipes and devices are faults.
func readLayer(fsys fs.FS, layouts map[string]string, assets map[string][]byte) (found []diag.Diagnostic, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if name == "." && err != nil {
			return fs.SkipAll
		}
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), "~") {
			return err
		}
		asset, isAsset := strings.CutPrefix(name, "assets/")
		if !isAsset && path.Ext(name) != ".html" {
			return nil
		}
		if !e.Type().IsRegular() {
			found = append(found, diag.Diagnostic{Code: "file-special", File: "layouts/" + name})
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		if isAsset {
			assets[asset] = b
		} else {
			layouts[name] = string(b)
		}
		return err
	})
	return found, err
}

// parse makes one template set a kind. Minified, positions in errors are not
// those of the files, so a set that fails is parsed again as written.
func (t *Theme) parse(minified bool) (map[string]*template.Template, []diag.Diagnostic) {
	none := func(string, any) (template.HTML, error) { return "", nil }
	shared := template.New("").Funcs(t.functions(none))
	var found []diag.Diagnostic
	for _, name := range sortedKeys(t.files) {
		if slices.Contains(kinds, name) {
			continue
		}
		if _, err := shared.New(name).Parse(t.source(name, minified)); err != nil {
			found = append(found, t.fault(err, ""))
		}
	}
	sets := map[string]*template.Template{}
	for _, name := range kinds {
		set := template.Must(shared.Clone())
		if _, err := set.New(name).Parse(t.source(name, minified)); err != nil {
			found = append(found, t.fault(err, ""))
		}
		sets[name] = set
	}
	if len(found) > 0 && minified {
		return t.parse(false)
	}
	return sets, found
}

// source is a layout's text. A minifier that loses or changes an action is not
// trusted with that layout.
func (t *Theme) source(name string, minified bool) string {
	written := t.files[name]
	if !minified {
		return written
	}
	small, err := minify.Template([]byte(written))
	if err != nil || !slices.Equal(actions(written), actions(string(small))) {
		return written
	}
	return string(small)
}

// actions lists a layout's template actions in order.
func actions(source string) []string {
	var list []string
	for {
		_, rest, ok := strings.Cut(source, "{{")
		if !ok {
			return list
		}
		action, after, _ := strings.Cut(rest, "}}")
		if !strings.HasPrefix(strings.TrimLeft(action, "- "), "/*") {
			list = append(list, strings.Trim(action, "- "))
		}
		source = after
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Same tells whether two themes were made from the same files.
func (t *Theme) Same(u *Theme) bool {
	return u != nil && maps.Equal(t.files, u.files) && slices.Equal(t.assets.URLs(), u.assets.URLs())
}

// Restyles tells whether what the style sheets say is all that has changed.
func (l *Layouts) Restyles(before *Layouts) bool {
	t, u := l.theme, before.theme
	others := func(a *Assets) []string {
		return slices.DeleteFunc(a.URLs(), func(url string) bool { return path.Ext(url) == ".css" })
	}
	return !t.Same(u) && maps.Equal(t.files, u.files) && slices.Equal(others(t.assets), others(u.assets)) && len(t.assets.byName) == len(u.assets.byName)
}

// Assets are the theme's, for whoever publishes them.
func (t *Theme) Assets() *Assets { return t.assets }

// Layouts execute a theme for one site: what the site shares between pages is
// rendered once and kept. Safe for concurrent use.
type Layouts struct {
	theme *Theme
	sets  map[string]*template.Template
	parts memo
}

// Bind makes layouts for one site.
func (t *Theme) Bind() *Layouts {
	l := &Layouts{theme: t, sets: make(map[string]*template.Template, len(t.sets))}
	for name, set := range t.sets {
		l.sets[name] = l.bind(set)
	}
	return l
}

func (l *Layouts) bind(set *template.Template) *template.Template {
	clone := template.Must(set.Clone())
	return clone.Funcs(l.theme.functions(func(name string, value any) (template.HTML, error) {
		key := part{name, value}
		if done, ok := l.parts.load(key); ok {
			return done, nil
		}
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		if err := clone.ExecuteTemplate(b, name, value); err != nil {
			return "", err
		}
		return l.parts.store(key, template.HTML(b.String())), nil
	}))
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// functions are those of all layouts. Each call costs html/template more than
// what a small partial does, so a list is one call.
func (t *Theme) functions(shared func(string, any) (template.HTML, error)) template.FuncMap {
	return template.FuncMap{
		"asset":  t.assets.find,
		"number": func(n any) string { return text.Number(reflect.ValueOf(n).Int()) },
		"join":   func(s string) string { return strings.Join(strings.Fields(s), "") },
		"shared": shared,
		"whole":  Whole,
		"link": func(url, text string) HTML {
			return HTML(`<a href="` + template.HTMLEscapeString(url) + `">` + string(Whole(text)) + "</a>")
		},
		"items": func(name string, list any) (template.HTML, error) {
			b := buffers.Get().(*bytes.Buffer)
			defer buffers.Put(b)
			b.Reset()
			for _, value := range reflect.ValueOf(list).Seq2() {
				item, err := shared(name, value.Interface())
				if err != nil {
					return "", err
				}
				b.WriteString("<li>")
				b.WriteString(string(item))
				b.WriteString("</li>")
			}
			return template.HTML(b.String()), nil
		},
	}
}

// wholeTitle is how long a document's number is that fits into a line of the
// largest headline on a phone.
const wholeTitle = 16

// Whole is a text in which no number of a document is broken across lines.
func Whole(s string) HTML {
	if strings.IndexByte(s, '/') < 0 {
		return HTML(template.HTMLEscapeString(s))
	}
	var b strings.Builder
	for piece, whole := range text.Pieces(s, wholeTitle) {
		if whole {
			b.WriteString(`<span class="whole">` + piece + `</span>`)
		} else {
			b.WriteString(template.HTMLEscapeString(piece))
		}
	}
	return HTML(b.String())
}

// Execute writes the page of a kind. Its diagnostic names the layout's place
// and the source of the page that met it.
func (l *Layouts) Execute(dst *bytes.Buffer, kind string, view any, source string) *diag.Diagnostic {
	err := l.sets[kind].ExecuteTemplate(dst, kind, view)
	if err == nil {
		return nil
	}
	if again := l.theme.asWritten().sets[kind].ExecuteTemplate(&bytes.Buffer{}, kind, view); again != nil {
		err = again
	}
	d := l.theme.fault(err, source)
	return &d
}

// asWritten are layouts that were not minified: they fail at the right place.
func (t *Theme) asWritten() *Layouts {
	t.written.Do(func() {
		sets, _ := t.parse(false)
		t.plain = (&Theme{assets: t.assets, files: t.files, sets: sets}).Bind()
	})
	return t.plain
}
