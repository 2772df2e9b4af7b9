package plan

import (
	"maps"
	"slices"
	"strconv"

	"github.com/vpclens/vpclens/analysis/whatif"
)

func aclKinds() []kind {
	return []kind{
		{"AWS::EC2::NetworkAcl", "acl", setACL, removeACL},
		{"AWS::EC2::NetworkAclEntry", "", setACLEntry, removeACLEntry},
		{"AWS::EC2::SubnetNetworkAclAssociation", "", setACLAssociation, removeACLAssociation},
	}
}

const aclCall = "describe-network-acls"

// setACL makes or changes a network ACL. Besides what CloudFormation has it takes Ingress and Egress, the whole
// lists of
// one whose rules Terraform keeps in it, and SubnetIds. A new one denies everything.
// Source: EC2 API reference, CreateNetworkAcl.
func setACL(w *world, r *Resource, values object) {
	b := w.open(r.Region, aclCall)
	var e object
	created := r.Action != Update
	if vpc, ok := text(values, "DefaultOf"); ok { // taken over, not created
		if e = w.defaultACLOf(r.Region, vpc); e == nil {
			w.leave(r, NotInAccount, vpc)
			return
		}
		delete(w.applied.Addresses, r.ID)
		r.ID = stringOf(e["NetworkAclId"])
		w.applied.Addresses[r.ID] = r.Address
		created = false
		for _, list := range []string{"Ingress", "Egress"} {
			if _, ok := values[list]; !ok {
				values[list] = []any{} // Terraform takes every rule of it away that is not in the file
			}
		}
	} else if e = w.element(r, aclCall, "NetworkAclId"); e == nil {
		return
	}
	b.changed = true
	w.tag(e, "Tags", values)
	if created {
		e["Associations"], e["Entries"] = []any{}, anyList(closedEntries("0.0.0.0/0", "CidrBlock", 32767))
		if put(e, "VpcId", values, "VpcId") {
			w.later(r, "VpcId", aclCall)
		}
	}
	for _, side := range []struct {
		property string
		egress   bool
	}{{"Ingress", false}, {"Egress", true}} {
		list, there := values[side.property]
		if !there {
			continue
		}
		var kept []any
		for _, entry := range items(e["Entries"]) {
			if n, _ := number(entry, "RuleNumber"); entry["Egress"] != side.egress || n >= 32767 {
				kept = append(kept, entry)
			}
		}
		e["Entries"] = kept
		if hasUnknown(list) {
			w.hideACL(r, e, side.property)
			return
		}
		for _, of := range items(list) {
			entry := maps.Clone(of)
			entry["Egress"] = side.egress
			w.addEntry(r, e, entry)
		}
	}
	if list, there := values["SubnetIds"]; there {
		w.setACLSubnets(r, e, list)
	}
}

// setACLSubnets gives an ACL the whole list of its subnets. Those that it has no more have the default one then, as far
// as the list is known. Source: EC2 API reference, ReplaceNetworkAclAssociation; AWS provider, aws_network_acl.
func (w *world) setACLSubnets(r *Resource, e object, list any) {
	known, unknown := texts(list)
	var gone []string
	for _, a := range items(e["Associations"]) {
		if s := stringOf(a["SubnetId"]); s != "" && !slices.Contains(known, s) {
			gone = append(gone, s)
		}
	}
	standard := w.defaultACLOf(r.Region, stringOf(e["VpcId"]))
	for _, s := range gone {
		switch {
		case unknown || standard == nil: // nobody knows which it has then
			dropFrom(e, "Associations", "SubnetId", s)
		case e["IsDefault"] != true:
			w.associateACL(r.Region, standard, s)
		}
	}
	for _, s := range known {
		w.associateACL(r.Region, e, s)
	}
	if unknown {
		w.later(r, "SubnetIds", aclCall)
	}
}

// hideACL takes an ACL out of which not all rules are known: nothing of it can be told then.
func (w *world) hideACL(r *Resource, e object, property string) {
	w.later(r, property, aclCall)
	id := e["NetworkAclId"]
	w.open(r.Region, aclCall).remove(func(x object) bool { return x["NetworkAclId"] == id })
}

func (w *world) addEntry(r *Resource, e, values object) {
	entry := object{"RuleAction": values["RuleAction"], "Egress": false}
	if on, ok := flag(values, "Egress"); ok {
		entry["Egress"] = on
	}
	n, ok := number(values, "RuleNumber")
	protocol, okProtocol := text(values, "Protocol")
	if !ok || !okProtocol || hasUnknown(values) {
		w.hideACL(r, e, "Entries")
		return
	}
	entry["RuleNumber"], entry["Protocol"] = n, aclProtocol(protocol)
	for _, m := range []string{"CidrBlock", "Ipv6CidrBlock"} {
		if cidr, ok := text(values, m); ok {
			entry[m] = cidr
		}
	}
	if ports, ok := values["PortRange"].(object); ok && entry["Protocol"] != "-1" {
		from, okFrom := number(ports, "From")
		to, okTo := number(ports, "To")
		if okFrom && okTo {
			entry["PortRange"] = object{"From": from, "To": to}
		}
	}
	if icmp, ok := values["Icmp"].(object); ok {
		kind, _ := number(icmp, "Type")
		code, _ := number(icmp, "Code")
		entry["IcmpTypeCode"] = object{"Type": kind, "Code": code}
	}
	dropEntry(e, n, entry["Egress"])
	list, _ := e["Entries"].([]any)
	e["Entries"] = append(list, entry)
}

