package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// resolver answers for names as they are asked in the VPCs of the region, read once for all checks.
func (p *Pass) resolver() *names.Resolver {
	if p.shared.names == nil {
		p.shared.names = names.NewResolver(p.Index, p.Region)
	}
	return p.shared.names
}

// nameRuled reports whether a rule of DNS Firewall, a Resolver rule or a private zone decides where the name of a
// service leads in a VPC.
func (p *Pass) nameRuled(vpcID, endpoint string) bool {
	if !p.resolver().Ruled(vpcID) {
		return false
	}
	to, err := p.destination(endpoint)
	if err != nil {
		return false
	}
	a := p.resolver().Resolve(vpcID, to)
	return slices.ContainsFunc(a.Leads, ruled)
}

// ruled reports whether a lead is what a rule or zone makes of a name, or may: what decides then is known to be there,
// and it is in no list that was not read at all.
func ruled(l names.Lead) bool {
	switch l.Cause {
	case names.CauseForwarded, names.CauseNoRecord, names.CausePrivateZone, names.CauseLoop:
		return true
	case names.CauseFirewall:
		return !slices.Contains(l.Missing, firewallAssociations)
	}
	return false
}

// onlyNames reports whether all that a trace lacks or is blocked by is where the name leads.
func onlyNames(t *reach.Trace) bool {
	for i := range t.Subnets {
		s := &t.Subnets[i]
		for _, hop := range slices.Concat(s.Blockers(), s.Unknowns()) {
			if hop.Component != reach.ComponentName {
				return false
			}
		}
	}
	return true
}

// outboundResolver is where a Resolver endpoint sends questions from: a placement of its interfaces, nil where none is
// in the snapshot, as with a rule that another account shares.
// Source: Route 53 developer guide, "Forwarding outbound DNS queries to your network"; AWS names the endpoint in the
// description of the interfaces that it makes for it.
func (p *Pass) outboundResolver(endpoint string) *placement {
	var subnets, groups []string
	for i := range p.Region.Region.NetworkInterfaces {
		n := &p.Region.Region.NetworkInterfaces[i]
		if endpoint != "" && strings.HasPrefix(n.Description, "Route 53 Resolver: "+endpoint+":") {
			subnets, groups = append(subnets, n.SubnetId), append(groups, n.GroupIDs()...)
		}
	}
	if subnets == nil {
		return nil
	}
	carrier := &awsdata.Function{FunctionName: endpoint,
		VpcConfig: &awsdata.VpcConfig{SubnetIds: uniqueTexts(subnets), SecurityGroupIds: uniqueTexts(groups)}}
	return &placement{Place: p.Engine.Place(p.RegionName(), carrier)}
}

// forwarding is whether the servers can be asked that a Resolver rule hands names to.
type forwarding struct {
	verdict reach.Verdict
	hops    []Evidence // what blocks
	missing []string
}

// forwardingBy asks the servers of a Resolver rule from the subnets of its outbound endpoint: it is blocked where none
// can be asked from any of them.
func (p *Pass) forwardingBy(rule *awsdata.ResolverRule) forwarding {
	at := p.outboundResolver(rule.ResolverEndpointId)
	if at == nil {
		return forwarding{verdict: reach.Unknown, missing: []string{p.interfacesOf(rule)}}
	}
	out := forwarding{verdict: reach.Blocked}
	for _, target := range rule.TargetIps {
		to, err := names.Parse(p.Region, target.Ip+target.Ipv6)
		if err != nil {
			continue
		}
		q := reach.Query{To: to, Protocol: netset.UDP, Port: uint16(target.Port)}
		if q.Port == 0 {
			q.Port = 53
		}
		if strings.HasPrefix(target.Protocol, "DoH") { // DNS over HTTPS
			q.Protocol = netset.TCP
		}
		trace, err := p.trace(at, q)
		if err != nil {
			continue
		}
		out.verdict = max(out.verdict, trace.Verdict)
		out.missing = append(out.missing, missingIn(trace)...)
		for _, hop := range blockersOf(trace) {
			e := Evidence{Resource: hop.Resource, Rule: hop.Rule.Text,
				Says: "to " + target.Ip + target.Ipv6 + ": " + hop.Says()}
			if !containsEvidence(out.hops, e) && len(out.hops) < shown {
				out.hops = append(out.hops, e)
			}
		}
	}
	out.missing = uniqueTexts(out.missing)
	return out
}

// interfacesOf is what would tell where the outbound endpoint of a Resolver rule is.
func (p *Pass) interfacesOf(rule *awsdata.ResolverRule) string {
	const call = "describe-network-interfaces"
	switch own := p.Index.Snapshot.AccountID; {
	case rule.OwnerId != "" && own != "" && rule.OwnerId != own:
		return awsdata.MissingCall{Call: call, Account: rule.OwnerId}.String()
	case p.Gap(call) != "":
		return call
	}
	return "the interfaces of the Resolver endpoint " + rule.ResolverEndpointId
}
