package plan

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

func networkKinds() []kind {
	return []kind{
		{"AWS::EC2::DHCPOptions", "dopt", setDHCPOptions, removeOf("describe-dhcp-options", "DhcpOptionsId")},
		{"AWS::EC2::VPC", "vpc", setVPC, removeVPC},
		{"AWS::EC2::VPCCidrBlock", "vpc-cidr-assoc", setVPCCidr, removeVPCCidr},
		{"AWS::EC2::VPCDHCPOptionsAssociation", "dopt-assoc", setVPCDHCP, removeVPCDHCP},
		{"AWS::EC2::Subnet", "subnet", setSubnet, removeSubnet},
		{"AWS::EC2::InternetGateway", "igw", setInternetGateway, removeGateway},
		{"AWS::EC2::EgressOnlyInternetGateway", "eigw", setEgressOnlyGateway,
			removeTarget("describe-egress-only-internet-gateways", "EgressOnlyInternetGatewayId")},
		{"AWS::EC2::VPCGatewayAttachment", "", setGatewayAttachment, removeGatewayAttachment},
		{"AWS::EC2::NatGateway", "nat", setNAT, removeTarget("describe-nat-gateways", "NatGatewayId")},
	}
}

// leavesNothing is for what leaves nothing behind that matters.
func leavesNothing(*world, *Resource, object) {}

// removeOf takes an element out of a list.
func removeOf(call, id string) func(*world, *Resource, object) {
	return func(w *world, r *Resource, _ object) { w.gone(r, call, id) }
}

// gone takes the element of a resource out of a list, and says so where it is not there.
func (w *world) gone(r *Resource, call, id string) {
	if !w.open(r.Region, call).remove(func(e object) bool { return e[id] == r.ID }) {
		w.leave(r, NotInAccount, "")
	}
}

// removeTarget takes out what routes lead to: they are blackholes then, as in AWS.
func removeTarget(call, id string) func(*world, *Resource, object) {
	return func(w *world, r *Resource, _ object) {
		w.gone(r, call, id)
		w.blackhole(r.Region, r.ID)
	}
}

func (w *world) blackhole(region, target string) {
	tables := w.open(region, "describe-route-tables")
	for _, t := range tables.elements {
		for _, route := range items(t["Routes"]) {
			for _, member := range routeTargets {
				if route[member] == target {
					route["State"], tables.changed = "blackhole", true
				}
			}
		}
	}
}

// element is the element that a resource is in a list: as it is there, or new. nil where it should be there and is not.
func (w *world) element(r *Resource, call, id string) object {
	b := w.open(r.Region, call)
	if e := b.find(id, r.ID); e != nil {
		b.changed = true
		return e
	}
	if r.Action == Update {
		w.leave(r, NotInAccount, "")
		return nil
	}
	e := object{id: r.ID}
	if w.account != "" {
		e["OwnerId"] = w.account
	}
	b.add(id, e)
	return e
}

func (w *world) tag(e object, member string, values object) {
	if list, ok := tags(values); ok {
		e[member] = list
	}
}

func setDHCPOptions(w *world, r *Resource, values object) {
	e := w.element(r, "describe-dhcp-options", "DhcpOptionsId")
	if e == nil {
		return
	}
	var list []any
	for _, p := range []struct{ property, key string }{{"DomainNameServers", "domain-name-servers"},
		{"DomainName", "domain-name"}, {"NtpServers", "ntp-servers"}} {
		names, unknown := texts(values[p.property])
		if unknown {
			w.later(r, p.property, "describe-dhcp-options")
			w.gone(r, "describe-dhcp-options", "DhcpOptionsId")
			return
		}
		var of []any
		for _, n := range names {
			of = append(of, object{"Value": n})
		}
		if of != nil {
			list = append(list, object{"Key": p.key, "Values": of})
		}
	}
	e["DhcpConfigurations"] = list
}

