package impact_test

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// fates is what becomes of each function that is told of.
func fates(t *testing.T, story, id string) map[string]impact.Function {
	t.Helper()
	res := analyzed(t, awstest.Parse(t, story))
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion, lookup(t, res, awstest.SyntheticRegion, id),
		[]*analysis.Function{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]impact.Function{}
	for _, f := range got.Functions {
		out[f.FunctionName] = f
	}
	return out
}

// What is not known now is neither lost nor gained, and no other subnet makes up for it.
func TestUnknownIsNeitherLostNorGained(t *testing.T) {
	const two = `
		vpc prod 10.0.0.0/16
		igw prod
		table public
		route public 0.0.0.0/0 igw-prod
		subnet public cidr=10.0.0.0/24 table=public
		nat out subnet=public eip=203.0.113.1
		tgw hub
		tgw-attachment prod tgw=hub vpc=prod subnets=app-b
		table app-a
		route app-a 0.0.0.0/0 nat-out
		table app-b
		route app-b 0.0.0.0/0 tgw-hub
		subnet app-a zone=a cidr=10.0.1.0/24 table=app-a
		subnet app-b zone=b cidr=10.0.2.0/24 table=app-b
		group app out tcp 443 0.0.0.0/0
		function both subnets=app-a,app-b groups=app
	`
	for _, c := range []struct {
		name, story, id string
		want            impact.Outcome
	}{
		{"the other subnet's internet is unknown", two, "nat-out", impact.SomeZones},
		{"the subnet with the internet goes, the other's is unknown", two, "subnet-app-a", impact.Maybe},
		{"the subnet that is left is not in the snapshot", `
			vpc prod 10.0.0.0/16
			subnet app-b zone=b cidr=10.0.2.0/24
			group app out -1 0.0.0.0/0
			function both subnets=app-b,!subnet-0123456789abcdef0 groups=app
		`, "subnet-app-b", impact.FewerZones},
		{"what a table of its own handed over, the main table carries", `
			vpc prod 10.0.0.0/16
			igw prod
			table public
			route public 0.0.0.0/0 igw-prod
			subnet public cidr=10.0.0.0/24 table=public
			nat out subnet=public eip=203.0.113.1
			route rtb-prod 0.0.0.0/0 nat-out
			tgw hub
			tgw-attachment prod tgw=hub vpc=prod subnets=app
			table app
			route app 0.0.0.0/0 tgw-hub
			subnet app cidr=10.0.1.0/24 table=app
			group app out tcp 443 0.0.0.0/0
			function both subnets=app groups=app
		`, "rtb-app", impact.Maybe},
		{"what a table of its own led out, the main table hands over", `
			vpc prod 10.0.0.0/16
			igw prod
			table public
			route public 0.0.0.0/0 igw-prod
			subnet public cidr=10.0.0.0/24 table=public
			nat out subnet=public eip=203.0.113.1
			tgw hub
			tgw-attachment prod tgw=hub vpc=prod subnets=app
			route rtb-prod 0.0.0.0/0 tgw-hub
			table app
			route app 0.0.0.0/0 nat-out
			subnet app cidr=10.0.1.0/24 table=app
			group app out tcp 443 0.0.0.0/0
			function both subnets=app groups=app
		`, "rtb-app", impact.Maybe},
		{"an endpoint of which it is unknown whether it answers", `
			vpc prod 10.0.0.0/16
			subnet app cidr=10.0.1.0/24
			endpoint sqs vpc=prod service=com.amazonaws.us-east-1.sqs subnets=app groups=!sg-0123456789abcdef0 ips=10.0.1.50 private-dns
			group app out tcp 443 0.0.0.0/0
			function both subnets=app groups=app
		`, "vpce-sqs", impact.Maybe},
		{"no route table is in the snapshot", `
			vpc prod 10.0.0.0/16
			igw prod
			subnet public cidr=10.0.0.0/24
			nat out subnet=public eip=203.0.113.1
			subnet app cidr=10.0.1.0/24
			group app out tcp 443 0.0.0.0/0
			function both subnets=app groups=app
			gap describe-route-tables denied
		`, "nat-out", impact.Maybe},
		{"the capacity provider is not in the snapshot", `
			vpc prod 10.0.0.0/16
			igw prod
			table public
			route public 0.0.0.0/0 igw-prod
			subnet public cidr=10.0.0.0/24 table=public
			nat out subnet=public eip=203.0.113.1
			function both provider=!fleet
		`, "nat-out", impact.Maybe},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, ok := fates(t, c.story, c.id)["both"]
			if !ok {
				t.Fatal("it is not told of")
			}
			if f.Outcome != c.want {
				t.Errorf("%s, want %s (lost %s, gained %s, unclear %s)", outcomes[f.Outcome], outcomes[c.want],
					f.Lost.Human(), f.Gained.Human(), f.Unclear.Human())
			}
			if !f.Gained.IsEmpty() {
				t.Errorf("%s is said to be gained", f.Gained.Human())
			}
			if !f.Moved.IsEmpty() {
				t.Errorf("%s is said to go another way", f.Moved.Human())
			}
			if c.want != impact.SomeZones && !f.Lost.IsEmpty() {
				t.Errorf("%s is said to be lost", f.Lost.Human())
			}
			if f.Everywhere && !f.Lost.IsEmpty() {
				t.Errorf("%s is said to be lost from everywhere", f.Lost.Human())
			}
		})
	}
}

