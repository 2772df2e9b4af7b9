package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
)

// Additions are the edits that can be made of a resource of a region beside those that take a part of it away, see
// [Offers]: each is filled in as far as it is known.
func Additions(rx *awsdata.RegionIndex, id string) []Edit {
	r, ok := rx.Lookup(id)
	if !ok {
		return nil
	}
	region := rx.Region.RegionName
	switch r := r.(type) {
	case *awsdata.SecurityGroup:
		return []Edit{AddRule{Region: region, Group: id, Direction: "out", Protocol: "tcp", Ports: "443"},
			AddRule{Region: region, Group: id, Direction: "in", Protocol: "tcp", Ports: "443"}}
	case *awsdata.RouteTable:
		return []Edit{SetRoute{Region: region, Table: id}, Associate{Region: region, Table: id},
			AddRouteTable{Region: region, Name: "new", Like: id}}
	case *awsdata.NetworkACL:
		return []Edit{
			AddACLEntry{Region: region, ACL: id, Direction: "out", Number: freeNumber(r, "out"), Allow: true, Protocol: "tcp"},
			AddACLEntry{Region: region, ACL: id, Direction: "in", Number: freeNumber(r, "in"), Allow: true, Protocol: "tcp"},
			AssociateACL{Region: region, ACL: id}}
	case *awsdata.VPC:
		return vpcAdditions(rx, r)
	case *awsdata.Subnet:
		out := []Edit{AddNAT{Region: region, Subnet: id}, Associate{Region: region, Subnet: id}}
		if _, own := associationOf(rx.Region, id); own != nil {
			out = append(out, Dissociate{Region: region, Subnet: id})
		}
		return append(out, AssociateACL{Region: region, Subnet: id})
	case *awsdata.VPCEndpoint:
		return endpointAdditions(region, r)
	case *awsdata.NetworkInterface:
		return []Edit{SetSourceDestCheck{Region: region, ID: id}}
	}
	return nil
}

func vpcAdditions(rx *awsdata.RegionIndex, v *awsdata.VPC) []Edit {
	region, id := rx.Region.RegionName, v.VpcId
	gateway := AddEndpoint{Region: region, VPC: id, Service: "s3"}
	for i := range rx.Region.RouteTables {
		if t := &rx.Region.RouteTables[i]; t.VpcId == id {
			gateway.Tables = append(gateway.Tables, t.RouteTableId)
		}
	}
	own := AddEndpoint{Region: region, VPC: id, PrivateDNS: true}
	zones := map[string]bool{}
	for _, s := range rx.VPCSubnets(id) {
		if !zones[s.AvailabilityZone] { // one in each
			zones[s.AvailabilityZone] = true
			own.Subnets = append(own.Subnets, s.SubnetId)
		}
	}
	var out []Edit
	if len(gateway.Tables) > 0 {
		out = append(out, gateway)
	}
	if len(own.Subnets) > 0 {
		out = append(out, own)
	}
	support, _ := rx.VPCAttribute(id, "enableDnsSupport")
	hosts, _ := rx.VPCAttribute(id, "enableDnsHostnames")
	return append(out, SetDNSSupport{Region: region, VPC: id, On: !support},
		SetDNSHostnames{Region: region, VPC: id, On: !hosts})
}

func endpointAdditions(region string, x *awsdata.VPCEndpoint) []Edit {
	id := x.VpcEndpointId
	policy := SetEndpointPolicy{Region: region, ID: id, Policy: string(x.PolicyDocument)}
	switch x.Type() {
	case "Gateway":
		return []Edit{AddEndpointTable{Region: region, ID: id}, RemoveEndpointTable{Region: region, ID: id}, policy}
	case "Interface":
		dns := Edit(PrivateDNSOn{Region: region, ID: id})
		if x.PrivateDnsEnabled {
			dns = PrivateDNSOff{Region: region, ID: id}
		}
		return []Edit{AddEndpointSubnet{Region: region, ID: id}, RemoveEndpointSubnet{Region: region, ID: id},
			AddEndpointGroup{Region: region, ID: id}, RemoveEndpointGroup{Region: region, ID: id}, dns, policy}
	}
	return nil
}

// FunctionAdditions are the edits that can be made of a function.
func FunctionAdditions(region string, f *awsdata.Function) []Edit {
	if !f.Attached() {
		return nil
	}
	name := f.FunctionName
	ipv6 := Edit(AllowIPv6{Region: region, Function: name})
	if f.VpcConfig.Ipv6AllowedForDualStack {
		ipv6 = ForbidIPv6{Region: region, Function: name}
	}
	return []Edit{AddGroup{Region: region, Function: name}, RemoveGroup{Region: region, Function: name},
		AddSubnet{Region: region, Function: name}, RemoveSubnet{Region: region, Function: name},
		SetSubnets{Region: region, Function: name, Subnets: f.SubnetIDs()}, ipv6}
}

// freeNumber is the hundred behind the last rule of a direction.
func freeNumber(a *awsdata.NetworkACL, direction string) int {
	last := 0
	for i := range a.Entries {
		if e := &a.Entries[i]; e.Egress == (direction == "out") && e.RuleNumber < 32000 {
			last = max(last, e.RuleNumber)
		}
	}
	return min(last/100*100+100, 32766)
}

