package event

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// Request is what is kept of a call's parameters: what it takes to say what was there before. All of it is ids, ranges
// of addresses, ports and words of AWS's.
type Request struct {
	// of routes
	Table       string
	Destination string // CIDR or prefix list
	Target      string

	// of network ACLs
	ACL    string
	Number int
	Egress bool
	Entry  *Entry // the rule as it was made, nil where the call does not say

	// of security groups
	Group   string
	Rules   []Rule
	RuleIDs []string // rules that are named by their ids alone

	Subnet      string
	Association string
	NATGateway  string
	Endpoint    *Endpoint
	Function    string
	Placement   *Placement // nil where the call says nothing of it
}

// Entry is a rule of a network ACL.
type Entry struct {
	Allow    bool
	Protocol string // the number, or -1
	CIDR     string
	From, To int  // ports, 0 and 0 for all
	ICMP     bool // it is about types of ICMP, which are not kept
}

// Rule is a rule of a security group.
type Rule struct {
	ID       string // "" where the call does not say
	Protocol string
	From, To int // -1 for all
	Peer     string
}

// Endpoint is what a call changes of an endpoint.
type Endpoint struct {
	ID                                                 string
	AddTables, RemoveTables, AddSubnets, RemoveSubnets []string
	AddGroups, RemoveGroups                            []string
	PrivateDNS, Policy                                 bool // it is set, to whatever
}

// Placement are the subnets and security groups that a function is given; none for no VPC.
type Placement struct{ Subnets, Groups []string }

// ids are the things that a request names.
func (r *Request) ids() []string {
	out := []string{r.Table, r.ACL, r.Group, r.Subnet, r.NATGateway}
	if r.Endpoint != nil {
		out = append(out, r.Endpoint.ID)
	}
	return out
}

// What a text of a request must look like to be kept, if it is no longer than such a text can be. Counted repetitions
// would cost every start of the program.
var (
	anID      = regexp.MustCompile(`^[a-z]+-[0-9a-z-]+$`)
	aRange    = regexp.MustCompile(`^[0-9a-fA-F.:]+/[0-9]+$`)
	aProtocol = regexp.MustCompile(`^(-1|[0-9]+|tcp|udp|icmp|icmpv6)$`)
	aFunction = regexp.MustCompile(`^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?` +
		`[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$`)
)

// mostID is how long an id is at most.
const mostID = 64

// id is an id of AWS's, "" for any other text.
type id string

// UnmarshalJSON implements [json.Unmarshaler]. EC2's newer calls wrap ids: {"tag": 1, "content": "rtb-1"}.
func (i *id) UnmarshalJSON(data []byte) error {
	var wrapped struct{ Content string }
	s := ""
	if json.Unmarshal(data, &s) != nil && json.Unmarshal(data, &wrapped) == nil {
		s = wrapped.Content
	}
	if len(s) <= mostID && anID.MatchString(s) {
		*i = id(s)
	}
	return nil
}

// list is a list of anything: [...], {"items": [...]}, or one element without a list around it.
type list[T any] []T

// UnmarshalJSON implements [json.Unmarshaler].
func (l *list[T]) UnmarshalJSON(data []byte) error {
	var items struct{ Items []T }
	if json.Unmarshal(data, (*[]T)(l)) == nil {
		return nil
	}
	*l = nil
	if json.Unmarshal(data, &items) == nil && items.Items != nil {
		*l = items.Items
		return nil
	}
	var one T
	if string(data) != "{}" && json.Unmarshal(data, &one) == nil {
		*l = []T{one}
	}
	return nil
}

// ids are those of a list that are some.
func idsOf(l list[id]) []string {
	var out []string
	for _, i := range l {
		if i != "" {
			out = append(out, string(i))
		}
	}
	return out
}

// number is a number, or a text of one; nil for neither.
type number struct{ value *int }

// UnmarshalJSON implements [json.Unmarshaler].
func (n *number) UnmarshalJSON(data []byte) error {
	if i, err := strconv.Atoi(strings.Trim(string(data), `"`)); err == nil {
		n.value = &i
	}
	return nil
}

func (n number) or(other int) int {
	if n.value == nil {
		return other
	}
	return *n.value
}

// word is a text that has to look like something, see [word.like].
type word string

// UnmarshalJSON implements [json.Unmarshaler]. What is no text is none.
func (w *word) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*w = word(s)
	}
	return nil
}

func (w word) like(form *regexp.Regexp) string {
	if len(w) <= mostText && form.MatchString(string(w)) {
		return string(w)
	}
	return ""
}

