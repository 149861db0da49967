package publish

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// swap puts the staging folder in the output's place. out reports whether it
// got there, with or without an error.
func (r *Release) swap() (out bool, err error) {
	p := r.place
	if _, err := p.check(); err != nil { // again: the build took its time
		return false, err
	}
	if !exists(p.output) {
		if err := os.Rename(p.stage, p.output); err != nil {
			return false, err
		}
		r.step("moved in")
		return true, flushFolder(filepath.Dir(p.output))
	}
	exchange := exchange
	if r.o.testOnlyExchange != nil {
		exchange = r.o.testOnlyExchange
	}
	err = exchange(p.stage, p.output)
	if errors.Is(err, errors.ErrUnsupported) {
		return r.swapByRenames()
	}
	if err != nil {
		return false, fmt.Errorf("exchange with %s: %w; if the output is a mount point, choose a folder inside it", p.stage, err)
	}
	r.step("exchanged")
	return true, r.keepOld()
}

// keepOld tidies up after an exchange: the staging folder is the old release.
func (r *Release) keepOld() error {
	if err := flushFolder(filepath.Dir(r.place.output)); err != nil {
		return err
	}
	r.step("parent flushed")
	if err := r.discard(r.place.old); err != nil {
		return err
	}
	err := os.Rename(r.place.stage, r.place.old)
	r.step("old one kept")
	return err
}

// swapByRenames is swap where nothing can be exchanged. Once the release is
// called ready, Begin will move it in if this process cannot.
func (r *Release) swapByRenames() (out bool, err error) {
	p := r.place
	if err := r.discard(p.old); err != nil {
		return false, err
	}
	if err := os.Rename(p.stage, p.ready); err != nil {
		return false, err
	}
	r.step("ready")
	if err := os.Rename(p.output, p.old); err != nil {
		err = fmt.Errorf("%w; close the programs that use this folder and build again", err)
		return false, errors.Join(err, os.Rename(p.ready, p.stage))
	}
	r.step("moved away")
	if err := os.Rename(p.ready, p.output); err != nil {
		return false, errors.Join(err, os.Rename(p.old, p.output), os.Rename(p.ready, p.stage))
	}
	r.step("moved in")
	return true, flushFolder(filepath.Dir(p.output))
}
