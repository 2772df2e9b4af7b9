package plan

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
)

func routeKinds() []kind {
	return []kind{
		{"AWS::EC2::RouteTable", "rtb", setRouteTable, removeOf("describe-route-tables", "RouteTableId")},
		{"AWS::EC2::SubnetRouteTableAssociation", "", setTableAssociation, removeTableAssociation},
		{"AWS::EC2::GatewayRouteTableAssociation", "", setTableAssociation, removeTableAssociation},
	}
}

// routeTargets are the members of a route that name what it leads to.
var routeTargets = []string{"GatewayId", "NatGatewayId", "EgressOnlyInternetGatewayId", "TransitGatewayId",
	"VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId", "LocalGatewayId", "CarrierGatewayId",
	"CoreNetworkArn"}

// routeDestinations are the members of a route that say what it is for.
var routeDestinations = []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"}

// knownAfter begins the ids of what a value that is not known stands for: nothing in the snapshot has them.
const knownAfter = "known-after-apply-"

// localRoutes are the routes of a new table: one for each range of the VPC's addresses.
func (w *world) localRoutes(region, vpc string) []any {
	v := w.open(region, "describe-vpcs").find("VpcId", vpc)
	var out []any
	if v["CidrBlock"] == nil || w.unsure[vpc] { // the VPC's own ranges are not known, and so not what stays in it
		out = append(out, unknownRoute(&Resource{Address: vpc}))
	}
	for _, a := range items(v["CidrBlockAssociationSet"]) {
		out = withLocal(out, stringOf(a["CidrBlock"]))
	}
	for _, a := range items(v["Ipv6CidrBlockAssociationSet"]) {
		out = withLocal(out, stringOf(a["Ipv6CidrBlock"]))
	}
	return out
}

func withLocal(routes any, cidr string) []any {
	list, _ := routes.([]any)
	if cidr == "" {
		return list
	}
	member := "DestinationCidrBlock"
	if strings.Contains(cidr, ":") {
		member = "DestinationIpv6CidrBlock"
	}
	return append(slices.Clone(list), object{member: cidr, "GatewayId": "local", "Origin": "CreateRouteTable",
		"State": "active"})
}

// setRouteTable makes or changes a table. Besides what CloudFormation has it takes Routes, the whole list of a table
// whose routes Terraform keeps in it, and DefaultOf, the VPC whose main table it is.
func setRouteTable(w *world, r *Resource, values object) {
	if vpc, ok := text(values, "DefaultOf"); ok { // taken over, not created
		t := w.mainTable(r.Region, vpc)
		if t == nil {
			w.leave(r, NotInAccount, vpc)
			return
		}
		delete(w.applied.Addresses, r.ID)
		r.ID = stringOf(t["RouteTableId"])
		w.applied.Addresses[r.ID] = r.Address
		if values["Routes"] == nil {
			values["Routes"] = []any{}
		}
		w.open(r.Region, "describe-route-tables").changed = true
		w.setRoutes(r, t, values)
		return
	}
	e := w.element(r, "describe-route-tables", "RouteTableId")
	if e == nil {
		return
	}
	w.tag(e, "Tags", values)
	if r.Action != Update {
		e["Associations"] = []any{}
		if put(e, "VpcId", values, "VpcId") {
			w.later(r, "VpcId", "describe-route-tables")
		}
		e["Routes"] = w.localRoutes(r.Region, stringOf(e["VpcId"]))
	}
	w.setRoutes(r, e, values)
}

// setRoutes gives a table the list of routes that is kept in it; the local ones and those of endpoints stay.
func (w *world) setRoutes(r *Resource, table, values object) {
	list, there := values["Routes"]
	if !there {
		return
	}
	var routes []any
	for _, route := range items(table["Routes"]) {
		if route["GatewayId"] == "local" || route["Origin"] == "EnableVgwRoutePropagation" ||
			strings.HasPrefix(stringOf(route["GatewayId"]), "vpce-") {
			routes = append(routes, route)
		}
	}
	if _, unknown := list.(Unknown); unknown {
		w.later(r, "Routes", "")
		routes = append(routes, unknownRoute(r))
	}
	for _, of := range items(list) {
		routes = append(routes, w.route(r, of))
	}
	table["Routes"] = routes
}

