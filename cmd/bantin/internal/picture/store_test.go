package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

var today = time.Now()

func source(data []byte) func() (fs.File, error) {
	return func() (fs.File, error) { return fstest.MapFS{"anh.jpg": {Data: data, ModTime: today}}.Open("anh.jpg") }
}

func mustOpen(t testing.TB, s *Store, data []byte, width int) []byte {
	t.Helper()
	f, err := s.Open(string(data[:min(len(data), 5000)]), source(data), width)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// entries are the files of a store.
func entries(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestVariantsHaveTheirWidths(t *testing.T) {
	s := NewStore(t.TempDir(), today)
	lying := jpegSegment(0xE1, "Exif\x00\x00"+exif(6))
	for name, c := range map[string]struct {
		data  []byte
		sizes map[int]image.Point
	}{
		"a tall photo held upright": {inJPEG(t, painted(2700, 1250), lying), map[int]image.Point{400: {400, 864}, 800: {800, 1728}, 1200: {1200, 2592}, 0: {1185, 2560}}},
		"a small one":               {inJPEG(t, painted(600, 400)), map[int]image.Point{400: {400, 267}, 800: {600, 400}, 1200: {600, 400}, 0: {600, 400}}},
		"a tiny one":                {inPNG(t, painted(30, 20)), map[int]image.Point{400: {30, 20}, 800: {30, 20}, 1200: {30, 20}, 0: {30, 20}}},
		"many grey tones":           {inPNG(t, image.NewGray16(image.Rect(0, 0, 900, 300))), map[int]image.Point{0: {900, 300}}},
	} {
		for width, want := range c.sizes {
			out := mustOpen(t, s, c.data, width)
			img := mustDecode(t, out)
			if got := img.Bounds().Size(); got != want {
				t.Errorf("%s, %d: %v, want %v", name, width, got, want)
			}
			if bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("Exif")) {
				t.Errorf("%s, %d keeps what the camera noted", name, width)
			}
		}
	}
	if got := corners(mustDecode(t, mustOpen(t, s, inJPEG(t, painted(2700, 1250), lying), 800))); got != "brwg" {
		t.Errorf("it is turned to %s", got)
	}
}

func TestAWebPIsKeptWithoutWhatTheCameraNotes(t *testing.T) {
	s := NewStore(t.TempDir(), today)
	data := inWebP(0x08, riff("EXIF", exif(1)))
	for _, width := range []int{0, 400} {
		if got := mustOpen(t, s, data, width); !bytes.Equal(got, mustReady(t, data, 1)) {
			t.Errorf("%d: %q", width, got)
		}
	}
}

// A drawing of few colours is larger once it was scaled.
func TestNoVariantTakesMoreBytesThanThePicture(t *testing.T) {
	lines := image.NewPaletted(image.Rect(0, 0, 1300, 900), color.Palette{color.White, color.Black})
	for i := range lines.Pix {
		lines.Pix[i] = uint8(i % 7 / 6)
	}
	s, data := NewStore(t.TempDir(), today), inPNG(t, lines)
	for _, width := range Widths {
		if out := mustOpen(t, s, data, width); len(out) > len(data) {
			t.Errorf("%d pixels take %d bytes of %d", width, len(out), len(data))
		}
	}
}

func TestVariantsAreTheSameWhoeverMakesThem(t *testing.T) {
	data := inJPEG(t, painted(1300, 300), jpegSegment(0xE1, "Exif\x00\x00"+exif(3)))
	dir := t.TempDir()
	stores := []*Store{NewStore(dir, today), NewStore(dir, today), NewStore("", today)}
	var wg sync.WaitGroup
	var made [3][4][]byte
	for i, s := range stores {
		for j, width := range append(Widths[:], 0) {
			wg.Go(func() { made[i][j] = mustOpen(t, s, data, width) })
		}
	}
	wg.Wait()
	for i := range made {
		for j := range made[i] {
			if !bytes.Equal(made[i][j], made[0][j]) {
				t.Errorf("store %d made another variant %d", i, j)
			}
		}
	}
	spare := stores[2].temporary
	if err := stores[2].Close(); err != nil || spare == "" {
		t.Fatal(err, spare)
	}
	if _, err := os.Stat(spare); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the temporary folder stays")
	}
}

// What is kept is exchanged for another text, to see where the second time comes from.
func TestNothingIsMadeTwice(t *testing.T) {
	dir, data := t.TempDir(), inJPEG(t, painted(900, 600))
	made := mustOpen(t, NewStore(dir, today), data, 400)
	kept := entries(t, dir)
	for _, name := range kept {
		if err := os.WriteFile(name, []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := NewStore(dir, today)
	for _, width := range append(Widths[:], 0) {
		if got := mustOpen(t, s, data, width); string(got) != "kept" {
			t.Errorf("%d pixels were made twice", width)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if got := mustOpen(t, s, data, 400); !bytes.Equal(got, made) || len(entries(t, dir)) != len(kept) {
		t.Error("another picture after the folder went")
	}
}

func TestWhatNobodyAskedForIsDropped(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, NewStore(dir, today), inPNG(t, painted(20, 10)), 0)
	old, asked := entries(t, dir), inPNG(t, painted(10, 20))
	for _, now := range []time.Time{today, today.Add(unused / 2)} {
		for _, width := range append(Widths[:], 0) {
			mustOpen(t, NewStore(dir, now), asked, width)
		}
	}
	later := NewStore(dir, today.Add(unused+time.Hour))
	if err := later.Close(); err != nil || len(entries(t, dir)) != 2*len(old) {
		t.Error("a store that made nothing dropped something", err)
	}
	mustOpen(t, later, inPNG(t, painted(30, 30)), 0)
	err := later.Close()
	left := entries(t, dir)
	if slices.ContainsFunc(old, func(name string) bool { return slices.Contains(left, name) }) || len(left) < len(old) || err != nil {
		t.Errorf("%v, left are %q", err, left)
	}
}

// A hall of people with their telephones: all pictures at once are no larger than
// one may be.
func TestRoomIsShared(t *testing.T) {
	s := NewStore(t.TempDir(), today)
	var wg sync.WaitGroup
	var mu sync.Mutex
	inside, most := 0, 0
	for i := range 40 {
		n := 1 + i%allRooms
		wg.Go(func() {
			leave := s.enter(n)
			mu.Lock()
			inside += n
			most = max(most, inside)
			mu.Unlock()
			mu.Lock()
			inside -= n
			mu.Unlock()
			leave()
		})
	}
	wg.Wait()
	if most > allRooms || len(s.rooms) != 0 {
		t.Errorf("%d rooms were taken, %d are still", most, len(s.rooms))
	}
}
