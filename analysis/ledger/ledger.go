// Package ledger keeps the book of Lambda's network interfaces: which there should be, by the configuration of
// functions and published versions, against which there are. Lambda makes one interface for each subnet and set of
// security groups and shares it among all functions and published versions that name the same; it is that pair, never
// the interface's description, that ties an interface to functions.
//
// The ledger is a pure function of one region's index and says which of its facts were not collected.
//
// Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC"; the rule of equal
// sets is that of AWS's own tool, aws-support-tools FindEniMappings.
package ledger

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Ledger is the book of one region.
type Ledger struct {
	Entries  []Entry       // by subnet, then set of groups
	Headroom []Headroom    // by VPC, of those with functions or Lambda interfaces
	Merges   []Merge       // sets of groups that are equal in effect, most interfaces saved first
	Versions []VersionHold // by function: what only published versions keep in use

	// VersionsSeen tells whether the snapshot is known to hold published versions. A list of functions that was made
	// without --function-version ALL looks like one of an account that never published, and then an interface that
	// seems orphaned may belong to a version.
	VersionsSeen bool
	// Missing are the calls whose absence leaves entries unknown.
	Missing []string

	index *awsdata.RegionIndex
}

// Entry is one line of the book: a subnet and a set of groups, who expects an interface there, and which there are.
type Entry struct {
	SubnetID   string
	VPCID      string   // "" where neither the subnet nor an interface tells
	Groups     []string // ids, sorted
	Status     Status
	Holders    []Holder                    // who expects the interface, by function and version
	Interfaces []*awsdata.NetworkInterface // by id
	Owners     []Holder                    // of a drifted interface: who could own it
	Why        string                      // what explains a missing or foreign interface, "" if nothing does
}

// Status is how an entry's two sides compare.
type Status string

// The statuses.
const (
	Held     Status = "held"     // expected and there
	Missing  Status = "missing"  // expected and not there
	Orphaned Status = "orphaned" // there, and no function or published version accounts for it
	Drifted  Status = "drifted"  // there, with other groups than every function that could own it
	Foreign  Status = "foreign"  // there, of another account or another feature of Lambda
	Unknown  Status = "unknown"  // the facts are missing
)

// Holder is a function, or a published version of one, that expects an interface.
type Holder struct {
	Function string
	Version  string // "" for the unpublished one
}

// String is the holder as people write it: "orders" or "orders:3".
func (h Holder) String() string {
	if h.Version == "" {
		return h.Function
	}
	return h.Function + ":" + h.Version
}

// Functions are the names of the entry's holders, each once.
func (e *Entry) Functions() []string { return functionsOf(e.Holders) }

// Shared reports whether more than one function uses the interface.
func (e *Entry) Shared() bool { return len(e.Functions()) > 1 }

// OnlyVersions reports whether nothing but published versions expects the interface.
func (e *Entry) OnlyVersions() bool {
	return len(e.Holders) > 0 && !slices.ContainsFunc(e.Holders, func(h Holder) bool { return h.Version == "" })
}

func functionsOf(holders []Holder) []string {
	var out []string
	for _, h := range holders {
		out = append(out, h.Function)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// key is what Lambda shares interfaces by.
type key struct{ subnet, groups string }

// Of writes the ledger of a region.
func Of(x *awsdata.RegionIndex) *Ledger {
	l := &Ledger{index: x, VersionsSeen: versionsSeen(x)}
	for _, call := range []string{"list-functions", "describe-network-interfaces"} {
		if !x.Region.Has(call) {
			l.Missing = append(l.Missing, call)
		}
	}
	entries := make(map[key]*Entry)
	l.expect(entries)
	l.find(entries)
	for _, e := range entries {
		l.Entries = append(l.Entries, *e)
	}
	slices.SortFunc(l.Entries, func(a, b Entry) int {
		if c := strings.Compare(a.SubnetID, b.SubnetID); c != 0 {
			return c
		}
		return slices.Compare(a.Groups, b.Groups)
	})
	l.judge()
	l.Headroom = HeadroomOf(x)
	l.Merges = merges(x, l.Entries)
	l.Versions = versionHolds(l.Entries)
	return l
}

// versionsSeen reports whether published versions are in the snapshot, or known not to exist.
func versionsSeen(x *awsdata.RegionIndex) bool {
	all := true
	for _, f := range x.Functions() {
		if len(x.Versions(f.FunctionName)) > 0 {
			return true
		}
		if _, listed := x.Region.FunctionVersions[f.FunctionName]; !listed {
			all = false
		}
	}
	return all
}

// expect enters what functions and published versions name. Functions on managed instances have no interfaces of
// Lambda's: theirs are those of the capacity provider's instances.
func (l *Ledger) expect(entries map[key]*Entry) {
	for i := range l.index.Region.Functions {
		f := &l.index.Region.Functions[i]
		if !f.Attached() || f.Managed() {
			continue
		}
		h := Holder{Function: f.FunctionName}
		if f.Published() {
			h.Version = f.Version
		}
		for _, subnet := range f.SubnetIDs() {
			e := l.entry(entries, subnet, f.SecurityGroupIDs())
			if !slices.Contains(e.Holders, h) {
				e.Holders = append(e.Holders, h)
			}
		}
	}
}

// find enters the interfaces that there are.
func (l *Ledger) find(entries map[key]*Entry) {
	for i := range l.index.Region.NetworkInterfaces {
		n := &l.index.Region.NetworkInterfaces[i]
		if n.InterfaceType != "lambda" {
			continue
		}
		e := l.entry(entries, n.SubnetId, n.GroupIDs())
		e.Interfaces = append(e.Interfaces, n)
		if e.VPCID == "" {
			e.VPCID = n.VpcId
		}
	}
}

func (l *Ledger) entry(entries map[key]*Entry, subnet string, groups []string) *Entry {
	k := key{subnet, awsdata.GroupSet(groups)}
	e := entries[k]
	if e == nil {
		e = &Entry{SubnetID: subnet}
		if k.groups != "" {
			e.Groups = slices.Compact(slices.Sorted(slices.Values(groups)))
		}
		if s := l.index.Subnet(subnet); s != nil {
			e.VPCID = s.VpcId
		}
		entries[k] = e
	}
	return e
}
