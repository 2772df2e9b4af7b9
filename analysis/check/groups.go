package check

import (
	"slices"
	"strings"
)

// groupUse is a security group with the functions that carry it.
type groupUse struct {
	ID        string
	Functions []string
}

// groupUses are the groups that the region's functions carry ($LATEST), in the order of their ids.
func (p *Pass) groupUses() []*groupUse {
	uses := make(map[string]*groupUse)
	var out []*groupUse
	for _, at := range p.placements() {
		for _, id := range at.Groups {
			use := uses[id]
			if use == nil {
				use = &groupUse{ID: id}
				uses[id] = use
				out = append(out, use)
			}
			use.Functions = append(use.Functions, at.Functions...)
		}
	}
	slices.SortFunc(out, func(a, b *groupUse) int { return strings.Compare(a.ID, b.ID) })
	return out
}