// What only the subnet that goes reached is lost.
func TestWhatOnlyTheSubnetReachedIsLost(t *testing.T) {
	f := fates(t, `
		vpc prod 10.0.0.0/16
		table app-a
		table app-b
		subnet app-a zone=a cidr=10.0.1.0/24 table=app-a
		subnet app-b zone=b cidr=10.0.2.0/24 table=app-b
		group app out tcp 5432 10.9.0.0/16
		vpc back 10.9.0.0/16
		peering back from=prod to=back
		route app-a 10.9.0.0/16 pcx-back
		table back vpc=back
		route back 10.0.0.0/16 pcx-back
		subnet back cidr=10.9.1.0/24 vpc=back table=back
		group db vpc=back in tcp 5432 10.0.0.0/16
		eni db subnet=back ip=10.9.1.10 groups=db
		function both subnets=app-a,app-b groups=app
	`, "subnet-app-a")["both"]
	if f.Function == nil || f.Outcome != impact.OtherDestinations || f.Lost.Human() != "10.9.1.10 tcp 5432" {
		t.Errorf("%s lost %s, want loses 10.9.1.10 tcp 5432", outcomes[f.Outcome], f.Lost.Human())
	}
}

// Functions behind a transit gateway may leave by a NAT gateway on its other side: where the gateway's routes are not
// read, it is said that this is unknown.
func TestFunctionsBehindATransitGatewayAreNotForgotten(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, `
		vpc hub 10.0.0.0/16
		igw hub
		table public
		route public 0.0.0.0/0 igw-hub
		subnet public cidr=10.0.0.0/24 table=public
		nat out subnet=public eip=203.0.113.1
		vpc spoke 10.1.0.0/16
		tgw net
		tgw-attachment hub tgw=net vpc=hub subnets=public
		table app
		route app 0.0.0.0/0 tgw-net
		subnet app cidr=10.1.1.0/24 table=app
		tgw-attachment spoke tgw=net vpc=spoke subnets=app
		tgw elsewhere
		tgw-attachment elsewhere tgw=elsewhere vpc=spoke subnets=app
		group app out tcp 443 0.0.0.0/0
		function app subnets=app groups=app
	`))
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion,
		lookup(t, res, awstest.SyntheticRegion, "nat-out"), nil, nil)
	if err != nil || !slices.Equal(got.Beyond, []string{"tgw-net"}) {
		t.Errorf("%v %+v", err, got)
	}
	got, err = impact.Of(t.Context(), res, awstest.SyntheticRegion,
		lookup(t, res, awstest.SyntheticRegion, "rtb-app"), nil, nil)
	if err != nil || len(got.Beyond) > 0 {
		t.Errorf("nobody else is behind it: %v %+v", err, got)
	}
}

// Where the routes of the transit gateway were read, the function behind it is told of, and nothing is left to ask.
func TestACentralEgressIsMissedByTheFunctionsThatUseIt(t *testing.T) {
	res := analyzed(t, awstest.Parse(t, `
		tgw net
		tgw-table core tgw=net
		vpc hub 10.0.0.0/16
		igw hub
		table public
		route public 0.0.0.0/0 igw-hub
		route public 10.1.0.0/16 tgw-net
		subnet public cidr=10.0.0.0/24 table=public
		nat out subnet=public eip=203.0.113.1
		table way
		route way 0.0.0.0/0 nat-out
		subnet way cidr=10.0.1.0/24 table=way
		tgw-attachment hub tgw=net table=core vpc=hub subnets=way
		vpc spoke 10.1.0.0/16
		table app
		route app 0.0.0.0/0 tgw-net
		subnet app cidr=10.1.1.0/24 table=app
		tgw-attachment spoke tgw=net table=core vpc=spoke subnets=app
		tgw-route core 0.0.0.0/0 hub
		tgw-route core 10.1.0.0/16 spoke
		group app out tcp 443 0.0.0.0/0
		function app subnets=app groups=app
	`))
	got, err := impact.Of(t.Context(), res, awstest.SyntheticRegion,
		lookup(t, res, awstest.SyntheticRegion, "nat-out"), nil, nil)
	if err != nil || len(got.Beyond) > 0 || len(got.Functions) != 1 || got.Functions[0].Outcome != impact.Offline {
		t.Errorf("%v %+v", err, got)
	}
}
