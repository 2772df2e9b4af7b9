package plain

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// What a missing call leaves open is no "none": neither in a view, nor in a filter, nor at a glance.
func TestUnknownIsNotNone(t *testing.T) {
	const unknown = "Whether 1 more match is unknown: something was not read."
	const groupsUnread = `
vpc v 10.0.0.0/16
igw v
table public
route public 0.0.0.0/0 igw-v
subnet pub zone=a cidr=10.0.255.0/24 table=public
nat n subnet=pub ip=10.0.255.10 eip=203.0.113.10
table app
route app 0.0.0.0/0 nat-n
subnet a zone=a cidr=10.0.1.0/24 table=app
group g
function f subnets=a groups=g
gap describe-security-groups
`
	const functionsUnread = "vpc v 10.0.0.0/16\ngap list-functions\n"
	for _, tt := range []struct{ name, story, typed, want string }{
		{"broken", groupsUnread, "broken", unknown},
		{"unlogged", groupsUnread, "unlogged", unknown},
		{"isolated", groupsUnread, "isolated", unknown},
		{"ports", groupsUnread, "functions out:443", unknown},
		{"a check", groupsUnread, "functions check:egress-internet-all-ports", unknown},
		{"left out", groupsUnread, "functions !out:open", "1 function, filter !out:open.\n"},
		{"asked for", groupsUnread, "functions out:unknown", "1 function, filter out:unknown.\n"},
		{"at a glance", groupsUnread, "overview", "1. unknown. Failing. 0 functions fail, 1 unknown;"},
		{"no functions", functionsUnread, "overview",
			"1. unknown. Failing. 0 functions fail; the functions of 1 region are unknown;"},
		{"no subnets", functionsUnread, "overview", "2. unknown. Nearly full. 0 subnets"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			o := options(t, tt.typed+"\n", &out)
			account := awstest.Parse(t, tt.story)
			o.Load = func(context.Context, func(int, int)) (*awsdata.Snapshot, error) { return account, nil }
			o.Checks = analysis.Options{}
			if err := Run(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("no %q in\n%s", tt.want, out.String())
			}
		})
	}
}
