package ui

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/statefile"
	"github.com/vpclens/vpclens/ui/uitest"
)

// The tags of an account can be columns: all of them, or one key's values; none is shown to who did not ask for it.
func TestTagsAreColumns(t *testing.T) {
	var kept statefile.State
	saved := files{}
	keep := func(o *Options) {
		o.State, o.SaveState = kept, func(s statefile.State) { kept = s }
		o.SaveFile = saved.save
	}
	explore(t, 120, 40, keep, func(t *testing.T, term *uitest.Term) {
		seesNot(t, term, "tag:team", "TAGS")
		term.Keys(":", "sort tag:owner", uitest.Enter) // shown or not
		sees(t, term, "sorted by tag:owner, ascending")
		term.Keys("|", "G") // tag:team is the last one
		sees(t, term, "[ ] tags", "[ ] tag:owner", "[ ] tag:repository", "[ ] tag:service", "[ ] tag:team")
		term.Keys(" ", uitest.Esc)
		sees(t, term, "tag:team", "payments")
		term.Keys(":", "export csv a.csv", uitest.Enter)
	})
	header, _, _ := strings.Cut(saved["a.csv"], "\n")
	if !strings.Contains(header, ",tags,tag:team,") {
		t.Errorf("the file has the columns %s", header)
	}
	if !strings.Contains(saved["a.csv"],
		`"owner=payments-oncall, repository=payments-core, service=card-payments, team=payments",payments,`) {
		t.Errorf("the file lacks tags:\n%s", saved["a.csv"])
	}
	explore(t, 120, 40, keep, func(t *testing.T, term *uitest.Term) { // and the next time
		sees(t, term, "tag:team")
		row := term.Screen()
		if at, behind := strings.Index(row, "ana.silva"), strings.Index(row, "payments"); at > behind && behind > 0 {
			t.Error("it is not sorted by the owner any more")
		}
	})
	// Configured, in findings and of resources.
	columns := func(o *Options) {
		o.Columns = map[string][]string{"findings": {"what", "tag:team"}, "vpc": {"name", "tag:team", "tag:nobody"}}
	}
	explore(t, 120, 40, columns, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "findings", uitest.Enter)
		sees(t, term, "tag:team", "shop")
		term.Keys(":", "vpcs", uitest.Enter)
		sees(t, term, "tag:team", "tag:nobody", "payments")
	})
}

// unreadTags is an account in which the tags of some functions are not known.
func unreadTags(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	s := awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		subnet a cidr=10.0.1.0/24
		group app
		function pay-one subnets=a groups=app tag:team=payments
		function pay-two subnets=a groups=app tag:team=payments
		function shop-one subnets=a groups=app tag:team=shop
		function bare subnets=a groups=app
		function dark-one subnets=a groups=app
		function dark-two subnets=a groups=app`)
	for i := range s.Regions[0].Functions {
		if f := &s.Regions[0].Functions[i]; strings.HasPrefix(f.FunctionName, "dark") {
			f.TagsKnown = false
		}
	}
	return s
}

// A filter by tags says of how many rows it cannot tell, and those can be found: what was not read is no "no".
func TestTagsThatWereNotRead(t *testing.T) {
	s := unreadTags(t)
	account := func(o *Options) {
		o.Analyze, o.Source = nil, from("it", s)
		o.Columns = map[string][]string{"functions": {"function", "tag:team"}}
	}
	explore(t, 120, 40, account, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "tag:team=pay")
		sees(t, term, "2 of unknown tags: tag:? shows them   tab: team=payments", "pay-one", "pay-two")
		seesNot(t, term, "shop-one", "dark-one", "bare")
		term.Keys(uitest.Enter)
		sees(t, term, "2 of 6   2 of unknown tags")
		term.Keys(uitest.Esc, "/", "!tag:team=pay", uitest.Enter)
		sees(t, term, "shop-one", "bare", "2 of unknown tags")
		seesNot(t, term, "dark-one", "pay-one")
		term.Keys(uitest.Esc, "/", "tag:nobody", uitest.Enter)
		sees(t, term, "The tags of 2 are unknown: tag:? shows them.")
		term.Keys(uitest.Esc, "/", "tag:?", uitest.Enter)
		sees(t, term, "dark-one", "dark-two", "2 of 6", "?")
		seesNot(t, term, "of unknown tags", "pay-one")
		term.Keys(uitest.Esc, "/", "tag:none", uitest.Enter)
		sees(t, term, "bare", "2 of unknown tags")
		seesNot(t, term, "pay-one")
		term.Keys(uitest.Esc, ":", "sort tag:team", uitest.Enter)
		text := term.Screen()
		order := []string{"pay-one", "shop-one", "bare", "dark-one"}
		for i := 1; i < len(order); i++ {
			if strings.Index(text, order[i-1]) > strings.Index(text, order[i]) {
				t.Errorf("%s does not stand before %s:\n%s", order[i-1], order[i], text)
			}
		}
	})
}

// A page says whose a thing is, and of what nobody told it.
func TestPagesTellTags(t *testing.T) {
	explore(t, 120, 80, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "payments-core", uitest.Enter)
		sees(t, term, "Tags", "card-payments", "payments-oncall")
		term.Keys(":", "prod-web", uitest.Enter)
		sees(t, term, "? unknown: describe-load-balancers does not tell them")
		term.Keys(":", "findings durable", uitest.Enter, uitest.Enter)
		sees(t, term, "Whose", "li.wei", "disputes")
	})
	s := unreadTags(t)
	account := func(o *Options) { o.Analyze, o.Source = nil, from("it", s) }
	explore(t, 120, 80, account, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "dark-one", uitest.Enter)
		sees(t, term, "? not read: get-function and get-resources tell them")
		term.Keys(":", "bare", uitest.Enter)
		sees(t, term, "Tags")
		seesNot(t, term, "? not read")
	})
}
