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

// distinct is the list without repetitions, in its order.
func distinct(list []string) []string {
	seen := make(map[string]bool, len(list))
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
