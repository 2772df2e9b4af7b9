package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// openService is the fix that opens the way of placements in one VPC to a service: the endpoint that is there is made
// to work, and one is made only where there is none.
func (p *Pass) openService(at []*placement, endpoint string, entries aclEntries) Fix {
	gateway, private := p.endpointsOf(at[0].VPCID, endpoint)
	var fix Fix
	var without []*placement // those that need a new way
	for _, place := range at {
		t := p.service(place, endpoint)
		if t == nil {
			continue
		}
		switch blockers := blockersOf(t); {
		case private == nil && p.leftToMain(place, blockers):
			fix.add(p.sendMain(place))
		case gateway != nil:
			p.useGateway(&fix, place, gateway)
			p.openHops(&fix, entries, place, blockers, p.listOf(gateway, endpoint))
		case private != nil:
			p.usePrivate(&fix, entries, at, place, private)
		case onlyRules(blockers):
			p.openHops(&fix, entries, place, blockers, p.listOf(nil, endpoint))
		case slices.ContainsFunc(blockers, func(h reach.Hop) bool {
			return h.Component == reach.ComponentPublicAccess
		}):
			fix.add(p.excludeFromBlock(place.VPCID))
		default:
			without = append(without, place)
		}
	}
	if len(without) > 0 {
		p.newWay(&fix, entries, without, endpoint)
	}
	return fix
}

// endpointsOf are the endpoints of a VPC for a service that can be made to work: the gateway, and the interface
// endpoint with private DNS if one has it.
func (p *Pass) endpointsOf(vpc, service string) (gateway, private *awsdata.VPCEndpoint) {
	for _, e := range p.sortedEndpoints(vpc) {
		if p.serviceOf(e) != service || !e.Available() && !strings.EqualFold(e.State, "pending") {
			continue
		}
		switch e.Type() {
		case "Gateway":
			gateway = e
		case "Interface":
			if private == nil || e.PrivateDnsEnabled && !private.PrivateDnsEnabled {
				private = e
			}
		}
	}
	return gateway, private
}

// onlyRules reports whether nothing but rules of groups and ACLs blocks.
func onlyRules(blockers []reach.Hop) bool {
	return !slices.ContainsFunc(blockers,
		func(h reach.Hop) bool { return h.Component != reach.ComponentGroupOut && effectOf(h) == 0 })
}

// useGateway associates the route tables of a placement with a gateway endpoint.
func (p *Pass) useGateway(fix *Fix, at *placement, e *awsdata.VPCEndpoint) {
	left, _ := leftOut(at, e)
	var tables []string
	for _, s := range left {
		tables = append(tables, s.RouteTable.RouteTableId)
	}
	if len(tables) > 0 {
		fix.add(p.associateTables(e, uniqueTexts(tables)))
	}
}

// associateTables is the fix that associates route tables with a gateway endpoint.
func (p *Pass) associateTables(e *awsdata.VPCEndpoint, tables []string) Fix {
	fix := Fix{CLI: paste.Script{p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", e.VpcEndpointId).
		Opt("add-route-table-ids", tables...)}}
	for _, table := range tables {
		fix.Terraform = append(fix.Terraform, paste.Resource("aws_vpc_endpoint_route_table_association",
			paste.Name(e.VpcEndpointId+" "+table),
			paste.F("vpc_endpoint_id", paste.Str(e.VpcEndpointId)), paste.F("route_table_id", paste.Str(table))))
	}
	fix.CloudFormation = paste.CloudFormation{paste.Part("AWS::EC2::VPCEndpoint", p.label(e.VpcEndpointId),
		paste.F("RouteTableIds",
			paste.Strs(uniqueTexts(append(slices.Sorted(slices.Values(e.RouteTableIds)), tables...)))))}
	return fix
}

// usePrivate makes the service's name lead to an interface endpoint, and opens what blocks the way of a placement to
// it; needing are all that need the service.
func (p *Pass) usePrivate(fix *Fix, entries aclEntries, needing []*placement, at *placement, e *awsdata.VPCEndpoint) {
	if off, _ := p.privateDNSOff(e); off != nil {
		fix.add(p.privateDNSOn(entries, e, needing))
		return
	}
	to, err := names.Parse(p.Region, e.VpcEndpointId)
	if err != nil {
		return
	}
	t, err := p.trace(at, reach.Query{To: to, Protocol: netset.TCP, Port: https})
	if err != nil {
		return
	}
	p.openHops(fix, entries, at, blockersOf(t), p.groupOf(e))
}

