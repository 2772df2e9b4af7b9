package awstest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Size is how big a synthetic account is. The zero value of a member means its default, which together make the account
// of the benchmarks: that of a large company in one region.
type Size struct {
	Functions     int // 10,000; nine of ten are attached to a VPC
	VPCs          int // 200
	Subnets       int // 2,000
	Groups        int // 4,000
	RulesPerGroup int // 20, all outbound
	Interfaces    int // 30,000, Lambda's and others'
	Placements    int // 1,000 distinct pairs of subnets and groups that functions have
	Seed          uint64
}

func (n Size) withDefaults() Size {
	for _, d := range []struct {
		member *int
		value  int
	}{{&n.Functions, 10_000}, {&n.VPCs, 200}, {&n.Subnets, 2_000}, {&n.Groups, 4_000}, {&n.RulesPerGroup, 20},
		{&n.Interfaces, 30_000}, {&n.Placements, 1_000}} {
		if *d.member == 0 {
			*d.member = d.value
		}
	}
	return n
}

// SyntheticRegion is the region of the synthetic account.
const SyntheticRegion = "us-east-1"

// Synthetic makes a big account. The same size gives the same account. VPC i has the range 10.i.0.0/16, one of five
// postures in turn (NAT with a gateway endpoint; NAT behind a strict ACL; interface endpoints only; NAT and a peering
// with the next VPC; a mixture with something broken), two public subnets and private ones over three zones, data
// stores, load balancers and a private hosted zone.
func Synthetic(t testing.TB, size Size) *awsdata.Snapshot {
	t.Helper()
	size = size.withDefaults()
	c := newAccountGenerator(size)
	for i := range size.VPCs {
		c.addVPC(i)
	}
	c.addFunctions()
	c.addStores()
	c.fillInterfaces()
	return c.snapshot(t)
}

// accountGenerator is a synthetic account in the making.
type accountGenerator struct {
	size       Size
	random     *rand.Rand
	region     *awsdata.Region
	roles      []awsdata.Role
	vpcs       []vpcParts
	lambdaENIs map[string]bool
	lastHost   map[string]uint32                      // by subnet
	zones      map[string][]awsdata.HostedZoneSummary // by VPC
	records    map[string][]awsdata.ResourceRecordSet // by zone
}

// vpcParts is what a VPC of the account has.
type vpcParts struct {
	vpc             *awsdata.VPC
	public, private []string // subnet ids
	groups          []string
}

const syntheticAccount = "123456789012"

func newAccountGenerator(size Size) *accountGenerator {
	c := &accountGenerator{
		size: size, random: rand.New(rand.NewPCG(size.Seed, 20)),
		region:     &awsdata.Region{RegionName: SyntheticRegion},
		lambdaENIs: make(map[string]bool), lastHost: make(map[string]uint32),
	}
	c.region.FunctionDetails = make(map[string]awsdata.FunctionDetail)
	c.region.VPCAttributes = make(map[string]awsdata.VPCAttribute)
	c.region.PrefixListEntries = map[string][]awsdata.PrefixListEntry{
		"pl-63a5400a": {{Cidr: "52.216.0.0/15"}, {Cidr: "54.231.0.0/16"}, {Cidr: "3.5.0.0/19"},
			{Cidr: "16.182.0.0/16"}},
		"pl-02cd2c6b": {{Cidr: "52.94.0.0/22"}, {Cidr: "52.119.224.0/20"}},
	}
	c.region.ManagedPrefixLists = []awsdata.ManagedPrefixList{
		{PrefixListId: "pl-63a5400a", PrefixListName: "com.amazonaws.us-east-1.s3", OwnerId: "AWS",
			AddressFamily: "IPv4", State: "create-complete"},
		{PrefixListId: "pl-02cd2c6b", PrefixListName: "com.amazonaws.us-east-1.dynamodb", OwnerId: "AWS",
			AddressFamily: "IPv4", State: "create-complete"},
	}
	c.region.DhcpOptions = []awsdata.DhcpOptions{{DhcpOptionsId: "dopt-1",
		DhcpConfigurations: []awsdata.DhcpConfiguration{{Key: "domain-name-servers",
			Values: []awsdata.DhcpValue{{Value: "AmazonProvidedDNS"}}}}}}
	for i := range 50 {
		c.roles = append(c.roles, awsdata.Role{RoleName: fmt.Sprintf("service-%02d", i),
			Arn:                      fmt.Sprintf("arn:aws:iam::%s:role/service-%02d", syntheticAccount, i),
			AssumeRolePolicyDocument: lambdaTrust,
			RolePolicyList: []awsdata.InlinePolicy{{PolicyName: "data",
				PolicyDocument: `{"Statement":[{"Effect":"Allow","Action":["s3:GetObject","sqs:SendMessage"],"Resource":"*"}]}`}}})
	}
	return c
}

