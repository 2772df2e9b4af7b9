package screen

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// switchesOf are the parts of the network that a place is about, with what can be
// switched off in each: for a function everything that has a part in its ways.
func switchesOf(env *Env, p Place) []switchGroup {
	rx := env.Result.Index.Region(p.Region)
	if rx == nil {
		return nil
	}
	if p.Kind != "" {
		return oneSwitch(rx, p.Region, p.ID)
	}
	f := functionOf(env.Result, p.Region, p.ID)
	if f == nil {
		return nil
	}
	ids := slices.Clone(f.Groups)
	var acls, more []string
	for i := range f.Subnets {
		sub := &f.Subnets[i]
		if sub.RouteTable != nil {
			ids = append(ids, sub.RouteTable.RouteTableId)
		}
		if sub.NetworkACL != nil {
			acls = append(acls, sub.NetworkACL.NetworkAclId)
		}
		for _, step := range sub.Steps {
			if rx.NatGateway(step.ID) != nil {
				more = append(more, step.ID)
			}
		}
	}
	for _, e := range rx.VPCEndpoints(f.VPCID) {
		more = append(more, e.VpcEndpointId)
	}
	var out []switchGroup
	seen := map[string]bool{}
	for _, id := range slices.Concat(ids, acls, more) {
		if !seen[id] {
			seen[id] = true
			out = append(out, oneSwitch(rx, p.Region, id)...)
		}
	}
	return out
}

// oneSwitch is one resource with what can be switched off in it, nothing for
// resources that cannot be switched.
func oneSwitch(rx *awsdata.RegionIndex, region, id string) []switchGroup {
	r, ok := rx.Lookup(id)
	if !ok {
		return nil
	}
	g := switchGroup{id: id}
	switch r := r.(type) {
	case *awsdata.SecurityGroup:
		g.what = "group"
		g.items = append(ruleItems(region, id, "out", r.IpPermissionsEgress), ruleItems(region, id, "in", r.IpPermissions)...)
	case *awsdata.RouteTable:
		g.what = "routes"
		for i := range r.Routes {
			route := &r.Routes[i]
			if route.Local() || route.Propagated() || rx.VPCEndpoint(route.Target()) != nil {
				continue // these come and go with something else
			}
			target := route.Target()
			if target == "" {
				target = "a target that is gone"
			}
			g.items = append(g.items, switchItem{route.Destination() + " → " + target,
				whatif.RemoveRoute{Region: region, Table: id, Destination: route.Destination()}})
		}
	case *awsdata.NetworkACL:
		g.what = "network ACL"
		g.items = aclItems(region, r)
	case *awsdata.NatGateway:
		g.what = "NAT"
		g.items = []switchItem{{"the NAT gateway as it is: " + r.State, whatif.RemoveNAT{Region: region, ID: id}}}
	case *awsdata.VPCEndpoint:
		g.what = "endpoint"
		g.items = []switchItem{{"the endpoint for " + r.Service(), whatif.RemoveEndpoint{Region: region, ID: id}}}
	default:
		e, ok := whatif.Gone(region, r)
		if !ok {
			return nil
		}
		kind, _ := kindByCode(kindOf(r))
		g.what = kind.Name
		g.items = []switchItem{{"the whole " + kind.Name, e}}
	}
	return []switchGroup{g}
}

func ruleItems(region, group, direction string, permissions []awsdata.IpPermission) []switchItem {
	var out []switchItem
	for i := range permissions {
		p := &permissions[i]
		for _, peer := range p.Peers() {
			e := whatif.RemoveRule{Region: region, Group: group, Direction: direction,
				Protocol: p.IpProtocol, Ports: editPorts(p), Peer: peer.Value}
			arrow := " → "
			if direction == "in" {
				arrow = " ← "
			}
			out = append(out, switchItem{fmt.Sprintf("%-3s  ", direction) + p.PortText() + arrow + peer.Value, e})
		}
	}
	return out
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

func aclItems(region string, acl *awsdata.NetworkACL) []switchItem {
	var out []switchItem
	for _, egress := range []bool{true, false} {
		direction := map[bool]string{true: "out", false: "in"}[egress]
		for i := range acl.Entries {
			e := &acl.Entries[i]
			if e.Egress != egress || e.NumberText() == "*" {
				continue // the last rule cannot be removed
			}
			out = append(out, switchItem{fmt.Sprintf("%-3s  %d  %s %s %s", direction, e.RuleNumber, e.RuleAction, e.PortText(), e.CIDR()),
				whatif.RemoveACLEntry{Region: region, ACL: acl.NetworkAclId, Direction: direction, Number: e.RuleNumber}})
		}
	}
	return out
}
