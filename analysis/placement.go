package analysis

// PlacementKey is the same for functions that sit alike: what one of them reaches all of them reach, so that a question
// needs to be asked once for all.
func (f *Function) PlacementKey() string {
	if f.Account == "" {
		return f.Place.Region + " " + f.Place.Key
	}
	return f.Account + " " + f.Place.Region + " " + f.Place.Key
}
