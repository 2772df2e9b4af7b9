package timeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/event"
)

// undoing is what an event is taken back with.
type undoing struct {
	*event.Event
	now     *awsdata.Snapshot
	before  *awsdata.Snapshot // the last state that is known from before the event, nil for none
	earlier []event.Event     // newest first
}

// Undo are the edits that take the change of an event back in a snapshot. Where the event does not say what was there
// before, those that came before it may, or a state from before it, which may be nil. Without a reason there are edits.
func Undo(now, before *awsdata.Snapshot, e *event.Event, earlier []event.Event) ([]whatif.Edit, Why) {
	u := undoing{e, now, before, earlier}
	known := calls[e.Name]
	switch {
	case e.Error != "":
		return nil, Refused
	case e.Account != "" && awsdata.IsAccountID(now.AccountID) && e.Account != now.AccountID,
		now.Region(e.Region) == nil:
		return nil, Elsewhere
	case known != nil:
		return known(u)
	case bearsNothing(e.Name):
		return nil, NoBearing
	case strings.HasPrefix(e.Name, "Delete"):
		return nil, Gone
	}
	return nil, NotKnown
}

// calls are the calls whose change is known.
var calls = map[string]func(undoing) ([]whatif.Edit, Why){
	"CreateRoute": undoing.createRoute, "ReplaceRoute": undoing.otherRoute, "DeleteRoute": undoing.otherRoute,
	"AssociateRouteTable": undoing.associate, "DisassociateRouteTable": undoing.dissociate,
	"ReplaceRouteTableAssociation":  undoing.otherTable,
	"CreateNetworkAclEntry":         undoing.createEntry,
	"ReplaceNetworkAclEntry":        undoing.otherEntry,
	"DeleteNetworkAclEntry":         undoing.otherEntry,
	"ReplaceNetworkAclAssociation":  undoing.otherACL,
	"AuthorizeSecurityGroupIngress": undoing.rules, "AuthorizeSecurityGroupEgress": undoing.rules,
	"RevokeSecurityGroupIngress": undoing.rules, "RevokeSecurityGroupEgress": undoing.rules,
	"ModifySecurityGroupRules":    untold,
	"CreateNatGateway":            undoing.createNAT,
	"CreateVpcEndpoint":           undoing.createEndpoint,
	"ModifyVpcEndpoint":           undoing.changeEndpoint,
	"CreateFunction":              func(undoing) ([]whatif.Edit, Why) { return nil, Made },
	"UpdateFunctionConfiguration": undoing.placement,
	"ModifyVpcAttribute":          untold,
	"ModifySubnetAttribute":       untold,
}

func untold(undoing) ([]whatif.Edit, Why) { return nil, Untold }

// bearsNothing reports whether a call changes the path of no packet: tags, code, who may call a function, and what is
// made before anything uses it.
func bearsNothing(name string) bool {
	return strings.HasPrefix(name, "Tag") || strings.HasPrefix(name, "Untag") || slices.Contains([]string{
		"CreateTags", "DeleteTags", "UpdateFunctionCode", "PublishVersion", "PublishLayerVersion", "CreateAlias",
		"UpdateAlias", "DeleteAlias", "AddPermission", "RemovePermission", "PutFunctionConcurrency",
		"DeleteFunctionConcurrency", "PutProvisionedConcurrencyConfig", "CreateEventSourceMapping",
		"UpdateEventSourceMapping", "CreateFlowLogs", "DeleteFlowLogs", "Invoke",
		"CreateSecurityGroup", "CreateSubnet", "CreateRouteTable", "CreateNetworkAcl", "CreateInternetGateway",
		"CreateVpc", "AllocateAddress",
		"UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress"}, name)
}

// back are edits, or the reason if something is missing in them.
func back(known bool, edits ...whatif.Edit) ([]whatif.Edit, Why) {
	if !known {
		return nil, Untold
	}
	return edits, ""
}

// inverse is what the state before makes of an edit's other direction.
func (u undoing) inverse(e whatif.Edit) ([]whatif.Edit, Why) {
	if u.before == nil {
		return nil, Untold
	}
	edits, ok := e.Inverse(u.before)
	return back(ok, edits...)
}

