package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) manCommand() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:    "man [COMMAND...]",
		Short:  "Print the manual page of a command, or write those of all",
		Hidden: true, // packagers need it, nobody else
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("there is no command %q: see `vpclens --help`", strings.Join(args, " "))
			}
			if folder != "" {
				return p.writeManual(cmd.Root(), folder)
			}
			page, err := p.manual(about)
			if err != nil {
				return err
			}
			return p.write("", func(w io.Writer) error {
				_, err := w.Write(page)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&folder, "folder", "", "write the pages of all commands into this `DIR`")
	return cmd
}

// documented are the commands that have pages: those that help lists.
func documented(root *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{root}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && c.Name() != "completion" && c.Name() != "help" {
			out = append(out, documented(c)...)
		}
	}
	return out
}

// manual is the manual page of a command.
func (p *program) manual(cmd *cobra.Command) ([]byte, error) {
	date, err := p.dateOfPages()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	shown := *cmd // with the exit codes behind the text
	shown.DisableAutoGenTag = true
	shown.Long = asMarkdown(cmp.Or(cmd.Long, cmd.Short)) + "\n\n# EXIT STATUS\n\n" + exitStatus
	err = doc.GenMan(&shown, &doc.GenManHeader{Section: "1", Date: &date, Source: "vpclens", Manual: "vpclens"}, &b)
	if err != nil {
		return nil, fmt.Errorf("make the manual page: %w", err)
	}
	return b.Bytes(), nil
}

// dateOfPages is the date that manual pages bear: that of what the program was built from, so that a commit has the
// same pages whenever they are made. $SOURCE_DATE_EPOCH counts more, as reproducible-builds.org has it.
func (p *program) dateOfPages() (time.Time, error) {
	if epoch := p.env.get("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, usagef("SOURCE_DATE_EPOCH is %q: it takes seconds since 1970", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	if date := thisBuild().date; !date.IsZero() {
		return date.UTC(), nil
	}
	return p.now().UTC(), nil
}

// exitStatus is what the exit codes mean.
const exitStatus = "0: fine. 1: failed. 2: the command line makes no sense. 3: findings at or above --fail-on, or an " +
	"assertion or expectation that did not hold."

// asMarkdown is a text of the help as Markdown that says the same: lines that are indented are left as they are, and
// in the others nothing is emphasized.
func asMarkdown(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "  "):
			line = "  " + line // four blanks make a block
		default:
			line = strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`).Replace(line)
		}
		if n := len(out); n > 0 && strings.HasPrefix(line, "    ") != strings.HasPrefix(out[n-1], "    ") &&
			line != "" && out[n-1] != "" {
			out = append(out, "")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// writeManual writes the pages of all commands.
func (p *program) writeManual(root *cobra.Command, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	for _, c := range documented(root) {
		page, err := p.manual(c)
		if err != nil {
			return err
		}
		name := strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
		if err := os.WriteFile(filepath.Join(folder, name), page, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", awsdata.Clean(name), err)
		}
	}
	return nil
}

// Reference is the reference of all commands in Markdown, for docs/commands.md.
func Reference() ([]byte, error) {
	p := newProgram(nil, nil, io.Discard, io.Discard)
	root := p.rootCommand()
	root.InitDefaultHelpFlag()
	var b bytes.Buffer
	b.WriteString("# Commands\n\nWritten by `make docs`; do not edit.\n\n")
	for _, c := range documented(root) {
		c.DisableAutoGenTag = true
		shown := *c
		shown.Long = asMarkdown(cmp.Or(c.Long, c.Short))
		link := func(name string) string {
			return "#" + strings.ReplaceAll(strings.TrimSuffix(name, ".md"), "_", "-")
		}
		if err := doc.GenMarkdownCustom(&shown, &b, link); err != nil {
			return nil, fmt.Errorf("make the reference: %w", err)
		}
		b.WriteString("\n")
	}
	lines := strings.Split(b.String(), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "###### ") })
	return []byte(strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"), nil
}
