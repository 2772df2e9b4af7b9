package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
)

// Component is the kind of thing that a hop asks, in the order of a packet's way.
type Component string

// The components of a path.
const (
	ComponentLambda        Component = "lambda"               // Lambda's own network, or what Lambda refuses to send
	ComponentGroupOut      Component = "security-group-out"   // groups of the function, egress
	ComponentACLOut        Component = "network-acl-out"      // ACL of the function's subnet, outbound
	ComponentACLBack       Component = "network-acl-back"     // ACL of the function's subnet, replies inbound
	ComponentRoute         Component = "route"                // route table of the function's subnet
	ComponentLocal         Component = "local"                // inside the VPC: is there a subnet, an interface?
	ComponentTargetACLIn   Component = "destination-acl-in"   // ACL of the destination's subnet, inbound
	ComponentTargetACLBack Component = "destination-acl-back" // ACL of the destination's subnet, replies outbound
	// groups of the interface that holds the destination
	ComponentTargetGroup     Component = "destination-security-group"
	ComponentInternetGateway Component = "internet-gateway"
	ComponentEgressOnly      Component = "egress-only-internet-gateway"
	ComponentNAT             Component = "nat-gateway" // the gateway itself
	ComponentNATACLIn        Component = "nat-acl-in"  // ACL of the NAT's subnet: from the function, and back to it
	// ACL of the NAT's subnet: to the destination, and its replies
	ComponentNATACLOut       Component = "nat-acl-out"
	ComponentNATRoute        Component = "nat-route"          // route table of the NAT's subnet
	ComponentGatewayEndpoint Component = "gateway-endpoint"   //
	ComponentPeering         Component = "peering"            // the connection itself
	ComponentPeeringBack     Component = "peering-route-back" // the far subnet's route to the source
	// another system decides: transit gateway, VPN, appliance, ...
	ComponentHandedOver   Component = "handed-over"
	ComponentPublicAccess Component = "block-public-access" // VPC Block Public Access
	ComponentResolver     Component = "resolver"            // the Amazon resolver, exempt from groups and ACLs
	ComponentName         Component = "name"                // where a name leads

	ComponentLinkLocal       Component = "link-local"            // the Time Sync service, exempt as well
	ComponentTargetInterface Component = "destination-interface" // the interface that holds the destination
	ComponentOwnAddress      Component = "own-address"           // a public address of the account's own
	ComponentPublicBack      Component = "public-route-back"     // the route back from an own public address
	ComponentListener        Component = "listener"              // a load balancer's listener on the port
	ComponentPort25          Component = "port-25"               // AWS's limit on mail
	// attachments and route tables of a transit gateway
	ComponentTransitGateway      Component = "transit-gateway"
	ComponentTransitGatewayACL   Component = "transit-gateway-acl"       // ACL of an attachment's subnet
	ComponentTransitGatewayRoute Component = "transit-gateway-vpc-route" // route table of the far attachment's subnet
	ComponentTransitGatewayBack  Component = "transit-gateway-back"      // the way back over a transit gateway
	ComponentAppliance           Component = "appliance"                 // an instance or interface as a route's target
	ComponentApplianceACL        Component = "appliance-acl"
	ComponentApplianceGroup      Component = "appliance-group"
	ComponentApplianceRoute      Component = "appliance-route"
	ComponentEncryption          Component = "encryption-control" // VPC encryption controls
	ComponentPolicy              Component = "policy"             // the policy of a VPC endpoint
)

// Hop is what one component says to the question, as values: what was asked, which of its rules decided, and why.
// [Hop.Why] makes the sentence that a person reads.
type Hop struct {
	Component Component
	Leg       Leg    // the way there, or what comes back
	Side      Side   // of ACLs and groups; "" elsewhere
	Resource  string // ids, joined by commas where several groups answer together
	Rule      Rule
	Verdict   Verdict
	Reason    Reason
	// the other end that was judged: the destination, or the source for inbound rules and their replies
	Far netip.Addr
	// what Far stands for, in words, where the question is about more than it; "" where it was named itself
	Stands   string
	Protocol netset.Protocol
	Port     uint16   // the question's
	Names    []string // what else the sentence names, in the order of its row
	// the part of the destinations that this is about, as a set in words; "" where all are treated alike
	Part    string
	Mixed   Mixed    // how the other source addresses of the subnet fare
	Missing []string // for unknown: the calls or facts that would settle it
}

// Leg is the direction of the traffic that a hop is asked about.
type Leg uint8

// The legs of a connection.
const (
	Request Leg = iota // from the function to the destination
	Reply              // from the destination back
)

// String is the leg's name as reports write it.
func (l Leg) String() string {
	if l == Reply {
		return "reply"
	}
	return "request"
}

// MarshalText implements [encoding.TextMarshaler].
func (l Leg) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Side is the list of rules that was asked: those for what leaves the ACL's subnet or the group's interface, or those
// for what enters it.
type Side string

