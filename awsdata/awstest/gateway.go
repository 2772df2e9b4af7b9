package awstest

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

func (s *story) natLine(l *line) {
	r := s.region()
	name := l.word("a name")
	n := awsdata.NatGateway{
		NatGatewayId: s.declare(l, "nat", name), State: l.text("state", "available"), ConnectivityType: "public",
		AvailabilityMode: "zonal", FailureCode: l.text("failure-code", ""), FailureMessage: l.text("failure", ""),
		CreateTime: "2025-06-01T08:00:00+00:00", Tags: l.tags(name),
	}
	if l.flag("private") {
		n.ConnectivityType = "private"
	}
	if l.flag("regional") {
		n.AvailabilityMode, n.VpcId = "regional", s.vpcOf(l)
		if table := l.text("table", ""); table != "" {
			n.RouteTableId = s.refer(l, "rtb", table)
		}
	} else {
		n.SubnetId = s.refer(l, "subnet", l.text("subnet", ""))
		subnet := find(r.Subnets, n.SubnetId)
		if subnet == nil {
			l.fail("no subnet line for %s above", n.SubnetId)
			return
		}
		n.VpcId = subnet.VpcId
	}
	ips, zones := l.list("ip"), l.list("zone")
	for i, eip := range l.list("eip") {
		a := awsdata.NatGatewayAddress{AllocationId: fmt.Sprintf("eipalloc-%s-%d", name, i+1), PublicIp: eip,
			Status: "succeeded"}
		if len(zones) > 0 {
			a.AvailabilityZone = r.RegionName + zones[i%len(zones)]
			a.AvailabilityZoneId = zoneID(r.RegionName, zones[i%len(zones)])
		}
		n.NatGatewayAddresses = append(n.NatGatewayAddresses, a)
	}
	for i, ip := range ips {
		if i == len(n.NatGatewayAddresses) {
			n.NatGatewayAddresses = append(n.NatGatewayAddresses, awsdata.NatGatewayAddress{Status: "succeeded"})
		}
		a := &n.NatGatewayAddresses[i]
		eni := awsdata.NetworkInterface{
			NetworkInterfaceId: s.declare(l, "eni", fmt.Sprintf("nat-%s-%d", name, i+1)), InterfaceType: "nat_gateway",
			Description: "Interface for NAT Gateway " + n.NatGatewayId, PrivateIpAddress: ip, RequesterManaged: true,
		}
		if a.PublicIp != "" {
			eni.Association = &awsdata.NetworkInterfaceAssociation{PublicIp: a.PublicIp, AllocationId: a.AllocationId}
		}
		a.PrivateIp, a.NetworkInterfaceId = ip, eni.NetworkInterfaceId
		s.plug(l, &eni, n.SubnetId)
	}
	r.NatGateways = append(r.NatGateways, n)
}

// plug puts an interface into a subnet of the story and adds it to the list.
func (s *story) plug(l *line, n *awsdata.NetworkInterface, subnetID string) {
	r := s.region()
	n.SubnetId, n.SourceDestCheck = subnetID, n.InterfaceType != "nat_gateway"
	if n.Status == "" {
		n.Status = "in-use"
	}
	if n.OwnerId == "" {
		n.OwnerId = s.accountID
	}
	subnet := find(r.Subnets, subnetID)
	if subnet == nil {
		l.fail("no subnet line for %s above", subnetID)
		return
	}
	n.VpcId, n.AvailabilityZone = subnet.VpcId, subnet.AvailabilityZone
	r.NetworkInterfaces = append(r.NetworkInterfaces, *n)
}

// attachments are those of an internet or egress-only gateway.
func (s *story) attachments(l *line, state string) []awsdata.GatewayAttachment {
	if l.flag("detached") {
		return []awsdata.GatewayAttachment{}
	}
	return []awsdata.GatewayAttachment{{VpcId: s.vpcOf(l), State: l.text("state", state)}}
}

func (s *story) igwLine(l *line) {
	name := l.word("a name")
	s.region().InternetGateways = append(s.region().InternetGateways, awsdata.InternetGateway{
		InternetGatewayId: s.declare(l, "igw", name), Attachments: s.attachments(l, "available"),
		OwnerId: l.text("owner", s.accountID), Tags: l.tags(name),
	})
}

func (s *story) eigwLine(l *line) {
	name := l.word("a name")
	s.region().EgressOnlyInternetGateways = append(s.region().EgressOnlyInternetGateways,
		awsdata.EgressOnlyInternetGateway{
			EgressOnlyInternetGatewayId: s.declare(l, "eigw", name), Attachments: s.attachments(l, "attached"),
			Tags: l.tags(name),
		})
}

