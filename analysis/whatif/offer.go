package whatif

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

// Offer is a resource with what can be switched off in it.
type Offer struct {
	Resource awsdata.Resource
	// Kind is what the switches are: rules of a group, routes, entries of an ACL, or the whole NAT gateway, endpoint or
	// other part.
	Kind     Kind
	Switches []Switch
}

// Switch is one edit that takes something away, with what it takes: the one of the three that the kind of the offer
// tells, and none of a whole part.
type Switch struct {
	Edit  Edit
	Rule  *awsdata.IpPermission // of which it takes the peer of the edit
	Route *awsdata.Route
	Entry *awsdata.NetworkACLEntry
}

// Offers is what can be switched off in a resource of a region; ok is false for what cannot be switched.
func Offers(rx *awsdata.RegionIndex, id string) (o Offer, ok bool) {
	r, ok := rx.Lookup(id)
	if !ok {
		return Offer{}, false
	}
	region := rx.Region.RegionName
	o.Resource = r
	switch r := r.(type) {
	case *awsdata.SecurityGroup:
		o.Kind = Rule
		o.rules(region, id, "out", r.IpPermissionsEgress)
		o.rules(region, id, "in", r.IpPermissions)
	case *awsdata.RouteTable:
		o.Kind = Route
		for i := range r.Routes {
			route := &r.Routes[i]
			if route.Local() || route.Propagated() || rx.VPCEndpoint(route.Target()) != nil {
				continue // these come and go with something else
			}
			o.Switches = append(o.Switches,
				Switch{Edit: RemoveRoute{Region: region, Table: id, Destination: route.Destination()}, Route: route})
		}
	case *awsdata.NetworkACL:
		o.Kind = ACLEntry
		o.entries(region, r)
	case *awsdata.NatGateway:
		o.Kind, o.Switches = NAT, []Switch{{Edit: RemoveNAT{Region: region, ID: id}}}
	case *awsdata.VPCEndpoint:
		o.Kind, o.Switches = Endpoint, []Switch{{Edit: RemoveEndpoint{Region: region, ID: id}}}
	default:
		e, ok := Gone(region, r)
		if !ok {
			return Offer{}, false
		}
		o.Kind, o.Switches = e.about().kind, []Switch{{Edit: e}}
	}
	return o, true
}

func (o *Offer) rules(region, group, direction string, permissions []awsdata.IpPermission) {
	for i := range permissions {
		p := &permissions[i]
		for _, peer := range p.Peers() {
			o.Switches = append(o.Switches, Switch{Rule: p, Edit: RemoveRule{Region: region, Group: group,
				Direction: direction, Protocol: p.IpProtocol, Ports: editPorts(p), Peer: peer.Value}})
		}
	}
}

// editPorts are the ports of a permission as an edit writes them, "" for all.
func editPorts(p *awsdata.IpPermission) string {
	switch {
	case p.FromPort == nil || p.ToPort == nil || p.IpProtocol == "-1" || *p.FromPort < 0:
		return ""
	case *p.FromPort == *p.ToPort:
		return fmt.Sprint(*p.FromPort)
	}
	return fmt.Sprintf("%d-%d", *p.FromPort, *p.ToPort)
}

func (o *Offer) entries(region string, acl *awsdata.NetworkACL) {
	for _, egress := range []bool{true, false} {
		direction := "in"
		if egress {
			direction = "out"
		}
		for i := range acl.Entries {
			e := &acl.Entries[i]
			if e.Egress != egress || e.NumberText() == "*" {
				continue // the last rule cannot be removed
			}
			o.Switches = append(o.Switches, Switch{Entry: e, Edit: RemoveACLEntry{Region: region,
				ACL: acl.NetworkAclId, Direction: direction, Number: e.RuleNumber}})
		}
	}
}
