package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// amazonDNS is how DHCP options name the Amazon resolver. A VPC without DHCP options has none at all.
const amazonDNS = "AmazonProvidedDNS"

// nameServers are the servers that the DHCP options of a VPC name; known is false where the options are not in the
// snapshot. id is the options'.
func (p *Pass) nameServers(vpcID string) (servers []string, id string, known bool) {
	vpc := p.Region.VPC(vpcID)
	if vpc == nil {
		return nil, "", false
	}
	id = vpc.DhcpOptionsId
	if id == "" || id == "default" {
		return nil, id, true
	}
	options := p.Region.DhcpOptions(id)
	if options == nil {
		return nil, id, false
	}
	return options.Option("domain-name-servers"), id, true
}

// custom are the servers that are not Amazon's.
func custom(servers []string) []string {
	return slices.DeleteFunc(slices.Clone(servers), func(s string) bool { return s == amazonDNS })
}

// amazonNames reports whether the Amazon resolver certainly answers in a VPC: then names as such stop nothing.
func (p *Pass) amazonNames(vpcID string) bool {
	servers, _, listed := p.nameServers(vpcID)
	on, known := p.Region.VPCAttribute(vpcID, "enableDnsSupport")
	return listed && known && on && len(custom(servers)) == 0
}

// answers tells, for each subnet of a placement, the best that some server gives on port 53: whether its environments
// can resolve names at all. missing names what would settle unknown ones.
type answers struct {
	subnets []reach.Verdict
	missing []string
	hops    []Evidence // what blocks, server by server

	blockers map[string][]reach.Hop // by server
}

// ask asks every server from every subnet of a placement.
func (p *Pass) ask(at *placement, servers []string, protocol netset.Protocol) answers {
	a := answers{subnets: make([]reach.Verdict, len(at.Subnets)), blockers: make(map[string][]reach.Hop)}
	for _, server := range servers {
		to, err := names.Parse(p.Region, server)
		if err != nil {
			continue
		}
		if _, single := to.Address(); !single {
			continue
		}
		trace, err := p.trace(at, reach.Query{To: to, Protocol: protocol, Port: 53})
		if err != nil {
			continue
		}
		a.blockers[server] = blockersOf(trace)
		for i := range trace.Subnets {
			sub := &trace.Subnets[i]
			if i < len(a.subnets) {
				a.subnets[i] = max(a.subnets[i], sub.Verdict)
			}
			a.missing = append(a.missing, missingOf(sub)...)
			for _, hop := range sub.Blockers() {
				e := Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: "to " + server + ": " + hop.Says()}
				if !containsEvidence(a.hops, e) {
					a.hops = append(a.hops, e)
				}
			}
		}
	}
	a.missing = uniqueTexts(a.missing)
	return a
}

// from are the subnets of a placement with that verdict.
func (a *answers) from(at *placement, v reach.Verdict) []*reach.SubnetPlace {
	var out []*reach.SubnetPlace
	for i := range at.Subnets {
		if at.Subnets[i].Subnet != nil && a.subnets[i] == v {
			out = append(out, &at.Subnets[i])
		}
	}
	return out
}
