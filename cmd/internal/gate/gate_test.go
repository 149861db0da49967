package gate

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A test that skips by itself would do so in the gate, too; and what a test needs the
// gate installs.
func TestNothingIsSkippedInTheGate(t *testing.T) {
	repository := filepath.Join("..", "..", "..")
	run, err := os.ReadFile(filepath.Join(repository, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	skips := regexp.MustCompile(`(\w+)\.(?:Skip|Skipf|SkipNow)\(`)
	needs := regexp.MustCompile(`gate\.Need\(\w+, "(.+?)"\)`)
	needed := 0
	err = filepath.WalkDir(filepath.Join(repository, "cmd"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" || e.Name() == "gate.go" {
			return err
		}
		text, err := os.ReadFile(name)
		for _, m := range skips.FindAllStringSubmatch(string(text), -1) {
			if m[1] != "gate" {
				t.Errorf("%s: %s); ask gate.Skip", name, m[0])
			}
		}
		for _, m := range needs.FindAllStringSubmatch(string(text), -1) {
			needed++
			everywhere := m[1] == "sh" || m[1] == "bash" // Debian cannot do without
			if !everywhere && !strings.Contains(string(run), "command -v "+m[1]+" ") {
				t.Errorf("%s: .ci/run does not install %s", name, m[1])
			}
		}
		return err
	})
	if err != nil || needed == 0 {
		t.Errorf("%d programs are needed, %v", needed, err)
	}
}
