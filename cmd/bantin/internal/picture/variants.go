package picture

import (
	"bytes"
	"slices"
)

// Widths are those that pages offer to browsers, in pixels: of a phone's column, of
// an article's, and of both on a fine screen.
var Widths = [...]int{400, 800, 1200}

const (
	// Longest is what a wide screen shows of a picture's longest side, in pixels.
	Longest = 2560

	// What is smaller than it was taken hides more of JPEG's losses.
	smallQuality = 80
)

// variants are a picture's bytes in each of Widths, but no wider than it is, and
// last as large as it may be.
type variants [len(Widths) + 1][]byte

// vary makes a JPEG or PNG into its variants, each from the next larger one. Where
// the picture as it is takes fewer bytes it is its own variant. A WebP has the last
// alone.
func vary(data []byte, h Header) (made variants, err error) {
	const whole = len(Widths)
	var out bytes.Buffer
	if h.Type == WebP {
		err = h.Ready(&out, bytes.NewReader(data), Longest)
		made[whole] = out.Bytes()
		return made, err
	}
	img, err := Decode(bytes.NewReader(data), h)
	if err != nil {
		return made, err
	}
	width, height := h.Size()
	tall := (height*min(width, Widths[whole-1]) + width/2) / width // of the widest variant
	img = Upright(Fit(img, max(Longest, tall)), h.Orientation)
	asIs := h.Orientation == 1 && max(width, height) <= Longest
	if asIs {
		err = h.Ready(&out, bytes.NewReader(data), Longest)
	} else {
		err = h.Encode(&out, Fit(img, Longest), quality)
	}
	made[whole] = bytes.Clone(out.Bytes())
	for i, w := range slices.Backward(Widths[:]) {
		switch {
		case err != nil:
			return made, err
		case img.Bounds().Dx() > w:
			img = scale(img, w, max(1, (height*w+width/2)/width))
		case i+1 < whole: // all have its own width
			made[i] = made[i+1]
			continue
		}
		out.Reset()
		err = h.Encode(&out, img, smallQuality)
		if made[i] = made[whole]; !asIs || out.Len() < len(made[whole]) {
			made[i] = bytes.Clone(out.Bytes())
		}
	}
	return made, err
}
