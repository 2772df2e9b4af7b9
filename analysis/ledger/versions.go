package ledger

import (
	"maps"
	"slices"
)

// VersionHold is what a function's published versions alone keep in use: no unpublished function names it.
type VersionHold struct {
	Function   string
	Versions   []string // in the order in which they were published
	Subnets    []string // sorted; in use by published versions only
	Groups     []string // sorted; in use by published versions only
	Interfaces []string // ids, sorted
}

// versionHolds lists, by function, the entries that only published versions hold, and the subnets and groups that
// nothing but such entries names.
func versionHolds(entries []Entry) []VersionHold {
	current := make(map[string]bool) // subnets and groups that an unpublished function names
	for i := range entries {
		e := &entries[i]
		if len(e.Holders) == 0 || e.OnlyVersions() {
			continue
		}
		current[e.SubnetID] = true
		for _, g := range e.Groups {
			current[g] = true
		}
	}
	holds := make(map[string]*VersionHold)
	for i := range entries {
		e := &entries[i]
		if !e.OnlyVersions() {
			continue
		}
		for _, h := range e.Holders {
			v := holds[h.Function]
			if v == nil {
				v = &VersionHold{Function: h.Function}
				holds[h.Function] = v
			}
			v.Versions = append(v.Versions, h.Version)
			if !current[e.SubnetID] {
				v.Subnets = append(v.Subnets, e.SubnetID)
			}
			for _, g := range e.Groups {
				if !current[g] {
					v.Groups = append(v.Groups, g)
				}
			}
			for _, n := range e.Interfaces {
				v.Interfaces = append(v.Interfaces, n.NetworkInterfaceId)
			}
		}
	}
	var out []VersionHold
	for _, name := range slices.Sorted(maps.Keys(holds)) {
		v := holds[name]
		v.Versions = inOrder(v.Versions)
		for _, list := range []*[]string{&v.Subnets, &v.Groups, &v.Interfaces} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		out = append(out, *v)
	}
	return out
}

// inOrder sorts version numbers by their value: of two numbers without leading zeros the longer is the greater.
func inOrder(versions []string) []string {
	slices.SortFunc(versions, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	return slices.Compact(versions)
}
