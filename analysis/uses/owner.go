package uses

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// Owner is one thing that another belongs to.
type Owner struct {
	Region string
	ID     string
	What   What
}

// What is what an owner is to the thing that belongs to it, as people call it: one of these, or the name of a kind of
// data store.
type What string

// What owners are.
const (
	InVPC            What = "VPC"
	InSubnet         What = "subnet"
	OfFunction       What = "function"
	OfVersion        What = "published version"
	OfNAT            What = "NAT gateway"
	OfEndpoint       What = "VPC endpoint"
	OfTransitGateway What = "transit gateway"
	Watched          What = "what it watches"
	FindingCause     What = "cause"
)

// Owned is what a thing belongs to. Where that is nothing, None says why. Missing are the calls that are not in the
// snapshot and would name more owners: with any of them nobody knows whether there are none.
type Owned struct {
	Owners  []Owner
	None    Statement
	Missing []string
}

// OwnersOfFinding are the cause of a finding or, where it has none, what it is about.
func OwnersOfFinding(f *check.Finding) Owned {
	id := f.Resource
	if f.Cause != "" {
		id = f.Cause
	}
	if id == "" {
		return Owned{None: state(AboutTheAccount)}
	}
	return Owned{Owners: []Owner{{f.Region, id, FindingCause}}}
}

// OwnersOfFunction is the VPC of a function.
func OwnersOfFunction(f *analysis.Function) Owned {
	o := ownership{region: f.Place.Region}
	return o.vpc(state(FunctionInNoVPC, f.FunctionName), f.VPCID)
}

// Owners are what a resource of a region belongs to.
func Owners(res *analysis.Result, region string, r awsdata.Resource) Owned {
	o := ownership{res: res, region: region}
	out := o.of(r)
	if len(out.Owners) > 0 {
		out.None, out.Missing = Statement{}, nil
	}
	return out
}

// ownership finds owners in one region of a result.
type ownership struct {
	res    *analysis.Result
	region string
}

func (o ownership) of(r awsdata.Resource) Owned {
	switch r := r.(type) {
	case *awsdata.Function:
		return o.one(r.FunctionName, OfFunction)
	case *awsdata.SecurityGroup:
		return o.vpc(state(InNoVPC), r.VpcId)
	case *awsdata.NatGateway:
		if r.SubnetId != "" {
			return o.one(r.SubnetId, InSubnet)
		}
		return o.vpc(state(VPCNotKnown), r.VpcId)
	case *awsdata.InternetGateway, *awsdata.EgressOnlyInternetGateway:
		return o.vpc(state(AttachedToNone), awsdata.ParentsOf(r)...)
	case *awsdata.VPCPeeringConnection:
		return o.vpc(state(PeersNotKnown), awsdata.ParentsOf(r)...)
	case *awsdata.NetworkInterface:
		return o.networkInterface(r)
	case *awsdata.TransitGatewayAttachment:
		if r.ResourceType == "vpc" {
			return o.vpc(state(VPCNotKnown), r.ResourceId)
		}
		return o.one(r.TransitGatewayId, OfTransitGateway)
	case *awsdata.TransitGatewayRouteTable:
		return o.one(r.TransitGatewayId, OfTransitGateway)
	case *awsdata.FlowLog:
		return o.one(r.ResourceId, Watched)
	case *awsdata.DhcpOptions:
		return o.dhcp(r.DhcpOptionsId)
	case *awsdata.CapacityProvider:
		return o.functions(state(NoFunctionOnIt), func(f *analysis.Function) bool {
			return f.CapacityProviderArn() == r.CapacityProviderArn
		})
	case *awsdata.Role:
		return o.functions(state(NoFunctionAsIt), func(f *analysis.Function) bool { return f.Role == r.Arn })
	case *awsdata.VPC:
		return account(VPCOfAccount, r.OwnerId)
	case *awsdata.TransitGateway:
		return account(TransitGatewayOfAccount, r.OwnerId)
	case *awsdata.ManagedPrefixList:
		return account(PrefixListOfAccount, r.OwnerId)
	case *awsdata.HostedZone:
		return o.vpc(state(NoVPCAsksIt), r.VPCs...)
	case *awsdata.EventSourceMapping:
		return o.one(r.FunctionName(), OfFunction)
	}
	switch r.(type) {
	case awsdata.Placed, interface{ VPCID() string }:
		vpcs := slices.DeleteFunc(slices.Clone(awsdata.ParentsOf(r)), func(id string) bool {
			return strings.HasPrefix(id, "subnet-")
		})
		return o.vpc(state(VPCNotKnown), vpcs...)
	}
	return Owned{None: state(BelongsToNothing)}
}

