package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

func functionKinds() []kind {
	return []kind{
		{"AWS::Lambda::Function", "", setFunction, removeFunction},
		{"AWS::Lambda::Url", "", setURL, removeURL},
		{"AWS::Lambda::Permission", "", setPermission, removePermission},
		{"AWS::Lambda::EventSourceMapping", "esm", setMapping, removeOf("list-event-source-mappings", "UUID")},
	}
}

const functionCall = "list-functions"

// setFunction makes or changes a function. Only what vpclens reads of one is taken: its environment is not.
func setFunction(w *world, r *Resource, values object) {
	if r.ID == "" {
		name, ok := text(values, "FunctionName")
		if !ok {
			name = r.Address // AWS makes one of it
		}
		r.ID = name
		w.applied.Addresses[awsdata.Clean(r.ID)] = awsdata.Clean(r.Address)
	}
	r.ID = functionName(r.ID)
	w.touch(r, r.ID)
	b := w.open(r.Region, functionCall)
	var e object
	for _, x := range b.elements {
		if x["FunctionName"] == r.ID && (x["Version"] == nil || x["Version"] == "$LATEST") {
			e = x
		}
	}
	if e == nil {
		if r.Action == Update {
			w.leave(r, NotInAccount, "")
			return
		}
		e = object{"FunctionName": r.ID, "FunctionArn": w.arn(r), "Version": "$LATEST"}
		b.elements = append(b.elements, e)
		w.comesWithFunction(r)
	}
	b.changed = true
	for _, p := range []string{"Runtime", "Handler", "Description", "Timeout", "MemorySize", "PackageType",
		"Architectures"} {
		put(e, p, values, p)
	}
	for _, p := range []string{"Timeout", "MemorySize"} {
		if n, ok := number(e, p); ok {
			e[p] = n
		}
	}
	if put(e, "Role", values, "Role") {
		w.later(r, "Role", "")
		e["Role"] = w.arnOf("iam", "", "role/"+knownAfter+r.Address)
		w.lacks(awsdata.Global, detailsCall, r.Address)
	}
	if e["Timeout"] == nil {
		e["Timeout"] = 3 // Lambda API reference, CreateFunction
	}
	if e["MemorySize"] == nil {
		e["MemorySize"] = 128
	}
	if v, there := values["FileSystemConfigs"]; there {
		var list []any
		if _, unknown := v.(Unknown); unknown {
			w.later(r, "FileSystemConfigs", "")
		}
		for _, f := range items(v) {
			if arn, ok := text(f, "Arn"); ok {
				list = append(list, object{"Arn": arn, "LocalMountPath": f["LocalMountPath"]})
			} else {
				w.later(r, "FileSystemConfigs", "")
			}
		}
		e["FileSystemConfigs"] = list
	}
	if target, ok := text(objectOf(values["DeadLetterConfig"]), "TargetArn"); ok {
		e["DeadLetterConfig"] = object{"TargetArn": target}
	}
	if v, there := values["VpcConfig"]; there {
		w.setVpcConfig(r, e, v)
	}
	w.functionTags(r, e, values)
}

func objectOf(v any) object {
	o, _ := v.(object)
	return o
}

// functionName is the name in an ARN or name of a function.
func functionName(s string) string {
	if _, name, ok := strings.Cut(s, ":function:"); ok {
		s = name
	}
	name, _, _ := strings.Cut(s, ":")
	return name
}

// setVpcConfig attaches a function, or takes it out of its VPC. A subnet or group that is not known is one that the
// snapshot does not hold.
func (w *world) setVpcConfig(r *Resource, e object, v any) {
	if _, unknown := v.(Unknown); unknown {
		w.later(r, "VpcConfig", "describe-subnets")
		w.lacks(r.Region, "describe-security-groups", r.Address)
		e["VpcConfig"] = object{"SubnetIds": []any{"subnet-" + knownAfter + r.Address},
			"SecurityGroupIds": []any{"sg-" + knownAfter + r.Address}}
		return
	}
	config, _ := v.(object)
	subnets, unknownSubnets := texts(config["SubnetIds"])
	groups, unknownGroups := texts(config["SecurityGroupIds"])
	if unknownSubnets {
		w.later(r, "VpcConfig.SubnetIds", "describe-subnets")
		subnets = append(subnets, "subnet-"+knownAfter+r.Address)
	}
	if dual, there := config["Ipv6AllowedForDualStack"]; unknownGroups || there && hasUnknown(dual) {
		// Which groups it has decides what others let in, too: nothing is known of its paths.
		w.later(r, "VpcConfig.SecurityGroupIds", "describe-security-groups")
		w.lacks(r.Region, "describe-subnets", r.Address)
		groups, subnets = []string{"sg-" + knownAfter + r.Address}, []string{"subnet-" + knownAfter + r.Address}
	}
	if len(subnets) == 0 {
		delete(e, "VpcConfig")
		return
	}
	vpc := ""
	if s := w.open(r.Region, "describe-subnets").find("SubnetId", subnets[0]); s != nil {
		vpc = stringOf(s["VpcId"])
	}
	dual, _ := flag(config, "Ipv6AllowedForDualStack")
	dual = dual || isUnknown(config, "Ipv6AllowedForDualStack")
	e["VpcConfig"] = object{"VpcId": vpc, "SubnetIds": asAny(subnets), "SecurityGroupIds": asAny(groups),
		"Ipv6AllowedForDualStack": dual}
	w.functionInterfaces(r, e, subnets, groups)
}