func setVPC(w *world, r *Resource, values object) {
	created := r.Action != Update
	e := w.element(r, "describe-vpcs", "VpcId")
	if e == nil {
		return
	}
	if put(e, "CidrBlock", values, "CidrBlock") {
		w.later(r, "CidrBlock", "describe-vpcs")
	}
	if cidr, ok := text(values, "CidrBlock"); ok && created {
		e["CidrBlockAssociationSet"] = []any{object{"CidrBlock": cidr, "CidrBlockState": object{"State": "associated"}}}
	}
	if cidr, ok := text(values, "Ipv6CidrBlock"); ok {
		addIPv6(e, cidr)
	} else if on, _ := flag(values, "AmazonProvidedIpv6CidrBlock"); on || isUnknown(values, "Ipv6CidrBlock") {
		w.standIPv6(r, e, "")
	}
	w.tag(e, "Tags", values)
	for _, a := range []struct {
		property, attribute string
		usual               bool
	}{{"EnableDnsSupport", "enableDnsSupport", true}, {"EnableDnsHostnames", "enableDnsHostnames", false}} {
		on, ok := flag(values, a.property)
		switch {
		case isUnknown(values, a.property):
			w.later(r, a.property, "describe-vpc-attribute."+r.ID+"."+a.attribute)
		case ok, created:
			w.attributeOf(r, a.attribute, a.property, on && ok || a.usual && !ok)
		}
	}
	if !created {
		return
	}
	e["State"], e["DhcpOptionsId"], e["InstanceTenancy"] = "available", w.usualDHCP(r.Region), "default"
	w.comesWith(r)
}

func (w *world) attributeOf(r *Resource, attribute, member string, on bool) {
	b := w.open(r.Region, "describe-vpc-attribute."+r.ID+"."+attribute)
	b.root, b.changed = object{"VpcId": r.ID, member: object{"Value": on}}, true
}

// comesWith makes what AWS creates with a VPC: its main route table, its default security group and network ACL.
// Source: VPC user guide, "Default security groups", "Default network ACL", "Subnet route tables".
func (w *world) comesWith(r *Resource) {
	name := strings.TrimPrefix(r.ID, whatif.MadeID("vpc", ""))
	rtb, sg := whatif.MadeID("rtb", name), whatif.MadeID("sg", name)
	table := object{"RouteTableId": rtb, "VpcId": r.ID, "Associations": []any{object{"Main": true, "RouteTableId": rtb,
		"AssociationState": object{"State": "associated"}}}, "Routes": w.localRoutes(r.Region, r.ID)}
	group := object{"GroupId": sg, "GroupName": "default", "VpcId": r.ID, "Description": "default VPC security group",
		"IpPermissions": []any{object{"IpProtocol": "-1", "UserIdGroupPairs": []any{object{"GroupId": sg}}}},
		"IpPermissionsEgress": []any{object{"IpProtocol": "-1",
			"IpRanges": []any{object{"CidrIp": "0.0.0.0/0"}}}}}
	acl := object{"NetworkAclId": whatif.MadeID("acl", name), "VpcId": r.ID, "IsDefault": true, "Associations": []any{},
		"Entries": anyList(append(openEntries("0.0.0.0/0", "CidrBlock", 100), closedEntries("0.0.0.0/0", "CidrBlock",
			32767)...))}
	if w.account != "" {
		table["OwnerId"], group["OwnerId"], acl["OwnerId"] = w.account, w.account, w.account
	}
	w.open(r.Region, "describe-route-tables").add("RouteTableId", table)
	w.open(r.Region, "describe-security-groups").add("GroupId", group)
	w.open(r.Region, "describe-network-acls").add("NetworkAclId", acl)
	if w.before.Region(r.Region).Has("list-resolver-rule-associations") { // else nobody asked what names lead to
		w.open(awsdata.Global, "list-hosted-zones-by-vpc."+r.ID).changed = true
		w.open(r.Region, "list-service-network-vpc-associations."+r.ID).changed = true
	}
	for _, id := range []string{whatif.MadeID("rtb", name), whatif.MadeID("sg", name), whatif.MadeID("acl", name)} {
		w.applied.Addresses[awsdata.Clean(id)] = awsdata.Clean(r.Address)
		w.applied.Made[awsdata.Clean(id)] = awsdata.Clean(r.Address)
	}
}

