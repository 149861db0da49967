package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "version",
		RunE: func(*cobra.Command, []string) error { return c.version() },
	}
}

// versionJSON is what version --json prints.
type versionJSON struct {
	Version  string `json:"version"` // of the module; "(devel)" if built from a folder without history
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"` // of the revision, RFC 3339
	Modified bool   `json:"modified"`       // files differ from the revision
	Go       string `json:"go"`
	System   string `json:"system"` // linux/amd64
}

func (c *cli) version() error {
	v := versionJSON{Version: "(devel)", Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Version = cmp.Or(info.Main.Version, v.Version)
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Revision = s.Value
			case "vcs.time":
				v.Time = s.Value
			case "vcs.modified":
				v.Modified = s.Value == "true"
			}
		}
	}
	if c.json {
		return c.encoder().Encode(v)
	}
	built := []string{v.Revision, v.Time}
	if v.Modified {
		built = append(built, c.say("có sửa thêm", "modified"))
	}
	source := strings.Join(slices.DeleteFunc(built, func(s string) bool { return s == "" }), ", ")
	_, err := fmt.Fprintf(c.stdout, "bantin %s (%s) %s %s\n", v.Version, cmp.Or(source, c.say("không rõ bản nguồn", "revision unknown")), v.Go, v.System)
	return err
}
