package whatif

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Apply returns the snapshot as it would be after the edits, in their order. An edit that does not fit the snapshot (a
// rule that is not there, a table that does not exist) is an error that names it: a question about another account than
// meant would be worse than none.
func Apply(s *awsdata.Snapshot, edits []Edit) (*awsdata.Snapshot, error) {
	for i := range edits {
		e := edits[i]
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("edit %d: %w", i+1, err)
		}
		changed, err := e.applyTo(s)
		if err != nil {
			return nil, fmt.Errorf("edit %d (%s %s): %w", i+1, e.Action, e.Kind, err)
		}
		s = changed
	}
	return s, nil
}

// applyTo makes the edit, and all that it is made of, in every region that it changes.
func (e *Edit) applyTo(s *awsdata.Snapshot) (*awsdata.Snapshot, error) {
	for _, part := range e.parts(s) {
		regions, err := regionsOf(s, &part)
		if err != nil {
			return nil, err
		}
		for _, region := range regions {
			var failed error
			s = s.Change(region, func(r *awsdata.Region) { failed = part.apply(r, s.Region(region)) })
			if failed != nil {
				return nil, failed
			}
		}
	}
	return s, nil
}

// regionOf is the region the edit means: the one it names, else the one that holds what it names.
func regionOf(s *awsdata.Snapshot, e *Edit) (string, error) {
	if e.Region != "" {
		if s.Region(e.Region) == nil {
			return "", fmt.Errorf("the snapshot has no region %s", e.Region)
		}
		return e.Region, nil
	}
	id := firstOf(e.Group, e.Table, e.ACL, e.VPC, e.Subnet, e.Function, e.ID)
	index := awsdata.NewIndex(s)
	for _, name := range s.RegionNames() {
		if _, ok := index.Region(name).Lookup(id); ok {
			return name, nil
		}
	}
	return "", fmt.Errorf("%s is not in the snapshot", id)
}