// The sides of ACLs and groups.
const (
	Out Side = "out"
	In  Side = "in"
)

// Rule is the rule that decided, as a person reads it. Of routes also its parts.
type Rule struct {
	Text   string // "rule 100", "tcp 443 → 10.0.0.0/8", "0.0.0.0/0 → nat-1"
	CIDR   string // "0.0.0.0/0"
	Target string // "nat-1", "" where a blackhole's is gone
}

// Mixed says that a hop does not answer alike for all source addresses of the subnet.
type Mixed string

// How the other source addresses fare.
const (
	OthersDiffer  Mixed = "others-differ"  // the answer is another one for them
	OthersStopped Mixed = "others-stopped" // they are stopped by another hop
	// a transit gateway may hand on in other zones, where the answer is another one
	ZonesDiffer     Mixed = "zones-differ"
	AddressesDiffer Mixed = "addresses-differ" // a NAT gateway has other addresses, for which the answer is another one
)

func (m Mixed) words() string {
	switch m {
	case OthersDiffer:
		return "; for other source addresses of the subnet the answer differs"
	case ZonesDiffer:
		return "; in the other AZs of the attachment the answer differs"
	case AddressesDiffer:
		return "; for the other addresses of the gateway the answer differs"
	case OthersStopped:
		return "; the other source addresses of the subnet are stopped by another hop"
	}
	return ""
}

// Same reports whether two hops are about the same rule of the same thing, whatever they say of it.
func (h *Hop) Same(o *Hop) bool {
	return h.Component == o.Component && h.Leg == o.Leg && h.Resource == o.Resource && h.Rule.Text == o.Rule.Text
}

// Trace is the answer to one question: every hop from every subnet, all blockers, all unknowns.
type Trace struct {
	Function string
	Region   string
	To       names.Destination
	Protocol netset.Protocol
	Port     uint16
	Verdict  Verdict
	Subnets  []SubnetTrace
	Note     Statement // what holds for the whole answer, such as an assumption
}

// NoteText is the note in words, "" if there is none.
func (t *Trace) NoteText() string { return t.Note.String() }

// SubnetTrace is the answer from one of the function's subnets. A function outside any VPC has one with no subnet.
type SubnetTrace struct {
	SubnetID         string
	AvailabilityZone string
	Verdict          Verdict
	Hops             []Hop
	Way              Way // where the route leads
}

// Blockers are the hops that certainly drop it.
func (t *SubnetTrace) Blockers() []Hop { return t.with(Blocked) }

// Unknowns are the hops that lack a fact.
func (t *SubnetTrace) Unknowns() []Hop { return t.with(Unknown) }

func (t *SubnetTrace) with(v Verdict) []Hop {
	var out []Hop
	for _, h := range t.Hops {
		if h.Verdict == v {
			out = append(out, h)
		}
	}
	return out
}

// WayKind is how traffic leaves or stays: what a part of a reachable set has in common.
type WayKind string

// The kinds of ways.
const (
	WayLambda            WayKind = "lambda-network" // not attached to a VPC
	WayLocal             WayKind = "local"
	WayPeering           WayKind = "peering"
	WayNAT               WayKind = "nat"
	WayInternetGateway   WayKind = "internet-gateway"
	WayEgressOnly        WayKind = "egress-only-internet-gateway"
	WayGatewayEndpoint   WayKind = "gateway-endpoint"
	WayInterfaceEndpoint WayKind = "interface-endpoint"
	WayResolver          WayKind = "resolver"
	WayTransitGateway    WayKind = "transit-gateway"
	WayLattice           WayKind = "vpc-lattice"
	WayHandedOver        WayKind = "handed-over" // transit gateway, VPN, appliance, firewall: beyond what we see
	WayNone              WayKind = "none"        // no route, or a blackhole
)

// Way is one way: its kind and the resource the route names ("" where there is none).
type Way struct {
	Kind     WayKind `json:"kind"`
	Resource string  `json:"resource,omitempty"`
}

// Part is a part of what can be reached: a set and the way it takes. The sets of one answer with the same way are one
// part; parts may overlap only where subnets differ.
type Part struct {
	Way     Way
	Verdict Verdict // Reachable, Partial or Unknown; what is blocked is in no part
	Set     netset.Set
}

// Sets is a three-valued set: for each (address, protocol, port) at most one of the three holds it, and what none holds
// is blocked.
type Sets struct {
	Reachable netset.Set
	Partial   netset.Set
	Unknown   netset.Set
}

// SubnetReach is everything that can be reached from one subnet.
type SubnetReach struct {
	SubnetID         string
	AvailabilityZone string
	Sets             Sets
	Parts            []Part
}

// Reach is everything that a function can reach.
type Reach struct {
	Function string
	Region   string
	Sets     Sets // joined over the subnets: Reachable is "always", Reachable and Partial together are "can"
	Subnets  []SubnetReach
	Parts    []Part // joined by way over the subnets
}
