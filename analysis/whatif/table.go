package whatif

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// AddRouteTable creates a route table with the static routes, the gateway endpoints and the propagation of another one
// of its VPC, so that a subnet can have a way of its own and keep all others.
type AddRouteTable struct {
	Region string `json:"region,omitempty"`
	Name   string `json:"name,omitempty"`   // its id is rtb-whatif-NAME until AWS gives it one
	Like   string `json:"like,omitempty"`   // the table whose routes it gets
	Except string `json:"except,omitempty"` // a destination whose route it does not get
}

// Associate gives a subnet a route table of its own, or another one than it has.
type Associate struct {
	Region string `json:"region,omitempty"`
	Table  string `json:"table,omitempty"`
	Subnet string `json:"subnet,omitempty"`
}

// Dissociate takes a subnet's own route table away: the VPC's main one applies to it.
type Dissociate struct {
	Region string `json:"region,omitempty"`
	Subnet string `json:"subnet,omitempty"`
}

// RouteTableID is the id of a table that [AddRouteTable] creates.
func RouteTableID(name string) string { return "rtb-" + made + name }

func (e AddRouteTable) about() about {
	return about{Add, RouteTable, e.Region, e.Like, need("name", e.Name, "like", e.Like)}
}

func (e Associate) about() about {
	return about{Add, TableAssociation, e.Region, e.Subnet, need("table", e.Table, "subnet", e.Subnet)}
}

func (e Dissociate) about() about {
	return about{Remove, TableAssociation, e.Region, e.Subnet, need("subnet", e.Subnet)}
}

// Words implements [Edit].
func (e AddRouteTable) Words() string {
	words := fmt.Sprintf("create route table %s with the routes of %s", given(RouteTableID(e.Name)), e.Like)
	if e.Except != "" {
		words += " but the one to " + e.Except
	}
	return words
}

// Words implements [Edit].
func (e Associate) Words() string { return fmt.Sprintf("%s: associate %s", e.Subnet, given(e.Table)) }

// Words implements [Edit].
func (e Dissociate) Words() string { return e.Subnet + ": let go of its own route table" }

// Inverse implements [Edit].
func (e AddRouteTable) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{Delete{What: RouteTable, Region: e.Region, ID: RouteTableID(e.Name)}}, true
}

// Inverse implements [Edit].
func (e Associate) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	if t, _ := associationOf(in(before, e), e.Subnet); t != nil {
		return []Edit{Associate{Region: e.Region, Table: t.RouteTableId, Subnet: e.Subnet}}, true
	}
	return []Edit{Dissociate{Region: e.Region, Subnet: e.Subnet}}, true
}

// Inverse implements [Edit].
func (e Dissociate) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	t, _ := associationOf(in(before, e), e.Subnet)
	if t == nil {
		return nil, false
	}
	return []Edit{Associate{Region: e.Region, Table: t.RouteTableId, Subnet: e.Subnet}}, true
}

// associationOf is the table that a subnet has of its own, and the association; nil if it has the main one.
func associationOf(r *awsdata.Region, subnet string) (*awsdata.RouteTable, *awsdata.RouteTableAssociation) {
	if r == nil {
		return nil, nil
	}
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		for j := range t.Associations {
			if a := &t.Associations[j]; a.SubnetId == subnet && a.Live() {
				return t, a
			}
		}
	}
	return nil, nil
}

func (e AddRouteTable) apply(r, _ *awsdata.Region) error {
	like, err := element[awsdata.RouteTable](r.RouteTables, e.Like)
	if err != nil {
		return err
	}
	id := RouteTableID(e.Name)
	if _, err := element[awsdata.RouteTable](r.RouteTables, id); err == nil {
		return fmt.Errorf("%s is there already", id)
	}
	table := awsdata.RouteTable{RouteTableId: id, VpcId: like.VpcId, OwnerId: like.OwnerId,
		Routes: e.routes(like), PropagatingVgws: slices.Clone(like.PropagatingVgws)}
	for i := range r.VPCEndpoints {
		if x := &r.VPCEndpoints[i]; slices.Contains(x.RouteTableIds, e.Like) {
			x.RouteTableIds = append(slices.Clone(x.RouteTableIds), id)
		}
	}
	r.RouteTables = append(r.RouteTables, table)
	return nil
}

// routes are those that the new table has from the start.
func (e AddRouteTable) routes(like *awsdata.RouteTable) []awsdata.Route {
	routes := slices.Clone(like.Routes)
	if at := staticRoute(like, e.Except); e.Except != "" && at >= 0 {
		routes = slices.Delete(routes, at, at+1)
	}
	return routes
}

