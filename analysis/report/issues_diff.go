package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// The rules of what changed between two snapshots, besides the checks.
const (
	ruleInternet   = "new-internet"
	ruleWider      = "wider-egress"
	ruleLost       = "lost-path"
	ruleUnknown    = "unknown-path"
	ruleUncompared = "not-compared"
)

// diffRules are the rules of what can change.
func diffRules() []Rule {
	return []Rule{
		{ID: ruleInternet, Title: "A function's access to the internet is wider than before", Severity: check.High,
			Family: "change", Why: "What reaches the internet can send data there, and be told what to do from there.",
			Help: "Look at what was changed on its path: `vpclens reach` shows what it can reach, and by which way."},
		{ID: ruleWider, Title: "A function reaches what it did not reach before", Severity: check.Medium,
			Family: "change", Why: "A wider reach is more that can go wrong, and is seldom the aim of a change.",
			Help: "Look at the rules, routes and endpoints that were changed."},
		{ID: ruleLost, Title: "A function does not reach what it reached before, or only at times",
			Severity: check.High, Family: "change", Why: "What it calls there fails or times out now.",
			Help: "`vpclens trace` follows the path hop by hop and tells what would open it."},
		{ID: ruleUnknown, Title: "It is unknown now whether a function reaches something",
			Severity: check.Medium, Family: "change", Why: "Something that the answer depends on was not read.",
			Help: "Read the account with the missing permission and compare again."},
		{ID: ruleUncompared, Title: "A part of the accounts is not in both snapshots", Severity: check.Medium,
			Family: "change", Why: "Of what a snapshot lacks nobody can say whether it changed.",
			Help: "Take both snapshots of the same accounts, regions and calls."},
	}
}

// Issues are what is worse than before: what functions reach that they did not or no longer reach, what became unknown,
// and new findings. Findings that are gone passed.
func (d *Diff) Issues() *Issues {
	out := &Issues{Version: d.Version, Asked: "diff", At: d.At, Accounts: d.Of, Rules: append(diffRules(),
		checkRules()...)}
	for i := range d.Functions {
		out.List = append(out.List, d.functionIssues(&d.Functions[i])...)
	}
	missing := d.Accounts
	if c := d.Changes; c != nil {
		missing = c.Missing
		for i := range c.Zones {
			out.List = append(out.List, d.zonesIssue(&c.Zones[i]))
		}
		for i := range c.Appeared {
			f := &c.Appeared[i]
			issue := Issue{Rule: f.Check, ID: d.account(f.Account) + "/" + f.ID, Severity: f.Severity, Waived: f.Waived,
				Status: IssueFailed, Account: d.account(f.Account), Region: f.Region, Resource: f.Resource,
				Functions: f.Functions, Title: "new: " + f.Title, Why: f.Why, Evidence: f.Evidence, Missing: f.Missing,
				Controls: f.Compliance, Fix: f.Fix.Text("")}
			switch {
			case f.Waived != nil:
				issue.Status = IssueWaived
			case f.Known:
				issue.Status, issue.Waived = IssueWaived, knownBefore()
			case f.Status == check.Unknown:
				issue.Status = IssueUnknown
			}
			out.List = append(out.List, issue)
		}
		for i := range c.Vanished {
			f := &c.Vanished[i]
			out.List = append(out.List, Issue{Rule: f.Check, ID: d.account(f.Account) + "/" + f.ID,
				Severity: f.Severity, Status: IssuePassed, Account: d.account(f.Account), Region: f.Region,
				Resource: f.Resource, Functions: f.Functions, Title: "gone: " + f.Title})
		}
	}
	for _, m := range missing {
		out.List = append(out.List, d.missingIssue(m))
	}
	return out
}

// account is the id of an account that a change names, which is none where there is one account.
func (d *Diff) account(id string) string {
	if id == "" && len(d.Of) == 1 {
		return d.Of[0]
	}
	return cmp.Or(id, unknownAccount)
}