func firstOf(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

// element is the element of a list with that id, for a change in place.
func element[T any, P interface {
	*T
	awsdata.Resource
}](list []T, id string) (P, error) {
	for i := range list {
		if p := P(&list[i]); p.ID() == id {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%s is not in the snapshot", id)
}

func (e *Edit) apply(r, before *awsdata.Region) error {
	switch e.Kind {
	case Rule:
		return e.applyRule(r)
	case Route:
		t, err := element[awsdata.RouteTable](r.RouteTables, e.Table)
		if err != nil {
			return err
		}
		return e.applyRoute(t, before)
	case ACLEntry:
		return e.applyACLEntry(r)
	case Endpoint:
		if e.Action == Remove {
			return e.removeEndpoint(r)
		}
		return e.addEndpoint(r, before)
	case NAT:
		return e.applyNAT(r)
	case Subnet, Group, IPv6:
		return e.applyFunction(r)
	}
	m, _ := removalOf(e.Kind)
	return m.remove(r, e.ID)
}

func (e *Edit) permission() awsdata.IpPermission {
	from, to, _ := portRange(e.Ports)
	p := awsdata.IpPermission{IpProtocol: e.Protocol, FromPort: from, ToPort: to}
	switch {
	case strings.HasPrefix(e.Peer, "sg-"):
		p.UserIdGroupPairs = []awsdata.UserIdGroupPair{{GroupId: e.Peer}}
	case strings.HasPrefix(e.Peer, "pl-"):
		p.PrefixListIds = []awsdata.PrefixListRef{{PrefixListId: e.Peer}}
	case strings.Contains(e.Peer, ":"):
		p.Ipv6Ranges = []awsdata.Ipv6Range{{CidrIpv6: e.Peer}}
	default:
		p.IpRanges = []awsdata.IpRange{{CidrIp: e.Peer}}
	}
	return p
}

func (e *Edit) applyRule(r *awsdata.Region) error {
	g, err := element[awsdata.SecurityGroup](r.SecurityGroups, e.Group)
	if err != nil {
		return err
	}
	list := &g.IpPermissionsEgress
	if e.Direction == "in" {
		list = &g.IpPermissions
	}
	want := e.permission()
	if e.Action == Add {
		*list = append(slices.Clone(*list), want)
		return nil
	}
	var kept []awsdata.IpPermission
	removed := false
	for _, p := range *list {
		if p.PortText() == want.PortText() && slices.ContainsFunc(p.Peers(), func(q awsdata.Peer) bool { return q.Value == e.Peer }) {
			removed = true
			p = withoutPeer(p, e.Peer)
			if len(p.Peers()) == 0 {
				continue
			}
		}
		kept = append(kept, p)
	}
	if !removed {
		return fmt.Errorf("%s has no rule %s %s %s", e.Group, e.Direction, want.PortText(), e.Peer)
	}
	*list = kept
	return nil
}

func withoutPeer(p awsdata.IpPermission, peer string) awsdata.IpPermission {
	p.IpRanges = slices.DeleteFunc(slices.Clone(p.IpRanges), func(r awsdata.IpRange) bool { return r.CidrIp == peer })
	p.Ipv6Ranges = slices.DeleteFunc(slices.Clone(p.Ipv6Ranges), func(r awsdata.Ipv6Range) bool { return r.CidrIpv6 == peer })
	p.PrefixListIds = slices.DeleteFunc(slices.Clone(p.PrefixListIds), func(r awsdata.PrefixListRef) bool { return r.PrefixListId == peer })
	p.UserIdGroupPairs = slices.DeleteFunc(slices.Clone(p.UserIdGroupPairs), func(r awsdata.UserIdGroupPair) bool { return r.GroupId == peer })
	return p
}

// sameDestination compares route destinations as networks, since people write 2001:db8::/32 in many ways.
func sameDestination(a, b string) bool {
	p, errP := netip.ParsePrefix(a)
	q, errQ := netip.ParsePrefix(b)
	if errP != nil || errQ != nil {
		return a == b
	}
	return p.Masked() == q.Masked()
}

// applyRoute adds a route, replacing the static one of the same destination as `aws ec2 replace-route` would, or removes it.
func (e *Edit) applyRoute(t *awsdata.RouteTable, before *awsdata.Region) error {
	had := false
	routes := slices.DeleteFunc(slices.Clone(t.Routes), func(route awsdata.Route) bool {
		if !sameDestination(route.Destination(), e.Destination) || route.Propagated() || route.Local() {
			return false
		}
		had = true
		return true
	})
	if e.Action == Remove {
		if !had {
			return fmt.Errorf("%s has no static route to %s", e.Table, e.Destination)
		}
		t.Routes = routes
		return nil
	}
	route := awsdata.Route{Origin: "CreateRoute", State: "active"}
	switch {
	case strings.HasPrefix(e.Destination, "pl-"):
		route.DestinationPrefixListId = e.Destination
	case strings.Contains(e.Destination, ":"):
		route.DestinationIpv6CidrBlock = e.Destination
	default:
		route.DestinationCidrBlock = e.Destination
	}
	if err := aim(&route, e.Target); err != nil {
		return err
	}
	t.Routes = append(routes, route)
	return nil
}

// aim sets the member of the route that a target of that kind belongs in.
func aim(route *awsdata.Route, target string) error {
	prefix, _, _ := strings.Cut(target, "-")
	switch prefix {
	case "igw", "vgw", "vpce":
		route.GatewayId = target
	case "nat":
		route.NatGatewayId = target
	case "eigw":
		route.EgressOnlyInternetGatewayId = target
	case "tgw":
		route.TransitGatewayId = target
	case "pcx":
		route.VpcPeeringConnectionId = target
	case "eni":
		route.NetworkInterfaceId = target
	default:
		return fmt.Errorf("%q is no target of a route: want the id of a gateway, NAT gateway, endpoint, peering or interface", target)
	}
	return nil
}

func (e *Edit) applyACLEntry(r *awsdata.Region) error {
	a, err := element[awsdata.NetworkACL](r.NetworkACLs, e.ACL)
	if err != nil {
		return err
	}
	egress := e.Direction == "out"
	entries := slices.Clone(a.Entries)
	at := slices.IndexFunc(entries, func(x awsdata.NetworkACLEntry) bool { return x.Egress == egress && x.RuleNumber == e.Number })
	if e.Action == Remove {
		if at < 0 {
			return fmt.Errorf("%s has no rule %d %s", e.ACL, e.Number, e.Direction)
		}
		a.Entries = slices.Delete(entries, at, at+1)
		return nil
	}
	if at >= 0 {
		return fmt.Errorf("%s already has a rule %d %s", e.ACL, e.Number, e.Direction)
	}
	entry := awsdata.NetworkACLEntry{RuleNumber: e.Number, Egress: egress, RuleAction: "deny", Protocol: aclProtocol(e.Protocol)}
	if e.Allow {
		entry.RuleAction = "allow"
	}
	if from, to, _ := portRange(e.Ports); from != nil {
		entry.PortRange = &awsdata.PortRange{From: *from, To: *to}
	}
	if strings.Contains(e.CIDR, ":") {
		entry.Ipv6CidrBlock = e.CIDR
	} else {
		entry.CidrBlock = e.CIDR
	}
	a.Entries = append(entries, entry)
	return nil
}

// aclProtocol is the protocol's number, which is what network ACLs take.
func aclProtocol(p string) string {
	switch p {
	case "tcp":
		return "6"
	case "udp":
		return "17"
	case "all":
		return "-1"
	}
	return p
}

func (e *Edit) removeEndpoint(r *awsdata.Region) error {
	endpoint, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, e.ID)
	if err != nil {
		return err
	}
	interfaces := endpoint.NetworkInterfaceIds
	r.VPCEndpoints = slices.DeleteFunc(r.VPCEndpoints, func(x awsdata.VPCEndpoint) bool { return x.VpcEndpointId == e.ID })
	r.NetworkInterfaces = slices.DeleteFunc(r.NetworkInterfaces, func(n awsdata.NetworkInterface) bool { return slices.Contains(interfaces, n.NetworkInterfaceId) })
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		t.Routes = slices.DeleteFunc(slices.Clone(t.Routes), func(route awsdata.Route) bool { return route.GatewayId == e.ID })
	}
	return nil
}

// addEndpoint adds a gateway endpoint with its routes, or an interface endpoint with an interface at a free address of
// each of its subnets.
func (e *Edit) addEndpoint(r, before *awsdata.Region) error {
	id := "vpce-whatif-" + e.Service
	endpoint := awsdata.VPCEndpoint{VpcEndpointId: id, VpcId: e.VPC, State: "available",
		ServiceName: "com.amazonaws." + r.RegionName + "." + e.Service}
	if len(e.Tables) > 0 {
		endpoint.VpcEndpointType, endpoint.RouteTableIds = "Gateway", e.Tables
		at := slices.IndexFunc(before.ManagedPrefixLists, func(p awsdata.ManagedPrefixList) bool { return p.PrefixListName == endpoint.ServiceName })
		if at < 0 {
			return fmt.Errorf("the prefix list of %s is not in the snapshot", endpoint.ServiceName)
		}
		for _, table := range e.Tables {
			t, err := element[awsdata.RouteTable](r.RouteTables, table)
			if err != nil {
				return err
			}
			t.Routes = append(slices.Clone(t.Routes), awsdata.Route{DestinationPrefixListId: before.ManagedPrefixLists[at].PrefixListId,
				GatewayId: id, Origin: "CreateRoute", State: "active"})
		}
		r.VPCEndpoints = append(r.VPCEndpoints, endpoint)
		return nil
	}
	endpoint.VpcEndpointType, endpoint.PrivateDnsEnabled, endpoint.SubnetIds = "Interface", e.PrivateDNS, e.Subnets
	var groups []awsdata.GroupRef
	for _, g := range e.Groups {
		if _, err := element[awsdata.SecurityGroup](r.SecurityGroups, g); err != nil {
			return err
		}
		groups = append(groups, awsdata.GroupRef{GroupId: g})
	}
	endpoint.Groups = groups
	for i, subnetID := range e.Subnets {
		subnet, err := element[awsdata.Subnet](r.Subnets, subnetID)
		if err != nil {
			return err
		}
		address, ok := freeAddress(r, subnet)
		if !ok {
			return fmt.Errorf("%s has no free address for the endpoint", subnetID)
		}
		n := awsdata.NetworkInterface{NetworkInterfaceId: fmt.Sprintf("eni-whatif-%s-%d", e.Service, i+1), InterfaceType: "vpc_endpoint",
			VpcId: e.VPC, SubnetId: subnetID, PrivateIpAddress: address, Groups: groups}
		r.NetworkInterfaces = append(r.NetworkInterfaces, n)
		endpoint.NetworkInterfaceIds = append(endpoint.NetworkInterfaceIds, n.NetworkInterfaceId)
	}
	r.VPCEndpoints = append(r.VPCEndpoints, endpoint)
	return nil
}

// freeAddress is the first address of the subnet that no interface holds; AWS keeps the first four.
func freeAddress(r *awsdata.Region, s *awsdata.Subnet) (string, bool) {
	prefix, err := netip.ParsePrefix(s.CidrBlock)
	if err != nil {
		return "", false
	}
	taken := make(map[netip.Addr]bool)
	for i := range r.NetworkInterfaces {
		if r.NetworkInterfaces[i].SubnetId == s.SubnetId {
			for _, text := range r.NetworkInterfaces[i].Addresses() {
				if a, err := netip.ParseAddr(text); err == nil {
					taken[a] = true
				}
			}
		}
	}
	a := prefix.Masked().Addr()
	for range 4 {
		a = a.Next()
	}
	for ; prefix.Contains(a) && prefix.Contains(a.Next()); a = a.Next() {
		if !taken[a] {
			return a.String(), true
		}
	}
	return "", false
}

// applyNAT adds a public NAT gateway, or deletes one: its routes become blackholes, as they do in AWS.
func (e *Edit) applyNAT(r *awsdata.Region) error {
	if e.Action == Add {
		subnet, err := element[awsdata.Subnet](r.Subnets, e.Subnet)
		if err != nil {
			return err
		}
		id := firstOf(e.ID, "nat-whatif-"+strings.TrimPrefix(e.Subnet, "subnet-"))
		r.NatGateways = append(r.NatGateways, awsdata.NatGateway{NatGatewayId: id, VpcId: subnet.VpcId, SubnetId: e.Subnet,
			State: "available", ConnectivityType: "public"})
		return nil
	}
	nat, err := element[awsdata.NatGateway](r.NatGateways, e.ID)
	if err != nil {
		return err
	}
	nat.State = "deleted"
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		t.Routes = slices.Clone(t.Routes)
		for j := range t.Routes {
			if t.Routes[j].NatGatewayId == e.ID {
				t.Routes[j].State = "blackhole"
			}
		}
	}
	return nil
}

