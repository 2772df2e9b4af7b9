package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// groupUse is a security group with the functions that carry it.
type groupUse struct {
	ID          string
	Functions   []string
	Managed     bool // some of them run on managed instances, whose interfaces are not of type lambda
	ManagedOnly bool // all of them do
	placements  []*placement
}

// groupUses are the groups that the region's functions carry ($LATEST), in the order of their ids.
func (p *Pass) groupUses() []*groupUse {
	uses := make(map[string]*groupUse)
	var out []*groupUse
	for _, at := range p.placements() {
		for _, id := range at.Groups {
			use := uses[id]
			if use == nil {
				use = &groupUse{ID: id, ManagedOnly: true}
				uses[id] = use
				out = append(out, use)
			}
			use.Functions = append(use.Functions, at.Functions...)
			use.Managed = use.Managed || at.Managed()
			use.ManagedOnly = use.ManagedOnly && at.Managed()
			use.placements = append(use.placements, at)
		}
	}
	slices.SortFunc(out, func(a, b *groupUse) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// rooted gives a question its root where no call would answer it: what functions reach whose security group is gone. A
// list that is complete and lacks a group was read. path-dangling tells of the group; the question is open until the
// functions have another.
func (p *Pass) rooted(f *Finding) {
	const call = "describe-security-groups"
	if len(f.Missing) == 0 || p.Gap(call) != "" {
		return
	}
	for _, m := range f.Missing {
		if m != call && !strings.HasPrefix(m, call+" (") {
			return
		}
	}
	gone := ""
	for _, name := range f.Functions {
		function := p.Region.Function(name)
		if function == nil {
			return
		}
		_, groups := p.Region.Placement(function)
		i := slices.IndexFunc(groups, func(id string) bool { return p.Region.SecurityGroup(id) == nil })
		if i < 0 {
			return
		}
		gone = groups[i]
	}
	f.Missing, f.Severity, f.Impact, f.Cause = nil, Low, Tighter, gone
	f.Why = "Security group " + gone +
		" no longer exists, so that what its functions reach is unknown until they have another."
	f.Evidence = []Evidence{{Resource: gone, Rule: call, Says: "the account's list of this region does not hold it"}}
	f.Fix = Fix{Summary: pathDanglingFix}
}

// otherInterfaces are the interfaces with a group that are not Lambda's.
func (p *Pass) otherInterfaces(groupID string) []*awsdata.NetworkInterface {
	var out []*awsdata.NetworkInterface
	for _, n := range p.Region.InterfacesWithGroup(groupID) {
		if n.InterfaceType != "lambda" {
			out = append(out, n)
		}
	}
	return out
}
