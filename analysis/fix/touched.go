package fix

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// touch is what edits touch.
type touch struct {
	functions, groups, acls map[string]bool // these, and only what they are used by
	vpcs                    map[string]bool // all that is in these
	// what is touched can be on anybody's way in its VPC, beyond it, or anywhere
	wide bool
}

// touched finds what edits touch. Edits that only allow more, at groups and ACLs, concern those that have them; others
// can take something from everybody.
func touched(index *awsdata.Index, region string, edits []whatif.Edit) touch {
	t := touch{functions: map[string]bool{}, groups: map[string]bool{}, acls: map[string]bool{},
		vpcs: map[string]bool{}}
	for _, e := range edits {
		switch e := e.(type) {
		case whatif.AddRule:
			t.groups[e.Group] = true
		case whatif.AddACLEntry:
			t.acls[e.ACL] = true
			if !e.Allow {
				t.everybody(index.Region(region), e.ACL)
			}
		case whatif.SetSubnets:
			t.functions[e.Function] = true
		case whatif.AddSubnet:
			t.functions[e.Function] = true
		case whatif.AllowIPv6:
			t.functions[e.Function] = true
		case whatif.AddNAT, whatif.AddRouteTable:
		default:
			t.everybody(index.Region(region), whatif.About(e))
		}
	}
	return t
}

// everybody adds the VPC of a resource, and those that are joined to it by a peering or a transit gateway: NAT
// gateways, endpoints and destinations in it serve them all.
func (t *touch) everybody(rx *awsdata.RegionIndex, id string) {
	t.wide = true
	vpc := ""
	r, _ := rx.Lookup(id)
	switch r := r.(type) {
	case *awsdata.VPC:
		vpc = r.VpcId
	case *awsdata.RouteTable:
		vpc = r.VpcId
	case *awsdata.NetworkACL:
		vpc = r.VpcId
	case *awsdata.SecurityGroup:
		vpc = r.VpcId
	case *awsdata.VPCEndpoint:
		vpc = r.VpcId
	case *awsdata.Subnet:
		vpc = r.VpcId
	case *awsdata.NetworkInterface:
		vpc = r.VpcId
	default:
		return // of what an edit before has made
	}
	t.vpcs[vpc] = true
	for i := range rx.Region.PeeringConnections {
		if far := rx.Region.PeeringConnections[i].Other(vpc); far != nil {
			t.vpcs[far.VpcId] = true
		}
	}
	joins := map[string]bool{}
	for i := range rx.Region.TransitGatewayVPCAttachments {
		a := &rx.Region.TransitGatewayVPCAttachments[i]
		joins[a.TransitGatewayId] = joins[a.TransitGatewayId] || a.VpcId == vpc
	}
	for i := range rx.Region.TransitGatewayVPCAttachments {
		if a := &rx.Region.TransitGatewayVPCAttachments[i]; joins[a.TransitGatewayId] {
			t.vpcs[a.VpcId] = true
		}
	}
}

// concerns reports whether the edits can have to do with a function. What is wide can have to do with all that are in a
// VPC.
func (c *comparison) concerns(rx *awsdata.RegionIndex, f *awsdata.Function) bool {
	subnets, groups := rx.Placement(f)
	switch {
	case f == c.fn:
		return true
	case len(subnets) == 0:
		return false
	case c.touch.wide && c.touch.vpcs[rx.FunctionVPC(f)], rx.FunctionVPC(f) == "":
		return true
	case rx != c.index.Region(c.region):
		return false
	}
	if c.touch.functions[f.FunctionName] ||
		slices.ContainsFunc(groups, func(id string) bool { return c.touch.groups[id] }) {
		return true
	}
	return slices.ContainsFunc(subnets, func(id string) bool {
		acl := rx.SubnetNetworkACL(id)
		return acl != nil && c.touch.acls[acl.NetworkAclId]
	})
}
