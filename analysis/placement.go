package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// PlacementKey is the same for functions that sit alike: what one of them reaches all of them reach, so that a question
// needs to be asked once for all.
func (f *Function) PlacementKey() string {
	if f.Class == reach.ClassNotAttached {
		return f.Place.Region
	}
	var subnets []string
	for i := range f.Subnets {
		subnets = append(subnets, f.Subnets[i].ID)
	}
	slices.Sort(subnets)
	six := f.VpcConfig != nil && f.VpcConfig.Ipv6AllowedForDualStack
	return fmt.Sprint(f.Place.Region, " ", strings.Join(subnets, ","), " ", awsdata.GroupSet(f.Groups), " ", six, " ", f.CapacityProviderArn(), " ", f.Place.RoleKey)
}
