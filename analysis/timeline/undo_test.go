package timeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/event"
)

const shop = `
	captured 2026-10-05T12:00:00Z
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	nat b subnet=public-a eip=203.0.113.2
	table app
	route app 0.0.0.0/0 nat-a
	table other
	subnet app-a zone=a cidr=10.0.1.0/24 table=app
	subnet app-b zone=b cidr=10.0.2.0/24 table=app
	subnet free zone=b cidr=10.0.3.0/24
	acl app
	acl app in 100 allow -1 0.0.0.0/0
	acl app out 100 allow -1 0.0.0.0/0
	acl spare
	acl spare in 100 allow -1 0.0.0.0/0
	group app out tcp 443 0.0.0.0/0
	group db in tcp 5432 sg-app
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	endpoint s3 service=com.amazonaws.us-east-1.s3 tables=public,app
	route public pl-s3 vpce-s3
	route app pl-s3 vpce-s3
	endpoint sqs service=com.amazonaws.us-east-1.sqs subnets=app-a groups=app,db ips=10.0.1.50 private-dns
	function app subnets=app-a,app-b groups=app
`

const region = "us-east-1"

var noon = time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)

// did is an event of so many minutes before noon.
func did(minutes int, name string, r event.Request) event.Event {
	return event.Event{ID: fmt.Sprint(minutes, name), Time: noon.Add(-time.Duration(minutes) * time.Minute), Name: name,
		Region: region, Account: "123456789012", Request: r,
		Resources: []string{r.Table, r.Group, r.ACL, r.Subnet, r.NATGateway, r.Function}}
}