// key makes an id as AWS's look: 17 hexadecimal digits.
func key(prefix string, n int) string { return fmt.Sprintf("%s-0%016x", prefix, n) }

// share is the number of n things that the i-th of k owners gets.
func share(n, k, i int) int { return n*(i+1)/k - n*i/k }

func named(name string) awsdata.Tags { return awsdata.Tags{{Key: "Name", Value: name}} }

func (c *accountGenerator) addVPC(i int) {
	r := c.region
	net := fmt.Sprintf("10.%d", i%256)
	v := awsdata.VPC{VpcId: key("vpc", i), CidrBlock: net + ".0.0/16", DhcpOptionsId: "dopt-1", State: "available",
		OwnerId: syntheticAccount, CidrBlockAssociationSet: []awsdata.CidrBlockAssociation{{CidrBlock: net + ".0.0/16",
			CidrBlockState: &awsdata.CidrBlockState{State: "associated"}}},
		Tags: named(fmt.Sprintf("team-%03d", i))}
	r.VPCs = append(r.VPCs, v)
	on := &awsdata.AttributeValue{Value: true}
	r.VPCAttributes[v.VpcId+".enableDnsSupport"] = awsdata.VPCAttribute{VpcId: v.VpcId, EnableDnsSupport: on}
	r.VPCAttributes[v.VpcId+".enableDnsHostnames"] = awsdata.VPCAttribute{VpcId: v.VpcId, EnableDnsHostnames: on}
	r.InternetGateways = append(r.InternetGateways, awsdata.InternetGateway{InternetGatewayId: key("igw", i),
		Attachments: []awsdata.GatewayAttachment{{State: "available", VpcId: v.VpcId}}})

	q := vpcParts{vpc: &v}
	for j := range share(c.size.Subnets, c.size.VPCs, i) {
		zone := string(rune('a' + j%3))
		s := awsdata.Subnet{SubnetId: key("subnet", i<<16|j), VpcId: v.VpcId,
			CidrBlock: fmt.Sprintf("%s.%d.0/24", net, j), AvailabilityZone: SyntheticRegion + zone,
			AvailabilityZoneId: zoneID(SyntheticRegion, zone), AvailableIpAddressCount: pointer(200),
			State: "available", OwnerId: syntheticAccount, Tags: named(fmt.Sprintf("team-%03d-%d", i, j))}
		r.Subnets = append(r.Subnets, s)
		if j < 2 {
			q.public = append(q.public, s.SubnetId)
		} else {
			q.private = append(q.private, s.SubnetId)
		}
	}
	if len(q.private) == 0 {
		q.private = q.public
	}
	c.addGroups(i, &q)
	c.addGateways(i, &q)
	c.addACLs(i, &q)
	c.vpcs = append(c.vpcs, q)
}

