package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/image/webp"
)

// A part is a segment of a JPEG, with the coded pixels behind it, or a chunk of a
// PNG or WebP.
type part struct {
	name string // a segment's marker in one byte; a chunk's name
	raw  []byte // as it stands in the file
	body []byte // what of it is its own
}

// A format is how a picture's file is made up of parts.
type format struct {
	signature string
	next      func(*bufio.Reader) (part, error)
	keep      func(part) bool // what is needed to show the picture as it is meant
	last      string          // what follows the part of this name is no picture
}

var formats = map[Type]format{
	JPEG: {"\xFF\xD8", segment, neededSegment, "\xD9"},
	PNG:  {"\x89PNG\r\n\x1A\n", chunk, neededChunk, "IEND"},
}

// strip copies a picture without the parts that are not needed.
func strip(w io.Writer, r io.Reader, f format) error {
	in := bufio.NewReader(r)
	_, err := io.CopyN(w, in, int64(len(f.signature)))
	for last := false; err == nil && !last; {
		var p part
		p, err = f.next(in)
		if last = p.name == f.last; err == nil && f.keep(p) {
			_, err = w.Write(p.raw)
		}
	}
	return err
}

// segment reads a JPEG's next segment, and behind a start of scan its pixels.
func segment(in *bufio.Reader) (part, error) {
	b, err := in.ReadByte()
	for err == nil && b != 0xFF { // some cameras fill up with zeros
		b, err = in.ReadByte()
	}
	for err == nil && b == 0xFF {
		b, err = in.ReadByte()
	}
	p := part{name: string([]byte{b}), raw: []byte{0xFF, b}}
	if err != nil || p.name == "\xD9" || b == 0 || b >= 0xD0 && b <= 0xD8 {
		return p, broken(err)
	}
	size, err := in.Peek(2)
	if err != nil || binary.BigEndian.Uint16(size) < 2 {
		return p, ErrBroken
	}
	p.raw = append(p.raw, make([]byte, binary.BigEndian.Uint16(size))...)
	_, err = io.ReadFull(in, p.raw[2:])
	p.body = p.raw[4:]
	for b == 0xDA && err == nil { // start of scan
		var two []byte
		two, err = in.Peek(2)
		if err == nil && two[0] == 0xFF && two[1] != 0 && (two[1] < 0xD0 || two[1] > 0xD7) {
			break
		}
		if err == nil {
			p.raw = append(p.raw, two[0])
			_, err = in.Discard(1)
		}
	}
	return p, broken(err)
}

// neededSegment leaves out comments, and all of the applications' segments but
// those on density and colours.
func neededSegment(p part) bool {
	switch {
	case p.name == "\xE0":
		return bytes.HasPrefix(p.body, []byte("JFIF\x00"))
	case p.name == "\xE2":
		return bytes.HasPrefix(p.body, []byte("ICC_PROFILE\x00"))
	case p.name == "\xEE":
		return bytes.HasPrefix(p.body, []byte("Adobe"))
	}
	return p.name != "\xFE" && (p.name < "\xE0" || p.name > "\xEF")
}

// chunk reads a PNG's next chunk.
func chunk(in *bufio.Reader) (part, error) {
	var raw bytes.Buffer // which grows with what there is, not with what is promised
	if _, err := io.CopyN(&raw, in, 8); err != nil {
		return part{}, broken(err)
	}
	size := binary.BigEndian.Uint32(raw.Bytes())
	if _, err := io.CopyN(&raw, in, int64(size)+4); err != nil {
		return part{}, broken(err)
	}
	b := raw.Bytes()
	return part{string(b[4:8]), b, b[8 : len(b)-4]}, nil
}

// neededChunk keeps what must be kept, and of the rest what is about
// transparency, colours, density and movement.
func neededChunk(p part) bool {
	return p.name[0] >= 'A' && p.name[0] <= 'Z' || slices.Contains(colourChunks, p.name) ||
		slices.Contains([]string{"tRNS", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}, p.name)
}

var colourChunks = []string{"iCCP", "sRGB", "gAMA", "cHRM", "cICP"}