// privateDNSOn is the fix that makes the default name of a service lead to an interface endpoint, for everybody in the
// VPC: those who need the service, and those who reach it today in another way, are let in first.
func (p *Pass) privateDNSOn(entries aclEntries, e *awsdata.VPCEndpoint, needing []*placement) Fix {
	var fix Fix
	var off []string
	for attribute, name := range map[string]string{"enableDnsSupport": "dns-support",
		"enableDnsHostnames": "dns-hostnames"} {
		if on, known := p.Region.VPCAttribute(e.VpcId, attribute); known && !on {
			off = append(off, name)
		}
	}
	slices.Sort(off)
	for _, x := range p.sortedEndpoints(e.VpcId) {
		// The attributes of the VPC turn on the private DNS of every endpoint that has it.
		if x == e || len(off) > 0 && x.PrivateDnsEnabled && x.Type() == "Interface" && x.Available() {
			fix.add(p.admitAt(entries, x, needing))
		}
	}
	if len(off) > 0 {
		fix.add(p.vpcAttributes(e.VpcId, off...))
	}
	if !e.PrivateDnsEnabled {
		fix.CLI = append(fix.CLI, p.takesName(p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", e.VpcEndpointId).
			Opt("private-dns-enabled"), e.VpcId, p.serviceOf(e), ", and its policy holds for all who call it"))
		fix.declare(paste.Part("aws_vpc_endpoint", p.label(e.VpcEndpointId),
			paste.F("private_dns_enabled", paste.Bool(true))),
			paste.Part("AWS::EC2::VPCEndpoint", p.label(e.VpcEndpointId),
				paste.F("PrivateDnsEnabled", paste.Bool(true))))
	}
	return fix
}

// groupOf is the first group of an interface endpoint, its range where it has none that is known.
func (p *Pass) groupOf(e *awsdata.VPCEndpoint) string {
	if ids := groupIDs(e); len(ids) > 0 {
		return ids[0]
	}
	return paste.Placeholder("range of the endpoint")
}

// groupIDs are the groups of an endpoint, sorted.
func groupIDs(e *awsdata.VPCEndpoint) []string {
	ids := make([]string, len(e.Groups))
	for i, g := range e.Groups {
		ids[i] = g.GroupId
	}
	slices.Sort(ids)
	return ids
}

// sortedEndpoints are the endpoints of a VPC by their ids.
func (p *Pass) sortedEndpoints(vpc string) []*awsdata.VPCEndpoint {
	return slices.SortedFunc(slices.Values(p.Region.VPCEndpoints(vpc)), func(a, b *awsdata.VPCEndpoint) int {
		return strings.Compare(a.VpcEndpointId, b.VpcEndpointId)
	})
}

// listOf is the prefix list of a gateway endpoint, or of a service that has one: the groups of functions let out to it.
// A service without a list has public addresses that nobody can name.
func (p *Pass) listOf(gateway *awsdata.VPCEndpoint, service string) string {
	var lists []string
	for i := range p.Region.Region.RouteTables {
		for _, r := range p.Region.Region.RouteTables[i].Routes {
			if gateway != nil && r.GatewayId == gateway.VpcEndpointId && r.DestinationPrefixListId != "" &&
				p.ofIPv4(r.DestinationPrefixListId) {
				lists = append(lists, r.DestinationPrefixListId)
			}
		}
	}
	if len(lists) > 0 {
		return slices.Min(lists)
	}
	for _, list := range p.Region.Region.ServiceLists(p.endpointService(service)) {
		if list.AddressFamily != "IPv6" {
			return list.PrefixListId
		}
	}
	if gateway != nil {
		return "pl-" + paste.Placeholder("of "+service)
	}
	return everywhere
}

func (p *Pass) ofIPv4(list string) bool {
	l := p.Region.PrefixList(list)
	return l == nil || l.AddressFamily != "IPv6"
}

// openHops opens what rules of groups and ACLs block on the way to a peer: a group, a prefix list or a range.
func (p *Pass) openHops(fix *Fix, entries aclEntries, at *placement, blockers []reach.Hop, peer string) {
	p.openPort(fix, entries, at, blockers, https, peer)
}

