package plan

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// knownAfterChange stands in a change set for a value that is known only after it is executed.
// Source: CloudFormation user guide, "Change sets with property values".
const knownAfterChange = "{{changeSet:KNOWN_AFTER_APPLY}}"

// changeSet is what aws cloudformation describe-change-set prints.
// Source: CloudFormation API reference, DescribeChangeSet, ResourceChange, ResourceChangeDetail.
type changeSet struct {
	StackId, StackName string //nolint:revive // as the API has it
	Status             string
	NextToken          string
	Changes            []struct{ ResourceChange *resourceChange }
}

type resourceChange struct {
	Action, PolicyAction, Replacement                   string
	LogicalResourceId, PhysicalResourceId, ResourceType string //nolint:revive // as the API has it
	ChangeSetId                                         string //nolint:revive // of a nested stack
	BeforeContext, AfterContext                         string // JSON, with --include-property-values
	Details                                             []changeDetail

	before, after map[string]any // properties, nil where the file does not tell them
}

type changeDetail struct {
	ChangeSource, CausingEntity string
	Target                      struct{ Attribute, Name, Path string }
}

// changeReader makes a plan of a change set.
type changeReader struct {
	plan    *Plan
	options Options
	changes []*resourceChange
	region  string
}

func readChangeSet(data []byte, before *awsdata.Snapshot, o Options) (*Plan, error) {
	var set changeSet
	if err := checkParts(data, mostParts); err != nil {
		return nil, err
	}
	if err := unmarshal(data, &set); err != nil {
		return nil, err
	}
	switch {
	case set.NextToken != "":
		return nil, fmt.Errorf("the change set goes on: ask for all of it, without --max-items and --no-paginate")
	case set.Status != "" && set.Status != "CREATE_COMPLETE":
		return nil, fmt.Errorf("the change set is %s: only one that is CREATE_COMPLETE has all its changes",
			awsdata.Clean(set.Status))
	}
	c := &changeReader{plan: &Plan{Form: ChangeSet}, options: o}
	account := ""
	// arn:partition:cloudformation:region:account:stack/...
	if parts := strings.Split(set.StackId, ":"); len(parts) >= 6 {
		c.region, account = awsdata.Clean(parts[3]), parts[4]
	}
	for _, change := range set.Changes {
		r := change.ResourceChange
		if r == nil {
			continue
		}
		if !logicalID.MatchString(r.LogicalResourceId) || !typeName.MatchString(r.ResourceType) {
			return nil, fmt.Errorf("resource %q: want a name of letters and digits, with a type",
				awsdata.Clean(r.LogicalResourceId))
		}
		if account != "" && before.AccountID != "" && account != before.AccountID {
			c.leave(r, OtherAccount, account)
			continue
		}
		for _, context := range []struct {
			text string
			into *map[string]any
		}{{r.BeforeContext, &r.before}, {r.AfterContext, &r.after}} {
			if context.text == "" {
				continue
			}
			var tree map[string]any
			if err := unmarshal([]byte(context.text), &tree); err != nil {
				return nil, fmt.Errorf("resource %s: its properties: %w", r.LogicalResourceId, err)
			}
			if err := checkLevels(tree, 0); err != nil {
				return nil, fmt.Errorf("resource %s: %w", r.LogicalResourceId, err)
			}
			if *context.into = section(tree, "Properties"); *context.into == nil {
				*context.into = map[string]any{}
			}
		}
		c.changes = append(c.changes, r)
	}
	for _, r := range c.changes {
		c.read(r)
	}
	return c.plan, nil
}

func (c *changeReader) leave(r *resourceChange, why Why, what string) {
	c.plan.Left = append(c.plan.Left, Left{Address: r.LogicalResourceId, Kind: r.ResourceType, Why: why,
		What: awsdata.Clean(what)})
}

// comes reports whether a change makes a resource that was not there.
func (r *resourceChange) comes() bool {
	return r.Action == "Add" || r.Action == "Modify" && r.Replacement == "True"
}

