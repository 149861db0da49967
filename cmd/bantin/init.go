package main

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bantin/cmd/bantin/internal/content"
	"bantin/cmd/bantin/internal/text"

	"github.com/spf13/cobra"
)

// startFiles are a new site's, with {title}, {base_url} and {date} to be filled in.
//
//go:embed all:init
var startFiles embed.FS

func (c *cli) initCommand() *cobra.Command {
	var title, baseURL string
	cmd := &cobra.Command{
		Use: "init " + c.say("THƯ-MỤC", "DIR"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] != "" {
				return nil
			}
			return c.usage(errors.New(c.say("cần tên một thư mục, ví dụ bantin init trang-tin", "it wants the name of one folder, such as bantin init site")))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(c.source, dir)
			}
			return c.init(cmd.Context(), dir, title, baseURL)
		},
	}
	cmd.Flags().StringVar(&title, "title", "", c.say("tên trang", "the site's name"))
	cmd.Flags().StringVar(&baseURL, "base-url", "", c.say("địa chỉ công khai, ví dụ https://example.org/", "the public address, such as https://example.org/"))
	return cmd
}

// init makes a site in a folder that is new or empty.
func (c *cli) init(ctx context.Context, dir, title, baseURL string) error {
	if err := cmp.Or(c.common(), c.vacant(dir)); err != nil {
		return err
	}
	zone, err := text.LoadZone("Asia/Ho_Chi_Minh")
	if err != nil {
		return err
	}
	err = c.ask(ctx,
		question{flag: "--title", text: c.say("Tên trang", "The site's name"), given: title, usual: "Trang tin của cơ quan", take: keep(&title)},
		question{flag: "--base-url", text: c.say("Địa chỉ công khai (chưa có thì nhấn Enter)", "The public address (Enter if there is none yet)"), given: baseURL, usual: "https://co-quan.example/", take: func(answer string) error {
			if _, ok := content.CheckBaseURL(answer); !ok {
				return errors.New(c.say("viết địa chỉ đầy đủ không kèm đường dẫn, ví dụ https://example.org/", "write a full address without a path, such as https://example.org/"))
			}
			baseURL = answer
			return nil
		}})
	if err != nil {
		return err
	}
	fill := strings.NewReplacer("{title}", content.Scalar(title), "{base_url}", content.Scalar(baseURL),
		"{date}", c.present(zone).Format("02/01/2006"), "YYYY/MM", c.present(zone).Format("2006/01"))
	files, err := start(dir, fill)
	if err != nil {
		return fmt.Errorf(c.say("chưa tạo được trang: %w", "make the site: %w"), err)
	}
	return c.started(dir, files)
}

// vacant refuses a folder in which there is something: nothing of it shall be
// mixed with a site.
func (c *cli) vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	parent := filepath.Dir(dir)
	switch _, above := os.Stat(parent); {
	case above != nil:
		return fmt.Errorf(c.say("chưa có thư mục %s; hãy tạo trước", "there is no folder %s; make it first"), parent)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf(c.say("thư mục %s không dùng được: %w", "the folder %s cannot be used: %w"), dir, err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != ".git" { // a repository to be filled
			names = append(names, e.Name())
		}
	}
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	if len(names) > 0 {
		return fmt.Errorf(c.say("thư mục %s không trống, trong đó có: %s; hãy chọn một thư mục mới", "the folder %s is not empty, it holds: %s; choose a new one"), dir, strings.Join(names, ", "))
	}
	return nil
}

// start writes the files of a new site, all of them or none.
func start(dir string, fill *strings.Replacer) (files []string, err error) {
	m, err := newMaker(dir)
	if err != nil {
		return nil, err
	}
	defer m.close()
	err = fs.WalkDir(startFiles, "init", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := startFiles.ReadFile(name)
		if err != nil {
			return err
		}
		name = fill.Replace(strings.TrimPrefix(name, "init/"))
		files = append(files, name)
		return m.file(name, whole([]byte(fill.Replace(string(data)))))
	})
	if err == nil {
		m.keep()
	}
	return files, err
}

func (c *cli) started(dir string, files []string) error {
	if c.json {
		return json.NewEncoder(c.stdout).Encode(map[string]any{"folder": dir, "files": files})
	}
	fmt.Fprintf(c.stdout, c.say("Đã tạo trang trong thư mục %s:\n", "The site is in the folder %s:\n"), dir)
	for _, file := range files {
		fmt.Fprintf(c.stdout, "  %s\n", file)
	}
	if strings.Contains(dir, " ") {
		dir = `"` + dir + `"`
	}
	fmt.Fprintf(c.stdout, c.say(`Làm tiếp, từng lệnh một:
  cd %s
  bantin          xem trang trong trình duyệt (Ctrl+C để dừng)
  bantin new      viết một bài mới
  bantin build    dựng trang vào thư mục public để đưa lên máy chủ
Tên và địa chỉ của trang nằm trong content/site.yaml.
`, `Next, one by one:
  cd %s
  bantin          see the site in the browser (Ctrl+C to stop)
  bantin new      write an article
  bantin build    build the site into the folder public, for a web server
The site's name and address stand in content/site.yaml.
`), dir)
	return nil
}
