package oracle

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
)

// Random makes an account at random: small, well formed, and nastier than accounts are. The same seed gives the same
// account. Its documents are what the AWS CLI would print for one region.
func Random(seed uint64) Documents {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 20260102)), open: []int{30, 80, 97}[seed%3], lists: make(map[string][]object),
		keyed: make(map[string][]object), single: make(map[string]object)}
	g.vpcs()
	g.prefixLists()
	g.peerings()
	for i := range g.nets {
		g.gateways(&g.nets[i])
	}
	for i := range g.nets {
		n := &g.nets[i]
		g.routeTables(n)
		g.acls(n)
		g.groups(n)
	}
	g.functions()
	g.servers()
	return g.documents()
}

type object = map[string]any

// generator is an account while it is made.
type generator struct {
	*rand.Rand
	open   int                 // how many of a hundred rule lists let all through in the end
	lists  map[string][]object // by call
	nets   []net
	cidrs  []string // ranges to make rules of
	pls    []string
	pcxs   []string
	igws   []string
	keyed  map[string][]object // lists by call and id
	single map[string]object   // documents that are no list
}

// net is a VPC and the ids of what is in it.
type net struct {
	id, owner string
	cidrs     []string
	subnets   []site
	groups    []string
	tables    []string
	targets   []object
}

type site struct {
	id, zone, cidr, cidr6 string
	shared                bool
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) some(from []string, least, most int) []string {
	out := slices.Clone(from)
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(len(out), least+g.IntN(most-least+1))]
}

func (g *generator) add(call string, o object) { g.lists[call] = append(g.lists[call], o) }

const account, stranger = "123456789012", "999999999999"

// vpcs makes two or three VPCs. Ranges may be public ones, may overlap, may come as secondary ranges.
func (g *generator) vpcs() {
	g.cidrs = []string{"0.0.0.0/0", "0.0.0.0/0", "::/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "52.216.0.0/15",
		"52.217.0.0/16", "8.8.8.8/32", "2600::/12", "8000::/1", "64:ff9b::/96", "fd00::/8", "169.254.0.0/16", "172.16.0.0/12"}
	for i := range 2 + g.IntN(2) {
		n := net{id: fmt.Sprintf("vpc-%c", 'a'+i), owner: account}
		base := fmt.Sprintf("10.%d.0", i)
		switch {
		case i == 2 && g.chance(30):
			base = "10.0.0" // overlaps with the first
		case g.chance(15):
			base = fmt.Sprintf("11.%d.0", i) // the internet's addresses inside
		}
		n.cidrs = []string{base + ".0/24"}
		vpc := object{"VpcId": n.id, "CidrBlock": base + ".0/24", "State": "available", "DhcpOptionsId": "dopt-1"}
		v4 := []object{{"CidrBlock": base + ".0/24", "CidrBlockState": object{"State": "associated"}}}
		if g.chance(50) {
			second := fmt.Sprintf("100.64.%d.0/26", i)
			n.cidrs = append(n.cidrs, second)
			v4 = append(v4, object{"CidrBlock": second, "CidrBlockState": object{"State": "associated"}})
		}
		if g.chance(20) {
			v4 = append(v4, object{"CidrBlock": "192.168.0.0/24", "CidrBlockState": object{"State": "disassociated"}})
		}
		vpc["CidrBlockAssociationSet"] = v4
		six := ""
		if g.chance(65) {
			six = fmt.Sprintf("2600:1f18:%d", i)
			n.cidrs = append(n.cidrs, six+"::/56")
			vpc["Ipv6CidrBlockAssociationSet"] = []object{{"Ipv6CidrBlock": six + "::/56", "Ipv6CidrBlockState": object{"State": "associated"}}}
		}
		shared := i > 0 && g.chance(12)
		if shared {
			n.owner = stranger
		}
		vpc["OwnerId"] = n.owner
		g.add("describe-vpcs", vpc)
		if g.chance(80) {
			g.single["describe-vpc-attribute."+n.id+".enableDnsSupport"] = object{"VpcId": n.id, "EnableDnsSupport": object{"Value": g.chance(80)}}
		}
		blocks := []string{base + ".0/28", base + ".16/28", base + ".32/27", base + ".128/25"}
		if len(v4) > 1 && len(n.cidrs) > 1 && n.cidrs[1][:6] == "100.64" {
			blocks = append(blocks, fmt.Sprintf("100.64.%d.0/28", i))
		}
		for j, cidr := range blocks {
			s := site{id: fmt.Sprintf("subnet-%c%d", 'a'+i, j), zone: pick(g, "us-east-1a", "us-east-1b"), cidr: cidr, shared: shared}
			o := object{"SubnetId": s.id, "VpcId": n.id, "CidrBlock": cidr, "AvailabilityZone": s.zone, "State": "available",
				"OwnerId": n.owner, "BlockPublicAccessStates": object{"InternetGatewayBlockMode": pick(g, "off", "off", "off", "block-ingress", "block-bidirectional")}}
			if six != "" && g.chance(85) {
				s.cidr6 = fmt.Sprintf("%s:%x::/64", six, j)
				o["Ipv6CidrBlockAssociationSet"] = []object{{"Ipv6CidrBlock": s.cidr6, "Ipv6CidrBlockState": object{"State": "associated"}}}
				g.cidrs = append(g.cidrs, s.cidr6)
			}
			g.cidrs = append(g.cidrs, cidr)
			n.subnets = append(n.subnets, s)
			g.add("describe-subnets", o)
		}
		g.cidrs = append(g.cidrs, n.cidrs...)
		g.cidrs = append(g.cidrs, base+".4/30", base+".24/29", base+".34/32", base+".192/26",
			base+".0/30", base+".16/30", base+".15/32", base+".31/32") // what AWS keeps of a subnet
		if six != "" {
			g.cidrs = append(g.cidrs, six+"::8/125", six+":1::/65")
		}
		g.nets = append(g.nets, n)
	}
}

