package fix_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// enactment makes the commands of a fix one after the other on a copy of an account, as AWS does.
type enactment struct {
	*awsdata.Snapshot
	start   *awsdata.Snapshot
	ids     map[string]string // what was created, by the words that stand for its id
	touched bool              // some command changed the network
	left    bool              // a rule for a person to name was left out

	nonsense string // what a random account has, that no account of AWS can have
}

// notNetwork are operations that change nothing of what functions reach.
var notNetwork = []string{"put-role-policy", "detach-role-policy", "attach-role-policy", "create-role",
	"publish-version", "function-updated-v2", "update-function-url-config", "remove-permission", "create-flow-logs",
	"allocate-address", "nat-gateway-available", "list-aliases", "lookup-events", "delete-function"}

// chosen is the word for the list of what a person finds to be needed: left out, which is the harshest reading of a
// fix.
const chosen = "PREFIX_LIST_OF_WHAT_IS_NEEDED"

// enact makes a script in an account. reason says why that cannot be done, "" where it was; wrong is set where a
// command does not fit the account, which no fix may print.
//
// resource is what the fix is about.
func enact(s *awsdata.Snapshot, script paste.Script, resource string) (e *enactment, reason string, wrong error) {
	e = &enactment{Snapshot: s, start: s, ids: map[string]string{"CAPACITY_PROVIDER_OPERATOR_ROLE_ARN": "made-role"}}
	for i, c := range script {
		c = filledIn(paste.Script{c}, e.ids)[0]
		words := strings.Fields(c.Name)
		if len(words) == 0 || slices.Contains(notNetwork, words[len(words)-1]) {
			continue
		}
		if words[1] == "create-nat-gateway" {
			c = filledIn(paste.Script{c}, map[string]string{optionOf(c, "allocation-id"): "eipalloc-made"})[0]
		}
		if at := optionOf(c, "subnet-id"); strings.HasPrefix(at, "PUBLIC_SUBNET_ID") {
			if e.ids[at] = e.publicSubnet(c.Region, resource); e.ids[at] != "" {
				c = filledIn(paste.Script{c}, e.ids)[0]
			}
		}
		plain := c
		if created(words[1]) {
			plain.Options = slices.DeleteFunc(slices.Clone(c.Options), func(o paste.Option) bool {
				return slices.Contains([]string{"group-name", "description", "tag-specifications", "allocation-id"},
					o.Name)
			})
		}
		plain.Note = ""
		if word := toFillIn.FindString(plain.Text("")); word != "" {
			if word == chosen && strings.HasPrefix(words[1], "authorize-") {
				e.left = true
				continue
			}
			kind, _, _ := strings.Cut(word, "_ID")
			return e, "a person fills in " + kind, nil
		}
		known, err := e.make(words[1], c, script[i+1:])
		if err != nil {
			return e, "", fmt.Errorf("%s: %w", c.Text(""), err)
		}
		if !known {
			return e, "unknown to the test: " + c.Name, nil
		}
	}
	switch {
	case e.nonsense != "":
		return e, "no such account: " + e.nonsense, nil
	case !e.touched:
		return e, "touches no network", nil
	}
	return e, "", nil
}

// created reports whether an operation creates something, whose name a person may choose.
func created(operation string) bool { return strings.HasPrefix(operation, "create-") }

func optionOf(c paste.Command, name string) string {
	for _, o := range c.Options {
		if o.Name == name && len(o.Values) > 0 {
			return o.Values[0]
		}
	}
	return ""
}

// made puts the id of what a command creates in the place of the word for it, which the commands after it name.
func (e *enactment) made(id, option string, after paste.Script) {
	for _, c := range after {
		if word := optionOf(c, option); toFillIn.MatchString(word) && e.ids[word] == "" {
			e.ids[word] = id
			return
		}
	}
}

func (e *enactment) change(region string, change func(*awsdata.Region)) {
	e.Snapshot, e.touched = e.Change(region, change), true
}

