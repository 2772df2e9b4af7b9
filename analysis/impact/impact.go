// Package impact computes who would notice if a part of the network were gone: the same questions are put to the
// account as it is and to a copy in memory without the part, for every function that the part can have to do with.
// Nothing is guessed from who refers to what: a function that depends on a part by three corners is found, and one
// whose other way is as good is not.
package impact

import (
	"context"
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Outcome is what becomes of a function, worst first.
type Outcome uint8

// The outcomes.
const (
	Stranded          Outcome = iota // it cannot run: no subnet is left, or its role is gone
	Offline                          // it loses the internet from every subnet
	SomeZones                        // it loses the internet from some subnets
	OtherDestinations                // it loses other destinations
	Maybe                            // what is not known now would certainly be shut, or the other way round
	FewerZones                       // it runs in fewer subnets, and reaches the same from those
	Rerouted                         // it reaches the same by another way
	Gains                            // it reaches more
	Unaffected                       // nothing changes
)

// Function is what becomes of one function.
type Function struct {
	*analysis.Function // as it is now
	Outcome            Outcome
	Lost               netset.Set // what it cannot reach any more from some subnet from which it can now
	Everywhere         bool       // and from no other subnet either
	Gained             netset.Set
	// known now and unknown then or the other way round, or needing the part for all that is known
	Unclear     netset.Set
	Moved       netset.Set // reached by another way
	Ways        []reach.Way
	LostFrom    []reach.SubnetPlace // subnets that lose the internet
	UnclearFrom []reach.SubnetPlace // subnets of which it would not be known whether they have it
	Dropped     []reach.SubnetPlace // subnets that it does not have any more
	Service     *Service            // for an endpoint: how its service is reached
}

// Service is how a service's name is answered now and then.
type Service struct {
	Name        string
	Now, Then   reach.Verdict
	Was, Is     *reach.Trace
	SameStation bool // the name leads the same way
}

// Impact is what follows.
type Impact struct {
	Functions []Function // those that are affected or use the part, in the order of the result
	Compared  int        // functions that could be affected
	// transit gateways over which functions may come to need it, and nobody knows: not all routes were read
	Beyond []string
}

// Of computes what follows from taking a resource away. Users are those functions that are told of even where nothing
// changes for them. Progress, if there is one, is told how many placements of how many are done.
func Of(ctx context.Context, before *analysis.Result, region string, r awsdata.Resource, users []*analysis.Function,
	progress func(done, of int)) (*Impact, error) {
	if role, ok := r.(*awsdata.Role); ok {
		return withoutRole(before, role), nil
	}
	edit, ok := whatif.Gone(region, r)
	if !ok {
		return nil, fmt.Errorf("%s is no part of the network that could be taken away", r.ID())
	}
	changed, err := whatif.Apply(before.Snapshot, []whatif.Edit{edit})
	if err != nil {
		return nil, fmt.Errorf("take %s away: %w", r.ID(), err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	index, part := awsdata.NewIndex(changed), comparison{part: r.ID(), routed: routed(before, region, r),
		gone: addressesOnlyIn(before.Snapshot, changed)}
	if e, ok := r.(*awsdata.VPCEndpoint); ok {
		if to, err := names.Parse(before.Index.Region(region), e.ServiceName); err == nil &&
			to.Kind == names.KindService {
			part.service = &to
		}
	}
	out := &Impact{Beyond: beyond(before, region, r)}
	uses := make(map[*analysis.Function]bool, len(users))
	for _, f := range users {
		uses[f] = true
	}
	candidates := Candidates(before, region, r)
	for len(candidates) > 0 {
		n := 1 // those of one account
		for n < len(candidates) && candidates[n].Account == candidates[0].Account {
			n++
		}
		c := part
		c.current = before.Of(candidates[0].Account)
		c.index = index.As(c.current.Snapshot.AccountID)
		c.engine = reach.New(c.index)
		answers, err := c.all(ctx, candidates[:n], progress)
		if err != nil {
			return nil, err
		}
		for i, f := range candidates[:n] {
			answer := answers[i]
			if answer.Outcome == Unaffected && !uses[f] {
				continue
			}
			answer.Function = f
			out.Functions = append(out.Functions, answer)
		}
		out.Compared += n
		candidates = candidates[n:]
	}
	return out, nil
}

// withoutRole: Lambda assumes the role to run a function, so none of its functions runs without it. What they reach
// needs no comparing. Source: AWS Lambda developer guide, "Defining Lambda function permissions with an execution
// role".
func withoutRole(before *analysis.Result, role *awsdata.Role) *Impact {
	out := &Impact{}
	for _, f := range before.Functions {
		if f.Role == role.Arn {
			out.Functions = append(out.Functions, Function{Function: f, Outcome: Stranded})
		}
	}
	out.Compared = len(out.Functions)
	return out
}

// Candidates are the functions that a resource can have to do with: those of its VPCs, of the VPCs peered with them,
// and of the VPCs that a transit gateway joins with them, for which a NAT gateway behind it may be the way out. A
// prefix list or transit gateway can concern every VPC of its region, and every part of a region those functions of
// which nobody knows the VPC. They are in any account, those of the result's first.
func Candidates(res *analysis.Result, region string, r awsdata.Resource) []*analysis.Function {
	var out []*analysis.Function
	if role, ok := r.(*awsdata.Role); ok {
		for _, f := range res.Functions {
			if f.Role == role.Arn {
				out = append(out, f)
			}
		}
		return out
	}
	vpcs := map[string]bool{}
	every := false
	switch r := r.(type) {
	case *awsdata.ManagedPrefixList, *awsdata.TransitGateway:
		every = true
	case *awsdata.VPCPeeringConnection:
		vpcs[r.RequesterVpcInfo.VpcId], vpcs[r.AccepterVpcInfo.VpcId] = true, true
	case *awsdata.SecurityGroup:
		vpcs[r.VpcId] = true
		if home := res.Snapshot.Region(region); home != nil {
			for _, a := range home.SecurityGroupVPCAssociations {
				vpcs[a.VpcId] = vpcs[a.VpcId] || a.GroupId == r.GroupId
			}
		}
	default:
		for _, id := range homes(r) {
			vpcs[id] = true
		}
	}
	peers := map[string]bool{}
	for _, at := range res.Snapshot.Regions {
		for i := range at.PeeringConnections {
			p := &at.PeeringConnections[i]
			a, b := p.RequesterVpcInfo.VpcId, p.AccepterVpcInfo.VpcId
			if vpcs[a] {
				peers[b] = true
			}
			if vpcs[b] {
				peers[a] = true
			}
		}
		for id := range vpcs {
			for _, other := range joined(at, id) {
				peers[other] = true
			}
		}
	}
	for _, f := range res.Everywhere() {
		switch {
		case f.VPCID != "" && (vpcs[f.VPCID] || peers[f.VPCID] || every && f.Place.Region == region):
			out = append(out, f)
		case f.VPCID == "" && f.Class != reach.ClassNotAttached && f.Place.Region == region:
			out = append(out, f) // nobody knows which VPC it is in
		}
	}
	return out
}

// joined are the VPCs of the region that a transit gateway joins with one.
func joined(at *awsdata.Region, vpc string) []string {
	var out []string
	for i := range at.TransitGatewayVPCAttachments {
		a := &at.TransitGatewayVPCAttachments[i]
		if a.VpcId != vpc {
			continue
		}
		for j := range at.TransitGatewayVPCAttachments {
			if b := &at.TransitGatewayVPCAttachments[j]; b.TransitGatewayId == a.TransitGatewayId && b.VpcId != vpc {
				out = append(out, b.VpcId)
			}
		}
	}
	return out
}

// beyond are the transit gateways that join a resource's VPC with VPCs of other functions and have a route table that
// was not read: whose way leads over it is not known.
func beyond(res *analysis.Result, region string, r awsdata.Resource) []string {
	home := res.Snapshot.Region(region)
	at := homes(r)
	if g, ok := r.(*awsdata.SecurityGroup); ok {
		at = []string{g.VpcId}
	}
	if home == nil || len(at) == 0 {
		return nil
	}
	others := map[string]bool{}
	for _, f := range res.Everywhere() {
		if f.Place.Region == region && f.VPCID != "" && !slices.Contains(at, f.VPCID) {
			others[f.VPCID] = true
		}
	}
	joins := map[string]bool{}
	for i := range home.TransitGatewayVPCAttachments {
		a := &home.TransitGatewayVPCAttachments[i]
		joins[a.TransitGatewayId] = joins[a.TransitGatewayId] || others[a.VpcId]
	}
	var out []string
	for i := range home.TransitGatewayVPCAttachments {
		a := &home.TransitGatewayVPCAttachments[i]
		if joins[a.TransitGatewayId] && slices.Contains(at, a.VpcId) && !slices.Contains(out, a.TransitGatewayId) &&
			unread(home, a.TransitGatewayId) {
			out = append(out, a.TransitGatewayId)
		}
	}
	return out
}

// unread reports whether the routes of a transit gateway are not all in the snapshot.
func unread(home *awsdata.Region, id string) bool {
	known := false
	for i := range home.TransitGatewayRouteTables {
		if t := &home.TransitGatewayRouteTables[i]; t.TransitGatewayId == id {
			if !t.RoutesKnown {
				return true
			}
			known = true
		}
	}
	return !known
}

// routed reports whether routes that nobody has seen may need a resource: those of a main table, or through a gateway.
// Any other table tells itself which subnets have it.
func routed(before *analysis.Result, region string, r awsdata.Resource) bool {
	switch r := r.(type) {
	case *awsdata.SecurityGroup, *awsdata.NetworkACL, *awsdata.NetworkInterface:
		return false
	case *awsdata.RouteTable:
		return r.Main()
	case *awsdata.VPCEndpoint:
		return r.Type() != "Interface"
	case *awsdata.Subnet:
		home := before.Snapshot.Region(region)
		return home != nil &&
			slices.ContainsFunc(home.NatGateways, func(n awsdata.NatGateway) bool { return n.SubnetId == r.SubnetId })
	}
	return true
}

// homes are the VPCs that a resource is in.
func homes(r awsdata.Resource) []string {
	switch r := r.(type) {
	case *awsdata.VPC:
		return []string{r.VpcId}
	case *awsdata.Subnet:
		return []string{r.VpcId}
	case *awsdata.RouteTable:
		return []string{r.VpcId}
	case *awsdata.NetworkACL:
		return []string{r.VpcId}
	case *awsdata.NatGateway:
		return []string{r.VpcId}
	case *awsdata.VPCEndpoint:
		return []string{r.VpcId}
	case *awsdata.NetworkInterface:
		return []string{r.VpcId}
	case *awsdata.InternetGateway:
		return attached(r.Attachments)
	case *awsdata.EgressOnlyInternetGateway:
		return attached(r.Attachments)
	}
	return nil
}

func attached(list []awsdata.GatewayAttachment) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.VpcId)
	}
	return out
}

