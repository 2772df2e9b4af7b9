package assert

import (
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Result is what became of one assertion for one function and one destination.
type Result struct {
	Name     string
	Kind     Kind
	Line     int    // of the file
	Function string // as the assertion writes it, if it names none
	Region   string
	Index    *awsdata.Index // of the function's account; nil for an assertion that names no function
	Question string         // "203.0.114.9 tcp 443"
	To       names.Destination
	Expect   reach.Verdict
	Verdict  reach.Verdict
	OK       bool
	Problem  string // why there is no verdict, "" if there is one
	// the proof, of the first of Ports that fails; nil where there is no verdict, and of what held where nobody asks
	Trace *reach.Trace

	Ports  []PortVerdict // where the ports that were asked about do not fare alike
	Beyond netset.Set    // of Only: what can be reached that is not listed
	// of Only: what may be reached that is not listed, or may be something else than what is listed
	Perhaps netset.Set
	Waiver  *Waiver // that the assertion has
	Waived  bool    // it fails, and the waiver holds: it counts no more
	Over    bool    // the waiver has ended
}

// Counts reports whether the result is one that fails the file.
func (r *Result) Counts() bool { return !r.OK && !r.Waived }

// PortVerdict is how some of the ports fare.
type PortVerdict struct {
	Ports   netset.PortSet
	Verdict reach.Verdict
}
