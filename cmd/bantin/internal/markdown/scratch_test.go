package markdown

import (
	"bantin/cmd/bantin/internal/diag"
	"bytes"
	"fmt"
	"os"
	"testing"
)

func TestScratch(t *testing.T) {
	f := os.Getenv("MD")
	if f == "" {
		t.SkipNow()
	}
	src, _ := os.ReadFile(f)
	var b bytes.Buffer
	c := New()
	facts, ds := c.Convert(&b, Source{File: "x.md", Text: src}, func(d string, i bool) Resolved { return Resolved{Href: "/r/" + d, Path: "/r/"} })
	fmt.Println(b.String())
	fmt.Printf("%+v\n", facts)
	diag.Printer{Language: diag.Vietnamese}.Print(os.Stdout, ds)
	fmt.Println("SUMMARY:", c.Summary(Source{Text: src}))
}