// addGroups gives the VPC its groups: a quarter each may go anywhere by HTTPS, to single networks, within the VPC, or
// anywhere at all.
func (c *accountGenerator) addGroups(i int, q *vpcParts) {
	for j := range share(c.size.Groups, c.size.VPCs, i) {
		g := awsdata.SecurityGroup{GroupId: key("sg", i<<16|j), GroupName: fmt.Sprintf("team-%03d-service-%d", i, j),
			VpcId: q.vpc.VpcId, OwnerId: syntheticAccount, Description: "made for a service",
			IpPermissions: []awsdata.IpPermission{}, IpPermissionsEgress: []awsdata.IpPermission{}}
		q.groups = append(q.groups, g.GroupId)
		for rule := range c.size.RulesPerGroup {
			port := 1024 + c.random.IntN(40_000)
			p := awsdata.IpPermission{IpProtocol: "tcp", FromPort: pointer(port),
				ToPort: pointer(port + c.random.IntN(8))}
			switch {
			case rule == 0 && j%4 == 0:
				p.FromPort, p.ToPort, p.IpRanges = pointer(443), pointer(443), []awsdata.IpRange{{CidrIp: "0.0.0.0/0"}}
			case rule == 0 && j%4 == 3:
				p = awsdata.IpPermission{IpProtocol: "-1", IpRanges: []awsdata.IpRange{{CidrIp: "0.0.0.0/0"}}}
			case rule == 1 && j%4 != 3:
				p.FromPort, p.ToPort, p.PrefixListIds = pointer(443), pointer(443),
					[]awsdata.PrefixListRef{{PrefixListId: "pl-63a5400a"}}
			case rule%4 == 2:
				p.UserIdGroupPairs = []awsdata.UserIdGroupPair{{GroupId: key("sg", i<<16|c.random.IntN(j+1)),
					UserId: syntheticAccount}}
			case rule%4 == 3:
				p.IpRanges = []awsdata.IpRange{{CidrIp: q.vpc.CidrBlock, Description: "own network"}}
			default:
				p.IpRanges = []awsdata.IpRange{{CidrIp: fmt.Sprintf("%d.%d.%d.0/24", 100+c.random.IntN(60),
					c.random.IntN(256), c.random.IntN(256)), Description: "partner"}}
			}
			g.IpPermissionsEgress = append(g.IpPermissionsEgress, p)
		}
		g.IpPermissions = []awsdata.IpPermission{{IpProtocol: "tcp", FromPort: pointer(443), ToPort: pointer(443),
			IpRanges: []awsdata.IpRange{{CidrIp: q.vpc.CidrBlock}}}}
		c.region.SecurityGroups = append(c.region.SecurityGroups, g)
	}
}

// addGateways gives the VPC its tables, and what they lead to by its posture.
func (c *accountGenerator) addGateways(i int, q *vpcParts) {
	r, posture := c.region, i%5
	local := awsdata.Route{DestinationCidrBlock: q.vpc.CidrBlock, GatewayId: "local", State: "active",
		Origin: "CreateRouteTable"}
	table := func(n int, subnets []string, routes ...awsdata.Route) {
		t := awsdata.RouteTable{RouteTableId: key("rtb", i<<16|n), VpcId: q.vpc.VpcId, OwnerId: syntheticAccount,
			Routes: append([]awsdata.Route{local}, routes...)}
		if subnets == nil {
			t.Associations = []awsdata.RouteTableAssociation{association(t.RouteTableId, "main", "", "", true)}
		}
		for _, s := range subnets {
			t.Associations = append(t.Associations, association(t.RouteTableId, s, s, "", false))
		}
		r.RouteTables = append(r.RouteTables, t)
	}
	anywhere := func(nat, igw string) awsdata.Route {
		return awsdata.Route{DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: nat, GatewayId: igw, State: "active",
			Origin: "CreateRoute"}
	}
	table(0, nil)
	if len(q.public) > 0 {
		table(1, q.public, anywhere("", key("igw", i)))
	}
	if posture != 2 {
		for n, subnet := range q.public {
			nat := awsdata.NatGateway{NatGatewayId: key("nat", i<<16|n), VpcId: q.vpc.VpcId, SubnetId: subnet,
				State: "available", ConnectivityType: "public",
				NatGatewayAddresses: []awsdata.NatGatewayAddress{{AllocationId: key("eipalloc", i<<16|n),
					PublicIp: fmt.Sprintf("198.18.%d.%d", i%256, n+1), Status: "succeeded"}}}
			if posture == 4 && n == 1 {
				nat.State, nat.FailureCode, nat.NatGatewayAddresses = "failed", "InsufficientFreeAddressesInSubnet", nil
			}
			r.NatGateways = append(r.NatGateways, nat)
		}
	}
	var tables []string
	for zone := range 3 {
		var subnets []string
		for n, s := range q.private {
			if n%3 == zone {
				subnets = append(subnets, s)
			}
		}
		if subnets == nil || &q.private[0] == &q.public[0] {
			continue
		}
		var routes []awsdata.Route
		if posture != 2 {
			routes = append(routes, anywhere(key("nat", i<<16|zone%len(q.public)), ""))
		}
		if posture == 3 && i+1 < c.size.VPCs {
			routes = append(routes, awsdata.Route{DestinationCidrBlock: fmt.Sprintf("10.%d.0.0/16", (i+1)%256),
				VpcPeeringConnectionId: key("pcx", i), State: "active", Origin: "CreateRoute"})
		}
		if posture == 4 && zone == 2 {
			routes = []awsdata.Route{{DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: key("nat", 0xdead),
				State: "blackhole", Origin: "CreateRoute"}}
		}
		if posture == 0 {
			routes = append(routes, awsdata.Route{DestinationPrefixListId: "pl-63a5400a",
				GatewayId: key("vpce", i<<16), State: "active", Origin: "CreateRoute"})
		}
		table(2+zone, subnets, routes...)
		tables = append(tables, key("rtb", i<<16|(2+zone)))
	}
	if posture == 3 && i+1 < c.size.VPCs {
		far := fmt.Sprintf("10.%d.0.0/16", (i+1)%256)
		r.PeeringConnections = append(r.PeeringConnections,
			awsdata.VPCPeeringConnection{VpcPeeringConnectionId: key("pcx", i),
				Status: awsdata.PeeringStatus{Code: "active"},
				RequesterVpcInfo: awsdata.PeeringVPC{VpcId: q.vpc.VpcId, CidrBlock: q.vpc.CidrBlock,
					OwnerId: syntheticAccount, Region: SyntheticRegion},
				AccepterVpcInfo: awsdata.PeeringVPC{VpcId: key("vpc", i+1), CidrBlock: far, OwnerId: syntheticAccount,
					Region: SyntheticRegion}})
	}
	if posture == 0 && tables != nil {
		r.VPCEndpoints = append(r.VPCEndpoints,
			awsdata.VPCEndpoint{VpcEndpointId: key("vpce", i<<16), VpcEndpointType: "Gateway", VpcId: q.vpc.VpcId,
				ServiceName: "com.amazonaws.us-east-1.s3", State: "available", RouteTableIds: tables,
				PolicyDocument: `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}`})
	}
	if posture == 2 {
		c.addInterfaceEndpoints(i, q)
	}
	if i%3 == 0 {
		r.FlowLogs = append(r.FlowLogs, awsdata.FlowLog{FlowLogId: key("fl", i), ResourceId: q.vpc.VpcId,
			TrafficType: "ALL", FlowLogStatus: "ACTIVE", DeliverLogsStatus: "SUCCESS"})
	}
}

