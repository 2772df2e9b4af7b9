package whatif

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

// Apply returns the snapshot as it would be after the edits, in their order. An edit that does not fit the snapshot (a
// rule that is not there, a table that does not exist) is an error that names it: a question about another account than
// meant would be worse than none.
func Apply(s *awsdata.Snapshot, edits []Edit) (*awsdata.Snapshot, error) {
	for i, e := range edits {
		a := e.about()
		changed, err := s, a.wrong
		if err == nil {
			changed, err = applyTo(s, e)
		}
		if err != nil {
			return nil, fmt.Errorf("edit %d (%s %s): %w", i+1, a.action, a.kind, err)
		}
		s = changed
	}
	return s, nil
}

// applyTo makes the edit, and all that it is made of, in every region that it changes.
func applyTo(s *awsdata.Snapshot, e Edit) (*awsdata.Snapshot, error) {
	for _, part := range parts(s, e) {
		regions, err := regionsOf(s, part)
		if err != nil {
			return nil, err
		}
		for _, region := range regions {
			var failed error
			s = s.Change(region, func(r *awsdata.Region) { failed = part.apply(r, s.Region(region)) })
			if failed != nil {
				return nil, failed
			}
		}
	}
	return s, nil
}

// regionOf is the region the edit means: the one it names, else the one that holds what it names.
func regionOf(s *awsdata.Snapshot, e Edit) (string, error) {
	a := e.about()
	if a.region != "" {
		if s.Region(a.region) == nil {
			return "", fmt.Errorf("the snapshot has no region %s", a.region)
		}
		return a.region, nil
	}
	index := awsdata.NewIndex(s)
	for _, name := range s.RegionNames() {
		if _, ok := index.Region(name).Lookup(a.id); ok {
			return name, nil
		}
	}
	return "", fmt.Errorf("%s is not in the snapshot", a.id)
}

// element is the element of a list with that id, for a change in place.
func element[T any, P interface {
	*T
	awsdata.Resource
}](list []T, id string) (P, error) {
	for i := range list {
		if p := P(&list[i]); p.ID() == id {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%s is not in the snapshot", id)
}