// make makes one command; known is false where this test knows nothing of it.
func (e *enactment) make(operation string, c paste.Command, after paste.Script) (known bool, err error) {
	verb, direction, _ := strings.Cut(operation, "-security-group-")
	switch {
	case operation == "create-security-group":
		id := fmt.Sprintf("sg-made%d", len(e.ids))
		e.made(id, "group-id", after)
		g := awsdata.SecurityGroup{GroupId: id, VpcId: optionOf(c, "vpc-id"), OwnerId: e.AccountID,
			IpPermissionsEgress: []awsdata.IpPermission{{IpProtocol: "-1",
				IpRanges: []awsdata.IpRange{{CidrIp: "0.0.0.0/0"}}}}}
		if r := e.Region(c.Region); r != nil && slices.ContainsFunc(r.VPCs, func(v awsdata.VPC) bool {
			return v.VpcId == g.VpcId && len(v.Ipv6CidrBlockAssociationSet) > 0
		}) {
			g.IpPermissionsEgress[0].Ipv6Ranges = []awsdata.Ipv6Range{{CidrIpv6: "::/0"}}
		}
		e.change(c.Region, func(r *awsdata.Region) { r.SecurityGroups = append(r.SecurityGroups, g) })
	case direction != "" && (verb == "authorize" || verb == "revoke"):
		permissions, err := permissionsOf(optionOf(c, "ip-permissions"))
		if err != nil {
			return true, err
		}
		if e.impossible(c.Region, optionOf(c, "group-id"), permissions) {
			e.nonsense = "a rule by a peering connection to a security group of the same VPC"
			return true, nil
		}
		return true, e.rules(c.Region, optionOf(c, "group-id"), direction, verb == "revoke", permissions)
	case operation == "create-route-table":
		id := fmt.Sprintf("rtb-made%d", len(e.ids))
		e.made(id, "route-table-id", after)
		e.change(c.Region, func(r *awsdata.Region) {
			t := awsdata.RouteTable{RouteTableId: id, VpcId: optionOf(c, "vpc-id")}
			for i := range r.RouteTables { // every table of a VPC has the same local routes from the start
				like := &r.RouteTables[i]
				if like.VpcId != t.VpcId {
					continue
				}
				whole := t.Routes != nil
				for _, route := range like.Routes {
					if route.Local() && !whole {
						t.Routes = append(t.Routes, route)
					}
					if route.Propagated() && !strings.HasPrefix(route.Target(), "vgw-") {
						e.nonsense = "a propagated route to no virtual private gateway"
					}
				}
			}
			r.RouteTables = append(r.RouteTables, t)
		})
	case operation == "create-nat-gateway":
		id := whatif.NATID(optionOf(c, "subnet-id"))
		for _, next := range after {
			if word := optionOf(next, "nat-gateway-ids"); word != "" && e.ids[word] == "" {
				e.ids[word] = id
				break
			}
		}
		if slices.ContainsFunc(e.Region(c.Region).NatGateways,
			func(n awsdata.NatGateway) bool { return n.NatGatewayId == id }) {
			return true, nil
		}
		return true, e.edit(whatif.AddNAT{Region: c.Region, Subnet: optionOf(c, "subnet-id")})
	case operation == "replace-route-table-association":
		for _, t := range e.Region(c.Region).RouteTables {
			for _, a := range t.Associations {
				if a.RouteTableAssociationId == optionOf(c, "association-id") {
					return true, e.edit(whatif.Associate{Region: c.Region, Table: optionOf(c, "route-table-id"),
						Subnet: a.SubnetId})
				}
			}
		}
		return true, fmt.Errorf("no association %s", optionOf(c, "association-id"))
	case operation == "update-function-configuration" && optionOf(c, "vpc-config") == "":
	case operation == "update-function-configuration", operation == "create-capacity-provider":
		return true, e.move(operation, c)
	case operation == "delete-network-interface":
		return true,
			e.edit(whatif.Delete{What: whatif.Interface, Region: c.Region, ID: optionOf(c, "network-interface-id")})
	default:
		edit := editOf(c)
		if edit == nil {
			return false, nil
		}
		return true, e.edit(edit)
	}
	return true, nil
}

func (e *enactment) edit(edit whatif.Edit) error {
	changed, err := whatif.Apply(e.Snapshot, []whatif.Edit{edit})
	if err == nil {
		e.Snapshot, e.touched = changed, true
	}
	return err
}

