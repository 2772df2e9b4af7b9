package ledger

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Merge is two or more sets of groups that functions carry in the same subnets and that are equal in effect: their
// outbound rules let out the same, and the inbound rules that refer to them let the same in elsewhere. Functions that
// carried one of them instead would share interfaces.
type Merge struct {
	VPCID   string
	Sets    []MergeSet // most used first: the one to keep
	Subnets []string   // where more than one of the sets is used, sorted
	Saved   int        // interfaces that would not be needed
}

// MergeSet is one of the sets of a merge.
type MergeSet struct {
	Groups  []string // ids, sorted
	Holders []Holder // in the merge's subnets
}

// Functions are the names of all functions of the merge.
func (m *Merge) Functions() []string {
	var all []Holder
	for _, s := range m.Sets {
		all = append(all, s.Holders...)
	}
	return functionsOf(all)
}

// merges finds the sets of groups that could be one. Rules are compared by what they mean, apart from prefix lists and
// group references, which are compared by name: two that mean the same today need not tomorrow.
func merges(x *awsdata.RegionIndex, entries []Entry) []Merge {
	c := &comparer{index: x, references: references(x), groups: make(map[string]*effect), sets: make(map[string]string)}
	// Only sets that meet in a subnet can save an interface there.
	type class struct{ vpc, effect string }
	found := make(map[class]map[string][]*Entry) // by set of groups
	for start := 0; start < len(entries); {
		end := start
		for end < len(entries) && entries[end].SubnetID == entries[start].SubnetID {
			end++
		}
		for text, same := range c.byEffect(entries[start:end]) {
			if len(same) < 2 {
				continue
			}
			k := class{same[0].VPCID, text}
			if found[k] == nil {
				found[k] = make(map[string][]*Entry)
			}
			for _, e := range same {
				set := strings.Join(e.Groups, ",")
				found[k][set] = append(found[k][set], e)
			}
		}
		start = end
	}
	var out []Merge
	for k, sets := range found {
		out = append(out, mergeOf(k.vpc, sets))
	}
	slices.SortFunc(out, func(a, b Merge) int {
		if a.Saved != b.Saved {
			return b.Saved - a.Saved
		}
		if c := slices.Compare(a.Sets[0].Groups, b.Sets[0].Groups); c != 0 {
			return c
		}
		return strings.Compare(a.VPCID, b.VPCID)
	})
	return out
}

func mergeOf(vpcID string, sets map[string][]*Entry) Merge {
	m := Merge{VPCID: vpcID}
	used := make(map[string]int)
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		s := MergeSet{Groups: sets[set][0].Groups}
		for _, e := range sets[set] {
			used[e.SubnetID]++
			s.Holders = append(s.Holders, e.Holders...)
		}
		slices.SortFunc(s.Holders, func(a, b Holder) int { return strings.Compare(a.String(), b.String()) })
		s.Holders = slices.Compact(s.Holders)
		m.Sets = append(m.Sets, s)
	}
	slices.SortStableFunc(m.Sets, func(a, b MergeSet) int { return len(b.Holders) - len(a.Holders) })
	m.Subnets = slices.Sorted(maps.Keys(used))
	for _, n := range used {
		m.Saved += n - 1
	}
	return m
}

// comparer compares sets of groups by their effect.
type comparer struct {
	index      *awsdata.RegionIndex
	references map[string][]string
	groups     map[string]*effect
	sets       map[string]string // the addresses that a set of groups lets out, as canonical text
}

// effect is what one group means to a function that carries it.
type effect struct {
	known    bool
	compiled bool
	out      netset.Set // by address
	names    []string   // by name: outbound to prefix lists and groups, and inbound rules elsewhere that refer to it
}

// byEffect groups the entries of one subnet by the effect of their sets of groups, in a text. What goes by name is
// cheap to compare and comes first; addresses are compared only where names leave something to compare.
func (c *comparer) byEffect(entries []Entry) map[string][]*Entry {
	byName := make(map[string][]*Entry)
	for i := range entries {
		if e := &entries[i]; len(e.Holders) > 0 {
			if names, known := c.names(e.Groups); known {
				byName[names] = append(byName[names], e)
			}
		}
	}
	out := make(map[string][]*Entry)
	for names, same := range byName {
		if len(same) < 2 {
			continue
		}
		for _, e := range same {
			text := names + "\n" + c.addresses(e.Groups)
			out[text] = append(out[text], e)
		}
	}
	return out
}

