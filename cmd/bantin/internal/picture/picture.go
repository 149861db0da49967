// Package picture makes photographs fit to be published: upright, no larger
// than asked for, and without what a camera notes of place, time and owner. It
// goes by what is in a file, never by its name; refuses what is neither JPEG,
// PNG nor WebP; and tells from the first bytes, before anything is decoded,
// what would take too much memory.
package picture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"bantin/cmd/bantin/internal/limit"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// Type is a type of pictures by the ending of their names.
type Type string

const (
	JPEG Type = "jpg"
	PNG  Type = "png"
	WebP Type = "webp"
)

// A Header is what a picture's first bytes tell.
type Header struct {
	Type          Type
	Width, Height int // in pixels, as they are stored
	Orientation   int // as EXIF counts: 1 is upright, from 5 on width and height are exchanged; 1 of each WebP

	colours []byte // the parts that say which colours the numbers stand for
}

// Size is how wide and high the picture is when it is upright.
func (h Header) Size() (width, height int) {
	if h.Orientation >= 5 {
		return h.Height, h.Width
	}
	return h.Width, h.Height
}

// ErrBroken is a picture that ends early or is damaged.
var ErrBroken = errors.New("the picture is damaged")

// ErrLarge is a picture of more than limit.Pixels.
var ErrLarge = errors.New("the picture has too many pixels")

// ErrTurned is a WebP that is upright only when it is turned, for which it would have
// to be encoded anew.
var ErrTurned = errors.New("the WebP would have to be turned")

// A TypeError is a file of another type: HEIC, SVG, or "" if it is not known.
type TypeError struct{ Type string }

func (e *TypeError) Error() string { return "neither JPEG, PNG nor WebP, but " + e.Type }

// Read reads a picture's header, and of r no more than a little beyond.
func Read(r io.Reader) (Header, error) {
	in := bufio.NewReader(r)
	start, _ := in.Peek(16) // a shorter file is looked at as it is
	h := Header{Orientation: 1}
	var err error
	switch {
	case bytes.HasPrefix(start, []byte(formats[JPEG].signature)):
		err = h.jpeg(in)
	case bytes.HasPrefix(start, []byte(formats[PNG].signature)):
		err = h.png(in)
	case len(start) > 12 && string(start[:4]) == "RIFF" && string(start[8:12]) == "WEBP":
		err = h.webp(in)
	default:
		return h, &TypeError{guess(start)}
	}
	if err == nil && (h.Width < 1 || h.Height < 1) {
		err = ErrBroken
	}
	if err == nil && h.Width > limit.Pixels/h.Height {
		err = fmt.Errorf("%w: %d × %d", ErrLarge, h.Width, h.Height)
	}
	return h, err
}

// guess names what is no picture for the web by how it starts.
func guess(start []byte) string {
	for _, other := range []struct {
		at   int
		sign string
		kind string
	}{
		{4, "ftyphei", "HEIC"}, {4, "ftyphev", "HEIC"}, {4, "ftypmif1", "HEIC"}, {4, "ftypavi", "AVIF"},
		{0, "GIF8", "GIF"}, {0, "BM", "BMP"}, {0, "II*\x00", "TIFF"}, {0, "MM\x00*", "TIFF"}, {0, "%PDF", "PDF"},
		{0, "<svg", "SVG"}, {0, "<?xml", "SVG"},
	} {
		if len(start) > other.at && bytes.HasPrefix(start[other.at:], []byte(other.sign)) {
			return other.kind
		}
	}
	return ""
}

// Ready writes the picture that h was read of, and that r holds from its start,
// as it can be published: upright, and longest pixels wide and high at most. One
// that is so already keeps its pixels to the last bit, and loses only what does
// not belong to them. A WebP does so whatever its size.
func (h Header) Ready(w io.Writer, r io.Reader, longest int) error {
	switch {
	case h.Type == WebP:
		return stripWebP(w, r)
	case h.Orientation == 1 && max(h.Width, h.Height) <= longest:
		return strip(w, r, formats[h.Type])
	}
	img, err := Decode(r, h)
	if err != nil {
		return err
	}
	return h.Encode(w, Upright(Fit(img, longest), h.Orientation), quality)
}

