// Package browsertest looks at the program as a person at a browser does: it
// runs bantin on copies of this repository's content and opens the pages in
// Chromium. It holds tests alone. They stay on this machine and assert no time;
// without Chromium they are skipped, or fail under CI=true.
package browsertest
