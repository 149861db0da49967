package sqlite

import (
	"database/sql"
	"encoding/binary"
	"maps"
	"slices"
	"sync"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// keys are those of visits (their IDs) and of each day's readers, by the hour since
// 1970 on the steady clock in which they were first seen.
type keys map[int64]map[visit.ID]struct{}

// keep is long enough for IDs, and for the readers of a day of 25 hours.
const keep = visit.KeepIDs + 2*time.Hour

// most is of how many hours there are keys after a start.
const most = 36

// oldest is the first hour whose keys are kept in an hour. While no service ran the
// clock may have been set, and would make keys old that are not: for the first hour,
// which is longer than pages send a visit again, they are kept whatever it says.
func (s *Store) oldest(now int64) int64 {
	if s.began <= 0 {
		s.began = now
	}
	oldest := now - int64(keep/time.Hour)
	if hours := slices.Sorted(maps.Keys(s.recent)); now-s.began < 2 && len(hours) > 0 {
		oldest = min(oldest, hours[max(0, len(hours)-most)])
	}
	return oldest
}

func hour(t time.Time) int64 { return t.Unix() / 3600 }

// reader is a day's reader as a key: no ID will ever be the same.
func reader(day visit.Day, visitor uint64) (key visit.ID) {
	binary.BigEndian.PutUint32(key[:], uint32(day))
	binary.BigEndian.PutUint64(key[4:], visitor)
	return key
}

func (k keys) has(key visit.ID) bool {
	for _, set := range k {
		if _, ok := set[key]; ok {
			return true
		}
	}
	return false
}

func (k keys) add(hour int64, key visit.ID) {
	if k[hour] == nil {
		k[hour] = map[visit.ID]struct{}{}
	}
	k[hour][key] = struct{}{}
}

// An hour's keys are in rows of so many, numbered from hour<<24: few to read at
// start, and short enough to be written anew for each batch.
const perRow = 256

// save adds new keys to the table and drops those of hours before oldest.
func (k keys) save(tx *session, new keys, oldest int64) {
	for hour, set := range new {
		var row []byte
		have := len(k[hour])
		write := func() {
			tx.exec(`insert into recent values (?, ?) on conflict do update set keys = cast(keys || excluded.keys as blob)`,
				hour<<24+int64((have-1)/perRow), row)
			row = nil
		}
		for key := range set {
			row = append(row, key[:]...)
			if have++; have%perRow == 0 {
				write()
			}
		}
		if len(row) > 0 {
			write()
		}
	}
	tx.exec(`delete from recent where part < ?`, oldest<<24)
}

// saved does in RAM what save did on the disk.
func (k keys) saved(new keys, oldest int64) {
	for hour, set := range new {
		for key := range set {
			k.add(hour, key)
		}
	}
	for hour := range k {
		if hour < oldest {
			delete(k, hour)
		}
	}
}

// load reads the table, and makes the sets of hours side by side: of a million
// visits they are most of the time until the service is ready.
func load(tx *session) keys {
	k := keys{}
	var sets sync.WaitGroup
	var hour int64
	var all []byte // the hour's
	end := func() {
		keys, set := all, make(map[visit.ID]struct{}, len(all)/len(visit.ID{}))
		k[hour], all = set, nil
		sets.Go(func() {
			for ; len(keys) > 0; keys = keys[len(visit.ID{}):] {
				set[visit.ID(keys)] = struct{}{}
			}
		})
	}
	tx.each(`select part >> 24, keys from recent order by part`, func(rows *sql.Rows) error {
		var of int64
		var row sql.RawBytes
		err := rows.Scan(&of, &row)
		if of != hour {
			end()
		}
		hour, all = of, append(all, row...)
		return err
	})
	end()
	sets.Wait()
	return k
}
