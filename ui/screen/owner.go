package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
)

// owner is one thing that another belongs to.
type owner struct {
	region, id string
	what       string // "VPC", "function"
}

// goOwner jumps to what a thing belongs to; of several the person chooses one.
func (t *thing) goOwner(env *Env) (Intent, string) {
	owners, why := t.owners(env.Result)
	var out []Suggestion
	for _, o := range owners {
		p, ok := placeOf(env.Result, o.region, o.id)
		if f := functionOf(env.Result, o.region, o.id); f != nil {
			p, ok = functionPlace(f), true
		}
		if !ok {
			why = o.what + " " + o.id + " is not in the snapshot"
			continue
		}
		out = append(out, Suggestion{Word: nameOf(env.Result, p.Region, o.id), What: o.what, To: Push{p}})
	}
	switch len(out) {
	case 0:
		return nil, why
	case 1:
		return out[0].To, ""
	}
	return choose(t.name()+" belongs to several: which?", out), ""
}

// choose asks for one of some suggestions.
func choose(title string, choices []Suggestion) Ask {
	return Ask{
		Title: title,
		Suggest: func(text string) []Suggestion {
			word := strings.ToLower(strings.TrimSpace(text))
			return slices.DeleteFunc(slices.Clone(choices), func(s Suggestion) bool {
				return !strings.Contains(strings.ToLower(s.Word+" "+s.What), word)
			})
		},
		Parse: func(text string) (Intent, error) { return nil, fmt.Errorf("%q is none of them", text) },
	}
}

// owners are what a thing belongs to. Where there is nothing, why says so.
func (t *thing) owners(res *analysis.Result) (list []owner, why string) {
	region := t.place.Region
	vpc := func(ids ...string) []owner {
		var out []owner
		for _, id := range ids {
			if id != "" && !slices.Contains(out, owner{region, id, "VPC"}) {
				out = append(out, owner{region, id, "VPC"})
			}
		}
		return out
	}
	if t.finding != nil {
		id := t.finding.Resource
		if t.finding.Cause != "" {
			id = t.finding.Cause
		}
		if id == "" {
			return nil, "this finding is about the account, not about one resource"
		}
		return []owner{{region, id, "cause"}}, ""
	}
	if t.fn != nil {
		return vpc(t.fn.VPCID), t.fn.FunctionName + " is not in a VPC: it belongs to no network"
	}
	switch r := t.resource.(type) {
	case *awsdata.Function:
		return []owner{{region, r.FunctionName, "function"}}, ""
	case *awsdata.Subnet:
		return vpc(r.VpcId), "the snapshot does not say which VPC it is in"
	case *awsdata.RouteTable:
		return vpc(r.VpcId), "the snapshot does not say which VPC it is in"
	case *awsdata.SecurityGroup:
		return vpc(r.VpcId), "it is in no VPC"
	case *awsdata.NetworkACL:
		return vpc(r.VpcId), "the snapshot does not say which VPC it is in"
	case *awsdata.VPCEndpoint:
		return vpc(r.VpcId), "the snapshot does not say which VPC it is in"
	case *awsdata.NatGateway:
		if r.SubnetId != "" {
			return []owner{{region, r.SubnetId, "subnet"}}, ""
		}
		return vpc(r.VpcId), "the snapshot does not say which VPC it is in"
	case *awsdata.InternetGateway:
		return vpc(attachedVPCs(r.Attachments)...), "it is attached to no VPC"
	case *awsdata.EgressOnlyInternetGateway:
		return vpc(attachedVPCs(r.Attachments)...), "it is attached to no VPC"
	case *awsdata.VPCPeeringConnection:
		return vpc(r.RequesterVpcInfo.VpcId, r.AccepterVpcInfo.VpcId), "the snapshot does not say which VPCs it connects"
	case *awsdata.NetworkInterface:
		return interfaceOwners(res, region, r)
	case *awsdata.TransitGatewayAttachment:
		if r.ResourceType == "vpc" {
			return vpc(r.ResourceId), ""
		}
		return []owner{{region, r.TransitGatewayId, "transit gateway"}}, ""
	case *awsdata.TransitGatewayRouteTable:
		return []owner{{region, r.TransitGatewayId, "transit gateway"}}, ""
	case *awsdata.FlowLog:
		return []owner{{region, r.ResourceId, "what it watches"}}, ""
	case *awsdata.DhcpOptions:
		return dhcpOwners(res, region, r.DhcpOptionsId), "no VPC uses it"
	case *awsdata.CapacityProvider:
		return functionsWith(res, func(f *analysis.Function) bool { return f.CapacityProviderArn() == r.CapacityProviderArn }), "no function runs on it"
	case *awsdata.Role:
		return functionsWith(res, func(f *analysis.Function) bool { return f.Role == r.Arn }), "no function runs as it"
	case *awsdata.VPC:
		return nil, "a VPC belongs to an account: " + orUnknown(r.OwnerId)
	case *awsdata.TransitGateway:
		return nil, "a transit gateway belongs to an account: " + orUnknown(r.OwnerId)
	case *awsdata.ManagedPrefixList:
		return nil, "a prefix list belongs to an account: " + orUnknown(r.OwnerId)
	case *awsdata.HostedZone:
		return vpc(r.VPCs...), "no VPC asks it"
	case *awsdata.EventSourceMapping:
		return []owner{{region, r.FunctionName(), "function"}}, ""
	case interface{ VPCID() string }:
		return vpc(r.VPCID()), "the snapshot does not say which VPC it is in"
	}
	return nil, "it belongs to nothing that vpclens reads"
}

