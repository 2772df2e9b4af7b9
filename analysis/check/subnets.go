package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
)

// subnetUse is a subnet that fires a check, with the functions placed in it.
type subnetUse struct {
	Subnet    *reach.SubnetPlace
	Functions []string
}

// Label is what people call the subnet.
func (at *subnetUse) Label() string {
	if at.Subnet.Subnet != nil && at.Subnet.Subnet.Name() != "" {
		return at.Subnet.Subnet.Name() + " (" + at.Subnet.ID + ")"
	}
	return at.Subnet.ID
}

// subnetsOf groups the functions by those of their subnets that the filter keeps, in the order of the subnets' ids: a
// subnet's trouble is one finding, however many functions share it.
func (p *Pass) subnetsOf(keep func(*reach.Place, *reach.SubnetPlace) bool) []*subnetUse {
	uses := make(map[string]*subnetUse)
	var out []*subnetUse
	for _, at := range p.placements() {
		for i := range at.Subnets {
			if at.Subnets[i].Class == reach.ClassUnknown {
				p.lacksOf(at, at.Internet.Subnets[i].Sets.Unknown)
			}
		}
	}
	for _, place := range p.Places {
		for i := range place.Subnets {
			s := &place.Subnets[i]
			if !keep(place, s) {
				continue
			}
			use := uses[s.ID]
			if use == nil {
				use = &subnetUse{Subnet: s}
				uses[s.ID] = use
				out = append(out, use)
			}
			use.Functions = append(use.Functions, place.FunctionName)
		}
	}
	slices.SortFunc(out, func(a, b *subnetUse) int { return strings.Compare(a.Subnet.ID, b.Subnet.ID) })
	return out
}

// cutImpact is what it means for functions that some subnets are cut off: nothing works where that is all the subnets
// of one of them.
func (p *Pass) cutImpact(functions []string, cut func(*reach.Place, *reach.SubnetPlace) bool) Impact {
	for _, place := range p.Places {
		if !slices.Contains(functions, place.FunctionName) {
			continue
		}
		works := false
		for i := range place.Subnets {
			if s := &place.Subnets[i]; s.Subnet != nil && !cut(place, s) {
				works = true
			}
		}
		if !works {
			return Broken
		}
	}
	return Partly
}

// noInternet reports whether a function certainly reaches nothing of the internet from a subnet.
func noInternet(place *reach.Place, s *reach.SubnetPlace) bool {
	for i := range place.Internet.Subnets {
		if sub := &place.Internet.Subnets[i]; sub.SubnetID == s.ID {
			return sub.Sets.Can().IsEmpty() && sub.Sets.Unknown.IsEmpty()
		}
	}
	return true
}

// rootOf is what to mend for a subnet without a way out: the NAT gateway that its default route leads to, if that is
// what does not work, or the ACL that cuts the gateway off, else the subnet itself.
func (p *Pass) rootOf(s *reach.SubnetPlace) string {
	if s.Class != reach.ClassBroken || len(s.Steps) == 0 || p.Region.NatGateway(s.Steps[0].ID) == nil {
		return s.ID
	}
	if len(s.Stops) > 0 && effectOf(s.Stops[0]) > 0 {
		return s.Stops[0].Resource
	}
	return s.Steps[0].ID
}
