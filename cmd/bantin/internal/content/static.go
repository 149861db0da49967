package content

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"bantin/cmd/bantin/internal/diag"
)

// Static lists the files below static/ that are published as they are, by
// path, without "static/". Hidden files stay behind, but for .well-known.
func Static(fsys fs.FS) ([]string, []diag.Diagnostic, error) {
	var files []string
	var found []diag.Diagnostic
	err := fs.WalkDir(fsys, "static", func(name string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == "static" {
			return fs.SkipAll
		}
		if err != nil {
			return fmt.Errorf("list %s: %w", name, err)
		}
		hidden := name != "static" && Ignored(e.Name()) && e.Name() != ".well-known"
		switch {
		case e.IsDir() && hidden:
			return fs.SkipDir
		case e.IsDir() || hidden:
		case !e.Type().IsRegular():
			found = append(found, diag.Diagnostic{Code: "file-special", File: name})
		default:
			files = append(files, strings.TrimPrefix(name, "static/"))
		}
		return nil
	})
	return files, found, err
}