// openPort is openHops for another port.
func (p *Pass) openPort(fix *Fix, entries aclEntries, at *placement, blockers []reach.Hop, port int, peer string) {
	group := groupOfFunctions(at)
	for _, hop := range blockers {
		switch hop.Component {
		case reach.ComponentGroupOut:
			rule := portRule(hop.Protocol, port, peer)
			add := Fix{CLI: paste.Script{rule.authorize(p, "egress", group)}}
			add.declare(rule.declare(rule.declaredName(group+" to "+peer), "egress", group, newEndpoints()))
			fix.add(add)
		case reach.ComponentTargetGroup:
			target, _, _ := strings.Cut(hop.Resource, ",")
			rule := portRule(hop.Protocol, port, group)
			add := Fix{CLI: paste.Script{rule.authorize(p, "ingress", target)}}
			add.declare(rule.declare(rule.declaredName(target+" from "+group), "ingress", target, newEndpoints()))
			fix.add(add)
		default:
			if effectOf(hop) > 0 {
				fix.add(entries.allow(p, hop))
			}
		}
	}
}

// newWay makes a way to a service where there is none: an endpoint, or the internet for a service that has no
// endpoints.
func (p *Pass) newWay(fix *Fix, entries aclEntries, at []*placement, service string) {
	vpc := at[0].VPCID
	if row := names.ServiceNamed(service); row != nil && row.Endpoint&names.NoEndpoint != 0 {
		var subnets []*reach.SubnetPlace
		for _, place := range at {
			for i := range place.Subnets {
				subnets = append(subnets, &place.Subnets[i])
			}
		}
		fix.add(p.sendByNAT(vpc, "", "", subnets))
		return
	}
	if gatewayService(service) {
		var tables []string
		for _, place := range at {
			tables = append(tables, tablesAt(place)...)
		}
		fix.add(p.gatewayEndpoints(vpc, []string{service}, uniqueTexts(tables)))
		for _, place := range at {
			p.openHops(fix, entries, place, blockersOf(p.service(place, service)), p.listOf(nil, service))
		}
		return
	}
	groups, known := p.endpointGroups(at)
	if !known {
		fix.add(p.endpointGroup(vpc))
	}
	subnets := endpointSubnets(at)
	fix.add(p.admit(entries, newName{vpc, service, groups, p.vacancies(subnets)}, at))
	fix.add(p.interfaceEndpoint(vpc, subnets, service, groups))
}

// gatewayService reports whether a service has gateway endpoints, which cost nothing.
func gatewayService(service string) bool {
	return service == "s3" || service == "dynamodb" || service == "s3express"
}

// tablesAt are the route tables of a placement's subnets.
func tablesAt(at *placement) []string {
	var tables []string
	for i := range at.Subnets {
		if t := at.Subnets[i].RouteTable; t != nil {
			tables = append(tables, t.RouteTableId)
		}
	}
	return uniqueTexts(tables)
}

// endpointService is the name of the endpoint service of a service of AWS.
func (p *Pass) endpointService(service string) string {
	return names.EndpointServiceName(p.RegionName(), service)
}

// gatewayEndpoints is the fix that makes gateway endpoints in a VPC and associates them with route tables.
func (p *Pass) gatewayEndpoints(vpc string, services, tables []string) Fix {
	var fix Fix
	for _, service := range services {
		name := p.endpointService(service)
		fix.CLI = append(fix.CLI, p.aws("ec2 create-vpc-endpoint").Opt("vpc-id", vpc).
			Opt("vpc-endpoint-type", "Gateway").Opt("service-name", name).
			Opt("route-table-ids", tables...))
		fix.declare(paste.Resource("aws_vpc_endpoint", paste.Name(service), paste.F("vpc_id", paste.Str(vpc)),
			paste.F("vpc_endpoint_type", paste.Str("Gateway")),
			paste.F("service_name", paste.Str(name)), paste.F("route_table_ids", paste.Strs(tables))),
			paste.Resource("AWS::EC2::VPCEndpoint", paste.LogicalID(service), paste.F("VpcId", paste.Str(vpc)),
				paste.F("VpcEndpointType", paste.Str("Gateway")),
				paste.F("ServiceName", paste.Str(name)), paste.F("RouteTableIds", paste.Strs(tables))))
	}
	return fix
}

// newEndpointGroup is the placeholder of the group of an endpoint that a fix makes.
const newEndpointGroup = "sg-OF_THE_ENDPOINT"

// endpointGroups are the groups for a new endpoint: those of another one that lets the placements in. Where there is
// none, known is false, and the group is one that a fix makes.
func (p *Pass) endpointGroups(at []*placement) (groups []string, known bool) {
	for _, e := range p.sortedEndpoints(at[0].VPCID) {
		if e.Type() != "Interface" || !e.Available() || len(e.Groups) == 0 {
			continue
		}
		if !slices.ContainsFunc(at, func(place *placement) bool { return !p.reachesEndpoint(place, e) }) {
			return groupIDs(e), true
		}
	}
	return []string{newEndpointGroup}, false
}

