package preview

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/site"
)

// A survey knows what the bodies of a site tell, so that a fault is told
// although nobody asks for its page, and one that a page's change brings to
// another. After a save it converts what was saved; when links may lead
// elsewhere than before, all bodies.
type survey struct {
	stop    context.CancelFunc // ends the look under way
	done    chan struct{}      // closed when that has ended
	targets uint64
	known   map[string]render.Result // by source
	tried   *render.Renderer         // whose layouts these are:
	layouts []diag.Diagnostic

	copied   atomic.Bool // a picture may have changed since the last look at
	seen     map[string]seen
	pictured *render.Renderer // whose pictures these are:
	pictures []diag.Diagnostic
}

// seen is a picture as it was when it was looked at last.
type seen struct {
	file    string
	size    int64
	changed time.Time
	found   []diag.Diagnostic
}

var seed = maphash.MakeSeed()

// targets is a sum over all that a link can lead to, live, held back or faulty.
func targets(s *site.Site) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, a := range s.Addresses() {
		fmt.Fprintln(&h, a.Path, a.Kind, a.File)
		if a.Article != nil {
			h.WriteString(a.Article.Path)
		}
	}
	for _, held := range s.Held {
		a := held.Article
		fmt.Fprintln(&h, a.Path, a.Title, a.Date, a.Slug, a.Aliases, held.Reason)
	}
	fmt.Fprintln(&h, s.Faulty(), s.Tree().Unfit)
	return h.Sum64()
}

// begin looks through a newly loaded site in the background, once the look through
// the one before, which it ends, has done so. changed names the sources that are no
// longer what they were when that was loaded; copied says that pictures may be so.
// They come last.
func (s *Server) begin(ctx context.Context, now *state, changed []string, copied bool) {
	if s.survey.stop != nil {
		s.survey.stop()
	}
	if copied {
		s.survey.copied.Store(true)
	}
	loaded := time.Now()
	before, done := s.survey.done, make(chan struct{})
	ctx, s.survey.stop = context.WithCancel(ctx)
	s.survey.done = done
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		bodies, ok := s.survey.look(ctx, now.renderer, changed)
		if !ok {
			return
		}
		s.learn(now, bodies, now.pictures)
		if pictures, ok := s.survey.lookAtPictures(ctx, now.renderer); ok && !reflect.DeepEqual(pictures, now.pictures) {
			s.learn(now, bodies, pictures)
		}
		s.copies.learn(ctx, now.renderer, loaded)
	}()
}

// learn keeps what a survey found of a loading.
func (s *Server) learn(now *state, bodies, pictures []diag.Diagnostic) {
	now.mu.Lock()
	now.bodies, now.pictures = bodies, pictures
	now.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == now { // a newer one has its own survey
		s.tell()
		var all diag.List
		all.Add(slices.Concat(now.found, bodies, pictures)...)
		s.show(now, all.Sorted(), true)
	}
}

// look returns the faults of all bodies and layouts. It is not ok if ctx ended;
// what was learned until then is kept.
func (v *survey) look(ctx context.Context, r *render.Renderer, changed []string) (found []diag.Diagnostic, ok bool) {
	for _, name := range changed {
		delete(v.known, name)
	}
	if ctx.Err() != nil {
		return nil, false
	}
	if now := targets(r.Site); v.known == nil || now != v.targets {
		v.targets, v.known = now, map[string]render.Result{}
	}
	var facts []render.Facts
	for _, b := range append(r.Bodies(), r.Unseen()...) {
		if ctx.Err() != nil {
			return nil, false
		}
		res, known := v.known[b.Source]
		if !known {
			var err error
			if res, err = r.Survey(b); err != nil {
				continue // its page will tell
			}
			v.known[b.Source] = res
		}
		facts = append(facts, res.Facts)
		found = append(found, res.Found...)
	}
	if v.tried != r {
		v.tried, v.layouts = r, r.Try()
	}
	return slices.Concat(found, r.Join(facts), v.layouts), true
}

// Pictures, and other files that readers get, are read whole up to so many bytes each
// and altogether, since they are many; of other pictures the header tells enough for
// the moment.
const (
	wholePicture  = 16 << 20
	wholePictures = 256 << 20
)

// lookAtPictures returns the faults of all pictures. It is not ok if ctx ended.
func (v *survey) lookAtPictures(ctx context.Context, r *render.Renderer) (found []diag.Diagnostic, ok bool) {
	if copied := v.copied.Swap(false); !copied && v.pictured == r {
		return v.pictures, true
	}
	if v.seen == nil {
		v.seen = map[string]seen{}
	}
	var now []seen
	for _, file := range r.Pictures() {
		if info, err := r.Stat(file); err == nil { // else it went, and the next loading knows
			now = append(now, seen{file: file, size: info.Size(), changed: info.ModTime()})
		}
	}
	slices.SortStableFunc(now, func(a, b seen) int { return b.changed.Compare(a.changed) }) // the last copied come first
	all, budget := map[string]seen{}, int64(wholePictures)
	for _, p := range now {
		if ctx.Err() != nil {
			v.copied.Store(true)
			maps.Copy(v.seen, all)
			return nil, false
		}
		if known := v.seen[p.file]; known.size == p.size && known.changed.Equal(p.changed) {
			p.found = known.found
		} else {
			budget -= p.size
			p.found, _ = r.SurveyPicture(p.file, p.size <= wholePicture && budget >= 0) // who asks for it is told of an error
		}
		all[p.file] = p
		found = append(found, p.found...)
	}
	v.seen, v.pictured, v.pictures = all, r, found
	return found, true
}

// show tells the terminal what it does not know. With all, open is every open
// fault: what is not among them is forgotten, and no fault at all is told once.
func (s *Server) show(now *state, open []diag.Diagnostic, all bool) {
	s.telling.Lock()
	defer s.telling.Unlock()
	fresh := slices.DeleteFunc(slices.Clone(open), func(d diag.Diagnostic) bool { return s.told[d.Key()] })
	mended := all && len(open) == 0 && len(s.told) > 0
	if all || s.told == nil {
		s.told = map[string]bool{}
	}
	for _, d := range open {
		s.told[d.Key()] = true
	}
	if len(fresh) > 0 || mended {
		s.Show(now.language(s.Language), fresh)
	}
}
