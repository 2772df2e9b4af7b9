// Package assert holds what a team says must be true of the network against an account: who must reach what, who must
// not, and who must reach nothing else.
package assert

import (
	"time"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// Kind is what an assertion asserts.
type Kind string

// The kinds of assertions.
const (
	Expect   Kind = "expect"   // a verdict on one question, the port 443 unless it says another
	Allow    Kind = "allow"    // every destination is reachable, on all ports that are asked about
	Deny     Kind = "deny"     // no destination is reachable, on any port unless it says which
	Only     Kind = "only"     // nothing is reachable but the destinations
	Isolated Kind = "isolated" // no internet on any port; a gateway endpoint is none
)

// Assertion is one item of a file.
type Assertion struct {
	Name      string
	Kind      Kind
	Functions []string // selectors: names, globs, ARNs, tag:KEY=VALUE, vpc-, subnet-, sg-
	To        []Destination
	Protocols []netset.Protocol  // none: as the kind has it
	Ports     []netset.PortRange // none: those of the destination, or all, as the kind has it
	Want      reach.Verdict      // of Expect; what the others want follows from their kind
	Waiver    *Waiver            // nil for none
	Line      int                // of the file
}

// Destination is one that an assertion names, with ports of its own if it writes any that no single destination has.
type Destination struct {
	Text  string
	Ports []netset.PortRange
	Line  int
}

// Waiver accepts that an assertion fails, until a day.
type Waiver struct {
	Until  time.Time // the last day that it holds
	Reason string
	Owner  string
}

// Over reports whether the waiver holds no more on a day.
func (w *Waiver) Over(today time.Time) bool {
	return today.After(w.Until.AddDate(0, 0, 1).Add(-time.Nanosecond))
}

// Expects is the verdict that lets the assertion hold.
func (a *Assertion) Expects() reach.Verdict {
	switch a.Kind {
	case Expect:
		return a.Want
	case Allow:
		return reach.Reachable
	}
	return reach.Blocked
}
