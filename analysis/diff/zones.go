package diff

import (
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// Zones is a function whose way to the internet came or went in some of its subnets, while its reach as a whole stayed.
type Zones struct {
	Account, Region, Name string   // the account is "" where the snapshots are of one each
	Lost, Gained, Unclear []string // zones; unclear are those that had it, and of which nobody knows now
	Causes                []string // as for [Function]
}

// Subnet is a subnet of a function before and after.
type Subnet struct{ Was, Is *reach.SubnetPlace }

// unsaid are the zones in which a function lost the internet that its sets do not tell of: another zone still has it.
// Nil for none.
func (z Zones) unsaid(f *Function) *Zones {
	internet := netset.Internet()
	if f.Lost.Overlaps(internet) {
		z.Lost = nil
	}
	if f.Unclear.Overlaps(internet) {
		z.Unclear = nil
	}
	z.Gained = nil
	if f.Change != Changed || len(z.Lost)+len(z.Unclear) == 0 {
		return nil
	}
	return &z
}

// Internet compares the ways out to the internet, subnet by subnet: those that lost it, those that gained it, and those
// that had it and of which it is not known any more. One of which it was not known gains nothing when it is.
func Internet(before, after *reach.Place) (lost, gained, unclear []Subnet) {
	open := func(v reach.Verdict) bool { return v == reach.Reachable || v == reach.Partial }
	for i := range before.Subnets {
		was := &before.Subnets[i]
		j := slices.IndexFunc(after.Subnets, func(s reach.SubnetPlace) bool { return s.ID == was.ID })
		if j < 0 {
			continue
		}
		is := &after.Subnets[j]
		switch {
		case open(was.Internet) && is.Internet == reach.Unknown:
			unclear = append(unclear, Subnet{was, is})
		case open(was.Internet) && !open(is.Internet):
			lost = append(lost, Subnet{was, is})
		case open(is.Internet) && was.Internet == reach.Blocked:
			gained = append(gained, Subnet{was, is})
		}
	}
	return lost, gained, unclear
}

// zones tells in which zones a function's way to the internet came or went, and why.
func (e *explainer) zones(old, now *analysis.Function) Zones {
	z := Zones{Region: now.Place.Region, Name: now.FunctionName}
	lost, gained, unclear := Internet(old.Place, now.Place)
	for _, part := range []struct {
		subnets []Subnet
		zones   *[]string
	}{{lost, &z.Lost}, {gained, &z.Gained}, {unclear, &z.Unclear}} {
		for _, s := range part.subnets {
			*part.zones = append(*part.zones, s.Was.Zone)
			if id := e.zone(z.Region, s.Was, s.Is); id != "" && !slices.Contains(z.Causes, id) {
				z.Causes = append(z.Causes, id)
			}
		}
	}
	return z
}
