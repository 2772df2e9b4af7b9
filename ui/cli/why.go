package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/why"
)

func (p *program) whyCommand() *cobra.Command {
	var out outputFlags
	var file, to string
	cmd := &cobra.Command{
		Use:   "why [FUNCTION] [TEXT]",
		Short: "Tell what an error comes from: paste it, or pipe a log",
		Long: `Reads what a failing function left behind, and says what it comes from in this account: the causes ranked, each computed, with
its proof and its fix; what is excluded, and why; what is unknown, and the call or the command that settles it.

TEXT is an error of a runtime or a driver, lines of a log, a JSON log event, what aws logs tail prints, a CloudWatch alarm, an
X-Ray segment, or a failed deletion of CloudFormation or Terraform. Without it, or with -, the text is read from standard input,
as in: aws logs tail /aws/lambda/NAME --since 1h | vpclens why NAME. --file reads it from a file. Of a
log of more than 4 MB the end is read. FUNCTION is a name or an ARN; without it the text has to name the function: by its ARN, its log
group, a member of its JSON, or as a word. Of several symptoms the commonest is explained, and the others are listed.

Timeouts are held against the path, which may be blocked; a refusal, a reset and an error of TLS are answers, so something else
than security groups, network ACLs and routes is to blame. Where a text names no destination, what does not work for the function
is what it likely waited for; --to names what it called.

Of the text only names, hosts, ports and times are kept: no user, no password, no path, no other word of it is shown or written.
Nothing is guessed: a text in which no symptom is found ends with exit code 1.`,
		Example: `  vpclens why --demo 'checkout-api Task timed out after 6.00 seconds'
  vpclens why orders-worker 'connect ECONNREFUSED 10.0.20.237:5433' --demo
  vpclens why --file error.log --format json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usagef("%s wants FUNCTION and TEXT at most, got %s: put the text in quotes", cmd.CommandPath(),
					english.Count(len(args), "argument"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Why]{{"text", report.WriteWhy},
				{"json", report.WriteWhyJSON}, {"markdown", report.WriteWhyMarkdown}})
			if err != nil {
				return err
			}
			name, text, err := p.symptomText(args, file)
			if err != nil {
				return err
			}
			read, err := ask.Symptoms(text)
			if err != nil {
				return err
			}
			s := why.Choose(read, name)
			result, err := p.accountOfSymptom(cmd.Context(), cmp.Or(name, s.Function), to, &s)
			if err != nil {
				return err
			}
			y, err := ask.Why(cmd.Context(), result, name, text, to, read)
			if err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Why {
				y.Look = look
				return y
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	cmd.Flags().StringVar(&file, "file", "", "read the text from this `FILE`")
	cmd.Flags().StringVar(&to, "to", "", "`DEST` that was called, where the text does not name it")
	return cmd
}

// functionWord is what names one function, with or without its account, a version or an alias.
var functionWord = regexp.MustCompile(
	`^([0-9]{12}/)?(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?$`)

// symptomText is the function that the command line names, "" for none, and the text.
func (p *program) symptomText(args []string, file string) (name, text string, err error) {
	if len(args) > 0 && len(args)+min(len(file), 1) == 2 && !functionWord.MatchString(args[0]) {
		// what it is is not said: it may be the text, with what nobody should read
		return "", "", usagef("FUNCTION is no name and no ARN of a function: put the text behind it, in quotes")
	}
	switch {
	case file != "":
		if len(args) > 1 {
			return "", "", usagef("--file and TEXT: name one of both")
		}
		in, err := os.Open(file)
		if err != nil {
			return "", "", err
		}
		defer in.Close()
		text, err := p.newest(in, file)
		return strings.Join(args, ""), text, err
	case len(args) == 2 && args[1] != "-":
		return args[0], args[1], nil
	case len(args) == 1 && args[0] != "-" && !functionWord.MatchString(args[0]):
		return "", args[0], nil
	}
	if len(args) > 0 && args[0] != "-" {
		name = args[0]
	}
	if p.stdin != nil && !isTerminal(p.stdin) {
		if text, err = p.newest(p.stdin, "standard input"); err != nil {
			return "", "", err
		}
	}
	switch {
	case strings.TrimSpace(text) != "":
		return name, text, nil
	case name == "":
		return "", "", usagef("what happened? paste the error in quotes, pipe a log, or name a file with --file")
	case len(symptom.Read(name)) > 0: // a word such as ETIMEDOUT
		return "", name, nil
	}
	return "", "", usagef("what happened to %s? paste the error behind it in quotes, or pipe its log", name)
}

// longestLog is how much of a log is read, to find its end.
const longestLog = 256 << 20

// newest is what a log holds, or the end of it, which is where the last error stands.
func (p *program) newest(in io.Reader, name string) (string, error) {
	var kept []byte
	all, chunk := 0, make([]byte, 64<<10)
	for {
		n, err := in.Read(chunk)
		all += n
		if kept = append(kept, chunk[:n]...); len(kept) > 2*mostInput {
			kept = append(kept[:0], kept[len(kept)-mostInput:]...)
		}
		switch {
		case errors.Is(err, io.EOF):
			if all > mostInput {
				kept = kept[max(len(kept)-mostInput, 0):]
				kept = kept[bytes.IndexByte(kept, '\n')+1:] // the first line may be half of one
				p.say("only the last %d MB of %s are read", mostInput>>20, name)
			}
			return string(kept), nil
		case err != nil:
			return "", fmt.Errorf("read %s: %w", name, err)
		case all > longestLog:
			return "", fmt.Errorf("%s has more than %d MB: cut off the end that tells of the error", name,
				longestLog>>20)
		}
	}
}

// accountOfSymptom reads what the answer depends on: of AWS only what a path needs, where the text names a function and
// a destination and the path is open.
func (p *program) accountOfSymptom(ctx context.Context, function, to string,
	s *symptom.Symptom) (*analysis.Result, error) {
	if function == "" || cmp.Or(to, s.Destination) == "" {
		return p.analyzed(ctx, nil)
	}
	account, err := p.accountFor(ctx, symptom.ShortName(function), ask.SymptomPath(to, s), false)
	if err != nil {
		return nil, err
	}
	return p.analyze(ctx, account.index.Snapshot, analysis.Options{Today: p.now()})
}