// prefixLists makes lists that overlap; entries may be missing, inline, or of the other family.
func (g *generator) prefixLists() {
	for i := range 4 {
		id := fmt.Sprintf("pl-%d", i)
		g.pls = append(g.pls, id)
		six := g.chance(25)
		var entries []object
		var inline []string
		for j := range g.IntN(4) {
			c := g.cidr(six)
			if j == 0 && !six && g.chance(60) {
				c = pick(g, "52.216.0.0/15", "52.216.0.0/16", "52.0.0.0/8") // so that lists overlap
			}
			entries = append(entries, object{"Cidr": c})
			inline = append(inline, c)
		}
		family := "IPv4"
		if six {
			family = "IPv6"
		}
		if g.chance(90) {
			g.add("describe-managed-prefix-lists", object{"PrefixListId": id, "PrefixListName": "list", "AddressFamily": family,
				"OwnerId": account, "State": "create-complete", "MaxEntries": 10})
		}
		switch {
		case g.chance(10): // missing
		case g.chance(20) && !six:
			g.add("describe-prefix-lists", object{"PrefixListId": id, "PrefixListName": "com.amazonaws.us-east-1.s3", "Cidrs": full(inline)})
		default:
			g.keyed["get-managed-prefix-list-entries."+id] = full(entries)
		}
	}
	g.pls = append(g.pls, "pl-gone")
}

// cidr is a range of the family to make a rule or an entry of.
func (g *generator) cidr(six bool) string {
	for {
		if c := pick(g, g.cidrs...); netip.MustParsePrefix(c).Addr().Is6() == six {
			return c
		}
	}
}

