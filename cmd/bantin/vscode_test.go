package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bantin/cmd/bantin/internal/content"
)

// TestVSCodeKnowsTheKeys holds the schema that the repository's settings for VS
// Code name to what the program writes.
func TestVSCodeKnowsTheKeys(t *testing.T) {
	dir := filepath.Join(repository, ".vscode")
	var settings struct {
		Schemas map[string]string `json:"yaml.schemas"`
	}
	if err := json.Unmarshal([]byte(mustRead(t, filepath.Join(dir, "settings.json"))), &settings); err != nil {
		t.Fatal(err)
	}
	if settings.Schemas[".vscode/site.schema.json"] != content.SettingsFile {
		t.Errorf("settings.json has the schemas %v", settings.Schemas)
	}
	if mustRead(t, filepath.Join(dir, "site.schema.json")) != string(content.Schema("site")) {
		t.Error("site.schema.json is old: go run ./cmd/bantin schema site > .vscode/site.schema.json")
	}
}

var placeholder = regexp.MustCompile(`\$\{\d:([^}]*)\}|\$\d`)

// TestVSCodeSnippetsAreSound builds articles of the snippets as they are inserted.
func TestVSCodeSnippetsAreSound(t *testing.T) {
	var snippets map[string]struct{ Body []string }
	if err := json.Unmarshal([]byte(mustRead(t, filepath.Join(repository, ".vscode", "markdown.code-snippets"))), &snippets); err != nil || len(snippets) == 0 {
		t.Fatal(err)
	}
	for name, s := range snippets {
		t.Run(name, func(t *testing.T) {
			text := placeholder.ReplaceAllString(strings.Join(s.Body, "\n"), "$1")
			text = strings.NewReplacer("${CURRENT_DATE}", "05", "${CURRENT_MONTH}", "03", "${CURRENT_YEAR}", "2024").Replace(text)
			if !strings.HasPrefix(text, "---") {
				text = "---\ntitle: Bài\ndate: 1/3/2024\n" + text + "\n---\n"
			}
			dir := t.TempDir()
			for file, data := range smallSite {
				mustWrite(t, filepath.Join(dir, file), []byte(data))
			}
			for file, data := range map[string]string{"index.md": text, "anh.jpg": smallSite["anh.webp"], "tep.pdf": "x"} {
				mustWrite(t, filepath.Join(dir, "content/tin-tuc/bai", file), []byte(data))
			}
			if found := mustReport(t, dir); len(found) > 0 {
				t.Errorf("%v in\n%s", found, text)
			}
		})
	}
}
