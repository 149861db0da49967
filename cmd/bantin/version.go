package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

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
		return json.NewEncoder(c.stdout).Encode(v)
	}
	revision := v.Revision
	if v.Modified {
		revision += c.say(" (có tệp đã sửa thêm)", " (with changes)")
	}
	fmt.Fprintf(c.stdout, "bantin %s\n", v.Version)
	for _, line := range [][2]string{{c.say("bản nguồn:", "revision:"), revision}, {c.say("lúc:", "time:"), v.Time}, {"Go:", v.Go}, {c.say("hệ thống:", "system:"), v.System}} {
		if line[1] != "" {
			fmt.Fprintf(c.stdout, "  %-11s%s\n", line[0], line[1])
		}
	}
	return nil
}
