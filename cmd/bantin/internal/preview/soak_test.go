package preview

import (
	"fmt"
	"os"
	"runtime"
	"testing"
)

// An editor's day of saves leaves the preview no larger than its first hour did:
// headlines, words, keywords and faults come and go. BANTIN_LONG=1 saves 10,000
// times instead of a tenth.
func TestSavesLeaveNothingBehind(t *testing.T) {
	const all = 10_000
	saves := all
	if os.Getenv("BANTIN_LONG") != "1" {
		saves /= 10
		t.Logf("ran in part: %d of %d saves (BANTIN_LONG=1 runs all)", saves, all)
	}
	d := mustDesk(t)
	for n := range 200 {
		d.write(fmt.Sprintf("content/tin-tuc/bai-%d.md", n), fmt.Sprintf("---\ntitle: Bài %d\ndate: 2024-02-01\ntags: [Chung]\n---\n\nDữ liệu mẫu %d.\n", n, n))
	}
	d.load()
	const name = "content/tin-tuc/bai-7.md"
	save := func(n int) {
		head := fmt.Sprintf("title: Đầu đề %d\ndate: 2024-02-01\ntags: [Từ khóa %d]", n/3, n/5)
		if n%50 == 0 {
			head = "title: Đầu: đề\ndate: 2024-02-01"
		}
		d.write(name, fmt.Sprintf("---\n%s\n---\n\nLần lưu %d.\n", head, n))
		if err := d.server.Load(d.Context(), d.loader, []string{name}); err != nil {
			t.Fatal(err)
		}
		if n%20 == 0 {
			d.get("/", nil)
			d.get("/tin-tuc/2024/02/bai-7/", nil)
		}
	}
	var early uint64
	for n := 1; n <= saves; n++ {
		if save(n); n == saves/5 {
			early = inUse()
		}
	}
	if late := inUse(); late > early+early/10+(1<<20) {
		t.Errorf("%d bytes in use after %d saves, %d after %d", late, saves, early, saves/5)
	}
}

// inUse is what the heap holds once the garbage is gone.
func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
