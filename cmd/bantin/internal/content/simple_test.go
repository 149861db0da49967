package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"bantin/cmd/bantin/internal/text"
)

func TestSimpleReadsOrdinaryHeaders(t *testing.T) {
	for _, header := range []string{
		"title: Thông báo lịch họp\ndate: 28/02/2024\ntags:\n  - Kỳ họp\n  - Đề án\nauthor: Lê Hải\n",
		"title: \"Thông báo: lịch họp\"\ndraft: true\nsource: 'Báo “A”'",
	} {
		if simple(header, 1, new([]yaml.Node)) == nil {
			t.Errorf("left to the library: %q", header)
		}
	}
}

// FuzzSimple holds that simple makes what the library makes, whenever it makes
// anything of a cleaned text.
func FuzzSimple(f *testing.F) {
	for _, seed := range []string{
		"title: Thông báo lịch họp\ndate: 28/02/2024\ntags:\n  - Kỳ họp\n  - Đề án\nauthor: Lê Hải\n",
		"title: \"Thông báo: lịch họp\"\nsource: 'x'\n", "title: a\n\ndate: b\n", "a: b: c\n", "a: b #c\n", "a: b#c\n",
		"a:\n- b\n", "a:\n  - b\nc:\n", "a: b\n  - c\n", "a: \"b\n", "a: b\n c\n", "- a\n", "a: null\n", "a: No\n", "a: 0123\n",
		"a: b\na: c\n", "a: [b]\n", "a: b:\n", "a: b\t\n", "a:  b\n", "a:\n  -  b\n", "a: -\n", "a: b\u00a0\n", "a: \u00a0b\n", "---\n",
		"a: ''\n", "a: \"\"\n", "a: \"b\"c\"\n", "a: b\n...\n", "a: 1:2\n", "null: a\n", "a:\tb\n", "a: b,c\n", "a: =\n", "a: <<\n", "<<: a\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cleaned, _, err := text.Clean([]byte(s))
		if err != nil {
			return
		}
		got := simple(string(cleaned), 1, new([]yaml.Node))
		if got == nil {
			return
		}
		want, stop := parse(strings.Split(string(cleaned), "\n"))
		if stop != nil {
			t.Fatalf("simple reads %q, which the library refuses at %+v", cleaned, *stop)
		}
		settle(want)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(yaml.Node{})); diff != "" {
			t.Errorf("%q (-library +simple):\n%s", cleaned, diff)
		}
	})
}

// settle takes from a tree what the decoder does not ask for: of what kind a
// plain value is, unless it is no value.
func settle(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		settle(c)
	}
}
