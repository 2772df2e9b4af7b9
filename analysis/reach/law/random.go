package law

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
)

// Random makes accounts at random: small, well formed, and nastier than accounts are. The same seed gives the same
// documents, which are what the AWS CLI would print. Most are one region of one account; some are two accounts, or
// two regions. Of some, documents are missing or cut short.
func Random(seed uint64) Accounts {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 20261128)), open: []int{50, 90, 99}[seed%3],
		policies: rand.New(rand.NewPCG(seed, 20261129)),
		books:    make(map[Place]*book), elb: make(map[Place]bool)}
	g.vpcs()
	g.prefixLists()
	g.peerings()
	g.transitGateway()
	for i := range g.nets {
		g.gateways(&g.nets[i])
		g.groups(&g.nets[i])
	}
	g.rules()
	g.servers()
	for i := range g.nets {
		g.endpoints(&g.nets[i])
	}
	g.asked = map[string]bool{mainAccount: g.chance(60), secondAccount: g.chance(60)}
	for i := range g.nets {
		g.targetsOf(&g.nets[i])
		g.routeTables(&g.nets[i])
		g.acls(&g.nets[i])
		g.names(&g.nets[i])
	}
	g.functions()
	return g.documents()
}

type object = map[string]any

// book is what one place's calls answer.
type book struct {
	lists  map[string][]object // by call
	single map[string]object   // documents that are no list
}

// generator is a set of accounts while it is made.
type generator struct {
	*rand.Rand
	policies *rand.Rand // of their own, so that there are the same networks around them
	open     int        // how many of a hundred rule lists let all through in the end
	books    map[Place]*book
	nets     []net
	cidrs    []string            // ranges to make rules of
	pls      map[string][]string // by region
	pcxs     []string
	count    int             // of interfaces
	public   int             // of public addresses
	elb      map[Place]bool  // where load balancers were collected
	bare     bool            // zones have no ids
	asked    map[string]bool // accounts whose names were collected
}

// net is a VPC and the ids of what is in it.
type net struct {
	id       string
	at       Place  // where its documents lie
	owner    string // its account
	cidrs    []string
	subnets  []subnetPlan
	groups   []string
	targets  []object
	nats     []string
	attached []string // subnets of its transit gateway attachment
	servers  []string // addresses of interfaces
	devices  []object // instances' interfaces that routes may lead to
}

type subnetPlan struct {
	id, zone, cidr, cidr6 string
	used                  int
}

const (
	mainAccount    = "123456789012"
	secondAccount  = "210987654321"
	foreignAccount = "999999999999"
	mainRegion     = "us-east-1"
	secondRegion   = "eu-west-1"
)

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) some(from []string, least, most int) []string {
	out := slices.Clone(from)
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(len(out), least+g.IntN(most-least+1))]
}

func (g *generator) book(at Place) *book {
	b := g.books[at]
	if b == nil {
		b = &book{lists: make(map[string][]object), single: make(map[string]object)}
		g.books[at] = b
	}
	return b
}

func (g *generator) add(at Place, call string, o object) {
	b := g.book(at)
	b.lists[call] = append(b.lists[call], o)
}

// both adds what two accounts see alike.
func (g *generator) both(x, y Place, call string, o object) {
	g.add(x, call, o)
	if y != x {
		g.add(y, call, o)
	}
}

// publicAddress is an address that the account has not given to anything yet.
func (g *generator) publicAddress() string {
	g.public++
	return fmt.Sprintf("198.51.100.%d", g.public)
}

