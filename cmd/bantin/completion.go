package main

import (
	"io"

	"github.com/spf13/cobra"
)

// shells are those that can complete the command line, as cobra calls them.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (c *cli) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "completion bash|zsh|fish|powershell",
		ValidArgs: shells,
		Args:      cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.oneOf(args, shells); err != nil {
				return err
			}
			root := cmd.Root()
			return map[string]func(io.Writer) error{
				"bash":       func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
				"zsh":        root.GenZshCompletion,
				"fish":       func(w io.Writer) error { return root.GenFishCompletion(w, true) },
				"powershell": root.GenPowerShellCompletion, // it would garble Vietnamese
			}[args[0]](c.stdout)
		},
	}
}
