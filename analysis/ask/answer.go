package ask

import (
	"context"
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/letgo"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Trace follows one connection of a function. fixes looks for what would open or close it, each tried on the whole
// account: for one answer, not for hundreds.
func (f *Function) Trace(ctx context.Context, q reach.Query, fixes bool) (*report.Trace, error) {
	t, err := f.Engine.Trace(f.Region, f.Function, q)
	if err != nil {
		return nil, fmt.Errorf("trace %s: %w", f.FunctionName, err)
	}
	answer := &report.Trace{Trace: t, Index: f.Index}
	if fixes {
		answer.Fixes, err = fix.New(f.Index, f.Engine).Find(ctx, f.Region, f.Function, q)
	}
	return answer, err
}

// Reach is everything that a function can reach.
func (f *Function) Reach() *report.Reach {
	return &report.Reach{Reach: f.Engine.Reach(f.Region, f.Function), Index: f.Index}
}

// Find looks for a text among everything in a snapshot.
func Find(index *awsdata.Index, text string) (*report.Find, error) {
	text = awsdata.Clean(text)
	if text == "" {
		return nil, usagef(
			"find what? name an address, a range, an ARN, a host name, a part of a name, or the value of a tag")
	}
	return &report.Find{Found: find.Find(index, text), Text: text, Index: index}, nil
}

// UsedBy is who uses the resource that a text names, and what follows if it goes. Nobody is asked since when.
func UsedBy(ctx context.Context, result *analysis.Result, text string) (*report.UsedBy, error) {
	t, err := Resource(result.Index, text)
	if err != nil {
		return nil, err
	}
	result = result.Of(t.Account)
	if why := uses.NotUsed(t.Region, t.Resource, t.Kind.Name).String(); why != "" {
		return nil, usagef("%s", why)
	}
	u := &report.UsedBy{Result: result, Subject: t, Users: uses.Dependents(result, t.Region, t.Resource),
		Effect: whatif.Effect(t.Resource), Now: result.Snapshot.CapturedAt}
	users := make([]*analysis.Function, len(u.Users))
	for i := range u.Users {
		users[i] = u.Users[i].Function
	}
	if u.Impact, err = impact.Of(ctx, result, t.Region, t.Resource, users, nil); err != nil {
		return nil, err
	}
	u.Uses, u.Missing = uses.Of(result, t.Region, t.Resource)
	if rx := result.Of(t.Account).Index.Region(t.Region); rx != nil {
		u.Stays = letgo.Of(ledger.Of(rx), rx, role.NewIndex(result.Of(t.Account).Index), t.Resource.ID(), nil)
	}
	return u, nil
}

// Diff tells two snapshots apart.
func Diff(before, after *awsdata.Index, names [2]string) *report.Diff {
	return &report.Diff{Diff: diff.Compare(before, after),
		Before: names[0], After: names[1]}
}

// WhatIf makes edits in a copy of an account and tells what follows. Where q names a destination, each function is
// asked for it before and after. options say how the copy is computed.
func WhatIf(ctx context.Context, before *analysis.Result, edits []whatif.Edit, q Question, options analysis.Options,
) (*report.WhatIf, error) {
	c := &report.WhatIf{To: q.To}
	after, changes, err := impact.Follow(ctx, before, edits, options)
	if err != nil {
		return nil, fmt.Errorf("make the edits: %w", err)
	}
	c.Changes = changes
	edited := before.Of(after.Snapshot.AccountID) // the account in which they were made
	c.Index = edited.Index
	if c.Written, err = whatif.Write(edited.Snapshot, edits); err != nil {
		return nil, fmt.Errorf("write the edits: %w", err)
	}
	if q.To != "" {
		err = askBoth(ctx, c, before, after, q)
	}
	return c, err
}

// askBoth asks every function for a destination, as the account is and as it would be.
func askBoth(ctx context.Context, c *report.WhatIf, before, after *analysis.Result, q Question) error {
	for _, f := range FunctionsOf(before).All() {
		if err := ctx.Err(); err != nil {
			return err
		}
		of := after.Of(f.Index.Snapshot.AccountID)
		then := of.Index.Region(f.Region).Function(f.FunctionName)
		query, err := q.Of(&f)
		if err != nil || then == nil {
			continue // the destination is none of this region's
		}
		c.Asked++
		was, err := f.Engine.Verdict(f.Region, f.Function, query)
		if err != nil {
			return fmt.Errorf("ask %s: %w", f.FunctionName, err)
		}
		is, err := of.Engine.Verdict(f.Region, then, query)
		if err != nil {
			return fmt.Errorf("ask %s after the edits: %w", f.FunctionName, err)
		}
		if was != is {
			c.Answers = append(c.Answers, report.Answered{Account: f.Account(), Region: f.Region, Name: f.FunctionName,
				Was: was, Is: is})
		}
	}
	return nil
}
