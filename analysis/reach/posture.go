package reach

import "github.com/vpclens/vpclens/analysis/netset"

// Posture is a function's access to the internet in one word.
type Posture string

// The postures.
const (
	PostureNone       Posture = "none"       // no internet address can be reached
	PostureRestricted Posture = "restricted" // some can
	PostureOpen       Posture = "open"       // nearly the whole IPv4 internet, on all TCP ports
	PostureUnknown    Posture = "unknown"    // none is known to be reachable, but a fact is missing
)

// Internet is what a function can reach of the internet.
type Internet struct {
	Posture Posture
	Verdict Verdict // over the subnets: is there a way out for new connections?
	Sets    Sets    // joined over the subnets
	Subnets []SubnetInternet
}

// SubnetInternet is what can be reached of the internet from one subnet.
type SubnetInternet struct {
	SubnetID string
	Sets     Sets
	Verdict  Verdict // Reachable if anything is, else Partial, else Unknown, else Blocked
	Ways     []Way   // the ways that carry something, widest first
}

// Can is everything that some connection from some subnet can reach.
func (s Sets) Can() netset.Set { return s.Reachable.Union(s.Partial) }
