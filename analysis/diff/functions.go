package diff

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Function is one function whose reach changed, or that came or went. The sets hold what some connection from some
// subnet can reach (reachable or partial).
type Function struct {
	Account string // "" where the snapshots are of one account each
	Region  string
	Name    string
	Change  Kind
	Gained  netset.Set // could not be reached before
	Lost    netset.Set // cannot be reached any more
	Unclear netset.Set // was known, and is unknown now
	Cleared netset.Set // was unknown, and can be reached now
	Shut    netset.Set // was unknown, and certainly cannot be reached now
	Partly  netset.Set // was reached always, and is only from some subnets or by some connections now
	Wholly  netset.Set // was reached by some only, and is always now
	// none of these, and some subnet reaches it no more, or certainly not, while others are as they were
	Fewer netset.Set
	// of what it gained: the internet, as its posture counts it; a gateway endpoint is no way there
	Internet netset.Set
	Before   reach.Posture
	After    reach.Posture

	Services []Service // reached better or worse by their names

	Causes []string // ids of changed resources on its way that explain it; none where that cannot be told
	Zones  *Zones   // besides, the zones in which it lost the internet while others have it; nil for none
}

// Opens says whether the function's access to the internet is wider than before: a reviewer looks at these first. What
// was unknown before is not known to be wider now.
func (f *Function) Opens() bool {
	switch f.After {
	case reach.PostureOpen:
		return f.Before != reach.PostureOpen && f.Before != reach.PostureUnknown
	case reach.PostureRestricted:
		return f.Before != reach.PostureRestricted && f.Before != reach.PostureOpen && f.Before != reach.PostureUnknown
	}
	return false
}

// Functions computes which functions came, went, or reach something else than before: each function's whole reach is
// computed in both snapshots and the sets are subtracted.
//
// An address that an interface gave up or took, or of a subnet that came or went, is no unclear, cleared or shut one:
// nobody is there any more, or somebody is now. What rules let through is compared, not who comes and goes behind them.
// Neither is a public address that an interface of the account gave up or took gained or lost: it belongs to somebody
// else now, or did before.
func Functions(before, after *awsdata.Index) []Function {
	out, _ := functions(context.Background(), &side{before, reach.New(before)}, &side{after, reach.New(after)})
	return out
}

// side is one of the two snapshots, and the engine that answers about it.
type side struct {
	*awsdata.Index
	engine *reach.Engine
}

// pair is a function in both snapshots, nil where one does not have it.
type pair struct {
	region   string
	name     string
	old, now *awsdata.Function
}

// pairs are the functions of all regions of which both snapshots have the list.
func pairs(before, after *side) []pair {
	var out []pair
	for _, region := range regions(before.Snapshot, after.Snapshot) {
		old, now := before.Region(region), after.Region(region)
		// Not looked at in one of them: its functions neither came nor went.
		if old == nil || now == nil {
			continue
		}
		both := old.Region.Has("list-functions") && now.Region.Has("list-functions")
		var names []string
		for _, f := range slices.Concat(old.Functions(), now.Functions()) {
			names = append(names, f.FunctionName)
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if p := (pair{region, name, old.Function(name), now.Function(name)}); both || p.old != nil && p.now != nil {
				out = append(out, p)
			}
		}
	}
	return out
}

