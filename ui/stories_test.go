package ui

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// follow puts the cursor on the first row that holds a text, and opens it.
func follow(t *testing.T, term *uitest.Term, text string) {
	t.Helper()
	for range 200 {
		if _, y, ok := term.Find("▌"); ok && strings.Contains(term.Line(y), text) {
			term.Keys(uitest.Enter)
			return
		}
		before := term.Screen()
		term.Keys(uitest.Down)
		if term.Screen() == before {
			break
		}
	}
	t.Fatalf("no row with %q:\n%s", text, term.Screen())
}

// path fails unless the path walked is this one.
func path(t *testing.T, term *uitest.Term, want string) {
	t.Helper()
	got, _, _ := strings.Cut(crumb(term), "  ")
	if got != want {
		t.Fatalf("the path is %q, want %q:\n%s", got, want, term.Screen())
	}
}

// A person on call: checkout times out now and then. Where does it break?
func TestStoryFromAFunctionToTheNATAndBack(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout-a")
		sees(t, term, " of 54", "2 of 3 AZs", "a✓b✓c✗")
		seesNot(t, term, "webhook-public")
		term.Keys(uitest.Enter)
		follow(t, term, "checkout-api")
		path(t, term, "functions › checkout-api")
		sees(t, term, "from 2 of 3 subnets only", "app-a", "app-b", "app-c")
		follow(t, term, "a  app-a")
		path(t, term, "functions › checkout-api › app-a")
		follow(t, term, "route table  rtb")
		path(t, term, "functions › checkout-api › app-a › rtb-app-a")
		sees(t, term, "0.0.0.0/0", "DESTINATION", "TARGET")
		follow(t, term, "nat-a nat-0")
		path(t, term, "functions › checkout-api › app-a › rtb-app-a › nat-a")
		sees(t, term, "Routes to it", "public", "available")
		follow(t, term, "app-pub-a subnet-")
		path(t, term, "functions › checkout-api › app-a › rtb-app-a › nat-a › app-pub-a")
		for _, p := range []string{
			"functions › checkout-api › app-a › rtb-app-a › nat-a",
			"functions › checkout-api › app-a › rtb-app-a",
			"functions › checkout-api › app-a",
			"functions › checkout-api",
		} {
			term.Keys(uitest.Esc)
			path(t, term, p)
		}
		term.Keys("]")
		path(t, term, "functions › checkout-api › app-a")
		term.Keys(uitest.Backspace, uitest.Left)
		path(t, term, "functions")
		sees(t, term, "filter: checkout-a", " of 54")
		term.Keys(uitest.Esc)
		seesNot(t, term, " of 54")
		sees(t, term, "fraud-model")
		if _, y, _ := term.Find("▌"); !strings.Contains(term.Line(y), "checkout-api") {
			t.Errorf("the cursor is not on checkout-api any more:\n%s", term.Screen())
		}
		term.Keys("?")
		sees(t, term, "open what the cursor is on")
		term.Keys("?", "q")
		left(t, term)
	})
}

// A review: what is worst in this account, why, and what to do about it?
func TestStoryFromFindingsToTheFix(t *testing.T) {
	explore(t, 100, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("f")
		path(t, term, "functions › findings")
		sees(t, term, "136 findings by cause")
		follow(t, term, "NAT nat-c is deleted")
		path(t, term, "functions › findings › because of nat-c")
		sees(t, term, "no internet from app-c", "route table rtb-app-c", "5 of 136")
		follow(t, term, "NAT nat-c is deleted")
		sees(t, term, "Why", "Proof", "What to do", "AWS CLI", "Terraform", "cart-api", "checkout-api")
		term.Keys("Y")
		sees(t, term, "copied the fix")
		if !strings.Contains(term.Raw(), "\x1b]52;c;") {
			t.Error("nothing was put on the clipboard")
		}
		follow(t, term, "cart-api")
		sees(t, term, "Internet egress", "from 2 of 3 subnets only")
		term.Keys(uitest.Right)
		term.Keys("y")
		sees(t, term, "copied")
	})
}

// Somebody who knows what they look for types it.
func TestStoryGoTo(t *testing.T) {
	explore(t, 80, 24, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "sg pay", uitest.Enter)
		path(t, term, "functions › security groups")
		sees(t, term, "filter: pay", "sg-payments")
		seesNot(t, term, "sg-checkout")
		term.Keys(":", "payments-core", uitest.Enter)
		sees(t, term, "nothing is broken")
		term.Keys(":", "no such thing", uitest.Enter)
		sees(t, term, `there is no command, screen, kind or resource "no such thing"`)
		term.Keys(uitest.Ctrl('u'), "vpc", uitest.Down, uitest.Up, uitest.Enter)
		sees(t, term, "VPCs")
		term.Keys("a")
		sees(t, term, "KIND", "capacity providers")
		term.Keys(":", "q", uitest.Esc, "q")
		left(t, term)
	})
}

func TestStorySortAndFaults(t *testing.T) {
	explore(t, 160, 50, nil, func(t *testing.T, term *uitest.Term) {
		first := func() string { return term.Line(4) }
		term.Keys("2")
		sees(t, term, "sorted by function, ascending")
		if !strings.Contains(first(), "audit-log") {
			t.Errorf("the first function by name is %s", first())
		}
		term.Keys("2")
		if !strings.Contains(first(), "webhook-public") {
			t.Errorf("the last function by name is %s", first())
		}
		term.Keys("S")
		sees(t, term, "sorted by function, ascending")
		term.Keys("z")
		sees(t, term, "H only", "only functions rated H")
		seesNot(t, term, "payments-core", " M ", " L ")
		term.Keys("z")
		sees(t, term, "H or M only", " M ")
		seesNot(t, term, "payments-core")
		term.Keys(uitest.Esc)
		sees(t, term, "payments-core")
		term.Keys("/", "sev:>=high !vpc:prod", uitest.Enter)
		sees(t, term, "legacy-import")
		seesNot(t, term, "checkout-api")
		term.Keys("/", uitest.Ctrl('u'), "no such thing")
		sees(t, term, `No function matches "no such thing"`)
		term.Keys(uitest.Esc)
		sees(t, term, "legacy-import")
	})
}

// The smallest terminals show something sane, and keep working.
func TestStorySmallTerminals(t *testing.T) {
	explore(t, 40, 10, nil, func(t *testing.T, term *uitest.Term) {
		sees(t, term, "functions", "FUNCTION", "? keys")
		term.Keys("/", "checkout-api", uitest.Enter, uitest.Enter)
		sees(t, term, "functions › checkout-api", "Function")
		term.Resize(20, 5)
		sees(t, term, "checkout-api")
		term.Keys(uitest.Esc)
		sees(t, term, "functions")
		term.Resize(5, 2)
		term.Resize(1, 1)
		term.Resize(80, 24)
		sees(t, term, "WHAT IS WRONG")
	})
}
