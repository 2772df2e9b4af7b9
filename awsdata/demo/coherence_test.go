package demo

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// The references that lead nowhere on purpose, with the story that needs them. Everything else must resolve.
var danglingByIntent = []string{
	"function invoice-archive: subnet subnet-0bbd9c4c99faf9c6c",          // the subnet was deleted
	"group sg-legacy-import: group sg-0230da349c75a15a7",                 // a stale rule
	"peering pcx-partner: VPC of another account",                        // the partner's VPC
	"peering pcx-treasury: VPC of another account",                       // the treasury's VPC
	"subnet shared-a: no route table", "subnet shared-a: no network ACL", // the owner's, and not shown to participants
	"subnet shared-b: no route table", "subnet shared-b: no network ACL", // likewise
	"transit gateway attachment attach-head-office: vpn of the other end", // VPN connections are not collected
}

func TestReferencesResolve(t *testing.T) {
	want := slices.Clone(danglingByIntent)
	slices.Sort(want)
	if diff := cmp.Diff(want, dangling(load(t))); diff != "" {
		t.Errorf("references that lead nowhere (-intended +found):\n%s", diff)
	}
}

// dangling are the references that lead nowhere, sorted and each once.
func dangling(s *awsdata.Snapshot) []string {
	x := awsdata.NewIndex(s)
	var broken []string
	for _, r := range s.Regions {
		rx := x.Region(r.RegionName)
		refer := func(who, kind, id string) {
			if _, ok := rx.Lookup(id); !ok {
				broken = append(broken, fmt.Sprintf("%s: %s %s", who, kind, id))
			}
		}
		referFunctions(x, r, refer)
		referNetwork(rx, r, refer, func(text string) { broken = append(broken, text) })
		referGateways(r, refer, func(text string) { broken = append(broken, text) })
		referStores(r, refer)
	}
	for _, role := range s.Account.Roles {
		for _, p := range role.AttachedManagedPolicies {
			if x.ManagedPolicy(p.PolicyArn) == nil {
				broken = append(broken, "role "+role.RoleName+": policy "+p.PolicyArn)
			}
		}
		if b := role.PermissionsBoundary; b != nil && x.ManagedPolicy(b.PermissionsBoundaryArn) == nil {
			broken = append(broken, "role "+role.RoleName+": boundary "+b.PermissionsBoundaryArn)
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

// referFunctions reports the references of functions and capacity providers; roles live outside the region.
func referFunctions(x *awsdata.Index, r *awsdata.Region, refer func(who, kind, id string)) {
	for i := range r.Functions {
		f := &r.Functions[i]
		who := "function " + f.ID()
		for _, id := range f.SubnetIDs() {
			refer(who, "subnet", id)
		}
		for _, id := range f.SecurityGroupIDs() {
			refer(who, "group", id)
		}
		if f.Attached() {
			refer(who, "VPC", f.VpcConfig.VpcId)
		}
		if f.Managed() {
			refer(who, "capacity provider", f.CapacityProviderArn())
		}
		if x.Role(f.Role) == nil {
			refer(who, "role", f.Role)
		}
	}
	for _, p := range r.CapacityProviders {
		for _, id := range append(slices.Clone(p.VpcConfig.SubnetIds), p.VpcConfig.SecurityGroupIds...) {
			refer("capacity provider "+p.Name(), "subnet or group", id)
		}
	}
}

// referNetwork reports the references of VPCs, subnets, tables, groups, ACLs, interfaces and flow logs.
func referNetwork(rx *awsdata.RegionIndex, r *awsdata.Region, refer func(who, kind, id string), broken func(string)) {
	for _, v := range r.VPCs {
		refer("VPC "+v.Name(), "DHCP options", v.DhcpOptionsId)
	}
	for _, s := range r.Subnets {
		refer("subnet "+s.Name(), "VPC", s.VpcId)
		if table, _ := rx.SubnetRouteTable(s.SubnetId); table == nil {
			broken("subnet " + s.Name() + ": no route table")
		}
		if rx.SubnetNetworkACL(s.SubnetId) == nil {
			broken("subnet " + s.Name() + ": no network ACL")
		}
	}
	for _, table := range r.RouteTables {
		who := "route table " + table.Name()
		refer(who, "VPC", table.VpcId)
		for _, a := range table.Associations {
			if a.SubnetId != "" {
				refer(who, "subnet", a.SubnetId)
			}
		}
		for _, route := range table.Routes {
			if !route.Local() {
				refer(who, "target", route.Target())
			}
			if route.DestinationPrefixListId != "" {
				refer(who, "prefix list", route.DestinationPrefixListId)
			}
		}
	}
	for _, g := range r.SecurityGroups {
		who := "group " + g.GroupName
		refer(who, "VPC", g.VpcId)
		for _, p := range append(slices.Clone(g.IpPermissions), g.IpPermissionsEgress...) {
			for _, l := range p.PrefixListIds {
				refer(who, "prefix list", l.PrefixListId)
			}
			for _, pair := range p.UserIdGroupPairs {
				refer(who, "group", pair.GroupId)
				if pair.VpcPeeringConnectionId != "" {
					refer(who, "peering", pair.VpcPeeringConnectionId)
				}
			}
		}
	}
	for _, a := range r.NetworkACLs {
		refer("network ACL "+a.Name(), "VPC", a.VpcId)
		for _, association := range a.Associations {
			refer("network ACL "+a.Name(), "subnet", association.SubnetId)
		}
	}
	for _, n := range r.NetworkInterfaces {
		who := "interface " + n.NetworkInterfaceId
		refer(who, "subnet", n.SubnetId)
		for _, id := range n.GroupIDs() {
			refer(who, "group", id)
		}
		if s := rx.Subnet(n.SubnetId); s != nil && (s.VpcId != n.VpcId || s.AvailabilityZone != n.AvailabilityZone) {
			broken(who + ": VPC or zone is not its subnet's")
		}
	}
	for _, l := range r.FlowLogs {
		refer("flow log "+l.Name(), "resource", l.ResourceId)
	}
}

// referGateways reports the references of gateways, endpoints, peerings and transit gateways.
func referGateways(r *awsdata.Region, refer func(who, kind, id string), broken func(string)) {
	for _, n := range r.NatGateways {
		who := "NAT gateway " + n.Name()
		refer(who, "VPC", n.VpcId)
		if n.Regional() {
			refer(who, "route table", n.RouteTableId)
			continue
		}
		refer(who, "subnet", n.SubnetId)
		for _, a := range n.NatGatewayAddresses {
			refer(who, "interface", a.NetworkInterfaceId)
		}
	}
	for _, g := range r.InternetGateways {
		for _, a := range g.Attachments {
			refer("internet gateway "+g.Name(), "VPC", a.VpcId)
		}
	}
	for _, g := range r.EgressOnlyInternetGateways {
		for _, a := range g.Attachments {
			refer("egress-only internet gateway "+g.Name(), "VPC", a.VpcId)
		}
	}
	for _, e := range r.VPCEndpoints {
		who := "endpoint " + e.Name()
		refer(who, "VPC", e.VpcId)
		for _, id := range slices.Concat(e.RouteTableIds, e.SubnetIds, e.NetworkInterfaceIds) {
			refer(who, "table, subnet or interface", id)
		}
		for _, g := range e.Groups {
			refer(who, "group", g.GroupId)
		}
	}
	for _, p := range r.PeeringConnections {
		for _, side := range []awsdata.PeeringVPC{p.RequesterVpcInfo, p.AccepterVpcInfo} {
			if side.OwnerId != "123456789012" {
				broken("peering " + p.Name() + ": VPC of another account")
				continue
			}
			refer("peering "+p.Name(), "VPC", side.VpcId)
		}
	}
	for _, a := range r.TransitGatewayAttachments {
		who := "transit gateway attachment " + a.Name()
		refer(who, "transit gateway", a.TransitGatewayId)
		refer(who, "route table", a.Association.TransitGatewayRouteTableId)
		if a.ResourceType != "vpc" {
			broken(who + ": " + a.ResourceType + " of the other end")
			continue
		}
		refer(who, "VPC", a.ResourceId)
	}
	for _, a := range r.TransitGatewayVPCAttachments {
		refer("transit gateway attachment "+a.TransitGatewayAttachmentId, "attachment", a.TransitGatewayAttachmentId)
		for _, id := range a.SubnetIds {
			refer("transit gateway attachment "+a.TransitGatewayAttachmentId, "subnet", id)
		}
	}
	for id, routes := range r.TransitGatewayRoutes {
		refer("routes of transit gateway table", "table", id)
		for _, route := range routes {
			for _, a := range route.TransitGatewayAttachments {
				refer("transit gateway table "+id, "attachment", a.TransitGatewayAttachmentId)
			}
		}
	}
}

// referStores reports the references of data stores, load balancers, triggers, instances and names: what their facts
// link to, and the VPCs and targets that rules and triggers name.
func referStores(r *awsdata.Region, refer func(who, kind, id string)) {
	for _, kind := range awsdata.Kinds() {
		if kind.Word != "" && kind.Code != "instance" || kind.Code == "fn" || kind.Code == "cp" {
			continue // the network's references are looked at one by one
		}
		for _, resource := range kind.List(r) {
			for _, fact := range resource.Facts() {
				if fact.Ref != "" && !strings.HasPrefix(fact.Ref, "arn:aws:sqs:") { // queues are not collected
					refer(kind.Name+" "+resource.Name(), strings.ToLower(fact.Label), fact.Ref)
				}
			}
		}
	}
	for _, a := range r.ResolverRuleAssociations {
		refer("association "+a.Name, "resolver rule", a.ResolverRuleId)
		refer("association "+a.Name, "VPC", a.VPCId)
	}
	for _, a := range r.FirewallRuleGroupAssociations {
		refer("association "+a.Id, "VPC", a.VpcId)
	}
}

// Every interface that a service keeps for a data store or a load balancer is one of a store, and every store has some.
func TestStoresHaveInterfaces(t *testing.T) {
	x := awsdata.NewIndex(load(t))
	for _, rx := range x.AllRegions() {
		of := make(map[string]bool)
		for _, s := range rx.Stores() {
			list, _, missing := rx.StoreInterfaces(s)
			if len(list) == 0 || missing != "" {
				t.Errorf("%s has %d interfaces; missing: %q", s.Name(), len(list), missing)
			}
			for _, n := range list {
				of[n.NetworkInterfaceId] = true
				if s.VPCID() != n.VpcId {
					t.Errorf("%s is in VPC %s, its interface %s in %s", s.Name(), s.VPCID(),
						n.NetworkInterfaceId, n.VpcId)
				}
			}
		}
		services := []string{"amazon-rds", "amazon-elasticache", "amazon-redshift", "amazon-elasticfilesystem",
			"amazon-elb", "amazon-msk", "amazon-elasticsearch"}
		for _, n := range rx.Region.NetworkInterfaces {
			if slices.Contains(services, n.RequesterId) && !of[n.NetworkInterfaceId] {
				t.Errorf("%s (%s) is of no store", n.NetworkInterfaceId, n.Description)
			}
		}
	}
}

// Nothing of the tier of names and data stores is missing: what the account has none of is an empty list.
func TestNamesAndStoresAreComplete(t *testing.T) {
	for _, r := range load(t).Regions {
		for _, kind := range awsdata.Kinds() {
			if !r.Has(kind.Call) && kind.Call != "describe-flow-logs" { // that one is denied in eu-west-1
				t.Errorf("%s: %s was not collected", r.RegionName, kind.Call)
			}
		}
		for _, call := range []string{"list-resolver-rule-associations", "list-profile-associations",
			"list-firewall-domain-lists", "list-firewall-rule-group-associations"} {
			if !r.Has(call) {
				t.Errorf("%s: %s was not collected", r.RegionName, call)
			}
		}
		for _, g := range r.FirewallRuleGroupAssociations {
			if !r.Has("list-firewall-rules." + g.FirewallRuleGroupId) {
				t.Errorf("%s: the rules of %s were not collected", r.RegionName, g.FirewallRuleGroupId)
			}
		}
	}
}

// An address must be one that AWS would have given out: inside its subnet, held once, and none of the five that AWS
// keeps.
func TestAddressesFit(t *testing.T) { addressesFit(t, load(t)) }

func addressesFit(t *testing.T, s *awsdata.Snapshot) {
	t.Helper()
	x := awsdata.NewIndex(s)
	for _, r := range s.Regions {
		rx := x.Region(r.RegionName)
		held := map[string]string{}
		for i := range r.NetworkInterfaces {
			n := &r.NetworkInterfaces[i]
			subnet := rx.Subnet(n.SubnetId)
			for _, text := range n.Addresses() {
				ip := netip.MustParseAddr(text)
				if !slices.ContainsFunc(subnet.CIDRs(),
					func(c string) bool { return usable(netip.MustParsePrefix(c), ip) }) {
					t.Errorf("%s: %s is no usable address of subnet %s %v", n.NetworkInterfaceId, ip, subnet.Name(),
						subnet.CIDRs())
				}
				if other, twice := held[n.VpcId+text]; twice {
					t.Errorf("%s and %s both hold %s", other, n.NetworkInterfaceId, ip)
				}
				held[n.VpcId+text] = n.NetworkInterfaceId
			}
			if n.Association != nil {
				if other, twice := held[n.Association.PublicIp]; twice {
					t.Errorf("%s and %s both hold %s", other, n.NetworkInterfaceId, n.Association.PublicIp)
				}
				held[n.Association.PublicIp] = n.NetworkInterfaceId
			}
		}
	}
}

// usable reports whether ip is in the range and not among its first four addresses nor its last one.
func usable(p netip.Prefix, ip netip.Addr) bool {
	if !p.Contains(ip) {
		return false
	}
	low := p.Addr()
	for range 4 {
		if ip == low {
			return false
		}
		low = low.Next()
	}
	return p.Contains(ip.Next())
}

func TestSubnetsFitTheirVPC(t *testing.T) { subnetsFit(t, load(t)) }

func subnetsFit(t *testing.T, s *awsdata.Snapshot) {
	t.Helper()
	x := awsdata.NewIndex(s)
	for _, r := range s.Regions {
		rx := x.Region(r.RegionName)
		zones := map[string]string{}
		for i, a := range r.Subnets {
			vpc := rx.VPC(a.VpcId)
			for _, c := range a.CIDRs() {
				in := netip.MustParsePrefix(c)
				if !slices.ContainsFunc(vpc.CIDRs(), func(v string) bool {
					p := netip.MustParsePrefix(v)
					return p.Bits() <= in.Bits() && p.Contains(in.Addr())
				}) {
					t.Errorf("subnet %s: %s is not in VPC %s %v", a.Name(), c, vpc.Name(), vpc.CIDRs())
				}
			}
			if id, seen := zones[a.AvailabilityZone]; seen && id != a.AvailabilityZoneId {
				t.Errorf("subnet %s: zone %s is %s, and %s elsewhere", a.Name(), a.AvailabilityZone,
					a.AvailabilityZoneId, id)
			}
			zones[a.AvailabilityZone] = a.AvailabilityZoneId
			for _, b := range r.Subnets[i+1:] {
				if a.VpcId == b.VpcId &&
					netip.MustParsePrefix(a.CidrBlock).Overlaps(netip.MustParsePrefix(b.CidrBlock)) {
					t.Errorf("subnets %s and %s overlap", a.Name(), b.Name())
				}
			}
		}
	}
}

// AvailableIpAddressCount is what AWS would count. In a shared subnet the other participants' interfaces take some too.
func TestFreeAddresses(t *testing.T) { freeAddressesFit(t, load(t)) }

func freeAddressesFit(t *testing.T, s *awsdata.Snapshot) {
	t.Helper()
	x := awsdata.NewIndex(s)
	for _, r := range s.Regions {
		for _, subnet := range r.Subnets {
			free := 1<<(32-netip.MustParsePrefix(subnet.CidrBlock).Bits()) - 5
			for _, n := range x.Region(r.RegionName).InterfacesInSubnet(subnet.SubnetId) {
				free -= len(n.PrivateIpAddresses)
			}
			if strings.HasPrefix(subnet.Name(), "shared-") {
				if *subnet.AvailableIpAddressCount >= free {
					t.Errorf("subnet %s: %d free, want fewer than %d", subnet.Name(), *subnet.AvailableIpAddressCount,
						free)
				}
				continue
			}
			if *subnet.AvailableIpAddressCount != free {
				t.Errorf("subnet %s: %d free, want %d", subnet.Name(), *subnet.AvailableIpAddressCount, free)
			}
		}
	}
}

// Lambda keeps one interface per subnet and set of groups that a function or a published version uses. The exceptions
// are the stories.
func TestLambdaInterfaces(t *testing.T) {
	s := load(t)
	x := awsdata.NewIndex(s)
	var missing, strange []string
	for _, r := range s.Regions {
		rx := x.Region(r.RegionName)
		wanted := map[string]bool{}
		for i := range r.Functions {
			f := &r.Functions[i]
			for _, id := range f.SubnetIDs() {
				wanted[id+awsdata.GroupSet(f.SecurityGroupIDs())] = true
				if len(rx.LambdaInterfaces(id, f.SecurityGroupIDs())) == 0 {
					name := id
					if subnet := rx.Subnet(id); subnet != nil {
						name = subnet.Name()
					}
					missing = append(missing, f.ID()+" in "+name)
				}
			}
		}
		for i := range r.NetworkInterfaces {
			n := &r.NetworkInterfaces[i]
			if n.InterfaceType == "lambda" && !wanted[n.SubnetId+awsdata.GroupSet(n.GroupIDs())] {
				strange = append(strange, rx.Subnet(n.SubnetId).Name()+": "+groupNames(n))
			}
		}
	}
	slices.Sort(missing)
	slices.Sort(strange)
	if diff := cmp.Diff([]string{
		"bulk-mailer in bulk-a", "bulk-mailer in bulk-b", // failed before it had any
		"gift-cards in app-a", "gift-cards in app-b", // still being made
		"invoice-archive in subnet-0bbd9c4c99faf9c6c", // the subnet is gone
		"orders-worker in app-a",                      // the drifted one took its place
		"tax-yearly in app-a", "tax-yearly in app-b",  // reclaimed after idling
	}, missing); diff != "" {
		t.Errorf("functions without their interface (-intended +found):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"app-a: sg-orders, sg-ops-probe", // drifted: orders-worker has sg-orders alone
		"app-b: sg-legacy-batch",         // orphaned
	}, strange); diff != "" {
		t.Errorf("interfaces without a function (-intended +found):\n%s", diff)
	}
}

func groupNames(n *awsdata.NetworkInterface) string {
	names := make([]string, len(n.Groups))
	for i, g := range n.Groups {
		names[i] = g.GroupName
	}
	return strings.Join(names, ", ")
}

// Ids look like AWS's: 17 hexadecimal digits, apart from the prefix lists that AWS keeps.
func TestIDsLookLikeAWS(t *testing.T) {
	pattern := regexp.MustCompile(
		`^(vpc|subnet|rtb|sg|acl|nat|igw|eigw|vpce|pl|eni|pcx|tgw|tgw-attach|tgw-rtb|fl|dopt)-[0-9a-f]{17}$`)
	seen := map[string]bool{"pl-63a5400a": true, "pl-02cd2c6b": true, "pl-6da54004": true, "pl-6fa54006": true}
	for _, r := range load(t).Regions {
		for _, kind := range awsdata.Kinds() {
			// of other services, which have names and ARNs
			if kind.Code == "fn" || kind.Code == "cp" || kind.Show != "" {
				continue
			}
			for _, resource := range kind.List(r) {
				id := resource.ID()
				if strings.HasPrefix(id, "pl-") && seen[id] {
					continue
				}
				if !pattern.MatchString(id) || seen[id] {
					t.Errorf("%s %q in %s is malformed or used twice", kind.Name, id, r.RegionName)
				}
				seen[id] = true
			}
		}
	}
}
