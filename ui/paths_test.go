package ui

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// pathPlaces are places of every screen about paths, good and gone.
func pathPlaces(a *App) []screen.Place {
	var out []screen.Place
	for i, f := range a.env.Result.Functions {
		at := screen.Place{Region: f.Place.Region, ID: f.FunctionName}
		for _, name := range []string{"reach", "diagram", "whatif", "raw"} {
			at.Screen = name
			out = append(out, at)
		}
		at.Screen = "path"
		at.To = []string{"internet", "s3", "sqs", "10.0.20.237:5432", "10.20.0.0/16", "rds:5432", "secretsmanager",
			"10.0.0.2:53 udp"}[i%8]
		out = append(out, at)
	}
	return append(out,
		screen.Place{Screen: "services"}, screen.Place{Screen: "services", Filter: "checkout"},
		screen.Place{Screen: "services", Filter: "no such"},
		screen.Place{Screen: "path", Region: "us-east-1", ID: "checkout-api", To: "not a destination at all"},
		screen.Place{Screen: "path", Region: "us-east-1", ID: "gone", To: "s3"},
		screen.Place{Screen: "path", Region: "nowhere-1", ID: "gone", To: "s3"},
		screen.Place{Screen: "reach", Region: "us-east-1", ID: "checkout-api", To: "gone"},
		screen.Place{Screen: "reach", Region: "nowhere-1", ID: "gone"},
		screen.Place{Screen: "diagram", Region: "nowhere-1", ID: "gone"},
		screen.Place{Screen: "usedby", Region: "nowhere-1", Kind: "nat", ID: "gone"},
		screen.Place{Screen: "raw", Region: "nowhere-1", ID: "gone"},
		screen.Place{Screen: "whatif", Region: "nowhere-1", ID: "gone"},
		screen.Place{Screen: "whatif", Region: "us-east-1", ID: "checkout-api", To: "no edits"},
	)
}

func TestPathsFit(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	for n, p := range pathPlaces(a) {
		cmd := a.visit(p)
		fits(t, a, p.Screen+" "+p.ID+" while it is computed", fitWidths[n%len(fitWidths)],
			fitHeights[(n/2)%len(fitHeights)])
		settle(a, cmd)
		for i := range 6 {
			k := n*6 + i
			fits(t, a, p.Screen+" "+p.ID+" "+p.To, fitWidths[k%len(fitWidths)], fitHeights[(k/3)%len(fitHeights)])
		}
		if p.ID == "checkout-api" || p.Screen == "services" {
			eachFit(t, a, p.Screen)
		}
		a.history.Step(-1)
	}
}

// Why does this function not reach SQS? The answer, the proof, the fix, and what
// the fix would do.
func TestStoryFromABlockedPathToTheFix(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout-api", uitest.Enter, "t", "sqs", uitest.Enter)
		path(t, term, "functions › trace to sqs")
		sees(t, term, "BLOCKED from all 3 subnets", "no inbound rule of sg-vpce-sqs", "Fix",
			"sg-vpce-sqs: allow tcp 443 in from sg-checkout")
		term.Keys("y")
		sees(t, term, "copied the AWS CLI that opens it")
		term.Keys("Y")
		sees(t, term, "copied the Terraform that opens it")
		if !strings.Contains(term.Raw(), "\x1b]52;c;") {
			t.Error("nothing was put on the clipboard")
		}
		follow(t, term, "sg-vpce-sqs: allow")
		path(t, term, "functions › trace to sqs › what if checkout-api")
		sees(t, term, "nothing is executed", "checkout-api", "gains")
		term.Keys("u")
		sees(t, term, "none yet")
		seesNot(t, term, "gains")
		term.Keys(uitest.Esc, "t")
		sees(t, term, "as the last time")
		term.Keys(uitest.Esc, uitest.Esc)
		path(t, term, "functions")
	})
}

// A question asked by typing, a destination nobody can read, and the way out.
func TestStoryWhereTo(t *testing.T) {
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("t", "10.0.20.237:5432 tcp", uitest.Enter)
		sees(t, term, "trace to 10.0.20.237:5432 tcp", "tcp 5432")
		term.Keys("t", "10.0.3.4:99999", uitest.Enter)
		sees(t, term, "99999")
		term.Keys(uitest.Esc, ":", "app-a", uitest.Enter, "t", "checkout-api", uitest.Enter)
		sees(t, term, "trace to app-a")
	})
}
