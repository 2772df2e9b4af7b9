package diff

import (
	"context"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/netset"
)

// Changes is everything that is different between two results: besides resources and reach, what was found.
type Changes struct {
	Diff
	Zones    []Zones         // functions that reach what they did, though not from every zone that they did
	Appeared []check.Finding // worst first
	Vanished []check.Finding
	Perhaps  []check.Finding // are there now, and may have been before: nobody could tell
	Missing  []Missing       // of what nothing can be said
}

// Missing is a region or a call that one of the two snapshots, or both, do not hold.
type Missing struct {
	Account string // "" where the snapshots are of one account each
	Region  string // "" for the whole account
	Call    string // "" for the whole region
	Before  bool   // the earlier one lacks it
	After   bool   // the later one lacks it
}

// Everywhere computes what changed in all accounts of two results. The only error is the context's.
func Everywhere(ctx context.Context, before, after *analysis.Result) (*Changes, error) {
	if len(before.Accounts) < 2 && len(after.Accounts) < 2 {
		return Between(ctx, before, after)
	}
	out := &Changes{}
	for _, account := range accounts(before.Snapshot, after.Snapshot) {
		was, is := before.Of(account), after.Of(account)
		if was == nil || is == nil {
			out.Missing = append(out.Missing, Missing{Account: account, Before: was == nil, After: is == nil})
			continue
		}
		c, err := Between(ctx, was, is)
		if err != nil {
			return nil, err
		}
		c.in(account)
		out.Resources, out.Functions = append(out.Resources, c.Resources...), append(out.Functions, c.Functions...)
		out.Zones, out.Missing = append(out.Zones, c.Zones...), append(out.Missing, c.Missing...)
		out.Appeared, out.Vanished = append(out.Appeared, c.Appeared...), append(out.Vanished, c.Vanished...)
		out.Perhaps = append(out.Perhaps, c.Perhaps...)
	}
	for _, list := range [][]check.Finding{out.Appeared, out.Vanished, out.Perhaps} {
		check.Sort(list, check.Catalogue())
	}
	return out, nil
}

// in says in all changes which account they are of.
func (c *Changes) in(account string) {
	for i := range c.Resources {
		c.Resources[i].Account = account
	}
	for i := range c.Functions {
		c.Functions[i].Account = account
	}
	for i := range c.Zones {
		c.Zones[i].Account = account
	}
	for i := range c.Missing {
		c.Missing[i].Account = account
	}
}

// Between computes what changed in one account from one result to another, and why where that can be told. The only
// error is the context's.
func Between(ctx context.Context, before, after *analysis.Result) (*Changes, error) {
	was, is := &side{before.Index, before.Engine}, &side{after.Index, after.Engine}
	came, perhaps := was.answered(after.Findings, before.Findings)
	went, _ := is.answered(before.Findings, after.Findings)
	c := &Changes{
		Diff:     Diff{Resources: resources(before.Index, after.Index)},
		Appeared: onlyIn(came, before.Findings),
		Vanished: onlyIn(went, after.Findings),
		Perhaps:  onlyIn(perhaps, before.Findings),
		Missing:  missing(was, is),
	}
	var err error
	if c.Functions, err = functions(ctx, was, is); err != nil {
		return nil, err
	}
	why := newExplainer(was, is, c.Resources)
	told := map[[2]string]*Function{}
	for i := range c.Functions {
		f := &c.Functions[i]
		told[[2]string{f.Region, f.Name}] = f
		if ctx.Err() == nil {
			f.Causes = union(f.Causes, why.function(f))
		}
	}
	byZones := map[[2]string]bool{}
	then := make(map[[2]string]*analysis.Function, len(before.Functions))
	for _, f := range before.Functions {
		then[[2]string{f.Place.Region, f.FunctionName}] = f
	}
	for _, f := range after.Functions {
		key := [2]string{f.Place.Region, f.FunctionName}
		old := then[key]
		if old == nil {
			continue
		}
		z := why.zones(old, f)
		inZones := len(z.Lost)+len(z.Gained)+len(z.Unclear) > 0
		if t := told[key]; inZones &&
			(t == nil || t.Change == Changed && t.steady() && t.Less().Minus(netset.Internet()).IsEmpty()) {
			c.Zones = append(c.Zones, z) // which says why it is reached sometimes, or always now
			byZones[key] = true
		} else if t != nil {
			if t.Zones = z.unsaid(t); t.Zones != nil {
				t.Causes = union(t.Causes, z.Causes)
			}
		}
	}
	c.Functions = slices.DeleteFunc(c.Functions, func(f Function) bool { return byZones[[2]string{f.Region, f.Name}] })
	return c, ctx.Err()
}

