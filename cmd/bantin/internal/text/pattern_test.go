package text

import (
	"errors"
	"regexp"
	"testing"
	"time"
)

// TestDatePatternMatchesWhatParseDateReads also wants that what is no date in any
// of the ways is refused.
func TestDatePatternMatchesWhatParseDateReads(t *testing.T) {
	pattern := regexp.MustCompile(DatePattern())
	for _, s := range []string{
		"2024-02-28", "2024-02-28 14:05", "2024-02-28 9:05", "2024-02-28 14:05:09", "2024-02-28T14:05", "2024-02-28T14:05:09Z",
		"2024-02-28T14:05:09+07:00", "28/2/2024", "28/02/2024", "8-2-2024", "28/2/2024 14:05", "14:05 28/2/2024", "14:05, 28/2/2024",
		"7:30 2024-02-28", "", "2024", "28/2/24", "28.2.2024", "28/2", "2024-2-28", "2024/02/28", "28-02-2024 14:05", "1024-02-28",
		"2224-02-28", "ngày 28 tháng 2 năm 2024", "14:05", "28/2/2024 14h05", "28/2/2024 lúc 14:05", "x2024-02-28", "2024-02-28x",
	} {
		_, err := ParseDate(s, time.UTC)
		var bad *DateError
		impossible := errors.As(err, &bad) && bad.Kind != DateUnknown && bad.Kind != DateYear
		if got := pattern.MatchString(s); !impossible && got != (err == nil) {
			t.Errorf("%q: the pattern says %v, ParseDate %v", s, got, err)
		}
	}
}
