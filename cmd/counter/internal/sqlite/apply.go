package sqlite

import (
	"context"
	"time"

	"bantin/cmd/counter/internal/visit"
)

// A change is what the new visits of a batch add.
type change struct {
	visits   []visit.Visit
	tallies  map[cell]visit.Tally
	visitors map[visit.Day]int64
	keys     keys
}

// A cell is a page, or "" for the site, in a period: a day, an hour, or 0.
type cell struct {
	period int64
	page   string
}

// change leaves out the visits whose IDs are known.
func (k keys) change(visits []visit.Visit) *change {
	c := &change{tallies: map[cell]visit.Tally{{}: {}}, visitors: map[visit.Day]int64{}, keys: keys{}}
	for _, v := range visits {
		if v.Page != "" {
			c.add(0, v.Page, visit.Tally{}) // to be answered in any case
		}
		if k.has(v.ID) || c.keys.has(v.ID) {
			continue
		}
		c.visits = append(c.visits, v)
		c.keys.add(hour(v.Seen), v.ID)
		var one visit.Tally
		one.Count(v.Kind)
		day := v.Hour.Day()
		c.add(int64(v.Hour), "", one)
		for _, period := range []int64{0, int64(day)} {
			c.add(period, "", one)
			if v.Page != "" {
				c.add(period, v.Page, one)
			}
		}
		if key := reader(day, v.Visitor); v.Visitor != 0 && !k.has(key) && !c.keys.has(key) {
			c.keys.add(hour(v.Seen), key)
			c.visitors[day]++
		}
	}
	return c
}

func (c *change) add(period int64, page string, t visit.Tally) {
	t.Add(c.tallies[cell{period, page}])
	c.tallies[cell{period, page}] = t
}

// Apply implements [visit.Store]. IDs alone make a batch count once.
func (s *Store) Apply(ctx context.Context, b *visit.Batch) (n visit.Numbers, counted int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var now time.Time
	for _, v := range b.Visits {
		if v.Seen.After(now) {
			now = v.Seen
		}
	}
	var c *change
	var oldest int64 // hour whose keys are kept
	n.Pages = map[string]visit.Tally{}
	err = s.write(ctx, func(tx *session) {
		c, oldest = s.recent.change(b.Visits), s.oldest(hour(now))
		for cell, t := range c.tallies {
			p := s.page(tx, cell.page)
			if t != (visit.Tally{}) {
				tx.exec(`insert into tally values (?, ?, ?, ?, ?)`+onConflictAdd, cell.period, p.id, t.Visits, t.Scriptless, t.Bots)
			}
			if cell.period == 0 {
				p.Add(t)
				n.Pages[cell.page] = p.Tally
			}
		}
		for day, number := range c.visitors {
			tx.exec(`insert into visitors values (?, ?) on conflict do update set number = number + excluded.number`, day, number)
		}
		s.recent.save(tx, c.keys, oldest)
	})
	if err != nil {
		return visit.Numbers{}, 0, err
	}
	s.recent.saved(c.keys, oldest)
	s.online.add(c.visits)
	n.Online = s.online.count(now)
	n.Site = n.Pages[""]
	delete(n.Pages, "")
	return n, len(c.visits), nil
}

const onConflictAdd = ` on conflict do update set
	visits = visits + excluded.visits, scriptless = scriptless + excluded.scriptless, bots = bots + excluded.bots `

// A page is its ID and its total, which is kept here because asking for it would
// take as long as adding to it.
type page struct {
	id int64
	visit.Tally
}

func (s *Store) page(tx *session, path string) *page {
	p := s.pages[path]
	if p == nil {
		p = &page{}
		tx.row(`insert into page (path) values (?) on conflict do update set path = path returning id`, path)(&p.id)
		tx.row(`select visits, scriptless, bots from tally where period = 0 and page = ?`, p.id)(&p.Visits, &p.Scriptless, &p.Bots)
		s.pages[path] = p
	}
	return p
}

// Move implements [visit.Store]. However many pages move, their days are gone
// through once, and not at all when none does.
func (s *Store) Move(ctx context.Context, moves map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.pages)
	return s.write(ctx, func(tx *session) {
		tx.exec(`create temp table if not exists move (old integer primary key, new text)`)
		tx.exec(`delete from move`)
		found := int64(0)
		for from, to := range moves {
			if _, further := moves[to]; !further { // else it moves when it is asked for again
				found += tx.exec(`insert into move select id, ? from page where path = ?`, to, from)
			}
		}
		if found == 0 {
			return
		}
		tx.exec(`insert or ignore into page (path) select new from move`)
		tx.exec(`insert into tally select period, n.id, visits, scriptless, bots
			from tally join move on page = old join page as n on path = new where true` + onConflictAdd)
		tx.exec(`delete from tally where page in (select old from move)`)
		tx.exec(`delete from page where id in (select old from move)`)
	})
}
