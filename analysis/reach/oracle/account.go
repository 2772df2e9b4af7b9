package oracle

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Documents are the answers of one region's calls, as the AWS CLI prints them, by call. What is not there was not
// collected.
type Documents map[string]json.RawMessage

// Account is one region of an account, as far as the law asks for it.
type Account struct {
	collected map[string]bool // calls that gave an answer
	truncated map[string]bool // calls that gave a part of it

	functions    []Function
	providers    []provider
	vpcs         []vpc
	subnets      []subnet
	tables       []table
	groups       []group
	acls         []acl
	nats         []nat
	igws, eigws  []gateway
	endpoints    []endpoint
	interfaces   []iface
	peerings     []peering
	attachments  []attachment
	associations []association
	listEntries  map[string][]netip.Prefix // by list, where they are known
	dnsSupport   map[string]bool           // by VPC, where it is known

	transitRoutes map[string][]transitRoute // by route table, where they are known

	bounds []netip.Addr // where anything that the documents name begins, or has just ended
}

// Function is what the law asks about a function.
type Function struct {
	FunctionName string
	FunctionArn  string
	VpcConfig    *struct {
		SubnetIds, SecurityGroupIds []string
		Ipv6AllowedForDualStack     bool
	}
	CapacityProviderConfig *struct {
		LambdaManagedInstancesCapacityProviderConfig struct{ CapacityProviderArn string }
	}
}

type provider struct {
	CapacityProviderArn string
	VpcConfig           struct{ SubnetIds, SecurityGroupIds []string }
}

type state struct{ State string }

type v6 struct {
	Ipv6CidrBlock      netip.Prefix
	Ipv6CidrBlockState state
}

type vpc struct {
	VpcId                   string
	CidrBlock               netip.Prefix
	CidrBlockAssociationSet []struct {
		CidrBlock      netip.Prefix
		CidrBlockState state
	}
	Ipv6CidrBlockAssociationSet []v6
}

type subnet struct {
	SubnetId, VpcId, AvailabilityZone string
	CidrBlock                         netip.Prefix
	Ipv6CidrBlockAssociationSet       []v6
	BlockPublicAccessStates           struct{ InternetGatewayBlockMode string }
}

type table struct {
	RouteTableId, VpcId string
	Associations        []struct {
		SubnetId         string
		Main             bool
		AssociationState *state
	}
	Routes []route
}

type route struct {
	DestinationCidrBlock, DestinationIpv6CidrBlock netip.Prefix
	DestinationPrefixListId                        string

	GatewayId, NatGatewayId, EgressOnlyInternetGatewayId, TransitGatewayId, VpcPeeringConnectionId, NetworkInterfaceId,
	InstanceId, LocalGatewayId, CarrierGatewayId, CoreNetworkArn, IpAddress string

	Origin, State string
}

type permission struct {
	IpProtocol       string
	FromPort, ToPort *int
	IpRanges         []struct{ CidrIp netip.Prefix }
	Ipv6Ranges       []struct{ CidrIpv6 netip.Prefix }
	PrefixListIds    []struct{ PrefixListId string }
	UserIdGroupPairs []struct{ GroupId string }
}

type group struct {
	GroupId                            string
	IpPermissions, IpPermissionsEgress []permission
}

type acl struct {
	NetworkAclId, VpcId string
	IsDefault           bool
	Associations        []struct{ SubnetId string }
	Entries             []entry
}

type entry struct {
	RuleNumber               int
	Egress                   bool
	RuleAction, Protocol     string
	CidrBlock, Ipv6CidrBlock netip.Prefix
	PortRange                *struct{ From, To int }
}

type nat struct {
	NatGatewayId, SubnetId, State, ConnectivityType, AvailabilityMode, RouteTableId string
}

type gateway struct {
	InternetGatewayId, EgressOnlyInternetGatewayId string
	Attachments                                    []struct{ VpcId, State string }
}

type endpoint struct {
	VpcEndpointId, VpcEndpointType, State string
}

type list struct {
	PrefixListId string
	Cidrs        []netip.Prefix
}

type iface struct {
	NetworkInterfaceId, InterfaceType, VpcId, SubnetId string
	PrivateIpAddress                                   netip.Addr
	PrivateIpAddresses                                 []struct{ PrivateIpAddress netip.Addr }
	Ipv6Addresses                                      []struct{ Ipv6Address netip.Addr }
	Groups                                             []struct{ GroupId string }
}