// vpcs makes two or three VPCs. Ranges may be public ones, may overlap, may come as secondary ranges. Some are
// another account's, or in another region, or shared by an account that was not collected.
func (g *generator) vpcs() {
	g.cidrs = []string{"0.0.0.0/0", "0.0.0.0/0", "::/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8",
		"52.216.0.0/15",
		"52.217.0.0/16", "8.8.8.8/32", "2600::/12", "8000::/1", "64:ff9b::/96", "fd00::/8", "169.254.0.0/16",
		"172.16.0.0/12", "198.51.100.0/28"}
	main := Place{mainAccount, mainRegion}
	g.book(main)
	g.bare = g.chance(30)
	accounts, regions := g.chance(30), g.chance(12)
	for i := range 2 + g.IntN(2) {
		n := net{id: fmt.Sprintf("vpc-%c", 'a'+i), at: main, owner: mainAccount}
		shared := false
		switch {
		case i == 0:
		case accounts && (i == 1 || g.chance(40)):
			n.at, n.owner = Place{secondAccount, mainRegion}, secondAccount
			shared = g.chance(35) // its subnets are shared with the main account
		case regions && i == 1:
			n.at = Place{mainAccount, secondRegion}
		case g.chance(10):
			n.owner, shared = foreignAccount, true
		}
		base := fmt.Sprintf("10.%d.0", i)
		switch {
		case i == 2 && g.chance(20):
			base = "10.0.0" // overlaps with the first
		case g.chance(15):
			base = fmt.Sprintf("11.%d.0", i) // the internet's addresses inside
		}
		n.cidrs = []string{base + ".0/24"}
		vpc := object{"VpcId": n.id, "CidrBlock": base + ".0/24", "State": "available",
			"DhcpOptionsId": "dopt-" + n.id[4:], "OwnerId": n.owner}
		v4 := []object{{"CidrBlock": base + ".0/24", "CidrBlockState": object{"State": "associated"}}}
		second := ""
		if g.chance(40) {
			second = fmt.Sprintf("100.64.%d.0/26", i)
			n.cidrs = append(n.cidrs, second)
			v4 = append(v4, object{"CidrBlock": second, "CidrBlockState": object{"State": "associated"}})
		}
		if g.chance(20) {
			v4 = append(v4, object{"CidrBlock": "192.168.0.0/24", "CidrBlockState": object{"State": "disassociated"}})
		}
		vpc["CidrBlockAssociationSet"] = v4
		six := ""
		if g.chance(60) {
			six = fmt.Sprintf("2600:1f18:%d", i)
			n.cidrs = append(n.cidrs, six+"::/56")
			vpc["Ipv6CidrBlockAssociationSet"] = []object{{"Ipv6CidrBlock": six + "::/56",
				"Ipv6CidrBlockState": object{"State": "associated"}}}
		}
		if g.chance(80) {
			vpc["BlockPublicAccessStates"] = object{"InternetGatewayBlockMode": pick(g, "off", "off", "off", "off",
				"block-ingress", "block-bidirectional")}
		}
		if g.chance(6) {
			vpc["EncryptionControl"] = g.encryption()
		}
		seenBy := []Place{n.at}
		if shared && n.owner == secondAccount {
			seenBy = append(seenBy, main)
		}
		for _, at := range seenBy {
			g.add(at, "describe-vpcs", vpc)
		}
		blocks := []string{base + ".0/28", base + ".16/28", base + ".32/27", base + ".128/25"}
		if second != "" {
			blocks = append(blocks, fmt.Sprintf("100.64.%d.0/28", i))
		}
		for j, cidr := range blocks {
			letter := pick(g, "a", "b")
			s := subnetPlan{id: fmt.Sprintf("subnet-%c%d", 'a'+i, j), zone: n.at.Region + letter, cidr: cidr}
			o := object{"SubnetId": s.id, "VpcId": n.id, "CidrBlock": cidr, "AvailabilityZone": s.zone,
				"State": "available", "OwnerId": n.owner}
			if !g.bare {
				o["AvailabilityZoneId"] = zoneID(s.zone)
			}
			if g.chance(75) {
				o["BlockPublicAccessStates"] = object{"InternetGatewayBlockMode": pick(g, "off", "off", "off", "off",
					"block-ingress", "block-bidirectional")}
			}
			if g.chance(15) {
				o["NetworkFirewallConnectivityType"] = pick(g, "outbound-only", "flexible", "bidirectional")
			}
			if six != "" && g.chance(85) {
				s.cidr6 = fmt.Sprintf("%s:%x::/64", six, j)
				o["Ipv6CidrBlockAssociationSet"] = []object{{"Ipv6CidrBlock": s.cidr6,
					"Ipv6CidrBlockState": object{"State": "associated"}}}
				g.cidrs = append(g.cidrs, s.cidr6)
			}
			g.cidrs = append(g.cidrs, cidr)
			n.subnets = append(n.subnets, s)
			for _, at := range seenBy {
				g.add(at, "describe-subnets", o)
			}
		}
		g.cidrs = append(g.cidrs, n.cidrs...)
		g.cidrs = append(g.cidrs, base+".4/30", base+".24/29", base+".34/32", base+".192/26", base+".16/30",
			base+".31/32")
		if six != "" {
			g.cidrs = append(g.cidrs, six+"::8/125", six+":1::/65")
		}
		g.nets = append(g.nets, n)
	}
	for _, at := range g.places() {
		if g.chance(92) {
			g.book(at).single["describe-vpc-block-public-access-options"] = object{
				"VpcBlockPublicAccessOptions": object{
					"AwsAccountId": at.Account, "AwsRegion": at.Region, "State": "update-complete",
					"InternetGatewayBlockMode": pick(g, "off", "off",
						"off", "block-ingress", "block-bidirectional")}}
		}
	}
}

// encryption is what a VPC's encryption controls are set to.
func (g *generator) encryption() object {
	exclusions := object{}
	for _, what := range []string{"InternetGateway", "EgressOnlyInternetGateway", "NatGateway", "VpcPeering",
		"Lambda"} {
		exclusions[what] = object{"State": pick(g, "enabled", "enabled", "disabled")}
	}
	return object{"Mode": pick(g, "monitor", "enforce", "enforce"), "State": "available",
		"ResourceExclusions": exclusions}
}

func zoneID(zone string) string {
	return map[string]string{"us-east-1": "use1-az",
		"eu-west-1": "euw1-az"}[zone[:len(zone)-1]] + string(zone[len(zone)-1]-'a'+'1')
}

// places are those that have documents, in order.
func (g *generator) places() []Place {
	return slices.SortedFunc(maps.Keys(g.books), func(x, y Place) int {
		return strings.Compare(x.Account+x.Region, y.Account+y.Region)
	})
}