func apply(t *testing.T, s *awsdata.Snapshot, edits ...whatif.Edit) *awsdata.Snapshot {
	t.Helper()
	out, err := whatif.Apply(s, edits)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What an event did is taken back to the letter: by what it says itself, by what events before it say, or by a state
// from before it.
func TestUndo(t *testing.T) {
	t.Parallel()
	route := func(table, to, target string) event.Request {
		return event.Request{Table: table, Destination: to, Target: target}
	}
	entry := &event.Entry{Allow: true, Protocol: "6", CIDR: "10.0.0.0/8", From: 80, To: 90}
	was := func(e whatif.AddACLEntry) whatif.AddACLEntry {
		e.Region, e.ACL, e.Number, e.Direction = region, "acl-app", 90, "in"
		return e
	}
	made := was(whatif.AddACLEntry{Protocol: "tcp", Ports: "80-90", Allow: true, CIDR: "10.0.0.0/8"})
	rule := whatif.AddRule{Region: region, Group: "sg-db", Direction: "in", Protocol: "tcp", Ports: "443",
		Peer: "10.1.0.0/16"}
	ruleOf := event.Rule{ID: "sgr-1", Protocol: "tcp", From: 443, To: 443, Peer: "10.1.0.0/16"}
	const (
		alone   = "alone"   // the event says all
		earlier = "earlier" // with the events before it
		state   = "state"   // with a state
	)
	for _, tt := range []struct {
		name    string
		event   event.Event
		before  []whatif.Edit // made before the state
		does    []whatif.Edit // what the event does
		earlier []event.Event
		how     string
	}{
		{"CreateRoute", did(1, "CreateRoute", route("rtb-app", "10.9.0.0/16", "nat-b")),
			nil, []whatif.Edit{whatif.SetRoute{Table: "rtb-app", Destination: "10.9.0.0/16", Target: "nat-b"}}, nil,
			alone},
		{"ReplaceRoute", did(1, "ReplaceRoute", route("rtb-app", "0.0.0.0/0", "nat-b")),
			nil, []whatif.Edit{whatif.SetRoute{Table: "rtb-app", Destination: "0.0.0.0/0", Target: "nat-b"}},
			[]event.Event{did(2, "CreateRoute", route("rtb-other", "0.0.0.0/0", "nat-b")),
				did(3, "CreateRoute", route("rtb-app", "0.0.0.0/0", "nat-a"))}, earlier},
		{"DeleteRoute", did(1, "DeleteRoute", event.Request{Table: "rtb-app", Destination: "0.0.0.0/0"}),
			nil, []whatif.Edit{whatif.RemoveRoute{Table: "rtb-app", Destination: "0.0.0.0/0"}}, nil, state},
		{"CreateNetworkAclEntry", did(1, "CreateNetworkAclEntry", event.Request{ACL: "acl-app", Number: 90,
			Entry: entry}),
			nil, []whatif.Edit{made}, nil, alone},
		{"DeleteNetworkAclEntry", did(1, "DeleteNetworkAclEntry", event.Request{ACL: "acl-app", Number: 90}),
			[]whatif.Edit{made}, []whatif.Edit{whatif.RemoveACLEntry{ACL: "acl-app", Number: 90, Direction: "in"}},
			[]event.Event{did(2, "CreateNetworkAclEntry", event.Request{ACL: "acl-app", Number: 90,
				Entry: entry})}, earlier},
		{"ReplaceNetworkAclEntry", did(1, "ReplaceNetworkAclEntry", event.Request{ACL: "acl-app", Number: 90,
			Entry: &event.Entry{Protocol: "-1", CIDR: "0.0.0.0/0"}}), []whatif.Edit{made},
			[]whatif.Edit{whatif.SetACLEntry(was(whatif.AddACLEntry{Protocol: "-1", CIDR: "0.0.0.0/0"}))}, nil, state},
		{"AuthorizeSecurityGroupIngress", did(1, "AuthorizeSecurityGroupIngress", event.Request{Group: "sg-db",
			Rules: []event.Rule{ruleOf}}), nil, []whatif.Edit{rule}, nil, alone},
		{"RevokeSecurityGroupIngress", did(1, "RevokeSecurityGroupIngress", event.Request{Group: "sg-db",
			Rules: []event.Rule{ruleOf}}), []whatif.Edit{rule}, []whatif.Edit{whatif.RemoveRule(rule)}, nil, alone},
		{"a rule by its id", did(1, "RevokeSecurityGroupIngress", event.Request{Group: "sg-db",
			RuleIDs: []string{"sgr-1"}}), []whatif.Edit{rule}, []whatif.Edit{whatif.RemoveRule(rule)},
			[]event.Event{did(2, "AuthorizeSecurityGroupIngress", event.Request{Group: "sg-db",
				Rules: []event.Rule{ruleOf}})}, earlier},
		{"AssociateRouteTable", did(1, "AssociateRouteTable", event.Request{Table: "rtb-app", Subnet: "subnet-free"}),
			nil, []whatif.Edit{whatif.Associate{Table: "rtb-app", Subnet: "subnet-free"}}, nil, alone},
		{"ReplaceRouteTableAssociation", did(1, "ReplaceRouteTableAssociation", event.Request{Table: "rtb-other",
			Association: "rtbassoc-whatif-subnet-app-a"}), nil,
			[]whatif.Edit{whatif.Associate{Table: "rtb-other", Subnet: "subnet-app-a"}}, nil, state},
		{"ReplaceNetworkAclAssociation", did(1, "ReplaceNetworkAclAssociation", event.Request{ACL: "acl-spare",
			Association: "aclassoc-whatif-subnet-app-a"}), nil,
			[]whatif.Edit{whatif.AssociateACL{ACL: "acl-spare", Subnet: "subnet-app-a"}}, nil, state},
		{"a table of an endpoint", did(1, "ModifyVpcEndpoint", event.Request{Endpoint: &event.Endpoint{ID: "vpce-s3",
			RemoveTables: []string{"rtb-app"}}}), nil,
			[]whatif.Edit{whatif.RemoveEndpointTable{ID: "vpce-s3", Table: "rtb-app"}}, nil, alone},
		{"a group of an endpoint", did(1, "ModifyVpcEndpoint", event.Request{Endpoint: &event.Endpoint{ID: "vpce-sqs",
			RemoveGroups: []string{"sg-db"}}}), nil,
			[]whatif.Edit{whatif.RemoveEndpointGroup{ID: "vpce-sqs", Group: "sg-db"}}, nil, alone},
		{"private DNS", did(1, "ModifyVpcEndpoint", event.Request{Endpoint: &event.Endpoint{ID: "vpce-sqs",
			PrivateDNS: true}}), nil, []whatif.Edit{whatif.PrivateDNSOff{ID: "vpce-sqs"}}, nil, state},
		{"UpdateFunctionConfiguration", did(1, "UpdateFunctionConfiguration", event.Request{Function: "app",
			Placement: &event.Placement{Subnets: []string{"subnet-free"}, Groups: []string{"sg-db"}}}), nil,
			[]whatif.Edit{whatif.SetSubnets{Function: "app", Subnets: []string{"subnet-free"}},
				whatif.AddGroup{Function: "app", ID: "sg-db"},
				whatif.RemoveGroup{Function: "app", ID: "sg-app"}}, nil, state},
		{"a function that was placed before", did(1, "UpdateFunctionConfiguration", event.Request{
			Function: "arn:aws:lambda:us-east-1:123456789012:function:app", Placement: &event.Placement{
				Subnets: []string{"subnet-free"}, Groups: []string{"sg-app"}}}), nil,
			[]whatif.Edit{whatif.SetSubnets{Function: "app", Subnets: []string{"subnet-free"}}},
			[]event.Event{did(2, "UpdateFunctionConfiguration", event.Request{Function: "app"}),
				did(3, "CreateFunction", event.Request{Function: "app", Placement: &event.Placement{
					Subnets: []string{"subnet-app-a", "subnet-app-b"}, Groups: []string{"sg-app"}}})}, earlier},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := apply(t, awstest.Parse(t, shop), tt.before...)
			now := apply(t, before, tt.does...)
			if len(diff.Resources(awsdata.NewIndex(before), awsdata.NewIndex(now))) == 0 {
				t.Fatal("the event changes nothing")
			}
			known := before
			if tt.how != state {
				known = nil
			}
			edits, why := timeline.Undo(now, known, &tt.event, tt.earlier)
			if why != "" {
				t.Fatal(why)
			}
			again := diff.Resources(awsdata.NewIndex(before), awsdata.NewIndex(apply(t, now, edits...)))
			again = slices.DeleteFunc(again, func(r diff.Resource) bool { // a group that comes back has no name there
				return r.Kind == "network interface" && len(r.Lines) == 2 && r.Lines[0].Label == r.Lines[1].Label
			})
			if len(again) == 0 {
				again = nil
			}
			if diff := cmp.Diff([]diff.Resource(nil), again); diff != "" {
				t.Errorf("%v brings back something else:\n%s", edits, diff)
			}
			if tt.how == alone {
				return
			}
			if edits, why := timeline.Undo(now, nil, &tt.event, nil); why != timeline.Untold || edits != nil {
				t.Errorf("nobody says how it was, and it is %v %q", edits, why)
			}
		})
	}
}

