package main

import (
	"context"
	"fmt"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/diag"

	"github.com/spf13/cobra"
)

func (c *cli) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "check",
		RunE: func(cmd *cobra.Command, _ []string) error { return c.check(cmd.Context()) },
	}
}

func (c *cli) check(ctx context.Context) error {
	loader, root, err := c.loader()
	if err != nil {
		return err
	}
	defer root.Close()
	loader.Advise, loader.Once, root.Still = true, true, true
	progress := newProgress(c)
	report, err := build.Check(ctx, loader, build.Options{Loaded: c.speak, Progress: progress.show})
	progress.clear()
	if err != nil {
		return err
	}
	if err := c.show(c.language(), report.Found); err != nil {
		return err
	}
	errs := diag.Errors(report.Found)
	if !c.json {
		fmt.Fprintf(c.stdout, c.say("Đã xem xong: %d lỗi, %d lưu ý, %d gợi ý.\n", "Looked through: %d errors, %d warnings, %d pieces of advice.\n"),
			errs, diag.Count(report.Found, diag.Warning), diag.Count(report.Found, diag.Advice))
	}
	if errs > 0 {
		return errFaults
	}
	return nil
}