// applyFunction changes where a function is placed, or whether it sends IPv6.
func (e *Edit) applyFunction(r *awsdata.Region) error {
	f, err := element[awsdata.Function](r.Functions, e.Function)
	if err != nil {
		return err
	}
	config := awsdata.VpcConfig{}
	if f.VpcConfig != nil {
		config = *f.VpcConfig
	}
	list := &config.SubnetIds
	switch e.Kind {
	case IPv6:
		config.Ipv6AllowedForDualStack = e.Action == Add
		f.VpcConfig = &config
		return nil
	case Subnet:
		if e.Action == Add {
			if _, err := element[awsdata.Subnet](r.Subnets, e.ID); err != nil {
				return err
			}
		}
	case Group:
		list = &config.SecurityGroupIds
		if e.Action == Add {
			if _, err := element[awsdata.SecurityGroup](r.SecurityGroups, e.ID); err != nil {
				return err
			}
		}
	}
	has := slices.Contains(*list, e.ID)
	switch {
	case e.Action == Add && !has:
		*list = append(slices.Clone(*list), e.ID)
	case e.Action == Remove && has:
		*list = slices.DeleteFunc(slices.Clone(*list), func(id string) bool { return id == e.ID })
	case e.Action == Remove:
		return fmt.Errorf("%s does not have %s", e.Function, e.ID)
	}
	f.VpcConfig = &config
	return nil
}