func (c *accountGenerator) addInterfaceEndpoints(i int, q *vpcParts) {
	for n, service := range []string{"secretsmanager", "sqs", "logs"} {
		e := awsdata.VPCEndpoint{VpcEndpointId: key("vpce", i<<16|(n+1)), VpcEndpointType: "Interface",
			VpcId: q.vpc.VpcId, ServiceName: "com.amazonaws.us-east-1." + service, State: "available",
			PrivateDnsEnabled: true}
		if len(q.groups) > 0 {
			e.Groups = []awsdata.GroupRef{{GroupId: q.groups[0]}}
		}
		for zone := range min(3, len(q.private)) {
			e.SubnetIds = append(e.SubnetIds, q.private[zone])
			e.NetworkInterfaceIds = append(e.NetworkInterfaceIds, c.addInterface(q, q.private[zone], "vpc_endpoint",
				"VPC Endpoint Interface "+e.VpcEndpointId, q.groups[:min(1, len(q.groups))]))
		}
		c.region.VPCEndpoints = append(c.region.VPCEndpoints, e)
	}
}

// addACLs gives the VPC its default ACL, and to private subnets of VPCs behind NAT a strict one.
func (c *accountGenerator) addACLs(i int, q *vpcParts) {
	all := func(egress bool, action string, number int) awsdata.NetworkACLEntry {
		return awsdata.NetworkACLEntry{RuleNumber: number, Egress: egress, RuleAction: action, Protocol: "-1",
			CidrBlock: "0.0.0.0/0"}
	}
	open := awsdata.NetworkACL{NetworkAclId: key("acl", i<<16), VpcId: q.vpc.VpcId, IsDefault: true,
		OwnerId: syntheticAccount, Associations: []awsdata.NetworkACLAssociation{},
		Entries: []awsdata.NetworkACLEntry{all(true, "allow", 100), all(true, "deny", 32767),
			all(false, "allow", 100), all(false, "deny", 32767)}}
	strict := awsdata.NetworkACL{NetworkAclId: key("acl", i<<16|1), VpcId: q.vpc.VpcId, OwnerId: syntheticAccount,
		Associations: []awsdata.NetworkACLAssociation{}}
	for _, egress := range []bool{true, false} {
		for n, ports := range [][2]int{{443, 443}, {1024, 65535}, {53, 53}, {80, 80}} {
			strict.Entries = append(strict.Entries,
				awsdata.NetworkACLEntry{RuleNumber: 200 + n, Egress: egress, RuleAction: "allow", Protocol: "6",
					CidrBlock: "0.0.0.0/0", PortRange: &awsdata.PortRange{From: ports[0], To: ports[1]}})
		}
		strict.Entries = append(strict.Entries, awsdata.NetworkACLEntry{RuleNumber: 100, Egress: egress,
			RuleAction: "deny", Protocol: "-1", CidrBlock: "192.0.2.0/24"}, all(egress, "deny", 32767))
	}
	for _, s := range append(append([]string{}, q.public...), q.private...) {
		a := &open
		if i%5 == 1 && len(q.public) > 0 && s != q.public[0] && s != q.public[len(q.public)-1] {
			a = &strict
		}
		a.Associations = append(a.Associations, awsdata.NetworkACLAssociation{NetworkAclAssociationId: "aclassoc-" + s,
			NetworkAclId: a.NetworkAclId, SubnetId: s})
	}
	c.region.NetworkACLs = append(c.region.NetworkACLs, open, strict)
}

