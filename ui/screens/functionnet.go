package screens

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// functionEndpoints are the VPC endpoints on a function's way, with the zones
// that they serve.
func (b *builder) functionEndpoints(f *analysis.Function) {
	if f.VPCID == "" {
		return
	}
	rx := b.env.Result.Index.Region(b.region)
	endpoints := slices.Clone(rx.VPCEndpoints(f.VPCID))
	b.section("Endpoints", column("", 8, 40, 9), column("", 7, 9, 4), prose("", 16, 8))
	if text, missing := say.GapText(b.env.Result, b.region, "describe-vpc-endpoints"); missing {
		b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" unknown"), widget.Cell{},
			widget.Mark(theme.Unknown, text))
		return
	}
	if len(endpoints) == 0 {
		b.row(widget.Mark(theme.Dim, "none"), widget.Cell{},
			widget.Mark(theme.Dim, "AWS services are reached by internet egress, if at all"))
		return
	}
	slices.SortStableFunc(endpoints, func(a, c *awsdata.VPCEndpoint) int {
		return cmp.Compare(a.ServiceName, c.ServiceName)
	})
	for _, e := range endpoints {
		name := names.ServiceOf(rx, e)
		if name == "" {
			name = e.ServiceName
		}
		mark, words := b.endpointWords(f, e)
		b.link(e.VpcEndpointId, widget.Mark(theme.Strong, name), widget.Mark(theme.Dim, strings.ToLower(e.Type())),
			widget.Spans(widget.Span{Text: b.env.Theme.Glyph(mark) + " ", Token: mark.Token()},
				widget.Span{Text: words, Token: whyToken(mark)}))
	}
}

// endpointWords say whether an endpoint is on the function's way. They speak of
// the way only: groups and policies have their own word, on the path.
func (b *builder) endpointWords(f *analysis.Function, e *awsdata.VPCEndpoint) (theme.Verdict, string) {
	if !e.Available() {
		return theme.VerdictBlocked, "its state is " + e.State
	}
	if !e.Gateway() {
		if e.Interface() && !e.PrivateDnsEnabled {
			return theme.VerdictPartial, "private DNS is off: the service's usual name does not lead here"
		}
		return theme.VerdictFine, b.endpointZones(f, e)
	}
	var with, without []string
	for i := range f.Subnets {
		s := &f.Subnets[i]
		switch {
		case s.RouteTable == nil:
			return theme.VerdictUnknown,
				"the route table of " + say.NameOf(b.env.Result, b.region, s.ID) + " is unknown"
		case slices.Contains(e.RouteTableIds, s.RouteTable.RouteTableId):
			with = append(with, say.ZoneLetter(s.Zone))
		default:
			without = append(without, say.ZoneLetter(s.Zone))
		}
	}
	switch {
	case len(without) == 0:
		return theme.VerdictFine, "on the routes of all its subnets"
	case len(with) == 0:
		return theme.VerdictBlocked, "not on the routes of any of its subnets"
	}
	return theme.VerdictPartial,
		"on the routes of AZ " + strings.Join(with, ", ") + ", not of " + strings.Join(without, ", ")
}

// endpointZones compares the zones of an interface endpoint with those of the function.
func (b *builder) endpointZones(f *analysis.Function, e *awsdata.VPCEndpoint) string {
	rx := b.env.Result.Index.Region(b.region)
	zones := map[string]bool{}
	for _, id := range e.SubnetIds {
		if s := rx.Subnet(id); s != nil {
			zones[s.Zone()] = true
		}
	}
	var missing []string
	for i := range f.Subnets {
		if s := f.Subnets[i].Subnet; s != nil && !zones[s.Zone()] {
			missing = append(missing, say.ZoneLetter(f.Subnets[i].Zone))
		}
	}
	if len(missing) > 0 {
		return "no interface in AZ " + strings.Join(missing, ", ") + ": reached across AZs"
	}
	return "has an interface in each of its AZs"
}

// functionInterfaces are the interfaces that Lambda made for the function's
// subnets and groups, which it shares with all functions that have the same.
func (b *builder) functionInterfaces(f *analysis.Function) {
	b.section("Interfaces", column("", 1, 2, 9), column("", 21, 24, 8), column("", 7, 15, 5), prose("", 16, 6))
	if text, missing := say.GapText(b.env.Result, b.region, "describe-network-interfaces"); missing {
		b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown), widget.Mark(theme.Unknown, "unknown"),
			widget.Cell{}, widget.Mark(theme.Unknown, text))
		return
	}
	rx := b.env.Result.Index.Region(b.region)
	for i := range f.Subnets {
		s := &f.Subnets[i]
		list := rx.LambdaInterfaces(s.ID, f.Groups)
		zone := widget.Mark(theme.Dim, say.ZoneLetter(s.Zone))
		if len(list) == 0 {
			b.row(zone, widget.Mark(theme.Dim, "none"), widget.Cell{},
				widget.Mark(theme.Dim, "Lambda has made none in "+say.NameOf(b.env.Result, b.region, s.ID)))
			continue
		}
		words := ""
		if n := b.sharers(f, s.ID); n > 0 {
			words = "shared with " + say.Plural(n, "function", "functions")
		}
		for _, n := range list {
			b.link(n.NetworkInterfaceId, zone, widget.Say(n.NetworkInterfaceId), widget.Say(n.PrivateIpAddress),
				widget.Mark(theme.Dim, say.JoinWords(words, statusWords(n))))
			words = ""
		}
	}
}

func statusWords(n *awsdata.NetworkInterface) string {
	if n.InUse() {
		return ""
	}
	return n.Status
}

// sharers counts the other functions with the same subnet and set of groups.
func (b *builder) sharers(f *analysis.Function, subnetID string) int {
	rx := b.env.Result.Index.Region(b.region)
	set, n := awsdata.GroupSet(f.Groups), 0
	for _, other := range rx.SubnetUsers(subnetID) {
		if _, groups := rx.Placement(other); other.FunctionName != f.FunctionName && awsdata.GroupSet(groups) == set {
			n++
		}
	}
	return n
}
