package reach_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
)

// TestSetsAgreeWithTraces holds exact sets to single questions on random accounts: the same verdict on every address
// that is asked, from every subnet and over all of them, by the same way, and for the internet too.
func TestSetsAgreeWithTraces(t *testing.T) {
	t.Parallel()
	compared, internet := 0, 0
	for i := range uint64(*accounts * 3 / 10) {
		seed := *first + i
		a := randomAccount(t, seed)
		for i, f := range a.slow.Functions() {
			x, fn := a.of(t, f)
			region := x.Region.RegionName
			sets, inet := a.engine.Reach(region, fn), a.engine.Internet(region, fn)
			own, whole := ownAddresses(a.index), ownAddressesKnown(a.index)
			for _, q := range a.addresses(seed*100+uint64(i), 60) {
				asking, err := a.read(x, q)
				if err != nil {
					t.Fatal(err)
				}
				trace, to := trace(t, a, x, fn, asking), netip.MustParseAddr(q.To)
				asked := netset.FromAddr(to,
					netset.Ports(trace.Protocol, netset.PortRange{From: trace.Port, To: trace.Port}))
				question := fmt.Sprintf("account %d: %s to %s %s %d", seed, f.FunctionName, q.To, q.Protocol, q.Port)
				for j, s := range trace.Subnets {
					compared++
					if got := sets.Subnets[j].Sets.Over(asked); got != s.Verdict {
						t.Errorf("%s from %s is %s, and the set says %s%s", question, s.SubnetID, s.Verdict,
							got, told(s))
					}
					for _, p := range sets.Subnets[j].Parts {
						if p.Set.Overlaps(asked) && p.Way != s.Way &&
							(s.Way.Kind != "" && s.Way.Kind != reach.WayNone || p.Way.Kind != reach.WayHandedOver) {
							t.Errorf("%s from %s goes by %v, and the set says %v%s", question, s.SubnetID, s.Way,
								p.Way, told(s))
						}
					}
					if netset.IsInternet(to) && own.At(to).IsEmpty() && whole && leaves(s) {
						internet++
						if got := inet.Subnets[j].Sets.Over(asked); got != s.Verdict {
							t.Errorf("%s from %s is %s, and the internet's set says %s%s", question, s.SubnetID,
								s.Verdict, got, told(s))
						}
					}
				}
				if got := sets.Sets.Over(asked); got != trace.Verdict {
					t.Errorf("%s is %s, and the joined set says %s", question, trace.Verdict, got)
				}
			}
			holdTogether(t, fmt.Sprintf("account %d: %s", seed, f.FunctionName), sets)
		}
	}
	if compared < 5_000 || internet < 500 {
		t.Errorf("only %d answers were compared, %d of them about the internet", compared, internet)
	}
}

// addresses are random questions about single addresses.
func (a *account) addresses(seed uint64, count int) []law.Question {
	return slices.DeleteFunc(a.slow.Questions(seed, count), func(q law.Question) bool {
		_, err := netip.ParseAddr(q.To)
		return err != nil
	})
}

