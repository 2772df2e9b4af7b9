package names

import (
	"net/netip"

	"github.com/vpclens/vpclens/awsdata"
)

// Answer is what a name leads to when it is asked from a VPC.
type Answer struct {
	Host  string
	Leads []Lead // alternatives, never empty: the same verdict for all is the verdict, else it is unknown
	// DNS servers of the VPC's own that are asked first, by UDP port 53; nil where Amazon's resolver is
	Servers []netip.Addr
	// MayServers are own servers of all sets of DHCP options, where the VPC is not in the snapshot and so its set is
	// not known: some of them may be asked first.
	MayServers []netip.Addr

	Doubt   Doubt
	Missing []string // calls or facts that would settle which of the leads it is
	Notes   []Note   // what was assumed, to be said
}

// Doubt is what is not known of how a VPC's names are answered.
type Doubt struct {
	Servers bool // which DNS servers are asked
	Private bool // whether the DNS attributes let private names be in force
}

// Note is something that was assumed about a name.
type Note string

// The notes.
const (
	// nothing of private zones, rules and profiles was asked for: taken for none
	NoteZonesNotRead Note = "zones-not-read"
	// AWS's own lists of DNS Firewall cannot be read: taken to be without the name
	NoteManagedList Note = "managed-list"
	// private DNS of another Region's endpoint is taken to cover that Region's name
	NoteCrossRegion Note = "cross-region"
	// private DNS of execute-api takes every API's name: public ones answer 403
	NoteCapturesAll    Note = "captures-all-apis"
	NoteSupportAssumed Note = "dns-support-assumed" // enableDnsSupport was not read: taken for on, as it is by default
)

// Lead is one place that a name may lead to.
type Lead struct {
	Kind LeadKind
	// LeadEndpoint: the interface endpoint; LeadPublic: one that does not hold the name, as Cause says
	Endpoint  *awsdata.VPCEndpoint
	Addresses []netip.Addr  // LeadAddresses; of a LeadEndpoint those of one zone, where the name is of one
	Service   string        // LeadPublic: the service whose public addresses they are, "" for any public host
	Region    string        // LeadPublic: the service's Region
	Store     awsdata.Store // LeadStore
	Cause     Cause
	Zone      string // id of the private hosted zone
	Record    string // name of the record, "" where the zone has none of the name
	Rule      string // id of the Resolver rule, or of the DNS Firewall rule group
	// a host name that Cause speaks of besides the one asked, a server, or the account that owns the zone
	Other   string
	Missing []string // LeadUnknown: calls or facts that would settle it
}

// LeadKind is what a name leads to.
type LeadKind uint8

// The kinds of leads.
const (
	LeadUnknown   LeadKind = iota
	LeadEndpoint           // the interfaces of a VPC endpoint
	LeadAddresses          // the addresses of records
	LeadPublic             // public addresses
	LeadStore              // the interfaces of a data store or load balancer
	LeadNothing            // no address: the name is not answered
)

// Cause is why a name leads where it leads.
type Cause string

// The causes of leads.
const (
	CauseNamed         Cause = "named"           // it was named by its id: no name is asked
	CausePrivateDNS    Cause = "private-dns"     // private DNS of the endpoint holds the name
	CauseOwnName       Cause = "own-name"        // it is the endpoint's or the store's own name
	CauseNotCovered    Cause = "not-covered"     // Endpoint has private DNS, which covers Other and not this name
	CauseMaybeCovered  Cause = "maybe-covered"   // whether private DNS of Endpoint covers the name is not told
	CauseNoEndpoint    Cause = "no-endpoint"     // no endpoint of the VPC holds it
	CausePrivateDNSOff Cause = "private-dns-off" // Endpoint is there and has no private DNS
	CauseInboundOnly   Cause = "inbound-only"    // private DNS of Endpoint is for inbound Resolver endpoints only
	CauseEndpointState Cause = "endpoint-state"  // Endpoint is in no state to hold a name
	CauseHostnamesOff  Cause = "hostnames-off"   // enableDnsHostnames is off: private DNS of Endpoint does not work
	CauseSupportOff    Cause = "support-off"     // enableDnsSupport is off: Amazon's resolver does not answer
	CausePrivateZone   Cause = "private-zone"    // a record of a private hosted zone
	CauseNoRecord      Cause = "no-record"       // the private hosted zone lacks the name: NXDOMAIN
	CauseForwarded     Cause = "forwarded"       // a Resolver rule hands the name to other servers
	CauseFirewall      Cause = "firewall"        // DNS Firewall blocks the name
	CauseServers       Cause = "servers"         // whether own DNS servers are in force, or can be asked, is not known
	CauseOutside       Cause = "outside"         // the function is in no VPC
	// this machine's resolver told the addresses, which the snapshot does not
	CauseResolvedHere    Cause = "resolved-here"
	CauseNotKnown        Cause = "not-known"        // nothing in the snapshot tells the host's addresses
	CauseNotCollected    Cause = "not-collected"    // what decides was not collected
	CauseLoop            Cause = "loop"             // records lead in a circle or too far
	CauseBucketElsewhere Cause = "bucket-elsewhere" // the bucket's Region decides, which the name does not tell
)
