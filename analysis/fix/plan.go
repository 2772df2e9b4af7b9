package fix

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// plan is one idea of how to open a path: what is done first, and how routes are changed after that.
type plan struct {
	first []whatif.Edit
	// a subnet gets a route table of its own: only where to change the one that others have too takes something from
	// them
	own   bool
	wider bool
}

// plans are the ideas for a path, the plainest first: to mend hop by hop what blocks.
func (s *search) plans() []plan {
	out := []plan{{}}
	if s.byRoute() {
		out = append(out, plan{own: true})
		if e, ok := s.otherSubnets(); ok {
			out = append(out, plan{first: []whatif.Edit{e}})
		}
		out = append(out, s.otherACLs()...)
	}
	return append(out, s.byService()...)
}

// byRoute reports whether it is a matter of routes from some subnet: then other routes, or other subnets, may help.
func (s *search) byRoute() bool {
	for i := range s.trace.Subnets {
		if slices.ContainsFunc(s.trace.Subnets[i].Hops, func(h reach.Hop) bool {
			return h.Verdict != reach.Reachable &&
				!ofGroups(h.Component)
		}) {
			return true
		}
	}
	return false
}

// ofGroups are the hops that are the same from every subnet of a VPC: groups go with the function.
func ofGroups(c reach.Component) bool {
	return c == reach.ComponentGroupOut || c == reach.ComponentTargetGroup || c == reach.ComponentName ||
		c == reach.ComponentPolicy
}

// otherSubnets places the function in subnets of its VPC that have the way: those of its own that have it, and for each
// zone in which none of its own has, one that has.
func (s *search) otherSubnets() (whatif.Edit, bool) {
	rx := s.index.Region(s.region)
	now := s.fn.SubnetIDs()
	vpc := rx.FunctionVPC(s.fn)
	if s.fn.Managed() || len(now) == 0 || vpc == "" {
		return nil, false
	}
	var everywhere []string
	for _, sub := range rx.VPCSubnets(vpc) {
		if full := sub.AvailableIpAddressCount; full == nil || *full > 0 || slices.Contains(now, sub.SubnetId) {
			everywhere = append(everywhere, sub.SubnetId)
		}
	}
	changed, err := whatif.Apply(s.lean,
		[]whatif.Edit{whatif.SetSubnets{Region: s.region, Function: s.fn.FunctionName, Subnets: everywhere}})
	if err != nil {
		return nil, false
	}
	index := awsdata.NewIndex(changed)
	trace, err := reach.New(index).Trace(s.region, index.Region(s.region).Function(s.fn.FunctionName), s.query)
	if err != nil {
		return nil, false
	}
	good := map[string]bool{}
	for i := range trace.Subnets {
		t := &trace.Subnets[i]
		good[t.SubnetID] = !slices.ContainsFunc(t.Hops, func(h reach.Hop) bool {
			return h.Verdict != reach.Reachable &&
				!ofGroups(h.Component)
		})
	}
	chosen := s.choose(rx, now, everywhere, good)
	if len(chosen) == 0 || awsdata.GroupSet(chosen) == awsdata.GroupSet(now) {
		return nil, false
	}
	return whatif.SetSubnets{Region: s.region, Function: s.fn.FunctionName, Subnets: chosen}, true
}

// otherACLs associate the function's subnets whose ACL stops the connection with another ACL of the VPC, those that
// most subnets have first.
func (s *search) otherACLs() []plan {
	rx := s.index.Region(s.region)
	var stopped []string
	stops := map[string]bool{}
	for i := range s.trace.Subnets {
		t := &s.trace.Subnets[i]
		for _, h := range t.Hops {
			if (h.Component == reach.ComponentACLOut || h.Component == reach.ComponentACLBack) &&
				h.Verdict != reach.Reachable && rx.NetworkACL(h.Resource) != nil {
				stops[h.Resource] = true
				if !slices.Contains(stopped, t.SubnetID) {
					stopped = append(stopped, t.SubnetID)
				}
			}
		}
	}
	if len(stopped) == 0 {
		return nil
	}
	var acls []*awsdata.NetworkACL
	for i := range rx.Region.NetworkACLs {
		if a := &rx.Region.NetworkACLs[i]; a.VpcId == rx.FunctionVPC(s.fn) && !stops[a.NetworkAclId] {
			acls = append(acls, a)
		}
	}
	slices.SortStableFunc(acls, func(a, b *awsdata.NetworkACL) int { return len(b.Associations) - len(a.Associations) })
	var out []plan
	for _, a := range acls[:min(len(acls), 2)] {
		var edits []whatif.Edit
		for _, id := range stopped {
			edits = append(edits, whatif.AssociateACL{Region: s.region, ACL: a.NetworkAclId, Subnet: id})
		}
		out = append(out, plan{first: edits})
	}
	return out
}

// choose picks subnets that have the way: the function's own, then one in each of its zones without one. Where that is
// none at all, one in each zone that has one. Of several those in which functions are already come first.
func (s *search) choose(rx *awsdata.RegionIndex, now, everywhere []string, good map[string]bool) []string {
	var chosen []string
	covered := map[string]bool{}
	zones := map[string]bool{}
	for _, id := range now {
		sub := rx.Subnet(id)
		if sub == nil {
			continue
		}
		zones[sub.Zone()] = true
		if good[id] {
			chosen = append(chosen, id)
			covered[sub.Zone()] = true
		}
	}
	others := slices.DeleteFunc(slices.Clone(everywhere), func(id string) bool {
		return !good[id] || slices.Contains(now,
			id)
	})
	slices.SortStableFunc(others, func(a, b string) int { return len(rx.SubnetUsers(b)) - len(rx.SubnetUsers(a)) })
	add := func(wanted func(zone string) bool) {
		for _, id := range others {
			if zone := rx.Subnet(id).Zone(); wanted(zone) && !covered[zone] {
				chosen = append(chosen, id)
				covered[zone] = true
			}
		}
	}
	add(func(zone string) bool { return zones[zone] })
	if len(chosen) == 0 {
		add(func(string) bool { return len(chosen) < max(len(zones), 2) })
	}
	return chosen
}

