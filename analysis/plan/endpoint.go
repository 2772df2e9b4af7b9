package plan

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

func endpointKinds() []kind {
	return []kind{
		{"AWS::EC2::VPCEndpoint", "vpce", setEndpoint, removeEndpoint},
		{"Terraform::EndpointPart", "", setEndpointPart, removeEndpointPart},
	}
}

const (
	endpointCall  = "describe-vpc-endpoints"
	interfaceCall = "describe-network-interfaces"
)

// setEndpoint makes or changes an endpoint. Without groups it has the VPC's default one; without a policy it lets
// everything through. Source: EC2 API reference, CreateVpcEndpoint.
func setEndpoint(w *world, r *Resource, values object) {
	e := w.element(r, endpointCall, "VpcEndpointId")
	if e == nil {
		return
	}
	w.tag(e, "Tags", values)
	if r.Action != Update {
		e["State"], e["VpcEndpointType"], e["PolicyDocument"] = "available", "Gateway", openPolicy
		for _, p := range []string{"VpcId", "ServiceName", "VpcEndpointType", "ServiceRegion"} {
			if put(e, p, values, p) {
				w.later(r, p, endpointCall)
			}
		}
		if e["VpcEndpointType"] == nil {
			e["VpcEndpointType"] = "Gateway"
		}
	}
	if put(e, "PrivateDnsEnabled", values, "PrivateDnsEnabled") {
		w.later(r, "PrivateDnsEnabled", endpointCall)
	}
	if on, ok := flag(e, "PrivateDnsEnabled"); ok {
		e["PrivateDnsEnabled"] = on
	}
	w.endpointPolicy(r, e, values)
	for _, p := range []string{"IpAddressType", "DnsOptions"} {
		put(e, p, values, p)
	}
	if list, there := values["RouteTableIds"]; there {
		known, unknown := texts(list)
		w.setEndpointTables(r, e, known)
		if unknown {
			w.later(r, "RouteTableIds", "")
			w.unknownTables(r, e)
		}
	}
	if list, there := values["SecurityGroupIds"]; there || r.Action != Update && e["VpcEndpointType"] == "Interface" {
		w.setEndpointGroups(r, e, list, there)
	}
	if list, there := values["SubnetIds"]; there {
		known, unknown := texts(list)
		w.setEndpointSubnets(r, e, known)
		if unknown {
			w.later(r, "SubnetIds", interfaceCall)
		}
	}
}

// openPolicy is the policy of an endpoint that was given none. Source: AWS PrivateLink guide, "Control access to VPC
// endpoints using endpoint policies".
const openPolicy = `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`

// endpointPolicy gives an endpoint a policy. One that is not known cannot be read.
func (w *world) endpointPolicy(r *Resource, e, values object) {
	v, there := values["PolicyDocument"]
	switch {
	case !there:
	case hasUnknown(v):
		w.later(r, "PolicyDocument", "")
		e["PolicyDocument"] = "known after apply"
	case v == nil || v == "":
		e["PolicyDocument"] = openPolicy
	default:
		e["PolicyDocument"] = policyText(v)
	}
}

// policyText is a policy as a text, as the API gives it.
func policyText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	data, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(data)
}

// listOf is the id of AWS's prefix list of a gateway endpoint's service.
func (w *world) listOf(r *Resource) any {
	service, _ := text(w.resolvedOf(r.Values), "ServiceName")
	if e := w.open(r.Region, endpointCall).find("VpcEndpointId", r.ID); e != nil {
		service = stringOf(e["ServiceName"])
	}
	return w.serviceList(r, service)
}

// standIns are ranges that are the services' in every region, as far as anybody knows. They stand for a service's
// list in
// an account of which nothing was read: its endpoints lead there, and the rest of the internet does not.
// Source: AWS IP address ranges.
var standIns = map[string]string{"s3": "3.5.0.0/16", "dynamodb": "52.94.0.0/22"}

// serviceList is the id of AWS's prefix list of a service. An account of which nothing was read does not know it.
func (w *world) serviceList(r *Resource, service string) string {
	region := r.Region
	for _, call := range []string{"describe-managed-prefix-lists", "describe-prefix-lists"} {
		if e := w.open(region, call).find("PrefixListName", service); e != nil {
			return stringOf(e["PrefixListId"])
		}
	}
	id := whatif.MadeID("pl", service)
	w.open(region, listCall).add("PrefixListId", object{"PrefixListId": id, "PrefixListName": service, "OwnerId": "AWS",
		"AddressFamily": "IPv4", "State": "create-complete"})
	if stand := standIns[service[strings.LastIndexByte(service, '.')+1:]]; stand != "" && !w.strict {
		b := w.open(region, entriesCall(id))
		b.changed, b.elements = true, []object{{"Cidr": stand}}
		w.applied.Assumed = append(w.applied.Assumed, Assumed{Address: awsdata.Clean(r.Address),
			Attribute: "prefix list",
			Means:     awsdata.Clean(service) + " " + stand})
	}
	return id
}

