package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"bantin/cmd/counter/internal/visit"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

const application = 0x62746374 // "btct" says whose file it is

// migrations lead from each schema to the next; the file's user_version counts
// them. They are added to, and never changed. A period is a day, an hour, or 0 for
// all time; page 0, of the path "", is the whole site, and alone has hours.
var migrations = []string{`
pragma application_id = 0x62746374;
create table site (owner text not null) strict;
insert into site values ('');
create table page (id integer primary key, path text not null unique) strict;
insert into page values (0, '');
create table tally (
	period integer, page integer, visits integer not null, scriptless integer not null, bots integer not null,
	primary key (period, page)) strict, without rowid;
create table visitors (day integer primary key, number integer not null) strict;
create table recent (part integer primary key, keys blob not null) strict; -- see keys.go
`}

// prepare checks a database before anything could write to it, and brings it to the
// newest schema. A new one gets its name when it is whole: an empty file is damage.
func prepare(ctx context.Context, file string, migrations []string) error {
	if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
		if err := migrate(ctx, file+".new", migrations); err != nil {
			return err
		}
		return rename(file+".new", file)
	}
	if err := check(ctx, file, len(migrations), quick, readOnly); err != nil {
		return err
	}
	return errors.Join(remove(file+".new"), migrate(ctx, file, migrations))
}

// migrate brings a database to the newest schema, each step whole or not at all.
func migrate(ctx context.Context, file string, migrations []string) error {
	db, err := connect(file, 1, writable...)
	if err != nil {
		return err
	}
	defer db.Close()
	var version int
	err = db.QueryRowContext(ctx, "pragma user_version").Scan(&version)
	for ; err == nil && version < len(migrations); version++ {
		err = transact(ctx, db, func(tx *session) {
			_, tx.err = tx.tx.ExecContext(ctx, fmt.Sprintf("%s; pragma user_version = %d", migrations[version], version+1))
		})
	}
	if err != nil {
		return fmt.Errorf("bring %s to schema %d: %w", file, len(migrations), err)
	}
	return db.Close()
}

// Ways to look for damage. The quick one leaves the structure of the largest table
// out: its sums are asked for in either, and tell of damage in less than half the time.
const (
	quick = `select quick_check from sqlite_schema as t, pragma_quick_check(t.name)
		where type = 'table' and t.name <> 'tally' and quick_check <> 'ok'` + sums
	whole = `select integrity_check from pragma_integrity_check where integrity_check <> 'ok'` + sums
	sums  = ` union all select 'days and hours do not add up to the totals' where
		(select sum(visits * (1 + (page = 0))) from tally where period = 0) is not (select sum(visits) from tally where period > 0) limit 1`
)

// check refuses a file that is no database of the counter, of a newer one than
// knows so many schemas, or damaged.
func check(ctx context.Context, file string, known int, how string, options []string) error {
	db, err := connect(file, 1, options...)
	if err != nil {
		return err
	}
	defer db.Close()
	var id, version int
	var damage string
	err = db.QueryRowContext(ctx, "select application_id, user_version from pragma_application_id, pragma_user_version").Scan(&id, &version)
	if err == nil && id == application && version <= known {
		err = db.QueryRowContext(ctx, how).Scan(&damage)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_ERROR:
			damage, err = e.Error(), nil
		}
	}
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("read %s: %w", file, err)
	case damage != "":
		return fmt.Errorf("%s is damaged (%s) and was left as it is; restore a backup, or move it away to begin at zero: %w", file, damage, visit.ErrRefused)
	case id != application:
		return fmt.Errorf("%s is no database of the counter; use another folder, or move the file away: %w", file, visit.ErrRefused)
	case version > known:
		return fmt.Errorf("%s is of a newer counter (schema %d, this one knows %d); install that one, or restore an older backup: %w", file, version, known, visit.ErrRefused)
	}
	return nil
}
