package ui

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// Whatever somebody has in hand goes into ":", and leads to the thing that it belongs to.
func TestPaletteFinds(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	a := analyzed(t, snapshot)
	const east, account = "us-east-1", "123456789012"
	function := func(name string) screen.Place {
		return screen.Place{Screen: "function", Region: east, ID: name}
	}
	of := func(kind, name string) screen.Place {
		return screen.Place{Screen: "resource", Kind: kind, Region: east, ID: idOf(t, snapshot, kind, name)}
	}
	for _, c := range []struct {
		text string
		want screen.Place
	}{
		{"10.10.1.194", function("payment-refunds")}, // an interface of Lambda: its function
		{"https://10.10.1.194:8443/health", function("payment-refunds")},
		{"10.0.1.250", of("subnet", "app-a")}, // nobody has it: the subnet
		{"10.20.0.0/16", of("vpc", "data")},
		{"arn:aws:lambda:us-east-1:" + account + ":function:checkout-api:live", function("checkout-api")},
		{"arn:aws:cloudwatch:us-east-1:" + account + ":alarm:checkout-api-errors", function("checkout-api")},
		{`ALARM: "checkout-api errors > 5" in US East (N. Virginia)`, function("checkout-api")},
		{"/aws/lambda/checkout-api", function("checkout-api")},
		{"arn:aws:logs:us-east-1:" + account + ":log-group:/aws/lambda/checkout-api:*", function("checkout-api")},
		{"arn:aws:sts::" + account + ":assumed-role/checkout-api-role/checkout-api", function("checkout-api")},
		{"https://sqs.us-east-1.amazonaws.com/" + account + "/orders",
			screen.Place{Screen: "resource", Kind: "vpce", Region: east}}, // one of several
	} {
		to, err := a.prompt().Parse(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		push, _ := to.(screen.Push)
		if push.To.Account = ""; c.want.ID == "" {
			push.To.ID = ""
		}
		if push.To != c.want {
			t.Errorf("%q leads to %+v, want %+v", c.text, push.To, c.want)
		}
	}
	if _, err := a.prompt().Parse("192.0.2.77"); err == nil {
		t.Error("an address that nobody has leads somewhere")
	}
}

// Every row that a filter leaves shows why it is there: what was looked for stands in it.
func TestFilteredRowsShowWhy(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout-api", uitest.Enter)
		rows := 0
		for _, line := range strings.Split(term.Screen(), "\n") {
			if !strings.Contains(line, " prod ") && !strings.Contains(line, " none ") {
				continue
			}
			rows++
			if !strings.Contains(line, "checkout-api") {
				t.Errorf("this row does not show why it is there: %s", line)
			}
		}
		if rows < 10 {
			t.Errorf("%d rows:\n%s", rows, term.Screen())
		}
	})
}
