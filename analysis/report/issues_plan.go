package report

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/plan"
)

// ruleNotUnderstood is the rule of what a plan has and vpclens does not look at.
const ruleNotUnderstood = "not-understood"

// Issues are what is worse after the plan than before, with where in the file that is, and what was not understood.
func (p *Plan) Issues() *Issues {
	d := &Diff{Diff: &p.Changes.Diff, Changes: p.Changes, Before: "the account", After: p.File, Version: p.Version,
		At: p.At, Of: p.Accounts}
	out := d.Issues()
	out.Asked = "plan"
	out.Rules = append(out.Rules, Rule{ID: ruleNotUnderstood, Title: "Something in the file was not understood",
		Severity: check.Low, Family: "change", Why: "What it does to paths is not in the answer.",
		Help: "Look at it yourself: `vpclens plan` tells what it is and why."})
	for i := range out.List {
		p.place(&out.List[i])
	}
	for _, l := range p.Outcome.Left {
		what := strings.TrimSpace(l.Address + " " + l.What)
		out.List = append(out.List, Issue{Rule: ruleNotUnderstood, Severity: check.Low, Status: IssueUnknown,
			ID: strings.Join([]string{d.account(""), l.Address, string(l.Why), l.What}, "/"), Account: d.account(""),
			Resource: l.Address, Kind: l.Kind, Title: what + ": " + whyLeft[l.Why], Address: l.Address,
			Attribute: l.What,
			File:      p.File})
	}
	return out
}

// place says where in the file an issue is: what explains what becomes of a function, or what a finding is about.
func (p *Plan) place(i *Issue) {
	i.File = p.File
	var in []plan.Touch
	for at := range p.Changes.Functions {
		if f := &p.Changes.Functions[at]; i.Kind == "function" && f.Name == i.Name && f.Region == i.Region {
			in = p.OfFunction(f)
		}
	}
	for at := range p.Changes.Zones {
		if z := &p.Changes.Zones[at]; i.Kind == "function" && z.Name == i.Name && z.Region == i.Region {
			in = p.Of(z.Causes...)
		}
	}
	for _, list := range [][]check.Finding{p.Changes.Appeared, p.Changes.Vanished} {
		for at := range list {
			if f := &list[at]; f.Check == i.Rule && f.Region == i.Region && f.Resource == i.Resource {
				in = p.OfFinding(f)
			}
		}
	}
	i.Title = p.named(i.Title)
	for at := range i.Evidence {
		i.Evidence[at].Says = p.named(i.Evidence[at].Says)
	}
	for _, t := range in {
		says := "in " + p.File
		if len(t.Attributes) > 0 {
			says += ": " + strings.Join(t.Attributes, ", ")
		}
		e := check.Evidence{Resource: t.Address, Rule: string(t.Action), Says: says}
		if !slices.Contains(i.Evidence, e) {
			i.Evidence = append(i.Evidence, e)
		}
	}
	if len(in) > 0 {
		i.Address, i.Attribute = in[0].Address, strings.Join(in[0].Attributes, ", ")
	}
}
