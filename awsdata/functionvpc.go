package awsdata

import (
	"maps"
	"slices"
)

// FunctionVPCs are the VPCs that the functions of a region are in, sorted. A function's own word for its VPC counts
// only where the subnets do not tell.
func (r *Region) FunctionVPCs() []string {
	home := make(map[string]string, len(r.Subnets))
	for i := range r.Subnets {
		home[r.Subnets[i].SubnetId] = r.Subnets[i].VpcId
	}
	providers := make(map[string][]string, len(r.CapacityProviders))
	note := func(p *CapacityProvider) {
		if p.VpcConfig != nil {
			providers[p.CapacityProviderArn] = p.VpcConfig.SubnetIds
		}
	}
	for i := range r.CapacityProviders {
		note(&r.CapacityProviders[i])
	}
	for _, d := range r.CapacityProviderByID {
		note(&d.CapacityProvider)
	}
	seen := make(map[string]bool)
	for i := range r.Functions {
		f := &r.Functions[i]
		subnets := providers[f.CapacityProviderArn()]
		vpc := ""
		if f.Attached() && !f.Managed() {
			subnets, vpc = f.VpcConfig.SubnetIds, f.VpcConfig.VpcId
		}
		for _, subnet := range subnets {
			if home[subnet] != "" {
				vpc = home[subnet]
				break
			}
		}
		if vpc != "" {
			seen[vpc] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