func (w *world) setEndpointTables(r *Resource, e object, ids []string) {
	old, _ := texts(e["RouteTableIds"])
	e["RouteTableIds"] = asAny(ids)
	list := w.serviceList(r, stringOf(e["ServiceName"]))
	tables := w.open(r.Region, "describe-route-tables")
	tables.changed = true
	for _, id := range old {
		if t := tables.find("RouteTableId", id); t != nil && !slices.Contains(ids, id) {
			dropFrom(t, "Routes", "GatewayId", r.ID)
		}
	}
	for _, id := range ids {
		t := tables.find("RouteTableId", id)
		if t == nil {
			w.leave(r, NotInAccount, id)
			continue
		}
		dropFrom(t, "Routes", "GatewayId", r.ID)
		routes, _ := t["Routes"].([]any)
		t["Routes"] = append(routes, object{"DestinationPrefixListId": list, "GatewayId": r.ID, "Origin": "CreateRoute",
			"State": "active"})
	}
}

// unknownTables lets every table of the endpoint's VPC perhaps have the endpoint's route: which have it is not known.
func (w *world) unknownTables(r *Resource, e object) {
	w.eachTable(r.Region, stringOf(e["VpcId"]), func(t object) {
		t["Routes"] = withUnknown(t["Routes"], r)
	})
}

func (w *world) setEndpointGroups(r *Resource, e object, list any, there bool) {
	known, unknown := texts(list)
	if !there || len(known) == 0 && !unknown {
		if g := w.defaultGroupOf(r.Region, stringOf(e["VpcId"])); g != nil {
			known = []string{stringOf(g["GroupId"])}
		}
	}
	if unknown { // an interface whose groups nobody knows is none that is known
		w.later(r, "SecurityGroupIds", interfaceCall)
		w.dropInterfaces(r, e)
		known = append(known, "sg-"+knownAfter+r.Address)
	}
	var groups []any
	for _, id := range known {
		groups = append(groups, object{"GroupId": id})
	}
	e["Groups"] = groups
	of, _ := texts(e["NetworkInterfaceIds"])
	interfaces := w.open(r.Region, interfaceCall)
	for _, n := range interfaces.elements {
		if slices.Contains(of, stringOf(n["NetworkInterfaceId"])) {
			n["Groups"], interfaces.changed = groups, true
		}
	}
}

// dropInterfaces takes the interfaces of an endpoint out of what is known.
func (w *world) dropInterfaces(r *Resource, e object) {
	of, _ := texts(e["NetworkInterfaceIds"])
	w.open(r.Region, interfaceCall).remove(func(n object) bool {
		return slices.Contains(of, stringOf(n["NetworkInterfaceId"]))
	})
}

// setEndpointSubnets gives an endpoint an interface in each of its subnets: at a free address, since AWS chooses it.
func (w *world) setEndpointSubnets(r *Resource, e object, ids []string) {
	interfaces := w.open(r.Region, interfaceCall)
	interfaces.changed = true
	of, _ := texts(e["NetworkInterfaceIds"])
	var kept []string
	has := map[string]bool{}
	for _, n := range slices.Clone(interfaces.elements) {
		id := stringOf(n["NetworkInterfaceId"])
		if !slices.Contains(of, id) {
			continue
		}
		if subnet := stringOf(n["SubnetId"]); slices.Contains(ids, subnet) {
			kept, has[subnet] = append(kept, id), true
			continue
		}
		interfaces.remove(func(x object) bool { return x["NetworkInterfaceId"] == id })
	}
	for i, subnet := range ids {
		if has[subnet] {
			continue
		}
		n := w.newInterface(r, subnet, "vpc_endpoint", whatif.MadeID("eni", fmt.Sprint(r.Address, "-", i+1)))
		if n == nil {
			continue
		}
		n["Groups"], n["RequesterManaged"] = e["Groups"], true
		if strings.Contains(strings.Join(groupsOf(e), " "), knownAfter) {
			continue
		}
		n["Description"] = "VPC Endpoint Interface " + r.ID
		interfaces.add("NetworkInterfaceId", n)
		kept = append(kept, stringOf(n["NetworkInterfaceId"]))
	}
	e["NetworkInterfaceIds"], e["SubnetIds"] = asAny(kept), asAny(ids)
}

// newInterface is an interface in a subnet, at the first address that nobody has there; nil where that cannot be told.
func (w *world) newInterface(r *Resource, subnet, kind, id string) object {
	s := w.open(r.Region, "describe-subnets").find("SubnetId", subnet)
	if s == nil {
		w.leave(r, NotInAccount, subnet)
		w.lacks(r.Region, interfaceCall, r.Address+" "+subnet)
		return nil
	}
	address := w.freeAddress(r.Region, s)
	if address == "" {
		w.later(r, "SubnetIds", interfaceCall)
		return nil
	}
	return object{"NetworkInterfaceId": id, "InterfaceType": kind, "Status": "in-use", "VpcId": s["VpcId"],
		"SubnetId": subnet, "AvailabilityZone": s["AvailabilityZone"], "PrivateIpAddress": address,
		"PrivateIpAddresses": []any{object{"PrivateIpAddress": address, "Primary": true}}, "OwnerId": w.account}
}

