package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"bantin/cmd/counter/internal/visit"
)

// A session is a transaction that does nothing more after its first error.
type session struct {
	ctx        context.Context
	tx         *sql.Tx
	statements map[string]*sql.Stmt // they end with the transaction
	err        error
}

// transact commits what f did, if there was no error.
func transact(ctx context.Context, db *sql.DB, f func(*session)) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	s := &session{ctx: ctx, tx: tx, statements: map[string]*sql.Stmt{}}
	if f(s); s.err != nil {
		return errors.Join(s.err, tx.Rollback())
	}
	return tx.Commit()
}

func (s *session) statement(query string) *sql.Stmt {
	st := s.statements[query]
	if st == nil && s.err == nil {
		st, s.err = s.tx.PrepareContext(s.ctx, query)
		s.statements[query] = st
	}
	return st
}

// exec answers how many rows were changed.
func (s *session) exec(query string, args ...any) (n int64) {
	st := s.statement(query)
	if s.err != nil {
		return 0
	}
	r, err := st.ExecContext(s.ctx, args...)
	if s.err = err; err == nil {
		n, s.err = r.RowsAffected()
	}
	return n
}

func (s *session) each(query string, row func(*sql.Rows) error, args ...any) {
	st := s.statement(query)
	if s.err != nil {
		return
	}
	rows, err := st.QueryContext(s.ctx, args...)
	if s.err = err; err != nil {
		return
	}
	defer rows.Close()
	for s.err == nil && rows.Next() {
		s.err = row(rows)
	}
	s.err = errors.Join(s.err, rows.Err())
}

// row scans the only row, if there is one.
func (s *session) row(query string, args ...any) (scan func(to ...any)) {
	return func(to ...any) {
		s.each(query, func(rows *sql.Rows) error { return rows.Scan(to...) }, args...)
	}
}

// A sum is a row of numbers: of a page in a period.
type sum struct {
	period int64
	path   string
	visit.Tally
	visitors int64
}

// sums adds up tallies of one group each.
func (s *session) sums(where, group string, args ...any) (all []sum) {
	s.each(`select period, path, v, s, b, iif(page = 0, ifnull((select number from visitors where day = period), 0), 0) from
		(select period, page, sum(visits) as v, sum(scriptless) as s, sum(bots) as b from tally where `+where+` group by `+group+`)
		join page on id = page order by period, path`, func(rows *sql.Rows) error {
		var r sum
		err := rows.Scan(&r.period, &r.path, &r.Visits, &r.Scriptless, &r.Bots, &r.visitors)
		all = append(all, r)
		return err
	}, args...)
	return all
}
