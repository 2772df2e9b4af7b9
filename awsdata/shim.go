package awsdata

func (x *Index) AllRegions() []*RegionIndex {
	var out []*RegionIndex
	for _, r := range x.Snapshot.Regions {
		out = append(out, x.regions[r.RegionName])
	}
	return out
}

func (x *Index) GroupHome(id string) *RegionIndex {
	for _, r := range x.AllRegions() {
		if r.SecurityGroup(id) != nil {
			return r
		}
	}
	return nil
}

func (x *Index) SubnetHome(id string) *RegionIndex {
	for _, r := range x.AllRegions() {
		if r.Subnet(id) != nil {
			return r
		}
	}
	return nil
}
