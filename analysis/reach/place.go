package reach

import "github.com/vpclens/vpclens/awsdata"

// Place is where one function sits in the network and how it leads out: the facts that the functions table, the function
// screen and most checks start from. It is computed once per snapshot.
type Place struct {
	*awsdata.Function
	Region   string
	VPC      *awsdata.VPC // nil when not attached, or when the VPC is not in the snapshot
	VPCID    string
	Subnets  []SubnetPlace
	Groups   []string // ids of its security groups
	Class    Class    // the class its subnets share, or ClassMixed
	Internet Internet
}

// SubnetPlace is one of a function's subnets: what class it is of and how it leads out.
type SubnetPlace struct {
	ID         string
	Subnet     *awsdata.Subnet // nil when it is not in the snapshot
	Zone       string          // the zone's letter ("a"), its id where the name is missing
	Class      Class
	RouteTable *awsdata.RouteTable // nil when unknown
	NetworkACL *awsdata.NetworkACL // nil when unknown
	Steps      []Step              // the way of an IPv4 internet destination: route, NAT, gateway
	Internet   Verdict             // for this function's groups: is there a way out?
	Why        string              // one sentence: what the way is, or why there is none
}

// Step is one station on the way out.
type Step struct {
	ID   string // the resource, "" for "internet"
	Text string // "0.0.0.0/0 → nat-a", "nat-a (app-pub-a)", "igw-1", "internet"
	Dead bool   // the way ends here
}

// Class is what a subnet is, judged by its effective route table.
type Class string

// The classes of subnets.
const (
	ClassNotAttached  Class = "not-attached"  // of a function outside any VPC
	ClassPublic       Class = "public"        // IPv4 default route to an internet gateway: no IPv4 internet for Lambda
	ClassNAT          Class = "private-nat"   // a default route through a NAT gateway that works
	ClassEndpointOnly Class = "endpoint-only" // no default route, but VPC endpoints
	ClassElsewhere    Class = "routed"        // its default route leads to a transit gateway, VPN, appliance or peer
	ClassIsolated     Class = "isolated"      // nothing but the VPC itself
	ClassBroken       Class = "broken"        // a default route that leads nowhere: blackhole, dead NAT, loop
	ClassMixed        Class = "mixed"         // a function's subnets are of different classes
	ClassUnknown      Class = "unknown"       // the facts are missing
)
