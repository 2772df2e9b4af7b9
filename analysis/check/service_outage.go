package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
)

// outages gather services that are out of reach by what blocks them: one missing route is one finding, however many
// services and functions it cuts off.
type outages struct {
	severity   Severity // of all of them; zero leaves it to how bad each is
	partlyOnly bool     // leave out what is out of reach from every subnet

	byCause map[string]*serviceOutage
	order   []*serviceOutage
	open    unknowns
}

type serviceOutage struct {
	Finding
	vpcID    string
	services []string
	needs    []need
	whole    bool
	unnamed  reach.Reason // why no name is answered there, "" where names are
	entries  aclEntries   // that the fix makes
}

// need is a service that a placement needs and does not reach.
type need struct {
	at       *placement
	endpoint string
}

// add asks for a service on behalf of functions of a placement, and enters what it finds. name is what people call the
// service, as its finding says it.
func (o *outages) add(p *Pass, at *placement, name, endpoint string, functions []string, proof []Evidence) {
	how, t := p.outage(at, endpoint)
	switch {
	case how == works || how == whole && o.partlyOnly:
		return
	case t != nil && onlyPolicies(t): // of what endpoint-policy-blocks tells: the connection is there
		return
	case t != nil && onlyNames(t) && p.nameRuled(at.VPCID, endpoint): // dns-name-blocked's
		return
	case t != nil && policiesStop(t): // as above, for all that is known
		if missing := missingIn(t); len(missing) > 0 {
			o.open.add(at.VPCID, functions, missing)
		}
		return
	case t == nil:
		o.open.add(at.VPCID, functions, []string{hostsOf(name)})
		return
	case how == unsure:
		o.open.add(at.VPCID, functions, missingIn(t))
		return
	}
	blockers := blockersOf(t)
	cause := p.rootOfOutage(at, t)
	if o.byCause == nil {
		o.byCause = make(map[string]*serviceOutage)
	}
	s := o.byCause[cause]
	if s == nil {
		s = &serviceOutage{vpcID: at.VPCID, unnamed: unnamed(blockers), entries: make(aclEntries),
			Finding: Finding{Resource: cause, Severity: Medium}}
		o.byCause[cause] = s
		o.order = append(o.order, s)
	}
	if how == whole {
		s.Severity, s.whole = High, true
	}
	if !slices.Contains(s.services, name) {
		s.services = append(s.services, name)
	}
	s.needs = append(s.needs, need{at, endpoint})
	s.Functions = append(s.Functions, functions...)
	for _, hop := range blockers {
		proof = append(proof, Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: name + ": " + hop.Says()})
	}
	for _, e := range proof {
		if !containsEvidence(s.Evidence, e) {
			s.Evidence = append(s.Evidence, e)
		}
	}
}

// hostsOf is the fact that is missing of a service whose host names are not known.
func hostsOf(service string) string { return "the host names of " + service }

// rootOfOutage is what to mend where a service is out of reach, so that other checks of the same trouble name it, too:
// what answers no names, the group that lets nothing out, the ACL that drops, the endpoint that lets nothing in, the
// NAT gateway that does not work, the route table without a route, else the subnet.
func (p *Pass) rootOfOutage(at *placement, t *reach.Trace) string {
	for i := range at.Subnets {
		if i >= len(t.Subnets) || t.Subnets[i].Verdict != reach.Blocked {
			continue
		}
		lead := reach.SubnetTrace{Hops: firstLead(&t.Subnets[i])}
		blockers := lead.Blockers()
		if len(blockers) == 0 {
			continue
		}
		hop := blockers[0]
		switch hop.Reason {
		case reach.DNSSupportOff:
			return at.VPCID
		case reach.ServersNotReached:
			if _, options, known := p.nameServers(at.VPCID); known {
				return options
			}
		}
		switch hop.Component {
		case reach.ComponentGroupOut, reach.ComponentACLOut, reach.ComponentACLBack:
			return hop.Resource
		case reach.ComponentPublicAccess, reach.ComponentEncryption:
			return at.VPCID
		case reach.ComponentName, reach.ComponentTargetGroup, reach.ComponentTargetACLIn, reach.ComponentTargetACLBack:
			if e := p.capturedBy(t); e != nil {
				return e.VpcEndpointId
			}
		}
		if root := p.rootOf(&at.Subnets[i]); root != at.Subnets[i].ID || hop.Component != reach.ComponentRoute ||
			hop.Resource == "" {
			return root
		}
		return hop.Resource
	}
	return at.VPCID
}

// unnamed is why no name is answered, "" where something else blocks.
func unnamed(blockers []reach.Hop) reach.Reason {
	for _, h := range blockers {
		if h.Reason == reach.DNSSupportOff || h.Reason == reach.ServersNotReached {
			return h.Reason
		}
	}
	return ""
}

// mendNames is the fix for a VPC where no name is answered. Of servers out of reach dns-custom-unreachable tells.
func (s *serviceOutage) mendNames(p *Pass) Fix {
	if s.unnamed == reach.DNSSupportOff {
		return p.vpcAttributes(s.vpcID, "dns-support")
	}
	return Fix{Summary: "Make the name servers of the VPC's DHCP options answer first: see dns-custom-unreachable."}
}

// report reports each outage once; title says what is out of reach, and why says what an open question is.
func (o *outages) report(p *Pass, title func(*serviceOutage) string, why string) {
	o.open.report(p, func(string) string { return why })
	for _, s := range o.order {
		slices.Sort(s.services)
		s.Title = title(s)
		if o.severity != 0 {
			s.Severity = o.severity
		}
		if s.unnamed != "" {
			s.Fix = s.mendNames(p)
			p.Report(s.Finding)
			continue
		}
		for i, n := range s.needs {
			first := slices.IndexFunc(s.needs, func(o need) bool {
				return o.endpoint == n.endpoint && o.at.VPCID == n.at.VPCID
			})
			if first != i {
				continue // one fix for all of a VPC that need the service
			}
			var at []*placement
			for _, o := range s.needs {
				if o.endpoint == n.endpoint && o.at.VPCID == n.at.VPCID {
					at = append(at, o.at)
				}
			}
			s.Fix.add(p.openService(at, n.endpoint, s.entries))
		}
		p.Report(s.Finding)
	}
}

// from says where the outage is felt.
func (s *serviceOutage) from(p *Pass) string {
	if s.whole {
		return p.name(s.vpcID)
	}
	return "some subnets of " + p.name(s.vpcID)
}