func trace(t testing.TB, a *account, x *awsdata.RegionIndex, f *awsdata.Function, q reach.Query) *reach.Trace {
	t.Helper()
	out, err := a.engine.Trace(x.Region.RegionName, f, q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// leaves reports whether a trace goes by a way that [reach.Internet] is about: not within the VPC or to a peer, and not
// by a gateway endpoint, though the addresses may be public.
func leaves(s reach.SubnetTrace) bool {
	for _, h := range s.Hops {
		switch h.Component { // addresses of the account are destinations of their own
		case reach.ComponentOwnAddress, reach.ComponentLocal, reach.ComponentTransitGateway:
			return false
		}
	}
	switch s.Way.Kind {
	case reach.WayLocal, reach.WayPeering, reach.WayGatewayEndpoint, reach.WayResolver, reach.WayLattice:
		return false
	}
	return true
}

// holdTogether checks what must be true of any answer in sets.
func holdTogether(t *testing.T, who string, r *reach.Reach) {
	t.Helper()
	apart := func(what string, s reach.Sets) {
		if s.Reachable.Overlaps(s.Partial) || s.Reachable.Overlaps(s.Unknown) || s.Partial.Overlaps(s.Unknown) {
			t.Errorf("%s: %s has something with two verdicts", who, what)
		}
	}
	apart("the joined answer", r.Sets)
	for _, s := range r.Subnets {
		apart(s.SubnetID, s.Sets)
		var reachable, partial, unknown netset.Builder
		seen := make(map[string]bool)
		for _, p := range s.Parts {
			if one := fmt.Sprint(p.Way, p.Verdict); seen[one] {
				t.Errorf("%s: %s has two parts %s", who, s.SubnetID, one)
			} else {
				seen[one] = true
			}
			switch p.Verdict {
			case reach.Reachable:
				reachable.Add(p.Set)
			case reach.Partial:
				partial.Add(p.Set)
			case reach.Unknown:
				unknown.Add(p.Set)
			default:
				t.Errorf("%s: %s has a part that is %s", who, s.SubnetID, p.Verdict)
			}
		}
		if !reachable.Set().Equal(s.Sets.Reachable) || !partial.Set().Equal(s.Sets.Partial) ||
			!unknown.Set().Equal(s.Sets.Unknown) {
			t.Errorf("%s: the parts of %s are not its whole", who, s.SubnetID)
		}
	}
}

// TestOverIsTheJoinOfAddresses holds the answer about a small network to the answers about its addresses.
func TestOverIsTheJoinOfAddresses(t *testing.T) {
	t.Parallel()
	seen := make(map[reach.Verdict]int)
	for i := range uint64(*accounts * 3 / 10) {
		seed := *first + i
		a := randomAccount(t, seed)
		for i, f := range a.slow.Functions() {
			x, fn := a.of(t, f)
			for _, q := range a.addresses(seed*1000+uint64(i), 12) {
				at := netip.MustParseAddr(q.To)
				network, err := at.Prefix(at.BitLen() - 3)
				if err != nil {
					t.Fatal(err)
				}
				asking, err := a.read(x, law.Question{To: network.String(), Protocol: q.Protocol, Port: q.Port})
				if err != nil {
					t.Fatal(err)
				}
				got := trace(t, a, x, fn, asking)
				if v, err := a.engine.Verdict(x.Region.RegionName, fn, asking); err != nil || v != got.Verdict {
					t.Errorf("account %d: %s to %s is %s, and its verdict alone is %s (%v)", seed, f.FunctionName,
						network, got.Verdict, v, err)
				}
				verdicts := make([][]reach.Verdict, len(got.Subnets))
				for ip := network.Addr(); network.Contains(ip); ip = ip.Next() {
					single, err := a.read(x, law.Question{To: ip.String(), Protocol: q.Protocol, Port: q.Port})
					if err != nil {
						t.Fatal(err)
					}
					for j, s := range trace(t, a, x, fn, single).Subnets {
						verdicts[j] = append(verdicts[j], s.Verdict)
					}
				}
				var subnets []reach.Verdict
				for j, s := range got.Subnets {
					if want := join(verdicts[j]); s.Verdict != want {
						t.Errorf("account %d: %s to %s %s %d from %s is %s, and its addresses are %v", seed,
							f.FunctionName, network, q.Protocol, q.Port, s.SubnetID, s.Verdict, verdicts[j])
					}
					subnets = append(subnets, s.Verdict)
				}
				if want := join(subnets); got.Verdict != want {
					t.Errorf("account %d: %s to %s %s %d is %s, and from its subnets it is %v", seed, f.FunctionName,
						network, q.Protocol, q.Port, got.Verdict, subnets)
				}
				seen[got.Verdict]++
			}
		}
	}
	for _, v := range []reach.Verdict{reach.Blocked, reach.Unknown, reach.Partial, reach.Reachable} {
		if seen[v] == 0 {
			t.Errorf("no network was %s", v)
		}
	}
}

// TestHopsTellTheVerdict holds a verdict to the hops that are shown for it: whoever reads them must find why.
func TestHopsTellTheVerdict(t *testing.T) {
	t.Parallel()
	for i := range uint64(*accounts / 2) {
		seed := *first + i
		a := randomAccount(t, seed)
		for i, f := range a.slow.Functions() {
			x, fn := a.of(t, f)
			for _, q := range a.addresses(seed*100+uint64(i), 60) {
				asking, err := a.read(x, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range trace(t, a, x, fn, asking).Subnets {
					if wrong := unexplained(s); wrong != "" {
						t.Errorf("account %d: %s to %s %s %d from %s is %s: %s%s", seed, f.FunctionName, q.To,
							q.Protocol, q.Port, s.SubnetID, s.Verdict, wrong, told(s))
					}
				}
			}
		}
	}
}

// unexplained says what is wrong with the hops of an answer, "" if they explain it.
func unexplained(s reach.SubnetTrace) string {
	has := func(v reach.Verdict) bool {
		return slices.ContainsFunc(s.Hops, func(h reach.Hop) bool { return h.Verdict == v })
	}
	for _, h := range s.Hops {
		switch {
		case h.Component == "" || h.Why() == "":
			return "a hop says nothing"
		case h.Verdict == reach.Unknown && len(h.Missing) == 0:
			return "an unknown hop does not say what is missing"
		}
	}
	switch s.Verdict {
	case reach.Blocked:
		if !has(reach.Blocked) || len(s.Blockers()) == 0 {
			return "no hop blocks"
		}
	case reach.Unknown:
		if has(reach.Blocked) || !has(reach.Unknown) || len(s.Unknowns()) == 0 {
			return "a hop blocks, or none is unknown"
		}
	case reach.Partial:
		if has(reach.Blocked) || !has(reach.Partial) {
			return "a hop blocks, or none is partial"
		}
	default:
		if has(reach.Blocked) || has(reach.Unknown) || has(reach.Partial) {
			return "a hop is not reachable"
		}
	}
	return ""
}

// TestSetsOfNothing asks for addresses that no set may hold, whatever an account has.
func TestSetsOfNothing(t *testing.T) {
	t.Parallel()
	for i := range uint64(*accounts * 3 / 10) {
		seed := *first + i
		a := randomAccount(t, seed)
		for _, f := range a.slow.Functions() {
			x, fn := a.of(t, f)
			sets := a.engine.Internet(x.Region.RegionName, fn).Sets
			for _, text := range []string{"10.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "fc00::/7", "fe80::/10"} {
				private := netset.FromPrefix(netip.MustParsePrefix(text), netset.AllProtocols())
				if sets.Over(private) != reach.Blocked {
					t.Errorf("account %d: the internet of %s holds some of %s", seed, f.FunctionName, text)
				}
			}
		}
	}
}

// ownAddresses are the addresses of the VPCs of all accounts, and the public ones that interfaces hold: they are no
// internet.
func ownAddresses(x *awsdata.Index) netset.Set {
	var out netset.Builder
	add := func(text string) {
		if p, err := netip.ParsePrefix(text); err == nil {
			out.AddPrefix(p, netset.AllProtocols())
		} else if a, err := netip.ParseAddr(text); err == nil {
			out.AddPrefix(netip.PrefixFrom(a, a.BitLen()), netset.AllProtocols())
		}
	}
	for _, r := range x.AllRegions() {
		for i := range r.Region.VPCs {
			for _, c := range r.Region.VPCs[i].CIDRs() {
				add(c)
			}
		}
		for i := range r.Region.NetworkInterfaces {
			for _, p := range r.Region.NetworkInterfaces[i].PublicAddresses() {
				add(p.Public)
			}
		}
	}
	add("64:ff9b::/96")
	return out.Set()
}

// ownAddressesKnown reports whether all interfaces are captured: else any public address may be an own one.
func ownAddressesKnown(x *awsdata.Index) bool {
	return !slices.ContainsFunc(x.AllRegions(), func(r *awsdata.RegionIndex) bool {
		return !r.Region.Has("describe-network-interfaces")
	})
}

// join is the verdict over alternatives, each of which may be used, by the slow evaluator.
func join(verdicts []reach.Verdict) reach.Verdict {
	words := []reach.Verdict{law.Blocked: reach.Blocked, law.Unknown: reach.Unknown, law.Partial: reach.Partial,
		law.Reachable: reach.Reachable}
	slow := make([]law.Verdict, len(verdicts))
	for i, v := range verdicts {
		slow[i] = law.Verdict(slices.Index(words, v))
	}
	return words[law.Join(slow...)]
}