// addFunctions spreads the functions over the placements. Every eleventh placement is in public subnets too.
func (c *accountGenerator) addFunctions() {
	type placement struct{ subnets, groups []string }
	placements := make([]placement, c.size.Placements)
	for p := range placements {
		q := &c.vpcs[p%len(c.vpcs)]
		subnets, first := q.private, p/len(c.vpcs)
		for n := range min(2+p%2, len(subnets)) {
			placements[p].subnets = append(placements[p].subnets, subnets[(first+n)%len(subnets)])
		}
		if p%11 == 0 && len(q.public) > 0 {
			placements[p].subnets[0] = q.public[0]
		}
		for n := range min(1+p%3, len(q.groups)) {
			placements[p].groups = append(placements[p].groups, q.groups[(p/len(c.vpcs)*3+n)%len(q.groups)])
		}
	}
	for i := range c.size.Functions {
		f := awsdata.Function{FunctionName: fmt.Sprintf("service-%06d", i),
			FunctionArn: fmt.Sprintf("arn:aws:lambda:us-east-1:%s:function:service-%06d", syntheticAccount, i),
			Version:     "$LATEST", Runtime: []string{"python3.13", "nodejs22.x", "java21", "provided.al2023"}[i%4],
			Role: c.roles[i%len(c.roles)].Arn, Handler: "app.handler", CodeSize: 1_000_000, Timeout: 30,
			MemorySize: 512, LastModified: "2025-12-01T09:00:00.000+0000", PackageType: "Zip",
			Architectures: []string{"arm64"}, EphemeralStorage: &awsdata.EphemeralStorage{Size: 512},
			TracingConfig: &awsdata.TracingConfig{Mode: "PassThrough"}}
		if i < c.size.Functions*9/10 && len(placements) > 0 {
			p := &placements[i%len(placements)]
			q := &c.vpcs[i%len(placements)%len(c.vpcs)]
			f.VpcConfig = &awsdata.VpcConfig{VpcId: q.vpc.VpcId, SubnetIds: p.subnets, SecurityGroupIds: p.groups,
				Ipv6AllowedForDualStack: false}
			c.addLambdaInterfaces(q, p.subnets, p.groups)
			detail := f
			detail.State, detail.LastUpdateStatus = "Active", "Successful"
			c.region.FunctionDetails[f.FunctionName] = awsdata.FunctionDetail{Configuration: detail,
				Tags: map[string]string{"team": q.vpc.Tags.Get("Name")}}
			c.region.ResourceTags = append(c.region.ResourceTags, awsdata.ResourceTags{ResourceARN: f.FunctionArn,
				Tags: awsdata.Tags{{Key: "team", Value: q.vpc.Tags.Get("Name")}}})
		}
		c.region.Functions = append(c.region.Functions, f)
	}
}

