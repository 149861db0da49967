package valkey

import (
	"fmt"
	"strings"
	"testing"

	"bantin/cmd/counter/internal/storetest"
	"bantin/cmd/counter/internal/visit"
)

func TestStoreKeepsTheContract(t *testing.T) {
	r := mustServe(t)
	storetest.Run(t, func(t testing.TB) storetest.Data {
		r.must(t, "FLUSHALL")
		return storetest.Data{
			Open:     func(t testing.TB) visit.Store { return mustOpen(t, r.url(), Options{}) },
			Multiply: func(t testing.TB, by int64) { r.mustMultiply(t, by) },
		}
	})
}

func (s *server) mustMultiply(t testing.TB, by int64) {
	t.Helper()
	found := s.must(t, "KEYS", "*")
	keys, err := found.AsStrSlice()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if name := strings.TrimPrefix(key, "{bantin}:"); name != "total" && name != "hours" && !strings.HasPrefix(name, "day:") {
			continue
		}
		m := s.must(t, "HGETALL", key)
		all, err := m.AsStrMap()
		if err != nil {
			t.Fatal(err)
		}
		for field, value := range all {
			n, err := parse([]string{""}, []string{value})
			if err != nil {
				t.Fatal(err)
			}
			s.must(t, "HSET", key, field, fmt.Sprint(n[""].Visits*by, n[""].Scriptless*by, n[""].Bots*by))
		}
	}
}
