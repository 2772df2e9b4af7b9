// Package fix finds the smallest set of changes that would open a blocked path, or close an open one. A fix is a list of
// edits that was tried on the snapshot before it is offered: its verdict is computed, not hoped for. Nothing is ever run.
package fix

import (
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Fix is a set of changes and what they would achieve.
type Fix struct {
	Edits   []whatif.Edit
	Verdict reach.Verdict // of the same question after the edits
	Left    []reach.Hop   // what no edit could mend, if the verdict is not what was wanted
	Wider   bool          // the edits change more than the question asks for, such as removing a wide rule
}

// rounds bounds how often the path is looked at again: opening a route shows the hops behind it, which can be shut too.
const rounds = 8

// Open returns the changes that make the connection possible from every subnet. Each blocking hop needs one change; a
// hop that no change to this account can mend is left and named. It returns nil if the path is open already, or if the
// destination cannot be written as a few networks.
func Open(s *awsdata.Snapshot, region string, f *awsdata.Function, q reach.Query) (*Fix, error) {
	var out Fix
	for range rounds {
		o, err := look(s, region, f.FunctionName, q, out.Edits)
		if err != nil {
			return nil, err
		}
		out.Verdict, out.Left = o.trace.Verdict, nil
		if o.trace.Verdict == reach.Reachable {
			break
		}
		to := o.networks()
		if len(to) == 0 {
			return nil, nil
		}
		more := o.mend(to, &out)
		// An edit that was made already and did not help is not made again.
		more = slices.DeleteFunc(more, func(e whatif.Edit) bool { return contains(out.Edits, e) })
		if len(more) == 0 {
			break
		}
		out.Edits = append(out.Edits, more...)
	}
	if len(out.Edits) == 0 && len(out.Left) == 0 {
		return nil, nil
	}
	return &out, nil
}

// outlook is the question as it stands after some edits.
type outlook struct {
	region string
	index  *awsdata.RegionIndex
	engine *reach.Engine
	fn     *awsdata.Function
	query  reach.Query
	trace  *reach.Trace
	used   map[string]int // next free rule number by ACL and direction
}

func look(s *awsdata.Snapshot, region, function string, q reach.Query, edits []whatif.Edit) (*outlook, error) {
	changed, err := whatif.Apply(s, edits)
	if err != nil {
		return nil, err
	}
	index := awsdata.NewIndex(changed)
	o := &outlook{region: region, index: index.Region(region), engine: reach.New(index), query: q, used: make(map[string]int)}
	o.fn = o.index.Function(function)
	o.trace, err = o.engine.Trace(region, o.fn, q)
	return o, err
}

// networks is the destination as networks, nil if it takes more than a rule list should hold.
func (o *outlook) networks() []netip.Prefix {
	networks := o.query.To.Networks()
	if networks == nil {
		if n := o.index.NetworkInterface(o.query.To.ID); n != nil {
			for _, text := range n.Addresses() {
				if a, err := netip.ParseAddr(text); err == nil && (a.Is4() || len(n.Addresses()) == 1) {
					networks = append(networks, netip.PrefixFrom(a, a.BitLen()))
				}
			}
		}
	}
	if len(networks) > 4 {
		return nil
	}
	return networks
}

// mend proposes one change for each hop that blocks, and notes those it has none for.
func (o *outlook) mend(to []netip.Prefix, out *Fix) []whatif.Edit {
	var edits []whatif.Edit
	for i := range o.trace.Subnets {
		sub := &o.trace.Subnets[i]
		for _, hop := range sub.Hops {
			if hop.Verdict == reach.Reachable {
				continue
			}
			var more []whatif.Edit
			if hop.Verdict != reach.Unknown {
				more = o.mendHop(sub, hop, to)
			}
			if len(more) == 0 {
				out.Left = append(out.Left, hop)
			}
			for _, e := range more {
				if !contains(edits, e) {
					edits = append(edits, e)
				}
			}
		}
	}
	return edits
}

// Close returns the ways to make the connection impossible, fewest changes first: removing the outbound rules that allow
// it, and denying it in the ACLs of the function's subnets. Both were tried; a way that does not close it is not offered.
func Close(s *awsdata.Snapshot, region string, f *awsdata.Function, q reach.Query) ([]Fix, error) {
	o, err := look(s, region, f.FunctionName, q, nil)
	if err != nil || o.trace.Verdict == reach.Blocked {
		return nil, err
	}
	to := o.networks()
	if len(to) == 0 {
		return nil, nil
	}
	var out []Fix
	for _, candidate := range []Fix{{Edits: o.revoke(to), Wider: true}, {Edits: o.deny(to)}} {
		if len(candidate.Edits) == 0 {
			continue
		}
		after, err := look(s, region, f.FunctionName, q, candidate.Edits)
		if err != nil {
			return nil, err
		}
		if candidate.Verdict = after.trace.Verdict; candidate.Verdict == reach.Blocked {
			out = append(out, candidate)
		}
	}
	slices.SortStableFunc(out, func(a, b Fix) int { return len(a.Edits) - len(b.Edits) })
	return out, nil
}

// contains reports whether a list of edits already says the same.
func contains(edits []whatif.Edit, e whatif.Edit) bool {
	return slices.ContainsFunc(edits, func(x whatif.Edit) bool { return whatif.Same(x, e) })
}