func (s *story) endpointLine(l *line) {
	r := s.region()
	name := l.word("a name")
	e := awsdata.VPCEndpoint{
		VpcEndpointId: s.declare(l, "vpce", name), VpcId: s.vpcOf(l), ServiceName: l.text("service", name),
		ServiceRegion: l.text("service-region", ""), State: l.text("state", "available"),
		RouteTableIds: s.referAll(l, "rtb", l.list("tables")), SubnetIds: s.referAll(l, "subnet", l.list("subnets")),
		PrivateDnsEnabled: l.flag("private-dns"), IpAddressType: l.text("ip-type", "ipv4"),
		PolicyDocument: awsdata.PolicyText(l.document("policy")), OwnerId: l.text("owner", s.accountID),
		Tags: l.tags(name),
	}
	if !strings.HasPrefix(e.ServiceName, "com.") && !strings.HasPrefix(e.ServiceName, "cn.") &&
		!strings.HasPrefix(e.ServiceName, "aws.") {
		e.ServiceName = "com.amazonaws." + r.RegionName + "." + e.ServiceName
	}
	if e.PolicyDocument == "" {
		// The policy that AWS gives to an endpoint when nobody writes one.
		e.PolicyDocument = `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}`
	}
	kind := "Interface"
	if e.RouteTableIds != nil || e.SubnetIds == nil {
		kind = "Gateway"
	}
	e.VpcEndpointType = l.text("type", kind)
	for _, g := range s.referAll(l, "sg", l.list("groups")) {
		e.Groups = append(e.Groups, awsdata.GroupRef{GroupId: g, GroupName: strings.TrimPrefix(g, "sg-")})
	}
	for _, dns := range l.list("dns") {
		e.DnsEntries = append(e.DnsEntries, awsdata.DnsEntry{DnsName: dns, HostedZoneId: "Z0000000000000"})
	}
	for i, ip := range l.list("ips") {
		if i >= len(e.SubnetIds) {
			l.fail("more ips= than subnets=")
			break
		}
		eni := awsdata.NetworkInterface{
			NetworkInterfaceId: s.declare(l, "eni", fmt.Sprintf("vpce-%s-%d", name, i+1)),
			InterfaceType:      "vpc_endpoint", Description: "VPC Endpoint Interface " + e.VpcEndpointId,
			PrivateIpAddress: ip, Groups: e.Groups, RequesterManaged: true,
		}
		e.NetworkInterfaceIds = append(e.NetworkInterfaceIds, eni.NetworkInterfaceId)
		s.plug(l, &eni, e.SubnetIds[i])
	}
	r.VPCEndpoints = append(r.VPCEndpoints, e)
}

func (s *story) prefixListLine(l *line) {
	r := s.region()
	name := l.word("a name")
	p := awsdata.ManagedPrefixList{
		PrefixListId: s.declare(l, "pl", name), PrefixListName: l.text("name", strings.TrimPrefix(name, "pl-")),
		OwnerId: l.text("owner", s.accountID), AddressFamily: l.text("family", "IPv4"),
		State: l.text("state", "create-complete"), MaxEntries: l.count("max", 0),
		Version: int64(l.count("version", 1)), Tags: l.tags(""),
	}
	cidrs := l.list("cidrs")
	r.ManagedPrefixLists = append(r.ManagedPrefixLists, p)
	if r.unknown[p.PrefixListId] = l.flag("unknown"); r.unknown[p.PrefixListId] {
		return
	}
	if l.flag("inline") {
		r.PrefixLists = append(r.PrefixLists,
			awsdata.PrefixList{PrefixListId: p.PrefixListId, PrefixListName: p.PrefixListName, Cidrs: cidrs})
		return
	}
	entries := []awsdata.PrefixListEntry{}
	for _, c := range cidrs {
		entries = append(entries, awsdata.PrefixListEntry{Cidr: c})
	}
	r.PrefixListEntries[p.PrefixListId] = entries
}

