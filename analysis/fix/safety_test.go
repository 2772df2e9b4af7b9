package fix_test

import (
	"flag"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

var more = flag.Int("more-fixes", 1, "try fixes on this many times more accounts and questions")

// offered is how many fixes were tried.
type offered struct{ opens, closes, questions, compared, said int }

// TestFixesAreSafe asks many questions of the demo account, of random ones and of those that others have made, and
// makes every change that is offered: the verdict asked about gets better (or blocked, where the offer is to close it),
// and no other verdict of any function gets worse unless the offer said so. What the search computes itself is computed
// here again, from the outside.
func TestFixesAreSafe(t *testing.T) {
	var n offered
	random := rand.New(rand.NewPCG(7, 11))
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	tryFixes(t, random, "demo", s, 60**more, &n)
	for seed := range uint64(200 * *more) {
		b := awsdata.NewBuilder()
		for at, calls := range law.Random(seed + 5000) {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		tryFixes(t, random, "random", b.Snapshot(), 2, &n)
	}
	patterns := []string{"../../ui/cli/testdata/accounts/*/account"}
	for _, folder := range []string{os.Getenv("VPCLENS_ACCOUNTS"), os.Getenv("VPCLENS_CASES")} {
		if folder != "" {
			patterns = append(patterns, filepath.Join(folder, "*", "account"))
		}
	}
	for _, pattern := range patterns {
		accounts, err := filepath.Glob(pattern)
		if err != nil || len(accounts) == 0 {
			t.Fatal("no accounts to try fixes on: ", pattern, err)
		}
		for _, path := range accounts {
			s, err := awsdata.Load(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			tryFixes(t, random, path, s, 2**more, &n)
		}
	}
	t.Logf("%d questions: %d fixes that open and %d that close, held against %d verdicts of functions; %d got worse as the offer said",
		n.questions, n.opens, n.closes, n.compared, n.said)
	if n.opens < 150 || n.closes < 100 || n.said == 0 {
		t.Error("too few fixes were tried: the questions prove too little")
	}
}

// destinations are what questions are about: the internet, services, addresses outside, and what the account holds.
func destinations(index *awsdata.Index, rx *awsdata.RegionIndex) []names.Destination {
	words := []string{"internet", "s3", "sqs", "secretsmanager", "ec2", "203.0.114.9", "2001:4860:4860::8888"}
	for i := range rx.Region.NetworkInterfaces {
		if n := &rx.Region.NetworkInterfaces[i]; n.InterfaceType != "lambda" && n.PrivateIpAddress != "" && i%3 == 0 {
			words = append(words, n.NetworkInterfaceId, n.PrivateIpAddress)
		}
	}
	for _, store := range rx.Stores() {
		words = append(words, store.ID())
	}
	var out []names.Destination
	for _, w := range words {
		if d, err := names.ParseIn(index, rx, w); err == nil {
			out = append(out, d)
		}
	}
	return out
}

// tryFixes asks questions of an account at random.
func tryFixes(t *testing.T, random *rand.Rand, name string, s *awsdata.Snapshot, questions int, n *offered) {
	t.Helper()
	index := awsdata.NewIndex(s)
	engine := reach.New(index)
	var regions []*awsdata.RegionIndex
	for _, region := range s.RegionNames() {
		if rx := index.Region(region); len(rx.Functions()) > 0 {
			regions = append(regions, rx)
		}
	}
	if len(regions) == 0 {
		return
	}
	finder := fix.New(index, engine)
	for range questions {
		rx := regions[random.IntN(len(regions))]
		f := rx.Functions()[random.IntN(len(rx.Functions()))]
		all := destinations(index, rx)
		to := all[random.IntN(len(all))]
		q := reach.Query{To: to, Protocol: netset.TCP, Port: []uint16{443, 443, 5432, 53}[random.IntN(4)]}
		if to.Kind == names.KindService {
			q.Port = 443
		}
		answer, err := finder.Find(t.Context(), rx.Region.RegionName, f, q)
		if err != nil {
			t.Fatalf("%s: %s to %s: %v", name, f.FunctionName, to.Text, err)
		}
		n.questions++
		n.opens += len(answer.Opens)
		n.closes += len(answer.Closes)
		for i, offer := range slices.Concat(answer.Opens, answer.Closes) {
			(&trial{t: t, name: name, index: index, engine: engine, region: rx.Region.RegionName, fn: f, q: q,
				offer: &offer, closes: i >= len(answer.Opens), n: n}).hold(all)
		}
	}
}

// trial is one offer that is made.
type trial struct {
	t      *testing.T
	name   string
	index  *awsdata.Index
	engine *reach.Engine
	region string
	fn     *awsdata.Function
	q      reach.Query
	offer  *fix.Fix
	closes bool
	n      *offered
}

func (x *trial) hold(all []names.Destination) {
	x.t.Helper()
	changed, err := whatif.Apply(x.index.Snapshot, x.offer.Edits)
	if err != nil {
		x.t.Errorf("%s: an offer cannot be made: %v\n%s", x.name, err, words(x.offer))
		return
	}
	if _, err := whatif.Write(x.index.Snapshot, x.offer.Edits); err != nil {
		x.t.Errorf("%s: an offer cannot be written: %v", x.name, err)
	}
	after := awsdata.NewIndex(changed)
	then := reach.New(after)
	was, is := x.verdicts(x.engine, then, after, x.region, x.fn, x.q)
	if is != x.offer.Verdict || x.closes && is != reach.Blocked || !x.closes && is <= was {
		x.t.Errorf("%s: %s to %s is %s, and %s after\n%s\nwhich promised %s", x.name, x.fn.FunctionName, x.q.To.Text,
			was, is, words(x.offer), x.offer.Verdict)
	}
	questions := []reach.Query{x.q}
	for _, d := range all {
		questions = append(questions, reach.Query{To: d, Protocol: netset.TCP, Port: 443})
		if d.Kind != names.KindService {
			questions = append(questions, reach.Query{To: d, Protocol: netset.TCP, Port: 5432})
		}
	}
	for _, region := range x.index.Snapshot.RegionNames() {
		for _, f := range x.index.Region(region).Functions() {
			for _, q := range questions {
				if f == x.fn && x.asked(q) ||
					region != x.region && q.To.Kind != names.KindInternet && q.To.Kind != names.KindService {
					continue
				}
				was, is := x.verdicts(x.engine, then, after, region, f, q)
				x.n.compared++
				if is >= was || is == reach.Unknown && x.noSubnetWorse(then, after, region, f, q) {
					continue
				}
				if !x.said(region, f) {
					x.t.Errorf("%s: to make %s reach %s (close: %t)\n%s\nmakes %s to %s %d worse: %s, then %s; the offer says %v",
						x.name, x.fn.FunctionName, x.q.To.Text, x.closes, words(x.offer), f.FunctionName, q.To.Text,
						q.Port, was, is, x.offer.Worse)
				}
				x.n.said++
			}
		}
	}
}

// asked reports whether a question is about what is closed: then what becomes of it is the offer itself.
func (x *trial) asked(q reach.Query) bool {
	return q == x.q || x.closes && q.Port == x.q.Port && x.addresses(q.To).Overlaps(x.addresses(x.q.To))
}

// addresses are those of a destination; a service is somewhere in the internet when it is asked for, and nowhere when
// it is what was asked about.
func (x *trial) addresses(d names.Destination) netset.Set {
	ports := netset.AllPorts(netset.TCP)
	rx := x.index.Region(x.region)
	var list []*awsdata.NetworkInterface
	switch p, ok := d.Prefix(); {
	case ok:
		return netset.FromPrefix(p, ports)
	case d.Kind == names.KindInternet, d.Kind == names.KindService && x.q.To.Kind != names.KindService:
		return netset.Internet().RestrictPorts(ports)
	case d.Kind == names.KindStore:
		list, _, _ = rx.StoreInterfaces(names.StoreWith(x.index, rx, d))
	case rx.NetworkInterface(d.ID) != nil:
		list = []*awsdata.NetworkInterface{rx.NetworkInterface(d.ID)}
	}
	var b netset.Builder
	for _, n := range list {
		for _, text := range n.Addresses() {
			if a, err := netip.ParseAddr(text); err == nil {
				b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), ports)
			}
		}
	}
	return b.Set()
}

// noSubnetWorse reports whether a question fares no worse from any subnet of a function: what is open from some subnets
// and shut from others is unknown as a whole where it may be open from those now.
func (x *trial) noSubnetWorse(then *reach.Engine, after *awsdata.Index, region string, f *awsdata.Function,
	q reach.Query) bool {
	x.t.Helper()
	was, err := x.engine.Trace(region, f, q)
	if err != nil {
		x.t.Fatal(err)
	}
	is, err := then.Trace(region, after.Region(region).Function(f.FunctionName), q)
	if err != nil {
		x.t.Fatal(err)
	}
	if len(was.Subnets) != len(is.Subnets) {
		return false
	}
	for i := range was.Subnets {
		if was.Subnets[i].SubnetID != is.Subnets[i].SubnetID || is.Subnets[i].Verdict < was.Subnets[i].Verdict {
			return false
		}
	}
	return true
}

func (x *trial) said(region string, f *awsdata.Function) bool {
	return slices.ContainsFunc(x.offer.Worse, func(e fix.Effect) bool {
		return e.Region == region && slices.Contains(e.Functions, f.FunctionName)
	})
}

func (x *trial) verdicts(before, then *reach.Engine, after *awsdata.Index, region string, f *awsdata.Function,
	q reach.Query) (was, is reach.Verdict) {
	x.t.Helper()
	was, err := before.Verdict(region, f, q)
	if err != nil {
		return 0, 0 // no question for this region
	}
	is, err = then.Verdict(region, after.Region(region).Function(f.FunctionName), q)
	if err != nil {
		x.t.Errorf("%s: %s: %v", x.name, q.To.Text, err)
	}
	return was, is
}