// read makes a resource of the plan of a change.
func (c *changeReader) read(r *resourceChange) {
	if r.ResourceType == "AWS::CloudFormation::Stack" { // its changes are another change set
		c.leave(r, NoFile, r.ChangeSetId)
		return
	}
	out := Resource{Address: r.LogicalResourceId, Kind: r.ResourceType, Type: r.ResourceType, Region: c.region,
		ID: awsdata.Clean(r.PhysicalResourceId), Before: c.settledMap(r, r.before, "")}
	switch r.Action {
	case "Add":
		out.Action, out.ID = Create, ""
	case "Remove":
		out.Action = Delete
		if r.PolicyAction == "Retain" {
			out.Action = Keep
		}
		c.plan.Resources = append(c.plan.Resources, out)
		return
	case "Modify":
		switch r.Replacement {
		case "True":
			out.Action = Replace
			if r.PolicyAction == "ReplaceAndRetain" { // the old one stays, and is the stack's no longer
				out.Action, out.ID, out.Before = Create, "", nil
			}
		case "Conditional":
			out.Action = Update
			c.leave(r, KnownAfter, "Replacement")
		default:
			out.Action = Update
		}
	case "Import":
		out.Action = Update
	default: // Dynamic: what happens is known only then; and what a later API may bring
		out.Action = Update
		c.leave(r, KnownAfter, "Action")
	}
	switch {
	case r.after == nil && out.Action != Update:
		c.leave(r, KnownAfter, "Properties")
		if out.Action == Replace { // what comes is not known, but that the old one goes is
			out.Action = Delete
			c.plan.Resources = append(c.plan.Resources, out)
		}
		return
	case r.after == nil:
		out.Values = c.named(r)
		out.Changed = sortedKeys(out.Values)
	default:
		out.Values = c.settledMap(r, r.after, "")
		if out.Before != nil && (out.Action == Update || out.Action == Replace) {
			different := changed(out.Before, out.Values)
			out.Changed = sortedKeys(different)
			if out.Action == Update {
				out.Values = different
			}
		}
	}
	c.plan.Resources = append(c.plan.Resources, out)
}

// changed are the properties that are others than before; nil those that are taken away.
func changed(before, after map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range after {
		if was, ok := before[name]; !ok || !reflect.DeepEqual(was, v) {
			out[name] = v
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			out[name] = nil
		}
	}
	return out
}

// named are the properties that a change names where it does not tell their values.
func (c *changeReader) named(r *resourceChange) map[string]any {
	out := map[string]any{}
	for _, d := range r.Details {
		name := d.Target.Name
		if d.Target.Attribute != "Properties" || name == "" || secretProperties[name] {
			continue
		}
		var v any = Unknown{}
		if ref, ok := c.caused(&d); ok && isOne(name) && out[name] == nil {
			v = ref
		}
		out[awsdata.Clean(name)] = v
	}
	return out
}

// isOne reports whether a property is a reference and no list of them.
func isOne(property string) bool {
	return strings.HasSuffix(property, "Id") || strings.HasSuffix(property, "Arn") || property == "Role"
}

// caused is the reference that a detail of a change says is behind it.
func (c *changeReader) caused(d *changeDetail) (Reference, bool) {
	resource, attribute, _ := strings.Cut(d.CausingEntity, ".")
	if d.ChangeSource != "ResourceReference" && d.ChangeSource != "ResourceAttribute" {
		return Reference{}, false
	}
	i := slices.IndexFunc(c.changes, func(r *resourceChange) bool { return r.LogicalResourceId == resource })
	return Reference{resource, awsdata.Clean(attribute)}, i >= 0
}

func (c *changeReader) settledMap(r *resourceChange, m map[string]any, path string) map[string]any {
	if m == nil {
		return nil
	}
	out := make(map[string]any, len(m))
	for _, name := range sortedKeys(m) {
		if m[name] != nil && !secretProperties[name] {
			out[awsdata.Clean(name)] = c.settled(r, m[name], name, path+"/"+name)
		}
	}
	return out
}

// settled is a value of a change set as a plan has it. property is the innermost name that it is under, path where it
// stands.
func (c *changeReader) settled(r *resourceChange, v any, property, path string) any {
	switch v := v.(type) {
	case string:
		switch {
		case v == knownAfterChange:
			return c.reference(r, property, path)
		case strings.Contains(v, "{{changeSet:") || strings.Contains(v, "{{resolve:"):
			return Unknown{}
		}
		return awsdata.Clean(v)
	case []any:
		return c.settledList(r, v, property, path)
	case map[string]any:
		return c.settledMap(r, v, path)
	}
	return v
}