func openEntries(cidr, member string, rule int) []object { return entries(cidr, member, rule, "allow") }

func closedEntries(cidr, member string, rule int) []object {
	return entries(cidr, member, rule, "deny")
}

func entries(cidr, member string, rule int, action string) []object {
	var out []object
	for _, egress := range []bool{false, true} {
		out = append(out, object{"RuleNumber": rule, "Egress": egress, "RuleAction": action, "Protocol": "-1",
			member: cidr})
	}
	return out
}

// usualDHCP is the DHCP options set that a new VPC has: one that names the Amazon resolver.
func (w *world) usualDHCP(region string) string {
	b := w.open(region, "describe-dhcp-options")
	for _, v := range w.open(region, "describe-vpcs").elements {
		if id, _ := v["DhcpOptionsId"].(string); v["IsDefault"] == true && b.find("DhcpOptionsId", id) != nil {
			return id
		}
	}
	id := whatif.MadeID("dopt", "default")
	b.add("DhcpOptionsId", object{"DhcpOptionsId": id, "DhcpConfigurations": []any{object{
		"Key": "domain-name-servers", "Values": []any{object{"Value": "AmazonProvidedDNS"}}}}})
	return id
}

// standIPv6 gives a VPC or subnet a range in the place of the one that AWS chooses: it has one, and which one
// matters to
// nobody before it is there. A subnet's is of its VPC's.
func (w *world) standIPv6(r *Resource, e object, vpc string) {
	if ipv6(e) != "" {
		return
	}
	if w.strict {
		w.later(r, "Ipv6CidrBlock", "describe-subnets")
		w.open(r.Region, "describe-subnets").remove(func(x object) bool { return x["SubnetId"] == r.ID })
		return
	}
	w.ranges++
	// 2600:1f00::/24 is AWS's. Source: AWS IP address ranges.
	cidr := fmt.Sprintf("2600:1f00:ffff:%x00::/56", w.ranges)
	if p, err := netip.ParsePrefix(vpc); err == nil {
		a := p.Addr().As16()
		a[7] = byte(w.ranges)
		cidr = netip.PrefixFrom(netip.AddrFrom16(a), 64).String()
	} else if r.Type == "AWS::EC2::Subnet" {
		cidr = fmt.Sprintf("2600:1f00:ffff:%x00::/64", w.ranges)
	}
	addIPv6(e, cidr)
	w.applied.Assumed = append(w.applied.Assumed, Assumed{Address: awsdata.Clean(r.Address), Attribute: "Ipv6CidrBlock",
		Means: cidr})
}

func addIPv6(e object, cidr string) {
	list, _ := e["Ipv6CidrBlockAssociationSet"].([]any)
	for _, a := range items(list) {
		if a["Ipv6CidrBlock"] == cidr {
			return
		}
	}
	e["Ipv6CidrBlockAssociationSet"] = append(list,
		object{"Ipv6CidrBlock": cidr, "Ipv6CidrBlockState": object{"State": "associated"}})
}

func ipv6(e object) string {
	for _, a := range items(e["Ipv6CidrBlockAssociationSet"]) {
		if s, ok := a["Ipv6CidrBlock"].(string); ok {
			return s
		}
	}
	return ""
}

