package law

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
)

// Documents are the answers of one region's calls, as the AWS CLI prints them, by call. What is not there was not
// collected.
type Documents map[string]json.RawMessage

// Place is a region of an account. What an account has but once (Route 53, IAM) lies in the region "global".
type Place struct{ Account, Region string }

// Accounts are the documents of one or more accounts.
type Accounts map[Place]Documents

// Of are the accounts of one region alone, as most are. Global may be nil.
func Of(region, global Documents) Accounts {
	a := Accounts{{"123456789012", "us-east-1"}: region}
	if global != nil {
		a[Place{"123456789012", "global"}] = global
	}
	return a
}

// World is everything that was collected, as far as the law asks for it. Ids are unique in AWS, so that the things of
// all places lie together; what was collected is asked place by place.
type World struct {
	places []Place // but the global ones

	collected map[Place]map[string]bool // calls that gave an answer
	truncated map[Place]map[string]bool // calls that gave a part of it

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
	transits     []transitGateway
	attachments  []attachment
	roles        []role
	associations []association
	dhcp         []dhcpOptions
	lists        []list
	rules        []resolverRule
	ruleLinks    []ruleAssociation
	profiles     []profileAssociation
	firewalls    []firewallAssociation
	instances    map[string]string // their states

	listEntries  map[string][]netip.Prefix // by list
	listWhole    map[string]bool           // lists all of whose entries are known
	dnsSupport   map[string]bool           // by VPC, where it is known
	dnsHostnames map[string]bool
	publicAccess map[Place]string // the region's mode, where it is known

	transitRoutes map[string][]transitRoute // by route table, where they are known
	transitWhole  map[string]bool           // and all of them

	zones        map[string][]zone // by VPC, where they are known
	records      map[string][]record
	profileParts map[string][]profilePart
	wallRules    map[string][]wallRule
	wallDomains  map[string][]string
	listeners    map[string][]listener // by load balancer
	balancers    map[string]bool       // those that are described

	bounds  []netip.Addr // where anything that the documents name begins, or has just ended, in ascending order
	holders map[string]map[netip.Addr]*iface
	publics map[netip.Addr]*iface // by public address; nil for that of a NAT gateway whose interface is not there
}

// Function is what the law asks about a function.
type Function struct {
	Place        Place `json:"-"`
	FunctionName string
	FunctionArn  string
	Role         string
	VpcConfig    *struct {
		VpcId                       string
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

type mode struct{ InternetGatewayBlockMode string }

type vpc struct {
	VpcId, OwnerId, DhcpOptionsId string
	CidrBlock                     netip.Prefix
	CidrBlockAssociationSet       []struct {
		CidrBlock      netip.Prefix
		CidrBlockState state
	}
	Ipv6CidrBlockAssociationSet []v6
	BlockPublicAccessStates     mode
	EncryptionControl           *struct {
		Mode, State        string
		ResourceExclusions map[string]state
	}

	place Place // whose documents have it
}

type subnet struct {
	SubnetId, VpcId, OwnerId             string
	AvailabilityZone, AvailabilityZoneId string
	CidrBlock                            netip.Prefix
	Ipv6CidrBlockAssociationSet          []v6
	BlockPublicAccessStates              mode
	NetworkFirewallConnectivityType      string

	place Place // whose documents have it
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
	InstanceId, LocalGatewayId, CarrierGatewayId, CoreNetworkArn, OdbNetworkArn, IpAddress string

	IgwFirewall struct{ Status string }

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
	GroupId, VpcId, OwnerId            string
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
	NatGatewayId, VpcId, SubnetId, State, ConnectivityType, AvailabilityMode, RouteTableId, AutoProvisionZones string

	NatGatewayAddresses []struct {
		PublicIp, PrivateIp                          netip.Addr
		AvailabilityZone, AvailabilityZoneId, Status string
	}
	AttachedAppliances []struct{ AttachmentState string }
}

func (n *nat) regional() bool { return n.AvailabilityMode == "regional" }

func (n *nat) public() bool { return n.regional() || n.ConnectivityType != "private" }

type gateway struct {
	InternetGatewayId, EgressOnlyInternetGatewayId string
	Attachments                                    []struct{ VpcId, State string }
}

// dnsOnly is of private DNS that is not for the VPC itself.
type dnsOnly struct{ PrivateDnsOnlyForInboundResolverEndpoint bool }

type endpoint struct {
	VpcEndpointId, VpcEndpointType, VpcId, ServiceName, ServiceRegion, State, PolicyDocument string
	PrivateDnsEnabled                                                                        bool
	NetworkInterfaceIds                                                                      []string
	DnsOptions                                                                               dnsOnly
	DnsEntries                                                                               []struct{ DnsName string }

	place Place
}

// is reports whether the endpoint is in one of the states, in any letter case.
func (e *endpoint) is(states ...string) bool {
	return slices.Contains(states, strings.ToLower(e.State))
}

type list struct {
	PrefixListId, PrefixListName, AddressFamily string
	Cidrs                                       *[]netip.Prefix

	place Place
}

type publicAddress struct{ PublicIp netip.Addr }

type iface struct {
	NetworkInterfaceId, InterfaceType, VpcId, SubnetId, Status, Description string

	PrivateIpAddress   netip.Addr
	Association        publicAddress
	PrivateIpAddresses []struct {
		PrivateIpAddress netip.Addr
		Association      publicAddress
	}
	Ipv6Addresses   []struct{ Ipv6Address netip.Addr }
	Ipv4Prefixes    []struct{ Ipv4Prefix netip.Prefix }
	Ipv6Prefixes    []struct{ Ipv6Prefix netip.Prefix }
	Groups          []struct{ GroupId string }
	SourceDestCheck *bool
	Attachment      struct{ InstanceId string }
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

type referencing struct{ SecurityGroupReferencingSupport string }

type transitGateway struct {
	TransitGatewayId string
	Options          referencing
}

type attachment struct {
	TransitGatewayAttachmentId, TransitGatewayId, VpcId, State string
	SubnetIds                                                  []string
	Options                                                    referencing
}

// up reports whether the attachment carries traffic.
func (t *attachment) up() bool { return t.State == "available" || t.State == "modifying" }

type association struct {
	TransitGatewayAttachmentId, TransitGatewayId, ResourceType, ResourceId, State string
	Association                                                                   *struct {
		TransitGatewayRouteTableId,
		State string
	}
}

type transitRoute struct {
	DestinationCidrBlock      netip.Prefix
	PrefixListId              string
	Type, State               string
	TransitGatewayAttachments []struct{ TransitGatewayAttachmentId, ResourceType, ResourceId string }
}

type dhcpOptions struct {
	DhcpOptionsId, OwnerId string
	DhcpConfigurations     []struct {
		Key    string
		Values []struct{ Value string }
	}
}