// addressesOnlyIn are the addresses of interfaces that the later snapshot does not have: nothing answers there.
func addressesOnlyIn(before, after *awsdata.Snapshot) netset.Set {
	var b netset.Builder
	for _, was := range before.Regions {
		is := after.RegionOf(was.AccountID, was.RegionName)
		if is == nil || len(is.NetworkInterfaces) == len(was.NetworkInterfaces) {
			continue
		}
		left := make(map[string]bool, len(is.NetworkInterfaces))
		for i := range is.NetworkInterfaces {
			left[is.NetworkInterfaces[i].NetworkInterfaceId] = true
		}
		for i := range was.NetworkInterfaces {
			n := &was.NetworkInterfaces[i]
			// Nobody opens a connection to one of Lambda's own.
			if !left[n.NetworkInterfaceId] && n.InterfaceType != "lambda" {
				b.AddAddrs(n.Addresses(), netset.TCPAndUDP())
			}
		}
	}
	return b.Set()
}

// move notes what one subnet reaches before and after, by other ways.
func (f *Function) move(was, is *reach.SubnetReach) {
	for i := range was.Parts {
		p := &was.Parts[i]
		if p.Verdict == reach.Unknown {
			continue
		}
		rest := p.Set
		for j := range is.Parts {
			if is.Parts[j].Way == p.Way {
				rest = rest.Minus(is.Parts[j].Set)
			}
		}
		for j := range is.Parts {
			q := &is.Parts[j]
			if q.Way == p.Way || q.Verdict == reach.Unknown || !q.Set.Overlaps(rest) {
				continue
			}
			f.Moved = f.Moved.Union(rest.Intersect(q.Set))
			if !slices.Contains(f.Ways, q.Way) {
				f.Ways = append(f.Ways, q.Way)
			}
		}
	}
}

