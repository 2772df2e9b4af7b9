package reach_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// An account that could not be read makes nothing unknown that does not lead into it: what is said of the internet is
// what is said without it.
func TestUnreadAccountIsNotThere(t *testing.T) {
	t.Parallel()
	alone := awstest.Parse(t, `account 111111111111
vpc shop 10.1.0.0/16
igw shop vpc=shop
subnet app cidr=10.1.1.0/24 table=app
subnet pub cidr=10.1.2.0/24 table=pub
table app
table pub
nat out subnet=pub
route app 0.0.0.0/0 nat-out
route pub 0.0.0.0/0 igw-shop
group api
group api out tcp 443 203.0.114.0/28
function api subnets=app groups=api
`)
	with := awstest.WithUnread(t, alone, "555555555555", "us-east-1")
	ask := func(s *awsdata.Snapshot) (verdict reach.Verdict, posture reach.Posture) {
		x := awsdata.NewIndex(s)
		e, f := reach.New(x), x.Region("us-east-1").Function("api")
		to, err := names.Parse(x.Region("us-east-1"), "203.0.114.9")
		if err != nil {
			t.Fatal(err)
		}
		trace, err := e.Trace("us-east-1", f, reach.Query{To: to, Protocol: netset.TCP, Port: 443})
		if err != nil {
			t.Fatal(err)
		}
		return trace.Verdict, e.Internet("us-east-1", f).Posture
	}
	verdict, posture := ask(alone)
	if verdict != reach.Reachable || posture != reach.PostureRestricted {
		t.Fatalf("the story is another one: %s, %s", verdict, posture)
	}
	v, p := ask(with)
	if diff := cmp.Diff([]any{verdict, posture}, []any{v, p}); diff != "" {
		t.Errorf("with an account that was not read (-without it +with it):\n%s", diff)
	}
}
