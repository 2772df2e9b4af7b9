package ui

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// An error that is pasted anywhere is explained: the cause, its proof, the fix.
func TestAPastedErrorIsExplained(t *testing.T) {
	const event = `2026-11-30T02:11:07.123Z 8f2 Task timed out after 6.00 seconds`
	for name, begin := range map[string]func(term *uitest.Term){
		"pasted on the row": func(term *uitest.Term) {
			term.Keys("/", "checkout-api", uitest.Enter)
			term.Paste(event)
		},
		"pasted with a name": func(term *uitest.Term) { term.Paste("[/aws/lambda/checkout-api] " + event + "\n\n") },
		"typed":              func(term *uitest.Term) { term.Keys(":", "why checkout-api "+event, uitest.Enter) },
		"pasted behind :": func(term *uitest.Term) {
			term.Keys(":")
			term.Paste("/aws/lambda/checkout-api " + event)
			term.Keys(uitest.Enter)
		},
	} {
		t.Run(name, func(t *testing.T) {
			explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
				begin(term)
				path(t, term, "functions › why checkout-api ran into its timeout")
				sees(t, term, "nat-c is deleted", "Causes", "Proof", "Fix", "AWS CLI", "1 of 3 subnets")
			})
		})
	}
}

// Of what is pasted nothing is shown or kept but names, hosts and ports.
func TestAPastedErrorLeavesNoSecret(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		const secret = "hunter2hunter2"
		text := "orders-worker Error: connect ECONNREFUSED 10.0.20.237:5433 postgres://admin:" + secret +
			"@10.0.20.237:5433/x?k=" + secret
		term.Paste(text)
		path(t, term, "functions › why orders-worker was refused (10.0.20.237 port 5433)")
		term.Keys(uitest.Esc, ":")
		sees(t, term, "screens") // nothing that was typed before
		if strings.Contains(term.Raw(), secret) {
			t.Error("the terminal was sent the secret")
		}
		term.Keys(uitest.Up)
		sees(t, term, "nothing was typed before")
		if strings.Contains(term.Raw(), secret) {
			t.Error("the secret is offered again")
		}
	})
}

// What is pasted and is no error is looked for.
func TestAPastedNameIsLookedFor(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Paste("  arn:aws:lambda:us-east-1:123456789012:function:cart-api\n")
		sees(t, term, "go to", "cart-api")
		term.Keys(uitest.Enter)
		path(t, term, "functions › cart-api")
		term.Paste("\n")
		path(t, term, "functions › cart-api")
	})
}

// A log of a function that is not here is not explained for the one that the person happens to stand on.
func TestAPastedErrorOfAnother(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout-api", uitest.Enter)
		term.Paste("/aws/lambda/somebody-elses 2026/11/30/[$LATEST]4f1c Task timed out after 6.00 seconds")
		path(t, term, "functions")
		sees(t, term, `the text is about "somebody-elses", which is not in this account`)
	})
}
