package awsdata

import "slices"

// Only returns the snapshot reduced to the named regions, of every account, and the account-wide documents, with the
// gaps of those: what would have been collected had only they been asked for. Names that the snapshot does not have are
// left out.
func (s *Snapshot) Only(regions ...string) *Snapshot {
	only := *s
	only.Regions, only.gaps = nil, nil
	for _, r := range s.Regions {
		if slices.Contains(regions, r.RegionName) {
			only.Regions = append(only.Regions, r)
		}
	}
	for _, g := range s.gaps {
		if g.Region == Global || slices.Contains(regions, g.Region) {
			only.gaps = append(only.gaps, g)
		}
	}
	return &only
}
