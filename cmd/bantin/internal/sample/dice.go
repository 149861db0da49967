package sample

import (
	"math/bits"
	"math/rand/v2"
)

// dice are one article's random numbers, in whole numbers only, so that no
// processor's way of rounding shows in the text.
type dice struct{ rand.PCG }

// Each use draws from a sequence of its own: a link to an article needs that
// article's title and date, and shall not have to write its body.
const (
	forDate = iota
	forTitle
	forHeader
	forBody
	uses
)

func (c Corpus) dice(i, use int) *dice {
	return &dice{*rand.NewPCG(c.Seed, uint64(i)*uses+uint64(use))}
}

// below is a number from 0 to n-1.
func (d *dice) below(n int) int {
	high, _ := bits.Mul64(d.Uint64(), uint64(n))
	return int(high)
}

// percent is true n times in a hundred.
func (d *dice) percent(n int) bool { return d.below(100) < n }

func (d *dice) pick(from []string) string { return from[d.below(len(from))] }

// zipf is a number from 0 to n-1, the k-th of them 1/k as frequent as the
// first.
func (d *dice) zipf(n int) int {
	const one = 1 << 20
	total := 0
	for k := range n {
		total += one / (k + 1)
	}
	at := d.below(total)
	for k := range n {
		if at -= one / (k + 1); at < 0 {
			return k
		}
	}
	return n - 1
}