// parameters are the members of all requests that are read. The names of members differ in case between EC2's older
// and newer calls, which the decoder does not mind.
type parameters struct {
	RouteTableID, SubnetID, AssociationID, NetworkACLID, GroupID, NatGatewayID id
	VpcEndpointID                                                              id

	DestinationCidrBlock, DestinationIpv6CidrBlock word
	DestinationPrefixListID                        id

	GatewayID, TransitGatewayID, VpcPeeringConnectionID, NetworkInterfaceID, InstanceID id
	EgressOnlyInternetGatewayID, LocalGatewayID, CarrierGatewayID                       id
	LocalTarget                                                                         json.RawMessage

	RuleNumber                            number
	Egress                                bool
	RuleAction                            word
	ACLProtocol, CidrBlock, Ipv6CidrBlock word
	PortRange                             struct{ From, To number }

	IPPermissions        list[permission]
	SecurityGroupRuleIDs list[ruleID]

	AddRouteTableID, RemoveRouteTableID, AddSubnetID, RemoveSubnetID list[id]
	AddSecurityGroupID, RemoveSecurityGroupID                        list[id]
	PrivateDNSEnabled, PolicyDocument, ResetPolicy                   json.RawMessage

	FunctionName word
	VPCConfig    *struct{ SubnetIDs, SecurityGroupIDs list[id] }
}

type permission struct {
	IPProtocol    word
	FromPort      number
	ToPort        number
	Groups        list[struct{ GroupID id }]
	IPRanges      list[struct{ CidrIP word }]
	Ipv6Ranges    list[struct{ CidrIpv6 word }]
	PrefixListIDs list[struct{ PrefixListID id }]
}

// ruleID is the id of a rule, alone or in an object.
type ruleID struct{ id id }

// UnmarshalJSON implements [json.Unmarshaler].
func (r *ruleID) UnmarshalJSON(data []byte) error {
	var wrapped struct{ SecurityGroupRuleID, Content id }
	if json.Unmarshal(data, &wrapped) == nil {
		r.id = wrapped.SecurityGroupRuleID + wrapped.Content
		return nil
	}
	return r.id.UnmarshalJSON(data)
}

// answered is what is read of the answers: rules with their ids, which a request need not say, and what was made.
type answered struct {
	SecurityGroupRuleSet, RevokedSecurityGroupRuleSet list[struct {
		SecurityGroupRuleID             id
		IPProtocol                      word
		FromPort, ToPort                number
		CidrIpv4, CidrIpv6              word
		PrefixListID, ReferencedGroupID id
		ReferencedGroupInfo             struct{ GroupID id }
	}]
	// what was to be revoked and is not there: in a default VPC that is no error
	// Source: Amazon EC2 API reference, RevokeSecurityGroupIngress.
	UnknownIPPermissionSet list[json.RawMessage]

	NewAssociationID, AssociationID id
	NatGateway                      struct{ NatGatewayID id }
	VpcEndpoint                     struct{ VpcEndpointID id }
}

// unwrapped is an object, or the one that EC2's newer calls wrap in one of the call's name: {"DeleteNatGatewayRequest":
// {...}}.
func unwrapped(data json.RawMessage, wrapper string) json.RawMessage {
	var outer map[string]json.RawMessage
	if json.Unmarshal(data, &outer) == nil && outer[wrapper] != nil {
		return outer[wrapper]
	}
	return data
}

// requestOf is what is kept of a call. Of calls that are not known nothing is.
func requestOf(name string, request, response json.RawMessage) Request {
	var p parameters
	var a answered
	form := forms[name]
	if form == nil {
		return Request{}
	}
	// What does not fit is not there: the event then does not say it.
	_ = json.Unmarshal(unwrapped(request, name+"Request"), &p)
	_ = json.Unmarshal(unwrapped(response, name+"Response"), &a)
	var r Request
	form(&r, &p, &a)
	return r
}

// forms are the calls of which something is kept, and what.
var forms = map[string]func(*Request, *parameters, *answered){
	"CreateRoute": routeForm, "ReplaceRoute": routeForm, "DeleteRoute": routeForm,
	"AssociateRouteTable": tableForm, "DisassociateRouteTable": tableForm, "ReplaceRouteTableAssociation": tableForm,
	"CreateNetworkAclEntry": entryForm, "ReplaceNetworkAclEntry": entryForm, "DeleteNetworkAclEntry": entryForm,
	"ReplaceNetworkAclAssociation":  aclForm,
	"AuthorizeSecurityGroupIngress": groupForm, "AuthorizeSecurityGroupEgress": groupForm,
	"RevokeSecurityGroupIngress": groupForm, "RevokeSecurityGroupEgress": groupForm,
	"ModifySecurityGroupRules": groupForm,
	"CreateNatGateway":         natForm, "DeleteNatGateway": natForm,
	"CreateVpcEndpoint": endpointForm, "ModifyVpcEndpoint": endpointForm,
	"CreateFunction": functionForm, "UpdateFunctionConfiguration": functionForm, "UpdateFunctionCode": functionForm,
}

func routeForm(r *Request, p *parameters, _ *answered) {
	r.Table = string(p.RouteTableID)
	r.Destination = p.DestinationCidrBlock.like(aRange) + p.DestinationIpv6CidrBlock.like(aRange) +
		string(p.DestinationPrefixListID)
	for _, t := range []id{p.NatGatewayID, p.GatewayID, p.TransitGatewayID, p.VpcPeeringConnectionID, p.VpcEndpointID,
		p.NetworkInterfaceID, p.InstanceID, p.EgressOnlyInternetGatewayID, p.LocalGatewayID, p.CarrierGatewayID} {
		if t != "" {
			r.Target = string(t)
			return
		}
	}
	if string(p.LocalTarget) == "true" {
		r.Target = "local"
	}
}

