// Package plain is the explorer for screen readers, dumb terminals and pipes. It
// reads commands line by line and answers with lines: nothing is redrawn, and
// nothing but text is written. The screens are those of the explorer.
package plain

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
)

// Options are what it is started with.
type Options struct {
	Name string // of the source: "demo", "prod", "prod.json"
	Live bool   // reading again can give another answer

	Profile string // of the AWS CLI that it is read with, "" for the usual one or none
	// Together are the profiles that several accounts are read with.
	Together []string
	// Load reads the snapshot; it may call progress from any goroutine.
	Load func(ctx context.Context, progress func(done, total int)) (*awsdata.Snapshot, error)
	// Baseline reads the snapshot that changes are told against from the start; nil for none.
	Baseline     func(ctx context.Context) (*awsdata.Snapshot, error)
	BaselineName string
	// Open reads an earlier snapshot, to tell what changed since.
	Open func(ctx context.Context, path string) (*awsdata.Snapshot, error)
	// SaveFile writes a file that a person asked for, and leaves one that is there already; nil writes none.
	SaveFile func(name, text string, over bool) error
	Checks   analysis.Options
	// Analyze works out what a snapshot means; nil is [analysis.Run].
	Analyze func(context.Context, *awsdata.Snapshot, analysis.Options) (*analysis.Result, error)
	Now     func() time.Time
	// Write writes a file of edits, which must not be there yet unless over says so: else the error is [fs.ErrExist].
	Write     func(path string, data []byte, over bool) error
	Read      func(path string) ([]byte, error) // reads one
	Edits     []whatif.Edit                     // tried out from the start
	EditsFile string                            // that they came from
	OnDemand  screen.OnDemand                   // asks what the snapshot does not hold
	Views     []screen.View                     // that the person has saved
	KeepViews host.Views                        // where others are kept
	Columns   map[string][]string               // of a list, by its name, from left to right
	Start     string                            // where to begin, as it is typed; "" is the functions

	In     io.Reader
	Out    io.Writer // what was asked for
	Talk   io.Writer // how far reading is
	Prompt bool      // somebody types: say when it is their turn
}

// longestCommand bounds a line of input.
const longestCommand = 1 << 20

// Run answers commands until one says quit, the input ends or ctx does.
func Run(ctx context.Context, o Options) error {
	s := newSession(ctx, o)
	if err := s.read(); err != nil {
		return err
	}
	if o.Baseline != nil {
		if err := s.tellSince(o.BaselineName, o.Baseline); err != nil {
			return err
		}
	}
	s.begin()
	lines, failed := typed(ctx, o.In)
	for !s.done {
		if o.Prompt {
			s.out.prompt("vpclens: ")
		}
		if err := s.out.flush(); err != nil {
			return fmt.Errorf("write to stdout: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case line, more := <-lines:
			if !more {
				if o.Prompt {
					s.out.say("") // the shell's prompt begins on a line of its own
				}
				if err := s.out.flush(); err != nil {
					return fmt.Errorf("write to stdout: %w", err)
				}
				return <-failed
			}
			s.command(strings.TrimSpace(line))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := s.out.flush(); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}

// typed reads lines beside what goes on, so that an interrupt does not wait for
// the next one. When the lines end, failed says why.
func typed(ctx context.Context, in io.Reader) (lines <-chan string, failed <-chan error) {
	out, why := make(chan string), make(chan error, 1)
	go func() {
		defer close(out)
		scan := bufio.NewScanner(in)
		scan.Buffer(nil, longestCommand)
		for scan.Scan() {
			select {
			case out <- scan.Text():
			case <-ctx.Done():
				why <- nil
				return
			}
		}
		if err := scan.Err(); err != nil {
			why <- fmt.Errorf("read the next command: %w", err)
			return
		}
		why <- nil
	}()
	return out, why
}

// read loads the account and works out what it means.
func (s *session) read() error {
	if s.o.Live {
		fmt.Fprintln(s.o.Talk, clean("Reading "+s.o.Name+"."))
	}
	told := &quarters{out: s.o.Talk}
	snapshot, err := within(s.ctx, func() (*awsdata.Snapshot, error) { return s.o.Load(s.ctx, told.show) })
	if err != nil {
		return err
	}
	result, err := s.o.Analyze(s.ctx, snapshot, s.o.Checks)
	if err != nil {
		return fmt.Errorf("analyze the snapshot: %w", err)
	}
	s.asRead, s.env.Now = result, s.o.Now()
	s.apply()
	return nil
}

// within reads a snapshot, and does not wait for it any longer when ctx ends: a
// file may be a pipe into which nobody writes.
func within(ctx context.Context, read func() (*awsdata.Snapshot, error)) (*awsdata.Snapshot, error) {
	type answer struct {
		snapshot *awsdata.Snapshot
		err      error
	}
	done := make(chan answer, 1)
	go func() {
		snapshot, err := read()
		done <- answer{snapshot, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case a := <-done:
		return a.snapshot, a.err
	}
}

// against makes another snapshot the one that changes are told against.
func (s *session) against(path string) error {
	return s.tellSince(path, func(ctx context.Context) (*awsdata.Snapshot, error) { return s.o.Open(ctx, path) })
}

// tellSince reads the earlier state that changes are told against.
func (s *session) tellSince(name string, read func(context.Context) (*awsdata.Snapshot, error)) error {
	snapshot, err := within(s.ctx, func() (*awsdata.Snapshot, error) { return read(s.ctx) })
	if err != nil {
		return err
	}
	result, err := s.o.Analyze(s.ctx, snapshot, s.o.Checks)
	if err != nil {
		return fmt.Errorf("analyze %s: %w", name, err)
	}
	s.env.Baseline = &screen.Baseline{Name: awsdata.Clean(name), Result: result}
	return nil
}
