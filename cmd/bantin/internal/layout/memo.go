package layout

import (
	"html/template"
	"sync"
)

// part is a partial with the value it was rendered for.
type part struct {
	name  string
	value any
}

// memoLimit is how many bytes of parts one generation of a memo holds: what pages
// share that are made one after the other. More saves no part at 10,000 or 100,000
// articles (measured).
const memoLimit = 1 << 20

// A memo keeps rendered parts in two generations. When the younger is full it
// becomes the elder, and the elder is forgotten. Safe for concurrent use.
type memo struct {
	mu             sync.RWMutex
	younger, elder map[part]template.HTML
	size           int
}

func (m *memo) load(key part) (template.HTML, bool) {
	m.mu.RLock()
	done, ok := m.younger[key]
	if !ok {
		done, ok = m.elder[key]
	}
	m.mu.RUnlock()
	return done, ok
}

func (m *memo) store(key part, done template.HTML) template.HTML {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.younger == nil || m.size > memoLimit {
		m.younger, m.elder, m.size = map[part]template.HTML{}, m.younger, 0
	}
	m.younger[key] = done
	m.size += len(done)
	return done
}
