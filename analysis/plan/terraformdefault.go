package plan

import (
	"maps"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// adopted is a type that takes over what AWS has made with the account: a resource of it that Terraform creates is
// there already, and one that it deletes stays, unless it is told otherwise. find gives the id of what is there.
// Source: AWS provider, aws_default_vpc, aws_default_subnet.
func (x terraformType) adopted(find func(of *awsdata.Region, values object) string) terraformType {
	read := x.read
	x.read = func(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
		if r.Action == Delete && before["force_destroy"] != true {
			return nil
		}
		out := read(t, c, r, before, after)
		if r.Action != Create {
			return out
		}
		region := r.Region
		if names := t.before.RegionNames(); region == "" && len(names) == 1 {
			region = names[0]
		}
		if of := t.before.Region(region); of != nil {
			if id := find(of, after); id != "" {
				out[0].ID, out[0].Action = id, Update
				return out
			}
		}
		t.left(c, NotInAccount, "") // AWS makes one then, of which no plan tells the ranges and routes
		return out
	}
	return x
}

func defaultVPC(of *awsdata.Region, _ object) string {
	for i := range of.VPCs {
		if of.VPCs[i].IsDefault {
			return of.VPCs[i].VpcId
		}
	}
	return ""
}

func defaultSubnet(of *awsdata.Region, values object) string {
	for i := range of.Subnets {
		s := &of.Subnets[i]
		if s.DefaultForAz && s.AvailabilityZone == stringOf(values["availability_zone"]) {
			return s.SubnetId
		}
	}
	return ""
}

// unreadAttributes are attributes of known types that can matter to what functions reach, and that nothing here reads.
var unreadAttributes = map[string][]string{
	"aws_vpc_endpoint":                       {"resource_configuration_arn", "service_network_arn"},
	"aws_route_table":                        {"propagating_vgws"},
	"aws_default_route_table":                {"propagating_vgws"},
	"aws_lb":                                 {"subnet_mapping"},
	"aws_alb":                                {"subnet_mapping"},
	"aws_lambda_permission":                  {"qualifier"},
	"aws_lambda_function_url":                {"qualifier"},
	"aws_ec2_transit_gateway_vpc_attachment": {"security_group_referencing_support"},
}

// sayUnread lists the attributes of a resource that are set, or change, and are not read.
func (t *terraformReader) sayUnread(c *terraformChange, action Action) {
	changed := changedAttributes(c)
	for _, name := range unreadAttributes[c.Type] {
		set := hasSomething(c.Change.After[name]) || action != Delete && action != Keep && configured(t.config(c), name)
		if (action == Create || action == Replace) && set || action == Update && slices.Contains(changed, name) {
			t.left(c, UnknownProperty, name)
		}
	}
}

// configured reports whether the configuration sets an attribute.
func configured(of *terraformResource, name string) bool {
	return of != nil && slices.Contains(slices.Collect(maps.Keys(of.Expressions)), name)
}

// hasSomething reports whether a value is more than empty.
func hasSomething(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != "" && v != "disable"
	case []any:
		return len(v) > 0
	}
	return true
}
