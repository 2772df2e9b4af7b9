// Package cli is the command line: one file per command, exit codes, and one clear line for every failure. The whole
// program is the function [Main], so that a test can run it like any other.
//
// Data goes to stdout, talk goes to stderr. Nothing is kept in package variables.
package cli

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// The exit codes, which scripts rely on.
const (
	exitFine        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitFindings    = 3   // findings at or above --fail-on, or an assertion that did not hold
	exitInterrupted = 130 // what shells report for a program that Ctrl-C ended; other signals have 128 and their number
)

// grace is how long what a run does may take to end when its context has ended. Then it is left behind: it may wait for
// somebody to read a pipe.
const grace = 3 * time.Second

// program is one run: where it reads and writes, and what the common flags say.
type program struct {
	env    environment
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	log    *slog.Logger
	flags  commonFlags

	settings configured

	baseline   string         // --baseline, of the explorer
	unattended bool           // what is read from stdin is for others than a person
	person     *signin.Person // who sits there, nil until somebody is asked for; see whoever

	remarks remarks // what was passed over while a snapshot was read

	lookup func(ctx context.Context, host string) ([]netip.Addr, error) // this machine's resolver, for --resolve

	// The built-in account, and what a snapshot means: tests, which run many commands, share both.
	builtIn, yesterday func() (*awsdata.Snapshot, error)
	// the same as they are to somebody who opens the explorer now; nil where they are always the same
	demoOn func(now time.Time) (today, yesterday func() (*awsdata.Snapshot, error))
	// what CloudTrail has of the built-in account
	builtInTrail func() []byte

	analyze func(context.Context, *awsdata.Snapshot, analysis.Options) (*analysis.Result, error)

	restore atomic.Pointer[func()] // makes the terminal whole where the explorer was left behind
}

// Main runs a command line, without the program's name, and returns the exit code. It never ends the process itself.
// When ctx is canceled it stops what it does, cleans up and returns.
func Main(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return newProgram(env, stdin, stdout, stderr).run(ctx, args)
}

func newProgram(env []string, stdin io.Reader, stdout, stderr io.Writer) *program {
	return &program{
		env:    environment(env),
		stdin:  stdin,
		stdout: stdout,
		stderr: stderr,
		now:    time.Now,
		log:    slog.New(slog.DiscardHandler),
		lookup: lookupHost,

		builtIn:   demo.Snapshot,
		yesterday: demo.Yesterday,
		demoOn:    demo.On,

		builtInTrail: demo.Trail,
		analyze:      analysis.Run,
	}
}

func (p *program) run(ctx context.Context, args []string) int {
	p.followSequences()
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	var logFile *os.File
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := p.configure(cmd); err != nil {
			return err
		}
		if err := p.flags.check(cmd.Flags().Changed); err != nil {
			return err
		}
		if err := p.flags.takeAggregator(); err != nil {
			return err
		}
		var err error
		logFile, err = p.openLog()
		p.log.Info("start", "command", cmd.CommandPath())
		return err
	}
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(grace):
			err = context.Cause(ctx)
			if restore := p.restore.Load(); restore != nil {
				(*restore)()
			}
		}
	}
	code := p.finish(ctx, err)
	p.log.Info("end", "code", code)
	if logFile != nil {
		// The log is a courtesy; failing to close it changes nothing of what the command did.
		_ = logFile.Close()
	}
	return code
}
