package cli_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// TestAThousandFunctions reads an account in which each call takes 80 ms: how many calls that is, and how soon there
// are answers.
func TestAThousandFunctions(t *testing.T) {
	awsreplay.WithKeys(t)
	const latency = 80 * time.Millisecond
	const chain = 20 * latency // of the pages of the list of functions: AWS gives 50 at a time
	account := awstest.Synthetic(t,
		awstest.Size{Functions: 1000, VPCs: 5, Subnets: 500, Groups: 100, Interfaces: 900, Placements: 60})
	server := awsreplay.New(t, replayed(t, account), 0)
	var first, last, all time.Duration // when the first way out stood, the last one, and everything
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o := collect.Options{Regions: []string{"us-east-1"}, EndpointURL: server.URL, Now: func() time.Time {
			return time.Unix(0, 0)
		}, Transport: server.Transport(func(awsreplay.Request) time.Duration { return latency })}
		o.Partial = func(s *awsdata.Snapshot) {
			if last != 0 {
				return
			}
			r := run(t, s)
			open := 0
			for _, f := range r.Functions {
				if f.ExitPending {
					open++
				} else if f.Attached() && first == 0 {
					first = time.Since(began)
				}
			}
			if len(r.Functions) == 1000 && open == 0 {
				last = time.Since(began)
			}
		}
		if _, err := collect.Collect(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		all = time.Since(began)
	})
	tier := make(map[string]string) // by action
	for _, c := range collect.Calls() {
		tier[c.Actions[0]] = c.Tier
	}
	base, stores, single, tags := 0, 0, 0, 0
	for _, r := range server.Requests() {
		switch action := r.Service + ":" + r.Operation; {
		case slices.Contains([]string{"GetFunction", "GetPolicy", "ListFunctionUrlConfigs"}, r.Operation):
			single++
		case r.Operation == "GetResources": // IAM has another prefix for it than requests are signed for
			tags++
		case tier[action] == "" && action != "es:ListDomainNames": // which has two names in IAM
			base++
		default:
			stores++
		}
	}
	t.Logf("%d calls for all answers, %d for names and data stores, %d for tags, %d about single functions", base,
		stores, tags, single)
	t.Logf("the first internet egress stands after %v, all after %v; everything is read after %v", first, last, all)
	if base != 57 || stores != 60 || tags != 9 || single != 1900 {
		t.Errorf("the number of calls has changed: say why it must grow")
	}
	if first > chain*115/100 || last > chain*115/100 {
		t.Errorf("the first internet egress stands after %v, the last after %v, and the list of functions takes %v",
			first,
			last, chain)
	}
	// AWS lets an account read 15 policies a second, which is the slowest.
	if floor := 1000 * time.Second / 15; all > floor*12/10 {
		t.Errorf("everything is read after %v, and AWS's quota allows %v", all, floor)
	}
}
