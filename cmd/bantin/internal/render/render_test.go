package render

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"bantin/layouts"
)

// A conversion that takes too long is an error, and what it writes later
// reaches no other page.
func TestConversionThatIsGivenUpHarmsNoOtherPage(t *testing.T) {
	const header = "---\ntitle: Bài\ndate: 2024-02-28\n---\n"
	l := &Loader{Theme: layouts.FS, Now: func(*time.Location) time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) },
		Sources: fstest.MapFS{
			"content/site.yaml":     {Data: []byte("title: Trang thử\nbase_url: https://example.org/\n")},
			"content/tin/_index.md": {Data: []byte("---\ntitle: Tin\n---\n")},
			"content/tin/cham.md":   {Data: []byte(header + strings.Repeat("Chậm *chạp*.\n\n", 20_000))},
			"content/tin/nhanh.md":  {Data: []byte(header + "Nhanh.\n")},
		}}
	r, found, err := l.Load(t.Context(), nil)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	impatient := *r
	impatient.limit = time.Microsecond
	slow, _ := r.Site.Lookup("/tin/2024/02/cham/")
	fast, _ := r.Site.Lookup("/tin/2024/02/nhanh/")
	var want bytes.Buffer
	if _, err := r.Render(fast, &want); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 30 {
			if _, err := impatient.Render(slow, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "content/tin/cham.md") {
				t.Errorf("%v, want an error that names the source", err)
			}
		}
	})
	for range 300 {
		var got bytes.Buffer
		if _, err := r.Render(fast, &got); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatalf("another page changed: %v", err)
		}
	}
	wg.Wait()
}
