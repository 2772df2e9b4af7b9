package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var egressLatent = &Check{
	ID:       "egress-latent",
	Title:    "a security group lets out everything, and only a missing route keeps it in",
	Severity: Low,
	Impact:   Tighter,
	Family:   Egress,
	Why: "The security group says that the function may reach the whole internet. Today no route leads there; whoever adds one, for whatever " +
		"else is in the subnet, opens the function as well.",
	When: "The function's security groups let out nearly the whole internet on some port, in an address family that the function sends, and none of " +
		"its subnets has a way there. Subnets whose internet egress is broken do not count: somebody meant it to work.",
	Fix: "Take the rule to everywhere out of the security group, and let out what the function uses: its database's security group, prefix lists, endpoints.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		var open unknowns
		openings := p.openings(func(at *placement) netset.Set {
			if broken(at) {
				return netset.Set{}
			}
			allowed, _ := p.egress(at)
			out := p.outward(at)
			set := latent(out, allowed.Reachable)
			if missing := p.mayBeBroken(at); !set.IsEmpty() && len(missing) > 0 {
				open.add(p.fallbackResource(at), at.Functions, missing)
				return netset.Set{}
			}
			if set.IsEmpty() && out.can.IsEmpty() && !latent(&outward{}, allowed.Reachable).IsEmpty() {
				open.add(p.fallbackResource(at), at.Functions, p.missingFor(at, out.unknown))
			}
			return set
		})
		open.report(p, func(string) string {
			return "The security groups let these functions out everywhere; whether a way leads there depends on what was not collected."
		})
		for _, o := range openings {
			f := Finding{
				Resource: o.group, Functions: o.functions,
				Title: fmt.Sprintf("security group %s lets out %s; only a missing route keeps it in", p.name(o.group),
					familyText(o.sets[0])),
				Evidence: p.ruleEvidence(o.group, o.sets[0]),
				Fix:      p.narrow(o.group, o.sets[0]),
			}
			for i := range o.places[0].Subnets {
				s := &o.places[0].Subnets[i]
				f.Evidence = append(f.Evidence,
					Evidence{Resource: s.ID, Rule: string(s.Class), Says: p.label(s.ID) + ": " + s.Why.String()})
			}
			p.Report(f)
		}
	},
}

// latent is what groups allow of the internet in the address families in which nothing of it can be reached, if it is
// nearly all of the family on some port.
func latent(out *outward, allowed netset.Set) netset.Set {
	var set netset.Set
	if wide := reach.WidePorts(allowed); !wide.IsEmpty() && out.most().IPv4().IsEmpty() {
		set = netset.InternetIPv4().Intersect(allowed).RestrictPorts(wide)
	}
	if wide := reach.WidePortsIPv6(allowed); !wide.IsEmpty() && out.most().IPv6().IsEmpty() {
		set = set.Union(netset.InternetIPv6().Intersect(allowed).RestrictPorts(wide))
	}
	return set
}

// mayBeBroken are the calls without which it is not known whether some subnet's way out is meant to work and does not.
func (p *Pass) mayBeBroken(at *placement) []string {
	var missing []string
	for i := range at.Subnets {
		if at.Subnets[i].Class == reach.ClassUnknown {
			missing = append(missing, p.collectable(at.Subnets[i].Missing)...)
		}
	}
	return uniqueTexts(missing)
}

// broken reports whether some subnet of a placement has a way out that is meant to work and does not, or is gone.
func broken(at *placement) bool {
	for i := range at.Subnets {
		if s := &at.Subnets[i]; s.Class == reach.ClassBroken || s.Subnet == nil {
			return true
		}
	}
	return false
}

func familyText(set netset.Set) string {
	switch {
	case set.IPv6().IsEmpty():
		return "0.0.0.0/0"
	case set.IPv4().IsEmpty():
		return "::/0"
	}
	return "0.0.0.0/0 and ::/0"
}
