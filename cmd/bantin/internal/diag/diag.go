// Package diag holds what an editor can mend. A Diagnostic names a place in a
// source file, says what is wrong there and what to write instead, in the
// language of the person who reads it. Machine faults are ordinary errors and
// never pass through here.
package diag

import (
	"cmp"
	"slices"
	"sync"
)

// Code names one kind of fault for good: it is printed, stored in scripts and
// looked up by people, so it never changes its meaning. Its texts stand in the
// catalogue.
type Code string

// Severity says whether a fault stops a build.
type Severity uint8

const (
	Error   Severity = iota // nothing is published while it stands
	Warning                 // shown, and the build goes on
	Advice                  // shown to who asks for it: what a good editor would do
)

// A Diagnostic is one fault at one place.
type Diagnostic struct {
	Code   Code
	File   string // below the site's folder, with slashes: content/tin-tuc/bai.md
	Line   int    // 1-based; 0 means the whole file
	Column int    // 1-based, in characters of the NFC line; 0 means the whole line
	Width  int    // characters to underline from Column on; 0 counts as 1
	Source string // the line as it stands (NFC), without its end
	Args   []any  // what the catalogue's texts of this code print
	Fix    string // the line(s) to put in place of Source; "" where no line mends it
	Later  When   // when it becomes an error: until then it warns
	Fixed  bool   // the file was mended: it was found before
}

// Severity is the catalogue's for this code.
func (d Diagnostic) Severity() Severity {
	if d.Later != Now {
		return Warning
	}
	return entryOf(d.Code).Severity
}

// Key tells faults apart. A layout's, which every page meets that uses it, is one.
func (d Diagnostic) Key() string {
	key := d.Place() + " " + string(d.Code) + " "
	if d.Code != "template" {
		key += d.What(Vietnamese)
	}
	return key
}

// When says from when on a fault is an error.
type When uint8

const (
	Now       When = iota
	Scheduled      // when something scheduled goes live
	Undrafted      // when a draft is none any more
)

// Later marks the errors among ds as such that are none yet.
func Later(ds []Diagnostic, when When) []Diagnostic {
	for i, d := range ds {
		if d.Severity() == Error {
			ds[i].Later = when
		}
	}
	return ds
}

// Beyond are those of ds that known does not say already.
func Beyond(ds, known []Diagnostic) []Diagnostic {
	said := map[string]bool{}
	for _, d := range known {
		d.Later = Now // said is said
		said[d.Key()] = true
	}
	return slices.DeleteFunc(ds, func(d Diagnostic) bool { return said[d.Key()] })
}

// List collects diagnostics from any number of goroutines.
type List struct {
	mu  sync.Mutex
	all []Diagnostic
}

// Add puts diagnostics on the list.
func (l *List) Add(ds ...Diagnostic) {
	if len(ds) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, ds...)
}

// Sorted returns all of them by file, place and code: the order does not depend
// on which goroutine met its fault first. What was said once is not repeated, and
// of a layout's fault that every page meets the first is kept.
func (l *List) Sorted() []Diagnostic {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := slices.Clone(l.all)
	slices.SortStableFunc(all, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.What(Vietnamese), b.What(Vietnamese)),
		)
	})
	return slices.CompactFunc(all, func(a, b Diagnostic) bool {
		return a.Key() == b.Key()
	})
}

// Errors counts those that stop a build.
func Errors(ds []Diagnostic) int { return Count(ds, Error) }

// Count counts those of a severity.
func Count(ds []Diagnostic, s Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity() == s {
			n++
		}
	}
	return n
}
