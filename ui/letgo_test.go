package ui

import (
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/event"
	"github.com/vpclens/vpclens/ui/uitest"
)

// An interface is left by a function that was deleted. Who wants to know since when has CloudTrail asked; while the
// account is watched the time counts down, and when a read no longer has the interface it is gone.
func TestAnInterfaceGoes(t *testing.T) {
	const account = `vpc prod 10.0.0.0/16
subnet app-b zone=b cidr=10.0.2.0/24
group batch out tcp 443 0.0.0.0/0
group web out tcp 443 0.0.0.0/0
role notify attach=AWSLambdaVPCAccessExecutionRole
function cart subnets=app-b groups=web role=notify
`
	const left = `eni left subnet=app-b type=lambda ip=10.0.2.10 groups=batch status=in-use requester=AROANOTIFY:notify ` +
		`description="AWS Lambda VPC ENI-importer-58b66c40-2c1b-3c38-4e84-2733c0a466fe"` + "\n"
	with, without := awstest.Parse(t, account+left), awstest.Parse(t, account)
	c := &teller{}
	s := &watched{}
	for range 12 {
		s.answers = append(s.answers, with)
	}
	s.answers = append(s.answers, without)
	watches(t, s, func(o *Options) {
		o.Watch = time.Minute
		o.Source.OnDemand = c.onDemand()
		o.Analyze = nil
	}, func(t *testing.T, term *uitest.Term) {
		c.told = timeline.Told{Events: []event.Event{{Name: "DeleteFunction", Time: time.Now().Add(-15 * time.Minute),
			Who: event.Who{Type: "IAMUser", Name: "sam"}, Resources: []string{"importer"}}}, Costs: []awsdata.Cost{{}}}
		term.Keys(":", "usedby batch", uitest.Enter)
		sees(t, term, "nothing uses it any more: Lambda deletes it by itself", "since when is unknown")
		if n, _ := c.questions(); n != 0 {
			t.Fatalf("asked %d times before anybody wanted to know", n)
		}
		term.Keys("G", uitest.Enter)
		sees(t, term, "DeleteFunction of importer", "by user sam", "in 5 minutes to 30 minutes, an estimate")
		term.Advance(6 * time.Minute)
		sees(t, term, "within 25 minutes, an estimate")
		term.Advance(6 * time.Minute)
		sees(t, term, "gone: it was not there when the account was read last")
		seesNot(t, term, "usually gone")
		if n, _ := c.questions(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}
