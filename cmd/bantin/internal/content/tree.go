package content

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unique"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/text"
)

// fileTypes are the attachments that an article may own. HTML, scripts, SVG and
// XML would run as the site itself and are refused.
const fileTypes = " pdf doc docx xls xlsx ppt pptx odt ods odp rtf csv txt zip mp3 mp4 jpg jpeg png webp "

// listing is what lies below content/, by path.
type listing struct {
	markdown []string
	files    []File
	sections map[string]bool // folders with an _index.md
	bundles  map[string]bool // folders with an index.md
}

// equal tells whether two listings are of the same files.
func (l *listing) equal(m *listing) bool {
	return slices.Equal(l.markdown, m.markdown) && slices.Equal(l.files, m.files)
}

// list walks content/ without following links.
func list(ctx context.Context, fsys fs.FS, advise bool) (*listing, []diag.Diagnostic, error) {
	l := &listing{sections: map[string]bool{}, bundles: map[string]bool{}}
	var found []diag.Diagnostic
	seen := 0
	err := fs.WalkDir(fsys, "content", func(name string, e fs.DirEntry, err error) error {
		switch seen++; {
		case err != nil:
			return fmt.Errorf("list %s: %w", name, err)
		case seen > limit.Files:
			return fmt.Errorf("list content: more than %d entries", limit.Files)
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case advise && !e.IsDir():
			found = append(found, nameAdvice(name)...)
		}
		switch {
		case name == "content" || !Ignored(e.Name()):
			found = append(found, l.add(name, e)...)
		case e.IsDir():
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if advise {
		found = append(found, l.outside(fsys)...)
	}
	slices.Sort(l.markdown)
	slices.SortFunc(l.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return l, found, nil
}

// outside finds articles that lie beside content/ instead of in it: Markdown with a
// header, on the top level or in a folder that is called as a section is.
func (l *listing) outside(fsys fs.FS) (found []diag.Diagnostic) {
	meant := "content"
	for _, dir := range slices.Sorted(maps.Keys(l.sections)) {
		if dir != "content" && meant == "content" && l.sections[dir] {
			meant = dir
		}
	}
	_ = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error { // what cannot be read is not ours
		top, _, below := strings.Cut(name, "/")
		switch {
		case err != nil || name == ".":
		case e.IsDir() && (!l.sections["content/"+top] || top == "static" || top == "layouts" || Ignored(e.Name())):
			return fs.SkipDir
		case e.Type().IsRegular() && path.Ext(name) == ".md" && !strings.EqualFold(e.Name(), "readme.md") && !Ignored(e.Name()):
			to := meant + "/" + name
			if below {
				to = "content/" + name
			}
			if raw, _, _, _ := readFile(fsys, name, new(bytes.Buffer)); bytes.HasPrefix(bytes.TrimLeft(raw, "\ufeff \t\r\n"), []byte("---")) {
				found = append(found, diag.Diagnostic{Code: "file-outside", File: name, Args: []any{to}})
			}
		}
		return nil
	})
	return found
}

// Ignored names, of a file or folder, are what editors, office programs and systems
// leave behind.
func Ignored(name string) bool {
	return name[0] == '.' || name[0] == '#' || name[0] == '~' || strings.HasSuffix(name, "~") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp") ||
		name == "4913" || strings.EqualFold(name, "thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

func (l *listing) add(name string, e fs.DirEntry) []diag.Diagnostic {
	fault := func(code diag.Code, args ...any) []diag.Diagnostic {
		return []diag.Diagnostic{{Code: code, File: name, Args: args}}
	}
	switch {
	case printable(e.Name()) != e.Name():
		return []diag.Diagnostic{{Code: "name-characters", File: printable(name)}}
	case e.IsDir():
	case !e.Type().IsRegular():
		return fault("file-special")
	case name == SettingsFile:
	case strings.EqualFold(path.Ext(name), ".md") && !markdownName(e.Name()):
		return fault("name-case", strings.ToLower(e.Name()))
	case path.Ext(name) == ".md":
		l.markdown = append(l.markdown, name)
		l.sections[path.Dir(name)] = l.sections[path.Dir(name)] || e.Name() == "_index.md"
		l.bundles[path.Dir(name)] = l.bundles[path.Dir(name)] || e.Name() == "index.md"
	default:
		info, err := e.Info()
		if err != nil {
			return nil // it went while we looked
		}
		l.files = append(l.files, File{Path: name, Size: info.Size()})
	}
	return nil
}

// markdownName tells whether the parts of a Markdown file's name that have a
// meaning are in lower case.
func markdownName(name string) bool {
	lower := strings.ToLower(name)
	return path.Ext(name) == ".md" && (name == lower || lower != "index.md" && lower != "_index.md")
}

// printable has other signs for what a terminal would not show.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) {
			return '?'
		}
		return r
	}, s)
}

// tree gives every article its section and its files.
func (l *listing) tree(settings *Settings, read map[string]known) (*Tree, []diag.Diagnostic) {
	t := &Tree{Settings: settings, Home: &Section{Title: settings.Title, Dir: "content", Kind: News}}
	t.addSections(l.markdown, read)
	var found []diag.Diagnostic
	owner, half := map[string]int{}, map[string]int{} // folder → index in t.Articles, in t.Half
	for _, name := range l.markdown {
		if path.Base(name) == "_index.md" {
			continue
		}
		article, faults := read[name].article, l.misplaced(name)
		if article != nil && len(faults) == 0 {
			var a Placed
			if a, faults = t.place(article); len(faults) == 0 {
				owner[a.Dir()] = len(t.Articles)
				t.Articles = append(t.Articles, a)
			}
		}
		if h := read[name].half; h != nil {
			half[h.Dir()] = len(t.Half)
			t.Half = append(t.Half, Placed{Article: h})
		}
		if article == nil || len(faults) > 0 {
			t.Faulty = append(t.Faulty, name)
		}
		found = append(found, faults...)
	}
	for _, folders := range []map[string]int{owner, half} {
		delete(folders, "") // of articles in one file
	}
	return t, append(found, l.own(t, owner, half)...)
}

func (t *Tree) addSections(names []string, read map[string]known) {
	for _, name := range names {
		k := read[name].section
		if k == nil {
			continue
		}
		s := *k
		s.Kind = cmp.Or(s.Kind, News)
		if s.Dir == "content" {
			t.Home = &s
		} else {
			t.Sections = append(t.Sections, &s)
		}
	}
	for _, s := range t.Sections {
		s.Parent = t.sectionOf(path.Dir(s.Dir))
	}
}

// homeKeys are the keys of a section that mean nothing for the home page.
func (s *Section) homeKeys(cleaned []byte) []diag.Diagnostic {
	var found []diag.Diagnostic
	for key, given := range map[string]bool{"kind": s.Kind != "", "hidden": s.Hidden} {
		if given && s.Dir == "content" {
			found = append(found, locate("key-unknown", s.Path, cleaned, []any{key}, key, "title, description"))
		}
	}
	return found
}

// sectionOf is the nearest section at or above a folder, nil if that is home.
func (t *Tree) sectionOf(dir string) *Section {
	for ; dir != "content" && dir != "."; dir = path.Dir(dir) {
		at, ok := slices.BinarySearchFunc(t.Sections, dir+"/_index.md", func(s *Section, p string) int { return strings.Compare(s.Path, p) })
		if ok {
			return t.Sections[at]
		}
	}
	return nil
}

// misplaced tells why a Markdown file cannot be an article where it lies.
func (l *listing) misplaced(name string) []diag.Diagnostic {
	dir := path.Dir(name)
	if path.Base(name) == "index.md" {
		if dir == "content" || l.sections[dir] {
			return []diag.Diagnostic{{Code: "index-in-section", File: name}}
		}
		dir = path.Dir(dir)
	}
	for ; dir != "content" && dir != "."; dir = path.Dir(dir) {
		if l.bundles[dir] && !l.sections[dir] {
			return []diag.Diagnostic{{Code: "article-nested", File: name, Args: []any{dir + "/index.md"}}}
		}
	}
	return nil
}

// place puts an article into its section and asks for what the kind needs.
func (t *Tree) place(article *Article) (Placed, []diag.Diagnostic) {
	home := path.Dir(cmp.Or(article.Dir(), article.Path))
	a := Placed{Article: article, Section: t.sectionOf(home)}
	switch {
	case a.Section == nil && home != "content":
		top := strings.Join(strings.SplitN(home, "/", 3)[:2], "/") // would be the section
		return a, []diag.Diagnostic{{Code: "article-homeless", File: a.Path, Args: []any{top}}}
	case a.Section != nil && a.Section.Kind != Guide && a.Date.IsZero():
		d := *a.undated
		d.Args = []any{a.Section.Title}
		return a, []diag.Diagnostic{d}
	}
	return a, nil
}

// own hands every other file to the article whose folder it lies in.
func (l *listing) own(t *Tree, owner, half map[string]int) (found []diag.Diagnostic) {
	for _, f := range l.files {
		dir := path.Dir(f.Path)
		for dir != "." && !l.bundles[dir] {
			dir = path.Dir(dir)
		}
		f.Name = text.NFC(strings.TrimPrefix(f.Path, dir+"/"))
		if at, is := half[dir]; is {
			t.Half[at].Files = append(t.Half[at].Files, f)
		}
		at, owned := owner[dir]
		switch ext := strings.ToLower(strings.TrimPrefix(path.Ext(f.Path), ".")); {
		case dir == "." && strings.HasSuffix(strings.ToLower(f.Path), ".md.txt"): // an article
			found = append(found, nameAdvice(f.Path)...)
		case dir == ".":
			found = append(found, diag.Diagnostic{Code: "file-stray", File: f.Path})
		case ext == "" || !strings.Contains(fileTypes, " "+ext+" "):
			found = append(found, diag.Diagnostic{Code: "file-type", File: f.Path, Args: []any{ext, strings.TrimSpace(fileTypes)}})
			t.Unfit = append(t.Unfit, f.Path)
		case !owned: // its article has a fault that is reported already
			t.Unfit = append(t.Unfit, f.Path)
		default:
			t.Articles[at].Files = append(t.Articles[at].Files, f)
		}
	}
	return found
}

// intern shares the strings that many articles repeat.
func (a *Article) intern() {
	a.Author = unique.Make(a.Author).Value()
	if a.Extra == nil {
		a.Extra = &none
	} else {
		a.Source = unique.Make(a.Source).Value()
	}
	for i, tag := range a.Tags {
		a.Tags[i] = unique.Make(tag).Value()
	}
}
