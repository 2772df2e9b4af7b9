package screens

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// parts are the sections that only resources of a kind have.
func (b *builder) parts(r awsdata.Resource) {
	switch r := r.(type) {
	case *awsdata.RouteTable:
		b.routes(r)
	case *awsdata.NetworkACL:
		b.entries(r, true)
		b.entries(r, false)
		b.subnets("Subnets", aclSubnets(b, r))
	case *awsdata.SecurityGroup:
		b.rules(r.GroupId, "out", r.IpPermissionsEgress)
		b.rules(r.GroupId, "in", r.IpPermissions)
		b.interfaces(slices.DeleteFunc(slices.Clone(b.rx().InterfacesWithGroup(r.GroupId)),
			func(n *awsdata.NetworkInterface) bool { return n.OfLambda() }), "Other interfaces")
	case *awsdata.Subnet:
		b.inForce(r)
		b.interfaces(b.rx().InterfacesInSubnet(r.SubnetId), "Interfaces")
	case *awsdata.VPC:
		b.vpc(r)
	case *awsdata.NetworkInterface:
		b.leftover(r)
	case *awsdata.NatGateway:
		b.natAddresses(r)
	case *awsdata.VPCEndpoint:
		b.endpoint(r)
	case *awsdata.ManagedPrefixList:
		b.prefixes(r)
	case *awsdata.TransitGatewayRouteTable:
		b.transitRoutes(r)
	case awsdata.Store:
		b.store(r)
	}
}

// store are the interfaces that answer for a store, or may.
func (b *builder) store(s awsdata.Store) {
	list, exact, missing := b.rx().StoreInterfaces(s)
	heading := "Interfaces"
	if !exact {
		heading = "Interfaces that may be its own"
	}
	b.interfaces(list, heading)
	if missing != "" {
		b.section("Unknown", prose("", 12, 8))
		b.row(widget.Mark(theme.Unknown, "which interfaces are its own: "+missing+" was not read"))
	}
}

func (b *builder) rx() *awsdata.RegionIndex { return b.env.Result.Index.Region(b.region) }

// routes are the routes of a table: local, by range, by prefix list.
func (b *builder) routes(t *awsdata.RouteTable) {
	b.section("Routes", column("DESTINATION", 10, 44, 9), prose("TARGET", 12, 8), column("STATE", 6, 10, 7),
		column("MADE BY", 6, 11, 2))
	routes := slices.Clone(t.Routes)
	slices.SortStableFunc(routes, func(x, y awsdata.Route) int { return routeGroup(&x) - routeGroup(&y) })
	for i := range routes {
		r := &routes[i]
		destination := widget.Say(r.Destination())
		if r.DestinationPrefixListId != "" {
			destination = say.Label(b.env, b.region, r.DestinationPrefixListId)
		}
		state, token := r.State, theme.Dim
		if state == "" {
			state = "active"
		}
		if !r.Active() {
			token = theme.Bad
		}
		by := "a person"
		if r.Propagated() {
			by = "propagation"
		}
		if r.Local() {
			b.row(destination, widget.Mark(theme.Dim, "local"), widget.Mark(token, state),
				widget.Mark(theme.Dim, "AWS"))
			continue
		}
		target := say.Label(b.env, b.region, r.Target())
		if r.Target() == "" {
			target = widget.Mark(theme.Bad, "nothing")
		}
		b.link(r.Target(), destination, target, widget.Mark(token, state), widget.Mark(theme.Dim, by))
		if !r.Propagated() && b.rx().VPCEndpoint(r.Target()) == nil {
			b.removable(screen.Place{Screen: "resource", Kind: "rtb", Region: b.region, ID: t.RouteTableId},
				whatif.RemoveRoute{Region: b.region, Table: t.RouteTableId, Destination: r.Destination()})
		}
	}
	var subnets []*awsdata.Subnet
	for _, s := range b.rx().VPCSubnets(t.VpcId) {
		if in, _ := b.rx().SubnetRouteTable(s.SubnetId); in == t {
			subnets = append(subnets, s)
		}
	}
	b.subnets("Subnets", subnets)
}

func routeGroup(r *awsdata.Route) int {
	switch {
	case r.Local():
		return 0
	case r.DestinationCidrBlock != "":
		return 1
	case r.DestinationIpv6CidrBlock != "":
		return 2
	}
	return 3
}