// functions compares all functions side by side. The only error is the context's.
func functions(ctx context.Context, before, after *side) ([]Function, error) {
	c := &comparer{before: before, after: after, moved: map[string]netset.Set{},
		public: movedPublic(before.Index, after.Index)}
	for _, region := range regions(before.Snapshot, after.Snapshot) {
		c.moved[region] = movedAddresses(before.Region(region), after.Region(region))
	}
	jobs := pairs(before, after)
	answers := make([]*Function, len(jobs))
	group, ctx := awsdata.NewGroup(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range jobs {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("compare functions: %w", err)
			}
			answers[i] = c.compare(p)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var out []Function
	for _, f := range answers {
		if f != nil {
			out = append(out, *f)
		}
	}
	return out, nil
}

// comparer compares functions, each pair of placements once: functions that sit alike reach alike.
type comparer struct {
	before, after *side
	moved         map[string]netset.Set // by region: see movedAddresses
	public        netset.Set            // see movedPublic
	known         sync.Map              // of *answer, by placement
}

type answer struct {
	once     sync.Once
	function *Function
}

// compare is the change of one function, nil for none.
func (c *comparer) compare(p pair) *Function {
	key := fmt.Sprint(p.region, " ", c.before.placement(p.region, p.old), " > ", c.after.placement(p.region, p.now))
	kept, _ := c.known.LoadOrStore(key, &answer{})
	a := kept.(*answer)
	a.once.Do(func() { a.function = c.compute(p) })
	f := *a.function
	f.Name = p.name
	if p.old != nil && p.now != nil {
		f.Services, f.Causes = c.services(p) // not of the placement alone: policies of endpoints tell roles apart
	}
	if f.same() {
		return nil
	}
	return &f
}

// placement is the same for functions of which every answer is the same.
func (s *side) placement(region string, f *awsdata.Function) string {
	if f == nil {
		return "none"
	}
	return s.Region(region).PlacementKey(f)
}

func (c *comparer) compute(p pair) *Function {
	out := &Function{Region: p.region, Change: Changed}
	var was, is reach.Reach
	var internet netset.Set
	if p.old != nil {
		out.Before, was = c.before.engine.Internet(p.region, p.old).Posture, *c.before.engine.Reach(p.region, p.old)
	}
	if p.now != nil {
		to := c.after.engine.Internet(p.region, p.now)
		out.After, internet, is = to.Posture, to.Sets.Can(), *c.after.engine.Reach(p.region, p.now)
	}
	before, after := was.Sets, is.Sets
	switch {
	case p.old == nil:
		out.Change, out.Gained, out.Internet = Added, after.Can(), internet
		return out
	case p.now == nil:
		out.Change, out.Lost = Removed, before.Can()
		return out
	}
	moved := c.moved[p.region]
	gained, lost, unclear := Sets(before, after)
	out.Gained, out.Lost = gained.Minus(before.Unknown).Minus(c.public), lost.Minus(c.public)
	out.Internet = out.Gained.Intersect(internet)
	out.Unclear = unclear.Minus(moved).Minus(c.public)
	out.Cleared = after.Can().Intersect(before.Unknown).Minus(moved).Minus(c.public)
	out.Partly = before.Reachable.Intersect(after.Partial).Minus(c.public)
	out.Wholly = before.Partial.Intersect(after.Reachable).Minus(c.public)
	out.Shut = before.Unknown.Minus(after.Can()).Minus(after.Unknown).Minus(moved).Minus(c.public)
	out.Fewer = fewer(&was, &is).Minus(moved).Minus(c.public).Minus(out.Less())
	return out
}

// Less is what the function reaches less well than before.
func (f *Function) Less() netset.Set {
	return f.Lost.Union(f.Unclear).Union(f.Shut).Union(f.Partly).Union(f.Fewer)
}

// fewer is what some subnet, of those that are in both, reached and does not now, or perhaps reached and certainly does
// not. The function's own sets do not tell of it where it was, and is, unknown or reached from another subnet.
func fewer(before, after *reach.Reach) netset.Set {
	var out netset.Set
	for i := range before.Subnets {
		was := &before.Subnets[i]
		j := slices.IndexFunc(after.Subnets, func(s reach.SubnetReach) bool { return s.SubnetID == was.SubnetID })
		if j >= 0 {
			is := &after.Subnets[j].Sets
			out = out.Union(was.Sets.Can().Minus(is.Can())).Union(was.Sets.Unknown.Minus(is.Unknown).Minus(is.Can()))
		}
	}
	return out
}

// same reports whether nothing became of the function.
func (f *Function) same() bool {
	return f.Change == Changed && f.steady() && f.Partly.IsEmpty() && f.Wholly.IsEmpty() && f.Fewer.IsEmpty()
}

// steady reports whether the function can reach what it could, though perhaps not each time.
func (f *Function) steady() bool {
	return f.Gained.IsEmpty() && f.Lost.IsEmpty() && f.Unclear.IsEmpty() && f.Cleared.IsEmpty() && f.Shut.IsEmpty() &&
		len(f.Services) == 0 && f.Before == f.After
}

// Sets tells two answers apart: what only the later one can reach, what certainly cannot be reached any more, and what
// was known and is unknown now.
func Sets(before, after reach.Sets) (gained, lost, unclear netset.Set) {
	return after.Can().Minus(before.Can()), before.Can().Minus(after.Can()).Minus(after.Unknown),
		after.Unknown.Minus(before.Unknown)
}

// movedAddresses are the addresses that an interface holds, or a subnet has, in one of the snapshots and none in the
// other.
func movedAddresses(old, now *awsdata.RegionIndex) netset.Set {
	if old == nil || now == nil {
		return netset.Set{}
	}
	var out netset.Set
	for call, of := range map[string]func(*awsdata.Region) netset.Set{"describe-network-interfaces": held,
		"describe-subnets": ranges} {
		if old.Region.Has(call) && now.Region.Has(call) {
			was, is := of(old.Region), of(now.Region)
			out = out.Union(was.Minus(is)).Union(is.Minus(was))
		}
	}
	return out
}

// movedPublic are the public addresses that some interface has in one of the snapshots, and none in the other.
func movedPublic(before, after *awsdata.Index) netset.Set {
	var was, is netset.Builder
	for _, name := range regions(before.Snapshot, after.Snapshot) {
		old, now := before.Region(name), after.Region(name)
		if old == nil || now == nil || !old.Region.Has("describe-network-interfaces") ||
			!now.Region.Has("describe-network-interfaces") {
			continue
		}
		addPublic(&was, old.Region)
		addPublic(&is, now.Region)
	}
	a, b := was.Set(), is.Set()
	return a.Minus(b).Union(b.Minus(a))
}

func addPublic(b *netset.Builder, r *awsdata.Region) {
	for i := range r.NetworkInterfaces {
		for _, p := range r.NetworkInterfaces[i].PublicAddresses() {
			b.AddAddrs([]string{p.Public}, netset.AllProtocols())
		}
	}
}

func held(r *awsdata.Region) netset.Set {
	var b netset.Builder
	for i := range r.NetworkInterfaces {
		b.AddAddrs(r.NetworkInterfaces[i].Addresses(), netset.AllProtocols())
	}
	return b.Set()
}

func ranges(r *awsdata.Region) netset.Set {
	var b netset.Builder
	for i := range r.Subnets {
		b.AddCIDRs(r.Subnets[i].CIDRs(), netset.AllProtocols())
	}
	return b.Set()
}
