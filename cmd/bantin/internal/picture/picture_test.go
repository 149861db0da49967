package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/limit"
)

// painted is a picture without a symmetry: red, green, blue and white quarters.
func painted(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range quarters {
		from := image.Pt(i%2*(w+1)/2, i/2*(h+1)/2)
		draw.Draw(img, image.Rectangle{from, image.Pt(w, h)}, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

var quarters = []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}

// corners names the quarters of a picture, as nearly as its losses allow.
func corners(img image.Image) string {
	b := img.Bounds()
	var s strings.Builder
	for i := range 4 {
		r, g, bl, _ := img.At(b.Min.X+b.Dx()/4+i%2*b.Dx()/2, b.Min.Y+b.Dy()/4+i/2*b.Dy()/2).RGBA()
		s.WriteString(map[[3]bool]string{{true, false, false}: "r", {false, true, false}: "g", {false, false, true}: "b",
			{true, true, true}: "w"}[[3]bool{r > 0x8000, g > 0x8000, bl > 0x8000}])
	}
	return s.String()
}

// exif is an EXIF directory of one entry.
func exif(orientation int) string {
	order, head := binary.ByteOrder(binary.BigEndian), "MM\x00*\x00\x00\x00\x08\x00\x01"
	if orientation%2 == 0 {
		order, head = binary.LittleEndian, "II*\x00\x08\x00\x00\x00\x01\x00"
	}
	e := make([]byte, 12)
	order.PutUint16(e, 274)
	order.PutUint16(e[2:], 3)
	order.PutUint32(e[4:], 1)
	order.PutUint16(e[8:], uint16(orientation))
	return head + string(e) + "\x00\x00\x00\x00GPS 21.0285 N"
}

func jpegSegment(marker byte, body string) string {
	return string([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
}

func pngChunk(name, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// inJPEG is a picture as a camera writes it: with segments in front and more
// behind its end.
func inJPEG(t testing.TB, img image.Image, segments ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return []byte("\xFF\xD8" + strings.Join(segments, "") + b.String()[2:] + "a second picture, GPS 21.0285 N")
}

func inPNG(t testing.TB, img image.Image, chunks ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String()[:33] + strings.Join(chunks, "") + b.String()[33:] + "GPS 21.0285 N")
}

func mustReady(t testing.TB, data []byte, longest int) (out []byte) {
	t.Helper()
	h, err := Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var w bytes.Buffer
	if err := h.Ready(&w, bytes.NewReader(data), longest); err != nil {
		t.Fatal(err)
	}
	return w.Bytes()
}

func mustDecode(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

const profile = "ICC_PROFILE\x00\x01\x01Display P3"

func TestPhotographsAreTurnedUpright(t *testing.T) {
	upright := []string{1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"}
	for o := 1; o <= 8; o++ {
		for name, data := range map[string][]byte{
			"jpeg": inJPEG(t, painted(96, 64), jpegSegment(0xE1, "Exif\x00\x00"+exif(o))),
			"png":  inPNG(t, painted(96, 64), pngChunk("eXIf", exif(o))),
		} {
			img := mustDecode(t, mustReady(t, data, 1000))
			if got := corners(img); got != upright[o] {
				t.Errorf("%s with orientation %d has the corners %s, want %s", name, o, got, upright[o])
			}
			if lying := img.Bounds().Dx() == 96; lying != (o < 5) {
				t.Errorf("%s with orientation %d is %v", name, o, img.Bounds())
			}
		}
	}
}

func TestLargePicturesShrink(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg": inJPEG(t, painted(300, 200), jpegSegment(0xE2, profile)),
		"png":  inPNG(t, painted(300, 200), pngChunk("gAMA", "\x00\x00\xB1\x8F")),
	} {
		out := mustReady(t, data, 150)
		img := mustDecode(t, out)
		if img.Bounds() != image.Rect(0, 0, 150, 100) || corners(img) != "rgbw" {
			t.Errorf("%s becomes %v with the corners %s", name, img.Bounds(), corners(img))
		}
		if !bytes.Contains(out, []byte("Display P3")) && !bytes.Contains(out, []byte("gAMA")) {
			t.Errorf("%s loses its colours", name)
		}
	}
	if got := Fit(painted(4000, 1), 100).Bounds(); got != image.Rect(0, 0, 100, 1) {
		t.Errorf("a line becomes %v", got)
	}
}

// TestBandsLeaveNoTrace compares with a picture that is scaled at once.
func TestBandsLeaveNoTrace(t *testing.T) {
	soft := image.NewRGBA(image.Rect(0, 0, 700, 500))
	for y := range 500 {
		for x := range 700 {
			soft.Set(x, y, color.RGBA{uint8(x * 255 / 700), uint8(y * 255 / 500), 128, 255})
		}
	}
	small := Fit(soft, 350)
	for y := range 250 {
		for x := range 350 {
			r, g, _, _ := small.At(x, y).RGBA()
			if dr, dg := int(r>>8)-x*255/350, int(g>>8)-y*255/250; max(dr, -dr, dg, -dg) > 2 {
				t.Fatalf("at %d, %d red is off by %d, green by %d", x, y, dr, dg)
			}
		}
	}
}

func TestWhatTheCameraNotesIsLeftOut(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg": inJPEG(t, painted(40, 30), jpegSegment(0xE1, "Exif\x00\x00"+exif(1)), jpegSegment(0xE1, "http://ns.adobe.com/xap/1.0/\x00GPS"),
			jpegSegment(0xE2, profile), jpegSegment(0xE2, "MPF\x00GPS"), jpegSegment(0xED, "Photoshop GPS"), jpegSegment(0xFE, "GPS"), "\x00\xFF"),
		"png": inPNG(t, painted(40, 30), pngChunk("eXIf", exif(1)), pngChunk("tEXt", "Comment\x00GPS"), pngChunk("iTXt", "GPS"),
			pngChunk("tIME", "\x07\xE8\x02\x1C\x0E\x05\x00"), pngChunk("sRGB", "\x00")),
	} {
		out := mustReady(t, data, 1000)
		if bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("tIME")) {
			t.Errorf("%s keeps what was noted: %q", name, out)
		}
		if !bytes.Contains(out, []byte("Display P3")) && !bytes.Contains(out, []byte("sRGB")) {
			t.Errorf("%s loses its colours", name)
		}
		before, after := mustDecode(t, data), mustDecode(t, out)
		for y := range 30 {
			for x := range 40 {
				if before.At(x, y) != after.At(x, y) {
					t.Fatalf("%s has another pixel at %d, %d", name, x, y)
				}
			}
		}
	}
}

// inWebP is a picture of one red pixel with chunks behind it.
func inWebP(flags byte, chunks ...string) []byte {
	pixel := "\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07"
	all := "WEBP" + riff("VP8X", string([]byte{flags})+strings.Repeat("\x00", 9)) + riff("VP8L", pixel) + strings.Join(chunks, "")
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(all)))) + all + "GPS 21.0285 N")
}

