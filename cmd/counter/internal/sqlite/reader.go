package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"bantin/cmd/counter/internal/visit"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// OpenReader opens the store in a folder for reading, whether or not a service runs.
// How many readers are online only the service knows.
func OpenReader(ctx context.Context, dir string) (visit.Source, error) {
	s := &Store{file: filepath.Join(dir, fileName)}
	if _, err := os.Stat(s.file); err != nil {
		return nil, fmt.Errorf("%w; is it the counter's folder?", err)
	}
	options, lock, err := reading(ctx, s.file)
	if s.lock = lock; err == nil {
		err = check(ctx, s.file, len(migrations), quick, options)
	}
	if err == nil {
		s.readers, err = connect(s.file, 1, options...)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// reading answers how to open a database for reading. SQLite notes beside it who
// reads. Where it cannot, the database must not change meanwhile and must be whole:
// then the folder's lock is answered, to be held that long, and no log may be left.
func reading(ctx context.Context, file string) (options []string, lock *os.File, err error) {
	db, err := connect(file, 1, readOnly...)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `select 1 from sqlite_schema`)
	if e, ok := errors.AsType[*sqlite.Error](err); !ok || !slices.Contains([]int{lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY}, e.Code()&0xff) {
		return readOnly, nil, nil // whatever else is wrong, check tells
	}
	lock, err = acquire(filepath.Dir(file), os.O_RDONLY)
	for _, log := range []string{"-wal", "-journal"} {
		if info, missing := os.Stat(file + log); missing == nil && info.Size() > 0 && err == nil {
			err = fmt.Errorf("%s%s is not folded into it yet", file, log)
		}
	}
	if err != nil {
		return nil, lock, fmt.Errorf("%s cannot be read where nothing can be written (%w); copy it, with what lies beside it, into a folder that can be written to, and read it there", file, err)
	}
	return append([]string{"immutable=1"}, readOnly...), lock, nil
}
