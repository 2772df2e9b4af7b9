package reach

import (
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Join is the verdict over things that may each be used, side by side: partial if the known verdicts differ or one is
// partial; else unknown if one is; else the one that they share.
func Join(verdicts ...Verdict) Verdict {
	var t tally
	for _, v := range verdicts {
		t.add(v)
	}
	return t.verdict()
}

// Means is which addresses a destination means for a function: those that it certainly means, and those that it may
// mean, the certain ones among them. Of a name nobody may be able to tell where it leads, and of a service which of the
// public addresses it has.
func (e *Engine) Means(regionName string, f *awsdata.Function, d names.Destination) (certain, perhaps netset.Set,
	err error) {
	if e.in(regionName, f) == nil {
		return netset.Set{}, netset.Set{}, noRegion(regionName)
	}
	p := e.placement(regionName, f)
	var to target
	switch d.Kind {
	case names.KindService, names.KindHost, names.KindStore, names.KindEndpoint:
		if d.Kind != names.KindEndpoint || d.Host != "" {
			certain, perhaps = p.nameMeans(d)
			return certain, perhaps, nil
		}
		to, err = p.endpointByID(d.ID)
	default:
		to, err = p.targetOf(d)
	}
	if err != nil {
		return netset.Set{}, netset.Set{}, err
	}
	certain, perhaps = p.means(to)
	return certain, perhaps, nil
}

// nameMeans is what a name means. Where it leads to one of several places, certain is what all of them have.
func (p *placement) nameMeans(d names.Destination) (certain, perhaps netset.Set) {
	answer := p.region.names.Resolve(p.vpc, d)
	for i := range answer.Leads {
		a, b := p.means(p.leads(d, &answer.Leads[i]))
		if perhaps = perhaps.Union(b); i == 0 {
			certain = a
		} else {
			certain = certain.Intersect(a)
		}
	}
	return certain, perhaps
}

// means is what a target means in addresses.
func (p *placement) means(to target) (certain, perhaps netset.Set) {
	switch {
	case to.stop != nil:
		return netset.Set{}, netset.Set{}
	case to.unknown != nil:
		return netset.Set{}, everything
	case to.unseen != nil:
		return to.set, everything
	case to.unsure, to.public != "":
		return netset.Set{}, to.set
	case to.except == nil:
		return to.set, to.set
	}
	certain = to.set
	for _, id := range p.subnets {
		s := p.region.subnet(id)
		if s == nil {
			certain, perhaps = netset.Set{}, to.set
			continue
		}
		carried, doubtful := to.except(s)
		certain = certain.Minus(carried).Minus(doubtful)
		perhaps = perhaps.Union(to.set.Minus(carried))
	}
	return certain, perhaps.Union(certain)
}

// Beyond is what a function reaches besides a set of destinations: what it can reach, and what it may reach for all
// that is known. What no group, ACL or route can close is left out: the Amazon resolver and the Time Sync Service.
func (e *Engine) Beyond(regionName string, f *awsdata.Function, listed netset.Set) (can, perhaps netset.Set) {
	for _, part := range e.Reach(regionName, f).Parts {
		rest := part.Set.Minus(listed).Minus(exemptSet)
		switch {
		case part.Way.Kind == WayResolver:
		case part.Verdict == Unknown:
			perhaps = perhaps.Union(rest)
		default:
			can = can.Union(rest)
		}
	}
	return can, perhaps.Minus(can)
}

// PortClasses are parts of a set of ports within which everything that is asked of a function has one answer: a rule
// that tells two of the ports apart puts them into different ones.
func (e *Engine) PortClasses(regionName string, f *awsdata.Function, asked netset.PortSet) []netset.PortSet {
	p := e.placement(regionName, f)
	var sets []Sets
	for _, s := range e.Reach(regionName, f).Subnets {
		sets = append(sets, s.Sets)
	}
	for _, s := range p.internet().Subnets {
		sets = append(sets, s.Sets)
	}
	sets = append(sets, p.egressFrom(nil))
	seen := map[netset.PortSet]bool{}
	classes := []netset.PortSet{asked.Intersect(netset.Ports(netset.TCP, netset.PortRange{From: 1, To: 65535})),
		asked.Intersect(netset.Ports(netset.UDP, netset.PortRange{From: 1, To: 65535}))}
	for _, s := range sets {
		for _, set := range []netset.Set{s.Reachable, s.Partial, s.Unknown} {
			for ports := range set.Groups() {
				if !seen[ports] {
					seen[ports] = true
					classes = split(classes, ports)
				}
			}
		}
	}
	var out []netset.PortSet
	for _, c := range classes {
		if !c.IsEmpty() {
			out = append(out, c)
		}
	}
	return out
}

// split tells the ports of each class apart that a set holds.
func split(classes []netset.PortSet, ports netset.PortSet) []netset.PortSet {
	var out []netset.PortSet
	for _, c := range classes {
		in := c.Intersect(ports)
		if in.IsEmpty() || in == c {
			out = append(out, c)
		} else {
			out = append(out, in, c.Minus(in))
		}
	}
	return out
}
