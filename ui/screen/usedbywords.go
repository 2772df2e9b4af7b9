package screen

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
)

// fate is how an outcome is told.
type fate struct {
	outcome impact.Outcome
	heading string // of its section: there is little room
	words   string // after a number of functions
	mark    theme.Verdict
}

// fates is the table of outcomes, worst first.
func fates() []fate {
	return []fate{
		{impact.Stranded, "Would stop", "would stop working altogether", theme.VerdictBlocked},
		{impact.Offline, "All internet", "would lose the internet altogether", theme.VerdictBlocked},
		{impact.SomeZones, "Some zones", "would lose the internet from some zones", theme.VerdictPartial},
		{impact.Elsewhere, "Other places", "would lose other destinations", theme.VerdictPartial},
		{impact.Maybe, "Not known", "may lose something: what they reach behind it is not known", theme.VerdictUnknown},
		{impact.FewerZones, "Fewer zones", "would run in fewer zones, and reach the same", theme.VerdictPartial},
		{impact.Rerouted, "Another way", "would reach the same by another way", theme.VerdictFine},
		{impact.Gains, "More", "would reach more than now", theme.VerdictFine},
		{impact.Unaffected, "Unchanged", "would not notice", theme.VerdictNone},
	}
}

// places says where networks are, in words: made once for many functions.
type places struct {
	rx   *awsdata.RegionIndex
	self string // the part that is gone: that its own addresses are gone need not be said
}

// becomes says in words what becomes of a function.
func (p places) becomes(f *impact.Function) string {
	switch f.Outcome {
	case impact.Stranded:
		return p.stops(f)
	case impact.Unaffected:
		return p.unaffected(f)
	case impact.FewerZones:
		return "runs without zone " + strings.Join(zoneLetters(f.Dropped), ", ")
	case impact.Gains:
		if service := p.service(f); service != "" {
			return "gains " + service + "; it is not reached now"
		}
		return "gains " + p.set(f, f.Gained)
	}
	var out []string
	service, lost := p.service(f), f.Lost
	if service != "" {
		out = append(out, service)
	}
	if what := p.set(f, lost); what != "" {
		text := "loses " + what
		if !f.Everywhere && f.Outcome == impact.Elsewhere {
			text += ", from some of its subnets"
		}
		out = append(out, text)
	}
	if zones := zoneLetters(f.UnclearFrom); len(zones) > 0 {
		out = append(out, "internet from zone "+strings.Join(zones, ", ")+" not known then")
	}
	if f.Outcome == impact.Maybe && !f.Unclear.IsEmpty() {
		out = append(out, "not known: "+p.set(f, f.Unclear))
	}
	if f.Outcome == impact.Rerouted && !f.Moved.IsEmpty() && service == "" {
		out = append(out, p.set(f, f.Moved)+" "+p.ways(f.Ways))
	}
	if zones := zoneLetters(f.Dropped); len(zones) > 0 {
		out = append(out, "runs without zone "+strings.Join(zones, ", "))
	}
	return strings.Join(out, "; ")
}

func (p places) stops(f *impact.Function) string {
	if len(f.Dropped) == 0 { // its network is as it was
		return "nothing runs without its role"
	}
	if len(f.Subnets) == 1 {
		return "it has no other subnet"
	}
	return "none of its " + plural(len(f.Subnets), "subnet", "subnets") + " is left"
}

// unaffected says why a function that uses the part does not miss it.
func (p places) unaffected(f *impact.Function) string {
	if s := f.Service; s != nil && s.Now == reach.Blocked {
		return "does not reach " + s.Name + " now either"
	}
	return "reaches the same without it"
}

// service says how the service of an endpoint is reached then.
func (p places) service(f *impact.Function) string {
	s := f.Service
	if s == nil || s.Then == s.Now && (s.SameStation || s.Now == reach.Blocked) {
		return ""
	}
	var ways []reach.Way
	part := "in part only, " // of the service's addresses
	for i := range s.Is.Subnets {
		if t := &s.Is.Subnets[i]; t.Verdict != reach.Blocked {
			ways = append(ways, t.Way)
		} else {
			part = "from some subnets only, "
		}
	}
	switch {
	case s.Then == reach.Blocked && s.Now == reach.Unknown:
		return s.Name + " not reached then; whether it is now is not known"
	case s.Then == reach.Blocked:
		return s.Name + " not reached any more"
	case s.Then == reach.Unknown && s.Now != reach.Unknown:
		return s.Name + " not known then"
	case s.Then == reach.Partial && s.Now != reach.Partial:
		return s.Name + " " + part + p.ways(ways)
	}
	return s.Name + " " + p.ways(ways)
}

