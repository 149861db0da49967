package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestWhatTheMachineRefusesIsToldInWords(t *testing.T) {
	for want, err := range map[string]error{
		"không có quyền đọc hoặc ghi .public.lock":       &fs.PathError{Op: "open", Path: ".public.lock", Err: syscall.EACCES},
		"không có tệp hay thư mục content/a.md":          &fs.PathError{Op: "openat", Path: "content/a.md", Err: syscall.ENOENT},
		"ổ đĩa đã đầy nên không ghi được b.md":           &os.LinkError{Op: "rename", Old: "a.md", New: "b.md", Err: syscall.ENOSPC},
		"máy không có chương trình vim":                  &exec.Error{Name: "vim", Err: exec.ErrNotFound},
		"write a.md: input/output error":                 &fs.PathError{Op: "write", Path: "a.md", Err: syscall.EIO},
		"what no file is concerned: operation not permi": fmt.Errorf("what no file is concerned: %w", syscall.EPERM),
	} {
		c := &cli{stdout: io.Discard, stderr: io.Discard}
		if got := c.explain(err); !strings.HasPrefix(got, want) || strings.Contains(got, "VISUAL") {
			t.Errorf("%s, want %s", got, want)
		}
		if got := c.explain(fmt.Errorf("make the site: %w", err)); !strings.Contains(got, want) {
			t.Errorf("wrapped: %s, want %s", got, want)
		}
	}
}

func TestThatNoMoreIsWatchedIsNotToldAsAFullDisk(t *testing.T) {
	c := &cli{stdout: io.Discard, stderr: io.Discard}
	for _, err := range []error{syscall.ENOSPC, fmt.Errorf("couldn't initialize inotify: %w", syscall.EMFILE)} {
		if got := c.unwatched(err); got != "hệ thống không cho theo dõi thêm thư mục nào" {
			t.Errorf("%v: %s", err, got)
		}
	}
}