func aclSubnets(b *builder, a *awsdata.NetworkACL) []*awsdata.Subnet {
	var subnets []*awsdata.Subnet
	for _, s := range b.rx().VPCSubnets(a.VpcId) {
		if b.rx().SubnetNetworkACL(s.SubnetId) == a {
			subnets = append(subnets, s)
		}
	}
	return subnets
}

// subnets are links to subnets.
func (b *builder) subnets(heading string, list []*awsdata.Subnet) {
	if len(list) == 0 {
		return
	}
	b.section(heading, column("", 26, 40, 9), column("", 18, 18, 6), column("", 10, 20, 5), column("", 9, 14, 7))
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y *awsdata.Subnet) int {
		return cmp.Compare(awsdata.NameOrID(x), awsdata.NameOrID(y))
	})
	for _, s := range list {
		free := ""
		if s.AvailableIpAddressCount != nil {
			free = fmt.Sprintf("%d free", *s.AvailableIpAddressCount)
		}
		b.link(s.SubnetId, say.Label(b.env, b.region, s.SubnetId), widget.Say(s.CidrBlock),
			widget.Mark(theme.Dim, s.AvailabilityZone), widget.Say(free))
	}
}

// entries are the rules of an ACL in one direction, in the order they are tried.
func (b *builder) entries(a *awsdata.NetworkACL, egress bool) {
	heading, far := "Inbound", "FROM"
	if egress {
		heading, far = "Outbound", "TO"
	}
	list := slices.DeleteFunc(slices.Clone(a.Entries), func(e awsdata.NetworkACLEntry) bool {
		return e.Egress != egress
	})
	slices.SortStableFunc(list, func(x, y awsdata.NetworkACLEntry) int { return x.RuleNumber - y.RuleNumber })
	number := column("RULE", 4, 6, 9)
	number.Align = widget.Right
	b.section(heading, number, column("", 7, 7, 8), column("PORTS", 6, 22, 7), prose(far, 10, 6))
	for i := range list {
		e := &list[i]
		mark, word := theme.VerdictFine, "allow"
		if !e.Allows() {
			mark, word = theme.VerdictBlocked, "deny"
		}
		token := theme.Text
		if e.RuleNumber >= 32767 {
			token = theme.Dim // the last rule that every ACL has
		}
		b.row(widget.Mark(theme.Dim, e.NumberText()), widget.VerdictCell(b.env.Theme, mark, word),
			widget.Mark(token, e.PortText()), widget.Mark(token, e.CIDR()))
		if e.NumberText() != "*" {
			direction := "in"
			if egress {
				direction = "out"
			}
			b.removable(screen.Place{Screen: "resource", Kind: "acl", Region: b.region, ID: a.NetworkAclId},
				whatif.RemoveACLEntry{Region: b.region, ACL: a.NetworkAclId, Direction: direction,
					Number: e.RuleNumber})
		}
	}
}

// rules are the rules of a group in one direction.
func (b *builder) rules(group, direction string, permissions []awsdata.IpPermission) {
	heading, far := "Outbound", "TO"
	if direction == "in" {
		heading, far = "Inbound", "FROM"
	}
	of := screen.Place{Screen: "resource", Kind: "sg", Region: b.region, ID: group}
	b.section(heading, column("PORTS", 6, 22, 8), column(far, 10, 40, 9), prose("DESCRIPTION", 10, 3))
	n := 0
	for i := range permissions {
		for _, peer := range permissions[i].Peers() {
			n++
			removal := whatif.RuleRemoval(b.region, group, direction, &permissions[i], peer.Value)
			ports := widget.Say(permissions[i].PortText())
			if peer.Ref != "" {
				b.link(peer.Ref, ports, say.Label(b.env, b.region, peer.Ref), widget.Mark(theme.Dim, peer.Description))
				b.removable(of, removal)
				continue
			}
			token := theme.Text
			if peer.Value == "0.0.0.0/0" || peer.Value == "::/0" {
				token = theme.Strong
			}
			b.row(ports, widget.Mark(token, peer.Value), widget.Mark(theme.Dim, peer.Description))
			b.removable(of, removal)
		}
	}
	if n == 0 {
		b.row(widget.Mark(theme.Dim, "no rule"), widget.Mark(theme.Dim, "nothing is let through"))
	}
}

