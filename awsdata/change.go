package awsdata

import "slices"

// Change returns a copy of the snapshot in which one region of the main account was changed by the function, for
// questions of the form "what if". The function gets the region's documents as they were decoded; its lists are copies
// and may be changed in place, but what an element points to (its routes, rules, tags) is shared with the original and
// must be replaced, not modified. A region that the snapshot does not hold changes nothing.
func (s *Snapshot) Change(region string, change func(*Region)) *Snapshot {
	out := *s
	out.Regions = slices.Clone(s.Regions)
	for i, r := range out.Regions {
		if r.RegionName != region || r.AccountID != s.AccountID {
			continue
		}
		source := r.source.freeze()
		for _, d := range regionTable {
			if !d.keyed && d.detach != nil { // freeze has detached the others
				d.detach(source)
			}
		}
		change(source)
		changed := source.finish()
		changed.joinZones(s)
		out.Regions[i] = changed
	}
	out.gaps = out.findGaps()
	return &out
}