// aclProtocol is a protocol as an ACL has it: by its number.
func aclProtocol(p string) string {
	for name, number := range map[string]string{"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "ipv6-icmp": "58",
		"all": "-1"} {
		if p == name {
			return number
		}
	}
	return p
}

func dropEntry(e object, rule int, egress any) bool {
	var kept []any
	list := items(e["Entries"])
	for _, entry := range list {
		if n, _ := number(entry, "RuleNumber"); n != rule || entry["Egress"] != egress {
			kept = append(kept, entry)
		}
	}
	e["Entries"] = kept
	return len(kept) < len(list)
}

func setACLEntry(w *world, r *Resource, values object) {
	whole := object{"Egress": false}
	for _, of := range []object{w.resolvedOf(r.Before), values} {
		maps.Copy(whole, of)
	}
	e := w.owner(r, whole, "NetworkAclId", aclCall, "NetworkAclId")
	if e == nil {
		if isUnknown(whole, "NetworkAclId") { // any that is yet to come may have it
			w.open(r.Region, aclCall).remove(func(x object) bool {
				return whatif.Made(stringOf(x["NetworkAclId"])) && x["IsDefault"] != true
			})
		}
		return
	}
	if n, ok := number(r.Before, "RuleNumber"); ok && r.Action == Update {
		on, _ := flag(r.Before, "Egress")
		dropEntry(e, n, on)
	}
	w.addEntry(r, e, whole)
}

func removeACLEntry(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	id, _ := text(values, "NetworkAclId")
	b := w.open(r.Region, aclCall)
	w.touch(r, id)
	e := b.find("NetworkAclId", id)
	n, _ := number(values, "RuleNumber")
	egress, _ := flag(values, "Egress")
	if e == nil || !dropEntry(e, n, egress) {
		if !w.goes(id) {
			w.leave(r, NotInAccount, strconv.Itoa(n))
		}
		return
	}
	b.changed = true
}

// associateACL gives a subnet an ACL in the place of the one that it has.
func (w *world) associateACL(region string, acl object, subnet string) {
	b := w.open(region, aclCall)
	b.changed = true
	for _, e := range b.elements {
		dropFrom(e, "Associations", "SubnetId", subnet)
	}
	list, _ := acl["Associations"].([]any)
	acl["Associations"] = append(list, object{"SubnetId": subnet, "NetworkAclId": acl["NetworkAclId"]})
}

func setACLAssociation(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	subnet, ok := text(whole, "SubnetId")
	if !ok {
		w.later(r, "SubnetId", aclCall)
		for _, e := range w.open(r.Region, aclCall).elements { // any subnet that is yet to come may get it
			e["Associations"] = slices.DeleteFunc(slices.Clone(listOfAny(e["Associations"])), func(a any) bool {
				return whatif.Made(stringOf(objectOf(a)["SubnetId"]))
			})
		}
		return
	}
	b := w.open(r.Region, aclCall)
	id, ok := text(whole, "NetworkAclId")
	acl := b.find("NetworkAclId", id)
	if !ok || acl == nil {
		for _, e := range b.elements {
			dropFrom(e, "Associations", "SubnetId", subnet)
		}
		w.later(r, "NetworkAclId", aclCall)
		return
	}
	w.touch(r, id)
	w.touch(r, subnet)
	w.associateACL(r.Region, acl, subnet)
}

func removeACLAssociation(w *world, r *Resource, before object) {
	subnet, _ := text(w.resolvedOf(before), "SubnetId")
	s := w.open(r.Region, "describe-subnets").find("SubnetId", subnet)
	if s == nil {
		return
	}
	w.touch(r, subnet)
	if acl := w.defaultACLOf(r.Region, stringOf(s["VpcId"])); acl != nil {
		w.associateACL(r.Region, acl, subnet)
	}
}

func removeACL(w *world, r *Resource, _ object) {
	b := w.open(r.Region, aclCall)
	if e := b.find("NetworkAclId", r.ID); e != nil { // its subnets have the default one then
		acl := w.defaultACLOf(r.Region, stringOf(e["VpcId"]))
		for _, a := range slices.Clone(items(e["Associations"])) {
			if acl != nil {
				w.associateACL(r.Region, acl, stringOf(a["SubnetId"]))
			}
		}
	}
	w.gone(r, aclCall, "NetworkAclId")
}

func (w *world) defaultACL(r *Resource) object { return w.defaultACLOf(r.Region, r.ID) }

func (w *world) defaultACLOf(region, vpc string) object {
	for _, e := range w.open(region, aclCall).elements {
		if e["VpcId"] == vpc && e["IsDefault"] == true {
			return e
		}
	}
	return nil
}
