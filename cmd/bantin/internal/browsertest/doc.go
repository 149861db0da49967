// Package browsertest looks at the program as a person at a browser does: it
// builds bantin, runs it on copies of this repository's own content and opens
// the pages in Chromium. It holds tests alone. They never leave the machine,
// assert no time, and do not run where Chromium is not installed, except under
// CI=true, where that is a failure.
package browsertest
