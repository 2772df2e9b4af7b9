package reach_test

import (
	"flag"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var (
	allRemovals = flag.Bool("all-removals", false,
		"take every document, member and value out, of all accounts, and ask every question")
	third = flag.Int("third", 0, "which third of the removals is made: 0, 1 or 2")
)

// due reports whether a removal is one of today's: a third of all, or each with -all-removals.
func due(n int) bool { return *allRemovals || n%3 == *third%3 }

// standing is what is said of a function that nobody asked anything: how far it gets into the internet, what class its
// subnets are of, and everything that it can reach of the internet, address by address.
type standing struct {
	words map[string]string // what is said, "unknown" where it is not known
	sets  map[string]reach.Sets
}

// standings are those of all functions of different placements, by region and name.
func standings(index *awsdata.Index) map[string]standing {
	engine := reach.New(index)
	out := make(map[string]standing)
	for _, name := range index.Snapshot.RegionNames() {
		for _, f := range placements(index.Region(name)) {
			out[name+" "+f.FunctionName] = standingOf(engine.Place(name, f))
		}
	}
	return out
}

func standingOf(p *reach.Place) standing {
	s := standing{map[string]string{}, map[string]reach.Sets{"internet": p.Internet.Sets}}
	s.words["posture"], s.words["class"] = string(p.Internet.Posture), string(p.Class)
	s.words["internet"] = p.Internet.Verdict.String()
	for i := range p.Subnets {
		sub := &p.Subnets[i]
		s.words["class of "+sub.ID], s.words["internet from "+sub.ID] = string(sub.Class), sub.Internet.String()
		s.words["NAT of "+sub.ID] = fmt.Sprint(len(sub.Stops) > 0)
		if sub.Class == reach.ClassUnknown {
			s.words["NAT of "+sub.ID] = reach.Unknown.String()
		}
	}
	return s
}

// contradicts says in what another standing of the same function is a different fact: what was definite stays, or is
// unknown. Own public addresses are left out, which are the internet's to whoever does not know them; and where no
// range of a VPC is known, what was blocked may be partial: see settled.
func (s standing) contradicts(after standing, own netset.Set, wider bool) []string {
	var out []string
	for _, what := range slices.Sorted(maps.Keys(s.words)) {
		before, now := s.words[what], after.words[what]
		switch {
		case before == now, before == reach.Unknown.String(), now == reach.Unknown.String():
		case now == "" && after.words["class"] == string(reach.ClassUnknown): // where it is, is not known
		case wider && what != "class" && !strings.HasPrefix(what, "class of ") && before == reach.Blocked.String() &&
			now == reach.Partial.String():
		case wider && what == "posture" && before == string(reach.PostureNone) &&
			now == string(reach.PostureRestricted):
		default:
			out = append(out, fmt.Sprintf("%s was %s and is %q", what, before, now))
		}
	}
	for what, before := range s.sets {
		now := after.sets[what]
		for _, kind := range []struct {
			name        string
			before, now netset.Set
		}{
			{"reachable", before.Reachable, now.Reachable}, {"partial", before.Partial, now.Partial},
			{"blocked", blockedOf(before), blockedOf(now)},
		} {
			if made := kind.now.Minus(kind.before).Minus(before.Unknown).Minus(own); !made.IsEmpty() &&
				!(wider && kind.name == "partial") {
				out = append(out, fmt.Sprintf("%s: %s is said to be %s", what, made.Human(), kind.name))
			}
		}
	}
	return out
}

func blockedOf(s reach.Sets) netset.Set {
	return netset.Internet().RestrictPorts(netset.AllPorts(netset.TCP).Union(netset.AllPorts(netset.UDP))).
		Minus(s.Reachable).Minus(s.Partial).Minus(s.Unknown)
}

// publicOf are the public addresses of the account's interfaces, and all their IPv6 ones.
func publicOf(s *awsdata.Snapshot) netset.Set {
	var b netset.Builder
	add := func(text string) {
		if a, err := netip.ParseAddr(text); err == nil {
			b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), netset.Everything().At(a))
		}
	}
	for _, r := range s.Regions {
		for i := range r.NetworkInterfaces {
			for _, a := range r.NetworkInterfaces[i].PublicAddresses() {
				add(a.Public)
			}
			for _, a := range r.NetworkInterfaces[i].Ipv6Addresses {
				add(a.Ipv6Address)
			}
		}
	}
	return b.Set()
}

func TestContradicts(t *testing.T) {
	t.Parallel()
	word := func(w string) standing { return standing{words: map[string]string{"posture": w}} }
	for _, tt := range []struct {
		before, after string
		want          bool
	}{{"open", "restricted", true}, {"open", "unknown", false}, {"unknown", "open", false}, {"none", "none", false},
		{"none", "", true}} {
		if got := len(word(tt.before).contradicts(word(tt.after), netset.Set{}, false)) > 0; got != tt.want {
			t.Errorf("from %s to %s: %v", tt.before, tt.after, got)
		}
	}
	all := netset.Internet()
	for _, tt := range []struct {
		name          string
		before, after reach.Sets
		want          bool
	}{
		{"less is known", reach.Sets{Reachable: all}, reach.Sets{Unknown: all}, false},
		{"less is reachable", reach.Sets{Reachable: all}, reach.Sets{}, true},
		{"more is reachable", reach.Sets{}, reach.Sets{Reachable: all}, true},
		{"it depends now", reach.Sets{Reachable: all}, reach.Sets{Partial: all}, true},
		{"it was not known", reach.Sets{Unknown: all}, reach.Sets{}, false},
	} {
		set := func(s reach.Sets) standing { return standing{sets: map[string]reach.Sets{"internet": s}} }
		if got := len(set(tt.before).contradicts(set(tt.after), netset.Set{}, false)) > 0; got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