// prefixLists makes the lists of each region: those of its customers, which overlap, shared among the accounts, and
// AWS's own. Entries may be missing, inline, or of the other family.
func (g *generator) prefixLists() {
	g.pls = make(map[string][]string)
	for _, region := range []string{mainRegion, secondRegion} {
		var places []Place
		for _, at := range g.places() {
			if at.Region == region {
				places = append(places, at)
			}
		}
		if len(places) == 0 {
			continue
		}
		for i := range 4 {
			g.customerList(places, fmt.Sprintf("pl-%s%d", region[:2], i))
		}
		for i, service := range []string{"s3", "dynamodb", "s3express"} {
			entries := [][]string{{"52.216.0.0/15", "3.5.0.0/19"}, {"52.94.0.0/22"}, {"18.98.64.0/18"}}[i]
			g.serviceList(places, service, entries)
		}
		g.pls[region] = append(g.pls[region], "pl-gone")
	}
}

func (g *generator) customerList(places []Place, id string) {
	region := places[0].Region
	g.pls[region] = append(g.pls[region], id)
	six := g.chance(25)
	var entries []object
	for j := range g.IntN(4) {
		c := g.cidr(six)
		if j == 0 && !six && g.chance(60) {
			c = pick(g, "52.216.0.0/15", "52.216.0.0/16", "52.0.0.0/8") // so that lists overlap
		}
		entries = append(entries, object{"Cidr": c})
	}
	family := "IPv4"
	if six {
		family = "IPv6"
	}
	told, known := g.chance(90), g.chance(88)
	for _, at := range places {
		if told {
			g.add(at, "describe-managed-prefix-lists", object{"PrefixListId": id, "PrefixListName": "list",
				"AddressFamily": family,
				"OwnerId":       mainAccount, "State": "create-complete", "MaxEntries": 10})
		}
		if known {
			g.book(at).lists["get-managed-prefix-list-entries."+id] = full(entries)
		}
	}
}

func (g *generator) serviceList(places []Place, service string, entries []string) {
	region := places[0].Region
	id := "pl-" + service + "-" + region[:2]
	g.pls[region] = append(g.pls[region], id)
	name := "com.amazonaws." + region + "." + service
	o := object{"PrefixListId": id, "PrefixListName": name}
	if g.chance(92) {
		o["Cidrs"] = entries // else a gap
	}
	for _, at := range places {
		g.add(at, "describe-managed-prefix-lists", object{"PrefixListId": id, "PrefixListName": name,
			"AddressFamily": "IPv4",
			"OwnerId":       "AWS", "State": "create-complete"})
		g.add(at, "describe-prefix-lists", o)
	}
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
		o := object{"VpcId": n.id, "OwnerId": n.owner, "Region": n.at.Region}
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
	foreign := net{id: "vpc-foreign", at: Place{foreignAccount, mainRegion}, owner: foreignAccount,
		cidrs: []string{"10.9.0.0/24", "2600:1f18:99::/56"}}
	g.cidrs = append(g.cidrs, foreign.cidrs...)
	make := func(x, y net) {
		id := fmt.Sprintf("pcx-%d", len(g.pcxs))
		g.pcxs = append(g.pcxs, id)
		status := pick(g, "active", "active", "active", "pending-acceptance", "deleted")
		from, to := side(x, status == "active"), side(y, status == "active" && g.chance(90))
		if g.chance(50) {
			from, to = to, from
		}
		o := object{"VpcPeeringConnectionId": id, "RequesterVpcInfo": from, "AccepterVpcInfo": to,
			"Status": object{"Code": status}}
		g.add(x.at, "describe-vpc-peering-connections", o)
		if y.at != x.at && y.at.Account != foreignAccount {
			g.add(y.at, "describe-vpc-peering-connections", o)
		}
	}
	for i := range g.nets {
		for j := range i {
			if g.chance(70) {
				make(g.nets[j], g.nets[i])
			}
		}
		if g.chance(30) {
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

// members are the names of the lists in the answers of calls.
var members = map[string]string{
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
	"describe-transit-gateway-route-tables":    "TransitGatewayRouteTables", "describe-dhcp-options": "DhcpOptions",
	"list-firewall-rule-group-associations": "FirewallRuleGroupAssociations",
}

// optional are the names of those that are there only if there is something in them.
var optional = map[string]string{
	"get-managed-prefix-list-entries": "Entries", "search-transit-gateway-routes": "Routes",
	"describe-instances":  "Reservations",
	"list-resolver-rules": "ResolverRules", "list-resolver-rule-associations": "ResolverRuleAssociations",
	"list-hosted-zones-by-vpc": "HostedZoneSummaries", "list-resource-record-sets": "ResourceRecordSets",
	"list-profile-associations":          "ProfileAssociations",
	"list-profile-resource-associations": "ProfileResourceAssociations",
	"describe-load-balancers":            "LoadBalancers", "describe-listeners": "Listeners",
	"list-firewall-rules": "FirewallRules",
}
