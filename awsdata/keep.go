package awsdata

import "encoding/json"

// Keep takes over from a snapshot of one account what was collected completely, but for what but says is not wanted,
// and
// tells of a document whether it was. What is there of calls that left a gap is not taken: they have to be made again.
// But may be nil.
func (b *Builder) Keep(s *Snapshot, but func(region, call string) bool) (kept func(region, call string) bool,
	err error) {
	p, err := s.pack()
	if err != nil {
		return nil, err
	}
	type document struct{ region, call string }
	all := make(map[document]bool)
	take := func(region string, l *ledger, documents map[string]json.RawMessage) error {
		for call, data := range documents {
			if !l.Has(call) || but != nil && but(region, call) {
				continue
			}
			if err := b.Put(region, call, data); err != nil {
				return err
			}
			all[document{region, call}] = true
		}
		return nil
	}
	for _, r := range s.Regions {
		if err := take(r.RegionName, &r.source.ledger, p.Regions[r.RegionName]); err != nil {
			return nil, err
		}
	}
	if err := take(Global, &s.Account.ledger, p.Global); err != nil {
		return nil, err
	}
	return func(region, call string) bool { return all[document{region, call}] }, nil
}