// unknownRoute stands for a route of which nothing is known: whatever it is for, nobody can tell where that goes.
func unknownRoute(r *Resource) object {
	return object{"DestinationPrefixListId": "pl-" + knownAfter + r.Address, "GatewayId": knownAfter + r.Address,
		"Origin": "CreateRoute", "State": "active"}
}

// withUnknown adds a route of which nothing is known, where there is none yet: one is as good as many.
func withUnknown(routes any, r *Resource) []any {
	if slices.ContainsFunc(items(routes), func(route object) bool {
		return hasPrefix(route["DestinationPrefixListId"], "pl-"+knownAfter) &&
			hasPrefix(route["GatewayId"], knownAfter)
	}) {
		return listOfAny(routes)
	}
	return append(slices.Clone(listOfAny(routes)), unknownRoute(r))
}

// route is a route as a table has it.
func (w *world) route(r *Resource, values object) object {
	out := object{"Origin": "CreateRoute", "State": "active"}
	destination := ""
	for _, m := range routeDestinations {
		if d, ok := text(values, m); ok {
			out[m], destination = d, d
		}
	}
	if destination == "" {
		w.later(r, routeDestinations[0], "")
		return unknownRoute(r)
	}
	for _, m := range append([]string{"VpcEndpointId"}, routeTargets...) {
		to := m
		if m == "VpcEndpointId" {
			to = "GatewayId"
		}
		if t, ok := text(values, m); ok {
			out[to] = t
			if call := w.missingTarget(r, t); call != "" {
				w.leave(r, NotInAccount, t)
			}
			return out
		}
		if isUnknown(values, m) {
			w.later(r, m, "")
			out["DestinationPrefixListId"] = "pl-" + knownAfter + r.Address
			delete(out, "DestinationCidrBlock")
			delete(out, "DestinationIpv6CidrBlock")
			out["GatewayId"] = knownAfter + r.Address
			return out
		}
	}
	return unknownRoute(r)
}

// missingTarget is the call in whose answer a target should be and is not; "" where it is there, and where the account
// cannot tell.
func (w *world) missingTarget(r *Resource, target string) string {
	for prefix, at := range map[string][2]string{"nat-": {"describe-nat-gateways", "NatGatewayId"},
		"igw-": {"describe-internet-gateways", "InternetGatewayId"},
		"pcx-": {"describe-vpc-peering-connections", "VpcPeeringConnectionId"}} {
		if b := w.open(r.Region, at[0]); strings.HasPrefix(target, prefix) && b.gap == nil && b.find(at[1],
			target) == nil {
			return at[0]
		}
	}
	return ""
}

// setRoute makes or changes a route of a table. Terraform and CloudFormation know it by its table and destination.
func setRoute(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	if len(targetsIn(values)) > 0 { // another kind of target takes the place of the old one
		for _, m := range append([]string{"VpcEndpointId"}, routeTargets...) {
			if _, changed := values[m]; !changed {
				delete(whole, m)
			}
		}
	}
	t := w.owner(r, whole, "RouteTableId", "describe-route-tables", "RouteTableId")
	if t == nil {
		if isUnknown(whole, "RouteTableId") {
			w.perhapsIn(r)
		}
		return
	}
	route := w.route(r, whole)
	if r.Before != nil && r.Action == Update {
		dropRoute(t, w.resolvedOf(r.Before))
	}
	dropRoute(t, route)
	list, _ := t["Routes"].([]any)
	t["Routes"] = append(list, route)
}

// perhapsIn lets every table that is yet to come perhaps have a route: which one has it is not known.
func (w *world) perhapsIn(r *Resource) {
	b := w.open(r.Region, "describe-route-tables")
	for _, planned := range []bool{true, false} {
		found := false
		for _, t := range b.elements {
			if planned && !whatif.Made(stringOf(t["RouteTableId"])) {
				continue
			}
			t["Routes"], b.changed, found = withUnknown(t["Routes"], r), true, true
		}
		if found {
			return
		}
	}
}

func targetsIn(values object) (out []string) {
	for _, m := range append([]string{"VpcEndpointId"}, routeTargets...) {
		if v, ok := values[m]; ok && v != nil {
			out = append(out, m)
		}
	}
	return out
}

