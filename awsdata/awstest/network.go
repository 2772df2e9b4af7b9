package awstest

import (
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

func (s *story) vpcLine(l *line) {
	r := s.region()
	name := l.word("a name")
	v := awsdata.VPC{
		VpcId:                   s.declare(l, "vpc", name),
		IsDefault:               l.flag("default"),
		DhcpOptionsId:           s.refer(l, "dopt", l.text("dhcp", "default")),
		InstanceTenancy:         l.text("tenancy", "default"),
		State:                   l.text("state", "available"),
		OwnerId:                 l.text("owner", s.accountID),
		BlockPublicAccessStates: l.publicAccess(),
		Tags:                    l.tags(name),
	}
	if mode := l.text("encryption", ""); mode != "" {
		v.EncryptionControl = &awsdata.VpcEncryptionControl{Mode: mode, State: "available",
			ResourceExclusions: l.excluded()}
	}
	r.bare[v.VpcId] = l.flag("bare")
	if !l.more() {
		l.fail("vpc needs a CIDR")
	}
	for l.more() {
		cidr, state := l.word("a CIDR"), &awsdata.CidrBlockState{State: "associated"}
		if strings.Contains(cidr, ":") {
			v.Ipv6CidrBlockAssociationSet = append(v.Ipv6CidrBlockAssociationSet,
				awsdata.Ipv6CidrBlockAssociation{Ipv6CidrBlock: cidr, Ipv6CidrBlockState: state})
			continue
		}
		if v.CidrBlock == "" {
			v.CidrBlock = cidr
		}
		v.CidrBlockAssociationSet = append(v.CidrBlockAssociationSet,
			awsdata.CidrBlockAssociation{CidrBlock: cidr, CidrBlockState: state})
	}
	support := l.onOff("dns-support", "on")
	hostnames := l.onOff("dns-hostnames", "on")
	r.VPCAttributes[v.VpcId+".enableDnsSupport"] = awsdata.VPCAttribute{VpcId: v.VpcId, EnableDnsSupport: support}
	r.VPCAttributes[v.VpcId+".enableDnsHostnames"] = awsdata.VPCAttribute{VpcId: v.VpcId, EnableDnsHostnames: hostnames}
	r.VPCs = append(r.VPCs, v)
	r.vpc = v.VpcId
}

// excluded takes the kinds of resources that encryption control lets off; without it they were not read.
func (l *line) excluded() map[string]awsdata.VpcEncryptionControlExclusion {
	kinds := l.list("excluded")
	if kinds == nil {
		return nil
	}
	out := make(map[string]awsdata.VpcEncryptionControlExclusion)
	for _, kind := range kinds {
		state := "enabled"
		if kind == "none" {
			kind, state = "Lambda", "disabled"
		}
		out[kind] = awsdata.VpcEncryptionControlExclusion{State: state}
	}
	return out
}

// publicAccess takes the mode of Block Public Access, which AWS always tells; bpa=none leaves it out.
func (l *line) publicAccess() *awsdata.BlockPublicAccessStates {
	mode := l.text("bpa", "off")
	if mode == "none" {
		return nil
	}
	return &awsdata.BlockPublicAccessStates{InternetGatewayBlockMode: mode}
}

// onOff takes a setting that is on or off.
func (l *line) onOff(key, otherwise string) *awsdata.AttributeValue {
	switch v := l.text(key, otherwise); v {
	case "on", "off":
		return &awsdata.AttributeValue{Value: v == "on"}
	default:
		l.fail("%s is on or off, not %q", key, v)
		return nil
	}
}

func (s *story) dhcpLine(l *line) {
	name := l.word("a name")
	d := awsdata.DhcpOptions{DhcpOptionsId: s.declare(l, "dopt", name), OwnerId: s.accountID, Tags: l.tags(name)}
	options := l.keys("")
	for short, long := range map[string]string{"dns": "domain-name-servers", "domain": "domain-name"} {
		if value, ok := options[short]; ok {
			options[long] = value
			delete(options, short)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		c := awsdata.DhcpConfiguration{Key: key}
		for _, value := range strings.Split(options[key], ",") {
			c.Values = append(c.Values, awsdata.DhcpValue{Value: value})
		}
		d.DhcpConfigurations = append(d.DhcpConfigurations, c)
	}
	s.region().DhcpOptions = append(s.region().DhcpOptions, d)
}

func (s *story) bpaLine(l *line) {
	s.region().BlockPublicAccess = &awsdata.VpcBlockPublicAccessOptions{
		InternetGatewayBlockMode: l.word("a mode"),
		State:                    l.text("state", "update-complete"),
		ExclusionsAllowed:        l.text("exclusions", "allowed"),
		ManagedBy:                l.text("managed-by", "account"),
	}
}

func (s *story) subnetLine(l *line) {
	r := s.region()
	name := l.word("a name")
	zone := l.text("zone", "a")
	n := awsdata.Subnet{
		SubnetId:                s.declare(l, "subnet", name),
		VpcId:                   s.vpcOf(l),
		CidrBlock:               l.text("cidr", ""),
		AvailabilityZone:        r.RegionName + zone,
		AvailabilityZoneId:      l.text("zone-id", zoneID(r.RegionName, zone)),
		AvailableIpAddressCount: pointer(l.count("free", 200)),
		MapPublicIpOnLaunch:     l.flag("public"),
		DefaultForAz:            l.flag("default"),
		EnableDns64:             l.flag("dns64"),
		Ipv6Native:              l.flag("ipv6-native"),
		State:                   l.text("state", "available"),
		OwnerId:                 l.text("owner", s.accountID),
		BlockPublicAccessStates: l.publicAccess(),
		Tags:                    l.tags(name),

		NetworkFirewallConnectivityType: l.text("firewall", ""),
	}
	for _, cidr := range l.list("ipv6") {
		n.Ipv6CidrBlockAssociationSet = append(n.Ipv6CidrBlockAssociationSet,
			awsdata.Ipv6CidrBlockAssociation{Ipv6CidrBlock: cidr,
				Ipv6CidrBlockState: &awsdata.CidrBlockState{State: "associated"}})
	}
	if n.CidrBlock == "" && n.Ipv6CidrBlockAssociationSet == nil {
		l.fail("subnet needs cidr= or ipv6=")
	}
	if table := l.text("table", ""); table != "" {
		r.tables[n.SubnetId] = s.refer(l, "rtb", table)
	}
	if acl := l.text("acl", ""); acl != "" {
		r.acls[n.SubnetId] = s.refer(l, "acl", acl)
	}
	r.Subnets = append(r.Subnets, n)
}

// zoneID is a zone's id, which AWS shortens from the region's name: zone a of us-east-1 is use1-az1 here.
func zoneID(region, zone string) string {
	short := ""
	for _, part := range strings.Split(region, "-") {
		switch part {
		case "northeast", "northwest", "southeast", "southwest":
			short += part[:1] + part[5:6]
		case "north", "south", "east", "west", "central":
			short += part[:1]
		default:
			short += part
		}
	}
	if len(zone) != 1 {
		return short + "-" + zone
	}
	return short + "-az" + string(rune('1'+zone[0]-'a'))
}

func (s *story) tableLine(l *line) {
	r := s.region()
	name := l.word("a name")
	t := awsdata.RouteTable{
		RouteTableId: s.declare(l, "rtb", name), VpcId: s.vpcOf(l), OwnerId: l.text("owner", s.accountID),
		Tags: l.tags(name),
	}
	if l.flag("main") {
		t.Associations = append(t.Associations, association(t.RouteTableId, "main", "", "", true))
	}
	if gateway := l.text("gateway", ""); gateway != "" {
		t.Associations = append(t.Associations, association(t.RouteTableId, gateway, "", s.referTo(l, gateway), false))
	}
	for _, vgw := range l.list("vgw") {
		t.PropagatingVgws = append(t.PropagatingVgws, awsdata.PropagatingVgw{GatewayId: vgw})
	}
	r.noLocal[t.RouteTableId] = l.flag("nolocal")
	r.RouteTables = append(r.RouteTables, t)
}

func association(table, what, subnet, gateway string, main bool) awsdata.RouteTableAssociation {
	return awsdata.RouteTableAssociation{
		RouteTableAssociationId: "rtbassoc-" + strings.TrimPrefix(table, "rtb-") + "-" + what,
		RouteTableId:            table, SubnetId: subnet, GatewayId: gateway, Main: main,
		AssociationState: &awsdata.AssociationState{State: "associated"},
	}
}

func (s *story) routeLine(l *line) {
	r := s.region()
	table := id("rtb", l.word("a table"))
	destination, target := l.word("a destination"), l.word("a target")
	route := awsdata.Route{Origin: l.text("origin", "CreateRoute"), State: l.text("state", "active")}
	if l.flag("blackhole") {
		route.State = "blackhole"
	}
	if l.flag("filtered") {
		route.State = "filtered"
	}
	if l.flag("inspected") {
		route.IgwFirewall = &awsdata.IgwFirewall{Status: "active", FirewallArn: "arn:" + s.partition +
			":network-firewall:" + r.RegionName + ":" + s.accountID + ":igw-firewall/edge"}
	}
	if l.flag("propagated") {
		route.Origin = "EnableVgwRoutePropagation"
	}
	switch {
	case strings.HasPrefix(strings.TrimPrefix(destination, "!"), "pl-"):
		route.DestinationPrefixListId = s.refer(l, "pl", destination)
	case strings.Contains(destination, ":"):
		route.DestinationIpv6CidrBlock = destination
	default:
		route.DestinationCidrBlock = destination
	}
	if target != "-" {
		s.aim(l, &route, target)
	}
	t := find(r.RouteTables, table)
	if t == nil {
		// The main table that a VPC has by itself can be given routes without a line of its own.
		vpc := find(r.VPCs, id("vpc", strings.TrimPrefix(table, "rtb-")))
		if vpc == nil || r.bare[vpc.VpcId] {
			l.fail("no table line for %s above", table)
			return
		}
		s.names[table] = true
		r.RouteTables = append(r.RouteTables, mainTable(vpc))
		t = &r.RouteTables[len(r.RouteTables)-1]
	}
	t.Routes = append(t.Routes, route)
}

func mainTable(vpc *awsdata.VPC) awsdata.RouteTable {
	name := strings.TrimPrefix(vpc.VpcId, "vpc-")
	return awsdata.RouteTable{
		RouteTableId: "rtb-" + name, VpcId: vpc.VpcId, OwnerId: vpc.OwnerId,
		Tags:         awsdata.Tags{{Key: "Name", Value: name}},
		Associations: []awsdata.RouteTableAssociation{association("rtb-"+name, "main", "", "", true)},
	}
}

// aim sets the member of the route that AWS keeps this kind of target in.
func (s *story) aim(l *line, route *awsdata.Route, target string) {
	target = s.referTo(l, target)
	switch {
	case strings.HasPrefix(target, "nat-"):
		route.NatGatewayId = target
	case strings.HasPrefix(target, "eigw-"):
		route.EgressOnlyInternetGatewayId = target
	case strings.HasPrefix(target, "tgw-"):
		route.TransitGatewayId = target
	case strings.HasPrefix(target, "pcx-"):
		route.VpcPeeringConnectionId = target
	case strings.HasPrefix(target, "eni-"):
		route.NetworkInterfaceId = target
	case strings.HasPrefix(target, "i-"):
		route.InstanceId = target
	case strings.HasPrefix(target, "lgw-"):
		route.LocalGatewayId = target
	case strings.HasPrefix(target, "cagw-"):
		route.CarrierGatewayId = target
	case strings.HasPrefix(target, "arn:") && strings.Contains(target, ":networkmanager:"):
		route.CoreNetworkArn = target
	case strings.HasPrefix(target, "arn:") && strings.Contains(target, ":odb:"):
		route.OdbNetworkArn = target
	case target == "local", strings.HasPrefix(target, "igw-"), strings.HasPrefix(target, "vgw-"),
		strings.HasPrefix(target, "vpce-"):
		route.GatewayId = target
	default:
		l.fail("%q cannot be the target of a route", target)
	}
}