// freeAddress is the first address of a subnet that no interface has; AWS keeps the first four and the last one.
// Source: VPC user guide, "Subnet CIDR blocks".
func (w *world) freeAddress(region string, s object) string {
	p, err := netip.ParsePrefix(stringOf(s["CidrBlock"]))
	if err != nil {
		return ""
	}
	taken := map[string]bool{}
	for _, n := range w.open(region, interfaceCall).elements {
		if n["SubnetId"] != s["SubnetId"] {
			continue
		}
		taken[stringOf(n["PrivateIpAddress"])] = true
		for _, a := range items(n["PrivateIpAddresses"]) {
			taken[stringOf(a["PrivateIpAddress"])] = true
		}
	}
	a := p.Masked().Addr()
	for range 4 {
		a = a.Next()
	}
	for ; p.Contains(a) && p.Contains(a.Next()); a = a.Next() {
		if !taken[a.String()] {
			return a.String()
		}
	}
	return ""
}

func removeEndpoint(w *world, r *Resource, _ object) {
	e := w.open(r.Region, endpointCall).find("VpcEndpointId", r.ID)
	of, _ := texts(e["NetworkInterfaceIds"])
	w.open(r.Region, interfaceCall).remove(func(n object) bool {
		return slices.Contains(of, stringOf(n["NetworkInterfaceId"]))
	})
	tables := w.open(r.Region, "describe-route-tables")
	for _, t := range tables.elements {
		tables.changed = dropFrom(t, "Routes", "GatewayId", r.ID) || tables.changed
	}
	w.gone(r, endpointCall, "VpcEndpointId")
}

// setEndpointPart adds a part to an endpoint, as Terraform has resources for: a table, a subnet, a group, a policy.
func setEndpointPart(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	e := w.owner(r, whole, "VpcEndpointId", endpointCall, "VpcEndpointId")
	if e == nil {
		return
	}
	endpoint := Resource{Address: r.Address, Kind: r.Kind, Region: r.Region, ID: stringOf(e["VpcEndpointId"])}
	for _, p := range []string{"RouteTableId", "SubnetId", "SecurityGroupId"} {
		if _, there := whole[p]; !there {
			continue
		}
		id, ok := text(whole, p)
		switch {
		case !ok && p == "RouteTableId":
			w.later(r, p, "")
			w.unknownTables(r, e)
		case !ok:
			w.later(r, p, interfaceCall)
		case p == "RouteTableId":
			has, _ := texts(e["RouteTableIds"])
			w.setEndpointTables(&endpoint, e, union(has, id))
		case p == "SubnetId":
			has, _ := texts(e["SubnetIds"])
			w.setEndpointSubnets(&endpoint, e, union(has, id))
		default:
			w.setEndpointGroups(&endpoint, e, asAny(union(groupsOf(e), id)), true)
		}
	}
	w.endpointPolicy(r, e, whole)
	if on, ok := flag(whole, "PrivateDnsEnabled"); ok {
		e["PrivateDnsEnabled"] = on
	}
}

func groupsOf(e object) []string {
	var out []string
	for _, g := range items(e["Groups"]) {
		out = append(out, stringOf(g["GroupId"]))
	}
	return out
}

func union(list []string, more string) []string {
	if slices.Contains(list, more) {
		return list
	}
	return append(slices.Clone(list), more)
}

func without(list []string, gone string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == gone })
}

func removeEndpointPart(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	id, _ := text(values, "VpcEndpointId")
	e := w.open(r.Region, endpointCall).find("VpcEndpointId", id)
	if e == nil {
		if !w.goes(id) {
			w.leave(r, NotInAccount, "")
		}
		return
	}
	w.open(r.Region, endpointCall).changed = true
	w.touch(r, id)
	endpoint := Resource{Address: r.Address, Kind: r.Kind, Region: r.Region, ID: id}
	if t, ok := text(values, "RouteTableId"); ok {
		has, _ := texts(e["RouteTableIds"])
		w.setEndpointTables(&endpoint, e, without(has, t))
	}
	if s, ok := text(values, "SubnetId"); ok {
		has, _ := texts(e["SubnetIds"])
		w.setEndpointSubnets(&endpoint, e, without(has, s))
	}
	if g, ok := text(values, "SecurityGroupId"); ok {
		w.setEndpointGroups(&endpoint, e, asAny(without(groupsOf(e), g)), true)
	}
	if _, ok := values["PolicyDocument"]; ok {
		e["PolicyDocument"] = openPolicy
	}
}

func hasPrefix(v any, prefix string) bool { return strings.HasPrefix(stringOf(v), prefix) }
