package reach

import (
	"sync"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Engine answers questions about one snapshot. What is asked twice is computed once: groups, ACLs, route tables and the
// internet path of each subnet are compiled at first use and kept. It is safe for concurrent use.
type Engine struct {
	index   *awsdata.Index
	regions map[string]*region
}

// New returns an engine for the snapshot behind the index.
func New(index *awsdata.Index) *Engine {
	e := &Engine{index: index, regions: make(map[string]*region)}
	for _, r := range index.Snapshot.Regions {
		e.regions[r.RegionName] = &region{Engine: e, RegionIndex: index.Region(r.RegionName)}
	}
	return e
}

// region is the part of the engine for one region: its index and what has been compiled of it.
type region struct {
	*Engine
	*awsdata.RegionIndex

	groups    memo[string, *group]
	groupSets memo[string, *groupSet]
	lists     memo[string, *prefixList]
	carriers  memo[string, members]
	acls      memo[string, *acl]
	tables    memo[string, *table]
	sites     memo[string, *site]
	vpcs      memo[string, *vpc]
	natPaths  memo[natKey, Sets]
	paths     memo[pathKey, *internetPath]
	told      memo[string, bool] // by subnet: see sourcesMatter
	places    memo[string, *SubnetPlace]
	internets memo[string, *Internet]
	verdicts  memo[verdictKey, verdictOrError]

	publicServices memo[string, netset.Set] // of one value

	placements memo[*awsdata.Function, *placement]
}

func (r *region) name() string { return r.Region.RegionName }

// missing is the gap of a call of this region in words, "" if the call was collected.
func (r *region) missing(call string) string {
	if _, gap := r.Region.Gap(call); gap {
		return call
	}
	return ""
}

// memo keeps the results of a pure function. Each is computed once: whoever asks meanwhile waits for it. What a
// computation asks of its own memo must not lead back to itself.
type memo[K comparable, V any] struct {
	mu     sync.RWMutex
	values map[K]*kept[V]
}

type kept[V any] struct {
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

func (m *memo[K, V]) enter(key K) *kept[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.values[key]
	if k == nil {
		if m.values == nil {
			m.values = make(map[K]*kept[V])
		}
		k = &kept[V]{}
		m.values[key] = k
	}
	return k
}