type peeringSide struct {
	VpcId            string
	CidrBlock        netip.Prefix
	CidrBlockSet     []struct{ CidrBlock netip.Prefix }
	Ipv6CidrBlockSet []struct{ Ipv6CidrBlock netip.Prefix }
}

type peering struct {
	VpcPeeringConnectionId            string
	RequesterVpcInfo, AccepterVpcInfo peeringSide
	Status                            struct{ Code string }
}

type attachment struct {
	TransitGatewayAttachmentId, TransitGatewayId, VpcId, State string
	SubnetIds                                                  []string
}

type association struct {
	TransitGatewayAttachmentId string
	Association                *struct{ TransitGatewayRouteTableId string }
}

type transitRoute struct {
	DestinationCidrBlock netip.Prefix
	Type, State          string
}

// Read takes the documents of a region.
func Read(documents Documents) (*Account, error) {
	a := &Account{collected: make(map[string]bool), truncated: make(map[string]bool),
		listEntries: make(map[string][]netip.Prefix), dnsSupport: make(map[string]bool), transitRoutes: make(map[string][]transitRoute)}
	var inline []list
	for call, into := range map[string]struct {
		member string
		list   any
	}{
		"list-functions":                           {"Functions", &a.functions},
		"list-capacity-providers":                  {"CapacityProviders", &a.providers},
		"describe-vpcs":                            {"Vpcs", &a.vpcs},
		"describe-subnets":                         {"Subnets", &a.subnets},
		"describe-route-tables":                    {"RouteTables", &a.tables},
		"describe-security-groups":                 {"SecurityGroups", &a.groups},
		"describe-network-acls":                    {"NetworkAcls", &a.acls},
		"describe-nat-gateways":                    {"NatGateways", &a.nats},
		"describe-internet-gateways":               {"InternetGateways", &a.igws},
		"describe-egress-only-internet-gateways":   {"EgressOnlyInternetGateways", &a.eigws},
		"describe-vpc-endpoints":                   {"VpcEndpoints", &a.endpoints},
		"describe-prefix-lists":                    {"PrefixLists", &inline},
		"describe-network-interfaces":              {"NetworkInterfaces", &a.interfaces},
		"describe-vpc-peering-connections":         {"VpcPeeringConnections", &a.peerings},
		"describe-transit-gateway-attachments":     {"TransitGatewayAttachments", &a.associations},
		"describe-transit-gateway-vpc-attachments": {"TransitGatewayVpcAttachments", &a.attachments},
	} {
		data, ok := documents[call]
		if !ok {
			continue
		}
		if err := a.take(call, data, into.member, into.list); err != nil {
			return nil, err
		}
	}
	for _, l := range inline {
		a.listEntries[l.PrefixListId] = l.Cidrs
	}
	for call, data := range documents {
		if err := a.readOne(call, data); err != nil {
			return nil, err
		}
	}
	for _, l := range a.acls {
		slices.SortStableFunc(l.Entries, func(x, y entry) int { return cmp.Compare(x.RuleNumber, y.RuleNumber) })
	}
	a.findBounds()
	return a, nil
}

// findBounds notes where ranges and interfaces begin and have just ended: nothing that the law asks tells apart two
// addresses between which there is no bound.
func (a *Account) findBounds() {
	seen := make(map[netip.Addr]bool)
	add := func(list ...netip.Addr) {
		for _, ip := range list {
			if ip.IsValid() && !seen[ip] {
				seen[ip] = true
				a.bounds = append(a.bounds, ip)
			}
		}
	}
	for _, r := range a.ranges() {
		add(r.Masked().Addr(), last(r).Next())
	}
	for _, n := range a.interfaces {
		for _, ip := range n.addresses() {
			add(ip, ip.Next())
		}
	}
}

