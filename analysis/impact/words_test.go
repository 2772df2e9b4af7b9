package impact

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const worded = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	subnet public-b zone=b cidr=10.0.9.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	nat b subnet=public-b eip=203.0.113.2
	table app-a
	route app-a 0.0.0.0/0 nat-a
	table app-b
	route app-b 0.0.0.0/0 nat-b
	subnet app-a zone=a cidr=10.0.1.0/24 table=app-a
	subnet app-b zone=b cidr=10.0.2.0/24 table=app-b
	group app out tcp 443 0.0.0.0/0
	group data out tcp 5432 sg-db
	group db in tcp 5432 sg-data
	eni db subnet=public-a ip=10.0.0.9 groups=db description=RDSNetworkInterface
	function one subnets=app-a groups=app
	function both subnets=app-a,app-b groups=app
	function data subnets=app-b groups=data
`

// What becomes of functions is said by where the networks lead, with names.
func TestOutcomeText(t *testing.T) {
	res, err := analysis.Run(t.Context(), awstest.Parse(t, worded), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	rx := res.Index.Region(awstest.SyntheticRegion)
	for id, want := range map[string][]string{
		"nat-a":        {"both some-zones: loses the internet tcp 443", "one offline: loses the internet tcp 443"},
		"subnet-app-a": {"both fewer-zones: runs without AZ a", "one stranded: it has no other subnet"},
		"sg-db":        {"data elsewhere: loses RDS tcp 5432"},
		"rtb-app-b":    {"both some-zones: loses the internet tcp 443"},
	} {
		r, ok := rx.Lookup(id)
		if !ok {
			t.Fatalf("%s is not in the story", id)
		}
		i, err := Of(t.Context(), res, awstest.SyntheticRegion, r, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for n := range i.Functions {
			f := &i.Functions[n]
			got = append(got, f.FunctionName+" "+f.Outcome.String()+": "+NewDescriber(rx, r).OutcomeText(f))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// Each outcome has a name of its own and words, and words about one function speak of one.
func TestOutcomesHaveWords(t *testing.T) {
	names := map[string]bool{}
	for _, o := range Outcomes() {
		text, _ := o.MarshalText()
		if names[string(text)] || o.Says(1) == "" || o.Says(2) == "" {
			t.Errorf("%d is called %q and says %q", o, text, o.Says(2))
		}
		names[string(text)] = true
	}
	if len(names) != int(Unaffected)+1 {
		t.Errorf("%d outcomes have words", len(names))
	}
	if one, many := Maybe.Says(1), Maybe.Says(2); one == many {
		t.Errorf("%q is said of one and of many", one)
	}
}

// Edits are followed to functions and findings, and what cannot be made is an error.
func TestFollow(t *testing.T) {
	before, err := analysis.Run(t.Context(), awstest.Parse(t, worded), analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	edit := whatif.RemoveNAT{Region: awstest.SyntheticRegion, ID: "nat-a"}
	after, changes, err := Follow(t.Context(), before, []whatif.Edit{edit}, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := after.Snapshot.Region(awstest.SyntheticRegion).NatGateways; len(changes.Functions) == 0 ||
		len(changes.Appeared) == 0 || len(before.Snapshot.Region(awstest.SyntheticRegion).NatGateways) != 2 {
		t.Errorf("%d functions and %d findings change, %d gateways are left", len(changes.Functions),
			len(changes.Appeared), len(n))
	}
	_, _, err = Follow(t.Context(), before, []whatif.Edit{whatif.RemoveNAT{ID: "nat-none"}}, analysis.Options{})
	if err == nil {
		t.Error("what is not there is taken away")
	}
}