// createRoute: AWS refuses to make a second route to a destination, so that there was none.
func (u undoing) createRoute() ([]whatif.Edit, Why) {
	return back(u.Request.Table != "" && u.Request.Destination != "", whatif.RemoveRoute{Region: u.Region,
		Table: u.Request.Table, Destination: u.Request.Destination})
}

// otherRoute: where a route led before tells the event that made it so.
func (u undoing) otherRoute() ([]whatif.Edit, Why) {
	r := &u.Request
	if r.Table == "" || r.Destination == "" {
		return nil, Untold
	}
	for i := range u.earlier {
		was := &u.earlier[i]
		if !did(was, "CreateRoute", "ReplaceRoute", "DeleteRoute") || was.Request.Table != r.Table ||
			was.Request.Destination != r.Destination || was.Region != u.Region {
			continue
		}
		if was.Request.Target == "" {
			break
		}
		return []whatif.Edit{whatif.SetRoute{Region: u.Region, Table: r.Table, Destination: r.Destination,
			Target: was.Request.Target}}, ""
	}
	return u.inverse(whatif.RemoveRoute{Region: u.Region, Table: r.Table, Destination: r.Destination})
}

// associate: a subnet with a table of its own cannot be given another by this call, so that it had the main one.
func (u undoing) associate() ([]whatif.Edit, Why) {
	return back(u.Request.Subnet != "", whatif.Dissociate{Region: u.Region, Subnet: u.Request.Subnet})
}

// dissociate: the call names the association alone, and the state before says of which subnet it was.
func (u undoing) dissociate() ([]whatif.Edit, Why) {
	subnet := associated(u.before, u.Region, u.Request.Association)
	if subnet == "" {
		return nil, Untold
	}
	return u.inverse(whatif.Dissociate{Region: u.Region, Subnet: subnet})
}

func (u undoing) otherTable() ([]whatif.Edit, Why) {
	subnet := associated(u.now, u.Region, u.Request.Association)
	if subnet == "" {
		return nil, Untold
	}
	return u.inverse(whatif.Associate{Region: u.Region, Table: u.Request.Table, Subnet: subnet})
}

// associated is the subnet of an association with a route table or a network ACL, "" if there is none.
func associated(s *awsdata.Snapshot, region, association string) string {
	if s == nil || s.Region(region) == nil || association == "" {
		return ""
	}
	r := s.Region(region)
	for i := range r.RouteTables {
		for _, a := range r.RouteTables[i].Associations {
			if a.RouteTableAssociationId == association {
				return a.SubnetId
			}
		}
	}
	for i := range r.NetworkACLs {
		for _, a := range r.NetworkACLs[i].Associations {
			if a.NetworkAclAssociationId == association {
				return a.SubnetId
			}
		}
	}
	return ""
}

func (u undoing) otherACL() ([]whatif.Edit, Why) {
	subnet := associated(u.now, u.Region, u.Request.Association)
	if subnet == "" {
		return nil, Untold
	}
	return u.inverse(whatif.AssociateACL{Region: u.Region, ACL: u.Request.ACL, Subnet: subnet})
}

func direction(egress bool) string {
	if egress {
		return "out"
	}
	return "in"
}

func ports(from, to int) string {
	switch {
	case from == to:
		return fmt.Sprint(from)
	default:
		return fmt.Sprintf("%d-%d", from, to)
	}
}

func (u undoing) removeEntry() whatif.RemoveACLEntry {
	return whatif.RemoveACLEntry{Region: u.Region, ACL: u.Request.ACL, Direction: direction(u.Request.Egress),
		Number: u.Request.Number}
}

// createEntry: AWS refuses a second rule of a number.
func (u undoing) createEntry() ([]whatif.Edit, Why) {
	return back(u.Request.ACL != "" && u.Request.Number > 0, u.removeEntry())
}

