// Command floor does the least that any site generator does with a site's
// articles, so that a generator's time can be compared with it: it reads each
// one, converts its body with a plain goldmark and writes the HTML, on two
// workers. It knows no headers, layouts or listings.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

func main() {
	source := flag.String("source", ".", "the site's folder")
	output := flag.String("output", "public", "the folder for the HTML")
	autolinks := flag.Bool("autolinks", false, "look for bare addresses too")
	flag.Parse()
	extensions := []goldmark.Extender{extension.Table, extension.Strikethrough, extension.Footnote, extension.DefinitionList}
	if *autolinks {
		extensions = append(extensions, extension.Linkify)
	}
	md := goldmark.New(goldmark.WithExtensions(extensions...))
	if err := run(md, filepath.Join(*source, "content"), *output); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(2)
	}
}

func run(md goldmark.Markdown, content, output string) error {
	files := make(chan string, 64)
	errs := make(chan error, 2)
	var workers sync.WaitGroup
	for range cap(errs) {
		workers.Go(func() {
			var err error
			for name := range files {
				if err == nil {
					err = convert(md, name, output)
				}
			}
			errs <- err
		})
	}
	walked := filepath.WalkDir(content, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.HasSuffix(name, ".md") && d.Name() != "_index.md" {
			files <- name
		}
		return err
	})
	close(files)
	workers.Wait()
	for range cap(errs) {
		if err := <-errs; walked == nil {
			walked = err
		}
	}
	return walked
}

func convert(md goldmark.Markdown, name, output string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	_, body, _ := bytes.Cut(text, []byte("\n---\n"))
	var html bytes.Buffer
	if err := md.Convert(body, &html); err != nil {
		return fmt.Errorf("convert %s: %w", name, err)
	}
	folder := filepath.Join(output, strings.TrimSuffix(filepath.Base(name), ".md"))
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("make %s: %w", folder, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), html.Bytes(), 0o666); err != nil {
		return fmt.Errorf("write %s: %w", folder, err)
	}
	return nil
}