// inForce are the table and the ACL that a subnet has, by association or not.
func (b *builder) inForce(s *awsdata.Subnet) {
	b.section("Effective", column("", 11, 11, 8), column("", 26, 40, 9), prose("", 10, 3))
	if t, explicit := b.rx().SubnetRouteTable(s.SubnetId); t != nil {
		by := "explicitly associated"
		if !explicit {
			by = "the VPC's main table, as it has none of its own"
		}
		b.link(t.RouteTableId, widget.Mark(theme.Dim, "route table"), say.Label(b.env, b.region, t.RouteTableId),
			widget.Mark(theme.Dim, by))
	} else if !b.gap("describe-route-tables") {
		b.row(widget.Mark(theme.Dim, "route table"), widget.Mark(theme.Unknown, "not in the snapshot"))
	}
	if a := b.rx().SubnetNetworkACL(s.SubnetId); a != nil {
		by := ""
		if a.IsDefault {
			by = "the VPC's default"
		}
		b.link(a.NetworkAclId, widget.Mark(theme.Dim, "network ACL"), say.Label(b.env, b.region, a.NetworkAclId),
			widget.Mark(theme.Dim, by))
	} else if !b.gap("describe-network-acls") {
		b.row(widget.Mark(theme.Dim, "network ACL"), widget.Mark(theme.Unknown, "not in the snapshot"))
	}
	b.flowLogs(s.SubnetId, s.VpcId)
}

// flowLogs say who watches; a VPC's log watches its subnets, too.
func (b *builder) flowLogs(ids ...string) {
	found := false
	for i := range b.rx().Region.FlowLogs {
		l := &b.rx().Region.FlowLogs[i]
		if !slices.Contains(ids, l.ResourceId) {
			continue
		}
		found = true
		token := theme.Dim
		words := say.JoinWords(l.TrafficType, l.FlowLogStatus, "on "+say.NameOf(b.env.Result, b.region, l.ResourceId))
		if l.DeliveryFails() {
			token, words = theme.Bad, words+", delivery fails: "+l.DeliverLogsErrorMessage
		}
		b.link(l.FlowLogId, widget.Mark(theme.Dim, "flow log"), say.Label(b.env, b.region, l.FlowLogId),
			widget.Mark(token, words))
	}
	if found {
		return
	}
	if text, missing := say.GapText(b.env.Result, b.region, "describe-flow-logs"); missing {
		b.row(widget.Mark(theme.Dim, "flow log"), widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" unknown"),
			widget.Mark(theme.Unknown, text))
		return
	}
	b.row(widget.Mark(theme.Dim, "flow log"), widget.Mark(theme.Warn, "none"),
		widget.Mark(theme.Dim, "egress is not logged"))
}

// interfaces are links to interfaces.
func (b *builder) interfaces(list []*awsdata.NetworkInterface, heading string) {
	if len(list) == 0 {
		return
	}
	owner := column("", 20, 50, 8)
	owner.Wraps = true
	b.section(heading, column("", 21, 26, 9), column("", 9, 16, 7), owner, column("", 6, 10, 2))
	for _, n := range list {
		b.link(n.NetworkInterfaceId, widget.Say(n.NetworkInterfaceId), widget.Say(n.PrivateIpAddress),
			widget.Mark(theme.Dim, n.Owner()), widget.Mark(theme.Dim, n.Status))
	}
}

// leftover is how one of Lambda's interfaces goes that no function uses any more.
func (b *builder) leftover(n *awsdata.NetworkInterface) {
	if !n.OfLambda() || len(uses.Owners(b.env.Result, b.region, n).Owners) > 0 {
		return
	}
	left := ledger.Of(b.rx()).Leftover(n, role.NewIndex(b.env.Result.Index))
	if left == nil {
		return
	}
	token := theme.Text
	if left.RoleGone() || left.Lacks() {
		token = theme.Warn
	}
	b.section("Left over", prose("", 12, 8))
	b.row(widget.Mark(token, b.named(left.Says())))
}

