package cli

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// function is a function, and what answers about it: the region and the account it is in.
type function struct {
	*awsdata.Function
	region string
	index  *awsdata.Index // of the account that it is in
	engine *reach.Engine
}

// functions finds functions by what people type. Names are looked up, so that tens of thousands of questions about
// named functions cost no walk over all of them.
type functions struct {
	all      []function
	byName   map[string][]function // a name can exist in several regions and accounts
	byARN    map[string][]function
	snapshot *awsdata.Snapshot // nil where the account is chosen already
}

// newFunctions are the functions of all accounts of a snapshot; engine answers about the one that it asks about.
func newFunctions(index *awsdata.Index, engine *reach.Engine) *functions {
	f := &functions{byName: make(map[string][]function), byARN: make(map[string][]function), snapshot: index.Snapshot}
	f.add(index, engine)
	for _, other := range index.Snapshot.Accounts[1:] {
		of := index.As(other.AccountID)
		f.add(of, reach.New(of))
	}
	return f
}

// functionsOf are the functions of all accounts of a result.
func functionsOf(result *analysis.Result) *functions {
	f := &functions{byName: make(map[string][]function), byARN: make(map[string][]function),
		snapshot: result.Snapshot}
	for _, of := range result.Accounts {
		f.add(of.Index, of.Engine)
	}
	return f
}

// add adds the functions of the account that an index asks about.
func (f *functions) add(index *awsdata.Index, engine *reach.Engine) {
	for _, region := range index.Snapshot.RegionNames() {
		for _, fn := range index.Region(region).Functions() {
			one := function{fn, region, index, engine}
			f.all = append(f.all, one)
			f.byName[fn.FunctionName] = append(f.byName[fn.FunctionName], one)
			f.byARN[fn.UnqualifiedArn()] = append(f.byARN[fn.UnqualifiedArn()], one)
		}
	}
}

// in are the functions of one account.
func (f *functions) in(account string) *functions {
	of := &functions{byName: make(map[string][]function), byARN: make(map[string][]function)}
	for _, one := range f.all {
		if one.index.Snapshot.AccountID == account {
			of.all = append(of.all, one)
			of.byName[one.FunctionName] = append(of.byName[one.FunctionName], one)
			of.byARN[one.UnqualifiedArn()] = append(of.byARN[one.UnqualifiedArn()], one)
		}
	}
	return of
}

// account is the id of the function's account, "" where there is but one.
func (f *function) account() string {
	return f.index.Snapshot.InAccount(f.index.Snapshot.AccountID)
}

// named returns the functions that FUNCTION names: by name, by ARN (with or without a version or alias), or by a glob
// over either. It never returns none without an error, and an exact name counts even if it holds a glob's characters.
// The id of an account before it and a slash limits it to that one.
func (f *functions) named(pattern string) ([]function, error) {
	if account, rest, ok := strings.Cut(pattern, "/"); ok && awsdata.IsAccountID(account) && f.snapshot != nil {
		a := f.snapshot.AccountOf(account)
		if a == nil {
			return nil, fmt.Errorf("no function %q: account %s is not in the snapshot", pattern, account)
		}
		out, err := f.in(account).named(rest)
		if g, gap := a.Gap("list-functions"); err != nil && gap && a.IsUnread() {
			return nil, fmt.Errorf("no function %q: account %s was not read: %s", pattern, account,
				cmp.Or(g.Message, g.Cause.Text()))
		}
		return out, err
	}
	if exact := f.byName[pattern]; exact != nil {
		return exact, nil
	}
	if strings.HasPrefix(pattern, "arn:") && !strings.ContainsAny(pattern, `*?[\`) {
		unqualified := (&awsdata.Function{FunctionArn: pattern}).UnqualifiedArn()
		if exact := f.byARN[unqualified]; exact != nil {
			return exact, nil
		}
		return nil, f.unknown(pattern)
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("%q is not a glob: %w", pattern, err)
	}
	var out []function
	for _, one := range f.all {
		byName, _ := path.Match(pattern, one.FunctionName) // the pattern was checked
		byARN, _ := path.Match(pattern, one.FunctionArn)
		if byName || byARN {
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, f.unknown(pattern)
	}
	return out, nil
}

// unknown is the error for a pattern that names nothing, with the likeliest names.
func (f *functions) unknown(pattern string) error {
	if len(f.all) == 0 {
		return fmt.Errorf("no function %q: there are no functions at all", pattern)
	}
	if near := nearest(maps.Keys(f.byName), pattern[strings.LastIndex(pattern, ":")+1:]); len(near) > 0 {
		return fmt.Errorf("no function %q: did you mean %s?", pattern, strings.Join(near, ", "))
	}
	return fmt.Errorf("no function %q: `vpclens scan` lists them", pattern)
}