// stripWebP copies a WebP without the chunks that are not needed. One that asks to
// be turned is refused: nothing would ask for it any more.
func stripWebP(w io.Writer, r io.Reader) error {
	head := make([]byte, 12) // RIFF, the size of what follows, WEBP
	if _, err := io.ReadFull(r, head); err != nil {
		return broken(err)
	}
	out := bytes.NewBuffer(head)
	promised := &io.LimitedReader{R: r, N: int64(binary.LittleEndian.Uint32(head[4:])) - 4}
	in := bufio.NewReader(promised)
	for {
		p, err := riffChunk(in)
		switch {
		case err == io.EOF && promised.N <= 1: // some leave out what makes the last chunk even
			binary.LittleEndian.PutUint32(out.Bytes()[4:], uint32(out.Len()-8))
			_, err = out.WriteTo(w)
			return err
		case err != nil:
			return broken(err)
		case p.name == "EXIF" && orientation(bytes.TrimPrefix(p.body, []byte("Exif\x00\x00"))) != 1:
			return ErrTurned
		case p.name == "VP8X" && len(p.body) > 0:
			p.body[0] &^= 0x0C // has EXIF, has XMP
		}
		if slices.Contains(neededRIFF, p.name) {
			out.Write(p.raw)
		}
	}
}

// neededRIFF are a WebP's chunks of pixels, transparency, movement and colours.
var neededRIFF = []string{"VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"}

// riffChunk reads a WebP's next chunk; the error is io.EOF behind the last one.
func riffChunk(in *bufio.Reader) (part, error) {
	if _, err := in.Peek(1); err != nil {
		return part{}, err
	}
	var raw bytes.Buffer // which grows with what there is, not with what is promised
	if _, err := io.CopyN(&raw, in, 8); err != nil {
		return part{}, broken(err)
	}
	size := int64(binary.LittleEndian.Uint32(raw.Bytes()[4:]))
	if _, err := io.CopyN(&raw, in, size); err != nil {
		return part{}, broken(err)
	}
	if size%2 == 1 {
		raw.WriteByte(0)
		_, _ = in.Discard(1)
	}
	b := raw.Bytes()
	return part{string(b[:4]), b, b[8 : 8+size]}, nil
}

// broken is for a file that ends where it should not.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}

// jpeg reads up to the frame header. Colours of grey or printing inks are not
// those of what Encode writes.
func (h *Header) jpeg(in *bufio.Reader) error {
	h.Type = JPEG
	if _, err := in.Discard(len(formats[JPEG].signature)); err != nil {
		return err
	}
	for {
		p, err := segment(in)
		switch exif := []byte("Exif\x00\x00"); {
		case err != nil:
			return err
		case p.name == "\xE1" && bytes.HasPrefix(p.body, exif):
			h.Orientation = orientation(p.body[len(exif):])
		case p.name == "\xE2" && neededSegment(p):
			h.colours = append(h.colours, p.raw...)
		case p.name == "\xD9" || p.name == "\xDA":
			return ErrBroken
		case p.name >= "\xC0" && p.name <= "\xCF" && !strings.Contains("\xC4\xC8\xCC", p.name):
			if len(p.body) < 6 {
				return ErrBroken
			}
			h.Height, h.Width = int(binary.BigEndian.Uint16(p.body[1:])), int(binary.BigEndian.Uint16(p.body[3:]))
			if p.body[5] != 3 {
				h.colours = nil
			}
			return nil
		}
	}
}

// png reads up to the pixels.
func (h *Header) png(in *bufio.Reader) error {
	h.Type = PNG
	if _, err := in.Discard(len(formats[PNG].signature)); err != nil {
		return err
	}
	grey := false
	for {
		if start, _ := in.Peek(8); len(start) == 8 && string(start[4:]) == "IDAT" {
			break
		}
		p, err := chunk(in)
		switch {
		case err != nil:
			return err
		case p.name == "IHDR" && len(p.body) == 13:
			h.Width, h.Height = int(binary.BigEndian.Uint32(p.body)), int(binary.BigEndian.Uint32(p.body[4:]))
			grey = p.body[9]&2 == 0
		case p.name == "eXIf":
			h.Orientation = orientation(p.body)
		case slices.Contains(colourChunks, p.name):
			h.colours = append(h.colours, p.raw...)
		case p.name == "IEND":
			return ErrBroken
		}
	}
	if grey {
		h.colours = nil
	}
	return nil
}

func (h *Header) webp(in *bufio.Reader) error {
	c, err := webp.DecodeConfig(in)
	h.Type, h.Width, h.Height = WebP, c.Width, c.Height
	return broken(err)
}

// orientation finds EXIF's tag 274 among those of the first directory.
func orientation(tiff []byte) int {
	order := binary.ByteOrder(binary.LittleEndian)
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(tiff) < 8 || int64(order.Uint32(tiff[4:]))+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[order.Uint32(tiff[4:]):]
	n := order.Uint16(entries)
	for entries = entries[2:]; n > 0 && len(entries) >= 12; n, entries = n-1, entries[12:] {
		if o := int(order.Uint16(entries[8:])); order.Uint16(entries) == 274 && o >= 1 && o <= 8 {
			return o
		}
	}
	return 1
}
