package site

import (
	"slices"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
)

// Reason says why an article is not live.
type Reason string

const (
	Draft     Reason = "draft"
	Scheduled Reason = "scheduled"
	Expired   Reason = "expired"
)

// Held is an article that readers do not see.
type Held struct {
	Article content.Placed
	Reason  Reason
	At      time.Time // from when it is live, or since when it is not; zero for a draft
}

// start is from when an article is live. The future date of a dated one holds it
// back as publish does.
func start(a content.Placed) time.Time {
	from := a.Publish.Start()
	if d := a.Date.Start(); a.Section != nil && a.Section.Kind != content.Guide && d.After(from) {
		return d
	}
	return from
}

// live decides whether an article is shown, and whether it waits to be live all the
// same; it notes when that changes.
func (b *builder) live(a content.Placed) (shown, waits bool) {
	if b.in.all {
		return true, false
	}
	from := start(a)
	h := Held{Article: a}
	shown = true
	switch {
	case a.Draft:
		h.Reason, shown = Draft, b.in.Drafts
	case !a.Expires.IsZero() && !b.in.Now.Before(a.Expires.End()):
		h.Reason, h.At, shown = Expired, a.Expires.End(), false
	case from.After(b.in.Now):
		h.Reason, h.At, shown = Scheduled, from, b.in.Drafts || b.in.later
		b.changeAt(from)
	}
	switch {
	case !shown:
		b.site.Held = append(b.site.Held, h)
	case h.Reason != "":
		b.site.Waiting, waits = append(b.site.Waiting, h), true
	}
	if shown && !a.Expires.IsZero() {
		b.changeAt(a.Expires.End())
	}
	return shown, waits
}

// Later is the site as it will be with all that is scheduled, or with the drafts,
// too, and what is found of it beyond what is known: a fault would stop publishing
// when nobody is looking, or all at once when a draft is done.
func (s *Site) Later(why Reason, known []diag.Diagnostic) (*Site, []diag.Diagnostic) {
	if !slices.ContainsFunc(s.Held, func(h Held) bool { return h.Reason == why }) {
		return s, nil
	}
	in := s.input
	in.later, in.Drafts = true, why == Draft
	later, found := New(in)
	return later, diag.Later(diag.Beyond(found, known), why.When())
}

// When is when the faults of what is held back for the reason count.
func (r Reason) When() diag.When {
	if r == Draft {
		return diag.Undrafted
	}
	return diag.Scheduled
}

// notice leaves out the notice of the settings when its time is over.
func (b *builder) notice() {
	n := b.site.Notice
	switch {
	case n == nil || n.Expires.IsZero():
	case b.in.Now.Before(n.Expires.End()):
		b.changeAt(n.Expires.End())
	default:
		b.site.Notice = nil
		if b.in.Advise {
			b.fault("notice-expired", content.SettingsFile, []any{"notice", "expires"})
		}
	}
}

func (b *builder) changeAt(t time.Time) {
	if next := b.site.NextChange; next.IsZero() || t.Before(next) {
		b.site.NextChange = t
	}
}