func setVPCCidr(w *world, r *Resource, values object) {
	v := w.owner(r, values, "VpcId", "describe-vpcs", "VpcId")
	if v == nil {
		for _, v := range w.open(r.Region, "describe-vpcs").elements { // any VPC that is yet to come may have it
			if id := stringOf(v["VpcId"]); whatif.Made(id) {
				w.unsureRanges(r, id)
			}
		}
		return
	}
	id, _ := v["VpcId"].(string)
	switch cidr, ok := text(values, "CidrBlock"); {
	case ok:
		list, _ := v["CidrBlockAssociationSet"].([]any)
		v["CidrBlockAssociationSet"] = append(list, object{"CidrBlock": cidr,
			"CidrBlockState": object{"State": "associated"}})
		w.eachTable(r.Region, id, func(t object) { t["Routes"] = withLocal(t["Routes"], cidr) })
	default:
		if cidr, ok := text(values, "Ipv6CidrBlock"); ok {
			addIPv6(v, cidr)
			w.eachTable(r.Region, id, func(t object) { t["Routes"] = withLocal(t["Routes"], cidr) })
			return
		}
		if on, _ := flag(values, "AmazonProvidedIpv6CidrBlock"); on || isUnknown(values, "Ipv6CidrBlock") {
			w.standIPv6(r, v, "")
			w.eachTable(r.Region, id, func(t object) { t["Routes"] = withLocal(t["Routes"], ipv6(v)) })
			return
		}
		w.later(r, "CidrBlock", "")
		w.unsureRanges(r, id)
	}
}

// unsureRanges says that a VPC may have more ranges than are known: what stays in it is not known.
func (w *world) unsureRanges(r *Resource, vpc string) {
	w.unsure[vpc] = true
	w.eachTable(r.Region, vpc, func(t object) {
		t["Routes"] = withUnknown(t["Routes"], r)
	})
}

func removeVPCCidr(w *world, r *Resource, before object) {
	cidr, v4 := text(before, "CidrBlock")
	id, _ := text(w.resolvedOf(before), "VpcId")
	v := w.open(r.Region, "describe-vpcs").find("VpcId", id)
	if v == nil || !v4 {
		w.leave(r, NotInAccount, "")
		return
	}
	w.open(r.Region, "describe-vpcs").changed = true
	var kept []any
	for _, a := range items(v["CidrBlockAssociationSet"]) {
		if a["CidrBlock"] != cidr {
			kept = append(kept, a)
		}
	}
	v["CidrBlockAssociationSet"] = kept
	w.eachTable(r.Region, id, func(t object) {
		var routes []any
		for _, route := range items(t["Routes"]) {
			if route["GatewayId"] != "local" || route["DestinationCidrBlock"] != cidr {
				routes = append(routes, route)
			}
		}
		t["Routes"] = routes
	})
}

// resolvedOf is [world.resolved] of properties as they were.
func (w *world) resolvedOf(values object) object {
	out, _ := w.resolve(values).(object)
	return out
}

// owner is the element that a property of a resource names, nil where that is not known or not there, which is said.
func (w *world) owner(r *Resource, values object, property, call, id string) object {
	name, ok := text(values, property)
	if !ok {
		w.later(r, property, call)
		return nil
	}
	b := w.open(r.Region, call)
	e := b.find(id, name)
	if e == nil {
		w.leave(r, NotInAccount, name)
		return nil
	}
	b.changed = true
	w.touch(r, name)
	return e
}

func (w *world) eachTable(region, vpc string, change func(object)) {
	b := w.open(region, "describe-route-tables")
	for _, t := range b.elements {
		if t["VpcId"] == vpc {
			change(t)
			b.changed = true
		}
	}
}

func setVPCDHCP(w *world, r *Resource, values object) {
	if v := w.owner(r, values, "VpcId", "describe-vpcs", "VpcId"); v != nil {
		if put(v, "DhcpOptionsId", values, "DhcpOptionsId") {
			w.later(r, "DhcpOptionsId", "")
			v["DhcpOptionsId"] = "dopt-known-after-apply"
			w.lacks(r.Region, "describe-dhcp-options", r.Address)
		}
	}
}

// removeVPCDHCP leaves a VPC without DHCP options. Source: AWS provider, aws_vpc_dhcp_options_association; EC2 API
// reference, AssociateDhcpOptions.
func removeVPCDHCP(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	id, _ := text(values, "VpcId")
	b := w.open(r.Region, "describe-vpcs")
	v := b.find("VpcId", id)
	if v == nil {
		if !w.goes(id) {
			w.leave(r, NotInAccount, id)
		}
		return
	}
	w.touch(r, id)
	v["DhcpOptionsId"], b.changed = "default", true
}

