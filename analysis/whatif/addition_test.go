package whatif_test

import (
	"reflect"
	"testing"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// TestEveryEditCanBeMade goes through all that can be switched off, added and changed in the demo account: each kind of
// edit that there is can be come by, and none is offered without a name.
func TestEveryEditCanBeMade(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	index, seen := awsdata.NewIndex(snapshot), map[reflect.Type]bool{}
	take := func(edits ...whatif.Edit) {
		for _, e := range edits {
			seen[reflect.TypeOf(e)] = true
			if whatif.Verb(e) == "" {
				t.Errorf("%T has no name", e)
			}
			if len(whatif.Fields(e)) == 0 {
				t.Errorf("%T has nothing to fill in", e)
			}
		}
	}
	for _, region := range snapshot.Regions {
		rx := index.Region(region.RegionName)
		for _, k := range awsdata.Kinds() {
			for _, r := range k.List(region) {
				take(whatif.Additions(rx, r.ID())...)
				offer, _ := whatif.Offers(rx, r.ID())
				for _, s := range offer.Switches {
					take(s.Edit)
					if as, _, ok := whatif.Changed(snapshot, s.Edit); ok {
						take(as)
					}
				}
			}
		}
		for i := range region.Functions {
			f := &region.Functions[i]
			take(whatif.FunctionAdditions(region.RegionName, f)...)
			if f.VpcConfig != nil {
				dual := *f
				dual.VpcConfig = &awsdata.VpcConfig{VpcId: f.VpcConfig.VpcId, SubnetIds: f.VpcConfig.SubnetIds,
					SecurityGroupIds: f.VpcConfig.SecurityGroupIds, Ipv6AllowedForDualStack: true}
				take(whatif.FunctionAdditions(region.RegionName, &dual)...)
			}
		}
	}
	for _, e := range whatif.Forms() {
		if !seen[reflect.TypeOf(e)] {
			t.Errorf("nothing leads to %T", e)
		}
	}
}

// TestFill reads what a person types into the members of an edit.
func TestFill(t *testing.T) {
	var e whatif.Edit = whatif.AddACLEntry{Region: "us-east-1", ACL: "acl-1", Direction: "out"}
	for _, c := range []struct{ name, text, wrong string }{
		{"number", "110", ""}, {"number", "x", `number is a number, not "x"`}, {"allow", "yes", ""},
		{"allow", "maybe", `allow is yes or no, not "maybe"`}, {"protocol", " tcp ", ""}, {"cidr", "10.0.0.0/8", ""},
		{"nothing", "", "this edit has no nothing"},
	} {
		next, err := whatif.Fill(e, c.name, c.text)
		if err != nil && err.Error() != c.wrong || err == nil && c.wrong != "" {
			t.Errorf("%s %q: %v, want %q", c.name, c.text, err, c.wrong)
		}
		e = next
	}
	want := whatif.AddACLEntry{Region: "us-east-1", ACL: "acl-1", Direction: "out", Number: 110, Allow: true,
		Protocol: "tcp", CIDR: "10.0.0.0/8"}
	if e != want {
		t.Errorf("filled in, it is %+v", e)
	}
	list, err := whatif.Fill(whatif.SetSubnets{Function: "f"}, "subnets", "subnet-1, subnet-2")
	if got := list.(whatif.SetSubnets).Subnets; err != nil || len(got) != 2 || got[1] != "subnet-2" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestProblem refuses what AWS would refuse.
func TestProblem(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	group := snapshot.Regions[0].SecurityGroups[0].GroupId
	rule := whatif.AddRule{Region: snapshot.Regions[0].RegionName, Group: group, Direction: "out", Protocol: "tcp",
		Ports: "443", Peer: "10.0.0.0/8"}
	for _, c := range []struct {
		change func(*whatif.AddRule)
		ok     bool
	}{
		{func(*whatif.AddRule) {}, true}, {func(r *whatif.AddRule) { r.Protocol = "tpc" }, false},
		{func(r *whatif.AddRule) { r.Protocol = "-1" }, false},
		{func(r *whatif.AddRule) { r.Protocol, r.Ports = "-1", "" }, true},
		{func(r *whatif.AddRule) { r.Protocol, r.Ports = "50", "" }, true},
		{func(r *whatif.AddRule) { r.Protocol, r.Ports = "256", "" }, false},
		{func(r *whatif.AddRule) { r.Group = "sg-none" }, false},
		{func(r *whatif.AddRule) { r.Peer = "" }, false},
	} {
		r := rule
		if c.change(&r); (whatif.Problem(snapshot, r) == nil) != c.ok {
			t.Errorf("%+v: %v", r, whatif.Problem(snapshot, r))
		}
	}
}