// otherEntry: how a rule was tells the event that made it so.
func (u undoing) otherEntry() ([]whatif.Edit, Why) {
	r := &u.Request
	for i := range u.earlier {
		was := &u.earlier[i]
		w := &was.Request
		if !did(was, "CreateNetworkAclEntry", "ReplaceNetworkAclEntry", "DeleteNetworkAclEntry") || w.ACL != r.ACL ||
			w.Number != r.Number || w.Egress != r.Egress || was.Region != u.Region {
			continue
		}
		if w.Entry == nil || w.Entry.ICMP {
			break
		}
		return u.entry(entryEdit(u.Region, w))
	}
	if u.before == nil {
		return nil, Untold
	}
	edits, ok := u.removeEntry().Inverse(u.before)
	if !ok || len(edits) != 1 {
		return nil, Untold
	}
	was, ok := edits[0].(whatif.AddACLEntry)
	if !ok {
		return nil, Untold
	}
	return u.entry(was)
}

func entryEdit(region string, w *event.Request) whatif.AddACLEntry {
	e := whatif.AddACLEntry{Region: region, ACL: w.ACL, Number: w.Number, Direction: direction(w.Egress),
		Protocol: w.Entry.Protocol, Allow: w.Entry.Allow, CIDR: w.Entry.CIDR}
	if w.Entry.Protocol != "-1" && w.Entry.To != 0 {
		e.Ports = ports(w.Entry.From, w.Entry.To)
	}
	return e
}

// entry puts a rule back: in the place of the one that replaced it, or where there is none.
func (u undoing) entry(was whatif.AddACLEntry) ([]whatif.Edit, Why) {
	if u.Name == "ReplaceNetworkAclEntry" {
		return []whatif.Edit{whatif.SetACLEntry(was)}, ""
	}
	return []whatif.Edit{was}, ""
}