// functionIssues are what a function's change comes to.
func (d *Diff) functionIssues(f *diff.Function) []Issue {
	var out []Issue
	add := func(rule string, severity check.Severity, status IssueStatus, title string, says ...string) {
		one := Issue{Rule: rule, Severity: severity, Status: status, Account: d.account(f.Account), Region: f.Region,
			Resource: f.Name, Kind: "function", Name: f.Name, Functions: []string{f.Name}, Title: f.Name + " " + title,
			ID: strings.Join([]string{d.account(f.Account), f.Region, f.Name, rule}, "/")}
		for _, s := range says {
			one.Evidence = append(one.Evidence, check.Evidence{Resource: f.Name, Says: s})
		}
		for _, id := range f.Causes {
			one.Evidence = append(one.Evidence, check.Evidence{Resource: id, Says: "was changed on its path"})
		}
		out = append(out, one)
	}
	word := func(p reach.Posture) string { return cmp.Or(string(p), "no function") }
	if f.Opens() {
		add(ruleInternet, check.High, IssueFailed, fmt.Sprintf("has wider access to the internet: %s, was %s",
			word(f.After), word(f.Before)), "internet: "+word(f.Before)+" → "+word(f.After))
	}
	var gained, lost, unclear []string
	tell := func(list *[]string, what string, set netset.Set) {
		if !set.IsEmpty() {
			*list = append(*list, what+" "+set.Human(netset.MaxRanges(6)))
		}
	}
	tell(&gained, "gains", f.Gained)
	tell(&gained, "was unknown, and can be reached now:", f.Cleared)
	if f.Change != diff.Removed { // a function that went has lost nothing that anybody misses
		tell(&lost, "loses", f.Lost)
		tell(&lost, "was unknown, and certainly cannot be reached now:", f.Shut)
		tell(&lost, "from always to sometimes:", f.Partly)
		tell(&lost, "from fewer subnets:", f.Fewer)
		tell(&unclear, "was known, and is unknown now:", f.Unclear)
	}
	for _, s := range f.Services {
		says := fmt.Sprintf("%s: %s → %s", s.Name, s.Was, s.Is)
		switch {
		case s.Is == reach.Unknown:
			unclear = append(unclear, says)
		case s.Is < s.Was:
			lost = append(lost, says)
		default:
			gained = append(gained, says)
		}
	}
	if len(gained) > 0 {
		add(ruleWider, check.Medium, IssueFailed, "reaches more than before", gained...)
	}
	if len(lost) > 0 {
		add(ruleLost, check.High, IssueFailed, "reaches less than before", lost...)
	}
	if len(unclear) > 0 {
		add(ruleUnknown, check.Medium, IssueUnknown, "has paths of which nobody can tell any more", unclear...)
	}
	return out
}

// zonesIssue is what a function gains or loses from some zones only.
func (d *Diff) zonesIssue(z *diff.Zones) Issue {
	out := Issue{Rule: ruleLost, Severity: check.High, Status: IssueFailed, Account: d.account(z.Account),
		Region: z.Region, Resource: z.Name, Kind: "function", Name: z.Name, Functions: []string{z.Name},
		Title: z.Name + " " + zonesText(z)}
	switch {
	case len(z.Lost) > 0:
	case len(z.Unclear) > 0:
		out.Rule, out.Severity, out.Status = ruleUnknown, check.Medium, IssueUnknown
	default:
		out.Rule, out.Severity = ruleWider, check.Medium
	}
	out.ID = strings.Join([]string{out.Account, z.Region, z.Name, "zones", out.Rule}, "/")
	for _, id := range z.Causes {
		out.Evidence = append(out.Evidence, check.Evidence{Resource: id, Says: "was changed on its path"})
	}
	return out
}

// missingIssue is what nothing can be said of.
func (d *Diff) missingIssue(m diff.Missing) Issue {
	what := cmp.Or(m.Call, m.Region, "account "+m.Account)
	lacks := "is not in " + d.Before
	switch {
	case m.Before && m.After:
		lacks = "is in neither of both"
	case m.After:
		lacks = "is not in " + d.After
	}
	out := Issue{Rule: ruleUncompared, Severity: check.Medium, Status: IssueUnknown, Account: d.account(m.Account),
		Region: m.Region, Title: what + " " + lacks,
		ID: strings.Join([]string{d.account(m.Account), cmp.Or(m.Region, awsdata.Global), what, ruleUncompared}, "/")}
	if m.Call != "" {
		out.Missing = []string{m.Call}
	}
	return out
}