// TestRuleThatWasModified: a rule that is named by its id may have been another before it was revoked.
func TestRuleThatWasModified(t *testing.T) {
	t.Parallel()
	revoke := did(1, "RevokeSecurityGroupIngress", event.Request{Group: "sg-db", RuleIDs: []string{"sgr-1"}})
	earlier := []event.Event{did(2, "ModifySecurityGroupRules", event.Request{Group: "sg-db"}),
		did(3, "AuthorizeSecurityGroupIngress", event.Request{Group: "sg-db",
			Rules: []event.Rule{{ID: "sgr-1", Protocol: "tcp", From: 1, To: 2, Peer: "10.0.0.0/8"}}})}
	if edits, why := timeline.Undo(awstest.Parse(t, shop), nil, &revoke, earlier); why != timeline.Untold {
		t.Errorf("%v %q", edits, why)
	}
}

func TestWhatCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	s := awstest.Parse(t, shop)
	refused := did(1, "CreateRoute", event.Request{Table: "rtb-app", Destination: "10.9.0.0/16"})
	refused.Error = "Client.UnauthorizedOperation"
	other := did(1, "CreateRoute", event.Request{Table: "rtb-app", Destination: "10.9.0.0/16"})
	other.Account = "999999999999"
	away := did(1, "CreateRoute", event.Request{Table: "rtb-app", Destination: "10.9.0.0/16"})
	away.Region = "eu-west-1"
	for _, tt := range []struct {
		event event.Event
		want  timeline.Why
	}{
		{refused, timeline.Refused}, {other, timeline.Elsewhere}, {away, timeline.Elsewhere},
		{did(1, "DeleteNatGateway", event.Request{NATGateway: "nat-a"}), timeline.Gone},
		{did(1, "DeleteSubnet", event.Request{}), timeline.Gone},
		{did(1, "CreateTags", event.Request{}), timeline.NoBearing},
		{did(1, "UpdateFunctionCode", event.Request{Function: "app"}), timeline.NoBearing},
		{did(1, "UpdateFunctionConfiguration", event.Request{Function: "app"}), timeline.NoBearing},
		{did(1, "CreateFunction", event.Request{Function: "app"}), timeline.Made},
		{did(1, "ModifyVpcAttribute", event.Request{}), timeline.Untold},
		{did(1, "AuthorizeSecurityGroupIngress", event.Request{Group: "sg-db", RuleIDs: []string{""},
			Rules: []event.Rule{{Protocol: "tcp", From: 1, To: 2, Peer: "10.0.0.0/8"}}}), timeline.Untold},
		{did(1, "AuthorizeSecurityGroupIngress", event.Request{Group: "sg-db",
			Rules: []event.Rule{{Protocol: "icmp", From: -1, To: -1, Peer: "10.0.0.0/8"}}}), timeline.NoBearing},
		{did(1, "FrobnicateVpc", event.Request{}), timeline.NotKnown},
	} {
		if edits, why := timeline.Undo(s, nil, &tt.event, nil); why != tt.want || edits != nil {
			t.Errorf("%s: %v %q, want %q", tt.event.Name, edits, why, tt.want)
		}
		if strings.TrimSpace(tt.want.String()) == string(tt.want) {
			t.Errorf("%q has no words", tt.want)
		}
	}
}
