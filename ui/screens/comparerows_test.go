package screens

import (
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/compare"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// "Only here" is not said of what is unknown about the other.
func TestWhatIsNotKnownOfTheOtherIsNotOnlyHere(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		igw prod
		table public
		route public 0.0.0.0/0 igw-prod
		subnet public cidr=10.0.0.0/24 table=public
		nat out subnet=public eip=203.0.113.1
		tgw hub
		tgw-attachment prod tgw=hub vpc=prod subnets=app-b
		table app-a
		route app-a 0.0.0.0/0 nat-out
		table app-b
		route app-b 0.0.0.0/0 tgw-hub
		subnet app-a cidr=10.0.1.0/24 table=app-a
		subnet app-b cidr=10.0.2.0/24 table=app-b
		group app out tcp 443 0.0.0.0/0
		function known subnets=app-a groups=app
		function unknown subnets=app-b groups=app
	`)
	fns := [2]*analysis.Function{res.Functions[0], res.Functions[1]}
	compared, err := compare.Functions(t.Context(), res, fns[0], fns[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range compareRows(&screen.Env{Result: res, Theme: &theme.Theme{}}, fns, compared) {
		if r.question == "can reach" && r.sides[0].text != "the same, except what is unknown" {
			t.Errorf("%s: %q", r.question, r.sides[0].text)
		}
	}
}
