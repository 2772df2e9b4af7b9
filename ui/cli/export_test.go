package cli

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// PatientMain is [Main] with no limit to how long it may take to read an account: a test on a busy machine must not
// measure it.
func PatientMain(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if !slices.ContainsFunc(args, func(a string) bool { return a == "--demo" || a == "--from" }) {
		args = append([]string{"--timeout=24h", "--call-timeout=24h"}, args...)
	}
	return Main(ctx, args, env, stdin, stdout, stderr)
}

// The built-in account and its yesterday, read once for all tests, and what they mean without waivers, by the snapshot
// and whether checks are run. Nobody changes a snapshot or a result.
var (
	builtIn   = sync.OnceValues(demo.Snapshot)
	yesterday = sync.OnceValues(demo.Yesterday)
	meanings  sync.Map
)

// SharedMain is [Main], of which the built-in account is read, and analyzed without waivers, once in a process.
func SharedMain(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := newProgram(env, stdin, stdout, stderr)
	p.builtIn, p.yesterday, p.demoOn, p.analyze = builtIn, yesterday, nil, shared
	return p.run(ctx, args)
}

func shared(ctx context.Context, snapshot *awsdata.Snapshot, o analysis.Options) (*analysis.Result, error) {
	today, _ := builtIn()
	before, _ := yesterday()
	if snapshot != today && snapshot != before || o.Waivers != nil || o.Known != nil ||
		len(o.Checks) > 0 || o.OnStage != nil {
		return analysis.Run(ctx, snapshot, o)
	}
	key := struct {
		snapshot *awsdata.Snapshot
		checks   bool
	}{snapshot, o.Checks == nil}
	known, _ := meanings.LoadOrStore(key, sync.OnceValues(func() (*analysis.Result, error) {
		return analysis.Run(context.WithoutCancel(ctx), snapshot, o)
	}))
	return known.(func() (*analysis.Result, error))()
}

// WriteYesterday writes the built-in account as it was a day ago.
func WriteYesterday(ctx context.Context, name string) error {
	s, err := yesterday()
	if err != nil {
		return err
	}
	return s.Save(ctx, name)
}