// functionInterfaces gives a function the interface that Lambda makes for each combination of subnet and groups that no
// other function has yet. Source: Lambda developer guide, "Understanding Hyperplane Elastic Network Interfaces".
func (w *world) functionInterfaces(r *Resource, e object, subnets, groups []string) {
	b := w.open(r.Region, interfaceCall)
	if b.gap != nil {
		return
	}
	for i, subnet := range subnets {
		shared := slices.ContainsFunc(b.elements, func(n object) bool {
			return n["SubnetId"] == subnet && n["InterfaceType"] == "lambda" && sameSet(groupsOf(n), groups)
		})
		if shared || strings.Contains(subnet, knownAfter) {
			continue
		}
		n := w.newInterface(r, subnet, "lambda", whatif.MadeID("eni", fmt.Sprint(r.ID, "-", i+1)))
		if n == nil {
			continue
		}
		var of []any
		for _, g := range groups {
			of = append(of, object{"GroupId": g})
		}
		n["Groups"], n["RequesterManaged"], n["Description"] = of, true, "AWS Lambda VPC ENI-"+r.ID+"-planned"
		b.add("NetworkInterfaceId", n)
	}
}

// letGoInterfaces takes the interfaces away that functions went by, and no function goes by any more: Lambda deletes
// them. Source: Lambda Developer Guide, "Hyperplane ENIs".
func (w *world) letGoInterfaces(region string) {
	was := w.before.Region(region)
	functions, interfaces := w.open(region, functionCall), w.open(region, interfaceCall)
	if was == nil || functions.gap != nil || interfaces.gap != nil {
		return
	}
	goesBy := func(n object, config *awsdata.VpcConfig) bool {
		return config != nil && slices.Contains(config.SubnetIds, stringOf(n["SubnetId"])) &&
			sameSet(groupsOf(n), config.SecurityGroupIds)
	}
	interfaces.remove(func(n object) bool {
		if n["InterfaceType"] != "lambda" {
			return false
		}
		for _, e := range functions.elements {
			config := objectOf(e["VpcConfig"])
			subnets, _ := texts(config["SubnetIds"])
			groups, _ := texts(config["SecurityGroupIds"])
			if strings.Contains(strings.Join(slices.Concat(subnets, groups), " "), knownAfter) {
				return false // it may be the function's that sits nobody knows where
			}
			if goesBy(n, &awsdata.VpcConfig{SubnetIds: subnets, SecurityGroupIds: groups}) {
				return false
			}
		}
		for _, versions := range was.FunctionVersions { // those of the past stay as they are
			if slices.ContainsFunc(versions, func(f awsdata.Function) bool { return goesBy(n, f.VpcConfig) }) {
				return false
			}
		}
		return slices.ContainsFunc(was.Functions, func(f awsdata.Function) bool { return goesBy(n, f.VpcConfig) })
	})
}

func (w *world) comesWithFunction(r *Resource) {
	for call, root := range map[string]object{"get-policy." + r.ID: {}, "list-function-url-configs." +
		r.ID: {"FunctionUrlConfigs": []any{}},
		"list-versions-by-function." + r.ID: {"Versions": []any{}}} {
		b := w.open(r.Region, call)
		b.root, b.elements, b.changed = root, nil, true
	}
}

// functionTags notes the tags of a function in the answer of get-function, which alone tells them.
func (w *world) functionTags(r *Resource, e, values object) {
	list, ok := tags(values)
	if !ok && r.Action == Update {
		return
	}
	b := w.open(r.Region, "get-function."+r.ID)
	b.changed = true
	if b.root["Configuration"] == nil || r.Action != Update {
		configuration := maps.Clone(e)
		configuration["State"], configuration["LastUpdateStatus"] = "Active", "Successful"
		b.root["Configuration"] = configuration
	}
	of := object{}
	for _, t := range items(list) {
		of[stringOf(t["Key"])] = t["Value"]
	}
	b.root["Tags"] = of
}

func removeFunction(w *world, r *Resource, _ object) {
	r.ID = functionName(r.ID)
	w.touch(r, r.ID)
	if !w.open(r.Region, functionCall).remove(func(e object) bool { return e["FunctionName"] == r.ID }) {
		w.leave(r, NotInAccount, "")
	}
}