func tableForm(r *Request, p *parameters, a *answered) {
	r.Table, r.Subnet = string(p.RouteTableID), string(p.SubnetID)
	if r.Association = string(a.NewAssociationID); r.Association == "" {
		r.Association = string(p.AssociationID + a.AssociationID)
	}
}

func aclForm(r *Request, p *parameters, a *answered) {
	r.ACL, r.Association = string(p.NetworkACLID), string(a.NewAssociationID)
}

func entryForm(r *Request, p *parameters, _ *answered) {
	r.ACL, r.Number, r.Egress = string(p.NetworkACLID), p.RuleNumber.or(0), p.Egress
	e := Entry{Allow: p.RuleAction == "allow", Protocol: p.ACLProtocol.like(aProtocol),
		CIDR: p.CidrBlock.like(aRange) + p.Ipv6CidrBlock.like(aRange), From: p.PortRange.From.or(0),
		To: p.PortRange.To.or(0)}
	e.ICMP = e.Protocol == "1" || e.Protocol == "58"
	if p.RuleAction != "" && e.Protocol != "" && e.CIDR != "" {
		r.Entry = &e
	}
}

func groupForm(r *Request, p *parameters, a *answered) {
	r.Group = string(p.GroupID)
	for _, set := range []int{0, 1} {
		rules := a.SecurityGroupRuleSet
		if set == 1 {
			rules = a.RevokedSecurityGroupRuleSet
		}
		for _, x := range rules {
			group := x.ReferencedGroupID
			if group == "" {
				group = x.ReferencedGroupInfo.GroupID
			}
			r.addRule(Rule{string(x.SecurityGroupRuleID), x.IPProtocol.like(aProtocol), x.FromPort.or(-1),
				x.ToPort.or(-1), x.CidrIpv4.like(aRange) + x.CidrIpv6.like(aRange) + string(x.PrefixListID+group)})
		}
	}
	if len(r.Rules) > 0 {
		return
	}
	if len(a.UnknownIPPermissionSet) > 0 {
		r.addRule(Rule{}) // of what was asked for, only a part was done, or nothing
	}
	for i := range p.IPPermissions {
		x := &p.IPPermissions[i]
		peers := len(x.Groups) + len(x.IPRanges) + len(x.Ipv6Ranges) + len(x.PrefixListIDs)
		if peers == 0 {
			r.addRule(Rule{})
		}
		add := func(peer string) {
			r.addRule(Rule{"", x.IPProtocol.like(aProtocol), x.FromPort.or(-1), x.ToPort.or(-1), peer})
		}
		for _, g := range x.Groups {
			add(string(g.GroupID))
		}
		for _, c := range x.IPRanges {
			add(c.CidrIP.like(aRange))
		}
		for _, c := range x.Ipv6Ranges {
			add(c.CidrIpv6.like(aRange))
		}
		for _, l := range x.PrefixListIDs {
			add(string(l.PrefixListID))
		}
	}
	for _, x := range p.SecurityGroupRuleIDs {
		if x.id != "" {
			r.RuleIDs = append(r.RuleIDs, string(x.id))
		}
	}
}

// addRule adds a rule that says everything; of one that does not the whole call says nothing.
func (r *Request) addRule(rule Rule) {
	if rule.Protocol == "" || rule.Peer == "" {
		r.RuleIDs = append(r.RuleIDs, rule.ID)
		return
	}
	r.Rules = append(r.Rules, rule)
}

func natForm(r *Request, p *parameters, a *answered) {
	if r.NATGateway = string(p.NatGatewayID); r.NATGateway == "" {
		r.NATGateway = string(a.NatGateway.NatGatewayID)
	}
	r.Subnet = string(p.SubnetID)
}

func endpointForm(r *Request, p *parameters, a *answered) {
	set := func(m json.RawMessage) bool { return len(m) > 0 && string(m) != "null" }
	r.Endpoint = &Endpoint{ID: string(p.VpcEndpointID),
		AddTables: idsOf(p.AddRouteTableID), RemoveTables: idsOf(p.RemoveRouteTableID),
		AddSubnets: idsOf(p.AddSubnetID), RemoveSubnets: idsOf(p.RemoveSubnetID),
		AddGroups: idsOf(p.AddSecurityGroupID), RemoveGroups: idsOf(p.RemoveSecurityGroupID),
		PrivateDNS: set(p.PrivateDNSEnabled), Policy: set(p.PolicyDocument) || set(p.ResetPolicy)}
	if r.Endpoint.ID == "" {
		r.Endpoint.ID = string(a.VpcEndpoint.VpcEndpointID)
	}
}

func functionForm(r *Request, p *parameters, _ *answered) {
	r.Function = p.FunctionName.like(aFunction)
	if p.VPCConfig != nil {
		r.Placement = &Placement{idsOf(p.VPCConfig.SubnetIDs), idsOf(p.VPCConfig.SecurityGroupIDs)}
	}
}