// Whole tells whether all parts of the picture that h was read of are there, and
// decodes none: ErrBroken or ErrTurned if not.
func (h Header) Whole(r io.Reader) error {
	if h.Type == WebP {
		return stripWebP(io.Discard, r)
	}
	return strip(io.Discard, r, formats[h.Type])
}

// Decode decodes a JPEG or PNG. Its header must have been read: that is what
// bounds the memory it takes.
func Decode(r io.Reader, h Header) (image.Image, error) {
	decode := jpeg.Decode
	if h.Type == PNG {
		decode = png.Decode
	}
	img, err := decode(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return img, nil
}

// Fit returns a picture of at most longest pixels width and height: img itself
// if it is no larger.
func Fit(img image.Image, longest int) image.Image {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	side := max(w, h)
	if side <= longest {
		return img
	}
	scaled := func(n int) int { return max(1, (n*longest+side/2)/side) }
	return scale(img, scaled(w), scaled(h))
}

// band is how many rows or columns are scaled at once. The library keeps 32 bytes
// for each pixel in between: of a whole photograph, 250 MB.
const band = 64

// scale makes img narrower, then lower.
func scale(img image.Image, w, h int) image.Image {
	b := img.Bounds()
	narrow := image.NewRGBA(image.Rect(0, 0, w, b.Dy()))
	bands := draw.CatmullRom.NewScaler(w, band, b.Dx(), band) // keeps its memory from one band to the next
	for y := 0; y < b.Dy(); y += band {
		end := min(y+band, b.Dy())
		rows := image.Rect(b.Min.X, b.Min.Y+y, b.Max.X, b.Min.Y+end)
		bands.Scale(narrow, image.Rect(0, y, w, end), img, rows, draw.Src, nil)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	bands = draw.CatmullRom.NewScaler(band, h, band, b.Dy())
	for x := 0; x < w; x += band {
		end := min(x+band, w)
		bands.Scale(small, image.Rect(x, 0, end, h), narrow, image.Rect(x, 0, end, b.Dy()), draw.Src, nil)
	}
	return small
}

// Upright turns and mirrors a picture so that its orientation becomes 1.
func Upright(img image.Image, orientation int) image.Image {
	if orientation == 1 {
		return img
	}
	b := img.Bounds()
	w, h := float64(b.Dx()), float64(b.Dy())
	size := image.Rect(0, 0, b.Dx(), b.Dy())
	if orientation >= 5 {
		size = image.Rect(0, 0, b.Dy(), b.Dx())
	}
	to := [...]f64.Aff3{ // from x and y
		2: {-1, 0, w, 0, 1, 0}, 3: {-1, 0, w, 0, -1, h}, 4: {1, 0, 0, 0, -1, h},
		5: {0, 1, 0, 1, 0, 0}, 6: {0, -1, h, 1, 0, 0}, 7: {0, -1, h, -1, 0, w}, 8: {0, 1, 0, -1, 0, w},
	}[orientation]
	to[2] -= to[0]*float64(b.Min.X) + to[1]*float64(b.Min.Y)
	to[5] -= to[3]*float64(b.Min.X) + to[4]*float64(b.Min.Y)
	turned := image.NewRGBA(size)
	draw.NearestNeighbor.Transform(turned, to, img, b, draw.Src, nil)
	return turned
}

// quality is where JPEG's losses are not seen beside the original.
const quality = 88

// Encode writes img as what h was read of, in the same colours.
func (h Header) Encode(w io.Writer, img image.Image, quality int) error {
	var out bytes.Buffer
	encode, at := func(w io.Writer, img image.Image) error {
		return jpeg.Encode(w, img, &jpeg.Options{Quality: quality})
	}, len(formats[JPEG].signature)
	if h.Type == PNG {
		encode, at = png.Encode, len(formats[PNG].signature)+25 // IHDR, which must be first
	}
	if err := encode(&out, img); err != nil {
		return err
	}
	for _, part := range [][]byte{out.Bytes()[:at], h.colours, out.Bytes()[at:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
