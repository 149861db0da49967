package publish

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A release of 2,000 pages of 8 KB, each in its own folder: new, and over one
// that is the same.
func BenchmarkRelease(b *testing.B) {
	s := site{}
	for i := range 2000 {
		s[fmt.Sprintf("tin-tuc/%d/%02d/bai-%d/index.html", 2020+i%5, 1+i%12, i)] = strings.Repeat("Hà Nội ", 900) + fmt.Sprint(i)
	}
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			mustPublish(b, options(filepath.Join(b.TempDir(), "public")), s)
		}
	})
	b.Run("same", func(b *testing.B) {
		out := filepath.Join(b.TempDir(), "public")
		mustPublish(b, options(out), s)
		for b.Loop() {
			mustPublish(b, options(out), s)
		}
	})
}