func (e Associate) apply(r, _ *awsdata.Region) error {
	s, err := element[awsdata.Subnet](r.Subnets, e.Subnet)
	if err != nil {
		return err
	}
	t, err := element[awsdata.RouteTable](r.RouteTables, e.Table)
	if err != nil {
		return err
	}
	if s.VpcId != t.VpcId {
		return fmt.Errorf("%s is in another VPC than %s", e.Table, e.Subnet)
	}
	dissociate(r, e.Subnet)
	t.Associations = append(slices.Clone(t.Associations), awsdata.RouteTableAssociation{
		RouteTableAssociationId: "rtbassoc-" + made + e.Subnet, RouteTableId: e.Table, SubnetId: e.Subnet})
	return nil
}

func (e Dissociate) apply(r, _ *awsdata.Region) error {
	if !dissociate(r, e.Subnet) {
		return fmt.Errorf("%s has no route table of its own", e.Subnet)
	}
	return nil
}

func dissociate(r *awsdata.Region, subnet string) (found bool) {
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		own := func(a awsdata.RouteTableAssociation) bool { return a.SubnetId == subnet }
		if slices.ContainsFunc(t.Associations, own) {
			t.Associations, found = slices.DeleteFunc(slices.Clone(t.Associations), own), true
		}
	}
	return found
}

// Commands implements [Edit].
func (e AddRouteTable) Commands(s *awsdata.Snapshot) paste.Script {
	region, id := regionFor(s, e), RouteTableID(e.Name)
	r := in(s, e)
	if r == nil {
		return nil
	}
	like, err := element[awsdata.RouteTable](r.RouteTables, e.Like)
	if err != nil {
		return nil
	}
	out := paste.Script{paste.AWS(region, "ec2 create-route-table").Opt("vpc-id", like.VpcId).
		Saying("its id takes the place of %s below", given(id))}
	endpoints, routes := e.gatewayEndpoints(r), e.routes(like)
	for i := range routes {
		if route := &routes[i]; e.copied(route, endpoints) {
			out = append(out, SetRoute{Region: region, Table: id, Destination: route.Destination(),
				Target: route.Target()}.Commands(s)...)
		}
	}
	for _, x := range endpoints {
		out = append(out, paste.AWS(region, "ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id",
			given(x)).Opt("add-route-table-ids", given(id)))
	}
	for _, g := range like.PropagatingVgws {
		out = append(out, paste.AWS(region, "ec2 enable-vgw-route-propagation").Opt("route-table-id",
			given(id)).Opt("gateway-id", g.GatewayId))
	}
	return out
}

// copied reports whether a route has to be made again in the new table: those that come by themselves have not, and
// those without a target that a person could name cannot be.
func (e AddRouteTable) copied(route *awsdata.Route, endpoints []string) bool {
	_, ok := targetOf(route.Target())
	return ok && !route.Local() && !route.Propagated() && !slices.Contains(endpoints, route.Target())
}

// gatewayEndpoints are the gateway endpoints of the table that is copied.
func (e AddRouteTable) gatewayEndpoints(r *awsdata.Region) []string {
	var out []string
	for i := range r.VPCEndpoints {
		if x := &r.VPCEndpoints[i]; slices.Contains(x.RouteTableIds, e.Like) {
			out = append(out, x.VpcEndpointId)
		}
	}
	return out
}

// Commands implements [Edit].
func (e Associate) Commands(s *awsdata.Snapshot) paste.Script {
	region := regionFor(s, e)
	if _, a := associationOf(in(s, e), e.Subnet); a != nil && a.RouteTableAssociationId != "" {
		return paste.Script{paste.AWS(region, "ec2 replace-route-table-association").
			Opt("association-id", a.RouteTableAssociationId).Opt("route-table-id", given(e.Table))}
	}
	return paste.Script{paste.AWS(region, "ec2 associate-route-table").Opt("route-table-id",
		given(e.Table)).Opt("subnet-id", e.Subnet)}
}

// Commands implements [Edit].
func (e Dissociate) Commands(s *awsdata.Snapshot) paste.Script {
	id := paste.Placeholder("association id of " + e.Subnet)
	if _, a := associationOf(in(s, e), e.Subnet); a != nil && a.RouteTableAssociationId != "" {
		id = a.RouteTableAssociationId
	}
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 disassociate-route-table").Opt("association-id", id)}
}
