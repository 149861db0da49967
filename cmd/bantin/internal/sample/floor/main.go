// Command floor does the least that any generator does with a site's articles,
// for comparison: it reads each one, converts its body with a plain goldmark
// and writes the HTML. It knows no headers, layouts or listings.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bantin/cmd/bantin/internal/work"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

func main() {
	source := flag.String("source", ".", "the site's folder, made by corpus")
	output := flag.String("output", "public", "the folder for the HTML")
	autolinks := flag.Bool("autolinks", false, "look for bare addresses too")
	flag.Parse()
	extensions := []goldmark.Extender{extension.Table, extension.Strikethrough, extension.Footnote, extension.DefinitionList}
	if *autolinks {
		extensions = append(extensions, extension.Linkify)
	}
	if err := run(goldmark.New(goldmark.WithExtensions(extensions...)), *source, *output); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(2)
	}
}

func run(md goldmark.Markdown, source, output string) error {
	files, err := filepath.Glob(filepath.Join(source, "content", "*", "*", "*", "*.md")) // section, year, month
	if err != nil {
		return fmt.Errorf("list %s: %w", source, err)
	}
	return work.Each(context.Background(), len(files), func(i int) error {
		return convert(md, files[i], filepath.Join(output, strings.TrimSuffix(filepath.Base(files[i]), ".md")))
	})
}

func convert(md goldmark.Markdown, name, folder string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	_, body, _ := bytes.Cut(text, []byte("\n---\n"))
	var html bytes.Buffer
	if err := md.Convert(body, &html); err != nil {
		return fmt.Errorf("convert %s: %w", name, err)
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("make %s: %w", folder, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), html.Bytes(), 0o666); err != nil {
		return fmt.Errorf("write %s: %w", folder, err)
	}
	return nil
}
