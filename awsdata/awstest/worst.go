package awstest

import (
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// Worst cases: accounts within AWS's quotas that would blow up a careless evaluation. Each has functions named
// service-000000 and so on, in one VPC (10.0.0.0/16) of the region [SyntheticRegion].

// WorstCaseGroups has functions with five groups of sixty rules each, whose ranges and ports overlap in every way.
func WorstCaseGroups(t testing.TB, functions int) *awsdata.Snapshot {
	t.Helper()
	c := oneVPC(functions, 60, 5*max(1, functions/10))
	for i := range c.region.SecurityGroups {
		g := &c.region.SecurityGroups[i]
		g.IpPermissionsEgress = nil
		for rule := range 60 {
			from := c.random.IntN(60_000)
			g.IpPermissionsEgress = append(g.IpPermissionsEgress, awsdata.IpPermission{
				IpProtocol: []string{"tcp", "udp"}[rule%2], FromPort: pointer(from),
				ToPort: pointer(from + c.random.IntN(5_000)), IpRanges: []awsdata.IpRange{{CidrIp: c.block()}},
			})
		}
	}
	c.place(func(i int, q *vpcParts) (subnets, groups []string) {
		for n := range 5 {
			groups = append(groups, q.groups[(i*5+n)%len(q.groups)])
		}
		return q.private, groups
	})
	return c.snapshot(t)
}

// WorstCasePrefixLists has groups and routes that name prefix lists of a thousand entries.
func WorstCasePrefixLists(t testing.TB, functions int) *awsdata.Snapshot {
	t.Helper()
	c := oneVPC(functions, 20, 20)
	var ids []string
	for n := range 10 {
		id := key("pl", n)
		ids = append(ids, id)
		c.region.ManagedPrefixLists = append(c.region.ManagedPrefixLists,
			awsdata.ManagedPrefixList{PrefixListId: id, PrefixListName: fmt.Sprintf("partners-%d", n),
				OwnerId: syntheticAccount, AddressFamily: "IPv4", State: "create-complete", MaxEntries: 1000})
		seen := make(map[string]bool)
		for len(seen) < 1000 {
			block := c.block()
			if seen[block] {
				continue
			}
			seen[block] = true
			c.region.PrefixListEntries[id] = append(c.region.PrefixListEntries[id],
				awsdata.PrefixListEntry{Cidr: block})
		}
	}
	for i := range c.region.SecurityGroups {
		for rule := range c.region.SecurityGroups[i].IpPermissionsEgress {
			port := pointer(1000 + rule)
			c.region.SecurityGroups[i].IpPermissionsEgress[rule] = awsdata.IpPermission{IpProtocol: "tcp",
				FromPort: port, ToPort: port,
				PrefixListIds: []awsdata.PrefixListRef{{PrefixListId: ids[rule%len(ids)]}}}
		}
	}
	nats := c.region.NatGateways
	for i := range c.region.RouteTables {
		for n, id := range ids {
			c.region.RouteTables[i].Routes = append(c.region.RouteTables[i].Routes,
				awsdata.Route{DestinationPrefixListId: id, NatGatewayId: nats[n%len(nats)].NatGatewayId,
					State: "active", Origin: "CreateRoute"})
		}
	}
	c.place(c.anywhere)
	return c.snapshot(t)
}

// WorstCaseRoutes has tables of a thousand routes, nested and side by side, to several targets.
func WorstCaseRoutes(t testing.TB, functions int) *awsdata.Snapshot {
	t.Helper()
	c := oneVPC(functions, 20, 20)
	nats := c.region.NatGateways
	for i := range c.region.RouteTables {
		table := &c.region.RouteTables[i]
		seen := make(map[string]bool)
		for len(table.Routes) < 1000 {
			r := awsdata.Route{DestinationCidrBlock: c.block(), State: "active", Origin: "CreateRoute"}
			if seen[r.DestinationCidrBlock] {
				continue
			}
			seen[r.DestinationCidrBlock] = true
			switch c.random.IntN(4) {
			case 0:
				r.NatGatewayId, r.State = key("nat", 0xdead), "blackhole"
			case 1:
				r.TransitGatewayId = key("tgw", 1)
			default:
				r.NatGatewayId = nats[c.random.IntN(len(nats))].NatGatewayId
			}
			table.Routes = append(table.Routes, r)
		}
	}
	c.place(c.anywhere)
	return c.snapshot(t)
}

// WorstCaseACLs has ACLs of forty rules each way, which alternate between allow and deny over ranges that overlap.
func WorstCaseACLs(t testing.TB, functions int) *awsdata.Snapshot {
	t.Helper()
	c := oneVPC(functions, 20, 20)
	for i := range c.region.NetworkACLs {
		a := &c.region.NetworkACLs[i]
		a.Entries = nil
		for _, egress := range []bool{true, false} {
			for rule := range 39 {
				from := c.random.IntN(60_000)
				a.Entries = append(a.Entries, awsdata.NetworkACLEntry{RuleNumber: 10 * (rule + 1), Egress: egress,
					RuleAction: []string{"deny", "allow"}[rule%2], Protocol: "6", CidrBlock: c.block(),
					PortRange: &awsdata.PortRange{From: from, To: from + c.random.IntN(5_000)}})
			}
			a.Entries = append(a.Entries, awsdata.NetworkACLEntry{RuleNumber: 400, Egress: egress,
				RuleAction: "allow", Protocol: "-1", CidrBlock: "0.0.0.0/0"})
		}
	}
	c.place(c.anywhere)
	return c.snapshot(t)
}

// oneVPC is an account of one VPC with ten subnets and NAT gateways.
func oneVPC(functions, rules, groups int) *accountGenerator {
	c := newAccountGenerator(Size{Functions: functions, VPCs: 1, Subnets: 10, Groups: groups, RulesPerGroup: rules})
	c.addVPC(0)
	return c
}

// place adds the functions, each where the rule puts it, and the interfaces that Lambda makes for them.
func (c *accountGenerator) place(rule func(i int, q *vpcParts) (subnets, groups []string)) {
	q := &c.vpcs[0]
	c.size.Interfaces = 1 << 30
	for i := range c.size.Functions {
		f := awsdata.Function{FunctionName: fmt.Sprintf("service-%06d", i),
			FunctionArn: fmt.Sprintf("arn:aws:lambda:us-east-1:%s:function:service-%06d", syntheticAccount, i),
			Runtime:     "python3.13", Role: c.roles[0].Arn, PackageType: "Zip"}
		subnets, groups := rule(i, q)
		f.VpcConfig = &awsdata.VpcConfig{VpcId: q.vpc.VpcId, SubnetIds: subnets, SecurityGroupIds: groups}
		c.addLambdaInterfaces(q, subnets, groups)
		c.region.Functions = append(c.region.Functions, f)
	}
}

// anywhere puts a function into all private subnets with one group.
func (c *accountGenerator) anywhere(i int, q *vpcParts) (subnets, groups []string) {
	return q.private, []string{q.groups[i%len(q.groups)]}
}

// block is a range of addresses of any size between a /8 and a /32, anywhere.
func (c *accountGenerator) block() string {
	bits := 8 + c.random.IntN(25)
	address := (c.random.Uint32()%0x5f000000 + 0x14000000) >> (32 - bits) << (32 - bits)
	return fmt.Sprintf("%d.%d.%d.%d/%d", address>>24, address>>16&255, address>>8&255, address&255, bits)
}