// readOne takes a document about one thing.
func (a *Account) readOne(call string, data json.RawMessage) error {
	name, id, _ := strings.Cut(call, ".")
	switch name {
	case "get-managed-prefix-list-entries":
		var entries []struct{ Cidr netip.Prefix }
		if err := a.take(call, data, "Entries", &entries); err != nil {
			return err
		}
		cidrs := []netip.Prefix{}
		for _, e := range entries {
			cidrs = append(cidrs, e.Cidr)
		}
		a.listEntries[id] = cidrs
	case "search-transit-gateway-routes":
		var routes []transitRoute
		if err := a.take(call, data, "Routes", &routes); err != nil {
			return err
		}
		a.transitRoutes[id] = routes
	case "describe-vpc-attribute":
		var doc struct {
			VpcId            string
			EnableDnsSupport *struct{ Value bool }
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			return fmt.Errorf("read %s: %w", call, err)
		}
		if doc.EnableDnsSupport != nil {
			a.dnsSupport[doc.VpcId] = doc.EnableDnsSupport.Value
		}
	}
	return nil
}

func (a *Account) take(call string, data json.RawMessage, member string, into any) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return fmt.Errorf("read %s: %w", call, err)
	}
	if err := json.Unmarshal(members[member], into); err != nil {
		return fmt.Errorf("read %s: %w", call, err)
	}
	a.collected[call] = true
	a.truncated[call] = members["NextToken"] != nil
	return nil
}

// complete reports whether the call gave all it has: only then something that is not in its list is not there.
func (a *Account) complete(call string) bool { return a.collected[call] && !a.truncated[call] }

// Functions are the functions of the account.
func (a *Account) Functions() []Function { return a.functions }

func (a *Account) subnet(id string) *subnet {
	for i := range a.subnets {
		if a.subnets[i].SubnetId == id {
			return &a.subnets[i]
		}
	}
	return nil
}

func (a *Account) group(id string) *group {
	for i := range a.groups {
		if a.groups[i].GroupId == id {
			return &a.groups[i]
		}
	}
	return nil
}

func (a *Account) vpc(id string) *vpc {
	for i := range a.vpcs {
		if a.vpcs[i].VpcId == id {
			return &a.vpcs[i]
		}
	}
	return nil
}

// cidrs are the ranges that are associated with the VPC.
func (v *vpc) cidrs() []netip.Prefix {
	var out []netip.Prefix
	for _, c := range v.CidrBlockAssociationSet {
		if c.CidrBlockState.State == "associated" {
			out = append(out, c.CidrBlock)
		}
	}
	return append(out, associated(v.Ipv6CidrBlockAssociationSet)...)
}

// cidrs are the ranges of the subnet.
func (s *subnet) cidrs() []netip.Prefix {
	out := associated(s.Ipv6CidrBlockAssociationSet)
	if s.CidrBlock.IsValid() {
		out = append(out, s.CidrBlock)
	}
	return out
}

func associated(set []v6) []netip.Prefix {
	var out []netip.Prefix
	for _, c := range set {
		if c.Ipv6CidrBlockState.State == "associated" {
			out = append(out, c.Ipv6CidrBlock)
		}
	}
	return out
}

// holds reports whether the subnet's range has the address.
func (s *subnet) holds(ip netip.Addr) bool { return within(s.cidrs(), ip) }

func within(cidrs []netip.Prefix, ip netip.Addr) bool {
	for _, c := range cidrs {
		if c.Contains(ip) {
			return true
		}
	}
	return false
}

// subnetAt is the subnet of the VPC that the address lies in, nil if none does.
func (a *Account) subnetAt(vpcID string, ip netip.Addr) *subnet {
	for i := range a.subnets {
		if a.subnets[i].VpcId == vpcID && a.subnets[i].holds(ip) {
			return &a.subnets[i]
		}
	}
	return nil
}

// interfaceAt is the interface of the VPC that holds the address, nil if none does.
func (a *Account) interfaceAt(vpcID string, ip netip.Addr) *iface {
	for i := range a.interfaces {
		n := &a.interfaces[i]
		if n.VpcId != vpcID {
			continue
		}
		for _, own := range n.addresses() {
			if own == ip {
				return n
			}
		}
	}
	return nil
}

func (n *iface) addresses() []netip.Addr {
	var out []netip.Addr
	if n.PrivateIpAddress.IsValid() {
		out = append(out, n.PrivateIpAddress)
	}
	for _, p := range n.PrivateIpAddresses {
		out = append(out, p.PrivateIpAddress)
	}
	for _, p := range n.Ipv6Addresses {
		out = append(out, p.Ipv6Address)
	}
	return out
}

func (n *iface) carries(groupID string) bool {
	for _, g := range n.Groups {
		if g.GroupId == groupID {
			return true
		}
	}
	return false
}
