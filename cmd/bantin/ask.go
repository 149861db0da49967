package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/content"
)

// A question is about what a flag can say, too.
type question struct {
	flag     string                    // "--section"
	text     string                    // what is asked
	given    string                    // what the flag says
	choices  string                    // lines, each behind a line's end
	usual    string                    // the answer to nothing but Enter
	required bool                      // there is no doing without
	raw      bool                      // the answer is no text, but the name of a file
	take     func(answer string) error // takes an answer that is not empty, or says why not
}

func keep(to *string) func(string) error {
	return func(answer string) error { *to = answer; return nil }
}

// interactive tells whether to ask: somebody is there, and reads no JSON.
func (c *cli) interactive() bool { return c.asks && !c.json }

// ask takes what flags say, and asks for what they do not, again and again until
// the answer is taken. With nobody to answer it takes the usual.
func (c *cli) ask(ctx context.Context, questions ...question) error {
	for _, q := range questions {
		if q.given != "" || !c.interactive() {
			if err := c.take(q, q.given); err != nil {
				return fmt.Errorf("%s: %w%s", q.flag, err, q.choices)
			}
			continue
		}
		for {
			answer, err := c.readLine(ctx, q)
			if err != nil {
				return err
			}
			if err = c.take(q, answer); err == nil {
				break
			}
			fmt.Fprintf(c.stderr, "  %s\n", err)
		}
	}
	return nil
}

func (c *cli) take(q question, typed string) error {
	line, err := strings.TrimSpace(typed), error(nil)
	if !q.raw {
		line, err = content.Line(typed)
	}
	line = cmp.Or(line, q.usual)
	switch {
	case err != nil:
		return errors.New(c.say("có ký tự không đọc được; gõ lại bằng bộ gõ tiếng Việt, bảng mã Unicode",
			"there are characters that cannot be read; type it again in Unicode"))
	case line != "":
		return q.take(line)
	case q.required:
		return errors.New(c.say("mục này cần có", "this is needed"))
	}
	return nil
}

// readLine asks, and waits for the answer.
func (c *cli) readLine(ctx context.Context, q question) (string, error) {
	if q.choices != "" {
		fmt.Fprintln(c.stderr, q.choices[1:])
	}
	fmt.Fprint(c.stderr, q.text)
	if q.usual != "" {
		fmt.Fprintf(c.stderr, " [%s]", q.usual)
	}
	fmt.Fprint(c.stderr, ": ")
	line, err := c.line(ctx)
	if err == io.EOF {
		err = errors.New(c.say("chưa ghi gì, vì không có câu trả lời", "nothing was written, for want of an answer"))
	}
	return line, err
}

// agree asks whether to go on; anything but a plain yes is no.
func (c *cli) agree(ctx context.Context, question string) (bool, error) {
	fmt.Fprint(c.stderr, question)
	line, err := c.line(ctx)
	if err == io.EOF {
		err = nil
	}
	plain := []string{"c", "co", "có", "y", "yes"}
	return slices.Contains(plain, strings.ToLower(strings.TrimSpace(line))), err
}

// line waits for a line to be typed, or for the end of ctx. The error is io.EOF
// where there is none.
func (c *cli) line(ctx context.Context) (string, error) {
	if c.lines == nil {
		c.lines = bufio.NewReader(c.stdin)
	}
	type answer struct {
		line string
		err  error
	}
	read := make(chan answer, 1)
	go func() {
		line, err := c.lines.ReadString('\n')
		read <- answer{line, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(c.stderr)
		return "", context.Cause(ctx)
	case a := <-read:
		if a.line != "" {
			return a.line, nil
		}
		fmt.Fprintln(c.stderr)
		return "", a.err
	}
}
