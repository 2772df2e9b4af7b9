package reach

import (
	"sync"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// Engine answers questions about one snapshot. What is asked twice is computed once: groups, ACLs, route tables and the
// internet path of each subnet are compiled at first use and kept. It is safe for concurrent use.
type Engine struct {
	index   *awsdata.Index
	all     []*region
	regions map[string]*region // of the main account, by name
	homes   map[*awsdata.RegionIndex]*region

	owned    func() *ownAddresses
	roles    *role.Index
	policed  func() bool // see roleKey
	policies memo[*awsdata.VPCEndpoint, endpointPolicy]

	unfiltered  bool // network ACLs let everything through: see WithoutACLs
	withoutACLs func() *Engine
}

// New returns an engine for the snapshot behind the index.
func New(index *awsdata.Index) *Engine { return newEngine(index, false) }

// WithoutACLs answers the same questions as if every network ACL of the snapshot let everything through: what is
// reachable there and not here is stopped by ACLs alone. ACLs that the snapshot does not hold stay unknown.
func (e *Engine) WithoutACLs() *Engine { return e.withoutACLs() }

func newEngine(index *awsdata.Index, unfiltered bool) *Engine {
	e := &Engine{index: index, roles: role.NewIndex(index), regions: make(map[string]*region),
		homes: make(map[*awsdata.RegionIndex]*region), unfiltered: unfiltered}
	e.withoutACLs = sync.OnceValue(func() *Engine { return newEngine(index, true) })
	for _, x := range index.AllRegions() {
		r := &region{Engine: e, RegionIndex: x, names: names.NewResolver(index, x)}
		e.all = append(e.all, r)
		e.homes[x] = r
		if e.regions[r.name()] == nil || index.Region(r.name()) == x {
			e.regions[r.name()] = r
		}
	}
	e.owned, e.policed = sync.OnceValue(e.findOwned), sync.OnceValue(e.findPolicies)
	return e
}

// in is the region of that name in the account of the function, nil if the snapshot does not hold it.
func (e *Engine) in(regionName string, f *awsdata.Function) *region {
	main := e.regions[regionName]
	if main != nil && main.Function(f.FunctionName) == f {
		return main
	}
	for _, r := range e.all {
		if r.name() == regionName && r.Function(f.FunctionName) == f {
			return r
		}
	}
	return main
}

// of is the engine's part for a region's index, nil for nil.
func (e *Engine) of(x *awsdata.RegionIndex) *region {
	if x == nil {
		return nil
	}
	return e.homes[x]
}

// region is the part of the engine for one region of one account: its index and what has been compiled of it.
type region struct {
	*Engine
	*awsdata.RegionIndex
	names *names.Resolver

	groups          memo[groupKey, *group]
	groupSets       memo[groupKey, *groupSet]
	lists           memo[string, *prefixList]
	carriers        memo[groupKey, members]
	acls            memo[string, *acl]
	tables          memo[string, *table]
	subnets         memo[string, *subnet]
	vpcs            memo[string, *vpc]
	nats            memo[natKey, Sets]
	paths           memo[pathKey, *internetPath]
	sourceSensitive memo[string, bool] // by subnet: see sourcesMatter
	places          memo[string, *SubnetPlace]
	internets       memo[string, *Internet]
	verdicts        memo[verdictKey, verdictOrError]
	shared          memo[sharedKey, *Reach]             // see reachOf
	unreachable     memo[sharedKey, []bool]             // see traceUnknown
	balancers       memo[string, *awsdata.LoadBalancer] // by the path that their interfaces' descriptions name

	transitTables memo[string, *transitTable]

	effective memo[string, effectiveRoutes]
	egress    memo[string, egressRules]

	placements memo[*awsdata.Function, *placement]
}

func (r *region) name() string { return r.Region.RegionName }

// missing is the gap of a call of this region in words, "" if the call was collected.
func (r *region) missing(call string) string {
	if _, gap := r.Region.Gap(call); !gap {
		return ""
	}
	return r.callName(call)
}

// callName names a call of this region: with the account where it is not the main one.
func (r *region) callName(call string) string {
	if r.Account != "" && r.Account != r.index.Snapshot.AccountID {
		return awsdata.MissingCall{Call: call, Account: r.Account}.String()
	}
	return call
}

// memo keeps the results of a pure function. Each is computed once: whoever asks meanwhile waits for it. What a
// computation asks of its own memo must not lead back to itself.
type memo[K comparable, V any] struct {
	mu     sync.RWMutex
	values map[K]*memoEntry[V]
}

type memoEntry[V any] struct {
	once  sync.Once
	value V
}

func (m *memo[K, V]) get(key K, compute func() V) V {
	m.mu.RLock()
	k := m.values[key]
	m.mu.RUnlock()
	if k == nil {
		k = m.enter(key)
	}
	k.once.Do(func() { k.value = compute() })
	return k.value
}

func (m *memo[K, V]) enter(key K) *memoEntry[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.values[key]
	if k == nil {
		if m.values == nil {
			m.values = make(map[K]*memoEntry[V])
		}
		k = &memoEntry[V]{}
		m.values[key] = k
	}
	return k
}