// settledList is a list. Where as many of its elements are known only later as there are resources that can be meant,
// those are taken for them.
func (c *changeReader) settledList(r *resourceChange, list []any, property, path string) []any {
	out := make([]any, 0, len(list))
	var open []int
	for i, e := range list {
		if e == nil {
			continue
		}
		if e == knownAfterChange {
			ref, ok := c.told(r, path+"/"+strconv.Itoa(i))
			if ok {
				out = append(out, ref)
				continue
			}
			open = append(open, len(out))
			out = append(out, Unknown{})
			continue
		}
		out = append(out, c.settled(r, e, property, path+"/"+strconv.Itoa(i)))
	}
	means, attribute := c.candidates(property)
	if len(open) > 0 && len(open) == len(means) {
		for i, at := range open {
			out[at] = c.assume(r, path, means[i], attribute)
		}
	}
	return out
}

// reference is a value that is known only later: the reference that a detail of the change tells, or the one resource
// that can be meant.
func (c *changeReader) reference(r *resourceChange, property, path string) any {
	if ref, ok := c.told(r, path); ok {
		return ref
	}
	if means, attribute := c.candidates(property); len(means) == 1 {
		return c.assume(r, path, means[0], attribute)
	}
	return Unknown{}
}

// told is the reference that the details of a change tell of a place within the properties.
func (c *changeReader) told(r *resourceChange, path string) (Reference, bool) {
	for i := range r.Details {
		if r.Details[i].Target.Path == "/Properties"+path {
			if ref, ok := c.caused(&r.Details[i]); ok {
				return ref, true
			}
		}
	}
	return Reference{}, false
}

func (c *changeReader) assume(r *resourceChange, path, means, attribute string) any {
	if c.options.Strict {
		return Unknown{}
	}
	a := Assumed{Address: r.LogicalResourceId, Attribute: awsdata.Clean(strings.ReplaceAll(path[1:], "/", ".")),
		Means: means}
	if !slices.Contains(c.plan.Assumed, a) {
		c.plan.Assumed = append(c.plan.Assumed, a)
	}
	return Reference{means, attribute}
}

// referred are the types to which properties refer that can mean nothing else, with the attribute that they take.
var referred = []struct {
	properties []string
	kind       string
	attribute  string
}{
	{[]string{"VpcId"}, "AWS::EC2::VPC", ""},
	{[]string{"SubnetId", "SubnetIds", "Subnets"}, "AWS::EC2::Subnet", ""},
	{[]string{"RouteTableId", "RouteTableIds"}, "AWS::EC2::RouteTable", ""},
	{[]string{"NatGatewayId"}, "AWS::EC2::NatGateway", ""},
	{[]string{"InternetGatewayId"}, "AWS::EC2::InternetGateway", ""},
	{[]string{"EgressOnlyInternetGatewayId"}, "AWS::EC2::EgressOnlyInternetGateway", ""},
	{[]string{"NetworkAclId"}, "AWS::EC2::NetworkAcl", ""},
	{[]string{"TransitGatewayId"}, "AWS::EC2::TransitGateway", ""},
	{[]string{"VpcPeeringConnectionId"}, "AWS::EC2::VPCPeeringConnection", ""},
	{[]string{"VpcEndpointId"}, "AWS::EC2::VPCEndpoint", ""},
	{[]string{"GroupId", "SecurityGroupIds", "SecurityGroups", "VpcSecurityGroupIds", "VPCSecurityGroups",
		"SourceSecurityGroupId", "DestinationSecurityGroupId"}, "AWS::EC2::SecurityGroup", "GroupId"},
	{[]string{"Role"}, "AWS::IAM::Role", "Arn"},
	{[]string{"TargetFunctionArn"}, "AWS::Lambda::Function", "Arn"},
}

// candidates are the resources that the change set makes to which a property can refer.
func (c *changeReader) candidates(property string) (addresses []string, attribute string) {
	for _, row := range referred {
		if !slices.Contains(row.properties, property) {
			continue
		}
		for _, r := range c.changes {
			if r.comes() && r.ResourceType == row.kind {
				addresses = append(addresses, r.LogicalResourceId)
			}
		}
		return addresses, row.attribute
	}
	return nil, ""
}
