package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Issues are the assertions, one for each function: each is a rule of its own. One whose verdict is unknown where
// another was expected did not hold, and is not known to be wrong.
func (v *Verification) Issues() *Issues {
	out := &Issues{Version: v.Version, Asked: "verify", At: v.At}
	for i := range v.Results {
		r := &v.Results[i]
		issue := v.issue(r)
		out.List = append(out.List, issue)
		if !slices.ContainsFunc(out.Rules, func(known Rule) bool { return known.ID == issue.Rule }) {
			out.Rules = append(out.Rules, Rule{ID: issue.Rule, Title: r.Name, Family: "assertion", Severity: check.High,
				Why:  "The file of assertions says what must hold of the network.",
				Help: "Mend what is in the way, or change the assertion. `vpclens trace` shows every hop."})
		}
		if r.Index != nil {
			if id := r.Index.Snapshot.AccountID; !slices.Contains(out.Accounts, id) {
				out.Accounts, out.In = append(out.Accounts, id), r.Index.Snapshot.Partition
			}
		}
	}
	return out
}

func (v *Verification) issue(r *AssertionResult) Issue {
	out := Issue{Rule: cmp.Or(r.Name, "assertion"), Severity: check.High, Status: IssuePassed, Region: r.Region,
		File: v.File, Line: r.Line}
	asked := fmt.Sprintf("%s → %s", r.Function, v.named(r, r.Question))
	out.Title = asked + ": " + r.Verdict.String()
	if r.Index != nil {
		out.Account = r.Index.Snapshot.AccountID
		out.Functions, out.Resource = []string{r.Function}, r.Function
		out.in(r.Index, r.Region)
	}
	out.ID = strings.Join([]string{cmp.Or(out.Account, unknownAccount), r.Region, r.Name, r.Function, r.Question,
		r.Expect.String()}, "/")
	switch {
	case r.OK:
		return out
	case r.Waived:
		out.Waived = &check.Waived{Reason: awsdata.Clean(r.Waiver.Reason), Owner: awsdata.Clean(r.Waiver.Owner),
			Expires: r.Waiver.Until.Format(time.DateOnly)}
		out.Status, out.Why = IssueWaived, r.Problem
		out.Title = fmt.Sprintf("%s: want %s, got %s", asked, r.Expect, r.Verdict)
		return out
	case r.Problem != "":
		out.Status, out.Title, out.Why = IssueUnknown, fmt.Sprintf("%s: want %s, and nobody can tell", asked, r.Expect),
			r.Problem
		return out
	}
	out.Status, out.Title = IssueFailed, fmt.Sprintf("%s: want %s, got %s", asked, r.Expect, r.Verdict)
	if r.Verdict == reach.Unknown {
		out.Status = IssueUnknown
	}
	if r.Kind == assert.Only {
		out.Why = beyondText(r)
	}
	for _, h := range decidingHops(r) {
		says := v.named(r, h.Why)
		out.Why = cmp.Or(out.Why, says)
		out.Evidence = append(out.Evidence, check.Evidence{Resource: cmp.Or(h.Resource, h.SubnetID), Rule: h.Rule,
			Says: "from " + h.SubnetID + ": " + says})
		for _, call := range h.Missing {
			if !slices.Contains(out.Missing, call) {
				out.Missing = append(out.Missing, call)
			}
		}
	}
	out.Why = cmp.Or(out.Why, "nothing is in its way")
	return out
}
