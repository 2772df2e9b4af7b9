package plan

import (
	"reflect"
	"slices"
	"strconv"
)

// condition is whether a condition of the template holds: a bool, or later.
func (s *stack) condition(name string) any {
	if v, ok := s.decided[name]; ok {
		return v
	}
	raw, ok := s.conditions[name]
	if !ok {
		return later{UnknownFunction, "Condition " + name}
	}
	s.decided[name] = later{UnknownFunction, "Condition " + name} // while it is computed: it must not need itself
	deciding := s.deciding
	s.deciding = true
	v := truth(s.value(raw))
	s.deciding = deciding
	s.decided[name] = v
	return v
}

// truth is a value as a condition: a bool, or later.
func truth(v any) any {
	switch v := v.(type) {
	case bool, later:
		return v
	case string:
		if on, err := strconv.ParseBool(v); err == nil {
			return on
		}
	}
	return malformed("Condition")
}

// isThere reports whether the condition of a resource holds: a bool, or later.
func (s *stack) isThere(raw map[string]any) any {
	name, ok := raw["Condition"]
	if !ok || name == nil {
		return true
	}
	text, ok := name.(string)
	if !ok {
		return malformed("Condition")
	}
	return s.condition(text)
}

// ownerProperties name what a resource is a part of, by its type: a part that may come leaves that unknown.
var ownerProperties = map[string][]string{
	"AWS::EC2::SecurityGroupIngress":        {"GroupId", "GroupName"},
	"AWS::EC2::SecurityGroupEgress":         {"GroupId"},
	"AWS::EC2::Route":                       {"RouteTableId"},
	"AWS::EC2::NetworkAclEntry":             {"NetworkAclId"},
	"AWS::EC2::SubnetRouteTableAssociation": {"SubnetId"},
	"AWS::EC2::SubnetNetworkAclAssociation": {"SubnetId"},
	"AWS::EC2::VPCCidrBlock":                {"VpcId"},
	"AWS::EC2::VPCDHCPOptionsAssociation":   {"VpcId"},
	"AWS::EC2::VPCGatewayAttachment":        {"VpcId"},
	"AWS::EC2::VPCEndpoint":                 {"VpcId"},
	"AWS::EC2::TransitGatewayRoute":         {"TransitGatewayRouteTableId"},
	"AWS::IAM::RolePolicy":                  {"RoleName", "PolicyName"},
	"AWS::IAM::Policy":                      {"Roles", "PolicyName"},
	"AWS::Lambda::Permission":               {"FunctionName"},
	"AWS::Lambda::Url":                      {"TargetFunctionArn"},
}

// perhaps adds a part of something of which nobody knows whether it comes: nothing is known of it but whose it is.
func (s *stack) perhaps(id, kind string, raw map[string]any) {
	owners := ownerProperties[kind]
	properties, ok := s.value(raw["Properties"]).(map[string]any)
	if owners == nil || !ok {
		return
	}
	values, _ := s.settled(properties).(map[string]any)
	for name := range values {
		if !slices.Contains(owners, name) {
			values[name] = Unknown{}
		}
	}
	r := Resource{Address: s.prefix + id, Kind: s.kind, Type: kind, Action: Create, Values: values}
	if s.inPlace {
		r.Region = s.region
	}
	s.reader.plan.Resources = append(s.reader.plan.Resources, r)
}

// logic computes the functions of conditions. One that is not known decides nothing where another one does.
func (s *stack) logic(name string, argument any) any {
	list, ok := arguments(argument, 1, 10)
	if !ok {
		return malformed(name)
	}
	if name == "Fn::Equals" {
		return s.equals(list)
	}
	var open any
	for _, e := range list {
		switch v := truth(s.value(e)).(type) {
		case later:
			open = v
		case bool:
			switch {
			case name == "Fn::Not" && len(list) == 1:
				return !v
			case name == "Fn::And" && !v:
				return false
			case name == "Fn::Or" && v:
				return true
			}
		}
	}
	switch {
	case open != nil:
		return open
	case name == "Fn::Not":
		return malformed(name)
	}
	return name == "Fn::And"
}

func (s *stack) equals(list []any) any {
	if len(list) != 2 {
		return malformed("Fn::Equals")
	}
	a, b := s.value(list[0]), s.value(list[1])
	first, openFirst := s.asText(a)
	second, openSecond := s.asText(b)
	if openFirst == nil && openSecond == nil {
		return first == second
	}
	for _, v := range []any{a, b} {
		if l := s.open(v); l != nil {
			return *l
		}
	}
	return reflect.DeepEqual(a, b)
}

// choose is Fn::If. Where its condition is not known and both values are the same, that is the value.
func (s *stack) choose(argument any) any {
	list, ok := arguments(argument, 3, 3)
	if !ok {
		return malformed("Fn::If")
	}
	name, ok := list[0].(string)
	if !ok {
		return malformed("Fn::If")
	}
	v := s.condition(name)
	switch v {
	case true:
		return s.value(list[1])
	case false:
		return s.value(list[2])
	}
	a, b := s.value(list[1]), s.value(list[2])
	if s.open(a) == nil && reflect.DeepEqual(a, b) {
		return a
	}
	return v
}
