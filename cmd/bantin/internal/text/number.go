package text

import (
	"strconv"
	"strings"
)

// Number writes n with full stops between thousands: 4.860.169.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteByte(digits[i])
	}
	return b.String()
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
