package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

func roleKinds() []kind {
	return []kind{
		{"AWS::IAM::ManagedPolicy", "", setManagedPolicy, removeManagedPolicy},
		{"AWS::IAM::Role", "", setRole, removeRole},
		{"AWS::IAM::RolePolicy", "", setRolePolicy, removeRolePolicy},
		{"AWS::IAM::Policy", "", setPolicy, removePolicy},
		{"Terraform::RoleAttachment", "", setRoleAttachment, removeRoleAttachment},
	}
}

const detailsCall = "get-account-authorization-details"

// role is the element of a role, nil if it is not there.
func (w *world) role(name string) object {
	return w.open(awsdata.Global, detailsCall).find("RoleName", name)
}

func (w *world) named(r *Resource, values object, property string) {
	if r.ID == "" {
		name, ok := text(values, property)
		if !ok {
			name = r.Address
		}
		r.ID = name
		w.applied.Addresses[awsdata.Clean(r.ID)] = awsdata.Clean(r.Address)
	}
}

// setRole makes or changes a role with the policies that are written in it.
func setRole(w *world, r *Resource, values object) {
	w.named(r, values, "RoleName")
	b := w.open(awsdata.Global, detailsCall)
	e := b.find("RoleName", r.ID)
	if e == nil {
		if r.Action == Update {
			w.leave(r, NotInAccount, "")
			return
		}
		e = object{"RoleName": r.ID, "Arn": w.arn(r), "Path": w.path(r), "RolePolicyList": []any{},
			"AttachedManagedPolicies": []any{}}
		b.elements = append(b.elements, e)
	}
	b.changed = true
	w.touch(r, stringOf(e["Arn"]))
	if hasUnknown(values["AssumeRolePolicyDocument"]) {
		w.later(r, "AssumeRolePolicyDocument", "")
	} else if v, there := values["AssumeRolePolicyDocument"]; there {
		e["AssumeRolePolicyDocument"] = policyText(v)
	}
	if v, there := values["PermissionsBoundary"]; there {
		w.setBoundary(r, e, v)
	}
	if list, there := values["ManagedPolicyArns"]; there {
		known, unknown := texts(list)
		attached := []any{}
		for _, arn := range known {
			attached = append(attached, w.attachedPolicy(arn))
		}
		if unknown {
			w.later(r, "ManagedPolicyArns", "")
			attached = append(attached, attachedPolicy("arn:aws:iam::aws:policy/"+knownAfter+r.Address))
		}
		e["AttachedManagedPolicies"] = attached
	}
	if list, there := values["Policies"]; there {
		inline := []any{}
		for _, p := range items(list) {
			inline = append(inline, w.inline(r, p))
		}
		if _, unknown := list.(Unknown); unknown {
			inline = append(inline, w.inline(r, object{"PolicyName": knownAfter + r.Address,
				"PolicyDocument": Unknown{}}))
		}
		e["RolePolicyList"] = inline
	}
	w.tag(e, "Tags", values)
}