// reachesEndpoint reports whether a placement certainly reaches an endpoint on 443.
func (p *Pass) reachesEndpoint(at *placement, e *awsdata.VPCEndpoint) bool {
	to, err := names.Parse(p.Region, e.VpcEndpointId)
	if err != nil {
		return false
	}
	verdict, err := p.verdict(at, reach.Query{To: to, Protocol: netset.TCP, Port: https})
	return err == nil && verdict == reach.Reachable
}

// newEndpoints are what the group of new endpoints is called in Terraform and CloudFormation, by its placeholder.
func newEndpoints() map[string]paste.Value {
	return map[string]paste.Value{newEndpointGroup: paste.Ref("aws_security_group.endpoints.id", "Endpoints.GroupId")}
}

// endpointSubnets are the subnets for an endpoint in the zones of placements: it takes one of a zone.
func endpointSubnets(at []*placement) []string {
	var subnets []string
	zones := make(map[string]bool)
	for _, place := range at {
		for i := range place.Subnets {
			if s := place.Subnets[i].Subnet; s != nil && !zones[s.Zone()] {
				zones[s.Zone()] = true
				subnets = append(subnets, s.SubnetId)
			}
		}
	}
	return subnets
}

// interfaceEndpoint is the fix that makes an interface endpoint for a service in subnets.
// [https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html]
func (p *Pass) interfaceEndpoint(vpc string, subnets []string, service string, groups []string) Fix {
	name, ids := p.endpointService(service), valuesOf(groups, newEndpoints())
	fix := Fix{CLI: paste.Script{p.takesName(p.aws("ec2 create-vpc-endpoint").Opt("vpc-id", vpc).
		Opt("vpc-endpoint-type", "Interface").Opt("service-name", name).Opt("subnet-ids", subnets...).
		Opt("security-group-ids", groups...).Opt("private-dns-enabled"), vpc, service, "")}}
	fix.declare(paste.Resource("aws_vpc_endpoint", paste.Name(service), paste.F("vpc_id", paste.Str(vpc)),
		paste.F("vpc_endpoint_type", paste.Str("Interface")),
		paste.F("service_name", paste.Str(name)), paste.F("subnet_ids", paste.Strs(subnets)),
		paste.F("security_group_ids", ids),
		paste.F("private_dns_enabled", paste.Bool(true))),
		paste.Resource("AWS::EC2::VPCEndpoint", paste.LogicalID(service), paste.F("VpcId", paste.Str(vpc)),
			paste.F("VpcEndpointType", paste.Str("Interface")),
			paste.F("ServiceName", paste.Str(name)), paste.F("SubnetIds", paste.Strs(subnets)),
			paste.F("SecurityGroupIds", ids),
			paste.F("PrivateDnsEnabled", paste.Bool(true))))
	return fix
}

// endpointGroup is the fix that makes a group for endpoints, which lets nobody in yet.
func (p *Pass) endpointGroup(vpc string) Fix {
	const about = "lets functions in at VPC endpoints"
	fix := Fix{CLI: paste.Script{
		p.aws("ec2 create-security-group").Opt("group-name", "endpoints").Opt("description", about).Opt("vpc-id", vpc),
		groupRule{protocol: "-1", peer: everywhere}.revoke(p, "egress", newEndpointGroup).
			Saying("AWS gives a new security group a rule that lets everything out, which an endpoint does not need"),
	}}
	fix.declare(paste.Resource("aws_security_group", "endpoints", paste.F("vpc_id", paste.Str(vpc)),
		paste.F("description", paste.Str(about))), paste.Resource("AWS::EC2::SecurityGroup", "Endpoints",
		paste.F("VpcId", paste.Str(vpc)), paste.F("GroupDescription", paste.Str(about)),
		paste.F("SecurityGroupEgress", paste.JSON([]map[string]any{{"IpProtocol": "-1", "CidrIp": "127.0.0.1/32"}}))).
		Saying("without an outbound rule of its own CloudFormation lets everything out"))
	return fix
}

// groupOfFunctions is the first of a placement's groups.
func groupOfFunctions(at *placement) string {
	if len(at.Groups) > 0 {
		return slices.Min(at.Groups)
	}
	return paste.Placeholder("security group of the functions")
}