// rules: AWS refuses to allow what is allowed already by the same rule, and to revoke what is not there.
func (u undoing) rules() ([]whatif.Edit, Why) {
	list, known := u.named()
	if !known || u.Request.Group == "" || len(list) == 0 {
		return nil, Untold
	}
	way := direction(strings.HasSuffix(u.Name, "Egress"))
	var out []whatif.Edit
	for _, r := range list {
		if strings.HasPrefix(r.Protocol, "icmp") || r.Protocol == "1" || r.Protocol == "58" {
			continue // functions send none
		}
		e := whatif.AddRule{Region: u.Region, Group: u.Request.Group, Direction: way, Protocol: r.Protocol,
			Peer: r.Peer}
		if r.From >= 0 {
			e.Ports = ports(r.From, r.To)
		}
		if strings.HasPrefix(u.Name, "Authorize") {
			out = append(out, whatif.RemoveRule(e))
		} else {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, NoBearing
	}
	return out, ""
}

// named are the rules of a call. One that is named by its id alone tells the event that made it.
func (u undoing) named() ([]event.Rule, bool) {
	list := slices.Clone(u.Request.Rules)
	for _, id := range u.Request.RuleIDs {
		found := false
		for i := range u.earlier {
			was := &u.earlier[i]
			if !found && did(was, "ModifySecurityGroupRules") && was.Request.Group == u.Request.Group {
				return nil, false // the rule may have been another when it was made
			}
			for _, r := range was.Request.Rules {
				if r.ID == id && id != "" && !found {
					list, found = append(list, r), true
				}
			}
		}
		if !found {
			return nil, false
		}
	}
	return list, true
}

func (u undoing) createNAT() ([]whatif.Edit, Why) {
	return back(u.Request.NATGateway != "", whatif.RemoveNAT{Region: u.Region, ID: u.Request.NATGateway})
}

func (u undoing) createEndpoint() ([]whatif.Edit, Why) {
	return back(u.Request.Endpoint != nil && u.Request.Endpoint.ID != "",
		whatif.RemoveEndpoint{Region: u.Region, ID: u.Request.Endpoint.ID})
}

// changeEndpoint: what was added was not there, and what was removed was; anything else only a state tells.
func (u undoing) changeEndpoint() ([]whatif.Edit, Why) {
	x := u.Request.Endpoint
	if x == nil || x.ID == "" {
		return nil, Untold
	}
	var out []whatif.Edit
	each := func(ids []string, edit func(id string) whatif.Edit) {
		for _, id := range ids {
			out = append(out, edit(id))
		}
	}
	each(x.RemoveTables, func(id string) whatif.Edit {
		return whatif.AddEndpointTable{Region: u.Region, ID: x.ID, Table: id}
	})
	each(x.AddTables, func(id string) whatif.Edit {
		return whatif.RemoveEndpointTable{Region: u.Region, ID: x.ID, Table: id}
	})
	each(x.RemoveSubnets, func(id string) whatif.Edit {
		return whatif.AddEndpointSubnet{Region: u.Region, ID: x.ID, Subnet: id}
	})
	each(x.AddSubnets, func(id string) whatif.Edit {
		return whatif.RemoveEndpointSubnet{Region: u.Region, ID: x.ID, Subnet: id}
	})
	each(x.RemoveGroups, func(id string) whatif.Edit {
		return whatif.AddEndpointGroup{Region: u.Region, ID: x.ID, Group: id}
	})
	each(x.AddGroups, func(id string) whatif.Edit {
		return whatif.RemoveEndpointGroup{Region: u.Region, ID: x.ID, Group: id}
	})
	if x.Policy || x.PrivateDNS {
		was := endpoint(u.before, u.Region, x.ID)
		if was == nil {
			return nil, Untold
		}
		if x.Policy {
			out = append(out, whatif.SetEndpointPolicy{Region: u.Region, ID: x.ID, Policy: string(was.PolicyDocument)})
		}
		switch {
		case x.PrivateDNS && was.PrivateDnsEnabled:
			out = append(out, whatif.PrivateDNSOn{Region: u.Region, ID: x.ID})
		case x.PrivateDNS:
			out = append(out, whatif.PrivateDNSOff{Region: u.Region, ID: x.ID})
		}
	}
	return back(len(out) > 0, out...)
}

func endpoint(s *awsdata.Snapshot, region, id string) *awsdata.VPCEndpoint {
	if s == nil || s.Region(region) == nil {
		return nil
	}
	list := s.Region(region).VPCEndpoints
	for i := range list {
		if list[i].VpcEndpointId == id {
			return &list[i]
		}
	}
	return nil
}

// placement: where a function was before tells the event that placed it there.
func (u undoing) placement() ([]whatif.Edit, Why) {
	if u.Request.Placement == nil {
		return nil, NoBearing
	}
	name := functionName(u.Request.Function)
	is := function(u.now, u.Region, name)
	var was *event.Placement
	for i := range u.earlier {
		w := &u.earlier[i]
		if did(w, "CreateFunction", "UpdateFunctionConfiguration") && w.Request.Placement != nil &&
			functionName(w.Request.Function) == name && w.Region == u.Region {
			was = w.Request.Placement
			break
		}
	}
	if f := function(u.before, u.Region, name); was == nil && f != nil {
		was = &event.Placement{Subnets: f.SubnetIDs(), Groups: f.SecurityGroupIDs()}
	}
	if was == nil || is == nil || !is.Attached() || len(was.Subnets) == 0 || len(was.Groups) == 0 {
		return nil, Untold
	}
	out := []whatif.Edit{whatif.SetSubnets{Region: u.Region, Function: name, Subnets: was.Subnets}}
	for _, id := range was.Groups {
		if !slices.Contains(is.SecurityGroupIDs(), id) {
			out = append(out, whatif.AddGroup{Region: u.Region, Function: name, ID: id})
		}
	}
	for _, id := range is.SecurityGroupIDs() {
		if !slices.Contains(was.Groups, id) {
			out = append(out, whatif.RemoveGroup{Region: u.Region, Function: name, ID: id})
		}
	}
	return out, ""
}

// functionName is the name in an ARN of a function, or the name as it is, without a version.
func functionName(s string) string {
	if _, rest, ok := strings.Cut(s, ":function:"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, ":")
	return s
}

func function(s *awsdata.Snapshot, region, name string) *awsdata.Function {
	if s == nil || s.Region(region) == nil || name == "" {
		return nil
	}
	list := s.Region(region).Functions
	for i := range list {
		if f := &list[i]; f.FunctionName == name && !f.Published() {
			return f
		}
	}
	return nil
}

// did reports whether an event is one of calls, and AWS did it.
func did(e *event.Event, names ...string) bool {
	return e.Error == "" && slices.Contains(names, e.Name)
}