// setBoundary gives a role another permissions boundary, or takes it away. One that is not known is a policy that
// nobody has read.
func (w *world) setBoundary(r *Resource, e object, v any) {
	arn := stringOf(v)
	if hasUnknown(v) {
		w.later(r, "PermissionsBoundary", "")
		arn = "arn:aws:iam::aws:policy/" + knownAfter + r.Address
	}
	if arn == "" {
		delete(e, "PermissionsBoundary")
		return
	}
	e["PermissionsBoundary"] = object{"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
}

// attachedPolicy is a managed policy as a role has it. One of AWS's that nobody has used yet is in no snapshot.
func (w *world) attachedPolicy(arn string) object {
	if document := managedByAWS(arn); document != nil {
		b := w.open(awsdata.Global, detailsCall)
		list, _ := b.root["Policies"].([]any)
		if !slices.ContainsFunc(list, func(p any) bool { return objectOf(p)["Arn"] == arn }) {
			b.root["Policies"], b.changed = append(list, object{"PolicyName": roleName(arn), "Arn": arn,
				"DefaultVersionId": "v1", "PolicyVersionList": []any{object{"VersionId": "v1", "IsDefaultVersion": true,
					"Document": policyText(document)}}}), true
		}
	}
	return attachedPolicy(arn)
}

func attachedPolicy(arn string) object {
	return object{"PolicyArn": arn, "PolicyName": arn[strings.LastIndexByte(arn, '/')+1:]}
}

// inline is a policy within a role; one that is not known has no document.
func (w *world) inline(r *Resource, values object) object {
	name, ok := text(values, "PolicyName")
	if !ok {
		name = r.Address
	}
	out := object{"PolicyName": name}
	if hasUnknown(values["PolicyDocument"]) {
		w.later(r, "PolicyDocument", "")
	} else {
		out["PolicyDocument"] = policyText(values["PolicyDocument"])
	}
	return out
}

func removeRole(w *world, r *Resource, _ object) {
	if !w.open(awsdata.Global, detailsCall).remove(func(e object) bool { return e["RoleName"] == roleName(r.ID) }) {
		w.leave(r, NotInAccount, "")
	}
}

func roleName(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }

// ofRole finds the role that a property names, and says what is missing.
func (w *world) ofRole(r *Resource, values object, property string) object {
	name, ok := text(values, property)
	if !ok {
		w.later(r, property, "")
		return nil
	}
	e := w.role(roleName(name))
	if e == nil {
		if b := w.open(awsdata.Global, detailsCall); b.gap == nil && !w.goes(name) {
			w.leave(r, NotInAccount, name)
		}
		return nil
	}
	w.open(awsdata.Global, detailsCall).changed = true
	w.touch(r, stringOf(e["Arn"]))
	w.touch(r, stringOf(e["RoleName"]))
	return e
}

func setRolePolicy(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	if e := w.ofRole(r, whole, "RoleName"); e != nil {
		p := w.inline(r, whole)
		dropFrom(e, "RolePolicyList", "PolicyName", stringOf(p["PolicyName"]))
		list, _ := e["RolePolicyList"].([]any)
		e["RolePolicyList"] = append(list, p)
	}
}

func removeRolePolicy(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	if e := w.ofRole(r, values, "RoleName"); e != nil {
		name, _ := text(values, "PolicyName")
		if !dropFrom(e, "RolePolicyList", "PolicyName", name) {
			w.leave(r, NotInAccount, name)
		}
	}
}

// setPolicy writes a policy of CloudFormation's into each of its roles.
func setPolicy(w *world, r *Resource, values object) {
	roles, unknown := texts(values["Roles"])
	if unknown {
		w.later(r, "Roles", "")
	}
	for _, name := range roles {
		one := maps.Clone(values)
		one["RoleName"] = name
		setRolePolicy(w, &Resource{Address: r.Address, Kind: r.Kind, Action: r.Action, Region: r.Region}, one)
	}
}

func removePolicy(w *world, r *Resource, before object) {
	roles, _ := texts(w.resolvedOf(before)["Roles"])
	for _, name := range roles {
		one := maps.Clone(before)
		one["RoleName"] = name
		removeRolePolicy(w, r, one)
	}
}

func setManagedPolicy(w *world, r *Resource, values object) {
	w.named(r, values, "ManagedPolicyName")
	arn := w.arn(r)
	b := w.open(awsdata.Global, detailsCall)
	b.changed = true
	list, _ := b.root["Policies"].([]any)
	var e object
	for _, p := range items(list) {
		if p["Arn"] == arn {
			e = p
		}
	}
	if e == nil {
		e = object{"PolicyName": roleName(r.ID), "Arn": arn, "DefaultVersionId": "v1"}
		list = append(list, e)
	}
	b.root["Policies"] = list
	if v, there := values["PolicyDocument"]; there {
		version := object{"VersionId": "v1", "IsDefaultVersion": true}
		if hasUnknown(v) {
			w.later(r, "PolicyDocument", "")
		} else {
			version["Document"] = policyText(v)
		}
		e["DefaultVersionId"], e["PolicyVersionList"] = "v1", []any{version}
	}
	for _, p := range []string{"Roles"} {
		roles, unknown := texts(values[p])
		if unknown {
			w.later(r, p, "")
		}
		for _, name := range roles {
			w.attach(r, object{"RoleName": name, "PolicyArn": arn})
		}
	}
}

func removeManagedPolicy(w *world, r *Resource, _ object) {
	b := w.open(awsdata.Global, detailsCall)
	arn := w.arn(r)
	list, _ := b.root["Policies"].([]any)
	b.root["Policies"] = slices.DeleteFunc(list, func(p any) bool { return objectOf(p)["Arn"] == arn })
	b.changed = true
	for _, e := range b.elements {
		dropFrom(e, "AttachedManagedPolicies", "PolicyArn", arn)
	}
}

func setRoleAttachment(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	w.attach(r, whole)
}

func (w *world) attach(r *Resource, values object) {
	e := w.ofRole(r, values, "RoleName")
	if e == nil {
		return
	}
	arn, ok := text(values, "PolicyArn")
	if !ok {
		w.later(r, "PolicyArn", "")
		arn = "arn:aws:iam::aws:policy/" + knownAfter + r.Address
	}
	dropFrom(e, "AttachedManagedPolicies", "PolicyArn", arn)
	list, _ := e["AttachedManagedPolicies"].([]any)
	e["AttachedManagedPolicies"] = append(list, w.attachedPolicy(arn))
}

func removeRoleAttachment(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	if e := w.ofRole(r, values, "RoleName"); e != nil {
		arn, _ := text(values, "PolicyArn")
		if !dropFrom(e, "AttachedManagedPolicies", "PolicyArn", arn) {
			w.leave(r, NotInAccount, arn)
		}
	}
}
