package reach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// TestAnAnonymizedAccountHasTheSameVerdicts asks the demo account and random accounts, and the same accounts
// anonymized, the same questions: names, public addresses and ids are others, and every answer stays.
func TestAnAnonymizedAccountHasTheSameVerdicts(t *testing.T) {
	t.Parallel()
	asked, turned, moved := 0, 0, 0
	accounts := append(randomAccounts(t), removalAccount{"demo", demoSnapshot(t)})
	for _, a := range accounts {
		anonymous, err := a.snapshot.Anonymize()
		if err != nil {
			t.Fatal(err)
		}
		before, after := awsdata.NewIndex(a.snapshot), awsdata.NewIndex(anonymous)
		was, is := reach.New(before), reach.New(after)
		for _, name := range a.snapshot.RegionNames() {
			pairs := destinationPairs(before.Region(name), after.Region(name))
			functions, others := before.Region(name).Functions(), after.Region(name).Functions()
			if len(functions) != len(others) {
				t.Fatalf("%s: %d functions became %d", a.name, len(functions), len(others))
			}
			for i, f := range functions { // names keep their order
				p, q := was.Place(name, f), is.Place(name, others[i])
				if x, y := placeWords(p), placeWords(q); x != y {
					t.Errorf("%s: %s was %s and is %s", a.name, f.FunctionName, x, y)
				}
				if i%4 != 0 && !*allRemovals {
					continue
				}
				for _, pair := range pairs {
					asked++
					if pair[0] != pair[1] {
						moved++
					}
					x, y := verdictOf(was, before, name, f, pair[0]), verdictOf(is, after, name, others[i], pair[1])
					if x == y {
						continue
					}
					if turned++; turned < 10 {
						t.Errorf("%s: from %s to %s was %s; to %s it is %s", a.name, f.FunctionName, pair[0], x,
							pair[1], y)
					}
				}
			}
		}
	}
	t.Logf("%d answers of %d accounts, %d about a destination that has another name or address, %d turned", asked,
		len(accounts), moved, turned)
	if asked < 1000 || moved < 100 {
		t.Error("the accounts ask hardly anything")
	}
}

// destinationPairs are destinations of a region, and what they are called in the anonymized one.
func destinationPairs(before, after *awsdata.RegionIndex) [][2]string {
	out := [][2]string{{"internet", "internet"}, {"anywhere", "anywhere"}, {"9.9.9.9", "9.9.9.9"},
		{"129.224.0.9", "129.224.0.9"}}
	for i, s := range names.Services() {
		if *allRemovals || i%4 == *third%3 {
			out = append(out, [2]string{s.Name, s.Name})
		}
	}
	add := func(before, after string) {
		if pair := [2]string{before, after}; before != "" && !slices.Contains(out, pair) {
			out = append(out, pair)
		}
	}
	byAddress := func(x *awsdata.RegionIndex) []*awsdata.NetworkInterface {
		var list []*awsdata.NetworkInterface
		for i := range x.Region.NetworkInterfaces {
			list = append(list, &x.Region.NetworkInterfaces[i])
		}
		key := func(n *awsdata.NetworkInterface) string { return n.VpcId + n.SubnetId + n.PrivateIpAddress }
		slices.SortStableFunc(list, func(a, b *awsdata.NetworkInterface) int { return strings.Compare(key(a), key(b)) })
		return list
	}
	others := byAddress(after)
	for i, n := range byAddress(before) {
		if len(out) < 120 || *allRemovals {
			add(n.PrivateIpAddress, others[i].PrivateIpAddress)
		}
		for j, p := range n.PublicAddresses() {
			add(p.Public, others[i].PublicAddresses()[j].Public)
		}
		for j, six := range n.Ipv6Addresses {
			add(six.Ipv6Address, others[i].Ipv6Addresses[j].Ipv6Address)
		}
	}
	return out
}

// placeWords is what is said of a function that nobody asked anything, without names.
func placeWords(p *reach.Place) string {
	text := fmt.Sprint(p.Class, p.Internet.Posture, p.Internet.Verdict)
	for i := range p.Subnets {
		text += fmt.Sprint(" ", p.Subnets[i].Class, p.Subnets[i].Internet)
	}
	return text + fmt.Sprintf(" %.4f", reach.OpenShare(p.Internet.Sets.Can()))
}

func verdictOf(e *reach.Engine, index *awsdata.Index, region string, f *awsdata.Function, to string) string {
	d, err := names.ParseIn(index, index.Region(region), to)
	if err != nil {
		return "an error"
	}
	v, err := e.Verdict(region, f, reach.Query{To: d, Protocol: netset.TCP, Port: 443})
	if err != nil {
		return "an error"
	}
	return v.String()
}
