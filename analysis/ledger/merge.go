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
		alike := make(map[string][]*Entry)
		for i := start; i < end && end-start > 1; i++ {
			if e := &entries[i]; len(e.Holders) > 0 {
				if text := c.effectOf(e.Groups); text != "" {
					alike[text] = append(alike[text], e)
				}
			}
		}
		for text, same := range alike {
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
	sets       map[string]string // canonical text by set of groups
}

// effect is what one group means to a function that carries it.
type effect struct {
	known bool
	out   netset.Set // by address
	names []string   // by name: outbound to prefix lists and groups, and inbound rules elsewhere that refer to it
}

// effectOf is a text that two sets of groups share exactly if they are equal in effect; "" where a group is not known.
func (c *comparer) effectOf(groups []string) string {
	key := strings.Join(groups, ",")
	if text, ok := c.sets[key]; ok {
		return text
	}
	var out netset.Set
	var names []string
	for _, id := range groups {
		e := c.group(id)
		if !e.known {
			c.sets[key] = ""
			return ""
		}
		out = out.Union(e.out)
		names = append(names, e.names...)
	}
	slices.Sort(names)
	var b strings.Builder
	for addresses, ports := range out.Intervals() {
		b.WriteString(addresses.From.String() + "-" + addresses.To.String() + " " + ports.String() + "\n")
	}
	b.WriteString(strings.Join(slices.Compact(names), "\n"))
	// A set that lets nothing out has an effect, too: the mark keeps its text apart from "not known".
	c.sets[key] = "effect\n" + b.String()
	return c.sets[key]
}

func (c *comparer) group(id string) *effect {
	if e := c.groups[id]; e != nil {
		return e
	}
	e := &effect{}
	c.groups[id] = e
	g := c.index.SecurityGroup(id)
	if g == nil {
		return e
	}
	e.known, e.names = true, slices.Clone(c.references[id])
	var b netset.Builder
	for i := range g.IpPermissionsEgress {
		p := &g.IpPermissionsEgress[i]
		ports := portsOf(p)
		if ports.IsEmpty() {
			continue // Lambda carries TCP and UDP only: the rule has no effect on a function
		}
		for _, peer := range p.Peers() {
			if prefix, err := netip.ParsePrefix(peer.Value); err == nil && peer.Ref == "" {
				b.AddPrefix(prefix.Masked(), ports)
				continue
			}
			e.names = append(e.names, "out "+ports.String()+" "+peer.Value)
		}
	}
	e.out = b.Set()
	return e
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
		return netset.AllPorts(netset.TCP).Union(netset.AllPorts(netset.UDP))
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
