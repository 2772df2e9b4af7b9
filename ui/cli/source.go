package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// source is where a snapshot comes from. What comes out is the same kind of thing wherever that is.
type source struct {
	name string // for people: the path, "demo", the profile or "AWS"
	live bool   // whether asking again can give another answer

	profile string // the profile of the AWS CLI that it is read with, "" for the usual one or none
	// load reads the snapshot; partial is given what has arrived so far, now and then, and may be nil.
	load func(ctx context.Context, progress func(collect.Event),
		partial func(*awsdata.Snapshot)) (*awsdata.Snapshot, error)
}

// source is the source that the common flags name.
func (p *program) source() source { return p.sourceOf(p.flags) }

func (p *program) sourceOf(f commonFlags) source {
	switch {
	case f.from != "":
		return source{name: f.from,
			load: func(ctx context.Context, progress func(collect.Event), _ func(*awsdata.Snapshot),
			) (*awsdata.Snapshot, error) {
				snapshot, err := p.read(ctx, f, f.from, progress)
				if err != nil {
					return nil, err
				}
				return f.only(snapshot, f.from)
			}}
	case f.demo:
		return source{name: "demo",
			load: func(context.Context, func(collect.Event), func(*awsdata.Snapshot)) (*awsdata.Snapshot, error) {
				snapshot, err := p.builtIn()
				if err != nil {
					return nil, fmt.Errorf("load the demo account: %w", err)
				}
				return f.only(snapshot, "the demo account")
			}}
	}
	if f.severalAccounts() {
		return source{name: f.accountsName(), live: true, profile: p.profileOf(f),
			load: func(ctx context.Context, progress func(collect.Event),
				partial func(*awsdata.Snapshot)) (*awsdata.Snapshot, error) {
				return f.collectAccounts(ctx, p.collectOptions(f, progress, partial))
			}}
	}
	var part atomic.Pointer[awsdata.Snapshot] // what was read when the credentials expired
	return source{name: cmp.Or(p.profileOf(f), "AWS"), live: true, profile: p.profileOf(f),
		load: func(ctx context.Context, progress func(collect.Event),
			partial func(*awsdata.Snapshot)) (*awsdata.Snapshot, error) {
			o := p.collectOptions(f, progress, partial)
			o.Resume = part.Swap(nil)
			if f.here != nil {
				o.Resume, o.Again = f.here.was, collect.AgainIn(f.here.region, f.here.function)
			}
			snapshot, err := collect.Collect(ctx, o)
			var credentials *collect.CredentialsError
			if errors.As(err, &credentials) {
				if snapshot == nil { // nothing was read this time
					snapshot = o.Resume
				}
				part.Store(snapshot)
			}
			return snapshot, err
		}}
}

// collectOptions say how the account is read that the flags name.
func (p *program) collectOptions(f commonFlags, progress func(collect.Event),
	partial func(*awsdata.Snapshot)) collect.Options {
	return collect.Options{
		Profile:     f.profile(),
		Regions:     f.regions,
		EndpointURL: f.endpoint(p.env),
		Timeout:     f.timeout,
		CallTimeout: f.callTimeout,
		Now:         p.now,
		Person:      p.whoever(),
		Progress:    progress,
		Partial:     partial,
		Fast:        f.fast,
		Targets:     f.targets,
		Remark:      p.remark,
	}
}

// reading says what is taken of the documents of a snapshot besides what always is.
func (f *commonFlags) reading() []awsdata.Option {
	if f.targets {
		return []awsdata.Option{awsdata.KeepTargets()}
	}
	return nil
}

// profileOf is the profile that is named by a flag or else by the environment, "" for none.
func (p *program) profileOf(f commonFlags) string {
	return cmp.Or(f.profile(), p.env.get("AWS_PROFILE"))
}

// endpoint is the address of the API to use, "" for AWS's own.
func (f *commonFlags) endpoint(env environment) string {
	if f.endpointURL != "" {
		return f.endpointURL
	}
	return env.get("AWS_ENDPOINT_URL")
}

// only keeps the regions that --region names. A name that the snapshot does not have is a mistake, not an empty answer.
func (f *commonFlags) only(snapshot *awsdata.Snapshot, name string) (*awsdata.Snapshot, error) {
	if len(f.regions) == 0 || f.everyRegion() {
		return snapshot, nil
	}
	names := make(map[string]bool)
	for _, r := range snapshot.Regions {
		names[r.RegionName] = true
	}
	for _, region := range f.regions {
		if !names[region] {
			there := list(slices.Collect(maps.Keys(names)), "no region")
			return nil, fmt.Errorf("unknown region %q: %s has %s", region, name, there)
		}
	}
	return snapshot.Only(f.regions...), nil
}

// list joins names for a sentence; none is what to say if there are none.
func list(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}

// load reads the snapshot, with a line of progress where somebody may watch.
func (p *program) load(ctx context.Context) (*awsdata.Snapshot, error) {
	from := p.source()
	p.log.Info("load", "source", awsdata.Clean(from.name), "live", from.live)
	line := p.newProgressLine()
	snapshot, err := from.load(ctx, p.logged(line.show), nil)
	line.clear()
	p.sayRemarks()
	if err != nil {
		return nil, err
	}
	p.logGaps(snapshot)
	p.sayUnread(snapshot)
	return snapshot, nil
}

// logged writes what each call cost into the log, and hands events on.
func (p *program) logged(show func(collect.Event)) func(collect.Event) {
	return func(e collect.Event) {
		if e.Phase == collect.Done || e.Phase == collect.Failed {
			p.log.Info("call", "account", e.Account,
				"region", e.Region, "call", e.Call, "items", e.Items, "pages", e.Cost.Pages,
				"requests", e.Cost.Requests, "throttled", e.Cost.Throttled, "waited", e.Cost.Waited, "took",
				e.Cost.Took, "failed", e.Gap != nil)
		}
		show(e)
	}
}

func (p *program) logGaps(snapshot *awsdata.Snapshot) {
	for _, gap := range snapshot.Gaps() {
		p.log.Warn("gap", "account", gap.Account, "region", gap.Region, "call", gap.Call, "cause",
			gap.Cause, "message", gap.Message)
	}
}