// permissionsOf reads --ip-permissions, in its short form or as JSON.
func permissionsOf(text string) ([]awsdata.IpPermission, error) {
	var out []awsdata.IpPermission
	if strings.HasPrefix(text, "[") {
		err := json.Unmarshal([]byte(text), &out)
		return out, err
	}
	part := func(name string) string {
		if m := regexp.MustCompile(name + `=\[?\{?([^}\],]+)`).FindStringSubmatch(text); m != nil {
			return m[1]
		}
		return ""
	}
	p := awsdata.IpPermission{IpProtocol: part("IpProtocol")}
	if from := part("FromPort"); from != "" {
		p.FromPort, p.ToPort = new(int), new(int)
		if _, err := fmt.Sscan(from+" "+part("ToPort"), p.FromPort, p.ToPort); err != nil {
			return nil, err
		}
	}
	switch {
	case part("CidrIp") != "":
		p.IpRanges = []awsdata.IpRange{{CidrIp: part("CidrIp")}}
	case part("CidrIpv6") != "":
		p.Ipv6Ranges = []awsdata.Ipv6Range{{CidrIpv6: part("CidrIpv6")}}
	case part("PrefixListId") != "":
		p.PrefixListIds = []awsdata.PrefixListRef{{PrefixListId: part("PrefixListId")}}
	case part("GroupId") != "":
		p.UserIdGroupPairs = []awsdata.UserIdGroupPair{{GroupId: part("GroupId")}}
	default:
		return nil, fmt.Errorf("%q names no peer", text)
	}
	return append(out, p), nil
}

// rules adds rules to a group, or takes them from it. Only a rule that the group had from the start can be taken away;
// AWS has each of them once, random accounts have some twice.
func (e *enactment) rules(region, group, direction string, gone bool, rules []awsdata.IpPermission) (err error) {
	list := func(r *awsdata.Region) *[]awsdata.IpPermission {
		for i := range r.SecurityGroups {
			switch g := &r.SecurityGroups[i]; {
			case g.GroupId != group:
			case direction == "egress":
				return &g.IpPermissionsEgress
			default:
				return &g.IpPermissions
			}
		}
		return nil
	}
	if list(e.Region(region)) == nil {
		return fmt.Errorf("no security group %s", group)
	}
	var had []awsdata.IpPermission
	if at := list(e.start.Region(region)); at != nil {
		had = *at
	}
	e.change(region, func(r *awsdata.Region) {
		at := list(r)
		if !gone {
			*at = append(slices.Clone(*at), rules...)
			return
		}
		for _, rule := range rules {
			for _, single := range singles(&rule) {
				if !strings.HasPrefix(group, "sg-made") && !hasRule(had, &single) {
					err = fmt.Errorf("%s has no such rule: %s %s", group, single.PortText(), single.Peers()[0].Value)
				}
				*at = withoutRule(*at, &single)
			}
		}
	})
	return err
}

// impossible reports whether a rule refers by a peering connection to a group of its own VPC.
func (e *enactment) impossible(region, group string, rules []awsdata.IpPermission) bool {
	vpc := func(id string) string {
		for _, g := range e.Region(region).SecurityGroups {
			if g.GroupId == id {
				return g.VpcId
			}
		}
		return ""
	}
	for _, rule := range rules {
		for _, pair := range rule.UserIdGroupPairs {
			if pair.VpcPeeringConnectionId != "" && vpc(pair.GroupId) == vpc(group) {
				return true
			}
		}
	}
	return false
}

// singles are the rules that a permission bundles, one for each peer.
func singles(p *awsdata.IpPermission) []awsdata.IpPermission {
	var out []awsdata.IpPermission
	one := awsdata.IpPermission{IpProtocol: p.IpProtocol, FromPort: p.FromPort, ToPort: p.ToPort}
	for _, x := range p.IpRanges {
		one := one
		one.IpRanges = []awsdata.IpRange{x}
		out = append(out, one)
	}
	for _, x := range p.Ipv6Ranges {
		one := one
		one.Ipv6Ranges = []awsdata.Ipv6Range{x}
		out = append(out, one)
	}
	for _, x := range p.PrefixListIds {
		one := one
		one.PrefixListIds = []awsdata.PrefixListRef{x}
		out = append(out, one)
	}
	for _, x := range p.UserIdGroupPairs {
		one := one
		one.UserIdGroupPairs = []awsdata.UserIdGroupPair{x}
		out = append(out, one)
	}
	return out
}

