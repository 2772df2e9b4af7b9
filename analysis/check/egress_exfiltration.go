package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
)

var egressExfiltration = &Check{
	ID:       "egress-exfiltration",
	Title:    "functions can read much and send it anywhere",
	Severity: High,
	Impact:   Exposed,
	Family:   Egress,
	Why: "The role may read data far beyond what one function needs, and the network lets it go to any address: one tampered library is " +
		"enough to lose all of it.",
	When: "The role may read every bucket, table, secret, database with a data API or key, and nearly the whole internet can be reached on some port. " +
		"Medium where the role may do so under conditions only, or the functions' network or an endpoint's policy keeps them from it: " +
		"then the credentials can still be sent away. " + notSeen,
	Fix: "Name the buckets, tables, secrets and keys that the function uses in the role's policy, and the addresses that it uses in its security group.",
	References: []string{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
		"https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html",
	},
	Compliance: []string{"Well-Architected SEC03", "Well-Architected SEC05"},
	Needs:      []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			if len(use.places) == 0 {
				continue
			}
			reads := use.ReadsDataBroadly(p.RegionName())
			if len(reads) == 0 {
				continue
			}
			certain := slices.DeleteFunc(slices.Clone(reads), func(r role.Read) bool {
				return r.Answer.Verdict < role.Maybe
			})
			f := Finding{Resource: use.ARN}
			var places []*placement
			for i, at := range use.places {
				out := p.outward(at)
				switch wide := anywhere(out.can); {
				case !wide.IsEmpty() && len(certain) == 0:
					open.add(use.question(p), use.of[i], use.Missing())
				case !wide.IsEmpty():
					if f.Functions == nil {
						f.Evidence = p.proof(at, wide)
					}
					f.Functions = append(f.Functions, use.of[i]...)
					places = append(places, at)
				case !anywhere(out.most()).IsEmpty():
					open.add(use.question(p), use.of[i], append(p.missingFor(at, out.unknown), use.Missing()...))
				}
			}
			if f.Functions != nil {
				p.reportExfiltration(f, use, places, certain)
			}
		}
		open.report(p, func(string) string {
			return "Whether these functions can read much and send it anywhere depends on what was not collected."
		})
	},
}

// anywhere is the part of a set that goes to nearly the whole internet of a family.
func anywhere(set netset.Set) netset.Set {
	v4 := set.IPv4().RestrictPorts(reach.WidePorts(set))
	return v4.Union(set.IPv6().RestrictPorts(reach.WidePortsIPv6(set)))
}

func (p *Pass) reportExfiltration(f Finding, use *roleUse, places []*placement, reads []role.Read) {
	f.Severity = Medium
	conditional := " under conditions"
	var services, shut []string // shut are those that cannot be reached with the role from where its functions are
	var evidence []Evidence
	for _, r := range reads {
		services = append(services, r.Service)
		evidence = append(evidence, readEvidence(use.ARN, r)...)
		stopped := p.stopped(places, r.Service)
		if stopped != nil {
			evidence = append(evidence, *stopped)
			shut = append(shut, r.Service)
		}
		if r.Answer.Verdict == role.Yes {
			conditional = ""
			if stopped == nil {
				f.Severity = High
			}
		}
	}
	f.Evidence = append(evidence, f.Evidence...)
	f.Title = fmt.Sprintf("role %s may read all of %s%s and send it anywhere", use.Name(), join(services), conditional)
	switch {
	case len(shut) == len(services):
		f.Title = fmt.Sprintf("role %s may read all of %s%s: not from where its functions are, but they can send its credentials anywhere",
			use.Name(), join(services), conditional)
	case len(shut) > 0:
		f.Title += fmt.Sprintf(" (%s not from where its functions are)", join(shut))
	}
	f.Fix = p.roleFixOfReads(use, reads)
	p.reportOfRole(use.ARN, f)
}

// stopped is what stops the way to a service from all of the places, nil where something can get there. The role's
// credentials are valid elsewhere, too, so that this makes what it may read no less of a risk, only a longer way.
// Source: IAM user guide, "Temporary security credentials in IAM".
func (p *Pass) stopped(places []*placement, service string) *Evidence {
	var out *Evidence
	for _, at := range places {
		t := p.service(at, service)
		if t == nil || t.Verdict != reach.Blocked {
			return nil
		}
		if blockers := blockersOf(t); out == nil && len(blockers) > 0 {
			out = &Evidence{Resource: blockers[0].Resource, Rule: "no way to " + service, Says: blockers[0].Says()}
		}
	}
	return out
}

func readEvidence(arn string, r role.Read) []Evidence {
	out := []Evidence{{Resource: arn, Rule: r.Action, Says: "may read " + r.What}}
	return append(out, roleEvidence(arn, r.Answer)...)
}

// roleFixOfReads is the fix that narrows what gives a role what it reads.
func (p *Pass) roleFixOfReads(use *roleUse, reads []role.Read) Fix {
	var actions []string
	var answers []role.Answer
	for _, r := range reads {
		actions, answers = append(actions, r.Action), append(answers, r.Answer)
	}
	return p.roleFix(use, actions, answers...)
}
