package law

import (
	"fmt"
	"net/netip"
)

// Ports are the bounds that random rules begin and end at. Questions are asked at them and beside them.
var Ports = []int{0, 22, 25, 53, 80, 443, 1023, 1024, 2049, 3306, 8080, 32768, 60999, 65535}

func (g *generator) ports() (from, to int) {
	if g.chance(35) {
		return 0, 65535
	}
	if g.chance(35) {
		return 1024, 65535
	}
	from, to = pick(g, Ports...), pick(g, Ports...)
	if from > to {
		from, to = to, from
	}
	return from, to
}

// groups makes a VPC's groups.
func (g *generator) groups(n *net) {
	at := n.at
	if n.owner == foreignAccount {
		at = Place{mainAccount, mainRegion}
	}
	for i := range 3 {
		n.groups = append(n.groups, fmt.Sprintf("sg-%s%d", n.id[4:], i))
		g.add(at, "describe-security-groups",
			object{"GroupId": n.groups[i], "GroupName": n.groups[i], "VpcId": n.id, "OwnerId": at.Account})
	}
}

// rules fills the groups, when all groups there are to refer to are known. Rules may be of any protocol, have no
// ports, or refer to lists and groups that are gone.
func (g *generator) rules() {
	refs := []string{"sg-gone"}
	for _, n := range g.nets {
		refs = append(refs, n.groups...)
	}
	for _, at := range g.places() {
		for _, o := range g.book(at).lists["describe-security-groups"] {
			o["IpPermissions"], o["IpPermissionsEgress"] = g.permissions(at.Region, refs),
				g.permissions(at.Region, refs)
		}
	}
}

func (g *generator) permissions(region string, refs []string) []object {
	out := []object{}
	for range g.IntN(4) {
		o := object{"IpProtocol": pick(g, "-1", "-1", "tcp", "tcp", "tcp", "udp", "6", "17", "icmp", "icmpv6", "47")}
		from, to := g.ports()
		switch {
		case o["IpProtocol"] == "-1" && g.chance(80), g.chance(10):
		case g.chance(10):
			o["FromPort"], o["ToPort"] = -1, -1
		default:
			o["FromPort"], o["ToPort"] = from, to
		}
		var v4, v6, lists, pairs []object
		for range 1 + g.IntN(2) {
			switch k := g.IntN(10); {
			case k < 4:
				v4 = append(v4, object{"CidrIp": g.cidr(false)})
			case k < 6:
				v6 = append(v6, object{"CidrIpv6": g.cidr(true)})
			case k < 7:
				lists = append(lists, object{"PrefixListId": pick(g, g.pls[region]...)})
			default:
				pair := object{"GroupId": pick(g, refs...), "UserId": mainAccount}
				if len(g.pcxs) > 0 && g.chance(40) {
					pair["VpcPeeringConnectionId"] = pick(g, g.pcxs...)
				}
				pairs = append(pairs, pair)
			}
		}
		o["IpRanges"], o["Ipv6Ranges"] = full(v4), full(v6)
		o["PrefixListIds"], o["UserIdGroupPairs"] = full(lists), full(pairs)
		out = append(out, o)
	}
	if g.chance(g.open) {
		out = append(out, object{"IpProtocol": "-1", "IpRanges": []object{{"CidrIp": "0.0.0.0/0"}},
			"Ipv6Ranges": []object{{"CidrIpv6": "::/0"}}})
	}
	return out
}

// acls makes the default ACL and two others. Subnets are tied to one of them, or by no word to the default one.
func (g *generator) acls(n *net) {
	if n.owner == foreignAccount {
		return // whoever shares a subnet does not share its ACL
	}
	associations := make([][]object, 3)
	for _, s := range n.subnets {
		if k := g.IntN(4); k < 3 {
			associations[k] = append(associations[k],
				object{"NetworkAclAssociationId": "assoc-" + s.id, "SubnetId": s.id})
		}
	}
	for i := range 3 {
		if i == 0 && g.chance(5) {
			continue // the default ACL is not to be seen
		}
		o := object{"NetworkAclId": fmt.Sprintf("acl-%s%d", n.id[4:], i), "VpcId": n.id, "IsDefault": i == 0,
			"OwnerId":      n.owner,
			"Associations": full(associations[i])}
		var entries []object
		for _, egress := range []bool{true, false} {
			open := g.chance(g.open)
			used := make(map[int]bool)
			for range g.IntN(3) {
				number := 10 * (1 + g.IntN(20))
				if !used[number] {
					used[number] = true
					entries = append(entries, g.entry(egress, number))
				}
			}
			if open {
				entries = append(entries, object{"Egress": egress, "RuleNumber": 300, "RuleAction": "allow",
					"Protocol": "-1", "CidrBlock": "0.0.0.0/0"},
					object{"Egress": egress, "RuleNumber": 301, "RuleAction": "allow", "Protocol": "-1",
						"Ipv6CidrBlock": "::/0"})
			}
			if g.chance(90) {
				entries = append(entries, object{"Egress": egress, "RuleNumber": 32767, "RuleAction": "deny",
					"Protocol": "-1", "CidrBlock": "0.0.0.0/0"},
					object{"Egress": egress, "RuleNumber": 32768, "RuleAction": "deny", "Protocol": "-1",
						"Ipv6CidrBlock": "::/0"})
			}
		}
		g.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		o["Entries"] = full(entries)
		g.add(n.at, "describe-network-acls", o)
	}
}

func (g *generator) entry(egress bool, number int) object {
	e := object{"Egress": egress, "RuleNumber": number, "RuleAction": pick(g, "allow", "allow", "deny"),
		"Protocol": pick(g, "-1", "6", "6", "6", "17", "1", "58")}
	if e["Protocol"] == "6" || e["Protocol"] == "17" {
		if g.chance(85) {
			from, to := g.ports()
			e["PortRange"] = object{"From": from, "To": to}
		}
	}
	c := pick(g, g.cidrs...)
	if netip.MustParsePrefix(c).Addr().Is6() {
		e["Ipv6CidrBlock"] = c
	} else {
		e["CidrBlock"] = c
	}
	return e
}
