package reach

// Destination is what a question asks about.
type Destination struct {
	Kind DestinationKind `json:"kind"`
	Text string          `json:"text"` // as the user wrote it
	ID   string          `json:"id,omitempty"`
}

// DestinationKind is what a destination is named by.
type DestinationKind string

// The kinds of destinations.
const (
	DestinationAddress       DestinationKind = "address"
	DestinationCIDR          DestinationKind = "cidr"
	DestinationInterface     DestinationKind = "network-interface"
	DestinationSubnet        DestinationKind = "subnet"
	DestinationSecurityGroup DestinationKind = "security-group"
	DestinationLoadBalancer  DestinationKind = "load-balancer"
	DestinationDatabase      DestinationKind = "database"
	DestinationInternet      DestinationKind = "internet"
	DestinationService       DestinationKind = "service"
)