// names is what a set of groups means by name; known is false where a group is not in the snapshot.
func (c *comparer) names(groups []string) (text string, known bool) {
	var names []string
	for _, id := range groups {
		e := c.group(id)
		if !e.known {
			return "", false
		}
		names = append(names, e.names...)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), "\n"), true
}

// addresses is what a set of groups lets out by address.
func (c *comparer) addresses(groups []string) string {
	key := strings.Join(groups, ",")
	if text, ok := c.sets[key]; ok {
		return text
	}
	var out netset.Builder
	for _, id := range groups {
		out.Add(c.group(id).addresses(c.index.SecurityGroup(id)))
	}
	var b strings.Builder
	for addresses, ports := range out.Set().Intervals() {
		b.WriteString(addresses.From.String() + "-" + addresses.To.String() + " " + ports.String() + "\n")
	}
	c.sets[key] = b.String()
	return c.sets[key]
}

func (c *comparer) group(id string) *effect {
	if e := c.groups[id]; e != nil {
		return e
	}
	e := &effect{names: c.references[id]}
	c.groups[id] = e
	g := c.index.SecurityGroup(id)
	if g == nil {
		return e
	}
	e.known = true
	for i := range g.IpPermissionsEgress {
		p := &g.IpPermissionsEgress[i]
		if len(p.PrefixListIds)+len(p.UserIdGroupPairs) == 0 {
			continue
		}
		ports := portsOf(p)
		for _, peer := range p.Peers() {
			if peer.Ref != "" && !ports.IsEmpty() {
				e.names = append(e.names[:len(e.names):len(e.names)], "out "+ports.String()+" "+peer.Value)
			}
		}
	}
	return e
}

// addresses compiles, once, what the group lets out by address. Rules of protocols that Lambda does not carry have no
// effect on a function.
func (e *effect) addresses(g *awsdata.SecurityGroup) netset.Set {
	if e.compiled {
		return e.out
	}
	var b netset.Builder
	for i := range g.IpPermissionsEgress {
		p := &g.IpPermissionsEgress[i]
		ports := portsOf(p)
		if ports.IsEmpty() {
			continue
		}
		for _, peer := range p.Peers() {
			if prefix, err := netip.ParsePrefix(peer.Value); err == nil {
				b.AddPrefix(prefix.Masked(), ports)
			}
		}
	}
	e.out, e.compiled = b.Set(), true
	return e.out
}

// references are, by group, the inbound rules anywhere in the region that let in the interfaces carrying it. Outbound
// rules that refer to a function's group are left out: nothing opens a connection to a function.
func references(x *awsdata.RegionIndex) map[string][]string {
	out := make(map[string][]string)
	for i := range x.Region.SecurityGroups {
		g := &x.Region.SecurityGroups[i]
		for j := range g.IpPermissions {
			p := &g.IpPermissions[j]
			for _, pair := range p.UserIdGroupPairs {
				if ports := portsOf(p); !ports.IsEmpty() {
					out[pair.GroupId] = append(out[pair.GroupId], "into "+g.GroupId+" "+ports.String())
				}
			}
		}
	}
	return out
}

// portsOf is the part of a rule's protocol and ports that Lambda carries.
func portsOf(p *awsdata.IpPermission) netset.PortSet {
	var protocol netset.Protocol
	switch strings.ToLower(p.IpProtocol) {
	case "-1", "all":
		return netset.TCPAndUDP()
	case "tcp", "6":
		protocol = netset.TCP
	case "udp", "17":
		protocol = netset.UDP
	default:
		return netset.PortSet{}
	}
	if p.FromPort == nil || p.ToPort == nil || *p.FromPort < 0 || *p.ToPort < 0 {
		return netset.AllPorts(protocol)
	}
	from, to := min(*p.FromPort, 65535), min(*p.ToPort, 65535)
	return netset.Ports(protocol, netset.PortRange{From: uint16(from), To: uint16(to)})
}
