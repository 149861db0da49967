package publish

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/text"
)

// key is the same for names that differ only in case or composition: some file
// systems hold them as one.
func key(name string) string { return strings.ToLower(text.NFC(name)) }

// claim registers a new file; every file of the release passes here, once.
func (r *Release) claim(name string) (*file, error) {
	if err := portable(name); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	k := key(name)
	if other := r.files[k]; other != nil {
		return nil, fmt.Errorf("the same file as %q, which is written already", other.Path)
	}
	f := &file{Path: name}
	r.files[k] = f
	return f, nil
}

// has reports whether a file was written under this very path.
func (r *Release) has(name string) bool {
	f := r.files[key(name)]
	return f != nil && f.Path == name
}

func (r *Release) sorted() []*file {
	all := make([]*file, 0, len(r.files))
	for _, f := range r.files {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *file) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// What Windows keeps for devices, with whatever extension.
const devices = " aux con nul prn com1 com2 com3 com4 com5 com6 com7 com8 com9" +
	" lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 "

// portable refuses a path that leaves the output or that Windows cannot hold,
// wherever the build runs.
func portable(name string) error {
	if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, `\:`) || !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q is not a path inside the output", name)
	}
	if key(name) == manifestName {
		return fmt.Errorf("%q is the manifest", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		stem, _, _ := strings.Cut(part, ".")
		if (len(stem) == 3 || len(stem) == 4) && strings.Contains(devices, " "+strings.ToLower(stem)+" ") {
			return fmt.Errorf("%q: Windows keeps the name %q for a device", name, stem)
		}
	}
	return nil
}
