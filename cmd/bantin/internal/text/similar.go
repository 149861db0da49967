package text

// Similar returns the known word that word was probably meant to be, or "". It
// compares folded words and allows two slips (a letter too much, missing,
// wrong, or two exchanged), one in words of up to five letters. Of equally
// near words it takes the first.
func Similar(word string, known []string) string {
	typed := []rune(Fold(word))
	limit := 2
	if len(typed) <= 5 {
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
	d := make([][]int, len(a)+1) // d[i][j] is for a[:i] and b[:j]
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			if i == 0 || j == 0 {
				d[i][j] = i + j
				continue
			}
			change := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			d[i][j] = min(change, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
