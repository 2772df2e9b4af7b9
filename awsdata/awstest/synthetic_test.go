package awstest

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

func small() Size {
	return Size{Functions: 100, VPCs: 5, Subnets: 50, Groups: 50, RulesPerGroup: 5, Interfaces: 300, Placements: 20}
}

func TestSyntheticHasTheSizeAskedFor(t *testing.T) {
	t.Parallel()
	s := Synthetic(t, small())
	r := s.Region(SyntheticRegion)
	x := awsdata.NewIndex(s).Region(SyntheticRegion)
	placements := make(map[string]bool)
	attached := 0
	for _, f := range x.Functions() {
		if f.Attached() {
			attached++
			placements[fmt.Sprint(f.SubnetIDs(), f.SecurityGroupIDs())] = true
			if len(x.LambdaInterfaces(f.SubnetIDs()[0], f.SecurityGroupIDs())) != 1 {
				t.Errorf("%s has no interface of its own in its first subnet", f.FunctionName)
			}
			for _, id := range f.SubnetIDs() {
				if x.Subnet(id) == nil || x.Subnet(id).VpcId != f.VpcConfig.VpcId {
					t.Errorf("%s: subnet %s is not in its VPC", f.FunctionName, id)
				}
			}
		}
	}
	rules := len(r.SecurityGroups[0].IpPermissionsEgress)
	got := fmt.Sprint(len(r.Functions), attached, len(r.VPCs), len(r.Subnets), len(r.SecurityGroups), rules,
		len(r.NetworkInterfaces), len(placements))
	if want := "100 90 5 50 50 5 300 20"; got != want {
		t.Errorf("functions, attached, VPCs, subnets, groups, rules, interfaces, placements: %s, want %s", got, want)
	}
	if gaps := s.Gaps(); len(gaps) != 0 {
		t.Errorf("gaps: %v", gaps)
	}
	if len(r.DBInstances) != 15 || len(r.CacheClusters) != 10 || len(r.LoadBalancers) != 10 ||
		len(r.EventSourceMappings) != 20 || len(s.Account.ResourceRecordSets) != 6 {
		t.Errorf("%d databases, %d caches, %d load balancers, %d event sources, %d zones", len(r.DBInstances),
			len(r.CacheClusters), len(r.LoadBalancers), len(r.EventSourceMappings), len(s.Account.ResourceRecordSets))
	}
	if len(r.NatGateways) == 0 || len(r.VPCEndpoints) == 0 || len(r.PeeringConnections) == 0 ||
		len(r.NetworkACLs) != 10 {
		t.Errorf("%d NAT gateways, %d endpoints, %d peerings, %d ACLs", len(r.NatGateways), len(r.VPCEndpoints),
			len(r.PeeringConnections), len(r.NetworkACLs))
	}
}

// Every id that a synthetic account names is there, but for the NAT gateway that is gone on purpose, and queues, which
// no snapshot holds.
func TestSyntheticIsCoherent(t *testing.T) {
	t.Parallel()
	s := Synthetic(t, small())
	x := awsdata.NewIndex(s).Region(SyntheticRegion)
	for _, kind := range awsdata.Kinds() {
		for _, resource := range kind.List(x.Region) {
			for _, f := range resource.Facts() {
				if _, ok := x.Lookup(f.Ref); f.Ref != "" && !ok && f.Ref != key("nat", 0xdead) &&
					!strings.HasPrefix(f.Ref, "arn:aws:sqs:") {
					t.Errorf("%s %s names %s, which is not there", kind.Name, resource.ID(), f.Ref)
				}
			}
		}
	}
	seen := make(map[string]string)
	for _, n := range x.Region.NetworkInterfaces {
		at := n.VpcId + " " + n.PrivateIpAddress
		if other, twice := seen[at]; twice {
			t.Errorf("%s and %s hold %s", other, n.NetworkInterfaceId, at)
		}
		seen[at] = n.NetworkInterfaceId
		if !netip.MustParsePrefix(x.Subnet(n.SubnetId).CidrBlock).Contains(netip.MustParseAddr(n.PrivateIpAddress)) {
			t.Errorf("%s holds %s outside %s", n.NetworkInterfaceId, n.PrivateIpAddress, x.Subnet(n.SubnetId).CidrBlock)
		}
	}
}

func TestSyntheticIsDeterministic(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(packed(t, Synthetic(t, small())), packed(t, Synthetic(t, small()))) {
		t.Error("the same size gave two accounts")
	}
	other := small()
	other.Seed = 7
	if bytes.Equal(packed(t, Synthetic(t, small())), packed(t, Synthetic(t, other))) {
		t.Error("the seed makes no difference")
	}
}

func TestWorstCases(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*awsdata.Snapshot{
		"groups": WorstCaseGroups(t, 10), "prefix lists": WorstCasePrefixLists(t, 10),
		"routes": WorstCaseRoutes(t, 10), "ACLs": WorstCaseACLs(t, 10),
	} {
		r := s.Region(SyntheticRegion)
		if len(r.Functions) != 10 || !r.Functions[0].Attached() || len(s.Gaps()) != 0 {
			t.Errorf("%s: %d functions, gaps %v", name, len(r.Functions), s.Gaps())
		}
		for _, route := range r.RouteTables[0].Routes {
			if d := route.DestinationCidrBlock; d != "" &&
				netip.MustParsePrefix(d) != netip.MustParsePrefix(d).Masked() {
				t.Errorf("%s: %s is no range", name, d)
			}
		}
	}
	if r := WorstCaseGroups(t, 10).Regions[0]; len(r.Functions[0].VpcConfig.SecurityGroupIds) != 5 ||
		len(r.SecurityGroups[0].IpPermissionsEgress) != 60 {
		t.Error("not five groups of sixty rules")
	}
	if r := WorstCaseRoutes(t, 10).Regions[0]; len(r.RouteTables[2].Routes) != 1000 {
		t.Errorf("%d routes", len(r.RouteTables[2].Routes))
	}
	if r := WorstCasePrefixLists(t, 10).Regions[0]; len(r.PrefixListEntries[key("pl", 0)]) != 1000 {
		t.Error("not a thousand entries")
	}
}

func packed(t testing.TB, s *awsdata.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The benchmarks of the big account: 10,000 functions, 200 VPCs, 2,000 subnets, 4,000 groups of 20 rules, 30,000
// interfaces, in one file.
func BenchmarkDecode(b *testing.B) {
	data := packed(b, Synthetic(b, Size{}))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := awsdata.Decode(b.Context(), data, "big"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	s := Synthetic(b, Size{})
	b.ReportAllocs()
	for b.Loop() {
		packed(b, s)
	}
}

func BenchmarkNewIndex(b *testing.B) {
	s := Synthetic(b, Size{})
	b.ReportAllocs()
	for b.Loop() {
		awsdata.NewIndex(s)
	}
}