// Verb is what an edit does, in a few words for a menu: "add a rule out".
func Verb(e Edit) string {
	switch e := e.(type) {
	case AddRule:
		return "add a rule " + e.Direction
	case AddACLEntry:
		return "add a rule " + e.Direction
	case SetRoute:
		return "add a route"
	case AddEndpoint:
		if len(e.Tables) > 0 {
			return "add a gateway endpoint"
		}
		return "add an interface endpoint"
	case AddNAT:
		return "add a NAT gateway"
	case AddRouteTable:
		return "add a route table like this one"
	case Associate:
		return "associate a route table"
	case Dissociate:
		return "take its own route table away"
	case AssociateACL:
		return "associate a network ACL"
	case AddGroup, AddEndpointGroup:
		return "add a security group"
	case RemoveGroup, RemoveEndpointGroup:
		return "remove a security group"
	case AddSubnet, AddEndpointSubnet:
		return "add a subnet"
	case RemoveSubnet, RemoveEndpointSubnet:
		return "remove a subnet"
	case AddEndpointTable:
		return "add a route table"
	case RemoveEndpointTable:
		return "remove a route table"
	case SetSubnets:
		return "place it in other subnets"
	case SetEndpointPolicy:
		return "change the policy"
	case SetACLEntry:
		return fmt.Sprintf("change rule %d %s", e.Number, e.Direction)
	case AllowIPv6:
		return "allow IPv6"
	case ForbidIPv6:
		return "forbid IPv6"
	case PrivateDNSOn:
		return "turn private DNS on"
	case PrivateDNSOff:
		return "turn private DNS off"
	case SetDNSSupport:
		return "turn DNS support on or off"
	case SetDNSHostnames:
		return "turn DNS hostnames on or off"
	case SetSourceDestCheck:
		return "turn the source/destination check on or off"
	}
	return e.Words()
}

// Choice is something that a member of an edit may be.
type Choice struct{ Word, What string }

// Choices are what a member of an edit may be, as far as the snapshot knows.
func Choices(rx *awsdata.RegionIndex, e Edit, name string) []Choice {
	var out []Choice
	add := func(r awsdata.Resource, vpc string) {
		if v := vpcOf(rx, e); v == "" || vpc == "" || v == vpc {
			out = append(out, Choice{r.ID(), r.Name()})
		}
	}
	words := func(list ...string) {
		for _, w := range list {
			out = append(out, Choice{Word: w})
		}
	}
	kind := name
	if name == "id" {
		kind = string(e.about().kind)
	}
	r := rx.Region
	groups := func() {
		for i := range r.SecurityGroups {
			add(&r.SecurityGroups[i], r.SecurityGroups[i].VpcId)
		}
	}
	lists := func() {
		for i := range r.ManagedPrefixLists {
			add(&r.ManagedPrefixLists[i], "")
		}
	}
	switch kind {
	case "direction":
		words("out", "in")
	case "protocol":
		words("tcp", "udp", "icmp", "-1")
	case "allow", "on", "privateDns":
		words("yes", "no")
	case "peer":
		words("0.0.0.0/0", "::/0")
		groups()
		lists()
	case "destination", "cidr":
		words("0.0.0.0/0", "::/0")
		if kind == "destination" {
			lists()
		}
	case "group", "groups":
		groups()
	case "subnet", "subnets":
		for i := range r.Subnets {
			add(&r.Subnets[i], r.Subnets[i].VpcId)
		}
	case "table", "tables", "like":
		for i := range r.RouteTables {
			add(&r.RouteTables[i], r.RouteTables[i].VpcId)
		}
	case "acl":
		for i := range r.NetworkACLs {
			add(&r.NetworkACLs[i], r.NetworkACLs[i].VpcId)
		}
	case "target":
		targetChoices(r, add)
	case "service":
		for _, s := range names.CommonServices() {
			words(s)
		}
	}
	return out
}

func targetChoices(r *awsdata.Region, add func(awsdata.Resource, string)) {
	for i := range r.NatGateways {
		add(&r.NatGateways[i], r.NatGateways[i].VpcId)
	}
	for i := range r.InternetGateways {
		g := &r.InternetGateways[i]
		for _, a := range g.Attachments {
			add(g, a.VpcId)
		}
	}
	for i := range r.TransitGateways {
		add(&r.TransitGateways[i], "")
	}
	for i := range r.PeeringConnections {
		add(&r.PeeringConnections[i], "")
	}
}

// vpcOf is the VPC that an edit is about, "" where that is not known.
func vpcOf(rx *awsdata.RegionIndex, e Edit) string {
	id := About(e)
	if strings.HasPrefix(id, "vpc-") {
		return id
	}
	if r, ok := rx.Lookup(id); ok {
		for _, f := range r.Facts() {
			if strings.HasPrefix(f.Ref, "vpc-") {
				return f.Ref
			}
		}
	}
	if f := rx.Function(id); f != nil && f.Attached() {
		if s := rx.Subnet(f.SubnetIDs()[0]); s != nil {
			return s.VpcId
		}
	}
	return ""
}

// Chosen reports whether a choice goes on from what is typed of it.
func (c Choice) Chosen(typed string) bool {
	return slices.ContainsFunc([]string{c.Word, c.What}, func(s string) bool {
		return strings.Contains(strings.ToLower(s), strings.ToLower(typed))
	})
}