func orUnknown(s string) string {
	if s == "" {
		return "which one the snapshot does not say"
	}
	return s
}

func attachedVPCs(list []awsdata.GatewayAttachment) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.VpcId)
	}
	return out
}

func functionsWith(res *analysis.Result, has func(*analysis.Function) bool) []owner {
	var out []owner
	for _, f := range res.Functions {
		if has(f) {
			out = append(out, owner{f.Place.Region, f.FunctionName, "function in " + f.Place.Region})
		}
	}
	return out
}

func dhcpOwners(res *analysis.Result, region, id string) []owner {
	var out []owner
	if r := res.Snapshot.Region(region); r != nil {
		for i := range r.VPCs {
			if r.VPCs[i].DhcpOptionsId == id {
				out = append(out, owner{region, r.VPCs[i].VpcId, "VPC"})
			}
		}
	}
	return out
}

// interfaceOwners are the functions that send from one of Lambda's interfaces, or
// the NAT gateway or endpoint that another one is a part of.
func interfaceOwners(res *analysis.Result, region string, n *awsdata.NetworkInterface) ([]owner, string) {
	rx := res.Index.Region(region)
	if n.InterfaceType == "lambda" {
		set := awsdata.GroupSet(n.GroupIDs())
		out := functionsWith(res, func(f *analysis.Function) bool {
			return f.Place.Region == region && awsdata.GroupSet(f.Groups) == set && hasSubnet(f, n.SubnetId)
		})
		if out != nil {
			return out, ""
		}
		return versionOwners(rx, n, set), "no function, and no published version in the snapshot, has its subnet and exactly its groups"
	}
	for i := range rx.Region.NatGateways {
		g := &rx.Region.NatGateways[i]
		if slices.ContainsFunc(g.NatGatewayAddresses, func(a awsdata.NatGatewayAddress) bool { return a.NetworkInterfaceId == n.NetworkInterfaceId }) {
			return []owner{{region, g.NatGatewayId, "NAT gateway"}}, ""
		}
	}
	for i := range rx.Region.VPCEndpoints {
		if e := &rx.Region.VPCEndpoints[i]; slices.Contains(e.NetworkInterfaceIds, n.NetworkInterfaceId) {
			return []owner{{region, e.VpcEndpointId, "VPC endpoint"}}, ""
		}
	}
	if stores := rx.StoresAt(n); len(stores) > 0 {
		var out []owner
		for _, s := range stores {
			kind, _ := kindByCode(s.Kind())
			out = append(out, owner{region, s.ID(), kind.Name})
		}
		return out, ""
	}
	if who := n.Owner(); who != "" {
		return nil, "it belongs to " + ownerWords(who) + ", which vpclens does not read"
	}
	return nil, "nothing in the snapshot says what it belongs to"
}

func hasSubnet(f *analysis.Function, id string) bool {
	for i := range f.Subnets {
		if f.Subnets[i].ID == id {
			return true
		}
	}
	return false
}

// versionOwners are the functions of which a published version holds the interface.
func versionOwners(rx *awsdata.RegionIndex, n *awsdata.NetworkInterface, set string) []owner {
	var out []owner
	for i := range rx.Region.Functions {
		f := &rx.Region.Functions[i]
		if f.Published() && slices.Contains(f.SubnetIDs(), n.SubnetId) && awsdata.GroupSet(f.SecurityGroupIDs()) == set {
			out = append(out, owner{rx.Region.RegionName, f.ID(), "published version"})
		}
	}
	return out
}
