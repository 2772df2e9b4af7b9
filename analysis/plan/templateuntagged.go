package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Routes, rules, entries and associations have no tags: where the account has one on a resource of the stack that the
// template does not have, it may be the stack's, which takes it away, or somebody else's, which stays. Only a change
// set tells. Each is listed.

// untagged lists the parts without tags that the account has on resources of the stack and the template has not.
func (s *stack) untagged() {
	region := s.reader.before.Region(s.region)
	if region == nil {
		return
	}
	d := s.declaredParts()
	for i := range region.RouteTables {
		t := &region.RouteTables[i]
		id := s.logicalOf(t.RouteTableId)
		if id == "" {
			continue
		}
		for n := range t.Routes {
			r := &t.Routes[n]
			if r.Origin == "CreateRoute" && !strings.HasPrefix(r.GatewayId, "vpce-") &&
				!d[part{"AWS::EC2::Route", id, r.Destination()}] {
				s.leave(id, "AWS::EC2::Route", later{NoTags, r.Destination()})
			}
		}
		for n := range t.Associations {
			if subnet := t.Associations[n].SubnetId; subnet != "" && !s.leaving[subnet] && !d[part{
				"AWS::EC2::SubnetRouteTableAssociation", id, s.addressOf(subnet)}] {
				s.leave(id, "AWS::EC2::SubnetRouteTableAssociation", later{NoTags, subnet})
			}
		}
	}
	for i := range region.InternetGateways {
		g := &region.InternetGateways[i]
		if id := s.logicalOf(g.InternetGatewayId); id != "" && len(g.Attachments) > 0 &&
			!d[part{"AWS::EC2::VPCGatewayAttachment", id, ""}] {
			s.leave(id, "AWS::EC2::VPCGatewayAttachment", later{NoTags, g.Attachments[0].VpcId})
		}
	}
	for i := range region.NetworkACLs {
		a := &region.NetworkACLs[i]
		id := s.logicalOf(a.NetworkAclId)
		for n := range a.Entries {
			e := &a.Entries[n]
			number := fmt.Sprintf("%d %t", e.RuleNumber, e.Egress)
			if id != "" && e.RuleNumber < 32767 && !d[part{"AWS::EC2::NetworkAclEntry", id, number}] {
				s.leave(id, "AWS::EC2::NetworkAclEntry", later{NoTags, strconv.Itoa(e.RuleNumber)})
			}
		}
	}
	for i := range region.SecurityGroups {
		g := &region.SecurityGroups[i]
		if id := s.logicalOf(g.GroupId); id != "" {
			s.untaggedRules(d, id, "AWS::EC2::SecurityGroupIngress", g.IpPermissions)
			s.untaggedRules(d, id, "AWS::EC2::SecurityGroupEgress", g.IpPermissionsEgress)
		}
	}
}

func (s *stack) untaggedRules(d map[part]bool, id, kind string, permissions []awsdata.IpPermission) {
	if d[part{kind, id, "inline"}] { // the template has all of them
		return
	}
	for i := range permissions {
		p := &permissions[i]
		for _, peer := range p.Peers() {
			rule := p.PortText() + " " + s.addressOf(peer.Value)
			everything := kind == "AWS::EC2::SecurityGroupEgress" && p.IpProtocol == "-1" && peer.Value == "0.0.0.0/0"
			if !everything && !s.leaving[peer.Value] && !d[part{kind, id, rule}] { // that one comes with a group
				s.leave(id, kind, later{NoTags, p.PortText() + " " + peer.Value})
			}
		}
	}
}

// part is a part without tags: its type, the logical id of the resource that it is on, and which of its parts it is.
type part struct{ kind, on, which string }

// declaredParts are the parts without tags that the template has.
func (s *stack) declaredParts() map[part]bool {
	d := map[part]bool{}
	for i := range s.reader.plan.Resources {
		r := &s.reader.plan.Resources[i]
		id, ok := strings.CutPrefix(r.Address, s.prefix)
		if !ok || r.Action == Delete {
			continue
		}
		on := func(property string) string {
			return strings.TrimPrefix(s.addressIn(r.Values[property]), s.prefix)
		}
		switch r.Type {
		case "AWS::EC2::Route":
			for _, p := range []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"} {
				d[part{r.Type, on("RouteTableId"), s.addressIn(r.Values[p])}] = true
			}
		case "AWS::EC2::SubnetRouteTableAssociation":
			d[part{r.Type, on("RouteTableId"), s.addressIn(r.Values["SubnetId"])}] = true
		case "AWS::EC2::VPCGatewayAttachment":
			d[part{r.Type, on("InternetGatewayId"), ""}] = true
		case "AWS::EC2::NetworkAclEntry":
			number, _ := s.asText(r.Values["RuleNumber"])
			out, _ := s.asText(r.Values["Egress"])
			if out == "" {
				out = "false"
			}
			d[part{r.Type, on("NetworkAclId"), number + " " + out}] = true
		case "AWS::EC2::SecurityGroup":
			for _, kind := range []string{"AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"} {
				if _, ok := r.Values[strings.TrimPrefix(kind, "AWS::EC2::")]; ok {
					d[part{kind, id, "inline"}] = true
				}
			}
		case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
			d[part{r.Type, on("GroupId"), s.ruleOf(r.Values)}] = true
		}
	}
	return d
}

// ruleOf is a rule as [stack.untaggedRules] writes it.
func (s *stack) ruleOf(values map[string]any) string {
	protocol, _ := s.asText(values["IpProtocol"])
	p := awsdata.IpPermission{IpProtocol: protocol}
	for _, end := range []struct {
		property string
		into     **int
	}{{"FromPort", &p.FromPort}, {"ToPort", &p.ToPort}} {
		text, _ := s.asText(values[end.property])
		if n, err := strconv.Atoi(text); err == nil {
			*end.into = &n
		}
	}
	for _, peer := range []string{"CidrIp", "CidrIpv6", "SourcePrefixListId", "DestinationPrefixListId",
		"SourceSecurityGroupId", "DestinationSecurityGroupId"} {
		if v := values[peer]; v != nil {
			return p.PortText() + " " + s.addressIn(v)
		}
	}
	return ""
}

// addressIn is what a value names: the address of a resource of the plan, or a text.
func (s *stack) addressIn(v any) string {
	switch v := v.(type) {
	case Reference:
		return v.Address
	case string:
		return s.addressOf(v)
	}
	return ""
}

// addressOf is the address of what the stack has by an id of AWS's, or the id.
func (s *stack) addressOf(id string) string {
	if logical := s.logicalOf(id); logical != "" {
		return s.prefix + logical
	}
	return id
}

// logicalOf is the logical id of what the stack has by an id of AWS's, "" for what it has not, or has no longer.
func (s *stack) logicalOf(id string) string {
	for logical, known := range s.ids {
		if known == id && s.resources[logical] != nil {
			return logical
		}
	}
	return ""
}
