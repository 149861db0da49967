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
	"bantin/cmd/bantin/internal/text"
)

// This file brings the files of a new article to it: from anywhere on the machine,
// as the person who calls the program may read them.

// longestSide is what a wide screen shows of a picture, in pixels.
const longestSide = 2560

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
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var ready bytes.Buffer
	if err := h.Ready(&ready, f, longestSide); err != nil {
		return d.pictureFault(err)
	}
	base := filepath.Base(f.Name())
	name := strings.TrimSuffix(base, filepath.Ext(base)) + "." + string(h.Type)
	if name, err = d.beside(name, whole(ready.Bytes())); err == nil {
		d.meta.Image = &content.Image{Src: name}
	}
	return err
}

func (d *draft) pictureFault(err error) error {
	other, ok := errors.AsType[*picture.TypeError](err)
	switch {
	case ok && other.Type == "HEIC":
		return errors.New(d.say("ảnh HEIC của iPhone không hiện được trên web; mở ảnh rồi xuất hoặc lưu thành JPEG (.jpg)",
			"browsers do not show HEIC pictures, as iPhones make them; open it and export it as JPEG (.jpg)"))
	case ok && other.Type != "":
		return fmt.Errorf(d.say("tệp %s không dùng làm ảnh của bài được; lưu thành JPEG (.jpg) hoặc PNG", "a %s file cannot be the article's picture; save it as JPEG (.jpg) or PNG"), other.Type)
	case ok:
		return errors.New(d.say("đây không phải là tệp ảnh; chọn tệp JPEG (.jpg), PNG hoặc WebP", "this is no picture; choose a JPEG (.jpg), PNG or WebP file"))
	case errors.Is(err, picture.ErrLarge):
		return fmt.Errorf(d.say("ảnh lớn hơn %d triệu điểm ảnh hoặc %d MB; thu nhỏ rồi thử lại", "the picture has more than %d million pixels or %d MB; make it smaller"),
			limit.Pixels/1_000_000, limit.Picture>>20)
	case errors.Is(err, picture.ErrBroken):
		return errors.New(d.say("tệp ảnh hỏng hoặc chép chưa hết; chép lại, hoặc mở ảnh rồi lưu lại thành JPEG (.jpg)", "the picture is damaged or not copied to its end; copy it again, or open it and save it as JPEG (.jpg)"))
	}
	return err
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
// marks, or with a backslash before each space.
func pasted(name string) string {
	name = strings.Trim(name, `"'`)
	if _, err := os.Lstat(name); err != nil && os.PathSeparator == '/' {
		name = strings.ReplaceAll(name, `\`, "")
	}
	return name
}
