package site

import (
	"slices"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
)

// Tree is what the site was made from, with what is not live.
func (s *Site) Tree() *content.Tree { return s.input.Tree }

// Article finds a live article by its source.
func (s *Site) Article(source string) *Article {
	i, ok := slices.BinarySearchFunc(s.articles, source, func(a *Article, source string) int { return strings.Compare(a.Path, source) })
	if !ok {
		return nil
	}
	return s.articles[i]
}

// Whole is the site as it would be with everything live that is held back, and
// what is found of it.
func (s *Site) Whole() (*Site, []diag.Diagnostic) {
	in := s.input
	in.all = true
	return New(in)
}

// A Reason by which readers do not see an article, or see it in no listing.
const (
	Faulty    Reason = "faulty"    // its source has a fault
	Withdrawn Reason = "withdrawn" // its page stays
	Hidden    Reason = "hidden"    // its section is; its page stays
)

// Cause is one reason, and where it is written.
type Cause struct {
	Reason Reason    `json:"reason"`
	At     time.Time `json:"at,omitzero"` // from when it is live, or since when it is not
	File   string    `json:"file"`
	Key    string    `json:"key,omitempty"`
}

// Causes are all that keep readers from an article and from meeting it in
// listings: mending one may leave the next.
func (s *Site) Causes(a content.Placed) []Cause {
	var all []Cause
	add := func(why Reason, at time.Time, file, key string) { all = append(all, Cause{why, at, file, key}) }
	if a.Draft {
		add(Draft, time.Time{}, a.Path, "draft")
	}
	if !a.Expires.IsZero() && !s.Now.Before(a.Expires.End()) {
		add(Expired, a.Expires.End(), a.Path, "expires")
	}
	if at := start(a); at.After(s.Now) {
		key := "publish"
		if !at.Equal(a.Publish.Start()) {
			key = "date"
		}
		add(Scheduled, at, a.Path, key)
	}
	if a.Withdrawn != "" {
		add(Withdrawn, time.Time{}, a.Path, "withdrawn")
	}
	return append(all, HiddenBy(a.Section)...)
}

// HiddenBy are the sections, from a given one up, that hide what lies below.
func HiddenBy(section *content.Section) (all []Cause) {
	for ; section != nil; section = section.Parent {
		if section.Hidden {
			all = append(all, Cause{Reason: Hidden, File: section.Path, Key: "hidden"})
		}
	}
	return all
}

// PageOf is the page of a listing on which an article stands.
func (s *Site) PageOf(base string, list []*Article, a *Article) string {
	i, last := slices.Index(list, a), pages(len(list), s.PerPage)
	if i < len(list)-last*s.PerPage {
		return base
	}
	return s.pageURL(base, (len(list)-1-i)/s.PerPage+1)
}
