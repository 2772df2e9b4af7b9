package plan

import (
	"encoding/json"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// replacing are the properties that cannot be changed: with another value the resource is made anew, and the old one
// goes. Members of the snapshot have the same names, where nothing else is said.
// Source: CloudFormation template reference, "Update requires: Replacement".
var replacing = map[string][]string{
	"AWS::EC2::VPC":           {"CidrBlock"},
	"AWS::EC2::Subnet":        {"VpcId", "CidrBlock", "AvailabilityZone"},
	"AWS::EC2::RouteTable":    {"VpcId"},
	"AWS::EC2::SecurityGroup": {"VpcId", "GroupName", "GroupDescription Description"},
	"AWS::EC2::NetworkAcl":    {"VpcId"},
	"AWS::EC2::NatGateway":    {"SubnetId", "ConnectivityType"},
	"AWS::EC2::VPCEndpoint":   {"VpcId", "ServiceName", "VpcEndpointType"},
	"AWS::EC2::PrefixList":    {"AddressFamily"},
	"AWS::Lambda::Function":   {"FunctionName", "PackageType"},
	"AWS::IAM::Role":          {"RoleName", "Path"},
}

// replace finds the resources of the stack that are made anew: those with another value of a property that cannot be
// changed, and those that such a property ties to one that is made anew.
func (s *stack) replace() {
	if len(s.ids) == 0 {
		return
	}
	members := map[string]map[string]any{} // by id, of what may be replaced
	s.reader.each(s.region, func(_, code string, r awsdata.Resource) {
		id := physicalID(code, r)
		if types := typesOfKinds[code]; len(types) == 0 || replacing[types[0]] == nil || s.logicalOf(id) == "" {
			return
		}
		var m map[string]any
		if data, err := json.Marshal(r); err == nil && json.Unmarshal(data, &m) == nil {
			members[id] = m
		}
	})
	for again := true; again; {
		again = false
		for i := range s.reader.plan.Resources {
			r := &s.reader.plan.Resources[i]
			if r.Action != Update || !strings.HasPrefix(r.Address, s.prefix) || members[r.ID] == nil {
				continue
			}
			for _, property := range replacing[r.Type] {
				property, member, other := strings.Cut(property, " ")
				if !other {
					member = property
				}
				if s.isOther(r.Values[property], members[r.ID][member]) {
					r.Action, again = Replace, true
					delete(s.ids, strings.TrimPrefix(r.Address, s.prefix)) // what it is called is not known any more
					s.leaving[r.ID] = true
				}
			}
		}
	}
}

// isOther reports whether a value is certainly another than the one in the account.
func (s *stack) isOther(v, was any) bool {
	switch v := v.(type) {
	case string:
		text, known := was.(string)
		return known && text != "" && text != v
	case Reference:
		for i := range s.reader.plan.Resources {
			r := &s.reader.plan.Resources[i]
			if r.Address == v.Address && (v.Attribute == "" || strings.HasSuffix(v.Attribute, "Id")) {
				return r.Action == Create || r.Action == Replace || r.ID != "" && was != nil && r.ID != was
			}
		}
	}
	return false
}
