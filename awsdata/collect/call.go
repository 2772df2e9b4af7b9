package collect

import (
	"cmp"
	"context"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// scope tells where a call is made.
type scope int

const (
	inRegion  scope = iota // once in every region
	inAccount              // once, for the whole account
	atStart                // before all others, and only to find out which regions there are
)

// call is a row of the table of calls: one command of the AWS CLI, how it is made, and when.
type call struct {
	name      string   // the command of the AWS CLI, which is also the name of the document
	service   string   // prefix of the IAM action: "ec2"
	operation string   // of the API: "DescribeVpcs"
	also      []string // further IAM actions that the collector of this row needs
	why       string   // what vpclens wants it for
	scope     scope
	attached  bool     // made only in regions with functions in a VPC
	page      int32    // the largest page that the API allows, 0 where the API does not page
	perSecond int      // the most calls per second and region, 0 for as many as go; leaves the quota to others
	pool      string   // rows of the same pool share perSecond in each region; "" for a pace of the row's own
	last      bool     // begins when all rows of the region that are not last have ended
	function  bool     // a call for each function, which takes minutes where there are many
	needs     []string // calls that must have ended, in every region if this one is for the account
	fallback  string   // the call is made only if this one left a gap
	must      string   // the member that every answer has, where it is not a list's
	// whether what the row needs says that there is nothing to list: then nobody is asked; nil for never
	none func(*awsdata.Region) bool
	// what to ask for, nil for one call; no region for account calls
	each func(*awsdata.Snapshot, *awsdata.Region) []target
	// targets to ask about, 0 for any number; more leave a gap under the row's name
	most  int
	fewer func(*awsdata.Snapshot, *awsdata.Region) []target // what to ask for where each brings more than most
	run   func(context.Context, *clients, query, *document) error
}

// target is what a call about one thing is asked for: the id in the document's name, and what the API calls it.
type target struct {
	id  string
	arg string
}

// query is what a collector is asked for.
type query struct {
	target
	page     int32
	targets  bool        // see [Options.Targets]
	attached *attachment // is told that a function in a VPC has come; nil where nobody waits for it
}

// limit is the page size as the SDK wants it.
func (q query) limit() *int32 { return &q.page }

// table is the one enumeration of everything that vpclens asks AWS for, in the order of the policy.
func table() []call {
	return slices.Concat(startCalls(), lambdaCalls(), ec2Calls(), gatewayCalls(), firewallCalls(), quotaCalls(),
		tagCalls(), identityCalls(), functionAccessCalls(), nameCalls(), storeCalls(), balancerCalls(), latticeCalls())
}

// Call describes a row of the table of calls for people: what is asked and why.
type Call struct {
	Name    string   // the command of the AWS CLI: "describe-vpcs"
	Service string   // "ec2"
	Actions []string // the IAM actions it needs: "ec2:DescribeVpcs"
	Why     string
	Tier    string // the part of the policy that can be left out as a whole, "" for what every answer rests on
}

// Calls lists everything that vpclens asks AWS for.
func Calls() []Call {
	var out []Call
	for _, c := range table() {
		out = append(out,
			Call{Name: c.name, Service: c.service, Actions: c.actions(), Why: c.why, Tier: awsdata.Tier(c.name)})
	}
	return out
}

func (c *call) actions() []string {
	return append([]string{c.service + ":" + c.operation}, c.also...)
}

// member is the member that every answer to the call has, "" where none is sure.
func (c *call) member() string { return cmp.Or(c.must, awsdata.ListMember(c.name)) }

// document is the name under which the answer about t is kept.
func (c *call) document(t target) string {
	if t.id == "" {
		return c.name
	}
	return c.name + "." + t.id
}