func riff(name, body string) string {
	c := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	return c + strings.Repeat("\x00", len(body)%2)
}

func TestAWebPLosesWhatTheCameraNotesAndNothingElse(t *testing.T) {
	noted := []string{riff("EXIF", exif(1)), riff("XMP ", "<x>GPS</x>"), riff("note", "GPS")}
	if got, want := mustReady(t, inWebP(0x2C, append(noted, riff("ICCP", "Display P3"))...), 1000),
		bytes.TrimSuffix(inWebP(0x20, riff("ICCP", "Display P3")), []byte("GPS 21.0285 N")); !bytes.Equal(got, want) {
		t.Errorf("it is\n%q, want\n%q", got, want)
	}
	plain := []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
	odd := append([]byte(nil), plain[:len(plain)-1]...) // as some programs leave it
	for _, data := range [][]byte{plain, odd} {
		if got := mustReady(t, data, 1000); !bytes.Equal(got, plain) {
			t.Errorf("%q", got)
		}
	}
}

func TestAWebPThatAsksToBeTurnedIsRefused(t *testing.T) {
	for _, prefix := range []string{"", "Exif\x00\x00"} {
		data := inWebP(0x08, riff("EXIF", prefix+exif(6)))
		h, err := Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Ready(io.Discard, bytes.NewReader(data), 1000); !errors.Is(err, ErrTurned) {
			t.Errorf("%q: %v", prefix, err)
		}
	}
}

