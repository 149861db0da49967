package sample

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// Write writes the corpus into the site's folder dir, over what is there.
func Write(dir string, c Corpus) error {
	if err := write(dir, path.Join(c.root(), "_index.md"), []byte(sectionIndex)); err != nil {
		return err
	}
	for i := range c.N {
		if err := write(dir, c.Path(i), c.Article(i)); err != nil {
			return err
		}
	}
	return nil
}

func write(dir, name string, text []byte) error {
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return fmt.Errorf("make the folder of %s: %w", name, err)
	}
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