func (p places) ways(list []reach.Way) string {
	var out []string
	for _, w := range list {
		if name := p.rx.Named(w.Resource); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if out == nil {
		return "by another way"
	}
	words := "by " + firstOf(out, 2)
	if list[0].Kind == reach.WayNAT {
		words = "by NAT " + firstOf(out, 2)
	}
	return words
}

// set is a set of destinations in words, "" for none: the internet, AWS services, who is at an
// address, and what is left as networks.
func (p places) set(f *impact.Function, set netset.Set) string {
	if set.MostOf(netset.InternetIPv4()) && set.MostOf(netset.Everything().IPv4().Minus(netset.InternetIPv4())) {
		return "everything outside its VPC" + ports(set)
	}
	var out []string
	internet := set.Intersect(netset.Internet())
	rest := set.Minus(internet)
	switch {
	case internet.IsEmpty():
	case internet.MostOf(netset.InternetIPv4()), internet.MostOf(netset.InternetIPv6()):
		out = append(out, "the internet"+ports(internet))
	default:
		out, internet = p.services(f, internet)
		if !internet.IsEmpty() {
			out = append(out, networks(internet))
		}
	}
	holders, rest := p.holders(f, rest)
	out = append(out, holders...)
	if !rest.IsEmpty() {
		out = append(out, networks(rest))
	}
	if len(out) > 4 {
		out = append(out[:3], plural(len(out)-3, "more destination", "more destinations"))
	}
	return strings.Join(out, ", ")
}

func networks(set netset.Set) string {
	return strings.ReplaceAll(set.Human(netset.MaxRanges(2)), "all tcp and all udp", "all ports")
}

// ports are the ports of a set behind its name, nothing where they are all.
func ports(set netset.Set) string {
	if set.Ports().Equal(netset.AllPorts(netset.TCP).Union(netset.AllPorts(netset.UDP))) {
		return ""
	}
	return " " + set.Ports().Human()
}

// services takes the addresses of AWS's prefix lists out of a set.
func (p places) services(f *impact.Function, set netset.Set) (names []string, rest netset.Set) {
	rest = set
	for i := range p.rx.Region.ManagedPrefixLists {
		l := &p.rx.Region.ManagedPrefixLists[i]
		if l.OwnerId != "AWS" || !l.EntriesKnown || len(l.Entries) == 0 || rest.IsEmpty() {
			continue
		}
		var b netset.Builder
		for _, e := range l.Entries {
			if prefix, err := netip.ParsePrefix(e.Cidr); err == nil {
				b.AddPrefix(prefix, netset.AllPorts(netset.TCP).Union(netset.AllPorts(netset.UDP)))
			}
		}
		part := rest.Intersect(b.Set())
		if part.IsEmpty() || len(part.Addresses()) != len(b.Set().Intersect(netset.Internet()).Addresses()) {
			continue
		}
		name := l.PrefixListName[strings.LastIndexByte(l.PrefixListName, '.')+1:]
		rest = rest.Minus(part)
		if f.Service != nil && f.Service.Then != f.Service.Now && f.Service.Name == name {
			continue // how it is reached by its name is said already
		}
		names = append(names, name+ports(part))
	}
	return names, rest
}

// holders takes the addresses that somebody is known to be at out of a set, as
// "RDS tcp 5432".
func (p places) holders(f *impact.Function, set netset.Set) (names []string, rest netset.Set) {
	rest = set
	if rest.IsEmpty() {
		return nil, rest
	}
	add := func(rx *awsdata.RegionIndex, vpc string) {
		for _, s := range rx.VPCSubnets(vpc) {
			for _, n := range rx.InterfacesInSubnet(s.SubnetId) {
				if n.InterfaceType == "lambda" || n.PrivateIpAddress == "" || rest.IsEmpty() {
					continue
				}
				a, err := netip.ParseAddr(n.PrivateIpAddress)
				if err != nil || rest.At(a).IsEmpty() {
					continue
				}
				there := netset.FromAddr(a, rest.At(a))
				rest = rest.Minus(there)
				name := holderName(rx, n)
				if name == p.self {
					continue
				}
				if name += ports(there); !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	add(p.rx, f.VPCID)
	for i := range p.rx.Region.PeeringConnections {
		if far := p.rx.Region.PeeringConnections[i].Other(f.VPCID); far != nil && p.rx.VPC(far.VpcId) != nil {
			add(p.rx, far.VpcId)
		}
	}
	return names, rest
}

// holderName is who is at an interface: its name, the endpoint or the kind of
// thing that has it.
func holderName(rx *awsdata.RegionIndex, n *awsdata.NetworkInterface) string {
	if n.Name() != "" {
		return n.Name()
	}
	for _, e := range rx.VPCEndpoints(n.VpcId) {
		if slices.Contains(e.NetworkInterfaceIds, n.NetworkInterfaceId) {
			return nameOrID(e)
		}
	}
	return ownerWords(n.Owner())
}

// zoneLetters are the zones of subnets.
func zoneLetters(list []reach.SubnetPlace) []string {
	var out []string
	for i := range list {
		out = append(out, zoneLetter(list[i].Zone))
	}
	return out
}