// byService are the ideas for a service: the endpoint that is there, or one of its own.
func (s *search) byService() []plan {
	rx := s.index.Region(s.region)
	vpc := rx.FunctionVPC(s.fn)
	q := s.query.To
	if q.Kind != names.KindService || vpc == "" || q.Region != "" && q.Region != s.region {
		return nil
	}
	var out []plan
	answer := names.Resolve(s.index, rx, vpc, q)
	for i := range answer.Leads {
		switch lead := &answer.Leads[i]; lead.Cause {
		case names.CausePrivateDNSOff:
			out = append(out,
				plan{first: []whatif.Edit{whatif.PrivateDNSOn{Region: s.region, ID: lead.Endpoint.VpcEndpointId}}})
		case names.CauseHostnamesOff:
			out = append(out, plan{first: []whatif.Edit{whatif.SetDNSHostnames{Region: s.region, VPC: vpc, On: true}}})
		case names.CauseNoEndpoint:
			if e := s.interfaceEndpoint(rx, vpc, q.ID); e != nil {
				out = append(out, plan{first: e})
			}
		}
	}
	if e := s.gatewayEndpoint(rx, vpc, q.ID); e != nil {
		out = append(out, plan{first: e})
	}
	return out
}

// gatewayEndpoint leads a service that has gateway endpoints by one: by that of the VPC, which gets the tables of the
// function's subnets, or by a new one.
func (s *search) gatewayEndpoint(rx *awsdata.RegionIndex, vpc, id string) []whatif.Edit {
	service := names.ServiceNamed(id)
	if service == nil || service.Endpoint&names.Gateway == 0 {
		return nil
	}
	var tables []string
	subnets, _ := rx.Placement(s.fn)
	for _, sub := range subnets {
		if t, _ := rx.SubnetRouteTable(sub); t != nil && !slices.Contains(tables, t.RouteTableId) {
			tables = append(tables, t.RouteTableId)
		}
	}
	for _, e := range rx.VPCEndpoints(vpc) {
		if e.Type() != "Gateway" || e.Service() != service.Name || !e.Available() {
			continue
		}
		var out []whatif.Edit
		for _, t := range tables {
			if !slices.Contains(e.RouteTableIds, t) {
				out = append(out, whatif.AddEndpointTable{Region: s.region, ID: e.VpcEndpointId, Table: t})
			}
		}
		return out
	}
	if len(tables) == 0 {
		return nil
	}
	return []whatif.Edit{whatif.AddEndpoint{Region: s.region, VPC: vpc, Service: service.Name, Tables: tables}}
}

// interfaceEndpoint is a new endpoint for a service, in one subnet of the function for each zone, that lets the whole
// VPC in: whoever asks for the service by name goes there from then on.
func (s *search) interfaceEndpoint(rx *awsdata.RegionIndex, vpc, id string) []whatif.Edit {
	service := names.ServiceNamed(id)
	if service == nil || service.Endpoint&names.Interface == 0 || service.Global || service.Name == "execute-api" {
		return nil
	}
	if on, known := rx.VPCAttribute(vpc, "enableDnsHostnames"); !on || !known {
		return nil
	}
	var subnets []string
	zones := map[string]bool{}
	own, groups := rx.Placement(s.fn)
	for _, id := range own {
		if sub := rx.Subnet(id); sub != nil && !zones[sub.Zone()] {
			zones[sub.Zone()] = true
			subnets = append(subnets, id)
		}
	}
	group := ""
	for _, e := range rx.VPCEndpoints(vpc) { // the group that endpoints have here
		if e.Type() == "Interface" && len(e.Groups) > 0 && group == "" && rx.SecurityGroup(e.Groups[0].GroupId) != nil {
			group = e.Groups[0].GroupId
		}
	}
	if group == "" && len(groups) > 0 {
		group = groups[0]
	}
	v, g := rx.VPC(vpc), rx.SecurityGroup(group)
	if v == nil || g == nil || g.VpcId != vpc || len(subnets) == 0 {
		return nil
	}
	var out []whatif.Edit
	for _, cidr := range v.CIDRs() {
		if !strings.Contains(cidr, ":") && !letsIn(g, cidr) {
			out = append(out, whatif.AddRule{Region: s.region, Group: group, Direction: "in", Protocol: "tcp",
				Ports: "443", Peer: cidr})
		}
	}
	return append(out, whatif.AddEndpoint{Region: s.region, VPC: vpc, Service: service.Name, Subnets: subnets,
		Groups: []string{group}, PrivateDNS: true})
}

// letsIn reports whether a rule of the group lets HTTPS in from a whole range.
func letsIn(g *awsdata.SecurityGroup, cidr string) bool {
	for i := range g.IpPermissions {
		p := &g.IpPermissions[i]
		if p.IpProtocol != "-1" &&
			(p.IpProtocol != "tcp" || p.FromPort == nil || *p.FromPort > 443 || p.ToPort == nil || *p.ToPort < 443) {
			continue
		}
		for _, peer := range p.Peers() {
			if peer.Ref == "" && within(cidr, peer.Value) {
				return true
			}
		}
	}
	return false
}
