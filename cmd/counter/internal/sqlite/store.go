// Package sqlite keeps visits in a folder of this machine: numbers for ever, IDs
// and readers' keys for a little more than a day.
//
// In the folder lie
//
//	counts.db           an SQLite database, with its -wal and -shm
//	counts.db.new       one that will be counts.db
//	counts-20261127…db  one in whose place a backup was put, by its time of change
//	lock                held while a service runs or a backup is put in place
//
// What is acknowledged is in the write-ahead log and flushed. RAM follows the disk:
// after any error of writing, the database is opened and read anew.
//
// Refused are a folder in use, and a database that is damaged, foreign or of a
// newer program. It is named and left as it is.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"bantin/cmd/counter/internal/visit"
)

const fileName = "counts.db"

// A Store is a [visit.Store].
type Store struct {
	file    string
	place   os.FileInfo // of the file that was opened
	lock    *os.File
	readers *sql.DB
	online  online

	mu     sync.Mutex // guards what follows: there is one writer
	writer *sql.DB    // nil at first and after an error
	recent keys
	began  int64            // the hour of the first batch after recent was read; 0 before it
	pages  map[string]*page // those met
}

// Open opens the store in a folder, and makes what is missing.
func Open(ctx context.Context, dir string) (*Store, error) { return open(ctx, dir, migrations) }

func open(ctx context.Context, dir string, migrations []string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := acquire(dir, writing)
	if err != nil {
		return nil, err
	}
	s := &Store{file: filepath.Join(dir, fileName), lock: lock}
	if err = prepare(ctx, s.file, migrations); err == nil {
		s.readers, err = connect(s.file, 4, readOnly...)
	}
	if err == nil {
		s.place, err = os.Stat(s.file)
	}
	if err == nil {
		err = s.write(ctx, func(*session) {})
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Ways to open a database. The log is cut back to 8 MB when no reader needs it.
var (
	readOnly = []string{"mode=ro"}
	writable = []string{"_txlock=immediate", "_pragma=journal_mode(wal)", "_pragma=synchronous(full)",
		"_pragma=journal_size_limit(8388608)", "_pragma=cache_size(-8192)"}
)

func connect(file string, connections int, options ...string) (*sql.DB, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}
	u.RawQuery = strings.Join(append([]string{"_pragma=busy_timeout(5000)"}, options...), "&")
	db, err := sql.Open("sqlite", u.String())
	if err == nil {
		db.SetMaxOpenConns(connections)
		db.SetMaxIdleConns(connections)
	}
	return db, err
}

// write runs f in a transaction; s.mu is held. What has begun goes on to its end,
// whoever waits for it: that takes milliseconds.
func (s *Store) write(ctx context.Context, f func(*session)) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if err := s.hold(); err != nil {
		return err
	}
	if s.writer == nil {
		if s.writer, err = connect(s.file, 1, writable...); err != nil {
			return err
		}
		s.pages = map[string]*page{}
		if err = settle(ctx, s.writer); err == nil {
			err = transact(ctx, s.writer, func(tx *session) { s.recent, s.began = load(tx), 0 })
		}
	}
	if err == nil {
		err = transact(ctx, s.writer, f)
	}
	if err != nil {
		err = errors.Join(fmt.Errorf("write to %s: %w", s.file, err), s.writer.Close())
		s.writer = nil
	}
	return err
}

// settle folds the log into the database. After an error of flushing, the log may
// look as if its end were on disk, and a second flush may say so (what is dirty is
// forgotten after the first: LWN 752063); what is written anew elsewhere is flushed.
// Readers of the newest numbers, a backup among them, do not hold it up.
func settle(ctx context.Context, db *sql.DB) error {
	var busy, log, done int
	err := db.QueryRowContext(ctx, `pragma wal_checkpoint(full)`).Scan(&busy, &log, &done)
	if err == nil && (busy != 0 || done != log) {
		err = errors.New("somebody reads for too long")
	}
	return err
}

// Claim implements [visit.Store].
func (s *Store) Claim(ctx context.Context, site string, move bool) (owner string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = s.write(ctx, func(tx *session) {
		tx.row(`update site set owner = iif(owner = '' or ?, ?, owner) returning owner`, move, site)(&owner)
	})
	return owner, err
}

// Close ends the writer last, who folds the log into the database.
func (s *Store) Close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

var _ visit.Store = (*Store)(nil)