// dropRoute takes the route to the same destination out of a table.
func dropRoute(t, like object) bool {
	var kept []any
	list := items(t["Routes"])
	for _, route := range list {
		same := false
		for _, m := range routeDestinations {
			if d, ok := text(like, m); ok && route[m] == d {
				same = true
			}
		}
		if !same {
			kept = append(kept, route)
		}
	}
	t["Routes"] = kept
	return len(kept) < len(list)
}

func removeRoute(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	id, _ := text(values, "RouteTableId")
	b := w.open(r.Region, "describe-route-tables")
	w.touch(r, id)
	t := b.find("RouteTableId", id)
	if t == nil || !dropRoute(t, values) {
		if t != nil || b.gap != nil || !w.goes(id) {
			w.leave(r, NotInAccount, "")
		}
		return
	}
	b.changed = true
}

// goes reports whether what has an id goes too, by the same plan.
func (w *world) goes(id string) bool {
	for i := range w.plan.Resources {
		if r := &w.plan.Resources[i]; r.ID == id && (r.Action == Delete || r.Action == Replace) {
			return true
		}
	}
	return false
}

// mainTable is the main table of a VPC, nil if it is not there.
func (w *world) mainTable(region, vpc string) object {
	for _, t := range w.open(region, "describe-route-tables").elements {
		if t["VpcId"] != vpc {
			continue
		}
		for _, a := range items(t["Associations"]) {
			if a["Main"] == true {
				return t
			}
		}
	}
	return nil
}

// setTableAssociation gives a subnet, a gateway or, with Main, a VPC another table.
func setTableAssociation(w *world, r *Resource, values object) {
	b := w.open(r.Region, "describe-route-tables")
	whole := w.resolvedOf(r.Before)
	if whole == nil {
		whole = object{}
	}
	for name, v := range values {
		whole[name] = v
	}
	main, _ := flag(whole, "Main")
	what, of := "SubnetId", ""
	if _, gateway := whole["GatewayId"]; gateway && whole["GatewayId"] != nil {
		what = "GatewayId"
	}
	if main {
		what = "VpcId"
	}
	of, ok := text(whole, what)
	if !ok { // any subnet may get that table
		w.later(r, what, "describe-route-tables")
		return
	}
	id, ok := text(whole, "RouteTableId")
	table := b.find("RouteTableId", id)
	if !ok || table == nil {
		if ok {
			w.leave(r, NotInAccount, id)
		} else {
			w.later(r, "RouteTableId", "")
		}
		vpc := ""
		if s := w.open(r.Region, "describe-subnets").find("SubnetId", of); s != nil {
			vpc = stringOf(s["VpcId"])
		}
		table = object{"RouteTableId": "rtb-" + knownAfter + r.Address, "VpcId": vpc, "Associations": []any{},
			"Routes": append(w.localRoutes(r.Region, vpc), unknownRoute(r))}
		b.add("RouteTableId", table)
	}
	b.changed = true
	w.touch(r, stringOf(table["RouteTableId"]))
	w.touch(r, of)
	association := object{"RouteTableId": table["RouteTableId"], "AssociationState": object{"State": "associated"}}
	if main {
		w.eachTable(r.Region, of, func(t object) { dropMain(t) })
		association["Main"] = true
	} else {
		for _, t := range b.elements {
			dropFrom(t, "Associations", what, of)
		}
		association[what] = of
	}
	list, _ := table["Associations"].([]any)
	table["Associations"] = append(list, association)
}

func dropMain(t object) {
	kept := []any{}
	for _, a := range items(t["Associations"]) {
		if a["Main"] != true {
			kept = append(kept, a)
		}
	}
	t["Associations"] = kept
}

func removeTableAssociation(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	b := w.open(r.Region, "describe-route-tables")
	for _, what := range []string{"SubnetId", "GatewayId"} {
		of, ok := text(values, what)
		if !ok {
			continue
		}
		w.touch(r, of)
		for _, t := range b.elements {
			if dropFrom(t, "Associations", what, of) {
				w.touch(r, stringOf(t["RouteTableId"]))
				b.changed = true
			}
		}
	}
	if main, _ := flag(values, "Main"); main { // Terraform gives the VPC back the table that was its main one before
		w.leave(r, UnknownProperty, "Main")
	}
}