// peerings makes peerings between the VPCs, and one with a VPC of somebody else.
func (g *generator) peerings() {
	side := func(n net, withRanges bool) object {
		o := object{"VpcId": n.id, "OwnerId": n.owner, "Region": "us-east-1"}
		if !withRanges {
			return o
		}
		var v4, v6 []object
		for _, c := range n.cidrs {
			if netip.MustParsePrefix(c).Addr().Is6() {
				v6 = append(v6, object{"Ipv6CidrBlock": c})
				continue
			}
			v4 = append(v4, object{"CidrBlock": c})
		}
		o["CidrBlock"], o["CidrBlockSet"], o["Ipv6CidrBlockSet"] = n.cidrs[0], full(v4), full(v6)
		return o
	}
	foreign := net{id: "vpc-foreign", owner: stranger, cidrs: []string{"10.9.0.0/24", "2600:1f18:99::/56"}}
	g.cidrs = append(g.cidrs, foreign.cidrs...)
	make := func(x, y net) {
		id := fmt.Sprintf("pcx-%d", len(g.pcxs))
		g.pcxs = append(g.pcxs, id)
		status := pick(g, "active", "active", "active", "pending-acceptance", "deleted")
		from, to := side(x, status == "active"), side(y, status == "active" && g.chance(90))
		if g.chance(50) {
			from, to = to, from
		}
		g.add("describe-vpc-peering-connections", object{"VpcPeeringConnectionId": id, "RequesterVpcInfo": from, "AccepterVpcInfo": to, "Status": object{"Code": status}})
	}
	for i := range g.nets {
		for j := range i {
			if g.chance(85) {
				make(g.nets[j], g.nets[i])
			}
			if g.chance(20) {
				make(g.nets[i], g.nets[j])
			}
		}
		if g.chance(40) {
			make(g.nets[i], foreign)
		}
	}
}

func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// documents are the answers of the calls; some may be missing, some may be cut short.
func (g *generator) documents() Documents {
	out := make(Documents)
	members := map[string]string{
		"list-functions": "Functions", "list-capacity-providers": "CapacityProviders", "describe-vpcs": "Vpcs",
		"describe-subnets": "Subnets", "describe-route-tables": "RouteTables", "describe-security-groups": "SecurityGroups",
		"describe-network-acls": "NetworkAcls", "describe-nat-gateways": "NatGateways",
		"describe-internet-gateways":             "InternetGateways",
		"describe-egress-only-internet-gateways": "EgressOnlyInternetGateways", "describe-vpc-endpoints": "VpcEndpoints",
		"describe-prefix-lists": "PrefixLists", "describe-managed-prefix-lists": "PrefixLists",
		"describe-network-interfaces": "NetworkInterfaces", "describe-vpc-peering-connections": "VpcPeeringConnections",
		"describe-transit-gateways":                "TransitGateways",
		"describe-transit-gateway-attachments":     "TransitGatewayAttachments",
		"describe-transit-gateway-vpc-attachments": "TransitGatewayVpcAttachments",
		"describe-transit-gateway-route-tables":    "TransitGatewayRouteTables",
	}
	for call, list := range g.keyed {
		member := "Entries"
		if call[0] == 's' {
			member = "Routes"
		}
		g.lists[call], members[call] = list, member
	}
	var calls []string
	for call := range members {
		calls = append(calls, call)
	}
	slices.Sort(calls)
	short := ""
	if g.chance(15) {
		short = pick(g, calls...)
	}
	for _, call := range calls {
		list, o := full(g.lists[call]), object{}
		if call == short && call != "list-functions" && len(list) > 0 {
			list, o["NextToken"] = list[:g.IntN(len(list))], "more"
		}
		o[members[call]] = list
		out[call] = encode(o)
	}
	for call, o := range g.single {
		out[call] = encode(o)
	}
	if g.chance(30) {
		for _, call := range g.some(calls, 1, 3) {
			if call != "list-functions" {
				delete(out, call)
			}
		}
	}
	return out
}

func encode(o object) json.RawMessage {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // maps, strings and numbers always encode
	}
	return text
}
