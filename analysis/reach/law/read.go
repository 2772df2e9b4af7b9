package law

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Read takes the documents of all places.
func Read(accounts Accounts) (*World, error) {
	w := &World{collected: make(map[Place]map[string]bool), truncated: make(map[Place]map[string]bool),
		listEntries: make(map[string][]netip.Prefix), listWhole: make(map[string]bool),
		instances: make(map[string]string), dnsSupport: make(map[string]bool), dnsHostnames: make(map[string]bool),
		publicAccess: make(map[Place]string), transitRoutes: make(map[string][]transitRoute),
		transitWhole: make(map[string]bool), zones: make(map[string][]zone), records: make(map[string][]record),
		profileParts: make(map[string][]profilePart), wallRules: make(map[string][]wallRule),
		wallDomains: make(map[string][]string), listeners: make(map[string][]listener),
		balancers: make(map[string]bool)}
	for _, p := range slices.SortedFunc(maps.Keys(accounts), func(x, y Place) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Region, y.Region))
	}) {
		if p.Region != "global" {
			w.places = append(w.places, p)
		}
		w.collected[p], w.truncated[p] = make(map[string]bool), make(map[string]bool)
		if err := w.read(p, accounts[p]); err != nil {
			return nil, fmt.Errorf("%s %s: %w", p.Account, p.Region, err)
		}
	}
	for i := range w.acls {
		slices.SortStableFunc(w.acls[i].Entries, func(x, y entry) int {
			return cmp.Compare(x.RuleNumber,
				y.RuleNumber)
		})
	}
	w.findInterfaces()
	w.findBounds()
	return w, nil
}

// read takes the documents of a place.
func (w *World) read(p Place, documents Documents) error {
	r := reader{World: w, place: p, documents: documents}
	functions := take[Function](&r, "list-functions", "Functions")
	for i := range functions {
		functions[i].Place = p
	}
	w.functions = append(w.functions, functions...)
	w.providers = append(w.providers, take[provider](&r, "list-capacity-providers", "CapacityProviders")...)
	vpcs := take[vpc](&r, "describe-vpcs", "Vpcs")
	for i := range vpcs {
		vpcs[i].place = p
	}
	subnets := take[subnet](&r, "describe-subnets", "Subnets")
	for i := range subnets {
		subnets[i].place = p
	}
	endpoints := take[endpoint](&r, "describe-vpc-endpoints", "VpcEndpoints")
	for i := range endpoints {
		endpoints[i].place = p
	}
	join(&w.vpcs, vpcs, func(v *vpc) (string, bool) { return v.VpcId, v.OwnerId == p.Account })
	join(&w.subnets, subnets, func(s *subnet) (string, bool) { return s.SubnetId, s.OwnerId == p.Account })
	join(&w.endpoints, endpoints, func(e *endpoint) (string, bool) { return e.VpcEndpointId, false })
	join(&w.tables, take[table](&r, "describe-route-tables", "RouteTables"), func(t *table) (string,
		bool) {
		return t.RouteTableId, false
	})
	join(&w.groups, take[group](&r, "describe-security-groups", "SecurityGroups"),
		func(g *group) (string, bool) { return g.GroupId, g.OwnerId == p.Account })
	join(&w.acls, take[acl](&r, "describe-network-acls", "NetworkAcls"), func(l *acl) (string,
		bool) {
		return l.NetworkAclId, false
	})
	join(&w.nats, take[nat](&r, "describe-nat-gateways", "NatGateways"), func(n *nat) (string,
		bool) {
		return n.NatGatewayId, false
	})
	join(&w.igws, take[gateway](&r, "describe-internet-gateways", "InternetGateways"),
		func(g *gateway) (string, bool) { return g.InternetGatewayId, false })
	join(&w.eigws, take[gateway](&r, "describe-egress-only-internet-gateways", "EgressOnlyInternetGateways"),
		func(g *gateway) (string, bool) { return g.EgressOnlyInternetGatewayId, false })
	join(&w.interfaces, take[iface](&r, "describe-network-interfaces", "NetworkInterfaces"),
		func(n *iface) (string, bool) { return n.NetworkInterfaceId, false })
	join(&w.peerings, take[peering](&r, "describe-vpc-peering-connections", "VpcPeeringConnections"),
		func(c *peering) (string, bool) { return c.VpcPeeringConnectionId, false })
	join(&w.transits, take[transitGateway](&r, "describe-transit-gateways", "TransitGateways"),
		func(t *transitGateway) (string, bool) { return t.TransitGatewayId, false })
	join(&w.attachments, take[attachment](&r, "describe-transit-gateway-vpc-attachments",
		"TransitGatewayVpcAttachments"),
		func(t *attachment) (string, bool) { return t.TransitGatewayAttachmentId, false })
	join(&w.associations, take[association](&r, "describe-transit-gateway-attachments", "TransitGatewayAttachments"),
		func(t *association) (string, bool) { return t.TransitGatewayAttachmentId, t.Association != nil })
	join(&w.dhcp, take[dhcpOptions](&r, "describe-dhcp-options", "DhcpOptions"),
		func(d *dhcpOptions) (string, bool) { return d.DhcpOptionsId, d.OwnerId == p.Account })
	join(&w.rules, take[resolverRule](&r, "list-resolver-rules", "ResolverRules"),
		func(x *resolverRule) (string, bool) { return x.Id, x.OwnerId == p.Account })
	w.ruleLinks = append(w.ruleLinks,
		take[ruleAssociation](&r, "list-resolver-rule-associations", "ResolverRuleAssociations")...)
	w.profiles = append(w.profiles, take[profileAssociation](&r, "list-profile-associations", "ProfileAssociations")...)
	w.firewalls = append(w.firewalls,
		take[firewallAssociation](&r, "list-firewall-rule-group-associations", "FirewallRuleGroupAssociations")...)
	for _, b := range take[struct{ LoadBalancerName string }](&r, "describe-load-balancers", "LoadBalancers") {
		w.balancers[b.LoadBalancerName] = true
	}
	for _, x := range take[struct {
		Instances []struct {
			InstanceId string
			State      struct{ Name string }
		}
	}](&r, "describe-instances", "Reservations") {
		for _, i := range x.Instances {
			w.instances[i.InstanceId] = i.State.Name
		}
	}
	w.takeLists(&r)
	for _, call := range slices.Sorted(maps.Keys(documents)) {
		r.one(call)
	}
	return r.err
}

