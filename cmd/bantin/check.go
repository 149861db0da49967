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
		Use:   "check",
		Short: c.say("xem lỗi và gợi ý, không dựng gì", "tell faults and advice, build nothing"),
		Long:  c.say(checkHelpVi, checkHelpEn),
		Args:  c.noArgs,
		Example: c.say(`  bantin check          xem mọi lỗi, lưu ý và gợi ý
  bantin check --json   cho chương trình khác đọc, mỗi dòng một mục`,
			`  bantin check          all faults, warnings and advice
  bantin check --json   for programs, one a line`),
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
