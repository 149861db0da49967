package main

import (
	"fmt"
	"strings"

	"bantin/cmd/bantin/internal/content"

	"github.com/spf13/cobra"
)

func (c *cli) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "schema [article|section|site]",
		ValidArgs: content.Schemas(),
		Args:      c.oneOf(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := c.stdout.Write(content.Schema(append(args, "article")[0]))
			return err
		},
	}
}

// oneOf refuses words that are not one of a command's, or too many of them.
func (c *cli) oneOf(number cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if cobra.MatchAll(number, cobra.OnlyValidArgs)(cmd, args) == nil {
			return nil
		}
		return c.usage(fmt.Errorf(c.say("%s cần đúng một trong: %s", "%s takes one of: %s"), cmd.Name(), strings.Join(cmd.ValidArgs, ", ")))
	}
}
