package cli

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
)

// lookups asks this machine's resolver for host names that the snapshot does not lead anywhere, each once. It is nil
// where nobody asked for that: a verdict must come from the snapshot alone, and the name of a database is nobody's
// business.
type lookups struct {
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	done   map[string]looked
}

type looked struct {
	addresses []netip.Addr
	err       error
}

// resolveFlag defines --resolve.
func resolveFlag(cmd *cobra.Command, into *bool) {
	cmd.Flags().BoolVar(into, "resolve", false,
		"look up host names that the snapshot does not know with this machine's resolver")
}

// lookups are those of a run, nil where --resolve is not given.
func (p *program) lookups(asked bool) *lookups {
	if !asked {
		return nil
	}
	return &lookups{lookup: p.lookup, done: make(map[string]looked)}
}

// fill gives a destination the addresses of its host name, if the snapshot leaves open where it leads for a function.
func (l *lookups) fill(ctx context.Context, f ask.Function, to names.Destination) (names.Destination, error) {
	if l == nil || to.Kind != names.KindHost {
		return to, nil
	}
	region := f.Index.Region(f.Region)
	if answer := names.Resolve(f.Index, region, region.FunctionVPC(f.Function), to); !answer.Open() {
		return to, nil
	}
	answer, ok := l.done[to.Host]
	if !ok {
		answer.addresses, answer.err = l.lookup(ctx, to.Host)
		l.done[to.Host] = answer
	}
	switch {
	case answer.err != nil:
		return to, fmt.Errorf("resolve %s on this machine: %w", awsdata.Clean(to.Host), answer.err)
	case len(answer.addresses) == 0:
		return to, fmt.Errorf("resolve %s on this machine: the name has no address", awsdata.Clean(to.Host))
	}
	return to.WithAddresses(answer.addresses), nil
}

// lookupHost asks this machine's resolver.
func lookupHost(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}
