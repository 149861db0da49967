package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"bantin/cmd/bantin/internal/mend"
)

// A maker makes files below a folder, never in place of what is there. What it
// made goes when it is closed, unless it is kept.
type maker struct {
	root *os.Root
	made []string
	dir  string // the folder itself, if it was made, too
}

func newMaker(dir string) (*maker, error) {
	m := &maker{}
	err := os.Mkdir(dir, 0o755)
	if err == nil {
		m.dir = dir
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	m.root, err = os.OpenRoot(dir)
	return m, err
}

// file makes a file, and the folders above it that there are not.
func (m *maker) file(name string, write func(io.Writer) error) error {
	if err := m.folder(path.Dir(name)); err != nil {
		return err
	}
	f, err := m.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	m.made = append(m.made, name)
	return errors.Join(write(f), f.Sync(), f.Close())
}

func (m *maker) folder(name string) error {
	if name == "." {
		return nil
	}
	if err := m.folder(path.Dir(name)); err != nil {
		return err
	}
	err := m.root.Mkdir(name, 0o755)
	if err == nil {
		m.made = append(m.made, name)
	} else if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// keep has what was made stay, after a crash as well.
func (m *maker) keep() {
	for _, name := range m.made {
		mend.Settle(m.root, path.Dir(name))
	}
	m.made, m.dir = nil, ""
}

// close removes what was made, the last first. A folder in which somebody else
// put something stays.
func (m *maker) close() {
	for _, name := range slices.Backward(m.made) {
		_ = m.root.Remove(name)
	}
	m.root.Close()
	if m.dir != "" {
		_ = os.Remove(m.dir)
	}
}

// whole writes what there is already.
func whole(data []byte) func(io.Writer) error {
	return func(w io.Writer) error { _, err := w.Write(data); return err }
}