// addLambdaInterfaces makes the interface that Lambda shares among all functions of a placement, once for each subnet.
func (c *accountGenerator) addLambdaInterfaces(q *vpcParts, subnets, groups []string) {
	for _, s := range subnets {
		k := s + " " + awsdata.GroupSet(groups)
		if !c.lambdaENIs[k] && len(c.region.NetworkInterfaces) < c.size.Interfaces {
			c.lambdaENIs[k] = true
			c.addInterface(q, s, "lambda", "AWS Lambda VPC ENI-shared", groups)
		}
	}
}

// fillInterfaces makes the rest of the interfaces: those of instances, databases and load balancers.
func (c *accountGenerator) fillInterfaces() {
	for i := 0; len(c.region.NetworkInterfaces) < c.size.Interfaces; i++ {
		q := &c.vpcs[i%len(c.vpcs)]
		subnets := append(append([]string{}, q.private...), q.public...)
		s := subnets[i/len(c.vpcs)%len(subnets)]
		description := []string{"", "RDSNetworkInterface", "ELB app/front/1",
			"arn:aws:ecs:us-east-1:123456789012:attachment/1"}[i%4]
		c.addInterface(q, s, "interface", description, q.groups[c.random.IntN(len(q.groups)):][:1])
	}
}

func (c *accountGenerator) addInterface(q *vpcParts, subnet, kind, description string, groups []string) string {
	c.lastHost[subnet]++
	ip := c.address(subnet, c.lastHost[subnet]+3) // the first four addresses of a subnet are AWS's own
	n := awsdata.NetworkInterface{NetworkInterfaceId: key("eni", len(c.region.NetworkInterfaces)),
		InterfaceType: kind, Description: description, VpcId: q.vpc.VpcId, SubnetId: subnet, Status: "in-use",
		PrivateIpAddress: ip, OwnerId: syntheticAccount, SourceDestCheck: true,
		PrivateIpAddresses: []awsdata.PrivateIPAddress{{PrivateIpAddress: ip, Primary: true}},
		RequesterManaged:   kind != "interface"}
	for _, g := range groups {
		n.Groups = append(n.Groups, awsdata.GroupRef{GroupId: g, GroupName: g})
	}
	c.region.NetworkInterfaces = append(c.region.NetworkInterfaces, n)
	return n.NetworkInterfaceId
}

// address is the n-th address of a subnet, whose range its id tells: the VPC's number and its own. More interfaces than
// a subnet has addresses share some: the numbers count here, not the truth of each address.
func (c *accountGenerator) address(subnet string, n uint32) string {
	var i int
	if _, err := fmt.Sscanf(subnet, "subnet-0%x", &i); err != nil {
		return ""
	}
	return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i), byte(n%250 + 4)}).String()
}

// snapshot passes the account through the codec, as any other account.
func (c *accountGenerator) snapshot(t testing.TB) *awsdata.Snapshot {
	t.Helper()
	b := awsdata.NewBuilder()
	b.SetMeta(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), syntheticAccount, "aws")
	documents := regionDocuments(c.region)
	documents["describe-vpc-block-public-access-options"] = map[string]any{
		"VpcBlockPublicAccessOptions": awsdata.VpcBlockPublicAccessOptions{InternetGatewayBlockMode: "off",
			State: "default-state"}}
	c.storeDocuments(documents)
	put := func(region, call string, value any) {
		text, err := json.Marshal(value)
		if err == nil {
			err = b.Put(region, call, text)
		}
		if err != nil {
			t.Fatalf("synthetic account: %s: %v", call, err)
		}
	}
	for call, value := range documents {
		put(c.region.RegionName, call, value)
	}
	global := make(map[string]any)
	keyedLists(global, "list-hosted-zones-by-vpc", "HostedZoneSummaries", c.zones)
	keyedLists(global, "list-resource-record-sets", "ResourceRecordSets", c.records)
	for call, value := range global {
		put(awsdata.Global, call, value)
	}
	put(awsdata.Global, "get-account-authorization-details",
		map[string]any{"RoleDetailList": c.roles, "Policies": []any{}})
	return b.Snapshot()
}