// open counts the subnets that have the internet.
func open(list []reach.SubnetPlace) (n int) {
	for i := range list {
		if v := list[i].Internet; v == reach.Reachable || v == reach.Partial {
			n++
		}
	}
	return n
}

// mayHave reports whether the function may have the internet from a subnet of which it is not known now, and that
// stays.
func (f *Function) mayHave() bool {
	return slices.ContainsFunc(f.Subnets, func(s reach.SubnetPlace) bool {
		return s.Internet == reach.Unknown &&
			!slices.ContainsFunc(f.Dropped, func(d reach.SubnetPlace) bool { return d.ID == s.ID })
	})
}

// judge is the worst that becomes of the function.
func (f *Function) judge() Outcome {
	lost := len(f.LostFrom) + open(f.Dropped)
	all := lost > 0 && lost == open(f.Subnets)
	service := f.Service
	switch {
	case all && !f.mayHave():
		return Offline
	case len(f.LostFrom) > 0:
		return SomeZones
	case !f.Lost.IsEmpty(), service != nil && service.Then < service.Now && service.Then != reach.Unknown &&
		service.Now != reach.Unknown:
		return OtherDestinations
	case all, !f.Unclear.IsEmpty(), len(f.UnclearFrom) > 0, service != nil && service.Then != service.Now &&
		(service.Then == reach.Unknown || service.Now == reach.Unknown && service.Then == reach.Blocked):
		return Maybe
	case len(f.Dropped) > 0:
		return FewerZones
	case service != nil && service.Now == reach.Blocked && service.Then != reach.Blocked:
		return Gains // the endpoint stands in the way of the name that it has captured
	case !f.Moved.IsEmpty(), service != nil && service.Then != reach.Blocked && !service.SameStation:
		return Rerouted
	case !f.Gained.IsEmpty(), service != nil && service.Then > service.Now && service.Now != reach.Unknown:
		return Gains
	}
	return Unaffected
}
