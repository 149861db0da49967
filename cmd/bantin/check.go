package main

import (
	"context"
	"errors"
	"fmt"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/mend"

	"github.com/spf13/cobra"
)

type checkFlags struct {
	fix, yes, external bool
}

func (c *cli) checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:  "check",
		RunE: func(cmd *cobra.Command, _ []string) error { return c.check(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.fix, "fix", false, c.say("sửa luôn những chỗ chắc chắn, sau khi cho xem và hỏi", "mend what is certain, after showing it and asking"))
	flags.BoolVar(&f.yes, "yes", false, c.say("cùng với --fix: ghi luôn, không hỏi", "with --fix: write without asking"))
	flags.BoolVar(&f.external, "external", false, c.say("hỏi cả các liên kết ra trang khác", "ask links to other sites, too"))
	return cmd
}

func (c *cli) check(ctx context.Context, f checkFlags) error {
	if f.yes && !f.fix {
		return c.usage(errors.New(c.say("--yes chỉ dùng cùng --fix", "--yes goes with --fix")))
	}
	report, err := c.look(ctx, nil)
	if err != nil {
		return err
	}
	var m mending
	if f.fix {
		if report, m, err = c.mend(ctx, report, f.yes); err != nil {
			return err
		}
	}
	found, asked := report.Found, ""
	if f.external {
		if found, asked, err = c.askOutside(ctx, report); err != nil {
			return err
		}
	}
	told := found
	if c.json {
		told = append(m.fixed, found...)
	}
	if err := c.show(c.language(), told); err != nil {
		return err
	}
	errs := diag.Errors(found)
	if !c.json {
		if f.fix {
			fmt.Fprintln(c.stdout, c.mended(m))
		}
		fmt.Fprint(c.stdout, asked)
		fmt.Fprintf(c.stdout, c.say("Đã xem xong: %d lỗi, %d lưu ý, %d gợi ý.\n", "Looked through: %d errors, %d warnings, %d pieces of advice.\n"),
			errs, diag.Count(found, diag.Warning), diag.Count(found, diag.Advice))
		if n := mendable(found); n > 0 {
			fmt.Fprintf(c.stdout, c.say("Máy tự sửa được %d chỗ: bantin check --fix\n", "%d places can be mended for you: bantin check --fix\n"), n)
		}
	}
	if errs > 0 || m.waiting {
		return errFaults
	}
	return nil
}

// mendable counts the lines that check --fix would write.
func mendable(found []diag.Diagnostic) (n int) {
	for _, d := range found {
		if d.Fix != "" && d.Mechanical() {
			n++
		}
	}
	return n
}

// look looks through the whole site, as it would be with a draft.
func (c *cli) look(ctx context.Context, draft mend.Draft) (build.Report, error) {
	loader, root, err := c.loader()
	if err != nil {
		return build.Report{}, err
	}
	defer root.Close()
	loader.Sources = draftFS{root, draft}
	loader.Advise, loader.Once, root.Still = true, true, true
	progress := newProgress(c)
	defer progress.clear()
	return build.Check(ctx, loader, build.Options{Loaded: c.speak, Progress: progress.show})
}