func TestOtherTypesAreNamed(t *testing.T) {
	for start, want := range map[string]string{
		"\x00\x00\x00\x24ftypheic\x00\x00": "HEIC", "<svg xmlns": "SVG", "<?xml version=\"1.0\"?><svg": "SVG", "GIF89a": "GIF", "MZ": "", "": "",
	} {
		var other *TypeError
		if _, err := Read(strings.NewReader(start)); !errors.As(err, &other) || other.Type != want {
			t.Errorf("%q: %v, want %q", start, err, want)
		}
	}
}

func TestBombsAreRefusedByTheirHeader(t *testing.T) {
	huge := "\x89PNG\r\n\x1A\n" + pngChunk("IHDR", "\x00\x00\xFF\xFF\x00\x00\xFF\xFF\x08\x02\x00\x00\x00")
	header := strings.NewReader(huge + pngChunk("IDAT", ""))
	if _, err := Read(header); !errors.Is(err, ErrLarge) {
		t.Error(err)
	}
	// A chunk that promises 4 GB and has none takes no memory.
	promise := io.MultiReader(strings.NewReader("\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xF0tEXt"), strings.NewReader("short"))
	if _, err := Read(promise); !errors.Is(err, ErrBroken) {
		t.Error(err)
	}
	if limit.Pixels < 61_000_000 {
		t.Error("a full-frame camera's picture is refused")
	}
}

func TestDamagedPicturesAreRefused(t *testing.T) {
	for _, data := range [][]byte{inJPEG(t, painted(40, 30), jpegSegment(0xE1, "Exif\x00\x00"+exif(3))), inPNG(t, painted(40, 30)),
		inWebP(0x20, riff("ICCP", "a long profile of colours"))} {
		whole := len(data) - len("GPS 21.0285 N") - 20
		for end := range whole {
			h, err := Read(bytes.NewReader(data[:end]))
			if err == nil {
				err = h.Ready(io.Discard, bytes.NewReader(data[:end]), 1000)
			}
			if err == nil {
				t.Fatalf("%s of %d bytes passes when cut to %d", h.Type, len(data), end)
			}
		}
	}
}

// FuzzReady holds that what is left of a picture shows the same, whenever it
// could be shown.
func FuzzReady(f *testing.F) {
	f.Add(inJPEG(f, painted(8, 6), jpegSegment(0xE1, "Exif\x00\x00"+exif(6)), jpegSegment(0xE2, profile)))
	f.Add(inJPEG(f, image.NewGray(image.Rect(0, 0, 9, 3)), jpegSegment(0xFE, "x")))
	f.Add(inPNG(f, painted(8, 6), pngChunk("eXIf", exif(8)), pngChunk("tEXt", "a\x00b")))
	f.Add(inPNG(f, image.NewPaletted(image.Rect(0, 0, 3, 3), color.Palette{color.Black, color.Transparent})))
	f.Add(inWebP(0x0C, riff("EXIF", exif(1)), riff("XMP ", "x")))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := Read(bytes.NewReader(data))
		if err != nil || h.Width > 1000 || h.Height > 1000 {
			return
		}
		before, _, err := image.Decode(bytes.NewReader(data)) // a WebP, too
		if err != nil {
			return
		}
		if b := before.Bounds(); b.Dx() != h.Width || b.Dy() != h.Height {
			t.Fatalf("the header says %d × %d, the picture is %v", h.Width, h.Height, b)
		}
		var out bytes.Buffer
		if h.Ready(&out, bytes.NewReader(data), 1000) != nil {
			return
		}
		after := mustDecode(t, out.Bytes())
		if h.Orientation >= 5 {
			h.Width, h.Height = h.Height, h.Width
		}
		if b := after.Bounds(); b.Dx() != h.Width || b.Dy() != h.Height {
			t.Fatalf("a picture of %d × %d became %v", h.Width, h.Height, b)
		}
		again, err := Read(&out)
		if err != nil || again.Orientation != 1 {
			t.Fatalf("it turns again: %v %v", again, err)
		}
		for x := 0; x < h.Width && h.Orientation == 1; x++ {
			if before.At(x, 0) != after.At(x, 0) {
				t.Fatalf("another pixel at %d", x)
			}
		}
	})
}
