package render

import (
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/layout"
)

func TestALongTextHasItsMainHeadingsListed(t *testing.T) {
	long := strings.Repeat("<p>chữ</p>\n", 600)
	headings := `<h2 id="mot">Một <em>&amp; hai</em><sup id="fnref:1"><a href="#fn:1" class="footnote-ref">1</a></sup></h2><h3 id="nho">Nhỏ</h3><h2 id="ba">Ba</h2><h2 id="bon">Bốn</h2>`
	got := contents(layout.HTML(headings + long))
	if len(got) != 3 || got[0].ID != "mot" || got[0].Title != "Một &amp; hai" || got[2].ID != "bon" {
		t.Errorf("%q", got)
	}
	for _, none := range []string{headings, long, `<h2 id="mot">Một</h2>` + long} {
		if got := contents(layout.HTML(none)); got != nil {
			t.Errorf("%.60s…: %q", none, got)
		}
	}
}