// union is a list with what it lacks of another.
func union(list, more []string) []string {
	for _, id := range more {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// answered are those of another's findings that this side could have made too: where it lacks a region or a call, or
// its own answer is that nobody knows, what is missing here neither came nor went. Facts that it could not have made in
// a region that it has are apart.
func (s *side) answered(list, own []check.Finding) (answered, open []check.Finding) {
	unsure := map[[3]string]bool{} // questions, by region, check and function
	for i := range own {
		if f := &own[i]; f.Status == check.Unknown {
			for _, name := range append([]string{""}, f.Functions...) {
				unsure[[3]string{f.Region, f.Check, name}] = true
			}
		}
	}
	for i := range list {
		f := &list[i]
		rx, c := s.Region(f.Region), check.Find(f.Check)
		asked := len(f.Functions) == 0 && unsure[[3]string{f.Region, f.Check, ""}] ||
			slices.ContainsFunc(f.Functions, func(name string) bool {
				return unsure[[3]string{f.Region, f.Check, name}]
			})
		if rx == nil || asked && f.Status != check.Unknown ||
			c != nil && slices.ContainsFunc(c.Needs, func(call string) bool { return !rx.Region.Has(call) }) {
			if rx != nil && f.Status != check.Unknown {
				open = append(open, *f)
			}
			continue
		}
		answered = append(answered, *f)
	}
	return answered, open
}

// onlyIn are the findings of one list that the other does not have. One that says the same is the same, though it may
// speak of other functions; so is one about the same with the same severity, though a number in it may be another.
func onlyIn(list, other []check.Finding) []check.Finding {
	type key struct {
		region, check, what string
		status              check.Status
		severity            check.Severity
	}
	out := list
	for _, what := range []func(*check.Finding) string{
		func(f *check.Finding) string { return f.Title },
		func(f *check.Finding) string { return f.ID },
	} {
		of := func(f *check.Finding) key { return key{f.Region, f.Check, what(f), f.Status, f.Severity} }
		known := map[key]int{}
		for i := range other {
			known[of(&other[i])]++
		}
		var rest []check.Finding
		for i := range out {
			k := of(&out[i])
			if known[k]--; known[k] < 0 {
				rest = append(rest, out[i])
			}
		}
		out = rest
	}
	return out
}

// missing are the regions and calls that can be compared on one side at most.
func missing(before, after *side) []Missing {
	at := map[[2]string]*Missing{}
	var out []*Missing
	note := func(region, call string) *Missing {
		key := [2]string{region, call}
		if at[key] == nil {
			at[key] = &Missing{Region: region, Call: call}
			out = append(out, at[key])
		}
		return at[key]
	}
	for _, region := range regions(before.Snapshot, after.Snapshot) {
		switch {
		case before.Region(region) == nil:
			note(region, "").Before = true
		case after.Region(region) == nil:
			note(region, "").After = true
		}
	}
	whole := func(region string) bool { return at[[2]string{region, ""}] != nil }
	for _, g := range before.Snapshot.MainGaps() {
		if !whole(g.Region) {
			note(g.Region, g.Call).Before = true
		}
	}
	for _, g := range after.Snapshot.MainGaps() {
		if !whole(g.Region) {
			note(g.Region, g.Call).After = true
		}
	}
	slices.SortFunc(out, func(a, b *Missing) int {
		return strings.Compare(a.Region+"\x00"+a.Call, b.Region+"\x00"+b.Call)
	})
	list := make([]Missing, len(out))
	for i := range out {
		list[i] = *out[i]
	}
	return list
}