func (o ownership) one(id string, what What) Owned {
	return Owned{Owners: []Owner{{o.region, id, what}}}
}

// vpc are VPCs as owners; none says why where there is no id.
func (o ownership) vpc(none Statement, ids ...string) Owned {
	out := Owned{None: none}
	for _, id := range ids {
		if owner := (Owner{o.region, id, InVPC}); id != "" && !slices.Contains(out.Owners, owner) {
			out.Owners = append(out.Owners, owner)
		}
	}
	return out
}

func account(none Reason, id string) Owned { return Owned{None: state(none, id)} }

// functions are the functions of all regions that pass a test.
func (o ownership) functions(none Statement, has func(*analysis.Function) bool) Owned {
	out := Owned{None: none}
	for _, f := range o.res.Functions {
		if has(f) {
			out.Owners = append(out.Owners, Owner{f.Place.Region, f.FunctionName, OfFunction})
		}
	}
	if len(o.res.Unread()) > 0 {
		out.Missing = []string{"list-functions"}
	}
	return out
}

func (o ownership) dhcp(id string) Owned {
	out := Owned{None: state(NoVPCUsesIt)}
	r := o.res.Snapshot.Region(o.region)
	if r == nil {
		return out
	}
	for i := range r.VPCs {
		if r.VPCs[i].DhcpOptionsId == id {
			out.Owners = append(out.Owners, Owner{o.region, r.VPCs[i].VpcId, InVPC})
		}
	}
	out.Missing = lacking(r, "describe-vpcs")
	return out
}

// lacking are those of some calls that a region does not have.
func lacking(r *awsdata.Region, calls ...string) []string {
	return slices.DeleteFunc(calls, r.Has)
}

// networkInterface are the functions that send from one of Lambda's interfaces, or the NAT gateway, endpoint or data
// store that another one is a part of.
func (o ownership) networkInterface(n *awsdata.NetworkInterface) Owned {
	rx := o.res.Index.Region(o.region)
	if n.InterfaceType == "lambda" {
		return o.lambdaInterface(rx, n)
	}
	for i := range rx.Region.NatGateways {
		g := &rx.Region.NatGateways[i]
		if slices.ContainsFunc(g.NatGatewayAddresses,
			func(a awsdata.NatGatewayAddress) bool { return a.NetworkInterfaceId == n.NetworkInterfaceId }) {
			return o.one(g.NatGatewayId, OfNAT)
		}
	}
	for i := range rx.Region.VPCEndpoints {
		if e := &rx.Region.VPCEndpoints[i]; slices.Contains(e.NetworkInterfaceIds, n.NetworkInterfaceId) {
			return o.one(e.VpcEndpointId, OfEndpoint)
		}
	}
	if stores := rx.StoresAt(n); len(stores) > 0 {
		var out Owned
		for _, s := range stores {
			kind, _ := awsdata.KindOf(s)
			out.Owners = append(out.Owners, Owner{o.region, s.ID(), What(kind.Name)})
		}
		return out
	}
	missing := lacking(rx.Region, "describe-nat-gateways", "describe-vpc-endpoints")
	if who := n.OwnerName(); who != "" {
		return Owned{None: state(OfSomebodyElse, who), Missing: missing}
	}
	return Owned{None: state(OwnerNotKnown), Missing: missing}
}

// lambdaInterface are the functions with the interface's subnet and exactly its groups, for which Lambda made it, or
// else those of which a published version has them. Source: AWS Lambda developer guide, "Giving Lambda functions access
// to resources in an Amazon VPC".
func (o ownership) lambdaInterface(rx *awsdata.RegionIndex, n *awsdata.NetworkInterface) Owned {
	set := awsdata.GroupSet(n.GroupIDs())
	out := o.functions(state(NoFunctionHasIt), func(f *analysis.Function) bool {
		return f.Place.Region == o.region && awsdata.GroupSet(f.Groups) == set && hasSubnet(f, n.SubnetId)
	})
	if len(out.Owners) > 0 {
		return out
	}
	for i := range rx.Region.Functions {
		f := &rx.Region.Functions[i]
		if f.Published() && slices.Contains(f.SubnetIDs(), n.SubnetId) &&
			awsdata.GroupSet(f.SecurityGroupIDs()) == set {
			out.Owners = append(out.Owners, Owner{rx.Region.RegionName, f.ID(), OfVersion})
		}
	}
	return out
}