// takeLists takes the prefix lists. One without the member that has its entries is a gap, not an empty one.
func (w *World) takeLists(r *reader) {
	inline := take[list](r, "describe-prefix-lists", "PrefixLists")
	for _, l := range append(take[list](r, "describe-managed-prefix-lists", "PrefixLists"), inline...) {
		l.place = r.place
		w.lists = append(w.lists, l)
	}
	for _, l := range inline {
		if l.Cidrs != nil && !w.listWhole[l.PrefixListId] {
			w.listEntries[l.PrefixListId], w.listWhole[l.PrefixListId] = *l.Cidrs, true
		}
	}
}

// join adds things that are not there yet. The copy of whoever owns a thing stands for all others.
func join[T any](into *[]T, more []T, id func(*T) (id string, owned bool)) {
	for i := range more {
		key, owned := id(&more[i])
		at := slices.IndexFunc(*into, func(x T) bool { k, _ := id(&x); return k == key })
		switch {
		case at < 0:
			*into = append(*into, more[i])
		case owned:
			(*into)[at] = more[i]
		}
	}
}

// reader reads the documents of one place, and keeps the first mistake.
type reader struct {
	*World
	place     Place
	documents Documents
	err       error
}

// take reads the list of a document, nil where there is none.
func take[T any](r *reader, call, member string) []T {
	var out []T
	r.decode(call, member, &out)
	return out
}

func (r *reader) decode(call, member string, into any) bool {
	data, ok := r.documents[call]
	if !ok || r.err != nil {
		return false
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		r.err = fmt.Errorf("read %s: %w", call, err)
		return false
	}
	if err := json.Unmarshal(members[member], into); err != nil {
		r.err = fmt.Errorf("read %s: %w", call, err)
		return false
	}
	r.collected[r.place][call] = true
	r.truncated[r.place][call] = members["NextToken"] != nil || members["NextMarker"] != nil ||
		string(members["AdditionalRoutesAvailable"]) == "true" || string(members["IsTruncated"]) == "true"
	return true
}

// one takes a document about one thing.
func (r *reader) one(call string) {
	name, id, _ := strings.Cut(call, ".")
	switch name {
	case "get-account-authorization-details":
		r.roles = append(r.roles, take[role](r, call, "RoleDetailList")...)
	case "get-managed-prefix-list-entries":
		var entries []struct{ Cidr netip.Prefix }
		if !r.decode(call, "Entries", &entries) || r.listWhole[id] && r.truncated[r.place][call] {
			return
		}
		cidrs := []netip.Prefix{}
		for _, e := range entries {
			cidrs = append(cidrs, e.Cidr)
		}
		r.listEntries[id], r.listWhole[id] = cidrs, !r.truncated[r.place][call]
	case "search-transit-gateway-routes":
		if routes := take[transitRoute](r, call, "Routes"); r.collected[r.place][call] && !r.transitWhole[id] {
			r.transitRoutes[id], r.transitWhole[id] = routes, !r.truncated[r.place][call]
		}
	case "describe-vpc-attribute":
		var on struct{ Value bool }
		id, attribute, _ := strings.Cut(id, ".")
		switch {
		case attribute == "enableDnsSupport" && r.decode(call, "EnableDnsSupport", &on):
			r.dnsSupport[id] = on.Value
		case attribute == "enableDnsHostnames" && r.decode(call, "EnableDnsHostnames", &on):
			r.dnsHostnames[id] = on.Value
		}
	case "describe-vpc-block-public-access-options":
		var options mode
		if r.decode(call, "VpcBlockPublicAccessOptions", &options) {
			r.publicAccess[r.place] = options.InternetGatewayBlockMode
		}
	case "list-hosted-zones-by-vpc":
		if zones := take[zone](r, call, "HostedZoneSummaries"); r.collected[r.place][call] {
			r.zones[id] = append(r.zones[id], zones...)
		}
	case "list-resource-record-sets":
		if records := take[record](r, call, "ResourceRecordSets"); r.collected[r.place][call] &&
			!r.truncated[r.place][call] {
			r.records[id] = records
		}
	case "list-profile-resource-associations":
		if parts := take[profilePart](r, call, "ProfileResourceAssociations"); r.collected[r.place][call] {
			r.profileParts[id] = parts
		}
	case "list-firewall-rules":
		if rules := take[wallRule](r, call, "FirewallRules"); r.collected[r.place][call] {
			r.wallRules[id] = rules
		}
	case "list-firewall-domains":
		if domains := take[string](r, call, "Domains"); r.collected[r.place][call] {
			r.wallDomains[id] = domains
		}
	case "describe-listeners":
		if listeners := take[listener](r, call, "Listeners"); r.collected[r.place][call] {
			r.listeners[id] = listeners
		}
	}
}
