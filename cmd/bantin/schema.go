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
		Args:      cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"article"}
			}
			if err := c.oneOf(args, content.Schemas()); err != nil {
				return err
			}
			_, err := c.stdout.Write(content.Schema(args[0]))
			return err
		},
	}
}

// oneOf holds a command's words to one, which must be known.
func (c *cli) oneOf(args, known []string) error {
	list := strings.Join(known, ", ")
	for i, arg := range args {
		if i > 0 || !strings.Contains(", "+list+",", ", "+arg+",") {
			return c.usage(fmt.Errorf(c.say("không nhận “%s”, chỉ nhận một trong: %s", "“%s” is not taken, but one of: %s"), arg, list))
		}
	}
	if len(args) == 0 {
		return c.usage(fmt.Errorf(c.say("thiếu một trong: %s", "one of these is missing: %s"), list))
	}
	return nil
}
