package text

// Similar returns the known word that word was probably meant to be, or "". It
// compares folded words and allows two slips (a letter too much, missing,
// wrong, or two exchanged), one in words of up to three letters. Of equally
// near words it takes the first.
func Similar(word string, known []string) string {
	typed := []rune(Fold(word))
	limit := 2
	if len(typed) <= 3 {
		limit = 1
	}
	nearest := ""
	for _, candidate := range known {
		meant := []rune(Fold(candidate))
		if max(len(typed)-len(meant), len(meant)-len(typed)) > limit {
			continue
		}
		if slips := distance(typed, meant); slips <= limit {
			nearest, limit = candidate, slips-1
		}
	}
	return nearest
}

// distance is the Damerau-Levenshtein distance in which no letter is touched
// twice ("optimal string alignment").
func distance(a, b []rune) int {
	var before []int // the row of a[:i-2]
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
