package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/limit"
	"bantin/cmd/bantin/internal/picture"
	"bantin/cmd/bantin/internal/render"
	"bantin/cmd/bantin/internal/text"
)

// This file brings the files of a new article to it: from anywhere on the machine,
// as the person who calls the program may read them.

// illustrated makes a file the article's picture. It is made ready at once, while
// another one can still be asked for.
func (d *draft) illustrated(answer string) error {
	f, size, err := d.open(answer)
	if err != nil {
		return err
	}
	defer f.Close()
	if size > limit.Picture {
		return d.pictureFault(picture.ErrLarge)
	}
	h, err := picture.Read(f)
	if err != nil {
		return d.pictureFault(err)
	}
	if h.Type == picture.WebP && max(h.Width, h.Height) > picture.Longest {
		return fmt.Errorf(d.say("ảnh WebP này %d × %d điểm ảnh, mà máy không thu nhỏ được WebP; mở ảnh, lưu thành JPEG (.jpg) rồi chọn tệp ấy, hoặc thu nhỏ còn %d điểm ảnh ở cạnh dài",
			"the WebP has %d × %d pixels, and a WebP cannot be made smaller here; open it, save it as JPEG (.jpg) and take that, or make it smaller, %d pixels on the longer side"),
			h.Width, h.Height, picture.Longest)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var ready bytes.Buffer
	if err := h.Ready(&ready, f, picture.Longest); err != nil {
		return d.pictureFault(err)
	}
	base := filepath.Base(f.Name())
	name := strings.TrimSuffix(base, filepath.Ext(base)) + "." + string(h.Type)
	if name, err = d.beside(name, whole(ready.Bytes())); err == nil {
		d.meta.Image = &content.Image{Src: name}
	}
	return err
}

// pictureFault says of a picture that cannot be taken what is said of one that lies
// beside an article.
func (d *draft) pictureFault(err error) error {
	fault, ok := render.PictureFault(err)
	if !ok {
		return err
	}
	lang := d.language()
	return errors.New(fault.What(lang) + "; " + fault.How(lang))
}

// attached attaches a file: FILE=TITLE. A sign "=" may stand in the title, and in the
// name of a file that there is.
func (d *draft) attached(answer string) error {
	from, title, _ := strings.Cut(answer, "=")
	for at, sign := range answer {
		if sign != '=' {
			continue
		}
		if _, err := os.Stat(pasted(answer[:at])); err == nil {
			from, title = answer[:at], answer[at+1:]
		}
	}
	title, err := content.Line(title)
	if err != nil || title == "" {
		return errors.New(d.say("viết TỆP=TÊN, ví dụ --attach \"nghi-quyet.pdf=Toàn văn nghị quyết\"", "write FILE=TITLE, such as --attach \"resolution.pdf=The resolution\""))
	}
	f, _, err := d.open(from)
	if err != nil {
		return err
	}
	name, err := d.beside(filepath.Base(f.Name()), func(w io.Writer) error {
		defer f.Close()
		_, err := io.Copy(w, f)
		return err
	})
	if err != nil {
		f.Close()
	}
	d.meta.Attachments = append(d.meta.Attachments, content.Attachment{File: name, Title: title})
	return err
}

// beside gives a file its place beside the article, under the name that it is
// published by.
func (d *draft) beside(name string, write func(io.Writer) error) (string, error) {
	folded := text.FileName(name)
	if folded == "" || slices.ContainsFunc(d.files, func(b besides) bool { return b.name == folded }) {
		return "", fmt.Errorf(d.say("tên tệp “%s” không dùng được hoặc trùng với tệp khác của bài; đổi tên tệp", "the name “%s” will not do or is another file's of the article; rename it"), name)
	}
	d.files = append(d.files, besides{folded, write})
	return folded, nil
}

// open opens a file that ends, and says how many bytes it has.
func (d *draft) open(typed string) (*os.File, int64, error) {
	name := pasted(typed)
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, fmt.Errorf(d.say("không có tệp “%s”", "there is no file “%s”"), name)
	case err != nil:
		return nil, 0, err
	case !info.Mode().IsRegular():
		return nil, 0, fmt.Errorf(d.say("“%s” không phải là một tệp", "“%s” is not a file"), name)
	}
	f, err := os.Open(name)
	return f, info.Size(), err
}

// pasted is the name of a file as it was dragged into a terminal: in quotation
// marks, as a command of PowerShell, or with a backslash before each space.
func pasted(name string) string {
	if command, ok := strings.CutPrefix(name, "& '"); ok {
		name = strings.ReplaceAll(command, "''", "'")
	}
	name = strings.Trim(name, `"'`)
	if _, err := os.Lstat(name); err != nil && os.PathSeparator == '/' {
		name = strings.ReplaceAll(name, `\`, "")
	}
	return name
}