// owningFunction is the name of the function that a property names.
func (w *world) owningFunction(r *Resource, values object, property string) (string, bool) {
	name, ok := text(values, property)
	if !ok {
		w.later(r, property, "")
	}
	return functionName(name), ok
}

func setURL(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	name, ok := w.owningFunction(r, whole, "TargetFunctionArn")
	if !ok {
		return
	}
	kind, ok := text(whole, "AuthType")
	if !ok {
		w.later(r, "AuthType", "list-function-url-configs."+name)
		return
	}
	arn := w.arn(&Resource{Type: "AWS::Lambda::Function", Region: r.Region, ID: name})
	b := w.open(r.Region, "list-function-url-configs."+name)
	b.add("FunctionArn", object{"FunctionArn": arn, "AuthType": kind,
		"FunctionUrl": "https://known-after-apply.lambda-url." + r.Region + ".on.aws/"})
}

func removeURL(w *world, r *Resource, before object) {
	if name, ok := text(w.resolvedOf(before), "TargetFunctionArn"); ok {
		w.open(r.Region, "list-function-url-configs."+functionName(name)).remove(func(object) bool { return true })
	}
}

// setPermission adds a statement to a function's policy.
func setPermission(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	name, ok := w.owningFunction(r, whole, "FunctionName")
	if !ok {
		return
	}
	action, okAction := text(whole, "Action")
	principal, okPrincipal := text(whole, "Principal")
	if !okAction || !okPrincipal {
		w.later(r, "Principal", "get-policy."+name)
		return
	}
	statement := object{"Sid": r.Address, "Effect": "Allow", "Action": action,
		"Resource": w.arn(&Resource{Type: "AWS::Lambda::Function", Region: r.Region, ID: name})}
	switch {
	case principal == "*":
		statement["Principal"] = "*"
	case strings.Contains(principal, "."):
		statement["Principal"] = object{"Service": principal}
	default:
		statement["Principal"] = object{"AWS": principal}
	}
	condition := object{}
	for _, c := range []struct{ property, operator, key string }{
		{"SourceArn", "ArnLike", "AWS:SourceArn"}, {"SourceAccount", "StringEquals", "AWS:SourceAccount"},
		{"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"},
		{"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"}} {
		v, there := whole[c.property]
		if !there || v == nil {
			continue
		}
		value, ok := text(whole, c.property)
		if !ok { // a condition of which the value is not known: it lets less through than none
			w.leave(r, KnownAfter, c.property)
			value = knownAfter + r.Address
		}
		if condition[c.operator] == nil {
			condition[c.operator] = object{}
		}
		condition[c.operator].(object)[c.key] = value
	}
	if len(condition) > 0 {
		statement["Condition"] = condition
	}
	w.changePolicy(r, name, func(list []any) []any {
		return append(slices.DeleteFunc(list, func(s any) bool { return objectOf(s)["Sid"] == r.Address }), statement)
	})
}

func (w *world) changePolicy(r *Resource, function string, change func([]any) []any) {
	b := w.open(r.Region, "get-policy."+function)
	document := object{}
	if s := stringOf(b.root["Policy"]); s != "" {
		if err := json.Unmarshal([]byte(s), &document); err != nil {
			w.lacks(r.Region, "get-policy."+function, r.Address)
			return
		}
	} else if o, ok := b.root["Policy"].(object); ok {
		document = o
	}
	list, _ := document["Statement"].([]any)
	document["Version"], document["Statement"] = "2012-10-17", change(slices.Clone(list))
	b.root["Policy"], b.changed = policyText(document), true
}

func removePermission(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	name, ok := text(values, "FunctionName")
	if !ok {
		return
	}
	sid, okSid := text(values, "StatementId")
	found := false
	w.changePolicy(r, functionName(name), func(list []any) []any {
		return slices.DeleteFunc(list, func(s any) bool {
			same := objectOf(s)["Sid"] == r.Address || okSid && objectOf(s)["Sid"] == sid
			found = found || same
			return same
		})
	})
	if !found && !w.goes(functionName(name)) {
		w.leave(r, NotInAccount, sid)
	}
}

func setMapping(w *world, r *Resource, values object) {
	e := w.element(r, "list-event-source-mappings", "UUID")
	if e == nil {
		return
	}
	delete(e, "OwnerId")
	if put(e, "EventSourceArn", values, "EventSourceArn") {
		w.later(r, "EventSourceArn", "list-event-source-mappings")
	}
	if name, ok := text(values, "FunctionName"); ok {
		e["FunctionArn"] = w.arn(&Resource{Type: "AWS::Lambda::Function", Region: r.Region, ID: functionName(name)})
	}
	for _, p := range []string{"Topics", "Queues"} {
		put(e, p, values, p)
	}
	e["State"] = "Enabled"
	if on, ok := flag(values, "Enabled"); ok && !on {
		e["State"] = "Disabled"
	}
}