// vpc is what a VPC is made of.
func (b *builder) vpc(v *awsdata.VPC) {
	b.section("DNS", column("", 11, 11, 9), prose("", 10, 8))
	for _, a := range []struct{ attribute, name string }{{"enableDnsSupport", "resolution"},
		{"enableDnsHostnames", "host names"}} {
		value, known := b.rx().VPCAttribute(v.VpcId, a.attribute)
		cell := widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" unknown: "+a.attribute+" was not read")
		switch {
		case known && value:
			cell = widget.Say("on")
		case known:
			cell = widget.Mark(theme.Warn, "off")
		}
		b.row(widget.Mark(theme.Dim, a.name), cell)
	}
	b.section("Watched by", column("", 11, 11, 8), column("", 26, 40, 9), prose("", 10, 3))
	b.flowLogs(v.VpcId)
	b.subnets("Subnets", b.rx().VPCSubnets(v.VpcId))
	if endpoints := b.rx().VPCEndpoints(v.VpcId); len(endpoints) > 0 {
		b.section("Endpoints", column("", 8, 40, 9), column("", 7, 9, 5), prose("", 8, 4))
		for _, e := range endpoints {
			b.link(e.VpcEndpointId, widget.Say(e.ServiceName), widget.Mark(theme.Dim, strings.ToLower(e.Type())),
				widget.Mark(theme.Dim, e.State))
		}
	}
}

// natAddresses are the addresses that the far end sees.
func (b *builder) natAddresses(n *awsdata.NatGateway) {
	if len(n.NatGatewayAddresses) == 0 {
		return
	}
	b.section("Addresses", column("PUBLIC", 8, 16, 9), column("PRIVATE", 8, 16, 7), column("AZ", 4, 14, 4),
		prose("INTERFACE", 8, 5))
	for _, a := range n.NatGatewayAddresses {
		b.link(a.NetworkInterfaceId, widget.Say(a.PublicIp), widget.Say(a.PrivateIp),
			widget.Mark(theme.Dim, a.AvailabilityZone), widget.Mark(theme.Dim, a.NetworkInterfaceId))
	}
}

// endpoint is where an endpoint stands, and who may use it.
func (b *builder) endpoint(e *awsdata.VPCEndpoint) {
	list := func(heading string, ids []string) {
		if len(ids) == 0 {
			return
		}
		b.section(heading)
		for _, id := range ids {
			b.link(id, say.Label(b.env, b.region, id))
		}
	}
	var groups []string
	for _, g := range e.Groups {
		groups = append(groups, g.GroupId)
	}
	list("Route tables", e.RouteTableIds)
	list("Subnets", e.SubnetIds)
	list("Security groups", groups)
	list("Interfaces", e.NetworkInterfaceIds)
	if e.PolicyDocument == "" {
		b.section("Policy")
		b.row(widget.Mark(theme.Unknown, "not in the snapshot"))
		return
	}
	var pretty bytes.Buffer
	if json.Indent(&pretty, []byte(e.PolicyDocument), "", "  ") != nil {
		pretty.Reset()
		pretty.WriteString(string(e.PolicyDocument)) // it is shown as it came
	}
	b.code("Policy", pretty.String())
}

// prefixes are the entries of a prefix list.
func (b *builder) prefixes(p *awsdata.ManagedPrefixList) {
	if !p.EntriesKnown {
		return // the facts say so
	}
	b.section("Entries", column("", 9, 44, 9), prose("", 10, 5))
	for _, e := range p.Entries {
		b.row(widget.Say(e.Cidr), widget.Mark(theme.Dim, e.Description))
	}
}

// transitRoutes are the routes of a transit gateway's table.
func (b *builder) transitRoutes(t *awsdata.TransitGatewayRouteTable) {
	if !t.RoutesKnown {
		return // the facts say so
	}
	b.section("Routes", column("DESTINATION", 10, 44, 9), prose("ATTACHMENT", 12, 8), column("STATE", 6, 10, 7),
		column("MADE BY", 6, 11, 2))
	for _, r := range t.Routes {
		token := theme.Dim
		if r.Blackhole() {
			token = theme.Bad
		}
		id, words := "", "nothing"
		for _, a := range r.TransitGatewayAttachments {
			id, words = a.TransitGatewayAttachmentId,
				a.ResourceType+" "+say.NameOf(b.env.Result, b.region, a.ResourceId)
		}
		b.link(id, widget.Say(r.DestinationCidrBlock+r.PrefixListId), widget.Say(words), widget.Mark(token, r.State),
			widget.Mark(theme.Dim, r.Type))
	}
}