// sameRule reports whether a rule with one peer is the one that a command names; one that names no peering means any.
func sameRule(p, named *awsdata.IpPermission) bool {
	by := func(p *awsdata.IpPermission) string {
		for _, pair := range p.UserIdGroupPairs {
			return pair.VpcPeeringConnectionId
		}
		return ""
	}
	return p.PortText() == named.PortText() && p.Peers()[0].Value == named.Peers()[0].Value &&
		(by(named) == "" || by(named) == by(p))
}

func hasRule(list []awsdata.IpPermission, rule *awsdata.IpPermission) bool {
	return slices.ContainsFunc(list, func(p awsdata.IpPermission) bool {
		return slices.ContainsFunc(singles(&p), func(one awsdata.IpPermission) bool { return sameRule(&one, rule) })
	})
}

// withoutRule is a list of permissions, each with one peer, without a rule.
func withoutRule(list []awsdata.IpPermission, rule *awsdata.IpPermission) []awsdata.IpPermission {
	var out []awsdata.IpPermission
	for i := range list {
		for _, one := range singles(&list[i]) {
			if !sameRule(&one, rule) {
				out = append(out, one)
			}
		}
	}
	return out
}

var vpcConfig = regexp.MustCompile(`^SubnetIds=(.*),SecurityGroupIds=(.*?)(?:,Ipv6AllowedForDualStack=(true|false))?$`)

// move gives a function, or all functions of a capacity provider, the network that a command names.
func (e *enactment) move(operation string, c paste.Command) error {
	m := vpcConfig.FindStringSubmatch(optionOf(c, "vpc-config"))
	if m == nil {
		return fmt.Errorf("no network in %q", optionOf(c, "vpc-config"))
	}
	list := func(text string) []string {
		if text == "[]" {
			return nil
		}
		return strings.Split(text, ",")
	}
	subnets, groups, found := list(m[1]), list(m[2]), false
	for _, ids := range [][]string{subnets, groups} {
		if sorted := slices.Sorted(slices.Values(ids)); len(slices.Compact(sorted)) < len(ids) {
			return fmt.Errorf("the same id twice: %v", ids)
		}
	}
	e.change(c.Region, func(r *awsdata.Region) {
		for i := range r.Functions {
			if f := &r.Functions[i]; operation == "update-function-configuration" &&
				f.ID() == optionOf(c, "function-name") {
				config := awsdata.VpcConfig{SubnetIds: subnets, SecurityGroupIds: groups,
					Ipv6AllowedForDualStack: m[3] == "true"}
				if f.VpcConfig != nil && len(subnets) > 0 {
					config.VpcId = f.VpcConfig.VpcId
				}
				f.VpcConfig, found = &config, true
			}
		}
		for i := range r.CapacityProviders {
			p := &r.CapacityProviders[i]
			if operation == "create-capacity-provider" && p.Name()+"-2" == optionOf(c, "capacity-provider-name") {
				p.VpcConfig, found = &awsdata.CapacityProviderVpcConfig{SubnetIds: subnets, SecurityGroupIds: groups},
					true
			}
		}
	})
	if !found {
		return fmt.Errorf("nothing there to move")
	}
	return nil
}

// publicSubnet stands for a public subnet that a person would name: that of the NAT gateway that a fix is about, if its
// network ACL lets everything through.
func (e *enactment) publicSubnet(region, nat string) string {
	r := e.Region(region)
	for _, n := range r.NatGateways {
		for _, acl := range r.NetworkACLs {
			open := map[bool]int{}
			for _, entry := range acl.Entries {
				if at := open[entry.Egress]; entry.CidrBlock == "0.0.0.0/0" && entry.Protocol == "-1" &&
					entry.RuleAction == "allow" && at == 0 {
					open[entry.Egress] = entry.RuleNumber
				} else if entry.RuleNumber < 32767 && entry.CidrBlock != "" {
					open[entry.Egress] = -1
				}
			}
			if n.NatGatewayId == nat && open[true] > 0 && open[false] > 0 && slices.ContainsFunc(acl.Associations,
				func(a awsdata.NetworkACLAssociation) bool { return a.SubnetId == n.SubnetId }) {
				return n.SubnetId
			}
		}
	}
	return ""
}
