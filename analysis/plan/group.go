package plan

import (
	"reflect"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
)

func groupKinds() []kind {
	return []kind{
		{"AWS::EC2::SecurityGroup", "sg", setGroup, removeGroup},
		{"AWS::EC2::SecurityGroupIngress", "", setRule("IpPermissions"), removeRule("IpPermissions")},
		{"AWS::EC2::SecurityGroupEgress", "", setRule("IpPermissionsEgress"), removeRule("IpPermissionsEgress")},
		{"AWS::EC2::SecurityGroupVpcAssociation", "", setGroupVPC, removeGroupVPC},
	}
}

// setGroup makes or changes a group. SecurityGroupIngress and SecurityGroupEgress are its whole lists of rules. A group
// without a list of outbound rules gets the one that allows everything.
// Source: EC2 API reference, CreateSecurityGroup; CloudFormation, AWS::EC2::SecurityGroup.
func setGroup(w *world, r *Resource, values object) {
	if vpc, ok := text(values, "DefaultOf"); ok { // taken over, not created
		g := w.defaultGroupOf(r.Region, vpc)
		if g == nil {
			w.leave(r, NotInAccount, vpc)
			return
		}
		delete(w.applied.Addresses, r.ID)
		r.ID = stringOf(g["GroupId"])
		w.applied.Addresses[r.ID] = r.Address
		w.open(r.Region, "describe-security-groups").changed = true
		w.setPermissions(r, g, values, true)
		return
	}
	e := w.element(r, "describe-security-groups", "GroupId")
	if e == nil {
		return
	}
	w.tag(e, "Tags", values)
	created := r.Action != Update
	if created {
		if put(e, "VpcId", values, "VpcId") {
			w.later(r, "VpcId", "")
		}
		put(e, "Description", values, "GroupDescription")
		if name, ok := text(values, "GroupName"); ok {
			e["GroupName"] = name
		} else {
			e["GroupName"] = r.Address
		}
	}
	w.setPermissions(r, e, values, created)
}

func (w *world) setPermissions(r *Resource, e, values object, created bool) {
	for _, side := range []struct{ property, member string }{{"SecurityGroupIngress", "IpPermissions"},
		{"SecurityGroupEgress", "IpPermissionsEgress"}} {
		list, there := values[side.property]
		switch {
		case there:
			permissions := []any{}
			if _, unknown := list.(Unknown); unknown {
				w.later(r, side.property, "")
				permissions = append(permissions, object{"IpProtocol": "-1", "PrefixListIds": []any{
					object{"PrefixListId": "pl-" + knownAfter + r.Address}}})
			}
			for _, rule := range items(list) {
				permissions = append(permissions, w.permission(r, rule, r.ID)...)
			}
			e[side.member] = permissions
		case created && side.member == "IpPermissionsEgress":
			e[side.member] = []any{object{"IpProtocol": "-1", "IpRanges": []any{object{"CidrIp": "0.0.0.0/0"}}}}
		case created:
			e[side.member] = []any{}
		}
	}
}

// peers are the properties of a rule that say who is on the other side, in CloudFormation's words for both directions,
// and how the API has them.
var peers = []struct{ property, list, member string }{
	{"CidrIp", "IpRanges", "CidrIp"},
	{"CidrIpv6", "Ipv6Ranges", "CidrIpv6"},
	{"SourcePrefixListId", "PrefixListIds", "PrefixListId"},
	{"DestinationPrefixListId", "PrefixListIds", "PrefixListId"},
	{"SourceSecurityGroupId", "UserIdGroupPairs", "GroupId"},
	{"DestinationSecurityGroupId", "UserIdGroupPairs", "GroupId"},
	{"SourceSecurityGroupName", "UserIdGroupPairs", "GroupName"},
}

// permission is a rule as the API has it, one for each of its peers. A property may be a list of peers, as Terraform
// has
// them.
func (w *world) permission(r *Resource, rule object, group string) []any {
	protocol, ok := text(rule, "IpProtocol")
	if !ok {
		w.later(r, "IpProtocol", "")
		protocol = "-1"
	}
	protocol = protocolName(protocol)
	base := object{"IpProtocol": protocol}
	unknownPorts := false
	if protocol != "-1" {
		from, okFrom := number(rule, "FromPort")
		to, okTo := number(rule, "ToPort")
		unknownPorts = isUnknown(rule, "FromPort") || isUnknown(rule, "ToPort")
		if okFrom && okTo {
			base["FromPort"], base["ToPort"] = from, to
		}
	}
	var out []any
	with := func(list, member, value string) {
		p := object{list: []any{object{member: value}}}
		for k, v := range base {
			p[k] = v
		}
		if note, ok := text(rule, "Description"); ok {
			p[list] = []any{object{member: value, "Description": note}}
		}
		out = append(out, p)
	}
	stand := func(property string) {
		w.later(r, property, "")
		with("PrefixListIds", "PrefixListId", "pl-"+knownAfter+r.Address)
	}
	if unknownPorts || !ok {
		stand("FromPort")
		return out
	}
	for _, p := range peers {
		known, unknown := texts(rule[p.property])
		for _, v := range known {
			if v != "" {
				with(p.list, p.member, v)
			}
		}
		if unknown {
			stand(p.property)
		}
	}
	if self, _ := flag(rule, "Self"); self {
		with("UserIdGroupPairs", "GroupId", group)
	}
	return out
}

// protocolName is a protocol as the API gives it back: numbers of the usual ones are names there.
// Source: EC2 API reference, IpPermission.
func protocolName(p string) string {
	p = strings.ToLower(p)
	for number, name := range map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"} {
		if p == number {
			return name
		}
	}
	return p
}

