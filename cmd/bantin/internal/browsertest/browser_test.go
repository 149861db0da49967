package browsertest

import (
	"testing"

	"bantin/cmd/internal/browser"
)

// A tab is a page that is looked at as a reader does.
type tab struct{ *browser.Tab }

// mustTab opens an address in a window that shows an article whole; the scripts run
// before those of any page.
func mustTab(t testing.TB, address string, scripts ...string) *tab {
	t.Helper()
	return &tab{chromium.MustOpen(t, address, 1280, 4000, scripts...)}
}
