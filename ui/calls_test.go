package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// The calls of the last read are told with what they cost, many about single things as one.
func TestCalls(t *testing.T) {
	whole, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		a := New(Options{Source: Source{Name: "prod", Live: true,
			Load: func(_ context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
				progress(Progress{Region: "us-east-1", Call: "list-functions", Items: 41, Ended: true,
					Why: "the functions", Cost: awsdata.Cost{Pages: 1, Requests: 1, Took: 80 * time.Millisecond}})
				for _, f := range []string{"a", "b", "c"} {
					progress(Progress{Region: "us-east-1", Call: "get-function." + f, Items: 1, Ended: true,
						Why:  "the state",
						Cost: awsdata.Cost{Pages: 1, Requests: 2, Throttled: 1, Took: 1500 * time.Millisecond}})
				}
				progress(Progress{Region: "global", Call: "get-caller-identity", Ended: true,
					Why: "which account this is",
					Gap: &awsdata.Gap{Region: "global", Call: "get-caller-identity", Cause: awsdata.CauseDenied}})
				<-time.After(time.Second) // what was told is shown by then
				return whole, nil
			}}})
		term := uitest.Start(t, a, 120, 40)
		defer term.Quit()
		term.Advance(2 * time.Second)
		term.Keys("C")
		sees(t, term, "7 requests to AWS", "list-functions", "41 items", "80 ms", "get-function", "6 requests",
			"1.5 s", "3 throttled", "the state", "get-caller-identity", "1 failed")
		term.Keys(uitest.Esc)
		term.Keys(":", "calls", uitest.Enter)
		sees(t, term, "7 requests to AWS")
	})
}

// Where nothing was asked, the key says so.
func TestNoCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(demoOptions(t)), 100, 30)
		defer term.Quit()
		term.Keys("C")
		sees(t, term, "no call to AWS was made")
	})
}
