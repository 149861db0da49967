package render

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/layout"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/site"
)

// ready answers the address of a picture. What is wrong with it is the editor's to
// mend.
func (r *Renderer) ready(a site.Address) (Result, error) {
	open := func() (io.ReadSeekCloser, error) {
		return r.pictures.Open(a.File, func() (fs.File, error) { return content.OpenFile(r.sources, a.File) }, a.Number)
	}
	f, err := open()
	if err == nil {
		return Result{Open: open}, f.Close()
	}
	found, err := pictureFaults(a.File, err)
	return Result{Found: found}, err
}

func pictureFaults(file string, err error) ([]diag.Diagnostic, error) {
	fault, ok := PictureFault(err)
	if !ok {
		return nil, err
	}
	fault.File = file
	return []diag.Diagnostic{fault}, nil
}

// Pictures are the sources of all pictures that readers see, by path.
func (r *Renderer) Pictures() (files []string) {
	for _, a := range r.Site.Addresses() {
		if a.Kind == site.PictureFile {
			files = append(files, a.File)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// SurveyPicture is what Render would tell of a picture, as far as that shows before
// it is decoded: by its header or, with whole, by all its parts.
func (r *Renderer) SurveyPicture(file string, whole bool) ([]diag.Diagnostic, error) {
	f, err := content.OpenFile(r.sources, file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src := f.(io.ReadSeeker) // as all regular files are
	h, err := picture.Read(src)
	if err == nil && whole {
		if _, err = src.Seek(0, io.SeekStart); err == nil {
			err = h.Whole(src)
		}
	}
	return pictureFaults(file, err)
}

// Stat tells of a source without reading it.
func (r *Renderer) Stat(name string) (fs.FileInfo, error) { return fs.Stat(r.sources, name) }

// Sum is content's, of a file of the sources.
func (r *Renderer) Sum(name string, most int64, before time.Time) (sum uint64, ok bool) {
	return content.Sum(r.sources, name, most, before)
}

// PictureFault is what an editor can mend of what is wrong with a picture.
func PictureFault(err error) (fault diag.Diagnostic, ok bool) {
	other, isOther := errors.AsType[*picture.TypeError](err)
	switch {
	case isOther && other.Type == "":
		fault.Code = "picture-none"
	case isOther:
		fault.Code, fault.Args = "picture-type", []any{other.Type}
	case errors.Is(err, picture.ErrLarge):
		fault.Code, fault.Args = "picture-large", []any{limit.Pixels / 1_000_000, limit.Picture >> 20}
	case errors.Is(err, picture.ErrTurned):
		fault.Code = "picture-turned"
	case errors.Is(err, picture.ErrBroken):
		fault.Code = "picture-broken"
	}
	return fault, fault.Code != ""
}

// sizes is how wide the theme shows a picture: as its column, 40rem or the window
// without its margins.
const sizes = "(min-width: 44rem) 40rem, 92vw"

// image is what a page that shows an address of this site says of the picture. For
// that the picture's header is read; what is wrong with it, its own address tells.
func (r *Renderer) image(href, address string) layout.Image {
	img := layout.Image{Src: href}
	a, _ := r.Site.Lookup(address)
	if a.File == "" {
		return img
	}
	f, err := content.OpenFile(r.sources, a.File)
	if err != nil {
		return img
	}
	defer f.Close()
	h, err := picture.Read(f)
	if err != nil {
		return img
	}
	img.Width, img.Height = h.Size()
	if _, ok := r.Site.Lookup(site.Variant(address, picture.Widths[0])); !ok || h.Type == picture.WebP {
		return img
	}
	var set []string
	for i, w := range picture.Widths {
		variant := site.Variant(address, w)
		set = append(set, variant+" "+strconv.Itoa(min(w, img.Width))+"w")
		if i < 2 {
			img.Src = variant // for who knows no sets
		}
		if w >= img.Width {
			break
		}
	}
	if len(set) > 1 {
		img.Srcset, img.Sizes = strings.Join(set, ", "), sizes
	}
	return img
}
