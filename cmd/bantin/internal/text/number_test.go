package text

import (
	"math"
	"testing"
)

func TestNumber(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 714: "714", 1000: "1.000", 19019: "19.019", 123456: "123.456", 4860169: "4.860.169",
		-5: "-5", -123: "-123", -4860169: "-4.860.169",
		math.MaxInt64: "9.223.372.036.854.775.807", math.MinInt64: "-9.223.372.036.854.775.808",
	} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 812: "812 B", 1023: "1023 B", 1024: "1 KB", 1229: "1,2 KB", 1536: "1,5 KB", 10 << 10: "10 KB",
		1<<20 - 1: "1 MB", 1 << 20: "1 MB", 3565158: "3,4 MB", 5 << 30: "5 GB", math.MaxInt64: "8 EB",
	} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}
