package text

import (
	"strconv"
	"strings"
)

// Number writes n with full stops between thousands: 4.860.169.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// Size writes the size of a file in steps of 1,024, with at most one decimal:
// "812 B", "1,2 KB", "3,4 MB". bytes is not negative.
func Size(bytes int64) string {
	if bytes < 1024 {
		return strconv.FormatInt(bytes, 10) + " B"
	}
	size := float64(bytes) / 1024
	units := []string{"KB", "MB", "GB", "TB", "PB", "EB"}
	for size >= 1023.95 { // what would be written as 1024
		size /= 1024
		units = units[1:]
	}
	amount := strings.TrimSuffix(strconv.FormatFloat(size, 'f', 1, 64), ".0")
	return strings.Replace(amount, ".", ",", 1) + " " + units[0]
}
