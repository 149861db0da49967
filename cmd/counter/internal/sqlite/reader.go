package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"bantin/cmd/counter/internal/visit"
)

// OpenReader opens the store in a folder for reading, whether or not a service runs.
// How many readers are online only the service knows.
func OpenReader(ctx context.Context, dir string) (visit.Source, error) {
	s := &Store{file: filepath.Join(dir, fileName)}
	if _, err := os.Stat(s.file); err != nil {
		return nil, fmt.Errorf("%w; is it the counter's folder?", err)
	}
	err := check(ctx, s.file, len(migrations), quick)
	if err == nil {
		s.readers, err = connect(s.file, 1, readOnly...)
	}
	return s, err
}
