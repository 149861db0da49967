package layout

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"bantin/cmd/bantin/internal/site"
)

// mustTheme loads a theme of whole-page layouts, each file given as text.
func mustTheme(t testing.TB, own map[string]string) *Theme {
	t.Helper()
	builtin := fstest.MapFS{"assets/site.css": {Data: []byte("a { color: red }")}, "assets/font.woff2": {Data: []byte("x")}}
	for _, kind := range kinds {
		builtin[kind] = &fstest.MapFile{Data: []byte("<p>built in</p>")}
	}
	over := fstest.MapFS{}
	for name, text := range own {
		over["layouts/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	theme, found, err := Load(builtin, over)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	return theme
}

func TestASitesOwnLayoutReplacesTheBuiltInOne(t *testing.T) {
	l := mustTheme(t, map[string]string{"404.html": "<p>\n  own\n</p>"}).Bind()
	for kind, want := range map[string]string{"404.html": "<p>own</p>", "home.html": "<p>built in</p>"} {
		var b bytes.Buffer
		if d := l.Execute(&b, kind, &NotFound{}, ""); d != nil || b.String() != want {
			t.Errorf("%s: %q %v", kind, b.String(), d)
		}
	}
}

func TestSharedPartsAreRenderedOncePerValue(t *testing.T) {
	l := mustTheme(t, map[string]string{
		"home.html":          `{{range .Latest}}{{shared "partials/card.html" .}}{{end}}`,
		"partials/card.html": "<i>{{.Title}}</i>",
	}).Bind()
	a, b := &site.Article{Title: "a"}, &site.Article{Title: "b"}
	var first, second bytes.Buffer
	l.Execute(&first, "home.html", &Home{Latest: []*site.Article{a, b, a}}, "")
	a.Title = "changed" // nothing changes once a site is made; this shows what is kept
	l.Execute(&second, "home.html", &Home{Latest: []*site.Article{a, b, a}}, "")
	if want := "<i>a</i><i>b</i><i>a</i>"; first.String() != want || second.String() != want {
		t.Errorf("%s, then %s", first.String(), second.String())
	}
}

func TestLinksEscapeWhatTheyAreMadeOf(t *testing.T) {
	l := mustTheme(t, map[string]string{"404.html": `{{link .URL .Title}}`}).Bind()
	var b bytes.Buffer
	l.Execute(&b, "404.html", &NotFound{Page{URL: `/"><i>/`, Title: "<b> 42/NQ-HĐND"}}, "")
	want := `<a href="/&#34;&gt;&lt;i&gt;/">&lt;b&gt; <span class="whole">42/NQ-HĐND</span></a>`
	if b.String() != want {
		t.Errorf("%s, want %s", &b, want)
	}
}

func TestMemoForgetsTheEldestAndAnswersAlways(t *testing.T) {
	var m memo
	text := strings.Repeat("x", 1<<20)
	for i := range 100 {
		m.store(part{"", i}, "")
		for k := range m.younger {
			m.younger[k] = ""
		}
		m.size += len(text)
	}
	if len(m.younger)+len(m.elder) > 2*(memoLimit>>20)+4 {
		t.Errorf("%d parts are kept", len(m.younger)+len(m.elder))
	}
	if _, ok := m.load(part{"", 99}); !ok {
		t.Error("the last part is gone")
	}
}

func TestFaultsNameTheLayoutsOwnLineAndTheArticle(t *testing.T) {
	broken := "<div>\n\n\n  <p>text</p>\n  {{.Titel}}\n</div>"
	l := mustTheme(t, map[string]string{"article.html": broken}).Bind()
	var b bytes.Buffer
	d := l.Execute(&b, "article.html", &Article{}, "content/tin/bai.md")
	if d == nil || d.File != "layouts/article.html" || d.Line != 5 || d.Source != "  {{.Titel}}" || !strings.Contains(d.What("en"), "content/tin/bai.md") {
		t.Errorf("%+v", d)
	}
	_, found, err := Load(fstest.MapFS{}, fstest.MapFS{"layouts/home.html": {Data: []byte("<p>\n{{if}}")}})
	if err != nil || len(found) != 1 || found[0].File != "layouts/home.html" || found[0].Line != 2 {
		t.Errorf("%v %+v", err, found)
	}
}

func TestAFaultInAPartialNamesThePartial(t *testing.T) {
	l := mustTheme(t, map[string]string{
		"home.html":          "<p>\n{{range .Latest}}{{shared \"partials/card.html\" .}}{{end}}</p>",
		"partials/card.html": "<i>\n{{.Titel}}</i>",
	}).Bind()
	var b bytes.Buffer
	d := l.Execute(&b, "home.html", &Home{Latest: []*site.Article{{}}}, "")
	if d == nil || d.File != "layouts/partials/card.html" || d.Line != 2 {
		t.Errorf("%+v", d)
	}
}

func TestAssetsCarryTheirFingerprint(t *testing.T) {
	theme := mustTheme(t, map[string]string{"assets/own.css": "@font-face { src: url('font.woff2') }", "assets/x/y.js": "let a = 1"})
	for _, name := range []string{"site.css", "own.css", "x/y.js", "font.woff2"} {
		a, err := theme.assets.find(name)
		if err != nil || !strings.HasPrefix(a.URL, "/_assets/") || len(a.Integrity) != len("sha384-")+64 {
			t.Errorf("%s: %+v %v", name, a, err)
		}
	}
	font, _ := theme.assets.find("font.woff2")
	if own, _ := theme.assets.find("own.css"); !strings.Contains(string(own.Bytes), "url("+font.URL+")") {
		t.Errorf("the style sheet names %s", own.Bytes)
	}
	if _, err := theme.assets.find("none.css"); err == nil {
		t.Error("an asset that is not there was found")
	}
}

// A layout whose actions a minifier would change stays as it was written.
func TestActionsSurviveMinifying(t *testing.T) {
	for source, want := range map[string]int{
		"<p>{{.A}} {{- .B -}} {{/* nothing */}}</p>": 2, "": 0, "{{if .A}}<b>{{end}}": 2, "{{`}}`}}": 1,
	} {
		if got := actions(source); len(got) < want {
			t.Errorf("%q: %q", source, got)
		}
	}
	const lost = "<p>\n  <!-- {{.A}} -->\n</p>" // the minifier takes the comment away
	if got := (&Theme{files: map[string]string{"a.html": lost}}).source("a.html", true); got != lost {
		t.Errorf("a layout whose action the minifier drops became %q", got)
	}
	theme := &Theme{files: map[string]string{"a.html": `<a href="{{.A}}{{.B}}"  title='{{.C}}'>  {{if .D}}x{{else}}y{{end}}  </a>`}}
	if got, want := actions(theme.source("a.html", true)), actions(theme.files["a.html"]); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
}