func removeGroup(w *world, r *Resource, _ object) {
	w.gone(r, "describe-security-groups", "GroupId")
}

// ruleOwner is the group of a rule of its own.
func (w *world) ruleOwner(r *Resource, values object) object {
	if _, ok := text(values, "GroupId"); !ok {
		if name, ok := text(values, "GroupName"); ok {
			if g := w.open(r.Region, "describe-security-groups").find("GroupName", name); g != nil {
				w.open(r.Region, "describe-security-groups").changed = true
				return g
			}
		}
		w.later(r, "GroupId", "")
		w.ruleOfAny(r)
		return nil
	}
	return w.owner(r, values, "GroupId", "describe-security-groups", "GroupId")
}

// ruleOfAny lets every group that is yet to come perhaps have a rule, and where none is, every group.
func (w *world) ruleOfAny(r *Resource) {
	b := w.open(r.Region, "describe-security-groups")
	for _, planned := range []bool{true, false} {
		found := false
		for _, g := range b.elements {
			if planned && !whatif.Made(stringOf(g["GroupId"])) {
				continue
			}
			b.changed, found = true, true
			for _, side := range []string{"IpPermissions", "IpPermissionsEgress"} {
				if !slices.ContainsFunc(items(g[side]), isUnknownPermission) { // one is as good as many
					w.addRule(g, side, w.unknownPermission(r))
				}
			}
		}
		if found {
			return
		}
	}
}

func (w *world) unknownPermission(r *Resource) []any {
	return []any{object{"IpProtocol": "-1", "PrefixListIds": []any{object{"PrefixListId": "pl-" + knownAfter +
		r.Address}}}}
}

// isUnknownPermission reports whether nothing is known of a rule.
func isUnknownPermission(p object) bool {
	lists := items(p["PrefixListIds"])
	return p["IpProtocol"] == "-1" && len(lists) == 1 && hasPrefix(lists[0]["PrefixListId"], "pl-"+knownAfter)
}

func (w *world) addRule(g object, member string, permissions []any) {
	list, _ := g[member].([]any)
	g[member] = append(list, permissions...)
}

func setRule(member string) func(*world, *Resource, object) {
	return func(w *world, r *Resource, values object) {
		whole := w.whole(r, values)
		if r.Action == Update {
			removeRule(member)(w, r, r.Before)
		}
		g := w.ruleOwner(r, whole)
		if g == nil {
			return
		}
		w.addRule(g, member, w.permission(r, whole, stringOf(g["GroupId"])))
	}
}

func removeRule(member string) func(*world, *Resource, object) {
	return func(w *world, r *Resource, before object) {
		values := w.resolvedOf(before)
		id, _ := text(values, "GroupId")
		b := w.open(r.Region, "describe-security-groups")
		w.touch(r, id)
		g := b.find("GroupId", id)
		if g == nil {
			if !w.goes(id) {
				w.leave(r, NotInAccount, "")
			}
			return
		}
		b.changed = true
		for _, p := range w.permission(r, values, id) {
			if !dropPermission(g, member, p.(object)) {
				w.leave(r, NotInAccount, "")
			}
		}
	}
}

// dropPermission takes one peer with its protocol and ports out of a group, wherever it stands among others.
func dropPermission(g object, member string, gone object) bool {
	dropped := false
	var permissions []any
	for _, p := range items(g[member]) {
		if sameTraffic(p, gone) {
			for _, list := range []string{"IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"} {
				for _, peer := range items(gone[list]) {
					for _, key := range []string{"CidrIp", "CidrIpv6", "PrefixListId", "GroupId"} {
						if v, ok := peer[key].(string); ok {
							dropped = dropFrom(p, list, key, v) || dropped
						}
					}
				}
			}
			if empty(p) {
				continue
			}
		}
		permissions = append(permissions, p)
	}
	if permissions == nil {
		permissions = []any{}
	}
	g[member] = permissions
	return dropped
}

func empty(p object) bool {
	for _, list := range []string{"IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"} {
		if len(items(p[list])) > 0 {
			return false
		}
	}
	return true
}

// sameTraffic reports whether two permissions are of the same protocol and ports.
func sameTraffic(a, b object) bool {
	if protocolName(stringOf(a["IpProtocol"])) != protocolName(stringOf(b["IpProtocol"])) {
		return false
	}
	if stringOf(b["IpProtocol"]) == "-1" {
		return true
	}
	fromA, okA := number(a, "FromPort")
	fromB, okB := number(b, "FromPort")
	toA, _ := number(a, "ToPort")
	toB, _ := number(b, "ToPort")
	return okA == okB && fromA == fromB && toA == toB
}

func (w *world) defaultGroup(r *Resource) object { return w.defaultGroupOf(r.Region, r.ID) }

func (w *world) defaultGroupOf(region, vpc string) object {
	for _, g := range w.open(region, "describe-security-groups").elements {
		if g["VpcId"] == vpc && g["GroupName"] == "default" {
			return g
		}
	}
	return nil
}

func setGroupVPC(w *world, r *Resource, values object) {
	b := w.open(r.Region, "describe-security-group-vpc-associations")
	group, okGroup := text(values, "GroupId")
	vpc, okVPC := text(values, "VpcId")
	if !okGroup || !okVPC {
		w.later(r, "GroupId", "describe-security-group-vpc-associations")
		return
	}
	b.changed = true
	b.elements = append(b.elements, object{"GroupId": group, "VpcId": vpc, "State": "associated"})
}

func removeGroupVPC(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	w.open(r.Region, "describe-security-group-vpc-associations").remove(func(e object) bool {
		return reflect.DeepEqual([]any{e["GroupId"], e["VpcId"]}, []any{values["GroupId"], values["VpcId"]})
	})
}