func (s *story) eniLine(l *line) {
	name := l.word("a name")
	n := awsdata.NetworkInterface{
		NetworkInterfaceId: s.declare(l, "eni", name), InterfaceType: l.text("type", "interface"),
		Description: l.text("description", ""), Status: l.text("status", ""), OwnerId: l.text("owner", ""),
		RequesterId: l.text("requester", ""), TagSet: l.tags(""),
	}
	for i, ip := range l.list("ip") {
		if i == 0 {
			n.PrivateIpAddress = ip
		}
		n.PrivateIpAddresses = append(n.PrivateIpAddresses,
			awsdata.PrivateIPAddress{PrivateIpAddress: ip, Primary: i == 0})
	}
	for _, ip := range l.list("ipv6") {
		n.Ipv6Addresses = append(n.Ipv6Addresses, awsdata.IPv6Address{Ipv6Address: ip})
	}
	for _, g := range s.referAll(l, "sg", l.list("groups")) {
		n.Groups = append(n.Groups, awsdata.GroupRef{GroupId: g, GroupName: strings.TrimPrefix(g, "sg-")})
	}
	if public := l.text("public", ""); public != "" {
		n.Association = &awsdata.NetworkInterfaceAssociation{PublicIp: public}
	}
	if instance := l.text("instance", ""); instance != "" {
		n.Attachment = &awsdata.NetworkInterfaceAttachment{AttachmentId: "eni-attach-" + name, InstanceId: instance,
			Status: "attached"}
	}
	n.RequesterManaged = n.RequesterId != "" || n.InterfaceType != "interface"
	unchecked := l.flag("no-check")
	s.plug(l, &n, s.refer(l, "subnet", l.text("subnet", "")))
	if list := s.region().NetworkInterfaces; unchecked && len(list) > 0 {
		list[len(list)-1].SourceDestCheck = false
	}
}

func (s *story) peeringLine(l *line) {
	name := l.word("a name")
	p := awsdata.VPCPeeringConnection{
		VpcPeeringConnectionId: s.declare(l, "pcx", name),
		RequesterVpcInfo:       s.peeringSide(l, "from"), AccepterVpcInfo: s.peeringSide(l, "to"),
		Status: awsdata.PeeringStatus{Code: l.text("state", "active"), Message: l.text("message", "")},
		Tags:   l.tags(name),
	}
	if l.flag("dns") {
		for _, side := range []*awsdata.PeeringVPC{&p.RequesterVpcInfo, &p.AccepterVpcInfo} {
			side.PeeringOptions = &awsdata.PeeringVPCOptions{AllowDnsResolutionFromRemoteVpc: true}
		}
	}
	s.region().PeeringConnections = append(s.region().PeeringConnections, p)
}

// peeringSide is one side of a peering, with the ranges of its VPC where the story tells of it and the line does not.
func (s *story) peeringSide(l *line, side string) awsdata.PeeringVPC {
	out := awsdata.PeeringVPC{VpcId: s.refer(l, "vpc", l.text(side, ""))}
	cidrs, region, owner := l.list(side+"-cidrs"), s.region().RegionName, s.accountID
	for _, r := range s.regions {
		if vpc := find(r.VPCs, out.VpcId); vpc != nil {
			region, owner = r.RegionName, vpc.OwnerId
			if cidrs == nil {
				cidrs = vpc.CIDRs()
			}
		}
	}
	out.OwnerId, out.Region = l.text(side+"-owner", owner), l.text(side+"-region", region)
	for _, c := range cidrs {
		if strings.Contains(c, ":") {
			out.Ipv6CidrBlockSet = append(out.Ipv6CidrBlockSet, awsdata.Ipv6CidrItem{Ipv6CidrBlock: c})
			continue
		}
		if out.CidrBlock == "" {
			out.CidrBlock = c
		}
		out.CidrBlockSet = append(out.CidrBlockSet, awsdata.CidrBlockItem{CidrBlock: c})
	}
	return out
}

func (s *story) firewallLine(l *line) {
	name := l.word("a name")
	s.region().FirewallRuleGroupAssociations = append(s.region().FirewallRuleGroupAssociations,
		awsdata.FirewallRuleGroupAssociation{
			Id: s.declare(l, "rslvr-frgassoc", name), FirewallRuleGroupId: id("rslvr-frg", l.text("rules", name)),
			VpcId: s.vpcOf(l), Priority: l.count("priority", 101), Status: l.text("status", "COMPLETE"),
		})
}

func (s *story) flowLogLine(l *line) {
	name := l.word("a name")
	f := awsdata.FlowLog{
		FlowLogId: s.declare(l, "fl", name), ResourceId: s.referTo(l, l.text("on", "")),
		TrafficType: l.text("traffic", "ALL"), FlowLogStatus: l.text("status", "ACTIVE"),
		DeliverLogsStatus: l.text("delivery", "SUCCESS"), DeliverLogsErrorMessage: l.text("error", ""),
		LogDestinationType: l.text("to", "cloud-watch-logs"), LogDestination: l.text("destination", ""),
		LogGroupName: l.text("log-group", ""), MaxAggregationInterval: l.count("interval", 600), Tags: l.tags(name),
	}
	if f.ResourceId == "" {
		l.fail("flowlog needs on=")
	}
	s.region().FlowLogs = append(s.region().FlowLogs, f)
}
