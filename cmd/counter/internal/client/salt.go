package client

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"bantin/cmd/counter/internal/visit"
	"bantin/cmd/internal/disk"
)

// A Salt is the secret of one day that readers' keys are made with. The next day's
// is computed from it and written over it, and there is no way back: who has today's
// can tell nobody of yesterday. It lies in a file of its own, which no backup should
// hold, as one line: a date and 64 hexadecimal digits.
//
// Services that share a store share their readers' keys if they begin with the same
// file: each moves its own on, and all come to the same.
type Salt struct {
	path string

	mu      sync.Mutex
	day     visit.Day // whose salt this is
	key     [sha256.Size]byte
	written visit.Day // the day that the file is known to hold
}

// OpenSalt reads the file, or makes one, and moves it on to today.
func OpenSalt(path string, today visit.Day) (*Salt, error) {
	s := &Salt{path: path}
	err := s.read(path)
	if err != nil { // the power may have gone while the old one was being overwritten
		if s.read(path+".new") == nil {
			err, s.written = nil, 0
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_, _ = rand.Read(s.key[:]) // never fails
		s.day = today
	case err != nil:
		return nil, fmt.Errorf("%w; without it today's readers count as new ones: if that does not matter, remove the file", err)
	}
	if err := s.Advance(today); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Salt) read(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("%s: others can read it (%v); chmod 600 %s", path, info.Mode().Perm(), path)
	}
	line, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	date, digits, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
	day, err := visit.ParseDay(date)
	key, keyErr := hex.DecodeString(digits)
	if err != nil || keyErr != nil || len(key) != len(s.key) {
		return fmt.Errorf("%s: not a date and 64 hexadecimal digits", path)
	}
	s.day, s.written = day, day
	copy(s.key[:], key)
	return nil
}

// Advance moves the salt on to a day. A day that is over has none any more: where the
// clock was set back by a day, the later day's goes on; where it was far ahead, the
// salt is a new one, so that it never stays for long, and services that share their
// readers' keys want the same file once more. A file that was removed is written anew:
// without it the day's readers would count again after a restart. An error says that
// the salt is not on disk, or still the old one; called again, Advance writes again.
func (s *Salt) Advance(today visit.Day) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.day.Time().After(today.Time().AddDate(0, 0, 1)) {
		_, _ = rand.Read(s.key[:]) // never fails
		s.day = today
	}
	for t := s.day.Time(); s.day < today; s.day = visit.DayOf(t) {
		t = t.AddDate(0, 0, 1)
		mac := hmac.New(sha256.New, s.key[:])
		mac.Write([]byte("next day"))
		mac.Sum(s.key[:0])
	}
	if _, err := os.Stat(s.path); err == nil && s.written == s.day {
		return nil
	}
	return s.write()
}

// write replaces the file. The old bytes are overwritten first, as far as the file
// system does that in place.
func (s *Salt) write() error {
	line := fmt.Appendf(nil, "%s %x\n", s.day, s.key)
	next := s.path + ".new"
	if err := writeSynced(next, line, os.O_CREATE|os.O_TRUNC); err != nil {
		return err
	}
	if err := writeSynced(s.path, make([]byte, len(line)), 0); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(next, s.path); err != nil {
		return err
	}
	s.written = s.day
	return disk.SyncFolder(filepath.Dir(s.path))
}

func writeSynced(path string, data []byte, flags int) error {
	f, err := os.OpenFile(path, os.O_WRONLY|flags, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// Key tells a reader from others on one day: 64 bits of an HMAC over the day, the
// reader's network and browser. It is never 0.
func (s *Salt) Key(day visit.Day, client netip.Prefix, agent string) uint64 {
	s.mu.Lock()
	behind := s.day < day
	s.mu.Unlock()
	if behind {
		_ = s.Advance(day) // whoever runs the service calls it every minute, and hears of it
	}
	s.mu.Lock()
	mac := hmac.New(sha256.New, s.key[:])
	s.mu.Unlock()
	addr := client.Addr().As16()
	mac.Write(binary.BigEndian.AppendUint32(addr[:], uint32(day)))
	mac.Write([]byte(agent))
	return max(1, binary.BigEndian.Uint64(mac.Sum(nil)))
}
