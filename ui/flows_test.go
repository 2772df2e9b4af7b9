package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// records are of checkout-api: its request to the database rejected in one subnet, and answered in another.
const records = `2 123456789012 eni-056eba08b5ab7231f 10.0.1.212 10.0.20.237 40001 5432 6 12 720 1 2 REJECT OK
2 123456789012 eni-03363e4c2adc6e3fa 10.0.2.73 10.0.20.237 40002 5432 6 9 720 1 2 ACCEPT OK
2 123456789012 eni-03363e4c2adc6e3fa 10.0.20.237 10.0.2.73 5432 40002 6 7 720 1 2 ACCEPT OK`

// flowLogs are those records. Where they are no file's, they cost something.
type flowLogs struct {
	saved bool
	err   error
	reads int
	known map[*awsdata.Index]*report.Flows
}

func (l *flowLogs) asks() screen.Flows {
	l.known = make(map[*awsdata.Index]*report.Flows)
	return screen.Flows{Saved: l.saved,
		Known: func(at screen.Asked) *report.Flows {
			if at.ID != "checkout-api" {
				return nil
			}
			return l.known[at.Result.Index]
		},
		Ask: func(ctx context.Context, at screen.Asked, agreed bool) (*report.Flows, error) {
			switch {
			case l.err != nil:
				return nil, l.err
			case !l.saved && !agreed:
				return nil, &screen.CostError{Cost: "it reads 3 objects of S3"}
			}
			l.reads++
			x := at.Result.Index
			f := x.Region(at.Region).Function(at.ID)
			tally := flow.NewTally(x.Region(at.Region), f)
			lines := flowrecords.NewLines(ctx, nil, func(r *flowrecords.Record) error { tally.Add(r); return nil })
			for line := range strings.Lines(records) {
				if err := lines.Add(line); err != nil {
					return nil, err
				}
			}
			answer, err := tally.Lay(x, at.Result.Engine, at.Region, f)
			out := &report.Flows{Function: at.ID, Region: at.Region, Index: x, Read: lines.Count(), Answer: answer}
			if at.ID == "checkout-api" {
				l.known[x] = out
			}
			return out, err
		}}
}

// Flow logs of a file lie beside what is computed: on a function in a line, on a path where they are of it.
func TestSavedFlowLogs(t *testing.T) {
	logs := &flowLogs{saved: true}
	explore(t, 140, 60, func(o *Options) { o.Source.OnDemand.Flows = logs.asks() },
		func(t *testing.T, term *uitest.Term) {
			term.Keys("/", "checkout-api", uitest.Enter, uitest.Enter)
			path(t, term, "functions › checkout-api")
			sees(t, term, "Flow logs", "1 connection is not what is computed; 1 answered, 0 rejected")
			term.Keys(":", "trace checkout-api 10.0.20.237:5432", uitest.Enter)
			sees(t, term, "Flow logs", "computed reachable, but 12 packets rejected", "7 packets came back")
			term.Keys(":", "trace checkout-api 10.0.20.237:6379", uitest.Enter)
			sees(t, term, "no record is of tcp 6379 to this destination: unknown")
			if logs.reads != 1 {
				t.Errorf("they are read %d times", logs.reads)
			}
			term.Keys("K")
			path(t, term, "functions › checkout-api › trace to 10.0.20.237:5432 › trace to 10.0.20.237:6379 › "+
				"flow logs of checkout-api")
			sees(t, term, "3 flow-log records", "Records and computation differ", "Answered", "app-b")
		})
}

// What AWS bills is read once the person has agreed, and never by itself; then the trace knows it as well.
func TestFlowLogsThatCost(t *testing.T) {
	logs := &flowLogs{}
	explore(t, 140, 60, func(o *Options) { o.Source.OnDemand.Flows = logs.asks() },
		func(t *testing.T, term *uitest.Term) {
			term.Keys(":", "trace checkout-api 10.0.20.237:5432", uitest.Enter)
			seesNot(t, term, "Flow logs")
			term.Keys("K")
			sees(t, term, "it reads 3 objects of S3", "read them")
			if logs.reads != 0 {
				t.Error("they are read before anybody has agreed")
			}
			term.Keys("G", uitest.Enter)
			sees(t, term, "Records and computation differ")
			term.Keys(uitest.Esc)
			sees(t, term, "Flow logs", "computed reachable, but 12 packets rejected")
			if logs.reads != 1 {
				t.Errorf("they are read %d times", logs.reads)
			}
			term.Keys(":", "checkout-api", uitest.Enter)
			sees(t, term, "1 connection is not what is computed")
		})
}

// A file that cannot be read is no answer, and says why.
func TestFlowLogsThatFail(t *testing.T) {
	logs := &flowLogs{saved: true, err: errors.New("read flow logs: gone.log: no such file")}
	explore(t, 140, 60, func(o *Options) { o.Source.OnDemand.Flows = logs.asks() },
		func(t *testing.T, term *uitest.Term) {
			for _, typed := range []string{"checkout-api", "trace checkout-api s3", "flows checkout-api"} {
				term.Keys(":", typed, uitest.Enter)
				sees(t, term, "gone.log: no such file")
			}
		})
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout-api", uitest.Enter, "K")
		sees(t, term, "there is no AWS to ask here")
	})
}