func removeVPC(w *world, r *Resource, _ object) {
	w.gone(r, "describe-vpcs", "VpcId")
	for _, call := range []string{"describe-route-tables", "describe-security-groups", "describe-network-acls"} {
		w.open(r.Region, call).remove(func(e object) bool { return e["VpcId"] == r.ID })
	}
}

func setSubnet(w *world, r *Resource, values object) {
	created := r.Action != Update
	e := w.element(r, "describe-subnets", "SubnetId")
	if e == nil {
		return
	}
	for _, p := range []string{"VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId", "MapPublicIpOnLaunch",
		"EnableDns64", "Ipv6Native"} {
		if put(e, p, values, p) && (p == "VpcId" || p == "CidrBlock") {
			w.later(r, p, "describe-subnets")
		}
	}
	if cidr, ok := text(values, "Ipv6CidrBlock"); ok {
		addIPv6(e, cidr)
	} else if isUnknown(values, "Ipv6CidrBlock") {
		w.standIPv6(r, e, ipv6(w.open(r.Region, "describe-vpcs").find("VpcId", stringOf(e["VpcId"]))))
	}
	w.tag(e, "Tags", values)
	if !created {
		return
	}
	e["State"] = "available"
	if _, ok := values["AvailabilityZone"]; !ok || isUnknown(values, "AvailabilityZone") {
		if _, ok := text(values, "AvailabilityZoneId"); !ok {
			w.leave(r, KnownAfter, "AvailabilityZone")
		}
	}
	w.nameZone(r.Region, e)
	if p, err := netip.ParsePrefix(stringOf(e["CidrBlock"])); err == nil && p.Addr().Is4() {
		e["AvailableIpAddressCount"] = 1<<(32-p.Bits()) - 5 // VPC user guide: AWS keeps five addresses of each subnet
	}
	if a := w.defaultACLOf(r.Region, stringOf(e["VpcId"])); a != nil {
		list, _ := a["Associations"].([]any)
		a["Associations"] = append(list, object{"SubnetId": r.ID, "NetworkAclId": a["NetworkAclId"]})
		w.open(r.Region, "describe-network-acls").changed = true
	}
}

// nameZone gives a subnet both names of its zone, of which a file says one: other subnets tell which are one zone.
func (w *world) nameZone(region string, e object) {
	for _, by := range [][2]string{{"AvailabilityZone", "AvailabilityZoneId"},
		{"AvailabilityZoneId", "AvailabilityZone"}} {
		said, other := by[0], by[1]
		if stringOf(e[said]) == "" || stringOf(e[other]) != "" {
			continue
		}
		for _, s := range w.open(region, "describe-subnets").elements {
			if s[said] == e[said] && stringOf(s[other]) != "" {
				e[other] = s[other]
				break
			}
		}
	}
}

func stringOf(v any) string {
	s, _ := v.(string)
	return s
}

func removeSubnet(w *world, r *Resource, _ object) {
	w.gone(r, "describe-subnets", "SubnetId")
	for _, call := range []string{"describe-route-tables", "describe-network-acls"} {
		b := w.open(r.Region, call)
		for _, e := range b.elements {
			b.changed = dropFrom(e, "Associations", "SubnetId", r.ID) || b.changed
		}
	}
	w.open(r.Region, "describe-network-interfaces").remove(func(e object) bool { return e["SubnetId"] == r.ID })
}

// dropFrom takes the objects out of a list of an element whose member has a value.
func dropFrom(e object, list, member, value string) bool {
	var kept []any
	old := items(e[list])
	for _, o := range old {
		if o[member] != value {
			kept = append(kept, o)
		}
	}
	if len(kept) == len(old) {
		return false
	}
	if kept == nil {
		kept = []any{}
	}
	e[list] = kept
	return true
}
